//! What cases are about.

use super::id::{Tag, id_of};
use crate::connection::{Connection, Kind};

/// How many categories there are.
pub(super) const CATEGORIES: u64 = 24;

/// Makes the categories.
pub(super) async fn fill(connection: &mut Connection, kind: Kind) -> anyhow::Result<()> {
    let text = format!(
        "insert into categories (id, code, name, position, simple_days, ordinary_days, major_days, version) \
         select {}, 'C' || {}, '第' || (n + 1) || '类', n, 1, 7, 30, 1 from {}",
        id_of(kind, Tag::Category, "n"),
        kind.digits("n", 2),
        kind.series(0, CATEGORIES - 1),
    );
    connection.run(&text).await
}
