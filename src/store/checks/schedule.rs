//! Checks that the schedule plans, each once: a plan plans one check of a place for a day, whoever
//! runs it how often. One instance at a time plans.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::{area, checklist, checklist_question, place, team};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, Statement,
};
use serde_json::json;
use uuid::Uuid;

use super::planned::{PlannedCheck, questions, write_planned};
use crate::desk::check::kind::CheckKind;
use crate::import::Problems;
use crate::import::schedule::{Plan, Schedule};
use crate::policy::Object;
use crate::store::audit::{self, AuditEntry};
use crate::store::change::{Numbered, next_number};
use crate::store::sweep::is_ours;
use crate::store::{Store, StoreError};

/// How many checks one transaction plans at most, so that it locks nothing for long.
const AT_ONCE: u64 = 200;

/// The lock that the planning instance holds on PostgreSQL: any number that nothing else takes.
const LOCK: i64 = 0x7761_7264_0012;

/// A plan of the schedule for one day, with what it names looked up.
#[derive(Debug, Clone)]
pub struct Round {
    plan: String,
    kind: CheckKind,
    day: NaiveDate,
    checklist: Uuid,
    questions: Vec<checklist_question::Model>,
    /// The path of the area whose places are checked.
    path: String,
    kinds: Vec<String>,
    /// The teams of the plan's kind by the areas that they work in.
    teams: HashMap<Uuid, Uuid>,
    inspector: Option<Uuid>,
}

impl Store {
    /// The rounds of a schedule that lie ahead; what it names and there is not is among the problems.
    ///
    /// # Errors
    /// The database's.
    pub async fn rounds(
        &self,
        schedule: &Schedule,
        today: NaiveDate,
        problems: &mut Problems,
    ) -> Result<Vec<Round>, StoreError> {
        let users = self.usernames().await?;
        let transaction = self.begin().await?;
        let mut rounds = Vec::new();
        for plan in &schedule.plans {
            let days = schedule.days(plan.when, today);
            if let Some(round) = looked_up(&transaction, plan, &users, problems).await? {
                rounds.extend(days.into_iter().map(|day| Round { day, ..round.clone() }));
            }
        }
        transaction.rollback().await?;
        Ok(rounds)
    }

    /// How many checks of these rounds are not planned yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn unplanned(&self, rounds: &[Round]) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let mut count = 0;
        for round in rounds {
            count += places(&transaction, round, i64::MAX.unsigned_abs()).await?.len() as u64;
        }
        transaction.rollback().await?;
        Ok(count)
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
            loop {
                let batch = self.plan_some(round, today.year(), now).await?;
                planned += batch;
                if batch < AT_ONCE {
                    break;
                }
            }
        }
        Ok(planned)
    }

    async fn plan_some(
        &self,
        round: &Round,
        year: i32,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        if !is_ours(&transaction, LOCK).await? {
            return Ok(0);
        }
        let places = places(&transaction, round, AT_ONCE).await?;
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
        Ok(places.len() as u64)
    }
}

impl Round {
    /// The team of the plan's kind that works nearest above a place.
    fn nearest_team(&self, place: &place::Model) -> Option<Uuid> {
        let above = [
            place.group_id,
            place.community_id,
            place.town_id,
            place.district_id,
            place.city_id,
            place.province_id,
        ];
        above.iter().flatten().find_map(|area| self.teams.get(area)).copied()
    }
}

/// A plan with what it names; none where there is no such thing.
#[expect(clippy::disallowed_methods, reason = "the schedule is the operator's, not a viewer's")]
async fn looked_up(
    transaction: &DatabaseTransaction,
    plan: &Plan,
    users: &HashMap<String, Uuid>,
    problems: &mut Problems,
) -> Result<Option<Round>, StoreError> {
    let before = problems.len();
    let area = area::Entity::find().filter(area::Column::Code.eq(plan.area.as_str()));
    let area = area.one(transaction).await?;
    if area.is_none() {
        problems.add(plan.line, format!("there is no area `{}`", plan.area));
    }
    let checklist = checklist::Entity::find()
        .filter(checklist::Column::Code.eq(plan.checklist.as_str()))
        .filter(checklist::Column::Current.eq(true))
        .one(transaction)
        .await?;
    if checklist.is_none() {
        problems.add(plan.line, format!("there is no checklist `{}`", plan.checklist));
    }
    let inspector = plan.inspector.as_ref().and_then(|name| users.get(name)).copied();
    if let Some(name) = plan.inspector.as_ref().filter(|_| inspector.is_none()) {
        problems.add(plan.line, format!("there is no user `{name}`"));
    }
    let mut teams = HashMap::new();
    if let Some(kind) = &plan.team_kind {
        let of_kind = team::Entity::find()
            .filter(team::Column::Kind.eq(kind.as_str()))
            .order_by_desc(team::Column::Name)
            .all(transaction)
            .await?;
        teams.extend(of_kind.into_iter().map(|team| (team.area_id, team.id)));
    }
    let (Some(area), Some(checklist)) = (area, checklist) else { return Ok(None) };
    if problems.len() > before {
        return Ok(None);
    }
    Ok(Some(Round {
        plan: plan.name.clone(),
        kind: plan.when.kind(),
        day: NaiveDate::MIN,
        checklist: checklist.id,
        questions: questions(transaction, checklist.id).await?,
        path: area.path,
        kinds: plan.kinds.clone(),
        teams,
        inspector,
    }))
}

/// The places of a round that have no check of it yet, each with the code that its number begins
/// with. They are moved by nobody meanwhile.
async fn places(
    transaction: &DatabaseTransaction,
    round: &Round,
    at_most: u64,
) -> Result<Vec<(place::Model, String)>, StoreError> {
    let backend = transaction.get_database_backend();
    let locked = match backend {
        DbBackend::Postgres => " for share of p",
        _ => "",
    };
    let kinds: Vec<String> = (5..).take(round.kinds.len()).map(|n| format!("${n}")).collect();
    let of_kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(" and p.kind in ({})", kinds.join(", ")),
    };
    let text = format!(
        "select p.*, coalesce(t.code, a.code) as town_code from places p \
         join areas a on a.id = p.area_id left join areas t on t.id = p.town_id \
         where a.path >= $1 and a.path < $2{of_kinds} and not exists (select 1 from checks c \
         where c.plan = $3 and c.place_id = p.id and c.planned_for = $4) \
         order by p.code limit {at_most}{locked}"
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
    let rows = Statement::from_sql_and_values(backend, text, values);
    let rows = transaction.query_all_raw(rows).await?;
    let read =
        |row| Ok((place::Model::from_query_result(&row, "")?, row.try_get("", "town_code")?));
    rows.into_iter().map(read).collect()
}
