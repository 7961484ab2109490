//! New cases: registered, or settled on the spot.

use chrono::{DateTime, Datelike, Utc};
use entity::{case, reporter};
use sea_orm::{EntityTrait, Set};
use uuid::Uuid;

use super::close::ReplyRecord;
use super::events::NewEvent;
use super::held::Held;
use crate::desk::action::CaseAction;
use crate::desk::clock::ClockKind;
use crate::desk::deadline::Severity;
use crate::desk::facts::CaseFacts;
use crate::desk::leave::is_allowed;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::desk::reply::CaseSource;
use crate::desk::status::Status;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Location, Made, Numbered, Unmade, Words,
    must_be_sound,
};
use crate::store::{Store, StoreError};

/// Who brought a matter.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct NewReporter {
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The address for electronic mail.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether they would not be named.
    #[serde(default)]
    pub anonymous: bool,
}

impl NewReporter {
    /// Whether there is a way to tell them what became of the matter.
    pub(super) fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.email.is_some()
    }
}

/// A matter to be registered.
#[derive(Debug)]
pub struct Registration {
    /// In a line.
    pub title: String,
    /// In full.
    pub description: String,
    /// What it is about.
    pub category: Option<Uuid>,
    /// How it came in.
    pub source: CaseSource,
    /// Where it is; none where the input named none, which is among the problems.
    pub area: Option<Uuid>,
    /// How much it asks for.
    pub severity: Option<Severity>,
    /// Whether emergency clocks run.
    pub emergency: bool,
    /// Whether only those handling it and the centre may read it.
    pub confidential: bool,
    /// Where exactly it is.
    pub location: Location,
    /// Who brought it.
    pub reporter: Option<NewReporter>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// The key of the request.
    pub key: Option<IdempotencyKey>,
    /// What is wrong with the input.
    pub problems: Problems,
}

/// A matter that was answered on the spot.
#[derive(Debug)]
pub struct Settlement {
    /// The matter.
    pub registration: Registration,
    /// What was done.
    pub resolution: String,
    /// What the reporter was told.
    pub reply: ReplyRecord,
}

impl Store {
    /// Registers a matter.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn register_case(&self, acting: Acting<'_>, input: Registration) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let key = input.key.clone();
        if let Some(made) = changing.made_before(key.as_ref(), "registerCase").await? {
            return Ok(made);
        }
        let (held, event) = changing.register(input, &[Action::Create]).await?;
        let made = Made { record: held.row.id, event: Some(event), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }

    /// Registers a matter that was resolved and replied to on the spot.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn settle_case(&self, acting: Acting<'_>, input: Settlement) -> Change {
        let Settlement { registration, resolution, reply } = input;
        let changing = Changing::begin(self, acting).await?;
        let key = registration.key.clone();
        if let Some(made) = changing.made_before(key.as_ref(), "settleCase").await? {
            return Ok(made);
        }
        let needs = [Action::Create, Action::Resolve, Action::Reply];
        let (held, _) = changing.register(registration, &needs).await?;
        let record = held.row.id;
        let held = changing.again(held).await?;
        let held = changing.resolved(held, resolution).await?;
        let event = changing.replied(held, reply, CaseAction::Reply, "REPLIED").await?;
        let made = Made { record, event: Some(event), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

impl Changing<'_> {
    /// Registers a matter, if the actor may do all of `needs` with it; gives the case and its event.
    ///
    /// # Errors
    /// Its area is out of sight, the policy does not allow it, or the input is wrong: in this order.
    pub(in crate::store) async fn register(
        &self,
        input: Registration,
        needs: &[Action],
    ) -> Result<(Held, Uuid), Unmade> {
        let Registration { title, description, category, source, area, severity, .. } = input;
        let Registration { emergency, confidential, location, reporter, received_at, .. } = input;
        let mut problems = input.problems;
        let known = match area {
            Some(area) => self.held_area(area).await?.filter(|area| self.can_see_area(area)),
            None => None,
        };
        let Some(area) = known else {
            // What the input does not name is told as that.
            must_be_sound(if area.is_none() { problems } else { Problems::default() })?;
            return Err(Refusal::NotFound.into());
        };
        let on_duty = self.leader_on_duty(&area, received_at).await?;
        let first_handler = on_duty.unwrap_or_else(|| self.acting.user());
        let facts = CaseFacts {
            status: Status::Received,
            severity: severity.unwrap_or(Severity::Ordinary),
            emergency,
            confidential,
            area_path: area.path.clone(),
            desk_path: area.path.clone(),
            team: None,
            handler: None,
            first_handler: Some(first_handler),
            overseer: None,
            received_by: Some(self.acting.user()),
            proposers: Vec::new(),
            to_answer: false,
            reachable: reporter.as_ref().is_some_and(NewReporter::is_reachable),
        };
        for action in needs {
            if !is_allowed(self.acting.grants, &facts, Object::Case, *action, Asked::AtDesk) {
                return Err(Refusal::Forbidden(Object::Case, *action).into());
            }
        }
        let category = self.category(category, "input.categoryId", &mut problems).await?;
        must_be_sound(problems)?;
        let year = received_at.with_timezone(&self.acting.zone).year();
        let code = self.code_of_town(&area).await?;
        let number = self.next_number(Numbered::Case, &code, year).await?;
        let (title, description) = (Words::from(title), Words::from(description));
        let masked_address = location.address.as_deref().and_then(masked);
        let row = case::Model {
            id: Uuid::now_v7(),
            number,
            title: title.plain,
            description: description.plain,
            category_id: category,
            source: source.as_str().to_owned(),
            severity: facts.severity.as_str().to_owned(),
            emergency,
            confidential,
            status: Status::Received.as_str().to_owned(),
            is_open: true,
            area_id: area.id,
            province_id: area.province_id,
            city_id: area.city_id,
            district_id: area.district_id,
            town_id: area.town_id,
            community_id: area.community_id,
            group_id: area.group_id,
            desk_id: area.id,
            address: location.address,
            latitude: location.latitude,
            longitude: location.longitude,
            received_at,
            due_at: None,
            closed_at: None,
            updated_at: self.acting.now,
            received_by_id: Some(self.acting.user()),
            first_handler_id: Some(first_handler),
            handler_id: None,
            overseer_id: None,
            team_id: None,
            satisfaction: None,
            reopen_count: 0,
            version: 1,
            resolution: None,
            masked_title: title.masked,
            masked_description: description.masked,
            masked_resolution: None,
            masked_address,
            overdue_noted_at: None,
            merged_into_id: None,
        };
        let mut held = Held { was: row.clone(), row, facts, image: None };
        let due = self.due(&held, received_at).await?;
        held.row.due_at = Some(due);
        held.was.due_at = Some(due);
        let inserted: case::ActiveModel = held.row.clone().into();
        let inserted = sea_orm::ActiveModelTrait::reset_all(inserted);
        case::Entity::insert(inserted).exec_without_returning(&self.transaction).await?;
        self.start(held.row.id, ClockKind::Resolution, (received_at, due)).await?;
        if emergency {
            self.start_emergency(held.row.id, received_at).await?;
        }
        if let Some(reporter) = reporter {
            self.keep_reporter(held.row.id, &reporter).await?;
        }
        let first = NewEvent {
            kind: "REGISTERED",
            action: "create",
            is_first: true,
            ..NewEvent::default()
        };
        let event = self.record(&held, first, self.acting.now).await?;
        Ok((held, event))
    }

    pub(super) async fn keep_reporter(
        &self,
        case: Uuid,
        reporter: &NewReporter,
    ) -> Result<(), Unmade> {
        let failed = |error: String| StoreError::Failed(error);
        let text = serde_json::to_vec(reporter).map_err(|error| failed(error.to_string()))?;
        let context = crate::store::sealed::reporter_context(case);
        let sealed = self.acting.keys.seal(&context, &text);
        let sealed = sealed.map_err(|error| failed(error.to_string()))?;
        let row = reporter::ActiveModel {
            case_id: Set(case),
            sealed: Set(sealed.bytes),
            key_id: Set(sealed.key_id),
            created_at: Set(self.acting.now),
            updated_at: Set(self.acting.now),
            reachable: Set(reporter.is_reachable()),
        };
        let replaced = sea_orm::sea_query::OnConflict::column(reporter::Column::CaseId)
            .update_columns([
                reporter::Column::Sealed,
                reporter::Column::KeyId,
                reporter::Column::UpdatedAt,
                reporter::Column::Reachable,
            ])
            .to_owned();
        reporter::Entity::insert(row)
            .on_conflict(replaced)
            .exec_without_returning(&self.transaction)
            .await?;
        Ok(())
    }
}
