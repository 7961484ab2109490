//! What is refused, with the field and what would be right, and leaves nothing behind.

use serde_json::{Value, json};

use super::{APPLY, Office, TABLES, adding, problem, removing, rule};
use crate::support::{Backend, both};

both! {
    async fn each_mistake_is_told_with_what_would_be_right(backend: Backend) {
        let office = Office::open(backend).await;
        let before = office.desk.rows(&TABLES).await;
        let fine = "community, *, case, assign, ordinary, ALLOW";
        for (wrong, part, message) in [
            ("community, *, case, red, any, ALLOW", ".action", "unknown action `red`; did you mean `read`?"),
            ("community, *, cas, read, any, ALLOW", ".object", "did you mean `case`?"),
            ("community, *, case, assign, own_teem, ALLOW", ".relation", "did you mean `own_team`?"),
            ("comunity, *, case, assign, any, ALLOW", ".role", "did you mean `community`?"),
            ("community, *, hazard, extend, ordinary, ALLOW", ".relation", "hazard has no relation `ordinary`; it has any, handling, own_record"),
            ("community, *, case, plan, any, ALLOW", ".action", "case has no action `plan`"),
            ("community, /35/9/, case, assign, any, ALLOW", ".domain", "neither * nor the path of an area"),
            ("community, /35, case, assign, any, ALLOW", ".domain", "neither * nor the path of an area"),
            ("a\"b, *, case, assign, any, ALLOW", ".role", "cannot be a role's name"),
            ("a\nb, *, case, assign, any, ALLOW", ".role", "cannot be a role's name"),
            ("*, *, case, assign, any, ALLOW", ".role", "cannot be a role's name"),
            ("user:1, *, case, assign, any, ALLOW", ".role", "cannot be a role's name"),
            ("community, *, case, *, any, ALLOW", ".action", "unknown action `*`"),
            (fine, "", "the change names this twice"),
            ("community, *, case, assign, ordinary, DENY", "", "of the same change"),
            ("community, *, case, triage, ordinary, ALLOW", "", "is already there"),
            ("community, *, case, triage, ordinary, DENY", "", "which is there"),
        ] {
            let (field, told) = problem(office.apply("administrator", adding(&[fine, wrong])).await);
            assert_eq!(field, format!("input.change.add[1]{part}"), "{wrong}");
            assert!(told.contains(message), "{wrong}: {told}");
        }
        for (change, field, message) in [
            (json!({}), "input.change", "changes nothing"),
            (removing(&[fine]), "input.change.remove[0]", "there is no rule"),
            (json!({"removeRoles": ["analyst"]}), "input.change.removeRoles[0]", "still in use: 15 rules speak of it; users are granted it"),
            (json!({"removeRoles": ["analist"]}), "input.change.removeRoles[0]", "did you mean `analyst`?"),
            (json!({"addRoles": [{"name": "a,b", "title": "x"}]}), "input.change.addRoles[0].name", "cannot be a role's name"),
            (json!({"addInheritance": [{"role": "group_leader", "inherits": "town_center"}]}), "input.change.addInheritance[0]", "a role cannot contain itself: "),
            (json!({"addInheritance": [{"role": "analyst", "inherits": "user:1"}]}), "input.change.addInheritance[0].inherits", "cannot be a role's name"),
            (removing(&["administrator, *, policy, apply, any, ALLOW"]), "input.change", "nobody would be left who can administer"),
            (adding(&["administrator, /35/352/, user, grant, any, DENY"]), "input.change", "nobody would be left who can administer"),
        ] {
            let (at, told) = problem(office.apply("administrator", change.clone()).await);
            assert_eq!(at, field, "{change}");
            assert!(told.contains(message), "{change}: {told}");
        }
        for hidden in ["two\nlines", "turned \u{202E}round", "set \u{2066}apart"] {
            let mut noted = rule(fine);
            noted["comment"] = json!(hidden);
            let (field, _) = problem(office.apply("administrator", json!({"add": [noted]})).await);
            assert_eq!(field, "input.change.add[0].comment", "{hidden:?}");
            let titled = json!({"addRoles": [{"name": "helper", "title": "助理", "titleEn": hidden}]});
            let (field, _) = problem(office.apply("administrator", titled).await);
            assert_eq!(field, "input.change.addRoles[0].titleEn", "{hidden:?}");
        }
        let blank = json!({"expectedVersion": 1, "change": adding(&[fine]), "reason": " "});
        let (field, _) = problem(office.desk.tries("administrator", APPLY, json!({"input": blank})).await);
        assert_eq!(field, "input.reason");
        for to in [0, 1, 2] {
            let (field, _) = problem(office.roll_back("administrator", to, 1).await);
            assert_eq!(field, "toVersion");
        }
        assert_eq!(office.desk.rows(&TABLES).await, before, "nothing is left of what was refused");
    }
}

both! {
    async fn whoever_may_not_administer_is_told_nothing(backend: Backend) {
        let office = Office::open(backend).await;
        let forbidden = |action: &str| json!({"code": "FORBIDDEN", "object": "policy", "action": action});
        for user in ["leader", "town", "above", "analyst"] {
            let wrong = adding(&["community, *, case, red, any, ALLOW"]);
            let refused = office.apply_to(7, user, wrong).await.unwrap_err();
            assert_eq!(refused, forbidden("apply"), "{user}");
            assert_eq!(office.roll_back(user, 1, 7).await.unwrap_err(), forbidden("apply"));
            for field in ["policy{version}", "policyHistory{nodes{version}}", "pendingChanges{id}"] {
                let answer = office.desk.ask(user, &format!("{{{field}}}"), json!({})).await;
                let name = field.split('{').next().unwrap();
                assert_eq!(answer["data"], json!({name: null}), "{user}");
                assert_eq!(answer["errors"][0]["extensions"], forbidden("read"));
            }
        }
    }
}

both! {
    async fn of_two_at_once_one_is_told_of_the_other(backend: Backend) {
        let office = Office::open(backend).await;
        let one = office.apply_to(1, "administrator", adding(&["analyst, *, place, save, any, ALLOW"]));
        let other = office.apply_to(1, "administrator", adding(&["analyst, *, team, save, any, ALLOW"]));
        let (one, other) = tokio::join!(one, other);
        let conflict = json!({"code": "CONFLICT", "presentVersion": 2});
        let (won, lost): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert_eq!(lost, [Err::<Value, Value>(conflict)]);
        assert_eq!(office.desk.rows(&["policy_versions", "audit_entries"]).await[0], 2);
    }
}

both! {
    async fn a_change_that_fails_midway_is_not_made_at_all(backend: Backend) {
        use sea_orm::ConnectionTrait;
        let office = Office::open(backend).await;
        let broken = match backend {
            Backend::Sqlite => {
                "create trigger broken before insert on casbin_rules when new.v0 = 'role:analyst' and new.v2 = 'team' \
                 begin select raise(abort, 'broken'); end"
            }
            Backend::Postgres => {
                "alter table casbin_rules add constraint broken check (v0 <> 'role:analyst' or v2 is null or v2 <> 'team' or added_in = 1)"
            }
        };
        let database = office.desk.server.database.connection();
        database.execute_unprepared(broken).await.unwrap();
        let (rows, content) = (office.desk.rows(&TABLES).await, office.content().await);
        let change = json!({
            "addRoles": [{"name": "helper", "title": "助理"}],
            "remove": [rule("analyst, *, stats, read, any, ALLOW")],
            "add": [
                rule("analyst, *, place, save, any, ALLOW"), rule("analyst, *, team, save, any, ALLOW"),
            ],
        });
        let refused = office.apply("administrator", change).await.unwrap_err();
        assert_eq!(refused["code"], "INTERNAL");
        assert_eq!(office.desk.rows(&TABLES).await, rows);
        assert_eq!(office.content().await, content);
        assert_eq!(office.version().await, 1);
    }
}
