//! Teams, handlers and overseers that an input may name.

use entity::{team_member, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::super::Desk;
use crate::support::{Backend, both, import};

const MORE_TEAMS: &str = "name,kind,area_code,unit,leader,members
Mixed,MEDIATION,351,false,mediator,mediator;helper;far;mill
Mill patrol,PATROL,3512,false,mill,mill
Panel,MEDIATION,35,true,above,above
";

/// Long enough for a change of people to be in effect.
const A_SECOND: std::time::Duration = std::time::Duration::from_secs(1);

both! {
    async fn a_handler_is_an_active_member_who_may_read_the_case_afterwards(backend: Backend) {
        let desk = Desk::open(backend).await;
        import::teams(&desk.server.store, MORE_TEAMS).await;
        let case = desk.registered("community", "3511", json!({})).await;
        desk.judges("town", &case, json!({})).await;
        let team = desk.team("Mixed").await;
        let handler = async |user: &str| json!({"teamId": team, "handlerId": desk.user(user).await});
        // Members without a grant where the case is, and those who are no members.
        for user in ["far", "mill", "walker", "town", "administrator"] {
            let wrong = desk.wrong("town", "assignCase", &case, handler(user).await).await;
            assert_eq!(wrong, ["input.handlerId"], "{user}");
        }
        for user in ["mediator", "helper"] {
            let assigned = desk.acts("town", "assignCase", &case, handler(user).await).await;
            assert!(!assigned["case"]["handler"].is_null());
        }
        let (helper, mediator) = (handler("helper").await, handler("mediator").await);
        let known = desk.server.store.usernames().await.unwrap();
        let database = desk.server.database.connection();
        let left = team_member::Entity::update_many()
            .col_expr(team_member::Column::LeftAt, Expr::value(chrono::Utc::now()))
            .filter(team_member::Column::UserId.eq(known["helper"]));
        left.exec(database).await.unwrap();
        let gone = user::Entity::update_many()
            .col_expr(user::Column::Active, Expr::value(false))
            .filter(user::Column::Id.eq(known["mediator"]));
        gone.exec(database).await.unwrap();
        tokio::time::sleep(A_SECOND).await;
        for input in [helper, mediator] {
            let wrong = desk.wrong("town", "assignCase", &case, input.clone()).await;
            assert_eq!(wrong, ["input.handlerId"]);
            let accepts = json!({"handlerId": input["handlerId"]});
            assert_eq!(desk.wrong("town", "acceptCase", &case, accepts).await, ["input.handlerId"]);
        }
    }
}

both! {
    async fn a_team_is_of_the_cases_area_below_it_or_above_it_up_to_its_town_or_its_desk(
        backend: Backend
    ) {
        let desk = Desk::open(backend).await;
        import::teams(&desk.server.store, MORE_TEAMS).await;
        let names = ["Bridge patrol", "Mill patrol", "Mediators", "Lake team", "Panel"];
        for (area, up_to, expected) in [
            ("35111", None, &["Bridge patrol", "Mediators"][..]),
            ("3511", None, &["Bridge patrol", "Mediators"]),
            ("3512", None, &["Mill patrol", "Mediators"]),
            ("351", None, &["Bridge patrol", "Mill patrol", "Mediators"]),
            ("352", None, &["Lake team"]),
            // A desk above hands it to teams of its own, too.
            ("3511", Some("35"), &["Bridge patrol", "Mediators", "Panel"]),
            ("35", None, &names),
        ] {
            let case = desk.registered("above", area, json!({})).await;
            match up_to {
                Some(code) => {
                    let up = json!({"toAreaId": desk.area(code).await, "reason": "r"});
                    desk.acts("above", "escalateCase", &case, up).await;
                }
                None => drop(desk.judges("above", &case, json!({})).await),
            }
            for name in names {
                let team = json!({"teamId": desk.team(name).await});
                if expected.contains(&name) {
                    let assigned = desk.acts("above", "assignCase", &case, team).await;
                    assert_eq!(assigned["case"]["team"]["name"], name, "{area}");
                } else {
                    let wrong = desk.wrong("above", "assignCase", &case, team.clone()).await;
                    assert_eq!(wrong, ["input.teamId"], "{name} of {area}");
                    let slip = json!({"teamId": team["teamId"], "opinion": "o"});
                    let wrong = desk.wrong("above", "proposeHandover", &case, slip).await;
                    assert_eq!(wrong, ["input.teamId"], "{name} of {area}");
                }
            }
        }
        // A team out of the actor's sight is as good as none.
        let case = desk.registered("community", "35111", json!({})).await;
        desk.judges("community", &case, json!({})).await;
        let slip = json!({"teamId": desk.team("Mediators").await, "opinion": "o"});
        assert_eq!(desk.wrong("community", "proposeHandover", &case, slip).await, ["input.teamId"]);
    }
}

both! {
    async fn an_overseer_is_a_colleague_who_may_read_the_case_afterwards(backend: Backend) {
        let desk = Desk::open(backend).await;
        let case = desk.registered("leader", "35111", json!({})).await;
        let category = desk.category().await;
        let judged = async |user: &str, confidential: bool| json!({
            "severity": "SIMPLE", "categoryId": category, "overseerId": desk.user(user).await,
            "confidential": confidential,
        });
        for (actor, user, confidential) in [
            ("above", "far", false),
            ("above", "mill", false),
            ("above", "analyst", true),
            // One whom the actor does not know.
            ("community", "town", false),
        ] {
            let input = judged(user, confidential).await;
            let wrong = desk.wrong(actor, "triageCase", &case, input).await;
            assert_eq!(wrong, ["input.overseerId"], "{user}");
        }
        for (actor, user) in [("community", "community"), ("town", "second"), ("above", "analyst"), ("town", "mediator")] {
            let input = judged(user, false).await;
            let done = desk.acts(actor, "triageCase", &case, input).await;
            assert!(!done["case"]["overseer"].is_null());
        }
    }
}
