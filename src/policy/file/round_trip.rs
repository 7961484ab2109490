//! What is written is read back as it was.

use proptest::prelude::*;

use super::{At, Entry, PolicyFile};
use crate::policy::change::RoleLine;
use crate::policy::rule::Line;
use crate::policy::vocabulary::{Action, Object, Relation};
use crate::policy::{DEFAULT_RULES, lines_of_csv};

fn comment() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        "[ -~]{0,12}",
        "[一-龥，#,\"]{1,8}",
        Just("---- A heading".to_owned()),
        Just("role analyst: not a title".to_owned()),
        Just("p, role:analyst, *, reporter, read, any, allow".to_owned()),
        Just(super::ROLES.to_owned()),
    ];
    let line = line.prop_map(|line| line.trim_end().to_owned());
    let preamble: Vec<String> = super::PREAMBLE.lines().map(str::to_owned).collect();
    prop_oneof![
        8 => prop::collection::vec(line, 0..4),
        1 => Just(preamble),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let role = || "role:[a-z][a-z0-9_]{0,6}";
    let domain = prop_oneof![Just("*".to_owned()), "(/[A-Za-z0-9-]{1,6}){1,4}/"];
    let rule = (
        role(),
        domain,
        prop::sample::select(Object::ALL),
        prop::sample::select(Action::ALL),
        prop::sample::select(Relation::ALL),
        prop::sample::select(&["allow", "deny"][..]),
    );
    let rule = rule.prop_map(|(role, domain, object, action, relation, effect)| Line {
        ptype: "p".to_owned(),
        fields: vec![
            role,
            domain,
            object.as_str().to_owned(),
            action.as_str().to_owned(),
            relation.as_str().to_owned(),
            effect.to_owned(),
        ],
    });
    let link = (role(), role()).prop_map(|(role, contains)| Line {
        ptype: "g".to_owned(),
        fields: vec![role, contains, "*".to_owned()],
    });
    // What no policy has, and a file may all the same.
    let odd = prop::collection::vec("[ -~，]{0,6}", 1..4)
        .prop_map(|fields| Line { ptype: "x".to_owned(), fields: fields.into_iter().collect() });
    prop_oneof![6 => rule, 2 => link, 1 => odd]
}

fn title() -> impl Strategy<Value = RoleLine> {
    let words = "[一-龥A-Za-z][一-龥A-Za-z:# ]{0,8}[一-龥A-Za-z]";
    ("[a-z][a-z0-9_]{0,10}", words, prop::option::of(words))
        .prop_map(|(name, title, title_en)| RoleLine { name, title, title_en })
}

fn file() -> impl Strategy<Value = PolicyFile> {
    let entry =
        (line(), comment()).prop_map(|(line, above)| At { number: 0, it: Entry { line, above } });
    (prop::collection::vec(title(), 0..4), prop::collection::vec(entry, 0..12)).prop_map(
        |(mut roles, entries)| {
            roles.sort_by(|a, b| a.name.cmp(&b.name));
            roles.dedup_by(|a, b| a.name == b.name);
            let roles = roles.into_iter().map(|it| At { number: 0, it }).collect();
            PolicyFile { roles, entries }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(written in file()) {
        let text = written.to_string();
        let read = PolicyFile::parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&written), "{}", text);
        let windows = PolicyFile::parse(&text.replace('\n', "\r\n"));
        prop_assert_eq!(windows, read, "with the other ends of lines");
    }

    #[test]
    fn nothing_written_in_a_comment_becomes_a_rule(
        said in "([ -~]|[\\n\\r\\x0B\\x0C\\u{85}\\u{2028}]|p, role:a, \\*, case, read, any, allow){0,9}"
    ) {
        let line = Line { ptype: "g".into(), fields: ["role:a", "role:b", "*"].map(str::to_owned).into() };
        let file = PolicyFile {
            roles: vec![At { number: 0, it: RoleLine { name: "a".into(), title: said.clone(), title_en: None } }],
            entries: vec![At { number: 0, it: Entry { line, above: vec![said] } }],
        };
        let text = file.to_string();
        for line in text.split(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}']) {
            prop_assert!(line.is_empty() || line.starts_with('#') || line.starts_with("g, "), "{}", text);
        }
    }
}

#[test]
fn the_default_rules_are_written_as_they_are() {
    let file = PolicyFile::parse(DEFAULT_RULES).unwrap();
    assert_eq!(file.to_string(), DEFAULT_RULES);
    // Both ways of reading agree.
    let lines = lines_of_csv(DEFAULT_RULES).unwrap().into_iter().map(|(_, line)| line);
    let read = file.entries.iter().map(|at| at.it.line.clone());
    assert_eq!(read.collect::<Vec<_>>(), lines.collect::<Vec<_>>());
    for role in crate::policy::BUILT_IN {
        let title = &file.roles.iter().find(|title| title.it.name == role.name).unwrap().it;
        assert_eq!(
            (title.title.as_str(), title.title_en.as_deref()),
            (role.title, Some(role.title_en))
        );
    }
}

#[test]
fn fifty_thousand_rules_are_read_at_once() {
    let rule = |number| format!("p, role:r{number}, *, case, read, any, allow\n");
    let text: String = (0..50_000).map(rule).collect();
    let begun = std::time::Instant::now();
    let file = PolicyFile::parse(&text).unwrap();
    assert_eq!(file.entries.len(), 50_000);
    assert_eq!(PolicyFile::parse(&file.to_string()), Ok(file));
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}
