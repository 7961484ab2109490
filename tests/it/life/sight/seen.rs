//! What those still see who had to do with a case.

use entity::{case, grant};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::super::Desk;
use crate::support::{Backend, both};

const ALL: &[&str] = &[
    "leader",
    "community",
    "mill",
    "town",
    "far",
    "above",
    "analyst",
    "mediator",
    "helper",
    "walker",
];

fn uuid(case: &str) -> Uuid {
    Uuid::try_parse(case.strip_prefix("case_").unwrap()).unwrap()
}

both! {
    async fn a_team_and_its_handler_see_a_case_for_as_long_as_it_is_theirs(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let desks = ["leader", "community", "town", "above", "analyst"];
        assert_eq!(desk.seen_by(&case, ALL).await, desks);
        desk.judges("town", &case, json!({})).await;
        let (mediators, bridge) = (desk.team("Mediators").await, desk.team("Bridge patrol").await);
        let helper = desk.user("helper").await;
        let to_helper = json!({"teamId": mediators, "handlerId": helper});
        desk.acts("town", "assignCase", &case, to_helper.clone()).await;
        let with_team = [&desks[..], &["mediator", "helper"]].concat();
        assert_eq!(desk.seen_by(&case, ALL).await, with_team);
        // Handed to another team, it is the old one's no more.
        desk.acts("town", "assignCase", &case, json!({"teamId": bridge})).await;
        assert_eq!(desk.seen_by(&case, ALL).await, [&desks[..], &["walker"]].concat());
        // Given back, it is nobody's; whoever gave it back is told no more than that it is done.
        desk.acts("town", "assignCase", &case, to_helper).await;
        desk.acts("helper", "acceptCase", &case, json!({})).await;
        let back = desk.acts("helper", "returnCase", &case, json!({"note": "Not ours"})).await;
        assert_eq!(back, json!({"caseId": case, "case": null, "event": null}));
        assert_eq!(desk.seen_by(&case, ALL).await, desks);
        let query = format!("{{case(by:{{id:\"{case}\"}}){{status team{{name}} handler{{id}}}}}}");
        let stands = desk.data("town", &query).await;
        assert_eq!(stands["case"], json!({"status": "TRIAGED", "team": null, "handler": null}));
        let gone = desk.refused("helper", "addCaseNote", json!({"id": case, "text": "n"})).await;
        assert_eq!(gone, json!({"code": "NOT_FOUND"}));
    }
}

both! {
    async fn those_below_read_on_after_it_went_to_a_desk_above(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let before = desk.seen_by(&case, ALL).await;
        let up = json!({"toAreaId": desk.area("351").await, "reason": "Too hard"});
        let up = desk.acts("community", "escalateCase", &case, up).await;
        assert_eq!(up["case"]["desk"]["code"], "351");
        assert_eq!(desk.seen_by(&case, ALL).await, before);
        let category = desk.category().await;
        let triage = json!({"severity": "ORDINARY", "categoryId": category});
        let triage = desk.with_version(&case, triage).await;
        let below = desk.refused("community", "triageCase", triage.clone()).await;
        assert_eq!(below, json!({"code": "FORBIDDEN", "object": "case", "action": "triage"}));
        desk.does("town", "triageCase", triage).await;
    }
}

both! {
    async fn who_brought_a_case_sees_it_as_its_first_handler_and_not_for_having_brought_it(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({"confidential": true})).await;
        assert_eq!(desk.seen_by(&case, ALL).await, ["leader", "town", "above"]);
        let nobody = case::Entity::update_many()
            .col_expr(case::Column::FirstHandlerId, Expr::value(None::<Uuid>))
            .filter(case::Column::Id.eq(uuid(&case)));
        nobody.exec(desk.server.database.connection()).await.unwrap();
        assert_eq!(desk.seen_by(&case, ALL).await, ["town", "above"]);
    }
}

both! {
    /// A community makes a case confidential that somebody else received: it is done, and out of
    /// its sight at once, also for those who wait for an answer.
    async fn a_confidential_case_is_out_of_sight_at_once_and_done_all_the_same(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        desk.judges("community", &case, json!({})).await;
        let hidden = desk.judges("community", &case, json!({"confidential": true})).await;
        assert_eq!(hidden, json!({"caseId": case, "case": null, "event": null}));
        assert_eq!(desk.version(&case).await, 3);
        assert_eq!(desk.seen_by(&case, ALL).await, ["leader", "town", "above"]);
        let gone = desk.refused("community", "addCaseNote", json!({"id": case, "text": "n"})).await;
        assert_eq!(gone, json!({"code": "NOT_FOUND"}));
        // The team that it is handed to sees it, and so does who oversees it.
        let mediators = desk.team("Mediators").await;
        desk.acts("town", "assignCase", &case, json!({"teamId": mediators})).await;
        let seen = ["leader", "town", "above", "mediator", "helper"];
        assert_eq!(desk.seen_by(&case, ALL).await, seen);
        desk.acts("mediator", "returnCase", &case, json!({"note": "Not ours"})).await;
        let community = desk.user("community").await;
        desk.judges("above", &case, json!({"overseerId": community})).await;
        assert_eq!(desk.seen_by(&case, ALL).await, ["leader", "community", "town", "above"]);
        // Nothing keeps it from being opened again.
        desk.judges("town", &case, json!({"confidential": false})).await;
        let open = ["leader", "community", "town", "above", "analyst"];
        assert_eq!(desk.seen_by(&case, ALL).await, open);
    }
}

both! {
    async fn a_case_that_is_moved_is_seen_where_it_went_and_not_where_it_was(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let moved = desk.judges("town", &case, json!({"areaId": desk.area("3512").await})).await;
        assert_eq!(moved["case"]["area"]["code"], "3512");
        assert_eq!(moved["case"]["desk"]["code"], "3512");
        assert_eq!(desk.seen_by(&case, ALL).await, ["mill", "town", "above", "analyst"]);
        // Out of the town, it is out of the town's sight; the district may move it there.
        let lake = json!({"areaId": desk.area("3521").await});
        assert_eq!(desk.wrong("town", "triageCase", &case, {
            let mut input = json!({"severity": "SIMPLE", "categoryId": desk.category().await});
            input["areaId"] = lake["areaId"].clone();
            input
        }).await, ["input.areaId"]);
        desk.judges("above", &case, lake).await;
        assert_eq!(desk.seen_by(&case, ALL).await, ["far", "above", "analyst"]);
    }
}

both! {
    async fn nobody_moves_a_case_to_where_they_may_not_judge(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let codes = desk.server.store.areas().await.unwrap();
        let district = codes.iter().find(|area| area.code == "35").unwrap().id;
        let users = desk.server.store.usernames().await.unwrap();
        // Sees every area as an analyst, and judges cases in one.
        let wide = grant::ActiveModel {
            id: Set(Uuid::now_v7()),
            user_id: Set(users["community"]),
            role: Set("analyst".to_owned()),
            area_id: Set(Some(district)),
            created_at: Set(chrono::Utc::now()),
            reason: Set(None),
            valid_from: Set(None),
            valid_until: Set(None),
            granted_by: Set(None),
        };
        let database = desk.server.database.connection();
        grant::Entity::insert(wide).exec(database).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        for code in ["3512", "351", "3521"] {
            let input = json!({
                "severity": "SIMPLE", "categoryId": desk.category().await,
                "areaId": desk.area(code).await,
            });
            let input = desk.with_version(&case, input).await;
            let refused = desk.refused("community", "triageCase", input).await;
            let forbidden = json!({"code": "FORBIDDEN", "object": "case", "action": "triage"});
            assert_eq!(refused, forbidden, "{code}");
        }
        assert_eq!(desk.version(&case).await, 1);
        desk.judges("community", &case, json!({"areaId": desk.area("3511").await})).await;
    }
}
