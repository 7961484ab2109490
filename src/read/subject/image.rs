//! An image of a record: what scopes and filters go by, as JSON text.

use super::{Description, Kept};
use crate::read::catalog::Scalar;
use crate::read::sql::Dialect;

impl Description {
    /// The image of the record `alias`, as JSON text; its key `facts` holds the facts.
    pub(super) fn image_of(&self, dialect: Dialect, alias: &str) -> String {
        let columns = self.image.iter().map(|(column, kept)| {
            let value = format!("{alias}.{column}");
            let value = match (dialect, kept) {
                (Dialect::Sqlite, Kept::Id) => dialect.scalar(&value, Scalar::Uuid),
                // SQLite's own 0 and 1, and texts of moments, come back as they are kept.
                _ => value,
            };
            ((*column).to_owned(), value)
        });
        let words = self.words.iter().map(|(plain, masked)| {
            ((*plain).to_owned(), format!("coalesce({alias}.{masked}, {alias}.{plain})"))
        });
        let facts = ("facts".to_owned(), (self.facts)(dialect, alias));
        let entries: Vec<_> = columns.chain(words).chain([facts]).collect();
        dialect.json_text(&dialect.object(&entries))
    }

    /// Rows like those of the table, one for the image that `bound` stands for: what scopes and
    /// filters go by is there, the rest null.
    pub(super) fn row_of_image(&self, dialect: Dialect, bound: &str) -> String {
        match dialect {
            Dialect::Postgres => {
                let table = self.table;
                format!("(select * from jsonb_populate_record(null::{table}, ({bound})::jsonb))")
            }
            Dialect::Sqlite => {
                let columns = self.image.iter().map(|(column, kept)| {
                    let value = format!("json_extract({bound}, '$.{column}')");
                    match kept {
                        // Of nothing it would make an id without a byte.
                        Kept::Id => format!(
                            "case when {value} = '' then null else unhex({value}) end as {column}"
                        ),
                        Kept::Plain | Kept::Boolean => format!("{value} as {column}"),
                    }
                });
                let words = self.words.iter().flat_map(|(plain, masked)| {
                    [
                        format!("json_extract({bound}, '$.{plain}') as {plain}"),
                        format!("null as {masked}"),
                    ]
                });
                let columns: Vec<_> = columns.chain(words).collect();
                format!("(select {})", columns.join(", "))
            }
        }
    }
}
