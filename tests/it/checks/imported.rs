//! Places and checks that are brought over: once, with every bad line told.

use entity::{check, check_item, place};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{Backend, Installed, both, name};

const PLACES: &str = "code,name,kind,area_code,address,latitude,longitude
P-1,Bridge School,school,3511,1 Bridge Road,26.1,119.3
P-2,Mill Shop,SHOP,3512,,,
";

const CHECKS: &str = "number,place_code,checklist,planned_for,kind,status,signed_at,failed,inspector,team,cancel_reason
K-1,P-1,FIRE,2026-03-31,MONTHLY,SIGNED,2026-03-30 09:00,F01;F03,community,Bridge patrol,
K-2,P-1,FIRE,2026-04-30,MONTHLY,SIGNED,2026-04-29T23:30:00Z,,,,
K-3,P-2,FIRE,2026-04-30,MONTHLY,CANCELLED,,,,,Closed
K-4,P-2,FIRE,2026-05-31,,,,,,,
";

both! {
    async fn places_come_once_change_where_the_file_differs_and_move(backend: Backend) {
        let town = Town::open(backend).await;
        let installed = Installed::around(&town.desk.server.database);
        let file = installed.file("places.csv");
        let import = |text: &str, more: &[&str]| {
            std::fs::write(&file, text).unwrap();
            installed.done(&[&["import", "places", name(&file)], more].concat())
        };
        let database = town.desk.server.database.connection();
        assert!(
            import(PLACES, &["--dry-run"])
                .contains("places: 2 new, 0 changed, 0 as they are (dry run")
        );
        assert_eq!(place::Entity::find().count(database).await.unwrap(), 0);
        assert!(import(PLACES, &[]).contains("places: 2 new, 0 changed, 0 as they are"));
        assert!(import(PLACES, &[]).contains("places: 0 new, 0 changed, 2 as they are"));
        let school = place::Entity::find()
            .filter(place::Column::Code.eq("P-1"))
            .one(database)
            .await
            .unwrap()
            .unwrap();
        let check =
            town.planned("community", &format!("place_{}", school.id.simple()), json!({})).await;
        // It moves; a file without an address leaves that as it is.
        let moved = "code,name,kind,area_code\nP-1,Bridge School,SCHOOL,3512\n";
        assert!(import(moved, &[]).contains("places: 0 new, 1 changed, 0 as they are"));
        let shown = town
            .desk
            .data(
                "mill",
                "{places(filter:{name:{eq:\"Bridge School\"}}){nodes{version area{code} \
             location{address}}}}",
            )
            .await;
        assert_eq!(
            shown["places"]["nodes"],
            json!([{"version": 2, "area": {"code": "3512"}, "location": {"address": "1 Bridge Road"}}])
        );
        assert_eq!(town.shown("community", &check).await, Value::Null);
        assert_eq!(town.shown("mill", &check).await["area"]["code"], "3512");
    }
}

both! {
    async fn every_bad_line_of_places_and_checks_is_told(backend: Backend) {
        let town = Town::open(backend).await;
        let installed = Installed::around(&town.desk.server.database);
        let file = installed.file("file.csv");
        let told = |what: &str, text: &str| {
            std::fs::write(&file, text).unwrap();
            installed.failed(&["import", what, name(&file)])
        };
        let bad = "code,name,kind,area_code,latitude,longitude
学校,School,SCHOOL,3511,,
P-1,,CHURCH,99,,
P-2,Shop,SHOP,3511,91,0
P-3,Shop,SHOP,3511,1,
P-4,Shop,SHOP,3511,,
P-4,Shop,SHOP,3511,,
";
        let places = told("places", bad);
        for part in [
            "7 problems; nothing was written",
            "line 2: `code` is `学校`",
            "line 3: `name` is empty",
            "line 3: `kind` is `CHURCH`: it is one of OFFICE",
            "line 3: there is no area `99`",
            "line 4: `latitude` is `91`",
            "line 5: `latitude` and `longitude` belong together",
            "line 7: the place `P-4` stands on line 6 already",
        ] {
            assert!(places.contains(part), "{part}: {places}");
        }
        // No column holds what a venue is used for.
        let column = told("places", "code,name,kind,area_code,worship\n");
        assert!(column.contains("unknown column `worship`"), "{column}");
        std::fs::write(&file, PLACES).unwrap();
        installed.done(&["import", "places", name(&file)]);
        let bad = "number,place_code,checklist,planned_for,status,signed_at,failed,inspector,team
K-1,P-9,SNOW,soon,,,,,
K-2,P-1,FIRE,2026-03-31,SIGNED,,,,
K-3,P-1,FIRE,2026-03-31,PLANNED,2026-03-31,,,
K-4,P-1,FIRE,2026-03-31,SIGNED,2026-03-31,Z99,nobody,Lake team
K-5,P-1,FIRE,2026-03-31,CANCELLED,,,,
K-6,P-1,FIRE,2026-03-31,,2999-01-01,,,
K-7,P-1,FIRE,2026-03-31,DONE,,F01,,
,P-1,FIRE,2026-03-31,,,,,
";
        let long = |column: &str, text: String| {
            format!("number,place_code,checklist,planned_for,status,{column}\n\
                     K-9,P-1,FIRE,2026-03-31,CANCELLED,{text}\n")
        };
        let reason = told("checks", &long("cancel_reason", "x".repeat(5_001)));
        let wrong = "line 2: `cancel_reason` has 5001 characters: at most 5000 belong here";
        assert!(reason.contains(wrong), "{reason}");
        let number = told("checks", &CHECKS.replace("K-4", &"9".repeat(101)));
        let wrong = "line 5: `number` has 101 characters: at most 100 belong here";
        assert!(number.contains(wrong), "{number}");
        let checks = told("checks", bad);
        for part in [
            "line 2: there is no place `P-9`",
            "line 2: there is no checklist `SNOW`",
            "line 2: `planned_for` is `soon`",
            "line 3: `status` is SIGNED, but `signed_at` is empty",
            "line 4: `status` is PLANNED, but there is a `signed_at`",
            "line 5: the checklist asks no `Z99`",
            "line 5: there is no user `nobody`",
            "line 5: there is no team `Lake team`",
            "line 6: `cancel_reason` says why",
            "line 7: `signed_at` is yet to come",
            "line 8: `status` is `DONE`: it is one of PLANNED",
            "line 8: `failed` names what a SIGNED check failed",
            "line 9: `number` is empty",
        ] {
            assert!(checks.contains(part), "{part}: {checks}");
        }
        let database = town.desk.server.database.connection();
        assert_eq!(check::Entity::find().count(database).await.unwrap(), 0);
    }
}

both! {
    async fn checks_come_once_with_their_answers_and_stay_as_they_are(backend: Backend) {
        let town = Town::open(backend).await;
        let installed = Installed::around(&town.desk.server.database);
        let (places, checks) = (installed.file("places.csv"), installed.file("checks.csv"));
        std::fs::write(&places, PLACES).unwrap();
        std::fs::write(&checks, CHECKS).unwrap();
        installed.done(&["import", "places", name(&places)]);
        let import =
            |more: &[&str]| installed.done(&[&["import", "checks", name(&checks)], more].concat());
        assert!(import(&["--dry-run"]).contains("checks: 4 new, 0 there already (dry run"));
        assert!(import(&[]).contains("checks: 4 new, 0 there already"));
        assert!(import(&[]).contains("checks: 0 new, 4 there already"));
        let shown = town
            .desk
            .data(
                "town",
                "{checks(orderBy:{field:NUMBER,direction:ASC}){nodes{number kind status outcome \
             cancelReason signedBy{displayName} team{name} items{passed} checklist{code}}}}",
            )
            .await;
        let nodes = shown["checks"]["nodes"].as_array().unwrap();
        let answers = |n: usize| {
            nodes[n]["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["passed"].as_bool())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (&nodes[0]["outcome"], &nodes[0]["signedBy"]["displayName"]),
            (&json!("HAZARDS_FOUND"), &json!("Cora"))
        );
        assert_eq!(nodes[0]["team"]["name"], "Bridge patrol");
        assert_eq!(answers(0)[..4], [Some(false), Some(true), Some(false), Some(true)]);
        assert_eq!(nodes[1]["outcome"], "PASSED");
        assert!(answers(1).iter().all(|passed| *passed == Some(true)));
        assert_eq!(
            (&nodes[2]["status"], &nodes[2]["cancelReason"]),
            (&json!("CANCELLED"), &json!("Closed"))
        );
        assert_eq!(
            (&nodes[3]["status"], &nodes[3]["kind"]),
            (&json!("PLANNED"), &json!("SPECIAL"))
        );
        assert!(answers(3).iter().all(Option::is_none));
        let database = town.desk.server.database.connection();
        let items = check_item::Entity::find().count(database).await.unwrap();
        assert_eq!(items, 4 * answers(0).len() as u64);
        let last = town.desk.data("town", "{places{nodes{code lastCheckedOn}}}").await;
        // The second was signed on the 30th by the installation's clock.
        assert_eq!(
            last["places"]["nodes"],
            json!([
                {"code": "P-1", "lastCheckedOn": "2026-04-30"}, {"code": "P-2", "lastCheckedOn": null},
            ])
        );
        // What was brought over may be gone on with, and its number is nobody else's.
        let planned = nodes[3]["number"].as_str().unwrap();
        assert_eq!(planned, "K-4");
    }
}
