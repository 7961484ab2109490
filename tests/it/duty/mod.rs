//! Duty: shifts that are planned, signed in to and out of, and what the clock finds missing.

mod first_handler;
mod gaps;
mod moved;
mod refused;
mod sight;
mod week;

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use serde_json::{Value, json};

use crate::life::{Desk, fields};
use crate::support::Backend;

const SHOWN: &str = "shiftId shift{id kind version startsAt endsAt leader{displayName} team{name} \
     roster{user{displayName} role standInFor{displayName} standInReason signedInAt signedOutAt} \
     log{at by{displayName} text case{id}} gaps{kind user{displayName} from to}}";

/// The town's desk, and a day that is not over yet.
struct Duty {
    desk: Desk,
    first: NaiveDate,
}

/// A moment of a day, where the town is.
fn at(day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
    let at = day.and_hms_opt(hour, minute, 0).unwrap();
    Shanghai.from_local_datetime(&at).unwrap().with_timezone(&Utc)
}

impl Duty {
    async fn begin(backend: Backend) -> Self {
        let desk = Desk::open(backend).await;
        let today = desk.server.clock.now().with_timezone(&Shanghai).date_naive();
        let first = today.checked_add_days(Days::new(1)).unwrap();
        desk.wait_until(at(first, 6, 0));
        Self { desk, first }
    }

    /// A moment of the nth day.
    fn at(&self, nth: u64, hour: u32, minute: u32) -> DateTime<Utc> {
        at(self.first.checked_add_days(Days::new(nth)).unwrap(), hour, minute)
    }

    fn wait_until(&self, nth: u64, hour: u32, minute: u32) {
        self.desk.wait_until(self.at(nth, hour, minute));
    }

    /// The town's desk on the nth day, from eight to eight: Tom leads, Sue runs it, and two of the
    /// mediators work on it.
    async fn by_day(&self, nth: u64) -> Value {
        let mut roster = Vec::new();
        for (user, role) in
            [("town", "LEADER"), ("second", "DIRECTOR"), ("mediator", "STAFF"), ("helper", "STAFF")]
        {
            roster.push(json!({"userId": self.desk.user(user).await, "role": role}));
        }
        json!({
            "kind": "DUTY", "areaId": self.desk.area("351").await,
            "teamId": self.desk.team("Mediators").await,
            "startsAt": self.at(nth, 8, 0), "endsAt": self.at(nth, 20, 0), "roster": roster,
        })
    }

    /// A shift with these on it, the first of whom leads.
    async fn of(&self, kind: &str, area: &str, hours: (u32, u32), users: &[&str]) -> Value {
        let mut roster = Vec::new();
        for (i, user) in users.iter().enumerate() {
            let role = if i == 0 { "LEADER" } else { "STAFF" };
            roster.push(json!({"userId": self.desk.user(user).await, "role": role}));
        }
        json!({
            "kind": kind, "areaId": self.desk.area(area).await, "roster": roster,
            "startsAt": self.at(0, hours.0, 0), "endsAt": self.at(0, hours.1, 0),
        })
    }

    async fn tries(
        &self,
        user: &str,
        (mutation, ty): (&str, &str),
        input: Value,
    ) -> Result<Value, Value> {
        let document = format!("mutation($input:{ty}!){{{mutation}(input:$input){{{SHOWN}}}}}");
        let answer = self.desk.tries(user, &document, json!({"input": input})).await;
        answer.map(|mut answer| answer["shift"].take())
    }

    async fn saves(&self, user: &str, input: Value) -> Result<Value, Value> {
        self.tries(user, ("saveShift", "ShiftInput"), input).await
    }

    async fn replaces(&self, user: &str, input: Value) -> Result<Value, Value> {
        self.tries(user, ("replaceOnShift", "ReplaceOnShiftInput"), input).await
    }

    async fn logs(&self, user: &str, input: Value) -> Result<Value, Value> {
        self.tries(user, ("addDutyLogEntry", "DutyLogInput"), input).await
    }

    async fn signs(&self, user: &str, way: &str, shift: &str) -> Result<Value, Value> {
        let mutation = if way == "in" { "signInToShift" } else { "signOutOfShift" };
        let document = format!("mutation($id:ID!){{{mutation}(id:$id){{{SHOWN}}}}}");
        let answer = self.desk.tries(user, &document, json!({"id": shift})).await;
        answer.map(|mut answer| answer["shift"].take())
    }

    /// All of these sign in, or out.
    async fn all_sign(&self, users: &[&str], way: &str, shift: &str) {
        for user in users {
            self.signs(user, way, shift).await.unwrap();
        }
    }

    /// The clock looks, as it does every other moment.
    async fn looks(&self) {
        self.desk.server.store.look_for_shift_gaps(self.desk.server.clock.now()).await.unwrap();
    }

    async fn shift(&self, user: &str, id: &str) -> Value {
        let shown = SHOWN.strip_prefix("shiftId ").unwrap();
        self.desk
            .data(
                user,
                &format!("{{{}}}", shown.replacen("shift{", &format!("shift(id:\"{id}\"){{"), 1)),
            )
            .await["shift"]
            .take()
    }

    /// The kinds of a shift's gaps with whose they are and whether they last.
    async fn gaps(&self, id: &str) -> Vec<(String, String, bool)> {
        let shift = self.shift("town", id).await;
        let gap = |gap: &Value| {
            let text = |of: &Value| of.as_str().unwrap_or("nobody").to_owned();
            (text(&gap["kind"]), text(&gap["user"]["displayName"]), gap["to"].is_null())
        };
        shift["gaps"].as_array().unwrap().iter().map(gap).collect()
    }

    /// What was done to shifts, as the audit trail has it.
    async fn trail(&self) -> Vec<String> {
        use entity::audit_entry::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let entries = Entity::find().filter(Column::Object.eq("shift")).order_by_asc(Column::Id);
        let entries = entries.all(self.desk.server.database.connection()).await.unwrap();
        assert!(entries.iter().all(|entry| entry.actor_id.is_some() && entry.area_id.is_some()));
        entries.into_iter().map(|entry| entry.action).collect()
    }

    /// How many rows there are of all that a change could leave behind.
    async fn rows(&self) -> Vec<i64> {
        let tables = [
            "shifts",
            "shift_members",
            "shift_gaps",
            "duty_log_entries",
            "audit_entries",
            "idempotency_keys",
        ];
        self.desk.rows(&tables).await
    }
}

fn id_of(shift: &Value) -> String {
    shift["id"].as_str().unwrap().to_owned()
}

fn moment(of: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(of.as_str().unwrap()).unwrap().with_timezone(&Utc)
}

fn found(gaps: &[(&str, &str, bool)]) -> Vec<(String, String, bool)> {
    let gap =
        |(kind, user, lasts): &(&str, &str, bool)| (kind.to_string(), user.to_string(), *lasts);
    gaps.iter().map(gap).collect()
}
