//! How many files the process may have open: each connection of a client is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What the process opens beside connections, but for the database.
const OTHERS: u64 = 64;

/// The most files for one connection to the database: SQLite's, its log, its index, and one to come.
const FOR_THE_DATABASE: u64 = 4;

/// The fewest connections of clients, however few files there may be.
const FEWEST: u64 = 16;

/// Takes as many as the system gives to whoever asks, and tells how many that is.
pub(super) fn take_all() -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let all = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let taken = match setrlimit(Resource::Nofile, all) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "the number of open files stays as it was");
            limit.current
        }
    };
    taken.unwrap_or(u64::MAX)
}

/// How many clients may be connected at once, so that the database never lacks a file.
pub(super) fn connections(wanted: u32, files: u64, database_connections: u32) -> usize {
    let others = OTHERS + FOR_THE_DATABASE * u64::from(database_connections);
    let possible = files.saturating_sub(others).max(FEWEST);
    if possible < u64::from(wanted) {
        tracing::warn!(
            wanted,
            possible,
            "the system allows {files} open files: fewer clients can be connected at once"
        );
    }
    usize::try_from(possible.min(wanted.into())).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_has_its_files_before_clients_have_theirs() {
        for (wanted, files, database, connections_) in [
            (10_000, u64::MAX, 10, 10_000),
            (10_000, 20_000, 10, 10_000),
            (10_000, 1024, 10, 920),
            (100, 1024, 10, 100),
            (10_000, 1024, 1000, 16),
            (1, 20, 10, 1),
        ] {
            assert_eq!(connections(wanted, files, database), connections_, "{files} files");
        }
    }
}
