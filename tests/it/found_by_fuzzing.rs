//! Inputs that fuzzing found, each with what is true of it since.

use std::collections::HashMap;
use std::io::{Cursor, Write};

use serde_json::{Value, json};
use uuid::Uuid;
use wardbook::import::cases::{self, Known, Place};
use wardbook::import::{Problems, Source};
use zip::write::SimpleFileOptions;

use crate::support::{Asking, Backend, Database, both, import, request};
use crate::town::{Size, Town};

/// What is wrong with a file of cases in area 1, and how many of its cases are good.
fn cases_of(name: &str, bytes: &[u8]) -> (Vec<String>, usize) {
    let (_folder, path) = import::file(name, bytes);
    let place = Place { id: Uuid::from_u128(1), lineage: [None; 6] };
    let known = Known { areas: HashMap::from([("1".to_owned(), place)]), ..Known::default() };
    let (mut problems, mut good) = (Problems::default(), 0);
    let source = Source::new(&path).unwrap();
    let read = cases::read(&source, None, &known, chrono_tz::UTC, &mut problems, |_| good += 1);
    let mut told: Vec<String> = problems.to_string().lines().map(str::to_owned).collect();
    told.extend(read.err().map(|error| error.to_string()));
    (told, good)
}

/// A workbook with this XML for the rows of its only sheet.
fn workbook(rows: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    for (name, part) in [
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A row of these texts, from column A on, and whatever else stands in it.
fn row(number: u32, texts: &[&str], more: &str) -> String {
    let cells = texts.iter().zip('A'..).map(|(text, column)| {
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    });
    format!("<row r=\"{number}\">{}{more}</row>", cells.collect::<String>())
}

const HEADER: [&str; 4] = ["number", "title", "area_code", "received_at"];

#[test]
fn a_cell_in_the_last_corner_of_a_sheet_takes_no_memory() {
    // Read as a rectangle, these three cells are one of 17 billion, and the process ends.
    let good = row(2, &["N-1", "Light out", "1", "2026-01-02"], "");
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let rows = format!("{}{good}{corner}", row(1, &HEADER, ""));
    let (told, good) = cases_of("cases.xlsx", &workbook(&rows));
    assert_eq!(told, ["line 1048576: column XFD has no name in the header"]);
    assert_eq!(good, 1);
}

#[test]
fn rows_of_a_workbook_keep_their_numbers() {
    let empty = "<c r=\"F3\"><v></v></c><c r=\"G3\" t=\"inlineStr\"><is><t> </t></is></c>";
    let rows = [
        row(3, &HEADER, empty),
        row(5, &["N-1", "Light out", "1", "2026-01-02"], ""),
        row(6, &[], empty),
        row(9, &["N-2", "Noise", "2", "2026-01-02"], ""),
    ];
    let (told, good) = cases_of("cases.xlsx", &workbook(&rows.concat()));
    assert_eq!(told, ["line 9: there is no area `2`"]);
    assert_eq!(good, 1);
    let (told, _) = cases_of("cases.xlsx", &workbook(""));
    assert_eq!(told.len(), HEADER.len(), "{told:?}");
    let backwards = format!("{}{}", row(4, &HEADER, ""), row(2, &["N-1"], ""));
    let (told, _) = cases_of("cases.xlsx", &workbook(&backwards));
    assert!(told[0].ends_with("its row 2 stands after row 4"), "{told:?}");
}

#[test]
fn a_time_that_the_api_cannot_tell_is_refused_by_its_line() {
    // Kept, they came back as times of no known form, and a page that ended with one had no next.
    let header = HEADER.join(",");
    let lines: String = [
        "+262142-12-31",
        "-262143-01-01",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9998-12-31",
    ]
    .iter()
    .enumerate()
    .map(|(n, at)| format!("N-{n},Title,1,{at}\n"))
    .collect();
    let (told, good) = cases_of("cases.csv", format!("{header}\n{lines}").as_bytes());
    assert_eq!(good, 1, "{told:?}");
    for (n, told) in told.iter().enumerate() {
        let begins = format!("line {}: `received_at` is ", n + 2);
        assert!(told.starts_with(&begins) && told.ends_with("years 1 to 9998 belongs here"));
    }
    assert_eq!(told.len(), 4, "{told:?}");
}

/// A cursor of which the second value, the first that orders, is another.
fn forged(cursor: &str, value: &str) -> String {
    let mut values: Value = serde_json::from_slice(&hex::decode(cursor).unwrap()).unwrap();
    values[1] = json!(value);
    hex::encode(values.to_string())
}

both! {
    /// PostgreSQL has no such days and another era before the year 1, so the statement failed.
    async fn a_cursor_says_no_day_that_a_database_cannot_keep(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, Size::SMALL, 1).await;
        let asking = Asking::of(&database).await;
        let viewer = town.user("district_center");
        let lists = [("checks", "-262143-01-01"), ("checks", "+262142-12-31"), ("cases", "0000-01-01T00:00:00Z")];
        for (list, value) in lists {
            let query = format!("query($after: String) {{ {list}(first: 1, after: $after) {{ pageInfo {{ endCursor }} }} }}");
            let page = asking.data(viewer, &query, Value::Null).await;
            let cursor = page[list]["pageInfo"]["endCursor"].as_str().unwrap();
            let variables = json!({"after": forged(cursor, value)});
            let answer = asking.ask(viewer, request(&query, variables)).await;
            let error = &answer["errors"][0]["extensions"];
            assert_eq!(error["code"], "INVALID_INPUT", "{value}: {answer}");
            assert_eq!(error["problems"][0]["field"], format!("{list}.after"));
        }
    }
}

both! {
    /// With nothing to count there was no aggregate: null where no case is open, and on PostgreSQL
    /// a failed statement where there are several.
    async fn a_summary_of_which_nothing_is_counted_is_there_once(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, Size::SMALL, 1).await;
        let asking = Asking::of(&database).await;
        let query = "{ areas { nodes { caseSummary { kind: __typename } } } }";
        let data = asking.data(town.user("district_center"), query, Value::Null).await;
        let areas = data["areas"]["nodes"].as_array().unwrap();
        assert!(areas.len() > 3);
        for area in areas {
            assert_eq!(area["caseSummary"], json!({"kind": "CaseSummary"}));
        }
    }
}

/// A document, its variables, and the fields that are told of it.
const UNKNOWN_FIELDS: [(&str, &str, &[&str]); 6] = [
    (
        "{ case_: cases(filter: {zzz: 1, status: {eq: RESOLVED}, yyy: 2, xxx: 3}) { nodes { id } } }",
        "{}",
        &["case_.filter.zzz", "case_.filter.yyy", "case_.filter.xxx"],
    ),
    (
        "{ cases(filter: {or: [{}, {status: {zzz: 1, yyy: 2}}]}) { nodes { id } } }",
        "{}",
        &["cases.filter.or[1].status.zzz", "cases.filter.or[1].status.yyy"],
    ),
    (
        "query($f: CaseFilter = {zzz: 1, and: {yyy: 2, xxx: 3}}) { cases(filter: $f) { nodes { id } } }",
        "{}",
        &["$f.and.yyy", "$f.and.xxx"],
    ),
    (
        "query($s: CaseStatusFilter) { cases(filter: {status: $s}) { nodes { id } } }",
        r#"{"s": {"zzz": 1, "a\" of type \"b": 2}}"#,
        &["cases.filter.status.zzz", "cases.filter.status.a\" of type \"b"],
    ),
    (
        "mutation { addCaseNote(input: {id: \"a\", zzz: 1, text: \"a\", yyy: 2}) { event { id } } }",
        "{}",
        &["input.zzz", "input.yyy"],
    ),
    (
        "{ ...cases } fragment cases on Query { cases(filter: {zzz: 1, yyy: 2}) { nodes { id } } }",
        "{}",
        &["cases.filter.zzz", "cases.filter.yyy"],
    ),
];

both! {
    /// One of several was told, any of them, so that the same request had another answer each time.
    async fn all_unknown_fields_of_a_value_are_told_in_their_order(backend: Backend) {
        let database = Database::fresh(backend).await;
        let town = Town::build(&database, Size::SMALL, 1).await;
        let asking = Asking::of(&database).await;
        let viewer = town.user("district_center");
        for (query, variables, told) in UNKNOWN_FIELDS {
            let variables: Value = serde_json::from_str(variables).unwrap();
            let answer = asking.ask(viewer, request(query, variables.clone())).await;
            let error = &answer["errors"][0];
            let problems = error["extensions"]["problems"].as_array().unwrap();
            let fields: Vec<_> = problems.iter().map(|problem| &problem["field"]).collect();
            assert_eq!(fields, told, "{query}: {answer}");
            let first = told[0].rsplit_once('.').unwrap().1;
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(&format!("unknown field \"{first}\" of type")), "{message}");
            for _ in 0..8 {
                assert_eq!(asking.ask(viewer, request(query, variables.clone())).await, answer);
            }
        }
    }
}
