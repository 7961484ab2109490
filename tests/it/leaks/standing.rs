//! Two users alike now, one of whom held one grant more until just before: here one user in two
//! worlds, so that their answers can be compared to the last byte. In one world the grant ran out,
//! was taken away, or its team was left; in the other it never held.

use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::{grant, team_member};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;
use wardbook::policy::Object;

use super::compare::compare;
use super::hidden::Hidden;
use super::neighbours::{NEAR_TEAM, id};
use super::story::{Story, with};
use super::world::World;
use crate::support::{Backend, both};
use crate::town::{Town, hours};

/// How long a change may take to be in effect.
const SECOND: Duration = Duration::from_secs(1);

/// A grant in the neighbours' town, with which all that lies there is in sight.
fn at_the_neighbours(story: &Story, n: u128, user: Uuid, until: Option<DateTime<Utc>>) -> Town {
    let town = story.district.areas.iter().find(|area| area.code == "350198");
    let grant = grant::Model {
        id: id(Object::Token, n),
        user_id: user,
        role: "town_center".to_owned(),
        area_id: town.map(|area| area.id),
        valid_from: None,
        valid_until: until,
        granted_by: None,
        created_at: hours(3),
        reason: None,
    };
    Town { grants: vec![grant], ..Town::default() }
}

/// How many of the hidden records a user sees in a world.
async fn seen(story: &Story, world: &World, user: Uuid) -> usize {
    let ids: Vec<String> = story.hidden.iter().flat_map(Hidden::ids).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let mut seen = 0;
    for ids in ids.chunks(100) {
        let data = world.asking.data(user, query, json!({"ids": ids})).await;
        seen += data["nodes"].as_array().unwrap().iter().filter(|node| !node.is_null()).count();
    }
    seen
}

/// Of so many documents one is asked: what a grant shows it shows along every path.
const ONE_OF: usize = 3;

async fn assert_alike(story: &Story, held: &World, never: &World, name: &str) {
    let user = story.district.user(name);
    let documents = story.documents.iter().step_by(ONE_OF);
    if let Err(difference) = compare(held, never, user, documents).await {
        panic!("what {name} held still shows: {}", difference.tell());
    }
}

both! {
    async fn a_standing_that_ended_shows_nothing_more(backend: Backend) {
        let story = Story::begin(backend).await;
        let held = &story.everything;
        let never = World::build(backend, &with(&story.district, story.hidden.iter())).await;
        let user = |name: &str| story.district.user(name);
        let names = ["community", "ferry", "group_leader"];
        let (ran_out, taken, left) = (user(names[0]), user(names[1]), user(names[2]));

        let until = Utc::now().trunc_subsecs(0) + TimeDelta::seconds(10);
        let running_out = at_the_neighbours(&story, 1, ran_out, Some(until));
        let police = story.district.teams[NEAR_TEAM].id;
        let joined = team_member::Model {
            team_id: police,
            user_id: left,
            joined_at: hours(0),
            left_at: None,
        };
        let joined = Town { members: vec![joined], ..Town::default() };
        let given = running_out.with(&at_the_neighbours(&story, 2, taken, None)).with(&joined);
        given.write(held.database.connection()).await;
        tokio::time::sleep(SECOND).await;
        for name in names {
            let more = (seen(&story, held, user(name)).await, seen(&story, &never, user(name)).await);
            assert!(more.0 > more.1, "{name} sees more while it holds: {more:?}");
        }

        let connection = held.database.connection();
        let revoked = grant::Entity::delete_by_id(id(Object::Token, 2));
        revoked.exec(connection).await.unwrap();
        team_member::Entity::update_many()
            .col_expr(team_member::Column::LeftAt, Expr::value(Utc::now()))
            .filter(team_member::Column::TeamId.eq(police))
            .filter(team_member::Column::UserId.eq(left))
            .exec(connection)
            .await
            .unwrap();
        tokio::time::sleep(SECOND).await;
        assert_alike(&story, held, &never, "ferry").await;
        assert_alike(&story, held, &never, "group_leader").await;

        // A viewer's own grants are listed, those of the past too: the other world gets the same
        // one once it is of the past, so that it never held there.
        let to_come = (until - Utc::now()).to_std().unwrap_or_default();
        tokio::time::sleep(to_come).await;
        running_out.write(never.database.connection()).await;
        tokio::time::sleep(SECOND).await;
        assert_alike(&story, held, &never, "community").await;
    }
}
