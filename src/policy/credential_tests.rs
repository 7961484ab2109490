use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::domain::{AreaRef, Domain, EVERYWHERE, inside};
use super::super::level::Level;
use super::super::record::{Record, Standing};
use super::super::rule::{Effect, Rule, Rules};
use super::super::source::{GrantRow, UserStanding};
use super::super::vocabulary::Relation;
use super::*;

const PATHS: [&str; 6] = ["/1/", "/1/2/", "/1/2/3/", "/1/22/", "/12/", EVERYWHERE];
const ROLES: [&str; 3] = ["one", "two", "three"];
const WORDS: [&str; 6] =
    ["case:read", "case:note", "case:*", "token:create", "read-only", "hazard:read"];
const QUESTIONS: [(Object, Action); 5] = [
    (Object::Case, Action::Read),
    (Object::Case, Action::Note),
    (Object::Hazard, Action::Read),
    (Object::Token, Action::Create),
    (Object::Reporter, Action::Read),
];
const USER: Uuid = Uuid::from_u128(1);

fn domain(path: &str) -> Domain {
    if path == EVERYWHERE {
        return Domain::Everywhere;
    }
    let at = PATHS.iter().position(|known| *known == path).unwrap();
    Domain::Area(AreaRef {
        id: Uuid::from_u128(100 + at as u128),
        level: Level::Town,
        path: path.into(),
    })
}

/// A record whose every column that names a user names this one.
struct Anything {
    of: Uuid,
    confidential: bool,
}

impl Record for Anything {
    fn flag(&self, _: &str) -> Option<bool> {
        Some(self.confidential)
    }

    fn id(&self, _: &str) -> Option<Uuid> {
        Some(self.of)
    }
}

fn rule() -> impl Strategy<Value = Rule> {
    let relations = select(Relation::ALL);
    let parts = (select(&ROLES[..]), select(&PATHS[..]), select(&QUESTIONS[..]), relations);
    (parts, prop::bool::weighted(0.25)).prop_map(|((role, path, question, relation), denies)| {
        let (object, action) = question;
        let relation = object.relation(relation).map_or(Relation::Any, |_| relation);
        let effect = if denies { Effect::Deny } else { Effect::Allow };
        let role = format!("role:{role}");
        Rule { role, domain: domain(path), object, action, relation, effect }
    })
}

fn grant() -> impl Strategy<Value = GrantRow> {
    (select(&ROLES[..]), select(&PATHS[..])).prop_map(|(role, path)| GrantRow {
        role: role.to_owned(),
        domain: domain(path),
        valid_from: None,
        valid_until: None,
    })
}

fn some<T: Clone + std::fmt::Debug + 'static>(
    of: &'static [T],
) -> impl Strategy<Value = Option<Vec<T>>> {
    prop::option::of(subsequence(of.to_vec(), 0..=of.len()))
}

async fn owner(rules: Vec<Rule>, grants: Vec<GrantRow>, has_one_time_password: bool) -> Grants {
    let standing = UserStanding {
        user: USER,
        active: true,
        token_version: 1,
        has_one_time_password,
        grants,
        teams: vec![USER],
    };
    let rules = Rules { rules, links: Vec::new() };
    Grants::compile(&rules, &standing, Utc::now()).await.unwrap()
}

fn token(words: Option<&[&str]>, areas: Option<&[&str]>) -> Arc<TokenStanding> {
    let words = words.map(|of| of.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let areas = areas.map(|of| of.iter().map(|path| domain(path)).collect());
    Arc::new(TokenStanding {
        id: Uuid::nil(),
        hash: [0; 32],
        user: USER,
        expires_at: Utc::now(),
        revoked: false,
        narrowing: Narrowing::new(words.as_deref(), areas),
    })
}

fn blocking<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

proptest! {
    #[test]
    fn a_token_may_exactly_what_both_its_owner_and_its_scope_say(
        rules in prop::collection::vec(rule(), 0..12),
        grants in prop::collection::vec(grant(), 0..5),
        words in some(&WORDS),
        areas in some(&PATHS[..5]),
    ) {
        let owner = blocking(owner(rules, grants, false));
        let token = token(words.as_deref(), areas.as_deref());
        let narrowed = owner.of_token(Arc::clone(&token));
        for question in QUESTIONS {
            for path in PATHS {
                let lies_inside = areas.as_ref().is_none_or(|areas| {
                    areas.iter().any(|area| inside(path, area))
                });
                for (of, confidential) in [(USER, true), (USER, false), (Uuid::max(), false)] {
                    let record = Anything { of, confidential };
                    for standing in [Standing::Full, Standing::InHand] {
                        let may = |grants: &Grants| grants.allows(question, &record, path, standing);
                        let both = may(&owner)
                            && token.narrowing.covers(question.0, question.1)
                            && lies_inside;
                        prop_assert_eq!(may(&narrowed), both, "{:?} at {}", question, path);
                    }
                }
            }
        }
    }
}

#[test]
fn a_token_ends_at_its_moment_and_not_before() {
    let token = token(None, None);
    let at = |seconds| token.is_good_at(token.expires_at + chrono::TimeDelta::seconds(seconds));
    assert!(at(-1) && !at(0) && !at(1));
    let revoked = TokenStanding { revoked: true, ..(*token).clone() };
    assert!(!revoked.is_good_at(token.expires_at - chrono::TimeDelta::days(1)));
}

#[test]
fn a_one_time_password_leaves_a_session_nothing_and_a_token_what_it_has() {
    let rule = Rule {
        role: "role:one".to_owned(),
        domain: Domain::Everywhere,
        object: Object::Case,
        action: Action::Read,
        relation: Relation::Any,
        effect: Effect::Allow,
    };
    let held = GrantRow {
        role: "one".to_owned(),
        domain: Domain::Everywhere,
        valid_from: None,
        valid_until: None,
    };
    for one_time in [false, true] {
        let owner = blocking(owner(vec![rule.clone()], vec![held.clone()], one_time));
        let reads = |grants: &Grants| grants.may_somewhere(Object::Case, Action::Read);
        let session = owner.of_session(Some(Uuid::max()));
        assert_eq!((reads(&session), session.must_change_password()), (!one_time, one_time));
        assert_eq!(session.serial() == owner.serial(), !one_time, "its plans are its own");
        assert_eq!(session.session(), Some(Uuid::max()));
        let by_token = owner.of_token(token(None, None));
        assert!(reads(&by_token) && !by_token.must_change_password());
    }
}
