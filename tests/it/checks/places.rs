//! Places are kept, corrected and moved.

use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, Installed, both};

/// The mill goes to the other town.
const MOVED: &str = "code,parent_code,level,name\n3512,352,community,Mill\n";

both! {
    async fn a_place_is_entered_corrected_and_moved_with_its_checks_and_hazards(backend: Backend) {
        let town = Town::open(backend).await;
        let (bridge, mill) = (town.desk.area("3511").await, town.desk.area("3512").await);
        let input = json!({
            "code": "S-1", "name": " Bridge School ", "kind": "SCHOOL", "areaId": bridge,
            "location": {"address": "1 Bridge Road", "latitude": 26.1, "longitude": 119.3},
        });
        let made = town.does("community", "savePlace", input.clone()).await["place"].take();
        assert_eq!((&made["name"], &made["version"]), (&json!("Bridge School"), &json!(1)));
        assert_eq!(made["location"]["address"], "1 Bridge Road");
        let school = made["id"].as_str().unwrap();
        let check = town.begun("community", school).await;
        let answers = town.answers(&check, &["F01"]).await;
        let found = json!([town.found(Some("F01"))]);
        town.acts("community", "signCheck", &check, json!({"answers": answers, "hazards": found}))
            .await;

        // It moved house: what was checked there goes with it.
        let mut moved = input;
        (moved["id"], moved["expectedVersion"]) = (json!(school), json!(1));
        (moved["areaId"], moved["location"]) = (json!(mill), Value::Null);
        let forbidden = town.refused("community", "savePlace", moved.clone()).await;
        assert_eq!(
            forbidden["problems"][0]["field"], "input.areaId",
            "the mill is out of sight: {forbidden}"
        );
        let now = town.does("town", "savePlace", moved.clone()).await["place"].take();
        assert_eq!((&now["area"]["code"], &now["version"]), (&json!("3512"), &json!(2)));
        assert_eq!(now["location"], Value::Null);
        assert_eq!(town.shown("community", &check).await, Value::Null);
        let there = town.shown("mill", &check).await;
        assert_eq!(there["area"]["code"], "3512");
        assert_eq!(there["hazards"]["nodes"].as_array().unwrap().len(), 1);
        // So it does when the whole community goes to the other town.
        crate::support::import::areas(&town.desk.server.store, MOVED).await;
        let query = "{hazards{nodes{area{code path} place{code}}}}";
        let hazards = town.desk.data("far", query).await;
        assert_eq!(
            hazards["hazards"]["nodes"],
            json!([{"area": {"code": "3512", "path": "/35/352/3512/"}, "place": {"code": "S-1"}}])
        );
        assert_eq!(town.desk.data("town", query).await["hazards"]["nodes"], json!([]));
        let stale = town.refused("mill", "savePlace", moved).await;
        assert_eq!(stale, json!({"code": "CONFLICT", "presentVersion": 2}));
    }
}

both! {
    async fn a_place_that_cannot_be_is_refused_with_its_field(backend: Backend) {
        let town = Town::open(backend).await;
        let (bridge, lake) = (town.desk.area("3511").await, town.desk.area("3521").await);
        let there = town.place("S-1", "SHOP", "3511").await;
        let good = json!({"code": "S-2", "name": "Shop", "kind": "SHOP", "areaId": bridge});
        let with = |fields: &[(&str, Value)]| {
            let mut input = good.clone();
            for (field, value) in fields {
                input[*field] = value.clone();
            }
            input
        };
        for (input, fields) in [
            (with(&[("code", json!("S-1"))]), vec!["input.code"]),
            (with(&[("code", json!("学校"))]), vec!["input.code"]),
            (with(&[("name", json!(" "))]), vec!["input.name"]),
            (
                with(&[
                    ("name", json!("Wang 13812345678")),
                    ("location", json!({"address": "Ask at 0591-87654321"})),
                ]),
                vec!["input.name", "input.location.address"],
            ),
            (with(&[("expectedVersion", json!(1))]), vec!["input.expectedVersion"]),
            (with(&[("id", json!(there))]), vec!["input.expectedVersion"]),
            (with(&[("areaId", json!("3511"))]), vec!["input.areaId"]),
            (
                with(&[("location", json!({"latitude": 91.0, "longitude": 0.0}))]),
                vec!["input.location.latitude"],
            ),
            (
                with(&[
                    ("id", json!(there)),
                    ("expectedVersion", json!(1)),
                    ("areaId", json!(lake)),
                ]),
                vec!["input.areaId"],
            ),
            (
                with(&[
                    ("code", json!("")),
                    ("name", json!("")),
                    ("location", json!({"latitude": 1.0})),
                ]),
                vec!["input.code", "input.name", "input.location"],
            ),
        ] {
            assert_eq!(
                town.wrong("community", "savePlace", input.clone()).await,
                fields,
                "{input}"
            );
        }
        assert_eq!(
            town.refused("community", "savePlace", with(&[("areaId", json!(lake))])).await["code"],
            "NOT_FOUND"
        );
        let foreign = with(&[("id", json!(there)), ("expectedVersion", json!(1))]);
        assert_eq!(town.refused("far", "savePlace", foreign).await["code"], "NOT_FOUND");
        let grid = with(&[("areaId", json!(town.desk.area("35111").await))]);
        let forbidden = town.refused("leader", "savePlace", grid).await;
        assert_eq!(forbidden, json!({"code": "FORBIDDEN", "object": "place", "action": "save"}));
    }
}

both! {
    /// Whoever moves a place must be one who keeps places where it goes, not only one who sees them.
    async fn a_place_is_moved_by_those_alone_who_keep_places_at_both_ends(backend: Backend) {
        let town = Town::open(backend).await;
        let installed = Installed::around(&town.desk.server.database);
        installed.done(&["user", "grant", "community", "group_leader@3521"]);
        // In effect within a second.
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        let (here, there) = (town.desk.area("3511").await, town.desk.area("3521").await);
        let place = town.place("S-1", "SHOP", "3511").await;
        let mut input = json!({
            "id": place, "expectedVersion": 1, "code": "S-1", "name": "Shop", "kind": "SHOP",
            "areaId": there,
        });
        let forbidden = town.refused("community", "savePlace", input.clone()).await;
        assert_eq!(forbidden, json!({"code": "FORBIDDEN", "object": "place", "action": "save"}));
        input["areaId"] = json!(here);
        town.does("community", "savePlace", input).await;
    }
}
