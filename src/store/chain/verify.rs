//! The walk along the chain, which finds what was changed, removed, put in or put elsewhere.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::rows::{EntryRow, Rows, SealRow};
use super::{Finding, Head, Place, Seal, content_of, link_of};
use crate::secret::{ChainKey, Keys};
use crate::store::{Store, StoreError};

/// How many seals are read at once.
const BATCH: u64 = 1_000;

/// The most unsealed entries that are told one by one.
const MOST_UNSEALED: u64 = 10_000;

/// An entry that has waited for its seal for longer is told: a sweep is due each second.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// An entry that came in later than this after its own time was put in by hand: a transaction takes
/// less, and the clocks of instances differ by less.
const LONGEST_WRITING: TimeDelta = TimeDelta::hours(1);

/// What a walk along the chain tells on its way.
#[derive(Debug)]
pub enum Walk {
    /// There are so many seals.
    Begun(u64),
    /// So many more were looked at.
    Walked(u64),
    /// Something does not hold.
    Found(Finding),
}

/// What a walk came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// The seals that were looked at.
    pub seals: u64,
    /// How much does not hold.
    pub problems: u64,
    /// The newest seal, to be noted elsewhere.
    pub head: Option<Head>,
}

impl Store {
    /// Walks along the chain from its beginning, while others write; `tell` hears of each finding. A
    /// head that was noted before shows whether the chain's end was cut off since.
    ///
    /// # Errors
    /// The database's.
    pub async fn verify_audit(
        &self,
        keys: &Keys,
        noted: Option<Head>,
        now: DateTime<Utc>,
        tell: &mut (dyn FnMut(Walk) + Send),
    ) -> Result<Verified, StoreError> {
        let rows = Rows(self.dialect());
        tell(Walk::Begun(rows.count(self.reader()).await?));
        let mut chain = Chain::new(keys.chain_key(), noted);
        let mut problems = 0;
        let mut found = |finding: Finding, tell: &mut (dyn FnMut(Walk) + Send)| {
            problems += 1;
            tell(Walk::Found(finding));
        };
        loop {
            let batch = rows.seals_after(self.reader(), chain.sequence, BATCH).await?;
            for row in &batch {
                for finding in chain.step(row) {
                    found(finding, tell);
                }
            }
            tell(Walk::Walked(batch.len() as u64));
            if (batch.len() as u64) < BATCH || chain.is_at_an_end {
                break;
            }
        }
        if let Some(finding) = chain.end() {
            found(finding, tell);
        }
        let place = rows.last_position(self.reader()).await?;
        for row in rows.unsealed(self.reader(), &place, MOST_UNSEALED).await? {
            let waits = moment(&row.at).is_none_or(|at| at < now - LONGEST_WAIT);
            let (entry, at) = (shown(&row.id), row.at);
            if row.is_behind {
                found(Finding::Inserted { entry, at }, tell);
            } else if row.is_due && waits {
                found(Finding::Unsealed { entry, at }, tell);
            }
        }
        Ok(Verified { seals: chain.seals, problems, head: chain.head })
    }
}

/// How far the walk has come.
struct Chain {
    key: ChainKey,
    noted: Option<Head>,
    was_noted_head_met: bool,
    sequence: i64,
    /// The link of the seal before; none where that is gone.
    before: Option<[u8; 32]>,
    /// When the sweep before the present one was, and the present one.
    sweeps: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    seals: u64,
    head: Option<Head>,
    is_at_an_end: bool,
}

impl Chain {
    fn new(key: ChainKey, noted: Option<Head>) -> Self {
        Self {
            key,
            noted,
            was_noted_head_met: false,
            sequence: 0,
            before: Some([0; 32]),
            sweeps: (None, None),
            seals: 0,
            head: None,
            is_at_an_end: false,
        }
    }

    fn step(&mut self, row: &SealRow) -> Vec<Finding> {
        let mut findings = Vec::new();
        let entry = shown(&row.entry_id);
        let Ok(sequence) = row.sequence.parse::<i64>() else {
            // Whatever is no number stands behind all numbers.
            self.is_at_an_end = true;
            let at = row.sealed_at.clone();
            return vec![Finding::Moved { entry, sequence: self.sequence + 1, at }];
        };
        self.seals += 1;
        if sequence > self.sequence + 1 {
            let (first, last) = (self.sequence + 1, sequence - 1);
            findings.push(Finding::SealsMissing { first, last });
            self.before = None;
        }
        let before = self.before;
        self.sequence = sequence;
        let seal = Seal::from_bytes(&row.seal);
        self.before = seal.map(|seal| seal.link);
        self.head = seal.map(|seal| Head { sequence, link: seal.link });
        if let Some(noted) = self.noted.filter(|noted| noted.sequence == sequence) {
            self.was_noted_head_met = true;
            if self.head != Some(noted) {
                findings.push(Finding::Replaced { noted });
            }
        }
        let at = row.entry.as_ref().map_or(&row.sealed_at, |entry| &entry.at).clone();
        let sealed_at = moment(&row.sealed_at);
        if row.key_id != self.key.id() {
            let key_id = row.key_id.clone();
            findings.push(Finding::UnknownKey { entry, sequence, key_id });
            return findings;
        }
        let (Some(seal), Some(sealed_at)) = (seal, sealed_at) else {
            findings.push(Finding::Moved { entry, sequence, at });
            return findings;
        };
        // Behind a gap nobody can say what the seal before was.
        if let Some(before) = before {
            let place = Place { before, sequence, entry: &row.entry_id, sealed_at };
            if link_of(&self.key, &seal.content, place) != seal.link {
                findings.push(Finding::Moved { entry: entry.clone(), sequence, at });
            }
        }
        match &row.entry {
            None => {
                let sealed_at = row.sealed_at.clone();
                findings.push(Finding::Removed { entry, sequence, sealed_at });
            }
            Some(kept) if content_of(&self.key, kept) != seal.content => {
                findings.push(Finding::Changed { entry, sequence, at: kept.at.clone() });
            }
            Some(kept) => findings.extend(self.is_late(kept, sequence, sealed_at)),
        }
        findings
    }

    /// An entry that was not there in the sweep before, though by its own time it should have been.
    fn is_late(
        &mut self,
        entry: &EntryRow,
        sequence: i64,
        sealed_at: DateTime<Utc>,
    ) -> Option<Finding> {
        if self.sweeps.1 != Some(sealed_at) {
            self.sweeps = (self.sweeps.1, Some(sealed_at));
        }
        // A clock that was set back between two sweeps says nothing.
        let before = self.sweeps.0.filter(|before| *before <= sealed_at)?;
        let at = moment(&entry.at)?;
        (at < before - LONGEST_WRITING).then(|| Finding::Backdated {
            entry: shown(&entry.id),
            sequence,
            at: entry.at.clone(),
            sealed_at: before.to_rfc3339(),
        })
    }

    fn end(&self) -> Option<Finding> {
        let noted = self.noted.filter(|_| !self.was_noted_head_met)?;
        if self.sequence < noted.sequence {
            return Some(Finding::CutOff { noted, sequence: self.sequence });
        }
        Some(Finding::Replaced { noted })
    }
}

/// An id as people know it.
fn shown(hex: &str) -> String {
    Uuid::try_parse(hex).map_or_else(|_| hex.to_owned(), |id| id.to_string())
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}
