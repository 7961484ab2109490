//! Files that are brought in, twice, moved about, and refused.

use std::collections::HashMap;

use entity::{audit_entry, case, reporter};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::import::{Problems, Source, areas, cases};
use wardbook::secret::{Keys, Sealed};
use wardbook::store::Imported;

use crate::support::{Backend, Installed, Server, both, import, name};

fn problems_of(text: impl AsRef<[u8]>) -> Vec<String> {
    let (_folder, path) = import::file("areas.csv", text);
    let mut problems = Problems::default();
    let records = areas::read(&Source::new(&path).unwrap(), &mut problems).unwrap();
    let plan = areas::plan(&records, &[], &mut problems);
    assert!(problems.is_empty() || plan == areas::AreaPlan::default());
    problems.to_string().lines().map(str::to_owned).collect()
}

const HEADER: &str = "code,parent_code,level,name\n";

#[test]
fn a_file_may_have_a_mark_and_windows_line_ends_and_parents_in_any_order() {
    let text =
        "\u{feff}code,parent_code,level,name\r\n2,1,town,\"East, West\"\r\n1,,district,Drum\r\n";
    assert_eq!(problems_of(text), Vec::<String>::new());
}

#[test]
fn every_bad_line_is_told_by_its_number() {
    let text = format!(
        "{HEADER}1,,district,Drum\n1,,district,Again\nä,,town,X\n3,9,town,Orphan\n4,5,town,A\n5,4,town,B\n6,1,hamlet,C\n7,1,town,\n"
    );
    let problems = problems_of(text);
    for (line, part) in [
        ("line 3", "stands on line 2 already"),
        ("line 4", "a code is 1 to 32 letters"),
        ("line 8", "it is province, city, district, town, community or group"),
        ("line 9", "`name` is empty"),
        ("line 5", "there is no area `9` above `3`"),
        ("line 6", "the level must fall"),
        ("line 7", "the level must fall"),
    ] {
        assert!(
            problems.iter().any(|p| p.starts_with(&format!("{line}:")) && p.contains(part)),
            "{line}: {part} in {problems:#?}"
        );
    }
}

#[test]
fn columns_that_are_missing_or_unknown_are_named() {
    let problems = problems_of("code,parent,level,name\n1,,district,Drum\n");
    assert_eq!(problems.len(), 2, "{problems:#?}");
    assert!(problems[0].contains("`parent_code` is missing"));
    assert!(problems[1].contains("unknown column `parent`"));
}

#[test]
fn a_line_of_100_megabytes_takes_no_memory_and_hides_no_other() {
    let mut text = format!("{HEADER}1,,district,").into_bytes();
    text.resize(100 << 20, b'x');
    text.extend_from_slice(b"\n2,1,town,East\n3,9,town,West\n");
    let problems = problems_of(text);
    assert!(problems[0].starts_with("line 2: longer than"), "{problems:#?}");
    assert!(problems.iter().any(|p| p.starts_with("line 4:")), "{problems:#?}");
}

#[test]
fn bytes_that_are_no_text_are_told_as_such() {
    let mut text = HEADER.as_bytes().to_vec();
    text.extend_from_slice(b"1,,district,\xc4\xfa\xba\xc3\n");
    assert_eq!(
        problems_of(text),
        ["line 2: not in UTF-8: save the file as UTF-8 (in Excel: \"CSV UTF-8\")"]
    );
}

#[test]
fn of_many_problems_a_hundred_are_told() {
    let lines: String = (0..250).map(|n| format!("{n},missing,town,X\n")).collect();
    let problems = problems_of(format!("{HEADER}{lines}"));
    assert_eq!(problems.len(), 101);
    assert_eq!(problems[100], "and 150 more");
}

both! {
    async fn a_second_run_adds_nothing_and_a_move_takes_all_along(backend: Backend) {
        let server = Server::start(backend).await;
        let store = &server.store;
        let (town, _) = server.login("town").await;
        let (far, _) = server.login("far").await;
        let numbers = "{ cases { nodes { number } } }";
        let again = import::try_areas(store, "code,parent_code,level,name\n35,,district,Drum\n").await.unwrap();
        assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 1));

        // The community of two of the town's cases goes to the other town, under another name.
        let moved = "code,parent_code,level,name\n3511,352,community,New Bridge\n";
        let plan = import::try_areas(store, moved).await.unwrap();
        assert_eq!((plan.added.len(), plan.changed.len(), plan.moved.len()), (0, 2, 2));
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let here = server.ask(&town, numbers).await;
        assert_eq!(here["cases"]["nodes"], json!([{"number": "N-5"}, {"number": "N-3"}]));
        let there = server.ask(&far, numbers).await;
        assert_eq!(there["cases"]["nodes"], json!([{"number": "N-4"}, {"number": "N-2"}, {"number": "N-1"}]));
        let answer = server.ask(&far, "{ area(by: {code: \"35111\"}) { path parent { name } } }").await;
        assert_eq!(answer["area"], json!({"path": "/35/352/3511/35111/", "parent": {"name": "New Bridge"}}));
        // Whoever holds a role at the community goes with it.
        let (community, _) = server.login("community").await;
        let own = server.ask(&community, numbers).await;
        assert_eq!(own["cases"]["nodes"].as_array().unwrap().len(), 2);
    }
}

both! {
    async fn cases_come_once_with_their_event_and_a_sealed_reporter(backend: Backend) {
        let server = Server::start(backend).await;
        let keys = Keys::generate().unwrap();
        let text = "number,title,area_code,received_at,status,closed_at,category,reporter_name\n\
                    X-1,Loose cover,3511,2026-11-01 23:30,ARCHIVED,2026-11-02 08:00,Roads,Xin Hidden\n\
                    X-2,Dark street,3511,2026-11-01T23:30:00+08:00,,,Roads,\n";
        assert_eq!(import::cases(&server.store, text, &keys).await, Imported { added: 2, present: 0 });
        assert_eq!(import::cases(&server.store, text, &keys).await, Imported { added: 0, present: 2 });
        let (token, _) = server.login("community").await;
        let query = "{ case(by: {number: \"X-1\"}) { open status receivedAt dueAt closedAt category { name } events { nodes { kind toStatus } } } }";
        // Its clock has run since it came in, and was met when it was closed; the other's runs on.
        let clocks = "{ a: case(by: {number: \"X-1\"}) { ...C } b: case(by: {number: \"X-2\"}) { ...C } } \
                      fragment C on Case { clocks { kind startedAt dueAt metAt } }";
        let clocks = server.ask(&token, clocks).await;
        let started = "2026-11-01T15:30:00+00:00";
        let clock = |met: serde_json::Value| json!({"clocks": [{
            "kind": "RESOLUTION", "startedAt": started, "dueAt": "2026-11-08T16:00:00+00:00", "metAt": met,
        }]});
        assert_eq!(clocks["a"], clock(json!("2026-11-02T00:00:00+00:00")));
        assert_eq!(clocks["b"], clock(json!(null)));
        let answer = server.ask(&token, query).await;
        assert_eq!(answer["case"], json!({
            "open": false, "status": "ARCHIVED", "receivedAt": "2026-11-01T15:30:00+00:00",
            "dueAt": "2026-11-08T16:00:00+00:00", "closedAt": "2026-11-02T00:00:00+00:00",
            "category": {"name": "Roads"}, "events": {"nodes": [{"kind": "IMPORTED", "toStatus": "ARCHIVED"}]},
        }));
        let connection = server.database.connection();
        let cases = case::Entity::find().all(connection).await.unwrap();
        let id = cases.iter().find(|case| case.number == "X-1").unwrap().id;
        let kept = reporter::Entity::find_by_id(id).one(connection).await.unwrap().unwrap();
        assert!(!String::from_utf8_lossy(&kept.sealed).contains("Hidden"));
        let sealed = Sealed { key_id: kept.key_id, bytes: kept.sealed };
        let opened = keys.open(&format!("reporters/{}", id.simple()), &sealed).unwrap();
        assert!(String::from_utf8_lossy(&opened).contains("Xin Hidden"));
        assert!(keys.open("reporters/another", &sealed).is_err(), "bound to its case");
    }
}

both! {
    async fn bad_cases_are_all_told_and_none_is_written(backend: Backend) {
        let server = Server::start(backend).await;
        let text = "number,title,area_code,received_at,closed_at,latitude,longitude,status,team\n\
                    A,,3511,2026-02-30T00:00:00Z,,,,,\n\
                    B,Title,9999,2026-11-01,2026-10-01,,,ARCHIVED,\n\
                    C,Title,3511,2026-11-01,,95,10,,\n\
                    D,Title,3511,2026-11-01,,1,,RESOLVED,Nobody\n\
                    N-1,Title,3511,2026-11-01,,,,,\n\
                    N-1,Title,3511,2026-11-01,,,,,\n\
                    E,Title \u{202e}txt,3511,2026-11-01,,,,,\n\
                    F,\u{200b},3511,2026-11-01,,,,,\n";
        let (_folder, path) = import::file("cases.csv", text);
        let known = server.store.known_to_cases().await.unwrap();
        let mut problems = Problems::default();
        let mut good = 0;
        let source = Source::new(&path).unwrap();
        cases::read(&source, None, &known, chrono_tz::Asia::Shanghai, &mut problems, |_| good += 1).unwrap();
        let told = problems.to_string();
        for part in [
            "line 2: `title` is empty",
            "line 2: `received_at` is `2026-02-30T00:00:00Z`: no time that there is",
            "line 3: `closed_at` is before `received_at`",
            "line 3: there is no area `9999`",
            "line 4: `latitude` is `95`",
            "line 5: `status` is RESOLVED, which is closed, but `closed_at` is empty",
            "line 5: `latitude` and `longitude` belong together",
            "line 5: there is no team `Nobody`",
            "line 7: the number `N-1` stands on an earlier line already",
            "line 8: `title` holds U+202E, which turns the direction of writing: leave it out",
            "line 9: `title` is empty",
        ] {
            assert!(told.contains(part), "{part} in\n{told}");
        }
        assert_eq!(good, 1);
    }
}

both! {
    async fn users_come_once_and_gain_what_a_later_file_adds(backend: Backend) {
        let server = Server::start(backend).await;
        let none = HashMap::new();
        let first = "username,display_name,work_phone,role,area_code\nnew,New,0000-1,group_leader,35111\nnew,New,0000-1,team_member,351\n";
        let changes = import::users(&server.store, first, &none).await;
        assert_eq!((changes.added, changes.updated, changes.unchanged), (1, 0, 0));
        let changes = import::users(&server.store, first, &none).await;
        assert_eq!((changes.added, changes.updated, changes.unchanged), (0, 0, 1));
        let later = "username,display_name,role,area_code\nnew,Newer,community,3511\n";
        let changes = import::users(&server.store, later, &none).await;
        assert_eq!((changes.added, changes.updated, changes.unchanged), (0, 1, 0));
        let (token, _) = server.login("administrator").await;
        let id = server.store.usernames().await.unwrap()["new"];
        let query = format!("{{ node(id: \"user_{}\") {{ ... on User {{ displayName workPhone grants {{ role }} }} }} }}", id.simple());
        let answer = server.ask(&token, &query).await;
        assert_eq!(answer["node"], json!({"displayName": "Newer", "workPhone": "0000-1",
            "grants": [{"role": "group_leader"}, {"role": "team_member"}, {"role": "community"}]}));
    }
}

/// What the audit trail says of a user whom nobody is said to have changed: each action, its area
/// and its detail.
async fn trail(server: &Server, username: &str) -> Vec<(String, Option<Uuid>, Value)> {
    let user = server.store.usernames().await.unwrap()[username];
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::RecordId.eq(user))
        .order_by_asc(audit_entry::Column::Id)
        .all(server.database.connection())
        .await
        .unwrap();
    let told = entries.into_iter().map(|entry| {
        assert_eq!((entry.object.as_str(), entry.actor_id), ("user", None));
        (entry.action, entry.area_id, serde_json::from_str(&entry.detail.unwrap()).unwrap())
    });
    told.collect()
}

both! {
    async fn each_user_who_is_made_or_changed_is_on_the_audit_trail(backend: Backend) {
        let server = Server::start(backend).await;
        let operator = Installed::around(&server.database);
        let file = operator.file("users.csv");
        let file = name(&file);
        let imports = |lines: &str, options: &[&str]| {
            let text = format!("username,display_name,work_phone,role,area_code\n{lines}");
            std::fs::write(file, text).unwrap();
            operator.done(&[&["import", "users", file], options].concat())
        };
        let areas = server.store.areas().await.unwrap();
        let area = |code: &str| Some(areas.iter().find(|area| area.code == code).unwrap().id);
        let rows = async || audit_entry::Entity::find().count(server.database.connection()).await.unwrap();
        let first = "new,New,0000-1,group_leader,35111\nnew,New,0000-1,analyst,*\n";
        let before = rows().await;
        imports(first, &["--dry-run"]);
        assert_eq!(rows().await, before);
        imports(first, &[]);
        imports(first, &[]);
        imports("new,Newer,0000-1,group_leader,35111\nold,Old,,community,3511\n", &[]);
        imports("new,Newest,0000-2,community,3511\nnew,Newest,0000-2,analyst,*\n", &[]);
        assert_eq!(trail(&server, "new").await, [
            ("create".to_owned(), area("35111"), json!({"roles": ["group_leader@35111", "analyst@*"]})),
            ("save".to_owned(), area("35111"), json!({"fields": ["displayName"], "roles": []})),
            ("save".to_owned(), area("35111"),
                json!({"fields": ["displayName", "workPhone"], "roles": ["community@3511"]})),
        ]);
        operator.done(&["user", "create", "by hand", "--role", "community@3511"]);
        for name in ["old", "by hand"] {
            let made = ("create".to_owned(), area("3511"), json!({"roles": ["community@3511"]}));
            assert_eq!(trail(&server, name).await, [made], "{name}");
        }
    }
}

both! {
    async fn a_checklist_is_replaced_by_a_new_revision_and_by_nothing_else(backend: Backend) {
        let server = Server::start(backend).await;
        let installed = Installed::around(&server.database);
        installed.done(&["migrate"]);
        let (token, _) = server.login("community").await;
        let asked = "{ checklists { code revision current name nameEn questions { code text textEn mustPass } } }";
        let before = server.ask(&token, asked).await["checklists"].as_array().unwrap().clone();
        let of = |lists: &[serde_json::Value], code: &str| -> Vec<serde_json::Value> {
            lists.iter().filter(|list| list["code"] == code).cloned().collect()
        };
        assert_eq!(before.len(), 7);
        assert!(before.iter().all(|list| list["revision"] == 1 && list["current"] == true));

        // The administrator's own takes the place of one, and adds another.
        let file = installed.file("road.toml");
        let file = name(&file);
        let text = "code = \"ROAD\"\nname = \"道路检查\"\n\n[[questions]]\ncode = \"A\"\ntext = \"路灯亮？\"\nmust_pass = true\n";
        std::fs::write(file, text).unwrap();
        let said = installed.done(&["import", "checklists", file, "--dry-run"]);
        assert_eq!(said, "checklists: ROAD revision 2 new (dry run: nothing was written)\n");
        assert_eq!(installed.done(&["import", "checklists", file]), "checklists: ROAD revision 2 new\n");
        assert_eq!(installed.done(&["import", "checklists", file]), "checklists: ROAD revision 2 as it is\n");
        std::fs::write(file, text.replace("ROAD", "STAIRS")).unwrap();
        assert_eq!(installed.done(&["import", "checklists", file]), "checklists: STAIRS revision 1 new\n");
        let after = server.ask(&token, asked).await["checklists"].as_array().unwrap().clone();
        assert_eq!(after.len(), 9);
        let mut earlier = of(&before, "ROAD");
        earlier[0]["current"] = json!(false);
        let own = json!({
            "code": "ROAD", "revision": 2, "current": true, "name": "道路检查", "nameEn": null,
            "questions": [{"code": "A", "text": "路灯亮？", "textEn": null, "mustPass": true}],
        });
        assert_eq!(of(&after, "ROAD"), [own, earlier.remove(0)]);

        // What is wrong is told whole, and leaves all as it was; so does migrating again.
        std::fs::write(file, "code = \"ROAD\"\n\n[[questions]]\ntext = \"\"\n").unwrap();
        let said = installed.failed(&["import", "checklists", file]);
        for problem in ["`name` is missing", "line 3: `code` is missing", "line 4: `text` is empty"] {
            assert!(said.contains(problem), "{said}");
        }
        installed.done(&["migrate"]);
        assert_eq!(server.ask(&token, asked).await["checklists"], json!(after));
    }
}
