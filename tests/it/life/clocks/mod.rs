//! The times that a case must keep: when they are up, who may put them off, and what is noted when
//! they were missed.

mod due;
mod emergency;
pub(super) mod late;
mod running;

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use serde_json::{Value, json};

use super::Desk;
use crate::support::import;

/// A team whose member runs the town's desk.
const NIGHT_SHIFT: &str = "name,kind,area_code,unit,leader,members
Night shift,PATROL,351,false,second,second
";

/// The moment that an answer has.
fn moment(of: &Value) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(of.as_str().unwrap()).unwrap().with_timezone(&Utc)
}

/// The day before so many days, where the town is.
fn days_ago(days: u64) -> NaiveDate {
    Utc::now().with_timezone(&Shanghai).date_naive().checked_sub_days(Days::new(days)).unwrap()
}

/// A moment of a day, where the town is.
fn at(day: NaiveDate, (hour, minute, second): (u32, u32, u32)) -> DateTime<Utc> {
    let at = day.and_hms_opt(hour, minute, second).unwrap();
    Shanghai.from_local_datetime(&at).unwrap().with_timezone(&Utc)
}

/// The midnight that ends the day so many days after this one.
fn end_of(day: NaiveDate, days_after: u64) -> DateTime<Utc> {
    at(day.checked_add_days(Days::new(days_after + 1)).unwrap(), (0, 0, 0))
}

impl Desk {
    /// The desk with a team whose member may extend the time of other cases.
    async fn with_night_shift(backend: crate::support::Backend) -> Self {
        let desk = Self::open(backend).await;
        import::teams(&desk.server.store, NIGHT_SHIFT).await;
        desk
    }

    /// A case of this severity, received then.
    async fn received(&self, severity: &str, at: DateTime<Utc>) -> String {
        self.registered("community", "3511", json!({"severity": severity, "receivedAt": at})).await
    }

    /// The case's clocks, in the order in which they began.
    async fn clocks(&self, case: &str) -> Vec<Value> {
        let query = format!(
            "{{case(by:{{id:\"{case}\"}}){{clocks{{kind startedAt dueAt metAt missed}}}}}}"
        );
        self.data("above", &query).await["case"]["clocks"].as_array().unwrap().clone()
    }

    /// The clock of this kind that began last.
    async fn clock(&self, case: &str, kind: &str) -> Value {
        let clocks = self.clocks(case).await;
        clocks.into_iter().rfind(|clock| clock["kind"] == kind).unwrap()
    }

    async fn shown(&self, case: &str, field: &str) -> Value {
        let query = format!("{{case(by:{{id:\"{case}\"}}){{{field}}}}}");
        self.data("above", &query).await["case"][field].take()
    }

    /// What happened to a case, in the order in which it was written.
    async fn kinds(&self, case: &str) -> Vec<String> {
        use entity::case_event::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let case = uuid::Uuid::try_parse(case.strip_prefix("case_").unwrap()).unwrap();
        let events = Entity::find().filter(Column::CaseId.eq(case)).order_by_asc(Column::Id);
        let events = events.all(self.server.database.connection()).await.unwrap();
        events.into_iter().map(|event| event.kind).collect()
    }
}
