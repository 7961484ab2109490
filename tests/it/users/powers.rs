//! Who may grant what to whom: no more than they hold, and nothing to themselves.

use entity::{casbin_rule, policy_role};
use sea_orm::{EntityTrait, Set};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::config::SecondAdministrator;

use super::{DEACTIVATE, Office, RESET, REVOKE, fields, forbidden, uuid_of};
use crate::support::{Backend, Setup, both};

const APPROVE: &str = "mutation($id:ID!){approveChange(id:$id){changeId}}";

/// A clerk sees the people of a town and grants them roles, but applies no policy.
const CLERK: &[(&str, &str, &str, &str)] = &[
    ("*", "area", "read", "allow"),
    ("*", "user", "read", "allow"),
    ("*", "user", "grant", "allow"),
    ("*", "user", "reset", "allow"),
    ("3512", "user", "grant", "deny"),
];

async fn employ_a_clerk(office: &Office) {
    let connection = office.desk.server.database.connection();
    let role = policy_role::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set("clerk".to_owned()),
        title: Set("Clerk".to_owned()),
        title_en: Set(None),
        built_in: Set(false),
        added_in: Set(1),
        removed_in: Set(None),
        ..Default::default()
    };
    policy_role::Entity::insert(role).exec_without_returning(connection).await.unwrap();
    for (position, (domain, object, action, effect)) in (1_000..).zip(CLERK) {
        let area = match *domain {
            "*" => None,
            code => Some(uuid_of(&office.desk.area(code).await)),
        };
        let text = |text: &str| Set(Some(text.to_owned()));
        let rule = casbin_rule::ActiveModel {
            id: Set(position.into()),
            position: Set(position),
            ptype: Set("p".to_owned()),
            v0: text("role:clerk"),
            v1: text("*"),
            v2: text(object),
            v3: text(action),
            v4: text("any"),
            v5: text(effect),
            area_id: Set(area),
            comment: Set(None),
            added_in: Set(1),
            removed_in: Set(None),
        };
        casbin_rule::Entity::insert(rule).exec_without_returning(connection).await.unwrap();
    }
    office.desk.employs("username,display_name,role,area_code\nclerk,Cle,clerk,351\n").await;
    office
        .until("clerk", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(5)
        })
        .await;
}

both! {
    async fn a_role_with_power_is_granted_by_who_applies_policies_there(backend: Backend) {
        let office = Office::open(backend).await;
        employ_a_clerk(&office).await;
        let before = office.rows().await;
        for role in ["community", "town_center", "administrator", "clerk"] {
            let refused = office.grants("clerk", "walker", role, "3511").await.unwrap_err();
            assert_eq!(refused, forbidden("policy", "apply"), "{role}");
        }
        // Where a part of the area is denied, none of it is granted whole.
        for (user, area) in [("walker", "351"), ("walker", "3512"), ("mill", "3511")] {
            let refused = office.grants("clerk", user, "analyst", area).await.unwrap_err();
            assert_eq!(refused, forbidden("user", "grant"), "{user} at {area}");
        }
        let refused = office.grants("community", "walker", "analyst", "3511").await.unwrap_err();
        assert_eq!(refused, forbidden("user", "grant"));
        assert_eq!(office.rows().await, before);
        office.grants("clerk", "walker", "analyst", "3511").await.unwrap();
        office.grants("administrator", "walker", "community", "3511").await.unwrap();
        let grant = office.grant_id("walker", "community").await;
        let input = json!({"grantId": grant, "reason": "no longer"});
        office.send("clerk", REVOKE, input).await.unwrap();
    }
}

both! {
    /// Whoever is told a password may sign in by it.
    async fn a_password_is_reset_by_who_could_grant_what_its_user_holds(backend: Backend) {
        let office = Office::open(backend).await;
        employ_a_clerk(&office).await;
        let before = office.row("community").await;
        let refused = office.send_id("clerk", RESET, &office.id("community").await).await;
        assert_eq!(refused.unwrap_err(), forbidden("policy", "apply"));
        assert_eq!(office.row("community").await, before);
        office.send_id("clerk", RESET, &office.id("walker").await).await.unwrap();
        office.send_id("administrator", RESET, &office.id("community").await).await.unwrap();
        // It would be a way in for whoever has a session of theirs, or a token.
        let own = office.send_id("administrator", RESET, &office.id("administrator").await).await;
        assert_eq!(fields(own), ["id"]);
    }
}

both! {
    async fn nobody_frees_themselves_of_what_a_role_denies(backend: Backend) {
        let office = Office::open(backend).await;
        let rule = json!({"role": "bound", "domain": "*", "object": "export", "action": "create",
            "relation": "any", "effect": "DENY"});
        let change = json!({"addRoles": [{"name": "bound", "title": "受限"}], "add": [rule]});
        let input = json!({"expectedVersion": 1, "change": change, "reason": "for now"});
        let apply = "mutation($input:ApplyPolicyInput!){applyPolicy(input:$input){version}}";
        office.send("administrator", apply, input).await.unwrap();
        office.grants("administrator", "second", "administrator", "*").await.unwrap();
        office.grants("administrator", "second", "bound", "351").await.unwrap();
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        let taken = async |by: &str, role: &str| {
            let grant = office.grant_id("second", role).await;
            office.send(by, REVOKE, json!({"grantId": grant, "reason": "no longer"})).await
        };
        let before = office.rows().await;
        assert_eq!(fields(taken("second", "bound").await), ["grantId"]);
        assert_eq!(office.rows().await, before);
        taken("second", "town_center").await.unwrap();
        taken("administrator", "bound").await.unwrap();
    }
}

both! {
    /// A role that denies a part of it makes of whoever administers all one who does not.
    async fn the_last_administrator_is_bound_by_nothing(backend: Backend) {
        let office = Office::open(backend).await;
        let rule = json!({"role": "bound", "domain": "/35/351/", "object": "user", "action": "grant",
            "relation": "any", "effect": "DENY"});
        let change = json!({"addRoles": [{"name": "bound", "title": "受限"}], "add": [rule]});
        let input = json!({"expectedVersion": 1, "change": change, "reason": "for now"});
        let apply = "mutation($input:ApplyPolicyInput!){applyPolicy(input:$input){version}}";
        office.send("administrator", apply, input).await.unwrap();
        office.grants("administrator", "second", "administrator", "*").await.unwrap();
        office.grants("administrator", "second", "bound", "3511").await.unwrap();
        let grant = office.grant_id("administrator", "administrator").await;
        let input = json!({"grantId": grant, "reason": "I leave"});
        assert_eq!(fields(office.send("administrator", REVOKE, input).await), ["grantId"]);
        office.grants("administrator", "above", "administrator", "*").await.unwrap();
        office.until("above", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        // Whoever administers for a while may bind nobody who is to stay.
        let later = chrono::Utc::now() + chrono::TimeDelta::days(1);
        let of_ada = office.grant_of("administrator", "administrator", "*").await;
        office.grants_with("above", &of_ada, json!({"validUntil": later})).await.unwrap();
        let refused = office.grants("administrator", "above", "bound", "3512").await;
        assert_eq!(fields(refused), ["input.role"]);
    }
}

both! {
    async fn nobody_grants_to_themselves(backend: Backend) {
        for setting in [SecondAdministrator::Off, SecondAdministrator::Auto] {
            let setup = Setup { second_administrator: setting, ..Setup::default() };
            let office = Office::over(backend, setup).await;
            let before = office.rows().await;
            let refused = office.grants("administrator", "administrator", "analyst", "*").await;
            assert_eq!(refused.unwrap_err(), forbidden("user", "grant"), "{setting:?}");
            assert_eq!(office.rows().await, before);
        }
    }
}

both! {
    async fn what_somebody_wants_for_themselves_waits_for_a_second(backend: Backend) {
        let office = Office::open(backend).await;
        office.grants("administrator", "second", "administrator", "*").await.unwrap();
        let wanted = office.grant_of("administrator", "town_center", "351").await;
        // It is judged like any other.
        let wrong = json!({"role": "town_centre"});
        assert_eq!(fields(office.grants_with("administrator", &wanted, wrong).await), ["input.role"]);
        let waits = office.grants_with("administrator", &wanted, json!({})).await.unwrap();
        assert_eq!(&waits["grant"], &Value::Null);
        let pending = &waits["pending"];
        assert_eq!(pending["user"]["username"], "administrator");
        assert_eq!((&pending["role"], &pending["area"]["code"]), (&json!("town_center"), &json!("351")));
        assert_eq!((&pending["reason"], &pending["proposedBy"]["displayName"]), (&json!("as agreed"), &json!("Ada")));
        assert_eq!(office.trail("user").await[0].0, "propose_grant");
        let held = async || {
            let query = "{user(by:{username:\"administrator\"}){grants{role grantedBy{displayName}}}}";
            office.desk.data("administrator", query).await["user"]["grants"].clone()
        };
        let own = json!({"role": "administrator", "grantedBy": null});
        assert_eq!(held().await, json!([own]), "it is held once it is approved");
        let id = pending["id"].as_str().unwrap();
        assert_eq!(fields(office.send_id("administrator", APPROVE, id).await), ["id"]);
        assert_eq!(office.send_id("town", APPROVE, id).await.unwrap_err()["code"], "NOT_FOUND");
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        office.send_id("second", APPROVE, id).await.unwrap();
        let granted = json!({"role": "town_center", "grantedBy": {"displayName": "Sue"}});
        assert_eq!(held().await, json!([own, granted]));
        let again = office.send_id("second", APPROVE, id).await.unwrap_err();
        assert_eq!(again["code"], "WRONG_STATE");
        // What is rejected is not granted.
        let waits = office.grants("administrator", "administrator", "analyst", "*").await.unwrap();
        let reject = "mutation($id:ID!){rejectChange(id:$id,reason:\"no need\"){changeId}}";
        office.send_id("second", reject, waits["pending"]["id"].as_str().unwrap()).await.unwrap();
        assert_eq!(held().await, json!([own, granted]));
    }
}

both! {
    /// Whoever approves must be one who could grant it, and it must be possible still.
    async fn what_waits_is_judged_again_by_whoever_approves(backend: Backend) {
        let setup = Setup { second_administrator: SecondAdministrator::On, ..Setup::default() };
        let office = Office::over(backend, setup).await;
        let soon = chrono::Utc::now() + chrono::TimeDelta::hours(1);
        let wanted = office.grant_of("administrator", "analyst", "*").await;
        let waits = office.grants_with("administrator", &wanted, json!({"validUntil": soon})).await;
        let waits = waits.unwrap();
        let id = waits["pending"]["id"].as_str().unwrap();
        office.grants("administrator", "second", "administrator", "351").await.unwrap();
        office.grants("administrator", "above", "administrator", "*").await.unwrap();
        office.until("second", "{pendingChanges{id}}", |seen| seen.get("errors").is_none()).await;
        office.until("above", "{pendingChanges{id}}", |seen| seen.get("errors").is_none()).await;
        // Of one town, who does not see the administrator of all.
        let refused = office.send_id("second", APPROVE, id).await.unwrap_err();
        assert_eq!(refused["code"], "NOT_FOUND");
        office.desk.wait_until(soon + chrono::TimeDelta::minutes(1));
        assert_eq!(fields(office.send_id("above", APPROVE, id).await), ["id"], "it is over");
    }
}

both! {
    async fn somebody_is_left_who_administers(backend: Backend) {
        let office = Office::open(backend).await;
        let grant = office.grant_id("administrator", "administrator").await;
        let input = json!({"grantId": grant, "reason": "I leave"});
        assert_eq!(fields(office.send("administrator", REVOKE, input.clone()).await), ["grantId"]);
        office.grants("administrator", "second", "administrator", "351").await.unwrap();
        assert_eq!(fields(office.send("administrator", REVOKE, input.clone()).await), ["grantId"]);
        office.grants("administrator", "second", "administrator", "*").await.unwrap();
        let ada = office.id("administrator").await;
        let own = office.send_id("administrator", DEACTIVATE, &ada).await;
        assert_eq!(fields(own), ["id"], "nobody deactivates themselves");
        // Who is to begin, or has ended, administers nothing now.
        let later = chrono::Utc::now() + chrono::TimeDelta::days(1);
        let of_ada = office.grant_of("administrator", "administrator", "*").await;
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        let of_sue = office.grant_of("second", "administrator", "*").await;
        office.grants_with("administrator", &of_sue, json!({"validFrom": later})).await.unwrap();
        assert_eq!(fields(office.send("administrator", REVOKE, input.clone()).await), ["grantId"]);
        // Nor does it do that somebody administers for a while.
        office.grants_with("administrator", &of_sue, json!({"validUntil": later})).await.unwrap();
        assert_eq!(fields(office.send("administrator", REVOKE, input.clone()).await), ["grantId"]);
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        let for_a_while = json!({"validUntil": later});
        assert_eq!(fields(office.grants_with("second", &of_ada, for_a_while).await), ["input.validUntil"]);
        office.grants_with("administrator", &of_sue, json!({})).await.unwrap();
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(13)
        }).await;
        office.send_id("second", DEACTIVATE, &ada).await.unwrap();
        let refused = office.grants_with("second", &of_ada, json!({"validFrom": later})).await;
        assert_eq!(fields(refused), ["input.userId"], "somebody who is deactivated");
    }
}
