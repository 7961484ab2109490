//! casbin itself: the model, the functions that it calls, and an enforcer for one user.

use casbin::function_map::OperatorFunction;
use casbin::prelude::*;
use casbin::rhai::Dynamic;

use super::domain::{Domain, inside};
use super::rule::{ROLE, Rules};

/// The model of `policies/model.conf`.
pub const MODEL: &str = include_str!("../../policies/model.conf");

/// The rules that a new installation starts with, of `policies/policy.csv`.
pub const DEFAULT_RULES: &str = include_str!("../../policies/policy.csv");

/// casbin's name for a user. Nothing that anybody typed becomes part of it.
#[must_use]
pub fn subject(user: uuid::Uuid) -> String {
    format!("user:{}", user.simple())
}

/// casbin's `related(r.rel, p.rel)`: the question names every relation that holds, separated by
/// spaces, and the rule wants one of them.
#[must_use]
pub fn related(asked: &str, wanted: &str) -> bool {
    asked.split(' ').any(|relation| relation == wanted)
}

/// A function of two words as casbin calls it: what is no word makes it false, and so a no.
fn of_words(first: Dynamic, second: Dynamic, holds: fn(&str, &str) -> bool) -> Dynamic {
    match (first.into_immutable_string(), second.into_immutable_string()) {
        (Ok(first), Ok(second)) => holds(&first, &second).into(),
        _ => false.into(),
    }
}

/// A grant as casbin is told it: the role's name without prefix, and where it holds.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// The role's name, without prefix.
    pub role: &'a str,
    /// Where the user holds it.
    pub domain: &'a Domain,
}

/// The roles of one user, as casbin has them: a fresh enforcer of all links and the grants of that
/// user, and of no rules, which say nothing of who holds which role.
///
/// One for each user, and made anew when anything changes: an enforcer that holds everybody's
/// grants takes seconds to load, and casbin's incremental ones keep revoked grants alive.
///
/// # Errors
/// casbin's own, where it refuses a link; it was checked before it was kept.
pub(super) async fn roles_of(
    rules: &Rules,
    user: uuid::Uuid,
    held: &[Held<'_>],
) -> casbin::Result<Enforcer> {
    let model = DefaultModel::from_str(MODEL).await?;
    let mut enforcer = Enforcer::new(model, NullAdapter).await?;
    enforcer.enable_auto_save(false);
    enforcer.enable_auto_build_role_links(false);
    enforcer.get_role_manager().write().matching_fn(None, Some(inside));
    enforcer.add_function("inside", OperatorFunction::Arg2(|a, b| of_words(a, b, inside)));
    enforcer.add_function("related", OperatorFunction::Arg2(|a, b| of_words(a, b, related)));
    let links = rules.links.iter().map(|link| {
        vec![link.role.clone(), link.contains.clone(), super::domain::EVERYWHERE.to_owned()]
    });
    let grants = held.iter().map(|held| {
        vec![subject(user), format!("{ROLE}{}", held.role), held.domain.as_casbin().to_owned()]
    });
    let model = enforcer.get_mut_model();
    for link in links.chain(grants) {
        model.add_policy("g", "g", link);
    }
    enforcer.build_role_links()?;
    Ok(enforcer)
}

/// A fresh enforcer of all rules, all links and the grants of one user: casbin's own judge.
///
/// # Errors
/// casbin's own, where it refuses a rule; it was checked before it was kept.
pub async fn enforcer(
    rules: &Rules,
    user: uuid::Uuid,
    held: &[Held<'_>],
) -> casbin::Result<Enforcer> {
    let mut enforcer = roles_of(rules, user, held).await?;
    let model = enforcer.get_mut_model();
    for rule in &rules.rules {
        model.add_policy("p", "p", rule.fields().map(str::to_owned).to_vec());
    }
    Ok(enforcer)
}
