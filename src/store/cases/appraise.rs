//! Judging a case: its words corrected, its severity, its desk.

use serde_json::json;
use uuid::Uuid;

use super::events::NewEvent;
use crate::desk::action::CaseAction;
use crate::desk::clock::ClockKind;
use crate::desk::deadline::Severity;
use crate::desk::facts::CaseFacts;
use crate::desk::leave::is_allowed;
use crate::desk::private::masked;
use crate::desk::refusal::Refusal;
use crate::desk::transition::Asked;
use crate::policy::{Action, Object};
use crate::store::Store;
use crate::store::change::{
    Acting, Change, Changing, Location, Target, Words, must_be_sound, problem,
};

/// A correction of a case's words or place: what is none stays.
#[derive(Debug)]
pub struct Amendment {
    /// The case.
    pub target: Target,
    /// The matter in a line.
    pub title: Option<String>,
    /// The matter in full.
    pub description: Option<String>,
    /// Where it is.
    pub location: Option<Location>,
    /// Why.
    pub note: String,
}

/// A judgement of a case.
#[derive(Debug)]
pub struct Triage {
    /// The case.
    pub target: Target,
    /// How much it asks for.
    pub severity: Severity,
    /// What it is about; none where the input named none, which is among the problems.
    pub category: Option<Uuid>,
    /// Where it is, if elsewhere than it was thought to be.
    pub area: Option<Uuid>,
    /// Whether emergency clocks run from now on.
    pub emergency: Option<bool>,
    /// Whether only those handling it and the centre may read it.
    pub confidential: Option<bool>,
    /// Who follows it for the centre.
    pub overseer: Option<Uuid>,
    /// In words.
    pub note: Option<String>,
}

/// A case that goes to a desk above.
#[derive(Debug)]
pub struct Escalation {
    /// The case.
    pub target: Target,
    /// The area whose desk is to be responsible.
    pub to: Option<Uuid>,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Corrects a case's words or place; what stood there before stays in the event.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn amend_case(&self, acting: Acting<'_>, input: Amendment) -> Change {
        let Amendment { target, title, description, location, note } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Amend).await?;
        must_be_sound(target.problems)?;
        let mut before = serde_json::Map::new();
        if let Some(title) = title.map(Words::from) {
            before.insert("title".to_owned(), json!(held.was.title));
            (held.row.title, held.row.masked_title) = (title.plain, title.masked);
        }
        if let Some(description) = description.map(Words::from) {
            before.insert("description".to_owned(), json!(held.was.description));
            held.row.description = description.plain;
            held.row.masked_description = description.masked;
        }
        if let Some(Location { address, latitude, longitude }) = location {
            let was = &held.was;
            let place = json!({
                "address": was.address, "latitude": was.latitude, "longitude": was.longitude,
            });
            before.insert("location".to_owned(), place);
            held.row.masked_address = address.as_deref().and_then(masked);
            (held.row.address, held.row.latitude, held.row.longitude) =
                (address, latitude, longitude);
        }
        if before.is_empty() {
            return Err(problem(
                "input",
                "nothing is to be amended: give a title, a description or a location",
                "没有要更正的内容：请给出标题、描述或地点",
            ));
        }
        let event = NewEvent {
            kind: "AMENDED",
            action: "amend",
            note: Some(note),
            amended_from: Some(serde_json::Value::Object(before)),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }

    /// Judges a case, and sets its clock anew from its receipt, or from its being taken up again.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn triage_case(&self, acting: Acting<'_>, input: Triage) -> Change {
        let Triage { target, severity, category, area, emergency, confidential, .. } = input;
        let Triage { overseer, note, .. } = input;
        let changing = Changing::begin(self, acting).await?;
        // Held before the case, in the order in which an import moves both.
        let area = match area {
            Some(area) => Some(changing.held_area(area).await?),
            None => None,
        };
        let mut held = changing.take(&target, CaseAction::Triage).await?;
        let mut problems = target.problems;
        let category = changing.category(category, "input.categoryId", &mut problems).await?;
        let mut after = held.facts.clone();
        if let Some(area) = area {
            match area.filter(|area| changing.can_see_area(area)) {
                Some(area) => {
                    after.area_path.clone_from(&area.path);
                    after.desk_path.clone_from(&area.path);
                    // Where a case is moved to, the actor must be one who judges cases there.
                    let needed = Action::Triage;
                    let may = |facts: &CaseFacts| {
                        is_allowed(acting.grants, facts, Object::Case, needed, Asked::AtDesk)
                    };
                    if !may(&after) {
                        return Err(Refusal::Forbidden(Object::Case, needed).into());
                    }
                    let row = &mut held.row;
                    (row.area_id, row.desk_id) = (area.id, area.id);
                    (row.province_id, row.city_id) = (area.province_id, area.city_id);
                    (row.district_id, row.town_id) = (area.district_id, area.town_id);
                    (row.community_id, row.group_id) = (area.community_id, area.group_id);
                }
                None => problems.add(
                    "input.areaId",
                    "there is no such area in your sight",
                    "在您的可见范围内没有这个区域",
                ),
            }
        }
        after.confidential = confidential.unwrap_or(after.confidential);
        let overseer =
            changing.overseer(overseer, "input.overseerId", &after, &mut problems).await?;
        must_be_sound(problems)?;
        held.follow(CaseAction::Triage);
        held.row.severity = severity.as_str().to_owned();
        held.row.category_id = category;
        held.row.confidential = after.confidential;
        held.row.overseer_id = overseer.or(held.row.overseer_id);
        if let Some(emergency) = emergency.filter(|emergency| *emergency != held.was.emergency) {
            held.row.emergency = emergency;
            if emergency {
                changing.start_emergency(held.row.id, acting.now).await?;
            } else {
                let kinds = ClockKind::of_emergency().map(|(kind, _)| kind);
                changing.end(held.row.id, &kinds).await?;
            }
        }
        let from = changing.counts_from(&held).await?;
        let due = changing.due(&held, from).await?;
        changing.put_off(&mut held, due).await?;
        let event = NewEvent { kind: "TRIAGED", action: "triage", note, ..NewEvent::default() };
        changing.done(held, event).await
    }

    /// Makes a desk above responsible; those below go on reading.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn escalate_case(&self, acting: Acting<'_>, input: Escalation) -> Change {
        let Escalation { target, to, reason } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::Escalate).await?;
        let mut problems = target.problems;
        let desk = held.facts.desk_path.as_str();
        let above = match to {
            Some(to) => changing.area(to).await?.filter(|area| {
                area.path.len() < desk.len() && desk.starts_with(area.path.as_str())
            }),
            None => None,
        };
        if let (Some(_), None) = (to, &above) {
            problems.add(
                "input.toAreaId",
                "name an area above the desk that is responsible now",
                "请选择当前受理台的上级区域",
            );
        }
        must_be_sound(problems)?;
        held.follow(CaseAction::Escalate);
        held.take_from_team();
        if let Some(above) = above {
            held.row.desk_id = above.id;
        }
        let event = NewEvent {
            kind: "ESCALATED",
            action: "escalate",
            note: Some(reason),
            ..NewEvent::default()
        };
        changing.done(held, event).await
    }
}
