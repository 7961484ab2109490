//! What a schedule has ahead, with what it names looked up.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{area, checklist, checklist_question, place, team};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::planned::questions;
use crate::desk::check::facts::CheckFacts;
use crate::desk::check::kind::CheckKind;
use crate::desk::check::status::CheckStatus;
use crate::import::Problems;
use crate::import::schedule::{Plan, Schedule};
use crate::policy::{Action, Authorizer, Object, Standing};
use crate::store::{Store, StoreError};

/// A plan of the schedule for one day, with what it names looked up.
#[derive(Debug, Clone)]
pub struct Round {
    pub(super) plan: String,
    pub(super) kind: CheckKind,
    pub(super) day: NaiveDate,
    pub(super) checklist: Uuid,
    pub(super) questions: Vec<checklist_question::Model>,
    /// The path of the area whose places are checked.
    pub(super) path: String,
    pub(super) kinds: Vec<String>,
    /// The teams of the plan's kind by the areas that they work in.
    pub(super) teams: HashMap<Uuid, Uuid>,
    pub(super) inspector: Option<Uuid>,
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
        let users = self.active_usernames().await?;
        let authorizer = Authorizer::new(self.policy_source());
        let transaction = self.begin().await?;
        let mut rounds = Vec::new();
        for plan in &schedule.plans {
            let days = schedule.days(plan.when, today);
            if let Some(round) =
                looked_up(&transaction, plan, (&users, &authorizer), problems).await?
            {
                rounds.extend(days.into_iter().map(|day| Round { day, ..round.clone() }));
            }
        }
        transaction.rollback().await?;
        Ok(rounds)
    }
}

impl Round {
    /// The team of the plan's kind that works nearest above a place.
    pub(super) fn nearest_team(&self, place: &place::Model) -> Option<Uuid> {
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
    (users, authorizer): (&HashMap<String, Uuid>, &Authorizer),
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
    match (&plan.inspector, inspector, &area) {
        (Some(name), None, _) => {
            problems.add(plan.line, format!("there is no active user `{name}`"));
        }
        (Some(name), Some(id), Some(area)) if !can_inspect(authorizer, id, area).await? => {
            let message =
                format!("`{name}` may not read checks in all of the area `{}`", plan.area);
            problems.add(plan.line, message);
        }
        _ => {}
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

/// Whether somebody could read the checks of an area that are theirs to make, as one whom a mutation
/// names must.
async fn can_inspect(
    authorizer: &Authorizer,
    user: Uuid,
    area: &area::Model,
) -> Result<bool, StoreError> {
    let check = CheckFacts {
        status: CheckStatus::Planned,
        area_path: area.path.clone(),
        team: None,
        inspector: Some(user),
        created_by: None,
        signed_by: None,
    };
    let grants = authorizer.grants(user).await;
    let grants = grants.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let read = (Object::Check, Action::Read);
    Ok(grants.is_some_and(|grants| grants.allows(read, &check, &area.path, Standing::Full)))
}
