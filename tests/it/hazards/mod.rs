//! Hazards, on both databases: from finding to verification, what is refused, files that are tied to
//! them, and their ledger.

mod attached;
mod cases;
mod clock;
mod ledger;
mod moved;
mod refused;
mod steps;
mod story;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use entity::{area, place};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::life::Desk;
use crate::support::Backend;

/// What every answer to a change of a hazard shows.
const SHOWN: &str = "hazardId hazard{id number status version overdue dueAt foundAt rectifiedAt \
     verifiedAt raisedTo{code} description responsibleUnit responsible{displayName} \
     rectifiedBy{displayName} verifiedBy{displayName} place{name} case{number} allowedActions} \
     event{kind fromStatus toStatus note actor{displayName} dueBefore dueAfter}";

/// The type of a mutation's input.
fn input_type(mutation: &str) -> String {
    match mutation {
        "startRectification" | "reportRectified" | "verifyHazard" | "reopenHazard" => {
            "RecordWordsInput".to_owned()
        }
        other => other[..1].to_uppercase() + &other[1..] + "Input",
    }
}

/// A place by the name and code, in the area of this code; its global id.
async fn place(desk: &Desk, name: &str, area_code: &str) -> String {
    let connection = desk.server.database.connection();
    let lies_in = area::Entity::find().filter(area::Column::Code.eq(area_code));
    let lies_in = lies_in.one(connection).await.unwrap().unwrap();
    let (id, now) = (Uuid::now_v7(), Utc::now().trunc_subsecs(0));
    let row = place::ActiveModel {
        id: Set(id),
        code: Set(format!("P-{name}")),
        name: Set(name.to_owned()),
        kind: Set("SHOP".to_owned()),
        area_id: Set(lies_in.id),
        district_id: Set(lies_in.district_id),
        town_id: Set(lies_in.town_id),
        community_id: Set(lies_in.community_id),
        group_id: Set(lies_in.group_id),
        address: Set(Some(format!("{name}, 1 Bridge Road"))),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    place::Entity::insert(row).exec_without_returning(connection).await.unwrap();
    format!("place_{}", id.simple())
}

/// A town's desk, with a shop in Bridge 1 and one by the lake, in the other town.
pub(crate) struct Shops {
    pub(crate) desk: Desk,
    shop: String,
    far: String,
}

impl Shops {
    pub(crate) async fn open(backend: Backend) -> Self {
        let desk = Desk::open(backend).await;
        let shop = place(&desk, "Corner shop", "35111").await;
        let far = place(&desk, "Boat house", "3521").await;
        Self { desk, shop, far }
    }

    fn now(&self) -> DateTime<Utc> {
        self.desk.server.clock.now()
    }

    /// What a report of a blocked way out at the corner shop says, that is due in two days.
    pub(crate) fn report(&self) -> Value {
        json!({
            "placeId": self.shop, "description": "The way out is blocked", "major": true,
            "dueAt": self.now() + TimeDelta::days(2), "responsibleUnit": "Corner shop",
        })
    }

    /// The whole answer to a mutation.
    async fn send(&self, user: &str, mutation: &str, input: Value) -> Value {
        let shown = if mutation == "makeCaseOfHazard" {
            "caseId case{number title description source severity status area{code} location{address} hazards(first:5){nodes{number}}} event{kind}"
        } else {
            SHOWN
        };
        let ty = input_type(mutation);
        let query = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{shown}}}}}");
        self.desk.ask(user, &query, json!({"input": input})).await
    }

    /// What a mutation that is done answers.
    pub(crate) async fn does(&self, user: &str, mutation: &str, input: Value) -> Value {
        let mut answer = self.send(user, mutation, input.clone()).await;
        assert_eq!(answer.get("errors"), None, "{user} does {mutation} {input}: {answer}");
        answer["data"][mutation].take()
    }

    /// The one error of a mutation that is refused: its extensions.
    async fn refused(&self, user: &str, mutation: &str, input: Value) -> Value {
        let mut answer = self.send(user, mutation, input.clone()).await;
        let errors = answer["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors, 1, "{user} does {mutation} {input}: {answer}");
        assert_eq!(answer["data"], Value::Null, "{mutation}: {answer}");
        answer["errors"][0]["extensions"].take()
    }

    /// The fields that something is wrong with.
    async fn wrong(&self, user: &str, mutation: &str, input: Value) -> Vec<String> {
        let refused = self.refused(user, mutation, input.clone()).await;
        assert_eq!(refused["code"], "INVALID_INPUT", "{mutation} {input}: {refused}");
        let problems = refused["problems"].as_array().unwrap().iter();
        problems.map(|problem| problem["field"].as_str().unwrap().to_owned()).collect()
    }

    /// A hazard that the leader of Bridge 1 reports; its id.
    async fn found(&self) -> String {
        let made = self.does("leader", "reportHazard", self.report()).await;
        made["hazardId"].as_str().unwrap().to_owned()
    }

    /// The hazard as the district sees it.
    async fn seen(&self, hazard: &str, fields: &str) -> Value {
        let query = format!("{{hazard(by:{{id:\"{hazard}\"}}){{{fields}}}}}");
        self.desk.data("above", &query).await["hazard"].take()
    }

    /// The kinds of what happened to it.
    async fn kinds(&self, hazard: &str) -> Vec<String> {
        let seen = self.seen(hazard, "events(first:50){nodes{kind}}").await;
        let nodes = seen["events"]["nodes"].as_array().unwrap().iter();
        nodes.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// The input of a step with words, at the hazard's present version.
    async fn words(&self, hazard: &str, note: &str) -> Value {
        let version = self.seen(hazard, "version").await["version"].clone();
        json!({"id": hazard, "expectedVersion": version, "note": note})
    }

    /// The input of an extension by so many days from now.
    async fn extension(&self, hazard: &str, days: i64) -> Value {
        let version = self.seen(hazard, "version").await["version"].clone();
        let due = self.now() + TimeDelta::days(days);
        json!({"id": hazard, "expectedVersion": version, "dueAt": due, "reason": "Parts are on the way"})
    }

    /// The input that makes a case of it.
    async fn case_of(&self, hazard: &str) -> Value {
        let version = self.seen(hazard, "version").await["version"].clone();
        json!({"hazardId": hazard, "expectedVersion": version, "title": "Blocked way out", "severity": "MAJOR"})
    }

    /// Takes a step with a hazard, with words.
    async fn steps(&self, user: &str, mutation: &str, hazard: &str, note: &str) -> Value {
        let input = self.words(hazard, note).await;
        self.does(user, mutation, input).await
    }
}
