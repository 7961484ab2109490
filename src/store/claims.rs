//! The grants that somebody's claims give.
//!
//! A grant that claims gave is marked with the identity that they are of. Claims that no longer give
//! it take it away; what an administrator granted they neither give nor take. What would leave nobody
//! who administers the installation is not done, and said in the log and the audit trail instead.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{area, federated_grant, grant};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Set, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use super::audit::{self, AuditEntry};
use super::federation::Arrival;
use super::users::Administered;
use super::{Store, StoreError};

/// A role at an area, as claims give it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimedGrant {
    /// The role's name.
    pub role: String,
    /// The area's code; none for everywhere.
    pub area_code: Option<String>,
}

/// The roles that claims give and the areas where, as far as there are such; each once.
#[expect(clippy::disallowed_methods, reason = "a claim names an area, nothing of it is shown")]
pub(super) async fn wanted(
    transaction: &DatabaseTransaction,
    arrival: &Arrival,
    roles: &[String],
) -> Result<Vec<(String, Option<area::Model>)>, StoreError> {
    let codes: HashSet<&str> =
        arrival.grants.iter().filter_map(|grant| grant.area_code.as_deref()).collect();
    let codes = codes.into_iter().filter(|code| !code.contains('\0'));
    let areas =
        area::Entity::find().filter(area::Column::Code.is_in(codes)).all(transaction).await?;
    let issuer = &arrival.issuer;
    let mut wanted = Vec::new();
    let mut seen = HashSet::new();
    for grant in arrival.grants.iter().filter(|grant| seen.insert(*grant)) {
        let ClaimedGrant { role, area_code } = grant;
        if !roles.contains(role) {
            tracing::warn!(%issuer, ?role, "claims would give a role that is not there");
            continue;
        }
        let area = match area_code {
            None => None,
            Some(code) => match areas.iter().find(|area| area.code == *code) {
                Some(area) => Some(area.clone()),
                None => {
                    tracing::warn!(%issuer, role, area = ?code, "claims would give a role at an area that is not there");
                    continue;
                }
            },
        };
        wanted.push((role.clone(), area));
    }
    Ok(wanted)
}

/// What claims say of a user.
pub(super) struct Claims<'a> {
    /// Whose word it is.
    pub(super) issuer: &'a str,
    pub(super) identity: Uuid,
    pub(super) user: Uuid,
    /// Each role, and the area where; none for everywhere.
    pub(super) wanted: Vec<(String, Option<Uuid>)>,
}

/// What claims change.
enum Step<'a> {
    Give(&'a str, Option<Uuid>),
    Take(&'a grant::Model),
}

impl Claims<'_> {
    /// Gives what the claims give, and takes what they gave before and give no longer.
    #[expect(clippy::disallowed_methods, reason = "before signing in there is no scope to read by")]
    pub(super) async fn bring_grants(
        &self,
        store: &Store,
        transaction: &DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let of_user = grant::Entity::find().filter(grant::Column::UserId.eq(self.user));
        let held = of_user.all(transaction).await?;
        let marked: HashSet<Uuid> = federated_grant::Entity::find()
            .filter(federated_grant::Column::IdentityId.eq(self.identity))
            .all(transaction)
            .await?
            .into_iter()
            .map(|mark| mark.grant_id)
            .collect();
        let is_wanted = |held: &grant::Model| {
            self.wanted.iter().any(|(role, area)| *role == held.role && *area == held.area_id)
        };
        let is_held = |(role, area): &&(String, Option<Uuid>)| {
            held.iter().any(|held| held.role == *role && held.area_id == *area)
        };
        let new = self.wanted.iter().filter(|wanted| !is_held(wanted));
        let gone = held.iter().filter(|held| marked.contains(&held.id) && !is_wanted(held));
        let new = new.map(|(role, area)| Step::Give(role, *area));
        let steps: Vec<Step<'_>> = new.chain(gone.map(Step::Take)).collect();
        if steps.is_empty() {
            return Ok(());
        }
        let administered = Administered::before(store.rules_now().await?, transaction, now).await?;
        for step in steps {
            let tried = transaction.begin().await?;
            self.take_step(&tried, &step, now).await?;
            let would_end = administered.would_end(&tried).await?;
            match would_end {
                true => tried.rollback().await?,
                false => tried.commit().await?,
            }
            self.tell(transaction, &step, !would_end, now).await?;
        }
        Ok(())
    }

    async fn take_step(
        &self,
        transaction: &DatabaseTransaction,
        step: &Step<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (role, area) = match step {
            Step::Take(held) => {
                grant::Entity::delete_by_id(held.id).exec(transaction).await?;
                return Ok(());
            }
            Step::Give(role, area) => ((*role).to_owned(), *area),
        };
        let id = Uuid::now_v7();
        let new = grant::ActiveModel {
            id: Set(id),
            user_id: Set(self.user),
            role: Set(role),
            area_id: Set(area),
            valid_from: Set(None),
            valid_until: Set(None),
            granted_by: Set(None),
            created_at: Set(now),
            reason: Set(Some(self.issuer.to_owned())),
        };
        grant::Entity::insert(new).exec_without_returning(transaction).await?;
        let mark =
            federated_grant::ActiveModel { grant_id: Set(id), identity_id: Set(self.identity) };
        federated_grant::Entity::insert(mark).exec_without_returning(transaction).await?;
        Ok(())
    }

    /// Says what became of a step.
    async fn tell(
        &self,
        transaction: &DatabaseTransaction,
        step: &Step<'_>,
        is_taken: bool,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Self { issuer, user, .. } = self;
        let (role, area, did) = match (step, is_taken) {
            (Step::Give(role, area), true) => (*role, *area, "grant"),
            (Step::Give(role, area), false) => (*role, *area, "withhold"),
            (Step::Take(held), true) => (&*held.role, held.area_id, "revoke"),
            (Step::Take(held), false) => (&*held.role, held.area_id, "keep"),
        };
        let mut detail = json!({"role": role, "from": issuer});
        if !is_taken {
            tracing::warn!(%issuer, %user, role, did, "what claims say would leave nobody who administers");
            detail["because"] = json!("nobody else administers");
        }
        note(transaction, now, (did, *user, area), detail).await
    }
}

/// Enters in the audit trail what came of an issuer's word.
pub(super) async fn note(
    transaction: &DatabaseTransaction,
    at: DateTime<Utc>,
    (action, user, area): (&str, Uuid, Option<Uuid>),
    detail: serde_json::Value,
) -> Result<(), StoreError> {
    let (record, detail) = (Some(user), Some(detail));
    let entry = AuditEntry { at, actor: None, action, object: "user", record, area, detail };
    Ok(audit::append(transaction, entry).await?)
}
