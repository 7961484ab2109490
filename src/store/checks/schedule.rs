//! Checks that the schedule plans, each once: a plan plans one check of a place for a day, whoever
//! runs it how often. One instance at a time plans.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::place;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement};
use serde_json::json;

use super::planned::{PlannedCheck, write_planned};
use super::round::Round;
use crate::policy::Object;
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{Numbered, next_number};
use crate::store::sweep::is_ours;
use crate::store::{Store, StoreError};

/// How many checks one transaction plans at most, so that it locks nothing for long.
const AT_ONCE: u64 = 200;

/// The lock that the planning instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_0012;

impl Store {
    /// How many checks of these rounds are not planned yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn unplanned(&self, rounds: &[Round]) -> Result<u64, StoreError> {
        let reader = self.reader();
        let backend = reader.get_database_backend();
        let mut whole = 0;
        for round in rounds {
            let (from, values) = lacking(round);
            let text = format!("select count(*) as lacking {from}");
            let count = Statement::from_sql_and_values(backend, text, values);
            let count = reader.query_one_raw(count).await?;
            let count: i64 = count.map_or(Ok(0), |row| row.try_get("", "lacking"))?;
            whole += count.unsigned_abs();
        }
        Ok(whole)
    }

    /// Plans the checks of these rounds that are not planned yet; gives how many. None are where
    /// another instance is at it.
    ///
    /// # Errors
    /// The database's; what was planned before stays planned.
    pub async fn plan_rounds(
        &self,
        rounds: &[Round],
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut planned = 0;
        for round in rounds {
            // A place that is entered before the last one meanwhile is planned the next time.
            let mut last = String::new();
            loop {
                let mut places = self.plan_some(round, &last, today.year(), now).await?;
                planned += places.len() as u64;
                let Some(code) = places.pop() else { break };
                last = code;
            }
        }
        Ok(planned)
    }

    /// Plans checks of places behind this code; gives the codes of those places.
    async fn plan_some(
        &self,
        round: &Round,
        behind: &str,
        year: i32,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, StoreError> {
        let transaction = self.begin().await?;
        if !is_ours(&transaction, LOCK).await? {
            return Ok(Vec::new());
        }
        let places = places(&transaction, round, behind).await?;
        for (place, code) in &places {
            let planned = PlannedCheck {
                number: next_number(&transaction, Numbered::Check, code, year).await?,
                kind: round.kind,
                place,
                checklist: round.checklist,
                planned_for: round.day,
                team: round.nearest_team(place),
                inspector: round.inspector,
                rechecks: None,
                plan: Some(round.plan.clone()),
                created_by: None,
            };
            let row = planned.row(now);
            let id = row.id;
            write_planned(&transaction, row, &round.questions).await?;
            let entry = AuditEntry {
                at: now,
                actor: None,
                action: "plan",
                object: Object::Check.as_str(),
                record: Some(id),
                area: Some(place.area_id),
                detail: Some(json!({"kind": "PLAN", "version": 1})),
            };
            audit::append(&transaction, entry).await?;
        }
        transaction.commit().await?;
        Ok(places.into_iter().map(|(place, _)| place.code).collect())
    }
}

/// The next places of a round behind this code that have no check of it yet, each with the code that
/// its number begins with. They are moved by nobody meanwhile.
async fn places(
    transaction: &DatabaseTransaction,
    round: &Round,
    behind: &str,
) -> Result<Vec<(place::Model, String)>, StoreError> {
    let backend = transaction.get_database_backend();
    let locked = match backend {
        DbBackend::Postgres => " for share of p",
        _ => "",
    };
    let (from, mut values) = lacking(round);
    values.push(behind.into());
    let text = format!(
        "select p.*, coalesce(t.code, a.code) as town_code {from} and p.code > ${} \
         order by p.code limit {AT_ONCE}{locked}",
        values.len()
    );
    let rows = Statement::from_sql_and_values(backend, text, values);
    let rows = transaction.query_all_raw(rows).await?;
    let read =
        |row| Ok((place::Model::from_query_result(&row, "")?, row.try_get("", "town_code")?));
    rows.into_iter().map(read).collect()
}

/// The places `p` of a round that have no check of it yet, with their areas `a` and towns `t`: from
/// where they are read, and the values that belong there.
fn lacking(round: &Round) -> (String, Vec<sea_orm::Value>) {
    let kinds: Vec<String> = (5..).take(round.kinds.len()).map(|n| format!("${n}")).collect();
    let of_kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(" and p.kind in ({})", kinds.join(", ")),
    };
    let from = format!(
        "from places p join areas a on a.id = p.area_id left join areas t on t.id = p.town_id \
         where a.path >= $1 and a.path < $2{of_kinds} and not exists (select 1 from checks c \
         where c.plan = $3 and c.place_id = p.id and c.planned_for = $4)"
    );
    // All paths in the area begin with its own, which ends in `/`; `0` is the byte after that.
    let beyond = format!("{}0", round.path.trim_end_matches('/'));
    let mut values: Vec<sea_orm::Value> = vec![
        round.path.as_str().into(),
        beyond.into(),
        round.plan.as_str().into(),
        round.day.into(),
    ];
    values.extend(round.kinds.iter().map(|kind| kind.as_str().into()));
    (from, values)
}
