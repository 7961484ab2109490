//! What is refused of shifts: with the field and what would be right, and nothing is spent.

use entity::user;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Duty, fields, found, id_of};
use crate::support::{Backend, both};

fn with(input: &Value, changes: Value) -> Value {
    let mut input = input.clone();
    for (name, value) in changes.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

both! {
    async fn a_shift_that_cannot_be_is_refused_with_all_that_is_wrong(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let new = duty.by_day(0).await;
        let member = |user: &str, role: &str| json!({"userId": user, "role": role});
        let (town, far) = (desk.user("town").await, desk.user("far").await);
        let (leader, analyst) = (desk.user("leader").await, desk.user("analyst").await);
        let (second, helper) = (desk.user("second").await, desk.user("helper").await);
        let left = user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Username.eq("helper"));
        left.exec(desk.server.database.connection()).await.unwrap();
        let before = duty.rows().await;
        // Unseen, unknown, below the town, without leave to sign, and gone: all are told alike.
        let unknown = format!("user_{}", "0".repeat(32));
        let nobody = [&far, &unknown, &leader, &analyst, &helper];
        let mut roster = vec![member(&town, "LEADER")];
        roster.extend(nobody.iter().map(|user| member(user, "STAFF")));
        let refused = duty.saves("town", with(&new, json!({"roster": roster}))).await;
        assert_eq!(fields(refused), [1, 2, 3, 4, 5].map(|i| format!("input.roster[{i}].userId")));
        let new = with(&new, json!({"roster": [member(&town, "LEADER"), member(&second, "STAFF")]}));
        for (changes, field) in [
            (json!({"roster": []}), "input.roster"),
            (json!({"roster": [member(&town, "STAFF")]}), "input.roster"),
            (json!({"roster": [member(&town, "LEADER"), member(&second, "LEADER")]}), "input.roster"),
            (json!({"roster": [member(&town, "LEADER"), member(&town, "STAFF")]}), "input.roster[1].userId"),
            (json!({"roster": [member("user_1", "LEADER")]}), "input.roster[0].userId"),
            (json!({"endsAt": duty.at(0, 8, 0)}), "input.endsAt"),
            (json!({"endsAt": duty.at(0, 7, 0)}), "input.endsAt"),
            (json!({"endsAt": duty.at(1, 8, 1)}), "input.endsAt"),
            (json!({"kind": "RECEPTION_DAY", "endsAt": duty.at(2, 8, 0)}), "input.endsAt"),
            (json!({"startsAt": duty.at(0, 4, 0), "endsAt": duty.at(0, 5, 0)}), "input.endsAt"),
            (json!({"teamId": desk.team("Lake team").await}), "input.teamId"),
            (json!({"areaId": desk.team("Lake team").await}), "input.areaId"),
            (json!({"expectedVersion": 1}), "input.expectedVersion"),
        ] {
            let refused = duty.saves("town", with(&new, changes.clone())).await;
            assert_eq!(fields(refused), [field], "{changes}");
        }
        let many = with(&new, json!({
            "endsAt": duty.at(0, 7, 0), "teamId": desk.team("Lake team").await,
            "roster": [member(&far, "LEADER"), member(&second, "LEADER")],
        }));
        assert_eq!(fields(duty.saves("town", many).await), [
            "input.endsAt", "input.roster", "input.teamId", "input.roster[0].userId",
        ]);
        assert_eq!(duty.rows().await, before);
        duty.saves("town", with(&new, json!({"endsAt": duty.at(1, 8, 0)}))).await.unwrap();
    }
}

both! {
    async fn a_shift_that_has_begun_keeps_who_came_and_one_that_is_over_all(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let new = duty.by_day(0).await;
        let shift = id_of(&duty.saves("town", new.clone()).await.unwrap());
        duty.wait_until(0, 8, 1);
        duty.all_sign(&["town", "mediator"], "in", &shift).await;
        let own = with(&new, json!({"id": shift, "expectedVersion": 1}));
        let before = duty.rows().await;
        let roster = own["roster"].as_array().unwrap();
        for (changes, field) in [
            (json!({"startsAt": duty.at(0, 8, 30)}), "input.startsAt"),
            (json!({"areaId": desk.area("3511").await, "teamId": null}), "input.areaId"),
            (json!({"kind": "NIGHT"}), "input.kind"),
            (json!({"roster": roster[..2]}), "input.roster"),
            (json!({"endsAt": duty.at(0, 8, 0)}), "input.endsAt"),
        ] {
            let refused = fields(duty.saves("town", with(&own, changes.clone())).await);
            assert!(refused.contains(&field.to_owned()), "{changes}: {refused:?}");
        }
        let stale = with(&own, json!({"expectedVersion": 3}));
        let conflict = json!({"code": "CONFLICT", "presentVersion": 1});
        assert_eq!(duty.saves("town", stale).await.unwrap_err(), conflict);
        assert_eq!(duty.rows().await, before);

        // It ends later, and without the one who did not come: who came stays signed in.
        let later = with(&own, json!({"endsAt": duty.at(0, 21, 0), "roster": roster[..3]}));
        let changed = duty.saves("town", later).await.unwrap();
        assert_eq!(changed["roster"].as_array().unwrap().len(), 3);
        assert!(changed["roster"][0]["signedInAt"].is_string());
        assert!(changed["roster"][2]["signedInAt"].is_string());

        duty.wait_until(0, 21, 1);
        let own = with(&own, json!({"expectedVersion": 2, "endsAt": duty.at(0, 23, 0)}));
        let over = json!({"code": "WRONG_STATE", "allowedActions": ["SIGN_OUT", "LOG"]});
        let before = duty.rows().await;
        assert_eq!(duty.saves("town", own).await.unwrap_err(), over);
        let stand_in = json!({
            "shiftId": shift, "expectedVersion": 2, "userId": desk.user("mediator").await,
            "standInId": desk.user("helper").await, "reason": "Too late",
        });
        assert_eq!(duty.replaces("town", stand_in).await.unwrap_err(), over);
        assert_eq!(duty.rows().await, before);
    }
}

both! {
    async fn a_shift_that_somebody_came_to_early_is_held_when_it_was_planned(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let new = duty.by_day(0).await;
        let shift = id_of(&duty.saves("town", new.clone()).await.unwrap());
        duty.wait_until(0, 7, 45);
        let own = with(&new, json!({"id": shift, "expectedVersion": 1}));
        let later = with(&own, json!({"startsAt": duty.at(1, 8, 0), "endsAt": duty.at(1, 20, 0)}));
        duty.all_sign(&["town"], "in", &shift).await;
        let before = duty.rows().await;
        assert_eq!(fields(duty.saves("town", later).await), ["input.startsAt"]);
        let other = with(&own, json!({"kind": "NIGHT"}));
        assert_eq!(fields(duty.saves("town", other).await), ["input.kind"]);
        assert_eq!(duty.rows().await, before);
    }
}

both! {
    /// Tom leads and does not come, Sue does: that he was absent stays his.
    async fn the_roles_of_a_shift_that_has_begun_pass_to_stand_ins_alone(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let new = duty.of("DUTY", "351", (8, 20), &["town", "second"]).await;
        let shift = id_of(&duty.saves("above", new.clone()).await.unwrap());
        duty.wait_until(0, 8, 0);
        duty.signs("second", "in", &shift).await.unwrap();
        duty.wait_until(0, 12, 0);
        duty.looks().await;
        let absent = found(&[("LEADER_ABSENT", "Tom", true)]);
        assert_eq!(duty.gaps(&shift).await, absent);
        let own = with(&new, json!({"id": shift, "expectedVersion": 1}));
        let before = duty.rows().await;
        let (town, second) = (desk.user("town").await, desk.user("second").await);
        let above = desk.user("above").await;
        for (roster, wrong) in [
            (vec![(&second, "LEADER")], vec!["input.roster[0].role", "input.roster"]),
            (vec![(&above, "LEADER"), (&second, "STAFF")], vec!["input.roster"]),
            (
                vec![(&second, "LEADER"), (&town, "STAFF")],
                vec!["input.roster[0].role", "input.roster[1].role"],
            ),
            (
                vec![(&above, "LEADER"), (&second, "STAFF"), (&town, "DIRECTOR")],
                vec!["input.roster[2].role"],
            ),
            (vec![(&town, "LEADER"), (&second, "DIRECTOR")], vec!["input.roster[1].role"]),
        ] {
            let member = |(user, role): &(&String, &str)| json!({"userId": user, "role": role});
            let roster: Vec<Value> = roster.iter().map(member).collect();
            let refused = duty.saves("above", with(&own, json!({"roster": roster}))).await;
            assert_eq!(fields(refused), wrong, "{roster:?}");
        }
        assert_eq!(duty.rows().await, before);
        assert_eq!(duty.gaps(&shift).await, absent);

        // Somebody else comes to it all the same, and a stand-in takes Tom's place.
        let helped = with(&own, json!({"roster": [
            {"userId": town, "role": "LEADER"}, {"userId": second, "role": "STAFF"},
            {"userId": above, "role": "STAFF"},
        ]}));
        duty.saves("above", helped).await.unwrap();
        let without = with(&own, json!({"expectedVersion": 2}));
        duty.saves("above", without).await.unwrap();
        let stand_in = json!({
            "shiftId": shift, "expectedVersion": 3, "userId": town, "standInId": above,
            "reason": "Ill",
        });
        duty.replaces("above", stand_in).await.unwrap();
        assert_eq!(duty.gaps(&shift).await, absent);
    }
}

both! {
    async fn a_stand_in_is_somebody_else_who_can_be_there(backend: Backend) {
        let duty = Duty::begin(backend).await;
        let desk = &duty.desk;
        let planned = duty.of("DUTY", "351", (8, 20), &["town", "second"]).await;
        let shift = id_of(&duty.saves("town", planned).await.unwrap());
        let (town, second) = (desk.user("town").await, desk.user("second").await);
        let (helper, far) = (desk.user("helper").await, desk.user("far").await);
        let good = json!({
            "shiftId": shift, "expectedVersion": 1, "userId": second, "standInId": town,
            "reason": "Ill",
        });
        let before = duty.rows().await;
        for (changes, field) in [
            (json!({}), "input.standInId"),
            (json!({"standInId": second}), "input.standInId"),
            (json!({"standInId": far}), "input.standInId"),
            // Without the team's shift its members have no leave to sign.
            (json!({"standInId": helper}), "input.standInId"),
            (json!({"standInId": shift}), "input.standInId"),
            (json!({"shiftId": "shift_1"}), "input.shiftId"),
        ] {
            let refused = duty.replaces("town", with(&good, changes.clone())).await;
            assert_eq!(fields(refused), [field], "{changes}");
        }
        let all = with(&good, json!({"userId": helper, "reason": " "}));
        let all = fields(duty.replaces("town", all).await);
        assert_eq!(all, ["input.reason", "input.userId", "input.standInId"]);
        let stale = with(&good, json!({"expectedVersion": 2}));
        assert_eq!(duty.replaces("town", stale).await.unwrap_err()["code"], "CONFLICT");
        assert_eq!(duty.rows().await, before);
    }
}
