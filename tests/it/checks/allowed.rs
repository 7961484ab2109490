//! What is listed as allowed may be done, and nothing else: by whoever, wherever a check stands.

use entity::check;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, both};

const PEOPLE: [&str; 8] =
    ["leader", "walker", "helper", "community", "mill", "town", "far", "administrator"];

const STATUSES: [&str; 5] = ["PLANNED", "IN_PROGRESS", "SIGNED", "CANCELLED", "MISSED"];

const ACTIONS: [(&str, &str); 5] = [
    ("START", "startCheck"),
    ("SAVE_ANSWERS", "saveCheckAnswers"),
    ("SIGN", "signCheck"),
    ("CANCEL", "cancelCheck"),
    ("RECHECK", "planCheck"),
];

both! {
    async fn what_is_listed_may_be_done_and_nothing_else(backend: Backend) {
        let town = Town::open(backend).await;
        let shop = town.place("S-1", "SHOP", "35111").await;
        let check = town
            .planned(
                "community",
                &shop,
                json!({
                    "teamId": town.desk.team("Bridge patrol").await,
                    "inspectorId": town.desk.user("leader").await,
                }),
            )
            .await;
        let (answers, checklist) = (town.answers(&check, &[]).await, town.checklist("FIRE").await);
        let database = town.desk.server.database.connection();
        let (mut done, mut refused) = (0, 0);
        for status in STATUSES {
            for who in PEOPLE {
                for (action, mutation) in ACTIONS {
                    // Those that were planned to look at it again stand beside it.
                    let stands = check::Entity::update_many()
                        .col_expr(check::Column::Status, Expr::value(status));
                    stands.exec(database).await.unwrap();
                    let shown = town.shown(who, &check).await;
                    let is_listed = shown["allowedActions"]
                        .as_array()
                        .is_some_and(|listed| listed.contains(&json!(action)));
                    let input = match action {
                        "START" => town.with_version(&check, json!({})).await,
                        "SAVE_ANSWERS" | "SIGN" => {
                            let more = json!({"answers": answers});
                            let mut input = town.with_version(&check, more).await;
                            if action == "SIGN" {
                                input["hazards"] = json!([]);
                            }
                            input
                        }
                        "CANCEL" => town.with_version(&check, json!({"note": "No"})).await,
                        _ => json!({
                            "kind": "RECHECK", "rechecksId": check, "placeId": shop,
                            "checklistId": checklist, "plannedFor": town.day(1),
                        }),
                    };
                    let answer = town.send(who, mutation, input).await;
                    let code = &answer["errors"][0]["extensions"]["code"];
                    let said = format!("{who} does {action} of what is {status}: {answer}");
                    match (is_listed, code.as_str()) {
                        (true, None) => done += 1,
                        (false, Some("NOT_FOUND")) => assert_eq!(shown, Value::Null, "{said}"),
                        (false, Some("FORBIDDEN" | "WRONG_STATE")) => refused += 1,
                        // Of a check that cannot be looked at again it is the id that is wrong.
                        (false, Some("INVALID_INPUT")) if action == "RECHECK" => refused += 1,
                        _ => panic!("{said}"),
                    }
                }
            }
        }
        assert!(done >= 20 && refused >= 60, "{done} done, {refused} refused");
    }
}
