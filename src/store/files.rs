//! The rows of files: one is made when a file was sent, tied to a record by whoever attaches it, and
//! forgotten where nobody does. Their bytes are not here.

use chrono::{DateTime, Utc};
use entity::file;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::desk::private::masked;

/// So many rows are looked at in one statement at most.
const AT_ONCE: u64 = 500;

/// A file that was just sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its id, under which its bytes are kept.
    pub id: Uuid,
    /// What it is called.
    pub file_name: String,
    /// What its bytes are.
    pub media_type: String,
    /// How many bytes it has.
    pub byte_length: i64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Whether a small picture of it is kept too.
    pub has_thumbnail: bool,
    /// Who sent it.
    pub uploaded_by: Uuid,
    /// When.
    pub uploaded_at: DateTime<Utc>,
}

impl Store {
    /// Adds the row of a file that is tied to nothing yet.
    ///
    /// # Errors
    /// The database's. After one that says that it is out of reach the row may be there all the
    /// same: [`Store::has_file`] tells.
    pub async fn add_file(&self, new: NewFile) -> Result<(), StoreError> {
        let NewFile {
            id,
            file_name,
            media_type,
            byte_length,
            sha256,
            has_thumbnail,
            uploaded_by,
            uploaded_at,
        } = new;
        let row = file::ActiveModel {
            id: Set(id),
            masked_name: Set(masked(&file_name)),
            file_name: Set(file_name),
            media_type: Set(media_type),
            byte_length: Set(byte_length),
            sha256: Set(sha256),
            has_thumbnail: Set(has_thumbnail),
            uploaded_by_id: Set(uploaded_by),
            uploaded_at: Set(uploaded_at),
            case_id: Set(None),
            personal: Set(false),
            attached_at: Set(None),
            check_id: Set(None),
            before_hazard_id: Set(None),
            after_hazard_id: Set(None),
            visit_id: Set(None),
        };
        let transaction = self.begin().await?;
        file::Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether there is a row of this file.
    ///
    /// # Errors
    /// The database's.
    pub async fn has_file(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(!self.known_files(&[id]).await?.is_empty())
    }

    /// Those of these ids, a few hundred at most, that a file has.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is shown to anybody")]
    pub async fn known_files(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let known = file::Entity::find()
            .select_only()
            .column(file::Column::Id)
            .filter(file::Column::Id.is_in(ids.iter().copied()));
        Ok(known.into_tuple().all(self.writer()).await?)
    }

    /// A file that is tied to nothing yet, for whoever sent it; none for anybody else.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "a file is its sender's until it is attached")]
    pub async fn unattached_file(
        &self,
        id: Uuid,
        sender: Uuid,
    ) -> Result<Option<file::Model>, StoreError> {
        let own = file::Entity::find_by_id(id)
            .filter(file::Column::UploadedById.eq(sender))
            .filter(file::Column::AttachedAt.is_null())
            .filter(file::Column::CaseId.is_null());
        Ok(own.one(self.reader()).await?)
    }

    /// Whether the name of a file that somebody sent holds a number of a person.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "it is told to its sender alone")]
    pub async fn names_a_number(&self, id: Uuid, sender: Uuid) -> Result<bool, StoreError> {
        let named = file::Entity::find_by_id(id)
            .select_only()
            .column(file::Column::Id)
            .filter(file::Column::UploadedById.eq(sender))
            .filter(file::Column::MaskedName.is_not_null());
        Ok(named.into_tuple::<Uuid>().one(self.writer()).await?.is_some())
    }

    /// How many bytes the files have together that somebody sent and that are tied to nothing.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "a sum of one's own is no secret")]
    pub async fn loose_bytes(&self, sender: Uuid) -> Result<u64, StoreError> {
        let sum: Option<i64> = file::Entity::find()
            .select_only()
            // PostgreSQL's sum of whole numbers is none.
            .expr(Expr::cust("cast(coalesce(sum(byte_length), 0) as bigint)"))
            .filter(file::Column::UploadedById.eq(sender))
            .filter(file::Column::AttachedAt.is_null())
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(sum.and_then(|sum| u64::try_from(sum).ok()).unwrap_or_default())
    }

    /// Forgets some of the files that were sent before this moment and tied to nothing, the oldest
    /// first, and gives their ids; none, once there are none left.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "nothing of it is shown to anybody")]
    pub async fn forget_orphan_files(
        &self,
        before: DateTime<Utc>,
    ) -> Result<Vec<Uuid>, StoreError> {
        let transaction = self.begin().await?;
        // Another instance that sweeps at the same time is left its own; one that is being attached
        // just now is left alone.
        let orphans: Vec<Uuid> = file::Entity::find()
            .select_only()
            .column(file::Column::Id)
            .filter(file::Column::AttachedAt.is_null())
            .filter(file::Column::UploadedAt.lt(before))
            .order_by_asc(file::Column::UploadedAt)
            .limit(AT_ONCE)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(&transaction)
            .await?;
        file::Entity::delete_many()
            .filter(file::Column::Id.is_in(orphans.iter().copied()))
            .filter(file::Column::AttachedAt.is_null())
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(orphans)
    }
}

/// A file in a transaction that is about to tie it to a record: nobody else ties or forgets it
/// before that transaction ends.
///
/// # Errors
/// The database's.
#[expect(clippy::disallowed_methods, reason = "whoever attaches it compares its sender")]
pub(in crate::store) async fn file_for_update(
    transaction: &DatabaseTransaction,
    id: Uuid,
) -> Result<Option<file::Model>, DbErr> {
    file::Entity::find_by_id(id).lock(LockType::Update).one(transaction).await
}

/// What a file is tied to.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Tie {
    /// A case; a personal one names the reporter or a party.
    Case { case: Uuid, personal: bool },
    /// A safety check.
    Check(Uuid),
    /// A hazard, as it was found.
    HazardBefore(Uuid),
    /// A hazard, put right.
    HazardAfter(Uuid),
    /// A visit of a patrol.
    Visit(Uuid),
}

/// Ties a file to a record, unless it is tied already; whether it did.
///
/// # Errors
/// The database's.
pub(in crate::store) async fn tie_file(
    transaction: &DatabaseTransaction,
    id: Uuid,
    to: Tie,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (column, record, personal) = match to {
        Tie::Case { case, personal } => (file::Column::CaseId, case, personal),
        Tie::Check(check) => (file::Column::CheckId, check, false),
        Tie::HazardBefore(hazard) => (file::Column::BeforeHazardId, hazard, false),
        Tie::HazardAfter(hazard) => (file::Column::AfterHazardId, hazard, false),
        Tie::Visit(visit) => (file::Column::VisitId, visit, false),
    };
    let tied = file::Entity::update_many()
        .col_expr(column, Expr::value(record))
        .col_expr(file::Column::Personal, Expr::value(personal))
        .col_expr(file::Column::AttachedAt, Expr::value(now))
        .filter(file::Column::Id.eq(id))
        .filter(file::Column::AttachedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(tied.rows_affected == 1)
}
