//! Counting whom and what a change touches for one question: first as if nobody stood to any record
//! otherwise than everybody does, by ranges of places; then record by record for those who do.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::census::Census;
use super::correction::{Correction, Corrections};
use super::cover::Cover;
use super::question::{AskedAt, Question, Way};
use super::relations::Relations;

/// A record to which some users stand otherwise than everybody does.
#[derive(Debug, Clone, Copy)]
pub struct Tied<'a> {
    /// Where the policy is asked about it.
    pub asked: AskedAt,
    /// Whether it is confidential.
    pub confidential: bool,
    /// Those users, by their numbers, each once, and all relations that hold.
    pub ties: &'a [(usize, Relations)],
}

/// What is lost, or gained, through one role.
#[derive(Debug, Default)]
struct OfRole {
    /// How many users each place changes for: `[ordinary, confidential]`.
    covers: [Cover; 2],
    records: i64,
    /// How many records for each user.
    users: HashMap<usize, i64>,
}

/// What is lost, or gained, through one role, in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The users, by their numbers.
    pub(super) users: BTreeSet<usize>,
    /// The records, each counted once.
    pub(super) records: i64,
}

/// What a change does for one question, by role: `[losses, gains]`.
pub type Findings = [BTreeMap<usize, Found>; 2];

/// A count that goes on.
#[derive(Debug)]
pub struct Tally<'a> {
    question: &'a Question,
    corrections: Corrections,
    ways: [BTreeMap<usize, OfRole>; 2],
}

impl<'a> Tally<'a> {
    /// Counts the records of a census, to each of which everybody stands in these relations:
    /// `[ordinary, confidential]`.
    #[must_use]
    pub fn of(question: &'a Question, census: &Census, relations: [Relations; 2]) -> Self {
        let corrections = Corrections::default();
        let mut tally = Self { question, corrections, ways: Default::default() };
        for (way, roles) in Way::ALL.into_iter().zip(&mut tally.ways) {
            for (user, said) in question.all_said() {
                for places in said.stretches() {
                    for (confidential, relations) in [false, true].into_iter().zip(relations) {
                        let asked = AskedAt::place(places.start);
                        for role in said.through(way, asked, relations) {
                            let of = roles.entry(role).or_default();
                            of.covers[usize::from(confidential)].add(places.clone());
                            let records = census.within(&places, confidential);
                            *of.users.entry(user).or_default() += records;
                        }
                    }
                }
            }
            for of in roles.values_mut() {
                for (confidential, cover) in [false, true].into_iter().zip(&mut of.covers) {
                    cover.settle();
                    let records =
                        cover.covered().map(|places| census.within(&places, confidential));
                    of.records += records.sum::<i64>();
                }
            }
        }
        tally
    }

    /// Corrects the count by a record that the census has too.
    pub fn correct(&mut self, record: &Tied<'_>) {
        let Tied { asked, confidential, ties } = *record;
        let mut off: Correction = Default::default();
        for tie in ties {
            let correction = self.corrections.of(self.question, *tie, asked, confidential);
            let Some(correction) = correction else { continue };
            for ((roles, off), changes) in self.ways.iter_mut().zip(&mut off).zip(correction) {
                for (role, change) in changes {
                    *roles.entry(*role).or_default().users.entry(tie.0).or_default() += change;
                    match off.iter_mut().find(|known| known.0 == *role) {
                        Some(known) => known.1 += change,
                        None => off.push((*role, *change)),
                    }
                }
            }
        }
        for (roles, off) in self.ways.iter_mut().zip(off) {
            for (role, change) in off {
                let of = roles.entry(role).or_default();
                let supposed = of.covers[usize::from(confidential)].depth(asked.place);
                of.records += i64::from(supposed + change > 0) - i64::from(supposed > 0);
            }
        }
    }

    /// What was found: the roles through which somebody loses or gains something.
    #[must_use]
    pub fn findings(self) -> Findings {
        self.ways.map(|roles| {
            let found = roles.into_iter().map(|(role, of)| {
                let users = of.users.into_iter().filter(|(_, records)| *records > 0);
                let users: BTreeSet<usize> = users.map(|(user, _)| user).collect();
                (role, Found { users, records: of.records })
            });
            found.filter(|(_, found)| !found.users.is_empty()).collect()
        })
    }
}
