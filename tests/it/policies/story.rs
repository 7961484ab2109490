//! An administrator makes a role of the town's own, sees what it does, and takes it back.

use std::time::Duration;

use serde_json::json;

use super::{Office, adding, problem, rule};
use crate::support::{Backend, both};

/// How long a change may take to be in effect.
const SECOND: Duration = Duration::from_secs(1);

const FLORA: &str = "username,display_name,role,area_code
flora,Flora,fire_inspector,3511
";

both! {
    async fn a_role_of_the_towns_own_is_made_seen_and_taken_back(backend: Backend) {
        let office = Office::open(backend).await;
        let before = office.content().await;
        let change = json!({
            "addRoles": [{"name": "fire_inspector", "title": "消防检查员", "titleEn": "Fire inspector"}],
            "add": [
                rule("fire_inspector, *, area, read, any, ALLOW"),
                rule("fire_inspector, *, case, read, ordinary, ALLOW"),
                {
                    "role": "fire_inspector", "domain": "/35/351/", "object": "hazard",
                    "action": "read", "relation": "any", "effect": "ALLOW",
                    "comment": "试行, \"三个月\"",
                },
            ],
            "addInheritance": [{"role": "district_center", "inherits": "fire_inspector"}],
        });
        let applied = office.applies("administrator", change).await;
        assert_eq!((&applied["version"], &applied["policy"]["version"]), (&json!(2), &json!(2)));
        assert_eq!(applied["warnings"], json!([]), "the district contains the role, and is there");
        office.desk.employs(FLORA).await;
        let numbers = "{cases{nodes{number}}}";
        let seen = office.desk.data("flora", numbers).await;
        assert_eq!(seen["cases"]["nodes"].as_array().unwrap().len(), 3);

        let query = "{policy{roles{name title titleEn builtIn userCount contains} \
             rules{role domain comment} vocabulary{relations{name} objects{name title titleEn \
             actions{name relations mutations}}} model}}";
        let policy = office.desk.data("administrator", query).await["policy"].take();
        let roles = policy["roles"].as_array().unwrap();
        assert_eq!(roles.last().unwrap(), &json!({
            "name": "fire_inspector", "title": "消防检查员", "titleEn": "Fire inspector",
            "builtIn": false, "userCount": 1, "contains": [],
        }));
        let district = roles.iter().find(|role| role["name"] == "district_center").unwrap();
        let contained = ["community", "fire_inspector", "group_leader", "town_center"];
        assert_eq!(district["contains"], json!(contained));
        let rules = policy["rules"].as_array().unwrap();
        let kept = json!({
            "role": "fire_inspector", "domain": "/35/351/", "comment": "试行, \"三个月\"",
        });
        assert_eq!(rules.last().unwrap(), &kept);
        let objects = policy["vocabulary"]["objects"].as_array().unwrap();
        let of_policy = objects.iter().find(|object| object["name"] == "policy").unwrap();
        assert_eq!(of_policy["actions"][1]["mutations"], json!([
            "applyPolicy", "rollBackPolicy", "approveChange", "rejectChange",
        ]));
        assert!(policy["model"].as_str().unwrap().contains("[matchers]"));

        office.applies("administrator", adding(&["fire_inspector, *, case, read, any, DENY"])).await;
        tokio::time::sleep(SECOND).await;
        let seen = office.desk.data("flora", numbers).await;
        assert_eq!(seen["cases"]["nodes"], json!([]), "a deny is in effect");

        let back = office.roll_back("administrator", 2, 3).await.unwrap();
        assert_eq!(back["version"], 4);
        tokio::time::sleep(SECOND).await;
        let seen = office.desk.data("flora", numbers).await;
        assert_eq!(seen["cases"]["nodes"].as_array().unwrap().len(), 3, "and taken back");

        let (field, message) = problem(office.roll_back("administrator", 1, 4).await);
        assert_eq!(field, "toVersion");
        assert!(message.contains("still in use: users are granted it"), "{message}");
        revoke(&office, "fire_inspector").await;
        office.roll_back("administrator", 1, 4).await.unwrap();
        assert_eq!(office.content().await, before);

        let query = "{policyHistory(first:2){nodes{version reason by{displayName} rolesAdded \
             rolesRemoved added{role domain effect} removed{role domain comment} \
             inheritanceAdded{role} inheritanceRemoved{role inherits}} totalCount \
             pageInfo{hasNextPage endCursor}}}";
        let history = office.desk.data("administrator", query).await["policyHistory"].take();
        assert_eq!(history["totalCount"], 5);
        let last = &history["nodes"][0];
        assert_eq!((&last["version"], &last["by"]["displayName"]), (&json!(5), &json!("Ada")));
        assert_eq!((&last["rolesAdded"], &last["rolesRemoved"]), (&json!([]), &json!(["fire_inspector"])));
        assert_eq!(last["removed"].as_array().unwrap().len(), 3);
        assert_eq!(last["removed"][2], kept);
        let link = json!([{"role": "district_center", "inherits": "fire_inspector"}]);
        assert_eq!(last["inheritanceRemoved"], link);
        let trail = office.trail().await;
        let actions: Vec<&str> = trail.iter().map(|(action, _)| action.as_str()).collect();
        assert_eq!(actions, ["apply", "apply", "roll_back", "roll_back"]);
        assert_eq!(trail[0].1, json!({
            "rulesAdded": 3, "rulesRemoved": 0, "linksAdded": 1, "linksRemoved": 0,
            "rolesAdded": 1, "rolesRemoved": 0, "version": 2, "reason": "for a trial", "forced": true,
        }));
    }
}

both! {
    async fn what_is_left_out_of_a_policy_is_not_shown(backend: Backend) {
        let office = Office::open(backend).await;
        let query = "{policy{version @skip(if: true) ...{model @include(if: false)}} \
             parts: policy{roles{name @skip(if: true)} vocabulary{relations{name @skip(if: true)}}}}";
        let shown = office.desk.data("administrator", query).await;
        assert_eq!(shown["policy"], json!({}));
        let parts = &shown["parts"];
        for list in [&parts["roles"], &parts["vocabulary"]["relations"]] {
            let list = list.as_array().unwrap();
            assert!(!list.is_empty() && list.iter().all(|item| *item == json!({})), "{list:?}");
        }
    }
}

/// Nobody holds the role any more.
async fn revoke(office: &Office, role: &str) {
    use entity::grant::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let held = Entity::delete_many().filter(Column::Role.eq(role));
    held.exec(office.desk.server.database.connection()).await.unwrap();
}
