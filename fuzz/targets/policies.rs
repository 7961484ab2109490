//! Any text as a policy: each line is refused or understood, and what was understood means the
//! same to casbin and to the compiled scopes.

#![no_main]

use fuzz::bytes::Bytes;
use fuzz::judgement;
use libfuzzer_sys::fuzz_target;
use wardbook::policy::{Rules, is_role_name, lines_of_csv};

/// More rules say nothing new, and casbin looks at each for each question.
const MOST_RULES: usize = 40;

fuzz_target!(|bytes: &[u8]| {
    // What stands before the first NUL is chance for the questions.
    let split = bytes.iter().position(|byte| *byte == 0).unwrap_or(0);
    let (chance, text) = bytes.split_at(split);
    let Ok(text) = std::str::from_utf8(text.strip_prefix(b"\0").unwrap_or(text)) else { return };
    let lines = match lines_of_csv(text) {
        Ok(lines) => lines,
        Err((line, error)) => {
            assert!(line > 0, "{error}");
            return;
        }
    };
    let mut rules = Rules::default();
    for (number, line) in lines {
        assert!(number > 0 && number as usize <= text.lines().count() + 1);
        let before = rules.clone();
        match rules.add(&line, judgement::area).and_then(|()| rules.must_not_loop()) {
            Ok(()) => {
                let added = rules.rules.len() + rules.links.len();
                assert_eq!(added, before.rules.len() + before.links.len() + 1);
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                // A refused line leaves nothing behind.
                rules = before;
            }
        }
        if rules.rules.len() + rules.links.len() >= MOST_RULES {
            break;
        }
    }
    assert!(rules.role_names().iter().all(|name| is_role_name(name)));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(judgement::compare(&rules, &mut Bytes::new(chance)));
});
