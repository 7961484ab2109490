//! Both sides asked in turn: each goes first as often as the other, since a machine's speed drifts.

use std::net::SocketAddr;
use std::time::Duration;

use crate::arguments::Common;
use crate::client;
use crate::statistics::{median, percentile, sorted};

/// One side's requests, and what tells how much processor time it has used, in seconds: the
/// server's and the database's.
pub(crate) struct Side<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) requests: Vec<Vec<u8>>,
    pub(crate) used: &'a (dyn Fn() -> (f64, f64) + Sync),
}

/// A turn, or the medians of several. Times in milliseconds, processor time in microseconds a
/// request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) server: f64,
    pub(crate) database: f64,
}

/// How the two sides compare.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comparison {
    pub(crate) own: Load,
    pub(crate) bare: Load,
    /// The median of the turns' ratios of requests a second.
    pub(crate) ratio: f64,
    /// The median of the turns' ratios of processor time, the database's included: it says the
    /// same where a machine has other work to do.
    pub(crate) processor_ratio: f64,
}

/// Which side is first in a turn: A B, B A, A B, …
fn own_first(turn: usize) -> bool {
    turn.is_multiple_of(2)
}

pub(crate) async fn compare(
    own: &Side<'_>,
    bare: &Side<'_>,
    common: &Common,
) -> anyhow::Result<Comparison> {
    let time = Duration::from_secs_f64(common.seconds);
    let (mut owns, mut bares) = (Vec::new(), Vec::new());
    for number in 0..common.turns {
        if own_first(number) {
            owns.push(turn(own, common.clients, time).await?);
            bares.push(turn(bare, common.clients, time).await?);
        } else {
            bares.push(turn(bare, common.clients, time).await?);
            owns.push(turn(own, common.clients, time).await?);
        }
    }
    Ok(Comparison::of(&owns, &bares))
}

/// A turn that is not counted: caches fill, and connections prepare their statements.
pub(crate) async fn warm_up(
    address: SocketAddr,
    requests: &[Vec<u8>],
    common: &Common,
) -> anyhow::Result<()> {
    let time = Duration::from_secs_f64(common.seconds.min(1.0));
    client::load(address, requests, common.clients, time).await.map(drop)
}

async fn turn(side: &Side<'_>, clients: usize, time: Duration) -> anyhow::Result<Load> {
    let before = (side.used)();
    let begun = std::time::Instant::now();
    let times = client::load(side.address, &side.requests, clients, time).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let after = (side.used)();
    let times = sorted(times);
    let number = times.len() as f64;
    Ok(Load {
        per_second: number / seconds,
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
        server: (after.0 - before.0) * 1e6 / number,
        database: (after.1 - before.1) * 1e6 / number,
    })
}

impl Comparison {
    fn of(owns: &[Load], bares: &[Load]) -> Self {
        let ratios = owns.iter().zip(bares).map(|(own, bare)| own.per_second / bare.per_second);
        let used = |turn: &Load| turn.server + turn.database;
        let processor = owns.iter().zip(bares).map(|(own, bare)| used(bare) / used(own));
        Self {
            own: Load::median(owns),
            bare: Load::median(bares),
            ratio: median(ratios),
            processor_ratio: median(processor),
        }
    }
}

impl Load {
    fn median(turns: &[Self]) -> Self {
        let of = |value: fn(&Self) -> f64| median(turns.iter().map(value));
        Self {
            per_second: of(|turn| turn.per_second),
            p50: of(|turn| turn.p50),
            p99: of(|turn| turn.p99),
            server: of(|turn| turn.server),
            database: of(|turn| turn.database),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(per_second: f64) -> Load {
        let server = 1e6 / per_second;
        Load { per_second, p50: per_second / 2.0, p99: 9.0, server, database: server }
    }

    #[test]
    fn each_side_goes_first_as_often() {
        let firsts: Vec<bool> = (0..4).map(own_first).collect();
        assert_eq!(firsts, [true, false, true, false]);
    }

    #[test]
    fn a_ratio_is_of_turns_that_were_beside_each_other() {
        // The machine halves its speed after the first turn: the ratio stays.
        let owns = [load(800.0), load(400.0), load(400.0)];
        let bares = [load(1000.0), load(500.0), load(500.0)];
        let comparison = Comparison::of(&owns, &bares);
        assert_eq!(comparison.ratio, 0.8);
        assert_eq!(comparison.processor_ratio, 0.8);
        assert_eq!((comparison.own.per_second, comparison.bare.per_second), (400.0, 500.0));
        assert_eq!(comparison.own.p50, 200.0);
    }
}
