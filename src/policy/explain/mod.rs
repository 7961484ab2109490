//! Why somebody may or may not do something: the rules that matched, the grants through which, and
//! for a no what would make it a yes. casbin decides each of it, as it does every other question.

mod bench;
mod nearest;
mod step;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use self::bench::{Bench, Situation};
use super::domain::Domain;
use super::judge::Held;
use super::record::{Record, Standing, holds};
use super::rule::{Effect, Rule, Rules};
use super::source::GrantRow;
use super::vocabulary::{Action, Object, Relation};

pub use self::bench::Verdict;
pub use self::step::Step;

/// A grant with the id that it is kept under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGrant {
    /// Its id.
    pub id: Uuid,
    /// The role, where and when.
    pub grant: GrantRow,
}

/// The user whose access is explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user: Uuid,
    /// Whether the user may sign in at all.
    pub active: bool,
    /// The teams that the user is an active member of.
    pub teams: Vec<Uuid>,
    /// Every grant, also those not valid now.
    pub grants: Vec<KnownGrant>,
}

/// A place at which the product asks casbin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The record's area, or its desk; everywhere for what has no area.
    pub domain: Domain,
    /// Which of the relations that hold are asked with.
    pub standing: Standing,
}

/// What is asked of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The kind of record.
    pub object: Object,
    /// What would be done.
    pub action: Action,
    /// Where it is asked: one yes is enough.
    pub askings: Vec<Asking>,
}

/// A grant through which a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// The rule's number among [`Rules::rules`].
    pub rule: usize,
    /// The grant's number among [`Person::grants`].
    pub grant: usize,
    /// The granted role, the roles between, and the rule's own, each containing the next; without
    /// prefix.
    pub chain: Vec<String>,
}

/// Why the answer is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A rule allows it and none denies it.
    Allowed,
    /// The user may not sign in.
    Inactive,
    /// A rule denies it.
    Denied,
    /// The user holds roles here, of which no rule allows it.
    NoRule,
    /// The user holds no role here.
    NoGrant,
}

/// Why somebody may or may not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether they may: casbin's own answer.
    pub allowed: bool,
    /// Why, in one word.
    pub ground: Ground,
    /// The rules that matched, by their numbers among [`Rules::rules`], and the grants through which.
    pub through: Vec<Through>,
    /// The roles that the user holds where it was asked, without prefix, each once.
    pub held: Vec<String>,
    /// The relations in which the user stands to the record.
    pub relations: Vec<Relation>,
    /// For a no, all that together would make it a yes; empty where nothing is known that would.
    pub nearest: Vec<Step>,
}

impl Explanation {
    /// The numbers of the rules that matched, each once, in the order that they are kept in.
    #[must_use]
    pub fn rules(&self) -> Vec<usize> {
        let rules: std::collections::BTreeSet<usize> =
            self.through.iter().map(|through| through.rule).collect();
        rules.into_iter().collect()
    }

    /// The numbers of the grants through which they matched, each once, in their order.
    #[must_use]
    pub fn grants(&self) -> Vec<usize> {
        let grants: std::collections::BTreeSet<usize> =
            self.through.iter().map(|through| through.grant).collect();
        grants.into_iter().collect()
    }
}

/// How a user stands to a record, as it is judged by; to no record in particular, as to an ordinary
/// one that the user has nothing to do with.
#[must_use]
pub fn relations(
    object: Object,
    record: Option<&dyn Record>,
    (user, teams): (Uuid, &[Uuid]),
) -> Vec<Relation> {
    let stands = |relation: Relation| match record {
        Some(record) => holds(object, relation, record, user, |team| teams.contains(&team)),
        None => {
            matches!(relation, Relation::Any | Relation::Ordinary)
                && object.relation(relation).is_some()
        }
    };
    Relation::ALL.iter().copied().filter(|relation| stands(*relation)).collect()
}

/// Explains what a person may do at a moment, standing in these relations to the record.
///
/// # Errors
/// casbin's own.
pub async fn explain(
    rules: &Rules,
    person: &Person,
    question: &Question,
    relations: Vec<Relation>,
    now: DateTime<Utc>,
) -> casbin::Result<Explanation> {
    let bench = Bench::new(rules, question);
    let valid = valid_grants(person, now);
    let held = |of: &[usize]| -> Vec<(String, Domain)> {
        of.iter()
            .map(|n| &person.grants[*n].grant)
            .map(|g| (g.role.clone(), g.domain.clone()))
            .collect()
    };
    let situation = Situation {
        held: if person.active { held(&valid) } else { Vec::new() },
        relations: relations.clone(),
        ..Situation::default()
    };
    let verdict = bench.judge(&situation).await?;
    let counted = if person.active { valid.as_slice() } else { &[] };
    let through = through(&bench, person, counted, &verdict);
    let here: std::collections::BTreeSet<String> = counted
        .iter()
        .map(|n| &person.grants[*n].grant)
        .filter(|grant| question.askings.iter().any(|of| grant.domain.contains(&of.domain)))
        .map(|grant| grant.role.clone())
        .collect();
    let is_denied = verdict.matched.iter().any(|n| rules.rules[*n].effect == Effect::Deny);
    let ground = if verdict.allowed {
        Ground::Allowed
    } else if !person.active {
        Ground::Inactive
    } else if is_denied {
        Ground::Denied
    } else if here.is_empty() {
        Ground::NoGrant
    } else {
        Ground::NoRule
    };
    let nearest = if verdict.allowed {
        Vec::new()
    } else {
        let as_active = Situation { held: held(&valid), ..situation };
        nearest::nearest(&bench, person, as_active, now).await?
    };
    Ok(Explanation {
        allowed: verdict.allowed,
        ground,
        through,
        held: here.into_iter().collect(),
        relations,
        nearest,
    })
}

/// What casbin says of whoever holds these roles where it is asked and stands so to the record: of
/// all of them at once, for it goes by nothing else.
///
/// # Errors
/// casbin's own.
pub async fn judge(
    rules: &Rules,
    question: &Question,
    held: &[Held<'_>],
    relations: Vec<Relation>,
) -> casbin::Result<Verdict> {
    let held = held.iter().map(|held| (held.role.to_owned(), held.domain.clone())).collect();
    Bench::new(rules, question).judge(&Situation { held, relations, ..Situation::default() }).await
}

/// The grants of a person through which the rules of a verdict matched at a moment.
#[must_use]
pub fn ways(
    rules: &Rules,
    question: &Question,
    person: &Person,
    verdict: &Verdict,
    now: DateTime<Utc>,
) -> Vec<Through> {
    through(&Bench::new(rules, question), person, &valid_grants(person, now), verdict)
}

/// The roles, without prefix, that a rule which could match the question is of, or that contain one
/// that it is of: who holds none of them where it is asked may not.
#[must_use]
pub fn concerned_roles(rules: &Rules, question: &Question) -> Vec<String> {
    let bench = Bench::new(rules, question);
    let allowing = bench.rules().filter(|(_, rule)| rule.effect == Effect::Allow);
    bench.roles_over(&allowing.map(|(_, rule)| &*rule.role).collect())
}

/// The numbers of the grants that are valid at a moment.
fn valid_grants(person: &Person, now: DateTime<Utc>) -> Vec<usize> {
    let all = person.grants.iter().enumerate();
    all.filter(|(_, known)| known.grant.is_valid(now)).map(|(n, _)| n).collect()
}

fn through(bench: &Bench<'_>, person: &Person, valid: &[usize], verdict: &Verdict) -> Vec<Through> {
    let is_at = |rule: &Rule, domain: &Domain| {
        let mut askings = bench.question.askings.iter();
        askings.any(|of| domain.contains(&of.domain) && rule.domain.contains(&of.domain))
    };
    let of_rule = |(n, rule): (usize, &Rule)| {
        let grants = valid.iter().filter_map(|grant| {
            let GrantRow { role, domain, .. } = &person.grants[*grant].grant;
            let chain = bench.chain(role, &rule.role)?;
            is_at(rule, domain).then_some(Through { rule: n, grant: *grant, chain })
        });
        grants.collect::<Vec<_>>()
    };
    let matched = bench.rules().filter(|(n, _)| verdict.matched.contains(n));
    matched.flat_map(of_rule).collect()
}
