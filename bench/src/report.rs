//! What `bench compare` found, in Markdown.

use crate::arguments::Compare;
use crate::connection::Kind;
use crate::load::Size;
use crate::machine;
use crate::session::Measured;
use crate::table::Table;

/// The tables, and what they are of.
pub(crate) fn report(
    arguments: &Compare,
    size: Size,
    versions: &[String],
    measured: &[(Kind, Measured)],
) -> String {
    let mut table = Table::new([
        "database",
        "question",
        "asked by",
        "wardbook/s",
        "bare/s",
        "ratio",
        "p50 ms",
        "p99 ms",
        "bare p50",
        "bare p99",
    ]);
    let mut time = Table::new([
        "database",
        "question",
        "asked by",
        "server µs",
        "database µs",
        "bare server µs",
        "bare database µs",
        "ratio",
        "token, grants µs",
        "scopes µs",
        "share %",
        "of server %",
        "first µs",
    ]);
    for (kind, one) in measured {
        let names =
            || [kind.name(), one.question.name(), one.actor.name()].map(str::to_owned).into_iter();
        let (ours, bare) = (one.comparison.own, one.comparison.bare);
        let figures = [
            format!("{:.0}", ours.per_second),
            format!("{:.0}", bare.per_second),
            format!("{:.2}", one.comparison.ratio),
        ];
        let times = [ours.p50, ours.p99, bare.p50, bare.p99].map(|time| format!("{time:.2}"));
        table.push(names().chain(figures).chain(times).collect());
        let used = [ours.server, ours.database, bare.server, bare.database];
        let used = used.map(|micros| format!("{micros:.0}"));
        let authorization = one.authorization;
        let (share, of_server) = one.authorization_percent();
        let ratio = std::iter::once(format!("{:.2}", one.comparison.processor_ratio));
        let shares = [authorization.identity, authorization.scopes, share, of_server];
        let shares = shares.map(|value| format!("{value:.1}"));
        let first = std::iter::once(format!("{:.0}", authorization.first));
        time.push(names().chain(used).chain(ratio).chain(shares).chain(first).collect());
    }
    let common = &arguments.common;
    format!(
        "{} cases with 3 events each, {} areas, {} users. {}; {}. Each server is a process of its \
         own, with {} connections; {} clients, {} turns of {} s for each side, which take turns in going first; medians \
         of turns.\n\n{}\n\
         Processor time of a request, and how much of it is authorization:\n\n{}",
        size.cases,
        size.tree().areas(),
        size.users,
        machine::machine(),
        versions.join(", "),
        common.connections,
        common.clients,
        common.turns,
        common.seconds,
        table.markdown(),
        time.markdown(),
    )
}
