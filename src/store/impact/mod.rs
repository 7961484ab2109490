//! What a change of the policy would do, over the users and records that there are. The policy says
//! what is counted and how (`policy::impact`); here is what it is counted over.
//!
//! Each kind of record is read by itself, in short statements that hold no lock: what changes
//! meanwhile is counted as it was or as it is.

mod census;
mod kept;
mod people;
mod ties;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use self::kept::{Done, Kept, asked, done, records_of};
use self::ties::{Row, Ties, ask_for_teams};
use super::aim::Aim;
use super::fetch::{Rows, Wanted};
use super::{Store, StoreError};
use crate::desk::transition::Asked;
use crate::policy::impact::{
    AskedAt, Census, Findings, Ground, Holder, Impact, NOWHERE, Place, Question, Reaching,
    Relations, Summary, Tally, Tied, either,
};
use crate::policy::{Object, Relation, Rules};
use crate::read::sql::Bind;

impl Store {
    /// What a policy would change for the active users if it took the place of another, by the grants
    /// that are valid now.
    ///
    /// # Errors
    /// The database's, or casbin's, as [`StoreError::Failed`].
    pub async fn policy_impact(
        &self,
        before: &Rules,
        after: &Rules,
        now: DateTime<Utc>,
    ) -> Result<Impact, StoreError> {
        let ground = self.ground().await?;
        let holders = self.holders(&ground, now).await?;
        let roles = roles_of(&holders);
        let reaching = Reaching::of(roles, (before, after), &ground).await;
        let reaching = reaching.map_err(|error| StoreError::Failed(error.to_string()))?;
        let questions = Question::all(&reaching, &holders);
        let numbers = holders.iter().map(|holder| holder.user).zip(0..);
        let touches = |user| questions.iter().any(|question| question.touches(user));
        let numbers = numbers.filter(|(_, user)| touches(*user)).collect();
        let teams = match questions.iter().any(|question| ask_for_teams(question.relations())) {
            true => self.members(&numbers).await?,
            false => HashMap::new(),
        };
        let over = Over { store: self, ground: &ground, numbers: &numbers, teams: &teams };
        let mut summary = Summary::new(&reaching, &holders);
        let mut of_kept: BTreeMap<&str, (Kept, Vec<&Question>)> = BTreeMap::new();
        for question in &questions {
            let (object, action) = question.about();
            match records_of(object).filter(|_| done(object, action).to_kept) {
                Some(kept) => of_kept.entry(kept.table).or_insert((kept, vec![])).1.push(question),
                None => summary.add(question.about(), over.areas(question)),
            }
        }
        for (kept, questions) in of_kept.into_values() {
            let findings = over.records(kept, &questions).await?;
            for (question, findings) in questions.into_iter().zip(findings) {
                let Done { makes_new, .. } = done(question.about().0, question.about().1);
                let findings = match makes_new {
                    true => either(findings, over.areas(question)),
                    false => findings,
                };
                summary.add(question.about(), findings);
            }
        }
        Ok(summary.impact())
    }

    async fn ground(&self) -> Result<Ground, StoreError> {
        let text = format!("select {}, path from areas", self.dialect().hex_of_uuid("id"));
        let mut areas = Vec::new();
        for row in self.all_rows(Aim::Read, text, &[]).await? {
            let [area, path] = <[_; 2]>::try_from(row).map_err(|_| misread())?;
            areas.push((id(area.as_deref())?.ok_or_else(misread)?, path.ok_or_else(misread)?));
        }
        Ok(Ground::new(areas))
    }

    async fn all_rows(&self, aim: Aim, text: String, binds: &[Bind]) -> Result<Rows, StoreError> {
        self.query(aim, &text.into(), binds, self.pools.statement, Wanted::All).await
    }
}

/// Every role that somebody holds.
fn roles_of(holders: &[Holder]) -> BTreeSet<String> {
    holders.iter().flat_map(|holder| &holder.held).map(|(role, _)| role.clone()).collect()
}

/// What everything is counted over.
struct Over<'a> {
    store: &'a Store,
    ground: &'a Ground,
    /// The numbers of the users whom any of the questions may touch.
    numbers: &'a HashMap<Uuid, usize>,
    /// And of those of them who are members of each team.
    teams: &'a HashMap<Uuid, Vec<usize>>,
}

impl Over<'_> {
    /// The areas in which something new may be made, or a gate stands open. What has none is no
    /// area, though somebody may gain or lose it alone.
    fn areas(&self, question: &Question) -> Findings {
        let (object, _) = question.about();
        let makers = match object {
            // A new user is not the one who makes it.
            Object::User => Relations::of_anybody(false),
            _ => Relations::of_anybody(false) | Relation::OwnRecord.into(),
        };
        let found = |places: Range<Place>| {
            let census = Census::new(self.ground, places.map(|place| (place, false, 1)));
            Tally::of(question, &census, [makers; 2]).findings()
        };
        let (nowhere, everywhere) = (NOWHERE..NOWHERE + 1, self.ground.everywhere());
        match object {
            // It has no area, so that it is asked for where there is none.
            Object::Category => found(nowhere),
            _ => either(found(nowhere.end..everywhere.end), found(nowhere)),
        }
    }

    /// The records of one kind, for each of these questions.
    async fn records(
        &self,
        kept: Kept,
        questions: &[&Question],
    ) -> Result<Vec<Findings>, StoreError> {
        let (mut at_area, mut at_desk) = (None, None);
        let mut tallies = Vec::new();
        for question in questions {
            let place = asked_at(kept, question);
            let (census, column) = match place {
                Asked::AtArea => (&mut at_area, kept.area),
                Asked::AtDesk | Asked::AtDeskOrInHand => (&mut at_desk, kept.desk),
            };
            let census = match census {
                Some(known) => known,
                None => census.insert(self.store.census(kept, column, self.ground).await?),
            };
            let relations = [false, true].map(Relations::of_anybody);
            tallies.push((Tally::of(question, census, relations), place));
        }
        let relations = questions.iter().map(|question| question.relations());
        let relations = relations.fold(Relations::default(), |all, one| all | one);
        let within =
            self.ground.stretches(questions.iter().flat_map(|question| question.changing()));
        let mut ties = Ties::of(kept, relations, within, self);
        while let Some(rows) = ties.next().await? {
            for (tally, place) in &mut tallies {
                for row in &rows {
                    tally.correct(&tied(row, *place));
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(tallies.into_iter().map(|(tally, _)| tally.findings()).collect())
    }
}

fn asked_at(kept: Kept, question: &Question) -> Asked {
    match kept.desk {
        None => Asked::AtArea,
        Some(_) => asked(question.about().0, question.about().1),
    }
}

fn tied(row: &Row, place: Asked) -> Tied<'_> {
    let asked = match place {
        Asked::AtArea => AskedAt::place(row.area),
        Asked::AtDesk => AskedAt::place(row.desk),
        Asked::AtDeskOrInHand => AskedAt { place: row.desk, in_hand: Some(row.area) },
    };
    Tied { asked, confidential: row.confidential, ties: &row.ties }
}

/// An id written in hexadecimal digits; none where nothing is written.
fn id(digits: Option<&str>) -> Result<Option<Uuid>, StoreError> {
    let digits = digits.filter(|digits| !digits.is_empty());
    digits.map(|digits| Uuid::try_parse(digits).map_err(|_| misread())).transpose()
}

fn of_json<T: DeserializeOwned>(rows: Rows) -> Result<Vec<T>, StoreError> {
    let texts = rows.into_iter().filter_map(|row| row.into_iter().next().flatten());
    texts.map(|text| serde_json::from_str(&text).map_err(|_| misread())).collect()
}

fn misread() -> StoreError {
    StoreError::Failed("the database's answer is not what was asked for".to_owned())
}
