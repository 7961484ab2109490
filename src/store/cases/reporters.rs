//! Who brought a case and whom it concerns, opened for one case at a time: each look is in the audit
//! trail before anything is shown.

use entity::{party, reporter};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;
use uuid::Uuid;

use super::events::NewEvent;
use super::held::Held;
use super::register::NewReporter;
use crate::desk::action::CaseAction;
use crate::desk::private::masked;
use crate::policy::Object;
use crate::secret::Sealed;
use crate::store::change::{
    Acting, Change, Changing, IdempotencyKey, Made, Target, Unmade, must_be_sound,
};
use crate::store::sealed::{party_context, reporter_context};
use crate::store::{Store, StoreError};

/// Who brought a case, as it was kept.
pub type KnownReporter = NewReporter;

/// Somebody whom a case concerns.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct PartyRecord {
    /// The name.
    pub name: String,
    /// The telephone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// What part they have in the matter.
    pub role: String,
}

/// A party with its id.
#[derive(Debug, Clone)]
pub struct KnownParty {
    /// Its id.
    pub id: Uuid,
    /// What is known of it.
    pub record: PartyRecord,
}

/// What is known of the persons of a case.
#[derive(Debug, Clone, Default)]
pub struct ReporterAndParties {
    /// Who brought it, if that is known.
    pub reporter: Option<KnownReporter>,
    /// Whom it concerns.
    pub parties: Vec<KnownParty>,
}

impl Store {
    /// Opens what is known of a case's persons. That it was opened, by whom and why, is committed to
    /// the audit trail before it is given out.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn read_reporter(
        &self,
        acting: Acting<'_>,
        target: Target,
        reason: Option<String>,
    ) -> Result<ReporterAndParties, Unmade> {
        let changing = Changing::begin(self, acting).await?;
        let held = changing.take(&target, CaseAction::ReadReporter).await?;
        must_be_sound(target.problems)?;
        let known = changing.known(held.row.id).await?;
        // A number of a person stands nowhere but under seal.
        let detail = reason.map(|reason| json!({"reason": masked(&reason).unwrap_or(reason)}));
        changing.looked(&held, "read", detail).await?;
        changing.commit().await?;
        Ok(known)
    }

    /// Corrects who brought a case; nothing of it is shown.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn amend_reporter(
        &self,
        acting: Acting<'_>,
        target: Target,
        reporter: NewReporter,
        reason: String,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        let mut held = changing.take(&target, CaseAction::AmendReporter).await?;
        must_be_sound(target.problems)?;
        changing.keep_reporter(held.row.id, &reporter).await?;
        changing
            .looked(&held, "amend", Some(json!({"reason": masked(&reason).unwrap_or(reason)})))
            .await?;
        let event = changing.write(&mut held, amended()).await?;
        changing.commit().await?;
        Ok(Made { record: held.row.id, event: Some(event), ..Made::default() })
    }

    /// Adds somebody whom a case concerns; nothing of it is shown.
    ///
    /// # Errors
    /// Why it was not done.
    pub async fn add_party(
        &self,
        acting: Acting<'_>,
        target: Target,
        party: PartyRecord,
        key: Option<IdempotencyKey>,
    ) -> Change {
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), "addParty").await? {
            return Ok(made);
        }
        let mut held = changing.take(&target, CaseAction::AmendReporter).await?;
        must_be_sound(target.problems)?;
        let id = Uuid::now_v7();
        let failed = |error: String| StoreError::Failed(error);
        let text = serde_json::to_vec(&party).map_err(|error| failed(error.to_string()))?;
        let sealed = acting.keys.seal(&party_context(id), &text);
        let sealed = sealed.map_err(|error| failed(error.to_string()))?;
        let row = party::ActiveModel {
            id: Set(id),
            case_id: Set(held.row.id),
            sealed: Set(sealed.bytes),
            key_id: Set(sealed.key_id),
            created_at: Set(acting.now),
        };
        party::Entity::insert(row).exec_without_returning(&changing.transaction).await?;
        changing.looked(&held, "amend", Some(json!({"party": id}))).await?;
        let event = Some(changing.write(&mut held, amended()).await?);
        let made = Made { record: held.row.id, event, other: Some(id), ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }
}

/// The event says that something was corrected, and nothing of what.
fn amended() -> NewEvent {
    NewEvent { kind: "REPORTER_AMENDED", action: "amend", is_aside: true, ..NewEvent::default() }
}

impl Changing<'_> {
    async fn looked(
        &self,
        held: &Held,
        action: &str,
        detail: Option<serde_json::Value>,
    ) -> Result<(), Unmade> {
        let of = (Object::Reporter, held.row.id, Some(held.row.area_id));
        self.audit(self.acting.now, action, of, detail).await
    }

    #[expect(clippy::disallowed_methods, reason = "the case was judged for this very look")]
    async fn known(&self, case: Uuid) -> Result<ReporterAndParties, Unmade> {
        let reporter = reporter::Entity::find_by_id(case).one(&self.transaction).await?;
        let reporter = match reporter {
            Some(row) => {
                let context = reporter_context(case);
                let sealed = Sealed { key_id: row.key_id, bytes: row.sealed };
                Some(self.open(&context, &sealed)?)
            }
            None => None,
        };
        let rows = party::Entity::find()
            .filter(party::Column::CaseId.eq(case))
            .order_by_asc(party::Column::CreatedAt)
            .order_by_asc(party::Column::Id)
            .all(&self.transaction)
            .await?;
        let mut parties = Vec::with_capacity(rows.len());
        for row in rows {
            let sealed = Sealed { key_id: row.key_id, bytes: row.sealed };
            let record = self.open(&party_context(row.id), &sealed)?;
            parties.push(KnownParty { id: row.id, record });
        }
        Ok(ReporterAndParties { reporter, parties })
    }

    fn open<T: serde::de::DeserializeOwned>(
        &self,
        context: &str,
        sealed: &Sealed,
    ) -> Result<T, Unmade> {
        let failed = |error: String| StoreError::Failed(error);
        let plain = self.acting.keys.open(context, sealed);
        let plain = plain.map_err(|error| failed(error.to_string()))?;
        let known = serde_json::from_slice(&plain);
        Ok(known.map_err(|_| failed("what was sealed cannot be read".to_owned()))?)
    }
}
