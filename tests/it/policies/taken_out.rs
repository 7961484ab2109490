//! What was changed over the API is what the files say that are taken out afterwards.

use serde_json::json;

use super::{Office, problem, rule};
use crate::support::{Backend, Installed, both, name};

both! {
    /// Whatever is noted beside a rule is still its note, although a line of a file may mean more.
    async fn notes_are_notes_in_the_file_too(backend: Backend) {
        let office = Office::open(backend).await;
        let notes = [
            "---- as agreed", "----", "# ---- twice", "role analyst: no title", "a, \"b\"", "p, role:analyst, *, case, read, any, allow",
        ];
        let actions = ["note", "attach", "triage", "assign", "accept", "return"];
        let noted = actions.iter().zip(notes).map(|(action, note)| {
            let mut rule = rule(&format!("analyst, *, case, {action}, any, DENY"));
            rule["comment"] = json!(note);
            rule
        });
        office.applies("administrator", json!({"add": noted.collect::<Vec<_>>()})).await;

        let installed = Installed::around(&office.desk.server.database);
        let folder = installed.file("policy");
        installed.done(&["policy", "export", name(&folder)]);
        let file = folder.join("policy.csv");
        let said = installed.done(&["policy", "diff", name(&file)]);
        assert!(said.contains("is what the file says"), "{said}");
        // And laid out as that file is they are what they were.
        let before = std::fs::read_to_string(&file).unwrap();
        installed.done(&["policy", "apply", name(&file), "--reason", "as it is"]);
        assert_eq!(office.version().await, 2);
        assert_eq!(installed.done(&["policy", "export"]), before);
    }
}

both! {
    /// A file has both titles of a role on one line, parted by this character.
    async fn a_title_is_one_that_a_file_can_say(backend: Backend) {
        let office = Office::open(backend).await;
        for part in ["title", "titleEn"] {
            let mut role = json!({"name": "helper", "title": "助理", "titleEn": "Helper"});
            role[part] = json!("one | two");
            let (field, told) = problem(office.apply("administrator", json!({"addRoles": [role]})).await);
            assert_eq!(field, format!("input.change.addRoles[0].{part}"));
            assert!(told.contains("`|`"), "{told}");
        }
    }
}
