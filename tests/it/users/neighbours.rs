//! An administrator of one town, and another town.

use serde_json::json;

use super::{CREATE, DEACTIVATE, Office, RESET, REVOKE, fields, forbidden, with};
use crate::support::{Backend, both};

const TWO: &str = "username,display_name,role,area_code
both,Bo,group_leader,3511
both,Bo,group_leader,3521
";

both! {
    async fn an_administrator_of_a_town_keeps_its_people_and_no_others(backend: Backend) {
        let office = Office::open(backend).await;
        office.desk.employs(TWO).await;
        office.grants("administrator", "second", "administrator", "351").await.unwrap();
        office.until("second", "{users{totalCount}}", |seen| {
            seen["data"]["users"]["totalCount"].as_i64() > Some(5)
        }).await;
        let before = office.rows().await;
        // Of another town, and of the district above.
        for user in ["far", "above", "analyst", "administrator"] {
            let refused = office.grants("second", user, "analyst", "351").await.unwrap_err();
            assert_eq!(refused["code"], "NOT_FOUND", "{user}");
            for document in [RESET, DEACTIVATE] {
                let id = office.id(user).await;
                let refused = office.send_id("second", document, &id).await.unwrap_err();
                assert_eq!(refused["code"], "NOT_FOUND", "{user}: {document}");
            }
        }
        let input = json!({"grantId": office.grant_id("far", "town_center").await, "reason": "no"});
        assert_eq!(office.send("second", REVOKE, input).await.unwrap_err()["code"], "NOT_FOUND");
        // Somebody of the town who works elsewhere too.
        let both = office.grants("second", "both", "analyst", "351").await;
        assert_eq!(both.unwrap_err(), forbidden("user", "grant"));
        let id = office.id("both").await;
        assert_eq!(office.send_id("second", RESET, &id).await.unwrap_err(), forbidden("user", "reset"));
        let refused = office.send_id("second", DEACTIVATE, &id).await.unwrap_err();
        assert_eq!(refused, forbidden("user", "deactivate"));
        // Elsewhere, and everywhere.
        assert_eq!(fields(office.grants("second", "mill", "analyst", "352").await), ["input.areaId"]);
        for area in ["*", "35"] {
            let refused = office.grants("second", "mill", "analyst", area).await;
            match area {
                "*" => assert_eq!(refused.unwrap_err(), forbidden("user", "grant")),
                _ => assert_eq!(fields(refused), ["input.areaId"]),
            }
        }
        let new = json!({"username": "new", "displayName": "New"});
        let everywhere = office.send("second", CREATE, new.clone()).await;
        assert_eq!(everywhere.unwrap_err(), forbidden("user", "create"));
        let elsewhere = with(&new, json!({"areaId": office.desk.area("352").await}));
        assert_eq!(office.send("second", CREATE, elsewhere).await.unwrap_err()["code"], "NOT_FOUND");
        assert_eq!(office.rows().await, before, "nothing is left behind");
        // What is the town's own.
        let own = with(&new, json!({"areaId": office.desk.area("3512").await}));
        office.send("second", CREATE, own).await.unwrap();
        office.grants("second", "new", "administrator", "3512").await.unwrap();
        let id = office.id("mill").await;
        office.send_id("second", RESET, &id).await.unwrap();
        office.send_id("second", DEACTIVATE, &id).await.unwrap();
    }
}
