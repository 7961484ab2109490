use super::*;

fn words(of: &[&str]) -> Vec<String> {
    of.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_scope_covers_what_its_words_say_and_nothing_beside() {
    let scope = words(&["case:read", "hazard:*"]);
    let narrowing = Narrowing::new(Some(&scope), None);
    for (object, action, covered) in [
        (Object::Case, Action::Read, true),
        (Object::Case, Action::Note, false),
        (Object::Hazard, Action::Verify, true),
        (Object::Check, Action::Read, false),
    ] {
        assert_eq!(narrowing.covers(object, action), covered, "{object:?} {action:?}");
    }
}

#[test]
fn who_may_do_what_and_who_brought_a_case_must_be_named() {
    let read_only = words(&[READ_ONLY]);
    for narrowing in [Narrowing::new(None, None), Narrowing::new(Some(&read_only), None)] {
        for (object, action) in all().filter(|(object, action)| must_be_named(*object, *action)) {
            assert!(!narrowing.covers(object, action), "{object:?} {action:?}");
        }
        assert!(narrowing.covers(Object::User, Action::Read) && !narrowing.administers());
    }
    let named = words(&["token:create", "reporter:read"]);
    let named = Narrowing::new(Some(&named), None);
    assert!(named.covers(Object::Token, Action::Create) && named.administers());
    assert!(named.covers(Object::Reporter, Action::Read));
}

#[test]
fn reading_is_all_that_read_only_does() {
    let narrowing = Narrowing::new(Some(&words(&[READ_ONLY])), None);
    assert!(
        all().all(|(object, action)| !narrowing.covers(object, action) || action == Action::Read)
    );
    assert!(narrowing.covers(Object::Case, Action::Read));
}

#[test]
fn words_that_are_not_understood_give_nothing() {
    let strange = words(&["nonsense", "case:fly"]);
    let narrowing = Narrowing::new(Some(&strange), None);
    assert!(all().all(|(object, action)| !narrowing.covers(object, action)));
    assert!(all().all(|(o, a)| !Narrowing::new(Some(&[]), None).covers(o, a)));
}

#[test]
fn a_wrong_word_is_told_what_was_meant() {
    for (word, hint) in [
        ("case:red", "; did you mean `read`?"),
        ("cases:read", "; did you mean `case`?"),
        ("read_only", "; did you mean `read-only`?"),
        ("case:*:x", ""),
        ("", ""),
    ] {
        let error = read(word).unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(hint) && (!hint.is_empty() || !text.contains("mean")), "{text}");
        assert!(!error.in_chinese().is_empty());
    }
}

#[test]
fn what_contains_another_may_all_that_the_other_may() {
    let area = |path: &str| {
        let level = super::super::Level::Town;
        let id = uuid::Uuid::nil();
        Domain::Area(super::super::AreaRef { id, level, path: path.into() })
    };
    let of =
        |scope: &[&str], areas: Option<Vec<Domain>>| Narrowing::new(Some(&words(scope)), areas);
    let wide = of(&["case:*"], Some(vec![area("/1/"), area("/2/")]));
    assert!(wide.contains(&of(&["case:read"], Some(vec![area("/1/3/")]))));
    assert!(!wide.contains(&of(&["case:read"], Some(vec![area("/12/")]))));
    assert!(!wide.contains(&of(&["case:read"], None)));
    assert!(!wide.contains(&of(&["check:read"], Some(vec![area("/1/")]))));
}
