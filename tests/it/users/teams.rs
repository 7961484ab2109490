//! Teams are kept: who leads them, who is in them, and where they work.

use entity::{case, team, team_member};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{DEACTIVATE, Office, SAVE_TEAM, fields, forbidden, uuid_of, with};
use crate::support::{Backend, both};

both! {
    async fn a_team_is_made_changes_and_remembers_who_left(backend: Backend) {
        let office = Office::open(backend).await;
        let (walker, helper) = (office.id("walker").await, office.id("helper").await);
        let new = json!({
            "name": "Fire watch", "kind": "FIRE_SAFETY", "areaId": office.desk.area("351").await,
            "leaderId": walker, "accountableLeaderId": office.id("town").await,
            "mandate": "Walks by night", "memberIds": [helper],
        });
        let made = office.send("town", SAVE_TEAM, new.clone()).await.unwrap();
        let members = |saved: &Value| {
            let nodes = saved["team"]["members"]["nodes"].as_array().unwrap().clone();
            nodes.iter().map(|of| of["displayName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(members(&made), ["Hal", "Wal"], "a leader is a member");
        let shown = &made["team"];
        assert_eq!((&shown["version"], &shown["unit"], &shown["kind"]), (&json!(1), &json!(false), &json!("FIRE_SAFETY")));
        assert_eq!(shown["accountableLeader"]["displayName"], "Tom");
        let id = made["teamId"].as_str().unwrap();
        let own = with(&new, json!({"id": id, "expectedVersion": 1}));
        let changed = with(&own, json!({"leaderId": null, "memberIds": [walker], "mandate": " "}));
        let saved = office.send("town", SAVE_TEAM, changed).await.unwrap();
        assert_eq!((members(&saved), &saved["team"]["mandate"]), (vec!["Wal".to_owned()], &Value::Null));
        let left = team_member::Entity::find_by_id((uuid_of(id), uuid_of(&helper)));
        let left = left.one(office.desk.server.database.connection()).await.unwrap().unwrap();
        assert!(left.left_at.is_some_and(|at| at >= left.joined_at));
        let back = with(&own, json!({"expectedVersion": 2}));
        assert_eq!(members(&office.send("town", SAVE_TEAM, back).await.unwrap()), ["Hal", "Wal"]);
        let (did, detail) = office.trail("team").await.swap_remove(0);
        assert_eq!(did, "save");
        assert_eq!(detail, json!({"version": 3, "moved": false, "joined": 1, "left": 0}));
        let stale = office.send("town", SAVE_TEAM, own).await.unwrap_err();
        assert_eq!(stale, json!({"code": "CONFLICT", "presentVersion": 3}));
    }
}

both! {
    async fn a_team_that_cannot_be_is_refused_with_all_that_is_wrong(backend: Backend) {
        let office = Office::open(backend).await;
        let desk = &office.desk;
        let own = json!({
            "name": "Bridge patrol", "kind": "PATROL", "areaId": desk.area("3511").await,
            "memberIds": [],
        });
        office.send_id("administrator", DEACTIVATE, &office.id("helper").await).await.unwrap();
        let before = office.rows().await;
        let helper = office.id("helper").await;
        for (changes, wrong) in [
            (json!({}), vec!["input.name"]),
            (json!({"name": " "}), vec!["input.name"]),
            (json!({"name": "New", "leaderId": helper}), vec!["input.leaderId"]),
            (json!({"name": "New", "accountableLeaderId": helper}), vec!["input.accountableLeaderId"]),
            (json!({"name": "New", "memberIds": [office.id("walker").await, helper]}), vec!["input.memberIds[1]"]),
            (json!({"name": "New", "memberIds": [office.id("far").await]}), vec!["input.memberIds[0]"]),
            (json!({"name": "New", "expectedVersion": 1}), vec!["input.expectedVersion"]),
            (json!({"name": "New", "id": desk.team("Bridge patrol").await}), vec!["input.expectedVersion"]),
            (json!({"name": "", "leaderId": helper, "memberIds": ["x"]}), vec!["input.name", "input.memberIds[0]", "input.leaderId"]),
        ] {
            let refused = office.send("town", SAVE_TEAM, with(&own, changes.clone())).await;
            assert_eq!(fields(refused), wrong, "{changes}");
        }
        for (user, area, refusal) in [
            ("community", "3511", forbidden("team", "save")),
            ("analyst", "3511", forbidden("team", "save")),
        ] {
            let input = with(&own, json!({"name": "New", "areaId": desk.area(area).await}));
            assert_eq!(office.send(user, SAVE_TEAM, input).await.unwrap_err(), refusal, "{user}");
        }
        let new = with(&own, json!({"name": "New"}));
        assert_eq!(office.send("far", SAVE_TEAM, new).await.unwrap_err()["code"], "NOT_FOUND");
        let lake = json!({"id": desk.team("Lake team").await, "expectedVersion": 1, "name": "Mine"});
        let refused = office.send("town", SAVE_TEAM, with(&own, lake)).await.unwrap_err();
        assert_eq!(refused["code"], "NOT_FOUND");
        assert_eq!(office.rows().await, before);
    }
}

both! {
    async fn a_team_does_not_move_away_from_its_open_cases(backend: Backend) {
        let office = Office::open(backend).await;
        let desk = &office.desk;
        let team_id = desk.team("Bridge patrol").await;
        let connection = desk.server.database.connection();
        for title in ["One", "Two"] {
            let case = desk.registered("community", "3511", json!({"title": title})).await;
            case::Entity::update_many()
                .col_expr(case::Column::TeamId, Expr::value(uuid_of(&team_id)))
                .filter(case::Column::Id.eq(uuid_of(&case)))
                .exec(connection)
                .await
                .unwrap();
        }
        let own = json!({
            "id": team_id, "expectedVersion": 1, "name": "Bridge patrol", "kind": "PATROL",
            "areaId": desk.area("3512").await, "memberIds": [],
        });
        let answer = desk.ask("town", SAVE_TEAM, json!({"input": own})).await;
        let problem = &answer["errors"][0]["extensions"]["problems"][0];
        assert_eq!(problem["field"], "input.areaId", "{answer}");
        assert!(problem["message"].as_str().unwrap().contains("2 open cases"), "{problem}");
        // Below their area, and above it up to the town.
        for (version, area) in [(1, "35111"), (2, "351"), (3, "3511")] {
            let place = json!({"areaId": desk.area(area).await, "expectedVersion": version});
            office.send("town", SAVE_TEAM, with(&own, place)).await.unwrap();
        }
        case::Entity::update_many()
            .col_expr(case::Column::Status, Expr::value("ARCHIVED"))
            .col_expr(case::Column::IsOpen, Expr::value(false))
            .filter(case::Column::TeamId.eq(uuid_of(&team_id)))
            .exec(connection)
            .await
            .unwrap();
        let moved = office.send("town", SAVE_TEAM, with(&own, json!({"expectedVersion": 4}))).await;
        assert_eq!(moved.unwrap()["team"]["area"]["code"], "3512");
        let row = team::Entity::find_by_id(uuid_of(&team_id)).one(connection).await.unwrap().unwrap();
        assert_eq!(row.community_id, Some(row.area_id), "what lists find it by moves with it");
    }
}
