//! Why can't she? Stories under the default rules, in one town.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Asking, Explanation, Ground, KnownGrant, Person, Question, Step, explain, relations};
use crate::policy::{
    Action, AreaRef, DEFAULT_RULES, Domain, Effect, GrantRow, Level, Object, Record, Relation,
    RoleLink, Rule, Rules, Standing, lines_of_csv,
};

const TOWN: &str = "/35/3501/";
const BRIDGE: &str = "/35/3501/01/";
const MILL: &str = "/35/3501/02/";

fn area(path: &str) -> Domain {
    let level = if path == TOWN { Level::Town } else { Level::Community };
    Domain::Area(AreaRef { id: Uuid::nil(), level, path: path.into() })
}

fn policy(more: &str) -> Rules {
    let mut rules = Rules::default();
    for text in [DEFAULT_RULES, more] {
        for (_, line) in lines_of_csv(text).unwrap() {
            rules.add(&line, |path| Some(area(path))).unwrap();
        }
    }
    rules
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn grant(role: &str, path: &str) -> GrantRow {
    GrantRow { role: role.into(), domain: area(path), valid_from: None, valid_until: None }
}

fn she(grants: Vec<GrantRow>) -> Person {
    let known = |(n, grant)| KnownGrant { id: Uuid::from_u128(n), grant };
    let user = Uuid::from_u128(7);
    Person { user, active: true, teams: Vec::new(), grants: (1..).zip(grants).map(known).collect() }
}

/// A case at 桥头社区.
#[derive(Default)]
struct Case {
    confidential: bool,
    handler: Option<Uuid>,
}

impl Record for Case {
    fn flag(&self, column: &str) -> Option<bool> {
        (column == "confidential").then_some(self.confidential)
    }

    fn id(&self, column: &str) -> Option<Uuid> {
        if column == "handler_id" { self.handler } else { None }
    }
}

fn at(object: Object, action: Action, path: &str) -> Question {
    let asking = Asking { domain: area(path), standing: Standing::Full };
    Question { object, action, askings: vec![asking] }
}

async fn asked(rules: &Rules, person: &Person, question: &Question, case: &Case) -> Explanation {
    let stands = relations(question.object, Some(case), (person.user, &person.teams));
    let explanation = explain(rules, person, question, stands, now()).await.unwrap();
    assert_eq!(explanation.allowed, explanation.ground == Ground::Allowed);
    assert!(!explanation.allowed || explanation.nearest.is_empty());
    explanation
}

fn lines(rules: &Rules, explanation: &Explanation) -> Vec<String> {
    let line = |n: usize| rules.rules[n].fields().join(", ");
    explanation.rules().into_iter().map(line).collect()
}

#[tokio::test]
async fn a_yes_names_the_rule_the_grant_and_what_it_contains() {
    let rules = policy("");
    let person = she(vec![grant("analyst", MILL), grant("community", TOWN)]);
    let question = at(Object::Case, Action::Read, BRIDGE);
    let yes = asked(&rules, &person, &question, &Case::default()).await;
    assert_eq!(yes.ground, Ground::Allowed);
    assert_eq!(lines(&rules, &yes), ["role:group_leader, *, case, read, ordinary, allow"]);
    assert_eq!((yes.grants(), yes.held.as_slice()), (vec![1], &["community".to_owned()][..]));
    assert_eq!(yes.through[0].chain, ["community", "group_leader"]);
    assert_eq!(yes.relations, [Relation::Any, Relation::Ordinary]);
}

#[tokio::test]
async fn every_rule_that_matched_is_told_also_behind_a_denial() {
    let rules = policy(
        "p, role:group_leader, /35/3501/, case, read, handling, deny\n\
         p, role:community, *, case, read, any, allow\n\
         p, role:community, /35/3501/02/, case, read, any, allow\n\
         p, role:analyst, *, case, read, any, allow",
    );
    let person = she(vec![grant("community", TOWN)]);
    let question = at(Object::Case, Action::Read, BRIDGE);
    let case = Case { confidential: true, handler: Some(person.user) };
    let no = asked(&rules, &person, &question, &case).await;
    assert_eq!(no.ground, Ground::Denied);
    assert_eq!(
        lines(&rules, &no),
        [
            "role:group_leader, *, case, read, handling, allow",
            "role:group_leader, /35/3501/, case, read, handling, deny",
            "role:community, *, case, read, any, allow",
        ],
    );
    // Lifting it is never suggested without all whom it binds.
    let deny = rules.rules.iter().position(|rule| rule.effect == Effect::Deny).unwrap();
    let binds = ["community", "district_center", "group_leader", "town_center"];
    let binds = binds.map(str::to_owned).to_vec();
    assert_eq!(no.nearest, [Step::LiftDeny { rules: vec![deny], binds }]);
}

#[tokio::test]
async fn a_confidential_case_would_have_to_be_in_her_hands() {
    let rules = policy("");
    let person = she(vec![grant("community", TOWN)]);
    let question = at(Object::Case, Action::Read, BRIDGE);
    let case = Case { confidential: true, handler: None };
    let no = asked(&rules, &person, &question, &case).await;
    assert_eq!((no.ground, no.through.len()), (Ground::NoRule, 0));
    let [Step::Relate { relation, rule }] = no.nearest[..] else { panic!("{:?}", no.nearest) };
    assert_eq!(relation, Relation::Handling);
    assert_eq!(rules.rules[rule].relation, Relation::Handling);
    let case = Case { handler: Some(person.user), ..case };
    assert!(asked(&rules, &person, &question, &case).await.allowed);
}

#[tokio::test]
async fn a_grant_that_ended_or_is_yet_to_begin_is_nearer_than_one_elsewhere() {
    let rules = policy("");
    let (day, week) = (TimeDelta::days(1), TimeDelta::days(7));
    let ended = GrantRow { valid_until: Some(now() - day), ..grant("town_center", TOWN) };
    let coming = GrantRow { valid_from: Some(now() + week), ..grant("town_center", TOWN) };
    let elsewhere = grant("town_center", MILL);
    let question = at(Object::Case, Action::Assign, BRIDGE);
    let all = vec![elsewhere.clone(), coming.clone(), ended];
    let no = asked(&rules, &she(all), &question, &Case::default()).await;
    assert_eq!((no.ground, no.nearest), (Ground::NoGrant, vec![Step::Prolong(2, now() - day)]));
    let no =
        asked(&rules, &she(vec![elsewhere.clone(), coming]), &question, &Case::default()).await;
    assert_eq!(no.nearest, [Step::Begin(1, now() + week)]);
    let no = asked(&rules, &she(vec![elsewhere]), &question, &Case::default()).await;
    assert_eq!(no.nearest, [Step::HoldHere(0, area(BRIDGE))]);
}

#[tokio::test]
async fn the_least_role_that_would_do_is_named_and_else_a_rule() {
    let rules = policy("");
    let person = she(vec![grant("community", TOWN)]);
    let question = at(Object::Case, Action::Assign, BRIDGE);
    let no = asked(&rules, &person, &question, &Case::default()).await;
    assert_eq!(no.nearest, [Step::Grant("town_center".into(), area(BRIDGE))]);
    // No role may do it, so there would have to be a rule, and none wider than it needs to be.
    let mut bare = policy("");
    bare.rules.retain(|rule| rule.action != Action::Assign);
    let no = asked(&bare, &person, &question, &Case::default()).await;
    let [Step::AddRule(rule)] = &no.nearest[..] else { panic!("{:?}", no.nearest) };
    let line = "role:community, /35/3501/01/, case, assign, ordinary, allow";
    assert_eq!(rule.fields().join(", "), line);
    bare.rules.push((**rule).clone());
    assert!(asked(&bare, &person, &question, &Case::default()).await.allowed);
    // And where she holds no role here, the grant besides.
    let no = asked(&bare, &she(vec![grant("analyst", MILL)]), &question, &Case::default()).await;
    assert_eq!(no.nearest, [Step::Grant("community".into(), area(BRIDGE))]);
    bare.rules.pop();
    let no = asked(&bare, &she(vec![grant("analyst", MILL)]), &question, &Case::default()).await;
    assert!(
        matches!(&no.nearest[..], [Step::AddRule(_), Step::Grant(role, _)] if role == "analyst")
    );
}

#[tokio::test]
async fn nobody_who_is_not_active_may_do_anything() {
    let rules = policy("");
    let question = at(Object::Case, Action::Triage, BRIDGE);
    let person = Person { active: false, ..she(vec![grant("community", TOWN)]) };
    let no = asked(&rules, &person, &question, &Case::default()).await;
    assert_eq!((no.ground, no.nearest), (Ground::Inactive, vec![Step::Reactivate]));
    assert!(no.through.is_empty() && no.held.is_empty());
    let person = Person { active: false, ..she(vec![grant("community", MILL)]) };
    let no = asked(&rules, &person, &question, &Case::default()).await;
    assert_eq!(no.nearest, [Step::Reactivate, Step::HoldHere(0, area(BRIDGE))]);
}

#[tokio::test]
async fn who_has_a_case_in_hand_works_on_it_where_it_lies_though_its_desk_is_above() {
    let rules = policy("");
    let askings = vec![
        Asking { domain: area(TOWN), standing: Standing::Full },
        Asking { domain: area(BRIDGE), standing: Standing::InHand },
    ];
    let question = Question { object: Object::Case, action: Action::Resolve, askings };
    let person = she(vec![grant("community", BRIDGE)]);
    let no = asked(&rules, &person, &question, &Case::default()).await;
    assert_eq!(no.ground, Ground::NoRule);
    let relation = match no.nearest[..] {
        [Step::Relate { relation, .. }] => relation,
        _ => panic!("{:?}", no.nearest),
    };
    assert_eq!(relation, Relation::Handling);
    let handled = Case { handler: Some(person.user), ..Case::default() };
    let yes = asked(&rules, &person, &question, &handled).await;
    assert_eq!(lines(&rules, &yes), ["role:group_leader, *, case, resolve, handling, allow"]);
    // A denial falls on her however else she stands to it.
    let denied = policy("p, role:community, *, case, resolve, ordinary, deny");
    let no = asked(&denied, &person, &question, &handled).await;
    assert_eq!(no.ground, Ground::Denied);
}

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

#[tokio::test]
async fn what_is_said_to_be_nearest_makes_it_a_yes_when_it_is_done() {
    let mut chance = Chance(1);
    let (roles, paths) = (["a", "b", "c", "d"], [TOWN, BRIDGE, MILL]);
    let relations = [Relation::Any, Relation::Ordinary, Relation::OwnTeam, Relation::Handling];
    let (mut helped, mut helpless) = (0, 0);
    for _ in 0..400 {
        let mut rules = Rules::default();
        for _ in 0..chance.below(7) {
            rules.rules.push(Rule {
                role: format!("role:{}", chance.pick(&roles)),
                domain: if chance.below(3) == 0 {
                    Domain::Everywhere
                } else {
                    area(chance.pick(&paths))
                },
                object: Object::Case,
                action: chance.pick(&[Action::Read, Action::Note]),
                relation: chance.pick(&relations),
                effect: if chance.below(3) == 0 { Effect::Deny } else { Effect::Allow },
            });
        }
        for (n, role) in roles.iter().enumerate().skip(1) {
            if chance.below(2) == 0 {
                let (role, contains) = (format!("role:{role}"), format!("role:{}", roles[n - 1]));
                rules.links.push(RoleLink { role, contains });
            }
        }
        let day = TimeDelta::days(1);
        let grants = (0..chance.below(4)).map(|_| {
            let (from, until) =
                chance.pick(&[(None, None), (Some(now() + day), None), (None, Some(now() - day))]);
            GrantRow {
                valid_from: from,
                valid_until: until,
                ..grant(chance.pick(&roles), chance.pick(&paths))
            }
        });
        let mut person = she(grants.collect());
        person.active = chance.below(6) > 0;
        let mut question = at(Object::Case, Action::Read, chance.pick(&paths));
        if chance.below(3) == 0 {
            let asking = Asking { domain: area(BRIDGE), standing: Standing::InHand };
            question.askings.push(asking);
        }
        let mut stands = vec![Relation::Any];
        stands.extend(relations[1..].iter().filter(|_| chance.below(3) == 0));
        let told = explain(&rules, &person, &question, stands.clone(), now()).await.unwrap();
        if told.allowed || told.nearest.is_empty() {
            helpless += usize::from(!told.allowed);
            continue;
        }
        let mut lifted = Vec::new();
        for step in told.nearest.clone() {
            let new = |grant| KnownGrant { id: Uuid::nil(), grant };
            match step {
                Step::Reactivate => person.active = true,
                Step::LiftDeny { rules, .. } => lifted = rules,
                Step::Relate { relation, .. } => stands.push(relation),
                Step::Begin(n, _) => person.grants[n].grant.valid_from = None,
                Step::Prolong(n, _) => person.grants[n].grant.valid_until = None,
                Step::HoldHere(n, domain) => {
                    let grant = GrantRow { domain, ..person.grants[n].grant.clone() };
                    person.grants.push(new(grant));
                }
                Step::Grant(role, domain) => {
                    let (valid_from, valid_until) = (None, None);
                    person.grants.push(new(GrantRow { role, domain, valid_from, valid_until }));
                }
                Step::AddRule(rule) => rules.rules.push(*rule),
            }
        }
        let mut n = 0;
        rules.rules.retain(|_| {
            n += 1;
            !lifted.contains(&(n - 1))
        });
        let then = explain(&rules, &person, &question, stands, now()).await.unwrap();
        assert!(then.allowed, "{:?} of {question:?} for {person:?} under {rules:?}", told.nearest);
        helped += 1;
    }
    assert!(helped > 100 && helpless > 10, "{helped} {helpless}");
}
