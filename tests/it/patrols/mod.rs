//! Patrols: routes that are kept, and visits that are signed for.

mod moved;
mod refused;
mod week;

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use serde_json::{Value, json};

use crate::life::{Desk, fields};
use crate::support::{Backend, Setup};

const SAVE: &str = "mutation($input:PatrolRouteInput!){savePatrolRoute(input:$input){routeId \
     route{id name visitsPerDay version team{name} area{code} checkpoints{id code name \
     location{address latitude}}}}}";

const VISIT: &str = "mutation($input:RecordPatrolVisitInput!){recordPatrolVisit(input:$input){\
     visitId visit{at receivedAt note by{displayName} checkpoint{code} route{name}}}}";

/// A community whose patrol walks a route of two points, each owed two visits a day.
struct Round {
    desk: Desk,
    route: String,
    /// The first day of the story, which is not over yet.
    first: NaiveDate,
}

/// A moment of a day, where the town is.
fn at(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let at = day.and_hms_opt(hour, minute, 0).unwrap();
    Shanghai.from_local_datetime(&at).unwrap().with_timezone(&Utc)
}

fn point(code: &str, name: &str) -> Value {
    json!({"code": code, "name": name})
}

impl Round {
    async fn begin(backend: Backend) -> Self {
        Self::over(backend, Setup::default()).await
    }

    async fn over(backend: Backend, setup: Setup) -> Self {
        let desk = Desk::over(backend, setup).await;
        let today = desk.server.clock.now().with_timezone(&Shanghai).date_naive();
        let first = today.checked_add_days(Days::new(1)).unwrap();
        desk.wait_until(at(first, 6, 0));
        let input = json!({
            "name": "Bridge round", "areaId": desk.area("3511").await, "visitsPerDay": 2,
            "teamId": desk.team("Bridge patrol").await,
            "checkpoints": [
                {"code": "A-1", "name": "Bridge head", "location": {"address": "1 Bridge Road", "latitude": 26.1, "longitude": 119.3}},
                point("A-2", "Mill gate"),
            ],
        });
        let saved = desk.tries("community", SAVE, json!({"input": input})).await.unwrap();
        let route = saved["routeId"].as_str().unwrap().to_owned();
        Self { desk, route, first }
    }

    fn day(&self, nth: u64) -> NaiveDate {
        self.first.checked_add_days(Days::new(nth)).unwrap()
    }

    async fn save(&self, user: &str, input: Value) -> Result<Value, Value> {
        self.desk.tries(user, SAVE, json!({"input": input})).await
    }

    async fn visit(&self, user: &str, input: Value) -> Result<Value, Value> {
        self.desk.tries(user, VISIT, json!({"input": input})).await
    }

    /// The walker signs for a visit made at this moment.
    async fn signs(&self, checkpoint: &str, at: DateTime<Utc>) -> Value {
        let key = format!("{checkpoint} {at}");
        let input = json!({"checkpointId": checkpoint, "at": at, "idempotencyKey": key});
        self.visit("walker", input).await.unwrap()
    }

    /// The id of a point that the route has now.
    async fn point(&self, code: &str) -> String {
        let query = format!("{{patrolRoute(id:\"{}\"){{checkpoints{{id code}}}}}}", self.route);
        let answer = self.desk.data("community", &query).await;
        let points = answer["patrolRoute"]["checkpoints"].as_array().unwrap();
        let point = points.iter().find(|point| point["code"] == code).unwrap();
        point["id"].as_str().unwrap().to_owned()
    }

    /// What was owed, made and missed on days of the story.
    async fn coverage(&self, from: u64, to: u64) -> Vec<(i64, i64, Vec<String>)> {
        let query = format!(
            "{{patrolRoute(id:\"{}\"){{coverage(from:\"{}\",to:\"{}\"){{date owed made missed{{code}}}}}}}}",
            self.route,
            self.day(from),
            self.day(to),
        );
        let answer = self.desk.data("community", &query).await;
        let days = answer["patrolRoute"]["coverage"].as_array().unwrap();
        assert_eq!(days[0]["date"], self.day(from).to_string());
        let code = |point: &Value| point["code"].as_str().unwrap().to_owned();
        let day = |day: &Value| {
            let missed = day["missed"].as_array().unwrap().iter().map(code).collect();
            (day["owed"].as_i64().unwrap(), day["made"].as_i64().unwrap(), missed)
        };
        days.iter().map(day).collect()
    }

    /// How many rows there are of all that a change could leave behind.
    async fn rows(&self) -> Vec<i64> {
        let tables = [
            "patrol_routes",
            "checkpoints",
            "checkpoint_terms",
            "patrol_visits",
            "audit_entries",
            "idempotency_keys",
        ];
        self.desk.rows(&tables).await
    }
}
