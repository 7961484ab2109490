//! The nearest change that would make a no a yes. Nothing is suggested that casbin, asked as if it
//! were made, does not say yes to.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::bench::{Bench, Situation};
use super::{Person, Step};
use crate::policy::domain::Domain;
use crate::policy::record::Standing;
use crate::policy::rule::{Effect, ROLE, Rule};
use crate::policy::vocabulary::Relation;

/// Relations from what is most easily given to somebody to what is least.
const BY_EASE: [Relation; 4] =
    [Relation::Handling, Relation::OwnTeam, Relation::OwnRecord, Relation::Ordinary];

/// A candidate: what would be changed, and the situation then.
type Candidate = (Vec<Step>, Situation);

/// All that together would make it a yes, in a situation that is a no once the user is active; none
/// where nothing is known that would.
pub(super) async fn nearest(
    bench: &Bench<'_>,
    person: &Person,
    mut as_active: Situation,
    now: DateTime<Utc>,
) -> casbin::Result<Vec<Step>> {
    let mut steps = Vec::new();
    if !person.active {
        steps.push(Step::Reactivate);
    }
    let verdict = bench.judge(&as_active).await?;
    if verdict.allowed {
        return Ok(steps);
    }
    let is_deny = |n: &usize| bench.all.rules[*n].effect == Effect::Deny;
    let denies: Vec<usize> = verdict.matched.into_iter().filter(is_deny).collect();
    if !denies.is_empty() {
        as_active.without.clone_from(&denies);
        let of = denies.iter().map(|n| &*bench.all.rules[*n].role).collect();
        steps.push(Step::LiftDeny { binds: bench.roles_over(&of), rules: denies });
        if bench.judge(&as_active).await?.allowed {
            return Ok(steps);
        }
    }
    for (more, situation) in candidates(bench, person, &as_active, now) {
        if bench.judge(&situation).await?.allowed {
            steps.extend(more);
            return Ok(steps);
        }
    }
    Ok(Vec::new())
}

/// What might do, the nearest first.
fn candidates(
    bench: &Bench<'_>,
    person: &Person,
    now_is: &Situation,
    now: DateTime<Utc>,
) -> Vec<Candidate> {
    let mut candidates = relations(bench, now_is);
    candidates.extend(times(person, now_is, now));
    // Where a grant would be made, or a rule written: the first place that is asked.
    if let Some(here) = bench.question.askings.first().map(|of| &of.domain) {
        candidates.extend(held_elsewhere(person, now_is, here, now));
        candidates.extend(grants(bench, now_is, here));
        candidates.extend(rules(bench, now_is, here));
    }
    candidates
}

/// A rule of a role that is held here matches but for how the user stands to the record.
fn relations(bench: &Bench<'_>, now_is: &Situation) -> Vec<Candidate> {
    let here = now_is
        .held
        .iter()
        .filter(|(_, domain)| bench.question.askings.iter().any(|of| domain.contains(&of.domain)));
    let held = bench.reach(here.map(|(role, _)| role));
    let is_held = |rule: &Rule| held.contains(&rule.role);
    let wanted = |relation: Relation| {
        bench.rules().find(|(_, rule)| {
            rule.effect == Effect::Allow && rule.relation == relation && is_held(rule)
        })
    };
    let missing = BY_EASE.into_iter().filter(|relation| !now_is.relations.contains(relation));
    let candidate = |relation| {
        let (rule, _) = wanted(relation)?;
        let mut situation = now_is.clone();
        situation.relations.push(relation);
        Some((vec![Step::Relate { relation, rule }], situation))
    };
    missing.filter_map(candidate).collect()
}

/// A grant is not valid now; the nearest in time first.
fn times(person: &Person, now_is: &Situation, now: DateTime<Utc>) -> Vec<Candidate> {
    let mut others = Vec::new();
    for (n, known) in person.grants.iter().enumerate() {
        let grant = &known.grant;
        let step = match (grant.valid_from, grant.valid_until) {
            (_, Some(until)) if until <= now => (now - until, Step::Prolong(n, until)),
            (Some(from), _) if from > now => (from - now, Step::Begin(n, from)),
            _ => continue,
        };
        others.push((step, with(now_is, &grant.role, &grant.domain)));
    }
    others.sort_by_key(|((away, _), _)| *away);
    others.into_iter().map(|((_, step), situation)| (vec![step], situation)).collect()
}

/// A role is held at another area.
fn held_elsewhere(
    person: &Person,
    now_is: &Situation,
    here: &Domain,
    now: DateTime<Utc>,
) -> Vec<Candidate> {
    let mut roles = BTreeSet::new();
    let elsewhere = person.grants.iter().enumerate().filter(|(_, known)| {
        let grant = &known.grant;
        grant.is_valid(now) && !grant.domain.contains(here) && roles.insert(grant.role.as_str())
    });
    let candidate = |(n, known): (usize, &super::KnownGrant)| {
        (vec![Step::HoldHere(n, here.clone())], with(now_is, &known.grant.role, here))
    };
    elsewhere.map(candidate).collect()
}

/// Any role, granted here; those that let do the least first.
fn grants(bench: &Bench<'_>, now_is: &Situation, here: &Domain) -> Vec<Candidate> {
    let candidate =
        |role: String| (vec![Step::Grant(role.clone(), here.clone())], with(now_is, &role, here));
    by_weight(bench, bench.all.role_names()).into_iter().map(candidate).collect()
}

/// A rule for a role that is held here, or else for one that is held somewhere, and then its grant.
fn rules(bench: &Bench<'_>, now_is: &Situation, here: &Domain) -> Vec<Candidate> {
    let relation = BY_EASE
        .into_iter()
        .find(|relation| {
            let all_in_hand =
                bench.question.askings.iter().all(|of| of.standing == Standing::InHand);
            now_is.relations.contains(relation) && (relation.is_in_hand() || !all_in_hand)
        })
        .unwrap_or(Relation::Any);
    let (at, away): (Vec<_>, Vec<_>) =
        now_is.held.iter().partition(|(_, domain)| domain.contains(here));
    let names = |held: Vec<&(String, Domain)>| {
        let names: BTreeSet<String> = held.into_iter().map(|(role, _)| role.clone()).collect();
        by_weight(bench, names.into_iter().collect())
    };
    let rule = |role: &str| Rule {
        role: format!("{ROLE}{role}"),
        domain: here.clone(),
        object: bench.question.object,
        action: bench.question.action,
        relation,
        effect: Effect::Allow,
    };
    let of_held = names(at).into_iter().map(|role| {
        let mut situation = now_is.clone();
        situation.added.push(rule(&role));
        (vec![Step::AddRule(Box::new(rule(&role)))], situation)
    });
    let of_others = names(away).into_iter().map(|role| {
        let mut situation = with(now_is, &role, here);
        situation.added.push(rule(&role));
        let grant = Step::Grant(role.clone(), here.clone());
        (vec![Step::AddRule(Box::new(rule(&role))), grant], situation)
    });
    of_held.chain(of_others).collect()
}

/// Roles by how many rules they carry, the fewest first.
fn by_weight(bench: &Bench<'_>, mut roles: Vec<String>) -> Vec<String> {
    let weight = |role: &String| {
        let reached = bench.reach([role]);
        let allowing = bench.all.rules.iter().filter(|rule| rule.effect == Effect::Allow);
        allowing.filter(|rule| reached.contains(&rule.role)).count()
    };
    roles.sort_by_cached_key(|role| (weight(role), role.clone()));
    roles
}

fn with(now_is: &Situation, role: &str, domain: &Domain) -> Situation {
    let mut situation = now_is.clone();
    situation.held.push((role.to_owned(), domain.clone()));
    situation
}
