//! The default rules, each taken out in turn: what is shipped would notice.

use super::{DEFAULT_TESTS, Expectations};
use crate::policy::{DEFAULT_RULES, Rules, lines_of_csv};

fn default_rules() -> Rules {
    let mut rules = Rules::default();
    for (_, line) in lines_of_csv(DEFAULT_RULES).unwrap() {
        rules.add(&line, |_| None).unwrap();
    }
    rules
}

#[tokio::test]
async fn the_default_rules_are_as_expected() {
    let expected = Expectations::read(DEFAULT_TESTS).unwrap();
    let failures = expected.failures(&default_rules()).await.unwrap();
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[tokio::test]
async fn without_any_one_rule_or_link_something_fails() {
    let expected = Expectations::read(DEFAULT_TESTS).unwrap();
    let rules = default_rules();
    assert!(rules.rules.len() > 150 && rules.links.len() == 3);
    let mut unnoticed = Vec::new();
    for (at, rule) in rules.rules.iter().enumerate() {
        let mut without = rules.clone();
        without.rules.remove(at);
        if expected.failures(&without).await.unwrap().is_empty() {
            unnoticed.push(format!("{rule:?}"));
        }
    }
    for (at, link) in rules.links.iter().enumerate() {
        let mut without = rules.clone();
        without.links.remove(at);
        if expected.failures(&without).await.unwrap().is_empty() {
            unnoticed.push(format!("{link:?}"));
        }
    }
    assert!(unnoticed.is_empty(), "nobody misses\n{}", unnoticed.join("\n"));
}

/// Each no is a no: with the rule that it forbids, it fails and is told.
#[tokio::test]
async fn what_must_not_be_is_noticed_when_it_is() {
    use crate::policy::{Effect, Relation, Rule};
    let all = Expectations::read(DEFAULT_TESTS).unwrap();
    let noes: Vec<_> = all.0.iter().filter(|expected| !expected.allowed).cloned().collect();
    assert!(noes.len() > 10);
    for no in noes {
        for role in &no.roles {
            for action in &no.actions {
                let mut rules = default_rules();
                rules.rules.push(Rule {
                    role: format!("role:{role}"),
                    domain: crate::policy::Domain::Everywhere,
                    object: no.object,
                    action: *action,
                    relation: Relation::Any,
                    effect: Effect::Allow,
                });
                let failures = Expectations(vec![no.clone()]).failures(&rules).await.unwrap();
                let told = failures.iter().flat_map(|failure| &failure.told);
                let told: Vec<_> =
                    told.filter(|told| told.starts_with(&format!("{role} may "))).collect();
                assert!(!told.is_empty(), "{}: {role} {action:?}", no.name);
            }
        }
    }
}
