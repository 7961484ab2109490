//! Changes as administrators write them, and what each is told.

mod covered;

use std::collections::HashSet;

use uuid::Uuid;

use super::*;
use crate::error::{Language, Problem};
use crate::policy::{AreaRef, DEFAULT_RULES, Domain, Holding, Level, Object, lines_of_csv};

fn area(path: &str) -> Option<Domain> {
    let known = ["/12/", "/12/3/", "/123/"];
    let at = known.iter().position(|known| *known == path)?;
    let id = Uuid::from_u128(at as u128 + 1);
    Some(Domain::Area(AreaRef { id, level: Level::Town, path: path.into() }))
}

fn default_policy() -> Policy {
    let mut rules = Rules::default();
    for (_, line) in lines_of_csv(DEFAULT_RULES).unwrap() {
        rules.add(&line, area).unwrap();
    }
    let kept = rules.rules.into_iter().map(|rule| KeptRule { rule, comment: None });
    Policy { roles: built_in_roles(), rules: kept.collect(), links: rules.links }
}

/// A rule as somebody writes it: `role, domain, object, action, relation, effect`.
fn line(text: &str) -> RuleLine {
    let mut words = text.split(", ").map(str::to_owned);
    let mut word = || words.next().unwrap_or_default();
    let (role, domain, object) = (word(), word(), word());
    let (action, relation, effect) = (word(), word(), word());
    RuleLine { role, domain, object, action, relation, effect, comment: None }
}

fn adding(rules: &[&str]) -> PolicyChange {
    PolicyChange { add: rules.iter().map(|rule| line(rule)).collect(), ..PolicyChange::default() }
}

fn removing(rules: &[&str]) -> PolicyChange {
    PolicyChange {
        remove: rules.iter().map(|rule| line(rule)).collect(),
        ..PolicyChange::default()
    }
}

fn link(role: &str, inherits: &str) -> LinkLine {
    LinkLine { role: role.to_owned(), inherits: inherits.to_owned() }
}

fn holding(user: u128, role: &str, domain: Domain) -> Holding {
    Holding { user: Uuid::from_u128(user), role: role.to_owned(), domain, lasts: true }
}

fn changed(policy: &Policy, change: &PolicyChange) -> Result<Changed, Vec<Problem>> {
    let held = [
        holding(1, "administrator", Domain::Everywhere),
        holding(2, "community", area("/12/").unwrap()),
    ];
    let granted = HashSet::from(["administrator".to_owned(), "community".to_owned()]);
    let waiting = HashSet::from(["analyst".to_owned()]);
    let around = Around { domain: &area, held: &held, granted: &granted, waiting: &waiting };
    policy.changed(change, &around)
}

/// The only thing wrong with a change of the default policy: its field, and what is said of it.
fn only_problem(change: &PolicyChange) -> (String, String) {
    let problems = changed(&default_policy(), change).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(!problems[0].message.in_language(Language::Chinese).is_ascii());
    (problems[0].field.clone(), problems[0].message.in_language(Language::English).to_owned())
}

#[track_caller]
fn refused(change: &PolicyChange, field: &str, message: &str) {
    let (at, said) = only_problem(change);
    assert_eq!((&*at, said.contains(message)), (field, true), "{said}");
}

#[test]
fn a_word_that_is_not_known_is_told_with_the_one_that_was_meant() {
    let fine = "community, *, case, assign, ordinary, allow";
    for (rule, part, message) in [
        (
            "community, *, case, red, any, allow",
            "action",
            "unknown action `red`; did you mean `read`?",
        ),
        ("community, *, cases, read, any, allow", "object", "did you mean `case`?"),
        ("community, *, case, assign, handing, allow", "relation", "did you mean `handling`?"),
        ("community, *, case, assign, any, alow", "effect", "did you mean `allow`?"),
        ("comunity, *, case, assign, any, allow", "role", "did you mean `community`?"),
        ("role:community, *, case, assign, any, allow", "role", "did you mean `community`?"),
        (
            "community, *, case, grant, any, allow",
            "action",
            "case has no action `grant`; it has read,",
        ),
        (
            "community, *, hazard, extend, own_team, allow",
            "relation",
            "hazard has no relation `own_team`",
        ),
        ("community, *, case, xyzzyxyzzy, any, allow", "action", "it is one of read, create"),
        ("community, /12, case, assign, any, allow", "domain", "nor the path of an area"),
        ("community, /1/, case, assign, any, allow", "domain", "nor the path of an area"),
        ("community, 12, case, assign, any, allow", "domain", "nor the path of an area"),
        ("user:1, *, case, assign, any, allow", "role", "cannot be a role's name"),
        ("*, *, case, assign, any, allow", "role", "cannot be a role's name"),
        ("#community, *, case, assign, any, allow", "role", "cannot be a role's name"),
        ("a\"b, *, case, assign, any, allow", "role", "cannot be a role's name"),
        ("a\nb, *, case, assign, any, allow", "role", "`a\\nb` cannot be a role's name"),
        ("a,b, *, case, assign, any, allow", "role", "cannot be a role's name"),
        ("community, *, *, assign, any, allow", "object", "unknown object `*`"),
        ("community, *, case, *, any, allow", "action", "unknown action `*`"),
    ] {
        refused(&adding(&[fine, rule]), &format!("change.add[1].{part}"), message);
    }
}

#[test]
fn a_rule_twice_or_against_another_is_refused() {
    let (read, deny) =
        ("community, *, case, assign, any, allow", "community, *, case, assign, any, deny");
    refused(&adding(&[read, read]), "change.add[1]", "twice");
    refused(
        &adding(&[read, deny]),
        "change.add[1]",
        "contradicts `community, *, case, assign, any, allow` of the same",
    );
    let there = "community, *, stats, read, any, allow";
    refused(&adding(&[there]), "change.add[0]", "is already there");
    let deny = there.replace("allow", "deny");
    refused(&adding(&[&deny]), "change.add[0]", "which is there");
    refused(&removing(&[&deny]), "change.remove[0]", "there is no rule");
    refused(&removing(&[there, there]), "change.remove[1]", "twice");
    let turned = PolicyChange { remove: vec![line(there)], ..adding(&[&deny]) };
    assert!(changed(&default_policy(), &turned).is_ok());
    refused(&PolicyChange::default(), "change", "changes nothing");
}

#[test]
fn a_comment_is_one_line_and_stays_with_its_rule() {
    let with = |comment: &str| {
        let rule = line("community, *, case, assign, any, allow");
        let add = vec![RuleLine { comment: Some(comment.to_owned()), ..rule }];
        PolicyChange { add, ..PolicyChange::default() }
    };
    for comment in ["two\nlines", "a\u{7}bell", "two\u{2028}lines", &"x".repeat(201)] {
        refused(&with(comment), "change.add[0].comment", "one line of at most 200");
    }
    let made = changed(&default_policy(), &with(" 试行, \"三个月\" ")).unwrap();
    assert_eq!(made.added[0].comment.as_deref(), Some("试行, \"三个月\""));
    let other = PolicyChange {
        remove: vec![line("community, *, case, assign, any, allow")],
        ..with("second")
    };
    let again = changed(&made.policy, &other).unwrap();
    assert_eq!(again.policy.rules.len(), made.policy.rules.len());
    assert_eq!(again.added[0].comment.as_deref(), Some("second"));
}

#[test]
fn a_role_that_the_change_adds_is_known_and_one_in_use_is_not_removed() {
    let inspector = RoleLine {
        name: "fire_inspector".to_owned(),
        title: "消防检查员".to_owned(),
        title_en: Some("Fire inspector".to_owned()),
    };
    let rules = adding(&["fire_inspector, *, place, read, any, allow"]);
    refused(&rules, "change.add[0].role", "unknown role `fire_inspector`; a new role is added");
    let change = PolicyChange {
        add_roles: vec![inspector.clone()],
        add_inheritance: vec![link("town_center", "fire_inspector")],
        ..rules
    };
    let made = changed(&default_policy(), &change).unwrap();
    assert_eq!(made.roles_added.len(), 1);
    assert!(!made.roles_added[0].built_in);
    let remove = |name: &str| PolicyChange {
        remove_roles: vec![name.to_owned()],
        ..PolicyChange::default()
    };
    let problems = changed(&made.policy, &remove("fire_inspector")).unwrap_err();
    assert_eq!(
        problems[0].message.en,
        "the role `fire_inspector` is still in use: 1 rules speak of it; other roles are linked with it"
    );
    let back = made.policy.change_to(&default_policy());
    assert_eq!(changed(&made.policy, &back).unwrap().policy, default_policy());
    let mut bare = Policy { rules: Vec::new(), links: Vec::new(), ..default_policy() };
    let gone = changed(&bare, &remove("team_member")).unwrap();
    assert!(gone.policy.roles.iter().all(|role| role.name != "team_member"));
    let problems = changed(&bare, &remove("community")).unwrap_err();
    assert!(problems[0].message.en.ends_with("users are granted it"));
    let problems = changed(&bare, &remove("analyst")).unwrap_err();
    assert!(problems[0].message.en.ends_with("a waiting change speaks of it"));
    refused(&remove("comunity"), "change.removeRoles[0]", "did you mean `community`?");
    let add = |name: &str, title: &str| PolicyChange {
        add_roles: vec![RoleLine { name: name.into(), title: title.into(), title_en: None }],
        ..PolicyChange::default()
    };
    refused(
        &add("community", "社区"),
        "change.addRoles[0].name",
        "the role `community` is there already",
    );
    refused(&add("Fire", "消防"), "change.addRoles[0].name", "did you mean `fire`?");
    refused(&add("fire", " "), "change.addRoles[0].title", "needs a title");
    bare.roles.clear();
    let many = PolicyChange {
        add_roles: (0..=MOST_ROLES)
            .map(|i| RoleLine { name: format!("r{i}"), ..inspector.clone() })
            .collect(),
        ..PolicyChange::default()
    };
    assert_eq!(changed(&bare, &many).unwrap_err()[0].field, "change.addRoles");
}

#[test]
fn links_are_between_roles_and_make_no_loop() {
    let adding = |links: &[(&str, &str)]| PolicyChange {
        add_inheritance: links.iter().map(|(role, inherits)| link(role, inherits)).collect(),
        ..PolicyChange::default()
    };
    for (links, field, message) in [
        (
            &[("group_leader", "district_center")][..],
            "[0]",
            "a role cannot contain itself: community contains",
        ),
        (&[("analyst", "analyst")], "[0]", "analyst contains analyst"),
        (&[("analyst", "team_member"), ("team_member", "analyst")], "[1]", "cannot contain itself"),
        (&[("analyst", "user:1")], "[0].inherits", "cannot be a role's name"),
        (&[("analist", "team_member")], "[0].role", "did you mean `analyst`?"),
        (&[("community", "group_leader")], "[0]", "already"),
        (&[("analyst", "team_member"), ("analyst", "team_member")], "[1]", "twice"),
    ] {
        refused(&adding(links), &format!("change.addInheritance{field}"), message);
    }
    let remove = PolicyChange {
        remove_inheritance: vec![link("community", "analyst")],
        ..PolicyChange::default()
    };
    refused(
        &remove,
        "change.removeInheritance[0]",
        "nothing says that `community` contains `analyst`",
    );
}

#[test]
fn somebody_is_left_who_can_administer() {
    for rule in
        ["administrator, *, policy, apply, any, allow", "administrator, *, user, grant, any, allow"]
    {
        refused(&removing(&[rule]), "change", "nobody would be left");
        let word = rule.split(", ").nth(2).unwrap();
        let narrower =
            PolicyChange { remove: vec![line(rule)], ..adding(&[&rule.replace('*', "/12/")]) };
        refused(&narrower, "change", "nobody would be left");
        let action = rule.split(", ").nth(3).unwrap();
        let deny = format!("administrator, /12/, {word}, {action}, any, deny");
        refused(&adding(&[&deny]), "change", "nobody would be left");
    }
    let fine = adding(&["administrator, *, user, grant, own_record, deny"]);
    assert!(changed(&default_policy(), &fine).is_ok());
    // Where nobody can administer yet, nothing is taken from anybody.
    let without = Policy { rules: Vec::new(), ..default_policy() };
    assert!(changed(&without, &adding(&["analyst, *, case, read, any, allow"])).is_ok());
}

#[test]
fn warnings_say_whom_a_deny_binds_and_what_reaches_nobody() {
    let warned = |change: &PolicyChange| -> Vec<String> {
        let made = changed(&default_policy(), change).unwrap();
        made.warnings.iter().map(|warning| warning.en.to_string()).collect()
    };
    let deny = adding(&["community, *, case, create, any, deny"]);
    assert_eq!(
        warned(&deny),
        ["this deny also binds district_center, town_center, which contain community"]
    );
    let brought = PolicyChange {
        add_inheritance: vec![link("administrator", "analyst")],
        ..adding(&["analyst, *, case, read, handling, deny"])
    };
    assert_eq!(
        warned(&brought),
        [
            "this deny also binds administrator, which contains analyst",
            "denies of analyst now also bind administrator"
        ]
    );
    let nobody = adding(&["community, /123/, case, assign, any, allow"]);
    assert_eq!(
        warned(&nobody),
        ["nobody holds community at /123/, above or below it: the rule is for nobody yet"]
    );
    for path in ["/12/", "/12/3/"] {
        let reached = adding(&[&format!("community, {path}, case, assign, any, allow")]);
        assert_eq!(warned(&reached), [""; 0], "{path}");
    }
}

#[test]
fn a_change_needs_leave_at_its_domains_and_is_about_the_roles_of_its_rules() {
    let made = |change: &PolicyChange| changed(&default_policy(), change).unwrap();
    let of_town = made(&adding(&[
        "analyst, /12/, case, note, any, allow",
        "analyst, /12/, case, assign, any, allow",
    ]));
    assert_eq!(of_town.domains(), [&area("/12/").unwrap()]);
    assert!(of_town.is_about(["analyst"]).contains("analyst"));
    assert!(of_town.is_about(["administrator", "district_center"]).is_empty());
    let contained = made(&adding(&["group_leader, /12/, case, assign, any, allow"]));
    assert!(contained.is_about(["district_center"]).contains("group_leader"));
    let linked = made(&PolicyChange {
        remove_inheritance: vec![link("community", "group_leader")],
        ..adding(&["group_leader, /12/, case, assign, any, allow"])
    });
    assert_eq!(linked.domains().len(), 2);
    assert_eq!(linked.is_about(["town_center"]).len(), 2, "what was contained counts too");
    assert!(linked.is_about(["analyst"]).is_empty());
}

#[test]
fn fifty_thousand_rules_are_looked_at_in_a_moment() {
    let roles: Vec<RoleLine> = (0..900)
        .map(|i| RoleLine {
            name: format!("role_{i}"), title: format!("角色{i}"), title_en: None
        })
        .collect();
    let places = ["*", "/12/", "/12/3/", "/123/"];
    let words =
        Object::ALL.iter().flat_map(|object| object.actions().iter().map(move |a| (object, a)));
    let words: Vec<_> = words.collect();
    let (places, words) = (&places, &words);
    let add = roles.iter().flat_map(|role| {
        places.iter().flat_map(move |place| words.iter().map(move |word| (role, place, word)))
    });
    let add: Vec<RuleLine> = add
        .take(MOST_RULES - default_policy().rules.len())
        .map(|(role, place, (object, action))| {
            line(&format!(
                "{}, {place}, {}, {}, any, deny",
                role.name,
                object.as_str(),
                action.as_str()
            ))
        })
        .collect();
    let chain = roles.windows(2).map(|pair| link(&pair[0].name, &pair[1].name)).collect();
    let change =
        PolicyChange { add, add_roles: roles, add_inheritance: chain, ..Default::default() };
    let began = std::time::Instant::now();
    let made = changed(&default_policy(), &change).unwrap();
    assert_eq!(made.policy.rules.len(), MOST_RULES);
    let back = made.policy.change_to(&default_policy());
    assert_eq!(changed(&made.policy, &back).unwrap().policy, default_policy());
    let one_more = adding(&["analyst, *, case, note, any, allow"]);
    assert_eq!(changed(&made.policy, &one_more).unwrap_err()[0].field, "change.add");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    let wrong =
        PolicyChange { add: vec![line("nobody, *, a, b, c, d"); 5_000], ..Default::default() };
    let problems = changed(&default_policy(), &wrong).unwrap_err();
    assert_eq!(problems.len(), 101);
    assert_eq!(problems[100].message.en, "19900 more problems are not told here");
}
