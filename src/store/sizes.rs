//! How large tables are, as the database itself has it at hand.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{Store, StoreError};
use crate::read::Sizes;

impl Store {
    /// How large tables are, as far as that was looked up.
    #[must_use]
    pub fn sizes(&self) -> &Arc<Sizes> {
        &self.sizes
    }

    /// Looks up how large tables are. PostgreSQL knows it since it last analyzed them; SQLite by the
    /// number of the last row.
    ///
    /// # Errors
    /// The database's.
    pub async fn look_up_sizes(&self) -> Result<(), StoreError> {
        let backend = self.reader().get_database_backend();
        let text = match backend {
            DbBackend::Postgres => {
                "select reltuples::int8 as cases from pg_class where oid = 'cases'::regclass"
            }
            _ => "select coalesce(max(rowid), 0) as cases from cases",
        };
        let asked = Statement::from_string(backend, text);
        if let Some(row) = self.reader().query_one_raw(asked).await? {
            let cases: i64 = row.try_get("", "cases")?;
            self.sizes.note_cases(u64::try_from(cases).unwrap_or(0));
        }
        Ok(())
    }
}
