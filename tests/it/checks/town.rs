//! A town with places, whose people check them.

use chrono::{Days, NaiveDate};
use entity::{
    audit_entry, check, check_item, hazard, hazard_event, idempotency_key, number_series, outbox,
    place,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::life::Desk;
use crate::support::Backend;

/// What every answer to a change of a check shows.
const SHOWN: &str = "checkId check{id number kind status outcome plannedFor startedAt signedAt \
     signedBy{displayName} inspector{displayName} team{name} area{code} place{code lastCheckedOn} \
     cancelReason rechecks{number} items{code passed note} allowedActions version \
     hazards{nodes{number status itemCode description major dueAt responsible{displayName} \
     responsibleUnit foundBy{displayName} place{code}}}}";

/// A town whose places are checked.
pub(super) struct Town {
    pub(super) desk: Desk,
}

impl Town {
    pub(super) async fn open(backend: Backend) -> Self {
        Self { desk: Desk::open(backend).await }
    }

    /// The civil day that it is, so many days on.
    pub(super) fn day(&self, ahead: u64) -> NaiveDate {
        let now = self.desk.server.clock.now().with_timezone(&chrono_tz::Asia::Shanghai);
        now.date_naive() + Days::new(ahead)
    }

    /// A place that the town's centre enters, by its id.
    pub(super) async fn place(&self, code: &str, kind: &str, area: &str) -> String {
        let area = self.desk.area(area).await;
        let input =
            json!({"code": code, "name": format!("Place {code}"), "kind": kind, "areaId": area});
        let made = self.does("above", "savePlace", input).await;
        made["placeId"].as_str().unwrap().to_owned()
    }

    /// The id of the checklist with this code that new checks ask.
    pub(super) async fn checklist(&self, code: &str) -> String {
        let lists = self.desk.data("above", "{checklists{id code current}}").await;
        let lists = lists["checklists"].as_array().unwrap();
        let known = lists.iter().find(|list| list["code"] == code && list["current"] == true);
        known.unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// The codes of the questions of a check.
    pub(super) async fn questions(&self, check: &str) -> Vec<String> {
        let shown = self.shown("above", check).await;
        let items = shown["items"].as_array().unwrap();
        items.iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
    }

    /// A check that is planned for tomorrow, by its id.
    pub(super) async fn planned(&self, user: &str, place: &str, more: Value) -> String {
        let mut input = json!({
            "kind": "MONTHLY", "checklistId": self.checklist("FIRE").await, "placeId": place,
            "plannedFor": self.day(1),
        });
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        self.does(user, "planCheck", input).await["checkId"].as_str().unwrap().to_owned()
    }

    /// A check that somebody has begun, by its id.
    pub(super) async fn begun(&self, user: &str, place: &str) -> String {
        let check = self.planned(user, place, json!({})).await;
        self.acts(user, "startCheck", &check, json!({})).await;
        check
    }

    /// The whole answer to a mutation of a place or a check.
    pub(super) async fn send(&self, user: &str, mutation: &str, input: Value) -> Value {
        let shown = if mutation == "savePlace" {
            "placeId place{id code name kind area{code} location{address latitude longitude} version}"
        } else {
            SHOWN
        };
        if mutation == "startCheck" {
            let query = format!(
                "mutation($id:ID!,$expectedVersion:Int!){{\
                 startCheck(id:$id,expectedVersion:$expectedVersion){{{shown}}}}}"
            );
            return self.desk.ask(user, &query, input).await;
        }
        let ty = match mutation {
            "savePlace" => "PlaceInput".to_owned(),
            "cancelCheck" => "RecordWordsInput".to_owned(),
            other => other[..1].to_uppercase() + &other[1..] + "Input",
        };
        let query = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{shown}}}}}");
        self.desk.ask(user, &query, json!({"input": input})).await
    }

    /// What a mutation that is done answers.
    pub(super) async fn does(&self, user: &str, mutation: &str, input: Value) -> Value {
        let mut answer = self.send(user, mutation, input.clone()).await;
        assert_eq!(answer.get("errors"), None, "{user} does {mutation} {input}");
        answer["data"][mutation].take()
    }

    /// The one error of a mutation that is refused: its extensions. Nothing is spent.
    pub(super) async fn refused(&self, user: &str, mutation: &str, input: Value) -> Value {
        let before = self.rows().await;
        let mut answer = self.send(user, mutation, input.clone()).await;
        let errors = answer["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors, 1, "{user} does {mutation} {input}: {answer}");
        assert_eq!(answer["data"], Value::Null, "{mutation}: {answer}");
        assert_eq!(self.rows().await, before, "{mutation} {input} was refused and left something");
        answer["errors"][0]["extensions"].take()
    }

    /// The fields that a mutation is refused for, in their order.
    pub(super) async fn wrong(&self, user: &str, mutation: &str, input: Value) -> Vec<String> {
        let refused = self.refused(user, mutation, input.clone()).await;
        assert_eq!(refused["code"], "INVALID_INPUT", "{mutation} {input}: {refused}");
        let problems = refused["problems"].as_array().unwrap();
        problems.iter().map(|problem| problem["field"].as_str().unwrap().to_owned()).collect()
    }

    /// A check at its present version, with more of an input.
    pub(super) async fn with_version(&self, check: &str, more: Value) -> Value {
        let version = self.shown("above", check).await["version"].clone();
        let mut input = json!({"id": check, "expectedVersion": version});
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    }

    /// Does something with a check at its present version; the check as it is then.
    pub(super) async fn acts(&self, user: &str, mutation: &str, check: &str, more: Value) -> Value {
        let input = self.with_version(check, more).await;
        self.does(user, mutation, input).await["check"].take()
    }

    /// A check as somebody sees it; null where they do not.
    pub(super) async fn shown(&self, user: &str, check: &str) -> Value {
        let (_, shown) = SHOWN.split_once("check{").unwrap();
        let shown = shown.strip_suffix('}').unwrap();
        let query = format!("{{node(id:\"{check}\"){{... on Check{{{shown}}}}}}}");
        self.desk.data(user, &query).await["node"].take()
    }

    /// Answers to all questions of a check, of which these are failed.
    pub(super) async fn answers(&self, check: &str, failed: &[&str]) -> Value {
        let codes = self.questions(check).await;
        let answer =
            |code: &String| json!({"code": code, "passed": !failed.contains(&code.as_str())});
        codes.iter().map(answer).collect()
    }

    /// A hazard as it is found, which the owner is to put right in ten days.
    pub(super) fn found(&self, code: Option<&str>) -> Value {
        let due = self.desk.server.clock.now() + chrono::TimeDelta::days(10);
        json!({
            "itemCode": code, "description": "The door is locked", "major": false, "dueAt": due,
            "responsibleUnit": "The owner",
        })
    }

    /// How many rows there are of all that a change writes, and what was numbered.
    async fn rows(&self) -> (Vec<u64>, Vec<(String, i64)>, Vec<(uuid::Uuid, i32)>) {
        let database = self.desk.server.database.connection();
        let numbers = number_series::Entity::find().all(database).await.unwrap();
        let checks = check::Entity::find().all(database).await.unwrap();
        let mut numbers: Vec<_> = numbers.into_iter().map(|row| (row.prefix, row.last)).collect();
        let mut versions: Vec<_> = checks.into_iter().map(|row| (row.id, row.version)).collect();
        numbers.sort();
        versions.sort();
        macro_rules! counted {
            ($($table:ident),+) => {
                vec![$($table::Entity::find().count(database).await.unwrap()),+]
            };
        }
        let counted = counted!(
            audit_entry,
            check,
            check_item,
            hazard,
            hazard_event,
            idempotency_key,
            outbox,
            place
        );
        (counted, numbers, versions)
    }
}
