//! A case that is made of a hazard, by the same way as any case is registered.

use entity::place;
use sea_orm::EntityTrait;

use super::events::NewHazardEvent;
use crate::desk::deadline::Severity;
use crate::desk::hazard::action::HazardAction;
use crate::desk::reply::CaseSource;
use crate::policy::Action;
use crate::read::problem::Problems;
use crate::store::cases::Registration;
use crate::store::change::{Acting, Change, Changing, Location, Made, Target, must_be_sound};
use crate::store::{Store, StoreError};

/// A case that somebody makes of a hazard.
#[derive(Debug)]
pub struct CaseOfHazard {
    /// The hazard.
    pub target: Target,
    /// The matter in a line.
    pub title: String,
    /// How much it asks for.
    pub severity: Severity,
}

impl Store {
    /// Makes a case of a hazard, of its place and in its words; each links to the other. The record
    /// of the change is the case.
    ///
    /// # Errors
    /// Why it was not made.
    #[expect(clippy::disallowed_methods, reason = "a place is known by its hazard")]
    pub async fn make_case_of_hazard(&self, acting: Acting<'_>, input: CaseOfHazard) -> Change {
        let CaseOfHazard { target, title, severity } = input;
        let changing = Changing::begin(self, acting).await?;
        let mut hazard = changing.take_hazard_with_area(&target, HazardAction::MakeCase).await?;
        must_be_sound(target.problems)?;
        let place = place::Entity::find_by_id(hazard.row.place_id).one(&changing.transaction);
        let lost = || StoreError::Failed("a hazard's place is lost".to_owned());
        let place = place.await?.ok_or_else(lost)?;
        let registration = Registration {
            title,
            description: hazard.row.description.clone(),
            category: None,
            source: match hazard.row.visit_id {
                Some(_) => CaseSource::Patrol,
                None => CaseSource::Check,
            },
            area: Some(hazard.row.area_id),
            severity: Some(severity),
            emergency: false,
            confidential: false,
            location: Location {
                address: place.address.or(Some(place.name)),
                latitude: place.latitude,
                longitude: place.longitude,
            },
            reporter: None,
            received_at: acting.now,
            key: None,
            problems: Problems::default(),
        };
        let (case, event) = changing.register(registration, &[Action::Create]).await?;
        hazard.row.case_id = Some(case.row.id);
        let made = NewHazardEvent {
            kind: "MADE_CASE",
            action: Action::MakeCase.as_str(),
            ..NewHazardEvent::default()
        };
        changing.write_hazard(&mut hazard, made).await?;
        changing.commit().await?;
        Ok(Made { record: case.row.id, event: Some(event), ..Made::default() })
    }
}
