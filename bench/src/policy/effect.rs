//! How long it takes from a change until a second instance goes by it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use wardbook::policy::{Action, Authorizer, Object};
use wardbook::store::{PoolSettings, Store};

use super::ms;
use crate::connection::Connection;
use crate::load::{Tag, id};
use crate::place::Place;
use crate::statistics::{percentile, sorted};
use crate::table::Table;

/// How often the second instance is asked.
const ASKED_EVERY: Duration = Duration::from_millis(1);

/// A rule that gives group leaders what they did not have, and its end.
const CHANGES: [&str; 2] = [
    "insert into casbin_rules (id, position, added_in, ptype, v0, v1, v2, v3, v4, v5) values \
     (999999, 999999, 1, 'p', 'role:group_leader', '*', 'case', 'archive', 'any', 'allow')",
    "delete from casbin_rules where id = 999999",
];

pub(super) async fn measure(
    place: &Place,
    changes: usize,
    table: &mut Table,
) -> anyhow::Result<()> {
    let mut first = Connection::open(place.kind, &place.url).await?;
    let second = Store::open(&place.url, &PoolSettings::default()).await?;
    let authorizer = Arc::new(Authorizer::new(second.policy_source()));
    let watching = {
        let authorizer = Arc::clone(&authorizer);
        tokio::spawn(async move { authorizer.watch().await })
    };
    let leader = id(Tag::User, 0);
    let may = || async {
        let grants = authorizer.grants(leader).await?.context("nobody asks")?;
        anyhow::Ok(grants.may_somewhere(Object::Case, Action::Archive))
    };
    let mut times = Vec::new();
    for (number, change) in CHANGES.iter().cycle().take(changes).enumerate() {
        anyhow::ensure!(may().await? == (number % 2 == 1), "the change before is not in effect");
        // Changes come at any point of the second instance's round.
        tokio::time::sleep(Duration::from_millis(37 * (number as u64 % 17))).await;
        first.run(change).await?;
        let changed = Instant::now();
        while may().await? != (number % 2 == 0) {
            tokio::time::sleep(ASKED_EVERY).await;
        }
        times.push(changed.elapsed().as_secs_f64() * 1e3);
    }
    watching.abort();
    first.run(CHANGES[1]).await?;
    first.close().await?;
    second.close().await;
    let times = sorted(times);
    table.push(vec![
        place.kind.name().to_owned(),
        changes.to_string(),
        ms(percentile(&times, 50)),
        ms(percentile(&times, 99)),
        ms(times.last().copied().unwrap_or(f64::NAN)),
    ]);
    Ok(())
}
