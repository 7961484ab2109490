//! Hazards that are brought over from a file, and their ledger, by the command line.

use std::fmt::Write;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use entity::{audit_entry, hazard, hazard_event};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::Shops;
use crate::support::{Backend, Installed, both, name};

const HEADER: &str = "number,place_code,description,found_at,due_at,major,status,responsible,responsible_unit,rectified_at,verified_at\n";

/// The rows of a file of comma-separated values, its headings first.
fn rows_of_csv(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark that spreadsheets know it by");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, _>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}

/// The name and the rows of a workbook's sheet, its headings first.
fn rows_of_workbook(path: &Path) -> (String, Vec<Vec<String>>) {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let (sheet, range) = workbook.worksheets().remove(0);
    let row = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
    (sheet, range.rows().map(row).collect())
}

/// The cells of a row under these headings.
fn under<'a>(rows: &'a [Vec<String>], number: &str, headings: &[&str]) -> Vec<&'a str> {
    let row = rows.iter().find(|row| row[0] == number).unwrap_or_else(|| panic!("{number}"));
    let at = |heading: &&str| rows[0].iter().position(|known| known == heading).unwrap();
    headings.iter().map(|heading| row[at(heading)].as_str()).collect()
}

both! {
    async fn a_ledger_holds_what_its_taker_may_read_and_no_formula(backend: Backend) {
        let shops = Shops::open(backend).await;
        let operator = Installed::around(&shops.desk.server.database);
        let mut input = shops.report();
        input["description"] = json!("=HYPERLINK(\"http://x\") call 13800001234");
        let made = shops.does("leader", "reportHazard", input).await;
        let (hazard, own) = (made["hazardId"].as_str().unwrap(), made["hazard"]["number"].as_str().unwrap());
        shops.steps("community", "reportRectified", hazard, "Free").await;
        shops.does("community", "makeCaseOfHazard", shops.case_of(hazard).await).await;
        let mut input = shops.report();
        input["placeId"] = json!(shops.far);
        let far = shops.does("far", "reportHazard", input).await;
        let far = far["hazard"]["number"].as_str().unwrap();

        let file = operator.file("ledger.csv");
        let said = operator.done(&["export", "hazards", "--as", "town", name(&file)]);
        assert!(said.ends_with("ledger.csv: 1 hazards\n"), "{said}");
        let rows = rows_of_csv(&file);
        assert_eq!(rows.len(), 2, "another town's is not in it: {rows:?}");
        assert_eq!(rows[0][..6], ["隐患编号", "隐患 ID", "所在区域", "所在区域编码", "所在区域 ID", "场所编码"]);
        let shown = under(&rows, own, &["场所名称", "场所类别", "重大隐患", "整改状态", "发现人", "整改责任单位", "整改报告人", "是否逾期", "验收人"]);
        assert_eq!(shown, ["Corner shop", "商铺", "是", "已整改", "Lea", "Corner shop", "Cora", "否", ""]);
        let words = under(&rows, own, &["隐患内容"])[0];
        assert!(words.starts_with("'=HYPERLINK") && !words.contains("13800001234"), "{words}");
        let case = shops.seen(hazard, "case{number} foundAt").await;
        assert_eq!(under(&rows, own, &["事项编号"]), [case["case"]["number"].as_str().unwrap()]);
        let found: chrono::DateTime<chrono::Utc> = case["foundAt"].as_str().unwrap().parse().unwrap();
        let found = found.with_timezone(&chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M:%S").to_string();
        assert_eq!(under(&rows, own, &["发现时间"]), [found]);

        let file = operator.file("ledger.xlsx");
        operator.done(&["export", "hazards", "--as", "analyst", "--lang", "en", name(&file)]);
        let (sheet, rows) = rows_of_workbook(&file);
        assert_eq!((sheet.as_str(), rows.len()), ("Hazards", 3));
        assert_eq!(under(&rows, far, &["Place", "Status", "Major"]), ["Boat house", "Found", "yes"]);
        assert!(under(&rows, own, &["Hazard"])[0].starts_with("=HYPERLINK"), "a string is no formula");

        // Who may not take anything out, or is nobody, leaves neither a file nor an entry.
        let file = operator.file("none.csv");
        let refused = operator.failed(&["export", "hazards", "--as", "community", name(&file)]);
        assert!(refused.contains("does not let `community` create an export"), "{refused}");
        let refused = operator.failed(&["export", "hazards", "--as", "nobody", name(&file)]);
        assert!(refused.contains("there is no user `nobody`"), "{refused}");
        assert!(!file.exists());
        let entries = audit_entry::Entity::find().filter(audit_entry::Column::Object.eq("export"));
        let entries = entries.all(shops.desk.server.database.connection()).await.unwrap();
        let detail = |entry: &audit_entry::Model| -> Value {
            serde_json::from_str(entry.detail.as_ref().unwrap()).unwrap()
        };
        let mut details: Vec<String> = entries.iter().map(|entry| detail(entry)["format"].to_string()).collect();
        details.sort_unstable();
        assert_eq!(details, ["\"csv\"", "\"xlsx\""]);
        assert!(entries.iter().all(|entry| entry.actor_id.is_some() && entry.action == "create"));
    }
}

both! {
    async fn hazards_are_brought_over_once_and_go_on_from_there(backend: Backend) {
        let shops = Shops::open(backend).await;
        let operator = Installed::around(&shops.desk.server.database);
        let mut text = HEADER.to_owned();
        for n in 1..=230 {
            let day = n % 28 + 1;
            writeln!(text, "351-2026-HZ{n:04},P-Corner shop,Loose cable {n},2026-03-{day:02} 08:30,2026-04-01,否,,,Corner shop,,").unwrap();
        }
        text += "OLD-1,P-Boat house,\"Thin ice, call 13800001234\",2026-01-05T08:00:00Z,2026-01-09,true,VERIFIED,far,,2026-01-06,2026-01-07\n";
        let file = operator.file("hazards.csv");
        std::fs::write(&file, &text).unwrap();
        let import = ["import", "hazards", name(&file)];
        let said = operator.done(&["import", "hazards", "--dry-run", name(&file)]);
        assert_eq!(said, "hazards: 231 new, 0 there already (dry run: nothing was written)\n");
        let database = shops.desk.server.database.connection();
        assert_eq!(hazard::Entity::find().count(database).await.unwrap(), 0);
        assert_eq!(operator.done(&import), "hazards: 231 new, 0 there already\n");
        assert_eq!(operator.done(&import), "hazards: 0 new, 231 there already\n");
        assert_eq!(hazard::Entity::find().count(database).await.unwrap(), 231);
        assert_eq!(hazard_event::Entity::find().count(database).await.unwrap(), 233);

        let old = "{hazard(by:{number:\"OLD-1\"}){status major responsible{displayName} description events(first:5){nodes{kind at actor{id}}}}}";
        assert_eq!(shops.desk.data("far", old).await["hazard"], json!({
            "status": "VERIFIED", "major": true, "responsible": {"displayName": "Fay"},
            "description": "Thin ice, call 13800001234",
            "events": {"nodes": [
                {"kind": "FOUND", "at": "2026-01-05T08:00:00+00:00", "actor": null},
                {"kind": "RECTIFIED", "at": "2026-01-05T16:00:00+00:00", "actor": null},
                {"kind": "VERIFIED", "at": "2026-01-06T16:00:00+00:00", "actor": null},
            ]},
        }));
        let listed = shops.desk.data("far", "{hazards(first:5){nodes{description}}}").await;
        assert!(!listed.to_string().contains("13800001234"), "{listed}");
        // What is reported now is counted on above, and what was brought over is worked on.
        let known = "{hazard(by:{number:\"351-2026-HZ0230\"}){id overdue}}";
        let known = shops.desk.data("community", known).await;
        assert_eq!(known["hazard"]["overdue"], true);
        let id = known["hazard"]["id"].as_str().unwrap();
        shops.steps("community", "reportRectified", id, "Fixed").await;
        let made = shops.does("leader", "reportHazard", shops.report()).await;
        let number = made["hazard"]["number"].as_str().unwrap();
        assert!(number == "351-2026-HZ0231" || !number.starts_with("351-2026-"), "{number}");

        // A ledger of several pages, the oldest first.
        let file = operator.file("ledger.csv");
        operator.done(&["export", "hazards", "--as", "above", "--format", "csv", name(&file)]);
        let rows = rows_of_csv(&file);
        assert_eq!(rows.len(), 1 + 232);
        assert_eq!(rows[1][0], "OLD-1");
        let mut numbers: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 232, "each stands there once");
        let file = operator.file("ledger.xlsx");
        operator.done(&["export", "hazards", "--as", "above", name(&file)]);
        let column = |rows: &[Vec<String>], n: usize| rows.iter().map(|row| row[n].clone()).collect::<Vec<_>>();
        let workbook = rows_of_workbook(&file).1;
        for n in [0, 7, 12] {
            assert_eq!(column(&workbook, n), column(&rows, n), "a workbook says the same");
        }
    }
}

both! {
    async fn every_bad_line_is_told_by_its_number_and_nothing_is_written(backend: Backend) {
        let shops = Shops::open(backend).await;
        let operator = Installed::around(&shops.desk.server.database);
        let lines = [
            ("A-1,P-Nowhere,x,2026-03-01,2026-04-01,,,,Shop,,", "there is no place `P-Nowhere`"),
            ("A-2,P-Corner shop,x,2026-03-01,2026-02-01,,,,Shop,,", "`due_at` is before `found_at`"),
            ("A-3,P-Corner shop,,2026-03-01,2026-04-01,,,,Shop,,", "`description` is empty"),
            ("A-4,P-Corner shop,x,2026-03-01,2026-04-01,,,,,,", "either `responsible`, a username, or"),
            ("A-5,P-Corner shop,x,2026-03-01,2026-04-01,,,leader,Shop,,", "either `responsible`, a username, or"),
            ("A-6,P-Corner shop,x,2026-03-01,2026-04-01,,,ghost,,,", "there is no active user `ghost`"),
            ("A-7,P-Corner shop,x,2026-03-01,2026-04-01,,RECTIFIED,,Shop,,", "`status` is RECTIFIED, but `rectified_at` is empty"),
            ("A-8,P-Corner shop,x,2026-03-01,2026-04-01,,FOUND,,Shop,2026-03-02,", "`status` is FOUND, but there is a `rectified_at`"),
            ("A-9,P-Corner shop,x,2026-03-01,2026-04-01,,,,Shop,2026-03-03,2026-03-02", "`verified_at` is before `rectified_at`"),
            ("A-10,P-Corner shop,x,2099-03-01,2099-04-01,,,,Shop,,", "`found_at` is yet to come"),
            ("A-11,P-Corner shop,x,yesterday,2026-04-01,,,,Shop,,", "`found_at` is `yesterday`"),
            ("A-12,P-Corner shop,x,2026-03-01,2026-04-01,perhaps,,,Shop,,", "`major` is `perhaps`"),
            ("A-13,P-Corner shop,x,2026-03-01,2026-04-01,,GONE,,Shop,,", "it is one of FOUND, RECTIFYING, RECTIFIED, VERIFIED"),
            ("A-14,P-Corner shop,x,2026-03-01,2026-04-01,,,,Shop,,", ""),
            ("A-14,P-Corner shop,x,2026-03-01,2026-04-01,,,,Shop,,", "the number `A-14` stands on an earlier line already"),
        ];
        let (number, description) = ("9".repeat(101), "x".repeat(20_001));
        let unit = "u".repeat(101);
        let rest = "2026-03-01,2026-04-01,,,";
        let long = [
            format!("{number},P-Corner shop,x,{rest},Shop,,"),
            format!("A-15,P-Corner shop,{description},{rest},Shop,,"),
            format!("A-16,P-Corner shop,x,{rest},{unit},,"),
            format!("A-17,P-Corner shop,x,{rest}walker,,,"),
        ];
        let database = shops.desk.server.database.connection();
        let leaves = "update users set active = false where username = 'walker'";
        database.execute_unprepared(leaves).await.unwrap();
        let told_of_long = [
            "`number` has 101 characters: at most 100 belong here",
            "`description` has 20001 characters: at most 20000 belong here",
            "`responsible_unit` has 101 characters: at most 100 belong here",
            "there is no active user `walker`",
        ];
        let lines: Vec<(&str, &str)> =
            lines.into_iter().chain(long.iter().map(String::as_str).zip(told_of_long)).collect();
        let mut text = HEADER.to_owned();
        for (line, _) in &lines {
            writeln!(text, "{line}").unwrap();
        }
        let file = operator.file("hazards.csv");
        std::fs::write(&file, &text).unwrap();
        let said = operator.failed(&["import", "hazards", name(&file)]);
        assert!(said.contains("18 problems; nothing was written"), "{said}");
        for (n, (line, wrong)) in lines.iter().enumerate() {
            let told = said.lines().any(|told| {
                told.starts_with(&format!("line {}:", n + 2)) && told.contains(wrong)
            });
            assert_eq!(told, !wrong.is_empty(), "{line}: {said}");
        }
        assert_eq!(hazard::Entity::find().count(database).await.unwrap(), 0);
    }
}
