//! New exports, and what is told of one that is ready.

use entity::export;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
    Statement,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::desk::refusal::Refusal;
use crate::policy::{Action, Object};
use crate::read::problem::Problems;
use crate::store::change::{Acting, Change, Changing, IdempotencyKey, Made, Unmade, must_be_sound};
use crate::store::{Store, StoreError};

/// The most exports of one user that wait or are written at a time.
const UNFINISHED: u64 = 5;

/// The most files of one user that are kept at a time.
const READY: u64 = 50;

/// After how many seconds one that is not written yet may be.
const RETRY_AFTER: u64 = 30;

/// An export as it is to be.
#[derive(Debug)]
pub struct NewExport {
    /// The kind of its records.
    pub object: Object,
    /// Its format, as the schema has it.
    pub format: String,
    /// The language of its labels: `en` or `zh`.
    pub locale: &'static str,
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// Which records, and in which order.
    pub asked: Map<String, Value>,
    /// The request's key.
    pub key: Option<IdempotencyKey>,
    /// What is wrong with the input.
    pub problems: Problems,
}

impl Store {
    /// Notes that an export is wanted, with its entry on the audit trail.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn order_export(
        &self,
        acting: Acting<'_>,
        mutation: &str,
        input: NewExport,
    ) -> Change {
        let NewExport { object, format, locale, columns, asked, key, problems } = input;
        let changing = Changing::begin(self, acting).await?;
        if let Some(made) = changing.made_before(key.as_ref(), mutation).await? {
            return Ok(made);
        }
        if !acting.grants.may_somewhere(Object::Export, Action::Create) {
            return Err(Refusal::Forbidden(Object::Export, Action::Create).into());
        }
        must_be_sound(problems)?;
        changing.exports_must_be_few().await?;
        let id = Uuid::now_v7();
        let token = acting.grants.token();
        let row = export::ActiveModel {
            id: Set(id),
            user_id: Set(acting.user()),
            token_hash: Set(token.map(|token| hex::encode(token.hash))),
            created_at: Set(acting.now),
            object: Set(object.as_str().to_owned()),
            format: Set(format.clone()),
            locale: Set(locale.to_owned()),
            columns: Set(json!(columns).to_string()),
            asked: Set(Value::Object(asked).to_string()),
            status: Set("WAITING".to_owned()),
            rows_done: Set(0),
            rows_total: Set(None),
            byte_length: Set(None),
            error: Set(None),
            expires_at: Set(None),
            run: Set(None),
            leased_until: Set(None),
            kept: Set(false),
        };
        export::Entity::insert(row).exec_without_returning(&changing.transaction).await?;
        let detail = json!({"of": object.as_str(), "format": format, "columns": columns});
        let of = (Object::Export, id, None);
        changing.audit(acting.now, Action::Create.as_str(), of, Some(detail)).await?;
        let made = Made { record: id, ..Made::default() };
        changing.remember(key.as_ref(), made).await?;
        changing.commit().await?;
        Ok(made)
    }

    /// An export that is ready, for its maker; none for anybody else.
    ///
    /// # Errors
    /// The database's.
    #[expect(clippy::disallowed_methods, reason = "an export is its maker's alone")]
    pub async fn ready_export(
        &self,
        id: Uuid,
        maker: Uuid,
    ) -> Result<Option<export::Model>, StoreError> {
        let own = export::Entity::find_by_id(id)
            .filter(export::Column::UserId.eq(maker))
            .filter(export::Column::Status.eq("READY"));
        Ok(own.one(self.reader()).await?)
    }
}

impl Changing<'_> {
    /// Bounds what one user has the servers do and keep. Whoever orders several at once waits.
    #[expect(clippy::disallowed_methods, reason = "no more is told than that there are too many")]
    async fn exports_must_be_few(&self) -> Result<(), Unmade> {
        let (user, now) = (self.acting.user(), self.acting.now);
        let backend = self.transaction.get_database_backend();
        if backend == sea_orm::DbBackend::Postgres {
            let text = "select 1 from users where id = $1 for no key update";
            let locked = Statement::from_sql_and_values(backend, text, [user.into()]);
            self.transaction.query_one_raw(locked).await?;
        }
        let own = || export::Entity::find().filter(export::Column::UserId.eq(user));
        let unfinished = own().filter(export::Column::Status.is_in(["WAITING", "RUNNING"]));
        if unfinished.count(&self.transaction).await? >= UNFINISHED {
            let (limit, retry_after) = (UNFINISHED, RETRY_AFTER);
            return Err(Refusal::TooManyExports { kept: false, limit, retry_after }.into());
        }
        let ready = own()
            .filter(export::Column::Status.eq("READY"))
            .filter(export::Column::ExpiresAt.gt(now));
        if ready.clone().count(&self.transaction).await? < READY {
            return Ok(());
        }
        let first = ready.order_by_asc(export::Column::ExpiresAt).one(&self.transaction).await?;
        let over = first.and_then(|first| first.expires_at).map(|until| until - now);
        let retry_after = over.and_then(|over| u64::try_from(over.num_seconds() + 1).ok());
        let (limit, retry_after) = (READY, retry_after.unwrap_or(RETRY_AFTER));
        Err(Refusal::TooManyExports { kept: true, limit, retry_after }.into())
    }
}
