//! A statement as the compiler leaves it. Nothing else makes one, and the store reads a protected
//! table by nothing else.
//!
//! ```compile_fail
//! use wardbook::read::{Purpose, Template};
//! // SQL that no scope was written into cannot be handed to the store.
//! let template = Template::new(Purpose::Read, "select title from cases".to_owned(), vec![]);
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use super::as_of::AsOf;
use super::catalog::Made;
use super::compile::TotalToken;
use super::sql::{Bind, Slot};
use super::weight::Weight;

/// What a statement is for; counts, and what may be heavy, have time limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It reads what a root field shows.
    Read,
    /// It counts.
    Count,
    /// It reads what may be heavy: figures, what a search finds, lists that cost much.
    Heavy,
}

/// A statement as it is compiled: what each request has of its own is left open.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    purpose: Purpose,
    text: Arc<str>,
    slots: Vec<Slot>,
    weight: Weight,
}

/// What a request has of its own: when it came, and the mark that its nested counts are put at.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The moment of the request.
    pub now: DateTime<Utc>,
    /// Marks where nested counts belong; nobody can guess it.
    pub token: TotalToken,
    /// When it began.
    pub began: Instant,
    /// When its time is up.
    pub until: Instant,
    /// Whether nobody waits for it, so that it stands in nobody's way.
    pub in_background: bool,
    /// Of which moment its answer is, once that is known.
    pub as_of: AsOf,
    /// The ids that its mutation made: a record's, its last event's, that of something beside it,
    /// and that of the record that it went into; nil for none.
    pub made: [Uuid; 4],
    /// The image of the case that has changed, as it was, where a subscriber is told of it.
    pub image: Option<Arc<str>>,
}

impl Moment {
    /// This moment, to the microsecond, which is what databases keep; the request has so much time.
    #[must_use]
    pub fn now(now: DateTime<Utc>, time: Duration) -> Self {
        let (now, began) = (now.trunc_subsecs(6), Instant::now());
        Self {
            now,
            token: TotalToken::default(),
            began,
            until: began + time,
            in_background: false,
            as_of: AsOf::default(),
            made: [Uuid::nil(); 4],
            image: None,
        }
    }

    /// One of the ids that its mutation made; nil, which no row has, for none.
    #[must_use]
    pub fn made(&self, which: Made) -> Uuid {
        self.made.get(which as usize).copied().unwrap_or_default()
    }
}

impl Template {
    pub(super) fn new(purpose: Purpose, text: String, slots: Vec<Slot>) -> Self {
        let (text, slots) = only_named(text, slots);
        Self { purpose, text: text.into(), slots, weight: Weight::default() }
    }

    /// How many bytes it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + self.slots.len() * size_of::<Slot>()
    }

    /// The statement of one request.
    #[must_use]
    pub fn at(&self, moment: &Moment) -> Statement {
        self.for_parents(moment, &[])
    }

    /// The statement of one request for these rows, where it counts nested lists.
    #[must_use]
    pub fn for_parents(&self, moment: &Moment, parents: &[Uuid]) -> Statement {
        let binds = self.slots.iter().map(|slot| match slot {
            Slot::Value(value) => value.clone(),
            Slot::Now(later) => Bind::DateTime(moment.now + *later),
            Slot::Mark(list) => Bind::Text(moment.token.mark(*list)),
            Slot::ComputedMark(kind) => Bind::Text(moment.token.computed(*kind)),
            Slot::Made(which) => Bind::Uuid(moment.made(*which)),
            Slot::Image => Bind::Text(moment.image.as_deref().unwrap_or("{}").to_owned()),
            Slot::Parents => Bind::Uuids(parents.to_vec()),
        });
        Statement {
            purpose: self.purpose,
            text: Arc::clone(&self.text),
            binds: binds.collect(),
            began: moment.began,
            until: moment.until,
            in_background: moment.in_background,
            as_of: moment.as_of.clone(),
            weight: self.weight.clone(),
        }
    }
}

/// A statement and the values that it binds.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    purpose: Purpose,
    text: Arc<str>,
    binds: Vec<Bind>,
    began: Instant,
    until: Instant,
    in_background: bool,
    as_of: AsOf,
    weight: Weight,
}

impl Statement {
    /// What it is for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When its request began.
    #[must_use]
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Whether nobody waits for it.
    #[must_use]
    pub fn is_in_background(&self) -> bool {
        self.in_background
    }

    /// Of which moment its request's answer is.
    #[must_use]
    pub fn as_of(&self) -> &AsOf {
        &self.as_of
    }

    /// What is known of how long it takes; all statements of its plan share it.
    #[must_use]
    pub fn weight(&self) -> &Weight {
        &self.weight
    }

    /// When its request's time is up.
    #[must_use]
    pub fn until(&self) -> Instant {
        self.until
    }

    /// Its SQL, which depends on the shape of the query and of the grants alone.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The values that it binds, by their numbers.
    #[must_use]
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }
}

/// The values that the text names, numbered without gaps. Conditions are made before it is known
/// whether they stand anywhere, and those that do not leave their values behind: two statements of
/// one text would bind more or fewer of them, which a connection that has prepared it refuses.
fn only_named(text: String, slots: Vec<Slot>) -> (String, Vec<Slot>) {
    let mut named = vec![false; slots.len()];
    for (_, _, number) in placeholders(&text) {
        if let Some(named) = named.get_mut(number - 1) {
            *named = true;
        }
    }
    if named.iter().all(|named| *named) {
        return (text, slots);
    }
    let mut kept = 0;
    let new_numbers: Vec<usize> = named
        .iter()
        .map(|named| {
            kept += usize::from(*named);
            kept
        })
        .collect();
    let mut renumbered = String::with_capacity(text.len());
    let mut done = 0;
    for (begin, end, number) in placeholders(&text) {
        renumbered.push_str(&text[done..begin]);
        let number = new_numbers.get(number - 1).copied().unwrap_or(number);
        renumbered.push_str(&number.to_string());
        done = end;
    }
    renumbered.push_str(&text[done..]);
    let slots = slots.into_iter().zip(named).filter(|(_, named)| *named).map(|(slot, _)| slot);
    (renumbered, slots.collect())
}

/// Where the numbers of the text's placeholders begin and end, and what they are. No name or
/// literal that the compiler writes holds a sign that is followed by a digit.
fn placeholders(text: &str) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
    memchr::memchr2_iter(b'$', b'?', text.as_bytes()).filter_map(move |sign| {
        let begin = sign + 1;
        let digits = text[begin..].bytes().take_while(u8::is_ascii_digit).count();
        let end = begin + digits;
        let number = text[begin..end].parse().ok().filter(|number| *number > 0)?;
        Some((begin, end, number))
    })
}
