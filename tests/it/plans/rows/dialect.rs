//! What the two databases say differently: ids, moments, days and series.

use super::{DISTRICT, Kind, community, group, town};
use crate::support::Backend;

/// How a database says it.
pub(super) struct Dialect(pub(super) Backend);

impl Dialect {
    /// An id by an expression for its number; null of null.
    pub(super) fn id(&self, kind: Kind, n: &str) -> String {
        let kind = kind as u32;
        match self.0 {
            Backend::Postgres => {
                format!("(lpad(to_hex({kind}), 8, '0') || lpad(to_hex({n}), 24, '0'))::uuid")
            }
            Backend::Sqlite => {
                format!(
                    "case when {n} is not null then unhex(printf('%08x%024x', {kind}, {n})) end"
                )
            }
        }
    }

    /// So many minutes before the district's present.
    pub(super) fn at(&self, minutes: &str) -> String {
        match self.0 {
            Backend::Postgres => {
                format!("timestamptz '2026-11-01T00:00:00Z' - ({minutes}) * interval '1 minute'")
            }
            Backend::Sqlite => format!(
                "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-11-01', \
                 printf('%+d minutes', -({minutes})))"
            ),
        }
    }

    /// So many days after the year's first.
    pub(super) fn day(&self, days: &str) -> String {
        match self.0 {
            Backend::Postgres => format!("date '2026-01-01' + ({days})"),
            Backend::Sqlite => format!("date('2026-01-01', printf('%+d days', {days}))"),
        }
    }

    pub(super) fn blob(&self) -> &'static str {
        match self.0 {
            Backend::Postgres => "'\\x00'::bytea",
            Backend::Sqlite => "x'00'",
        }
    }

    /// The numbers from 1 as `s.n`.
    pub(super) fn series(&self, most: u64) -> String {
        self.series_as("s", most)
    }

    pub(super) fn series_as(&self, alias: &str, most: u64) -> String {
        match self.0 {
            Backend::Postgres => format!("(select n from generate_series(1, {most}) n) {alias}"),
            Backend::Sqlite => format!(
                "(with recursive upto(n) as (select 1 union all select n + 1 from upto where n < {most}) \
                 select n from upto) {alias}"
            ),
        }
    }

    /// Where a row of town `t`, community `c` and group `g` lies, each level null below its own
    /// area: the values of [`LEVELS`].
    pub(super) fn levels(&self) -> String {
        let [town, community, group] = [("t", town(0)), ("c", community(0)), ("g", group(0))]
            .map(|(n, before)| self.id(Kind::Area, &format!("{n} + {before}")));
        let own = format!("coalesce({group}, {community}, {town})");
        let district = self.id(Kind::Area, &DISTRICT.to_string());
        format!("{own}, {district}, {town}, {community}, {group}")
    }
}
