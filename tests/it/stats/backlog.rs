//! Cases day by day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::case;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::read::filter::day_begins;

use super::{Office, VIEWERS};
use crate::support::{Backend, both};

impl Office {
    /// A case like another is received at a moment, and is open.
    pub(super) async fn receives(&self, at: &str) {
        let connection = self.database.connection();
        let like = case::Entity::find().one(connection).await.unwrap().unwrap();
        let id = Uuid::now_v7();
        let received_at: DateTime<Utc> = at.parse().unwrap();
        let new = case::Model {
            id,
            number: format!("MORE-{id}"),
            status: "RECEIVED".to_owned(),
            is_open: true,
            received_at,
            due_at: Some(received_at + TimeDelta::days(7)),
            closed_at: None,
            satisfaction: None,
            confidential: false,
            ..like
        };
        let mut row = new.into_active_model().reset_all();
        row.id = Set(id);
        row.insert(connection).await.unwrap();
    }
}

/// What each day came to, one case after the other.
fn expected(
    cases: &[case::Model],
    from: NaiveDate,
    to: NaiveDate,
    zone: chrono_tz::Tz,
) -> Vec<Value> {
    let days = from.iter_days().take_while(|day| *day <= to);
    let days = days.map(|day| {
        let (begins, ends) = (day_begins(day, zone), day_begins(day.succ_opt().unwrap(), zone));
        let on = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at >= begins && at < ends);
        let count = |such: &dyn Fn(&case::Model) -> bool| cases.iter().filter(|c| such(c)).count();
        let is_open = |c: &case::Model| {
            c.received_at < ends && c.closed_at.is_none_or(|closed| closed >= ends)
        };
        json!({
            "on": day,
            "received": count(&|c| on(Some(c.received_at))),
            "closed": count(&|c| on(c.closed_at)),
            "open": count(&is_open),
            "overdue": count(&|c| is_open(c) && c.due_at.is_some_and(|due| due < ends)),
        })
    });
    days.collect()
}

both! {
    async fn each_day_is_what_the_pages_show(backend: Backend) {
        for zone in [chrono_tz::Asia::Shanghai, chrono_tz::America::New_York] {
            let office = Office::in_zone(backend, zone).await;
            // Received when it was late already.
            office.receives("2026-01-31T16:00:00Z").await;
            for user in VIEWERS {
                for filter in ["", "severity: {eq: ORDINARY}"] {
                    let cases = office.cases(user, &format!(", filter: {{{filter}}}")).await;
                    let (from, to) = ("2026-01-30", "2026-11-21");
                    let query = format!(
                        "{{ caseBacklog(filter: {{{filter}}}, from: \"{from}\", to: \"{to}\") \
                         {{ on received closed open overdue }} }}"
                    );
                    let points = office.data(user, &query).await["caseBacklog"].clone();
                    let expected = expected(&cases, from.parse().unwrap(), to.parse().unwrap(), zone);
                    for (point, expected) in points.as_array().unwrap().iter().zip(&expected) {
                        assert_eq!(point, expected, "{user} in {zone}");
                    }
                    assert_eq!(points.as_array().unwrap().len(), expected.len());
                }
            }
        }
    }
}
