//! Requests that may be sent again: a key is good for 24 hours, for one user and one input.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, Statement};

use super::{Changing, IdempotencyKey, Made, Unmade};
use crate::desk::refusal::Refusal;
use crate::store::StoreError;

/// How long a key is remembered.
pub(in crate::store) const GOOD_FOR: TimeDelta = TimeDelta::hours(24);

impl Changing<'_> {
    /// What was made under the key before; none where it is new, and then it is taken: whoever
    /// sends the same key meanwhile waits for this change.
    pub(in crate::store) async fn made_before(
        &self,
        key: Option<&IdempotencyKey>,
        mutation: &str,
    ) -> Result<Option<Made>, Unmade> {
        let Some(IdempotencyKey { key, input }) = key else { return Ok(None) };
        let (user, now) = (self.acting.user(), self.acting.now);
        let text = "insert into idempotency_keys (user_id, key, mutation, input_hash, created_at) \
                    values ($1, $2, $3, $4, $5) on conflict (user_id, key) do update \
                    set mutation = $3, input_hash = $4, created_at = $5, made = null \
                    where idempotency_keys.created_at <= $6";
        let backend = self.transaction.get_database_backend();
        let values = [
            user.into(),
            key.as_str().into(),
            mutation.into(),
            input.to_vec().into(),
            now.into(),
            (now - GOOD_FOR).into(),
        ];
        let statement = Statement::from_sql_and_values(backend, text, values);
        if self.transaction.execute_raw(statement).await?.rows_affected() > 0 {
            return Ok(None);
        }
        let text = "select mutation, input_hash, made from idempotency_keys \
                    where user_id = $1 and key = $2";
        let lost = || StoreError::Failed("an idempotency key is lost".to_owned());
        let row = self.row(text, [user.into(), key.as_str().into()]).await?.ok_or_else(lost)?;
        let (known, hash): (String, Vec<u8>) =
            (row.try_get("", "mutation")?, row.try_get("", "input_hash")?);
        if known != mutation || hash != input {
            return Err(Refusal::KeyReused.into());
        }
        let made: Option<String> = row.try_get("", "made")?;
        let made = made.and_then(|made| serde_json::from_str(&made).ok());
        Ok(Some(made.ok_or_else(lost)?))
    }

    /// Remembers what was made under the key.
    pub(in crate::store) async fn remember(
        &self,
        key: Option<&IdempotencyKey>,
        made: Made,
    ) -> Result<(), Unmade> {
        let Some(IdempotencyKey { key, .. }) = key else { return Ok(()) };
        let text = "update idempotency_keys set made = $3 where user_id = $1 and key = $2";
        let made = serde_json::to_string(&made).map_err(|e| StoreError::Failed(e.to_string()))?;
        let values = [self.acting.user().into(), key.as_str().into(), made.into()];
        let backend = self.transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, text, values);
        self.transaction.execute_raw(statement).await?;
        Ok(())
    }
}
