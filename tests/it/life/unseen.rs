//! Texts that show nothing, or other than they say: they count as empty, or are refused.

use serde_json::{Value, json};

use super::Desk;
use crate::support::{Backend, Setup, both};

const EMPTY: [&str; 6] = [
    "\u{200b}",
    "\u{3164}",
    "\u{2060}\u{feff} ",
    "\u{ad}\u{200d}",
    "\u{115f}\u{ffa0}",
    "\u{2800}\n",
];

/// What turns the direction in which writing runs.
const TURNING: [char; 12] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
];

fn registration(area: &str) -> Value {
    json!({"title": "Noise", "description": "", "source": "WALK_IN", "areaId": area})
}

/// The one problem of an input that is refused: its field and what is said of it.
fn problem(refused: &Value) -> (&str, &str) {
    assert_eq!(refused["code"], "INVALID_INPUT", "{refused}");
    let problems = refused["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{refused}");
    (problems[0]["field"].as_str().unwrap(), problems[0]["message"].as_str().unwrap())
}

both! {
    async fn words_that_show_nothing_are_none(backend: Backend) {
        let setup = Setup { asks_for_reason: true, ..Setup::default() };
        let desk = Desk::over(backend, setup).await;
        let area = desk.area("3511").await;
        let case = desk.registered("community", "3511", json!({})).await;
        for empty in EMPTY {
            let mut untitled = registration(&area);
            untitled["title"] = json!(empty);
            let refused = desk.refused("community", "registerCase", untitled).await;
            assert_eq!(problem(&refused).0, "input.title", "{empty:?}");
            let note = json!({"id": case, "text": empty});
            let refused = desk.refused("community", "addCaseNote", note).await;
            assert_eq!(problem(&refused).0, "input.text", "{empty:?}");
            let look = json!({"caseId": case, "reason": empty});
            let refused = desk.refused("town", "readReporter", look).await;
            assert_eq!(problem(&refused).0, "input.reason", "{empty:?}");
            let nobody = json!({"caseId": case, "reporter": {"name": empty, "email": empty}, "reason": "r"});
            let refused = desk.refused("town", "amendReporter", nobody).await;
            assert_eq!(problem(&refused).0, "input.reporter", "{empty:?}");
        }
        // Where nothing has to stand, nothing does.
        let mut plain = registration(&area);
        plain["description"] = json!("\u{200b}\u{3164}");
        plain["location"] = json!({"address": "\u{feff}"});
        let plain = desk.does("community", "registerCase", plain).await;
        let query = format!("{{case(by:{{id:{}}}){{description location{{address}}}}}}", plain["caseId"]);
        let stands = desk.data("community", &query).await;
        assert_eq!(stands["case"], json!({"description": "", "location": null}));
        // Beside what shows they are part of a word, as in Persian or in a flag.
        let note = json!({"id": case, "text": "می\u{200c}خواهم"});
        let noted = desk.does("community", "addCaseNote", note).await;
        assert_eq!(noted["event"]["note"], "می\u{200c}خواهم");
    }
}

both! {
    async fn what_turns_the_direction_of_writing_is_refused_by_name(backend: Backend) {
        let desk = Desk::open(backend).await;
        let area = desk.area("3511").await;
        let case = desk.registered("community", "3511", json!({})).await;
        for turning in TURNING {
            let name = format!("U+{:04X}", turning as u32);
            let note = json!({"id": case, "text": format!("cod{turning}gpj.exe")});
            let refused = desk.refused("community", "addCaseNote", note).await;
            let (field, message) = problem(&refused);
            assert!(field == "input.text" && message.contains(&name), "{name}: {message}");
            // Nor does it hide in what would count as empty.
            let note = json!({"id": case, "text": turning});
            let refused = desk.refused("community", "addCaseNote", note).await;
            assert!(refused.to_string().contains(&name), "{refused}");
        }
        let turned = "a\u{202e}b";
        for (field, input) in [
            ("title", json!({"title": turned})),
            ("description", json!({"description": turned})),
            ("location.address", json!({"location": {"address": turned}})),
            ("reporter.name", json!({"reporter": {"name": turned}})),
            ("reporter.email", json!({"reporter": {"email": "a\u{202e}b@example.org"}})),
            ("idempotencyKey", json!({"idempotencyKey": turned})),
        ] {
            let mut whole = registration(&area);
            whole.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
            let refused = desk.refused("community", "registerCase", whole).await;
            let (named, message) = problem(&refused);
            assert_eq!(named, format!("input.{field}"));
            assert!(message.contains("U+202E"), "{field}: {message}");
        }
    }
}
