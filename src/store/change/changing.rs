//! A change while it is made: its transaction, who makes it, and the row in hand.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, Statement, Value,
};
use uuid::Uuid;

use super::{Acting, Target, Unmade};
use crate::desk::leave::{Denial, Facts};
use crate::desk::refusal::Refusal;
use crate::read::subject::Subject;
use crate::store::{Store, StoreError};

/// A change that is being made.
pub(in crate::store) struct Changing<'a> {
    pub(in crate::store) acting: Acting<'a>,
    pub(in crate::store) transaction: DatabaseTransaction,
    pub(in crate::store) store: &'a Store,
}

impl<'a> Changing<'a> {
    pub(in crate::store) async fn begin(
        store: &'a Store,
        acting: Acting<'a>,
    ) -> Result<Self, StoreError> {
        Ok(Self { acting, transaction: store.begin().await?, store })
    }

    pub(in crate::store) async fn commit(self) -> Result<(), Unmade> {
        Ok(self.transaction.commit().await?)
    }

    /// Judges an action on a record in hand, which the actor can see: `may` is what the desk says
    /// of it, and `present` the record's version.
    ///
    /// # Errors
    /// The policy does not allow it, somebody was there before, or the record is in a state in which
    /// this cannot be done: in this order.
    pub(in crate::store) fn judge(
        &self,
        facts: &dyn Facts,
        (target, present): (&Target, i32),
        may: Result<(), Denial>,
    ) -> Result<(), Unmade> {
        if let Err(Denial::Forbidden(object, action)) = may {
            return Err(Refusal::Forbidden(object, action).into());
        }
        target.must_be_as_seen(facts.object(), present)?;
        may.map_err(|_| self.wrong_state(facts))
    }

    /// It is refused, with what the actor can do with the record instead.
    pub(in crate::store) fn wrong_state(&self, facts: &dyn Facts) -> Unmade {
        let allowed = facts.allowed_actions(self.acting.grants);
        Refusal::WrongState { object: facts.object(), allowed }.into()
    }

    /// A record's facts and its image, as it stands in this transaction.
    pub(in crate::store) async fn facts_and_image<F>(
        &self,
        subject: Subject,
        id: Uuid,
        parse: impl FnOnce(&str) -> Option<F>,
    ) -> Result<(F, String), Unmade> {
        let dialect = self.store.dialect();
        let text = format!(
            "select {} as facts, {} as image from {} held where held.id = $1",
            subject.facts(dialect, "held"),
            subject.image(dialect, "held"),
            subject.table(),
        );
        let of = subject.object().as_str();
        let unreadable = || StoreError::Failed(format!("the facts of a {of} cannot be read"));
        let row = self.row(&text, [id.into()]).await?.ok_or_else(unreadable)?;
        let facts: String = row.try_get("", "facts")?;
        Ok((parse(&facts).ok_or_else(unreadable)?, row.try_get("", "image")?))
    }

    /// The row that a statement of the store's own gives, if any.
    pub(in crate::store) async fn row(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<sea_orm::QueryResult>, Unmade> {
        let backend = self.transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, text, values);
        Ok(self.transaction.query_one_raw(statement).await?)
    }

    /// As [`update`], within this change.
    pub(in crate::store) async fn update<E>(
        &self,
        was: &E::Model,
        row: &E::Model,
    ) -> Result<(), Unmade>
    where
        E: EntityTrait,
    {
        Ok(update::<E>(&self.transaction, was, row).await?)
    }
}

/// Writes what has changed of a row, and no other column: each has an index or two.
pub(in crate::store) async fn update<E>(
    transaction: &DatabaseTransaction,
    was: &E::Model,
    row: &E::Model,
) -> Result<(), DbErr>
where
    E: EntityTrait,
{
    let mut changed = <E::ActiveModel as ActiveModelTrait>::default();
    let mut any = false;
    for column in E::Column::iter() {
        let value = row.get(column);
        if value != was.get(column) {
            changed.set(column, value);
            any = true;
        }
    }
    if any {
        let mut update = E::update_many().set(changed);
        for key in E::PrimaryKey::iter() {
            let column = key.into_column();
            update = update.filter(column.eq(row.get(column)));
        }
        update.exec(transaction).await?;
    }
    Ok(())
}
