//! What cases are about, and how long they may take.

use serde_json::{Value, json};

use super::{Office, SAVE_CATEGORY, fields, forbidden, with};
use crate::support::{Backend, both};

fn noise() -> Value {
    json!({"code": "NOISE", "name": "Noise", "simpleDays": 0, "ordinaryDays": 3, "majorDays": 10})
}

both! {
    async fn limits_count_for_clocks_that_are_set_from_then_on(backend: Backend) {
        let office = Office::open(backend).await;
        let made = office.send("administrator", SAVE_CATEGORY, noise()).await.unwrap();
        let id = made["categoryId"].as_str().unwrap().to_owned();
        let case = |title: &str| json!({"title": title, "categoryId": id, "severity": "ORDINARY"});
        let before = office.desk.registered("community", "3511", case("Before")).await;
        let due = async |case: &str| {
            let query = format!("{{case(by:{{id:\"{case}\"}}){{dueAt}}}}");
            office.desk.data("town", &query).await["case"]["dueAt"].clone()
        };
        let was = due(&before).await;
        let longer = json!({"id": id, "expectedVersion": 1, "ordinaryDays": 10});
        let saved = office.send("administrator", SAVE_CATEGORY, with(&noise(), longer)).await.unwrap();
        assert_eq!((&saved["category"]["ordinaryDays"], &saved["category"]["version"]), (&json!(10), &json!(2)));
        assert_eq!(due(&before).await, was);
        let after = office.desk.registered("community", "3511", case("After")).await;
        let days = |at: Value| at.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let longer = days(due(&after).await) - days(was);
        assert!((7..=8).contains(&longer.num_days()), "{longer}");
        let (did, detail) = office.trail("category").await.swap_remove(0);
        let days = json!({"version": 2, "simpleDays": 0, "ordinaryDays": 10, "majorDays": 10});
        assert_eq!((did.as_str(), detail), ("save", days));
    }
}

both! {
    async fn a_category_that_cannot_be_is_refused(backend: Backend) {
        let office = Office::open(backend).await;
        let send = async |by: &str, changes: Value| {
            office.send(by, SAVE_CATEGORY, with(&noise(), changes)).await
        };
        let top = send("administrator", json!({})).await.unwrap();
        let top = top["categoryId"].as_str().unwrap().to_owned();
        let below = send("administrator", json!({"code": "BARS", "parentId": top})).await.unwrap();
        assert_eq!(below["category"]["parent"]["code"], "NOISE");
        let below = below["categoryId"].as_str().unwrap().to_owned();
        let before = office.rows().await;
        for (changes, wrong) in [
            (json!({}), vec!["input.code"]),
            (json!({"code": " "}), vec!["input.code"]),
            (json!({"code": "N", "name": ""}), vec!["input.name"]),
            (json!({"code": "N", "simpleDays": -1}), vec!["input.simpleDays"]),
            (json!({"code": "N", "majorDays": 367}), vec!["input.majorDays"]),
            (json!({"code": "N", "simpleDays": 4}), vec!["input.ordinaryDays"]),
            (json!({"code": "N", "ordinaryDays": 11}), vec!["input.majorDays"]),
            (json!({"code": "N", "parentId": format!("category_{}", "0".repeat(32))}), vec!["input.parentId"]),
            (json!({"id": top, "expectedVersion": 1, "parentId": top}), vec!["input.parentId"]),
            (json!({"id": top, "expectedVersion": 1, "parentId": below}), vec!["input.parentId"]),
            (json!({"code": "N", "expectedVersion": 1}), vec!["input.expectedVersion"]),
        ] {
            assert_eq!(fields(send("administrator", changes.clone()).await), wrong, "{changes}");
        }
        for user in ["town", "community", "above"] {
            let refused = send(user, json!({"code": "N"})).await.unwrap_err();
            assert_eq!(refused, forbidden("category", "save"), "{user}");
        }
        let stale = send("administrator", json!({"id": top, "expectedVersion": 2})).await.unwrap_err();
        assert_eq!(stale, json!({"code": "CONFLICT", "presentVersion": 1}));
        let unknown = json!({"id": format!("category_{}", "0".repeat(32)), "expectedVersion": 1});
        assert_eq!(send("administrator", unknown).await.unwrap_err()["code"], "NOT_FOUND");
        assert_eq!(office.rows().await, before);
    }
}
