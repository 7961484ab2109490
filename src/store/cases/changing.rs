//! A change while it is made: its transaction, and the case in hand.

use entity::case;
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Iterable, ModelTrait,
    QueryFilter, QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::{Acting, Target, Unmade};
use crate::desk::action::CaseAction;
use crate::desk::allowed::{Denial, allowed_actions, may};
use crate::desk::facts::CaseFacts;
use crate::desk::refusal::Refusal;
use crate::desk::status::Status;
use crate::policy::{Action, Grants, Object, Standing};
use crate::read::case_text;
use crate::store::{Store, StoreError};

/// A change that is being made.
pub(super) struct Changing<'a> {
    pub(super) acting: Acting<'a>,
    pub(super) transaction: DatabaseTransaction,
    pub(super) store: &'a Store,
}

/// A case in hand: locked until the change is made or given up.
pub(super) struct Held {
    /// As it was.
    pub(super) was: case::Model,
    /// As it is to be.
    pub(super) row: case::Model,
    /// How it stood, for the state machine and the policy.
    pub(super) facts: CaseFacts,
    /// As it was, for those who are told of the change.
    pub(super) image: Option<String>,
}

impl Held {
    pub(super) fn set_status(&mut self, status: Status) {
        self.row.status = status.as_str().to_owned();
        self.row.is_open = status.is_open();
    }

    /// Goes to this status as the table has it.
    pub(super) fn follow(&mut self, action: CaseAction) {
        if let crate::desk::action::To::Status(status) = action.transition().to {
            self.set_status(status);
        }
    }

    /// Nobody has it in hand any more.
    pub(super) fn take_from_team(&mut self) {
        self.row.team_id = None;
        self.row.handler_id = None;
    }
}

impl<'a> Changing<'a> {
    pub(super) async fn begin(store: &'a Store, acting: Acting<'a>) -> Result<Self, StoreError> {
        Ok(Self { acting, transaction: store.begin().await?, store })
    }

    pub(super) async fn commit(self) -> Result<(), Unmade> {
        Ok(self.transaction.commit().await?)
    }

    /// Takes the case for an action, if the actor may do it now.
    ///
    /// # Errors
    /// It is out of sight, the policy does not allow it, somebody was there before, or the case is
    /// in a state in which this cannot be done: in this order.
    pub(super) async fn take(&self, target: &Target, action: CaseAction) -> Result<Held, Unmade> {
        let held = self.held(target.case).await?;
        let denied = may(self.acting.grants, &held.facts, action).err();
        if let Some(Denial::Forbidden(object, action)) = denied {
            return Err(Refusal::Forbidden(object, action).into());
        }
        if target.expected_version.is_some_and(|expected| expected != held.was.version) {
            return Err(Refusal::Conflict(held.was.version).into());
        }
        if denied.is_some() {
            return Err(self.wrong_state(&held));
        }
        Ok(held)
    }

    pub(super) fn wrong_state(&self, held: &Held) -> Unmade {
        Refusal::WrongState(allowed_actions(self.acting.grants, &held.facts)).into()
    }

    /// Locks a case that the actor can see.
    #[expect(clippy::disallowed_methods, reason = "it is judged before anything is done with it")]
    pub(super) async fn held(&self, id: Uuid) -> Result<Held, Unmade> {
        let row = case::Entity::find_by_id(id)
            .lock(LockType::NoKeyUpdate)
            .one(&self.transaction)
            .await?
            .ok_or(Refusal::NotFound)?;
        let (facts, image) = self.texts_of(id).await?;
        if !can_see(self.acting.grants, &facts) {
            return Err(Refusal::NotFound.into());
        }
        Ok(Held { was: row.clone(), row, facts, image: Some(image) })
    }

    /// Locks a case, whether or not the actor can see it: nothing of it is told.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is told")]
    pub(super) async fn lock(&self, id: Uuid) -> Result<(), Unmade> {
        case::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(&self.transaction).await?;
        Ok(())
    }

    /// A case's facts and image, as it stands in this transaction.
    pub(super) async fn texts_of(&self, id: Uuid) -> Result<(CaseFacts, String), Unmade> {
        let dialect = self.store.dialect();
        let text = format!(
            "select {} as facts, {} as image from cases held where held.id = $1",
            case_text::facts(dialect, "held"),
            case_text::image(dialect, "held"),
        );
        let unreadable = || StoreError::Failed("a case's facts cannot be read".to_owned());
        let row = self.row(&text, [id.into()]).await?.ok_or_else(unreadable)?;
        let facts: String = row.try_get("", "facts")?;
        let facts = CaseFacts::parse(&facts).ok_or_else(unreadable)?;
        Ok((facts, row.try_get("", "image")?))
    }

    /// The row that a statement of the store's own gives, if any.
    pub(super) async fn row(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<sea_orm::QueryResult>, Unmade> {
        let backend = self.transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, text, values);
        Ok(self.transaction.query_one_raw(statement).await?)
    }

    /// Writes what has changed of a case, and no other column: each has an index or two.
    pub(super) async fn update(&self, held: &Held) -> Result<(), Unmade> {
        let mut changed = case::ActiveModel::default();
        let mut any = false;
        for column in case::Column::iter() {
            let value = held.row.get(column);
            if value != held.was.get(column) {
                sea_orm::ActiveModelTrait::set(&mut changed, column, value);
                any = true;
            }
        }
        if any {
            case::Entity::update_many()
                .set(changed)
                .filter(case::Column::Id.eq(held.row.id))
                .exec(&self.transaction)
                .await?;
        }
        Ok(())
    }
}

/// Whether somebody may read a case that stands so.
pub(super) fn can_see(grants: &Grants, facts: &CaseFacts) -> bool {
    grants.allows((Object::Case, Action::Read), facts, &facts.area_path, Standing::Full)
}
