//! A file of each format, read back by a library.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use memchr::memmem;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use serde_json::{Value, json};

use super::{bytes, entries, kept, many_cases, order, shown, written};
use crate::support::{Backend, Server, both};

fn numbers<'a>(all: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    all.into_iter().collect()
}

both! {
    async fn each_format_holds_what_its_maker_may_read_and_no_reporter(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let own = numbers(["N-1", "N-2", "N-3", "N-5"]);
        for format in ["CSV", "XLSX", "NDJSON", "PARQUET"] {
            let export = written(&server, &town, json!({"format": format, "locale": "zh"})).await;
            assert_eq!((&export["rowsDone"], &export["rowsTotal"]), (&json!(4), &json!(4)));
            let file = bytes(&server, export["url"].as_str().unwrap()).await;
            for secret in ["Wei Secret", "000-5550199", "5550199"] {
                assert_eq!(memmem::find(&file, secret.as_bytes()), None, "{format}");
            }
            match format {
                "CSV" => {
                    let text = String::from_utf8(file).unwrap();
                    let text = text.strip_prefix('\u{feff}').unwrap();
                    let mut reader = csv::Reader::from_reader(text.as_bytes());
                    assert_eq!(&reader.headers().unwrap()[0], "事项编号");
                    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
                    assert_eq!(numbers(rows.iter().map(|row| &row[0])), own);
                    assert_eq!(&rows[0][0], "N-1", "the first received first");
                }
                "XLSX" => {
                    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).unwrap();
                    assert_eq!(book.sheet_names(), ["事项台账", "数据字典"]);
                    let rows = book.worksheet_range("事项台账").unwrap();
                    let found: Vec<String> = rows.rows().skip(1).map(|row| row[0].to_string()).collect();
                    assert_eq!(numbers(found.iter().map(String::as_str)), own);
                    let columns = book.worksheet_range("数据字典").unwrap();
                    assert_eq!(columns.height(), 1 + rows.width(), "each column is explained");
                }
                "NDJSON" => {
                    let text = String::from_utf8(file).unwrap();
                    let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                    assert_eq!(numbers(rows.iter().map(|row| row["number"].as_str().unwrap())), own);
                    let first = &rows[0];
                    assert_eq!((&first["statusCode"], &first["status"]), (&json!("RECEIVED"), &json!("受理")));
                    assert_eq!(first["area"], "Bridge 1");
                    let area = shown_area(&server, &town, first["areaId"].as_str().unwrap()).await;
                    assert_eq!(area, "35111", "an id stands beside each name");
                }
                _ => {
                    let reader = SerializedFileReader::new(bytes::Bytes::from(file)).unwrap();
                    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
                    assert_eq!(numbers(rows.iter().map(|row| row.get_string(0).unwrap().as_str())), own);
                }
            }
        }
        assert_eq!(kept(&server), 4);
        let listed = "{ viewer { exports(first: 3) { totalCount nodes { format status } } } }";
        let listed = server.ask(&town, listed).await["viewer"]["exports"].clone();
        assert_eq!((&listed["totalCount"], &listed["nodes"][0]), (&json!(4), &json!({"format": "PARQUET", "status": "READY"})));
    }
}

async fn shown_area(server: &Server, token: &str, id: &str) -> String {
    let query = format!("{{ node(id: \"{id}\") {{ ... on Area {{ code }} }} }}");
    server.ask(token, &query).await["node"]["code"].as_str().unwrap().to_owned()
}

both! {
    async fn columns_filter_and_order_are_those_that_were_asked_for_over_many_pages(backend: Backend) {
        let server = Server::start(backend).await;
        many_cases(&server, 250).await;
        let (analyst, _) = server.login("analyst").await;
        let input = json!({
            "format": "NDJSON", "columns": ["title", "number"], "locale": "en",
            "filter": {"number": {"startsWith": "M-"}}, "orderBy": [{"field": "RECEIVED_AT", "direction": "DESC"}],
        });
        let export = written(&server, &analyst, input).await;
        let text = String::from_utf8(bytes(&server, export["url"].as_str().unwrap()).await).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 250);
        assert_eq!(lines[0], r#"{"title":"Matter 249","number":"M-249"}"#);
        let each: BTreeSet<&&str> = lines.iter().collect();
        assert_eq!(each.len(), 250, "each stands there once");
    }
}

both! {
    async fn hazards_are_taken_out_as_cases_are(backend: Backend) {
        let shops = crate::hazards::Shops::open(backend).await;
        let server = &shops.desk.server;
        let made = shops.does("leader", "reportHazard", shops.report()).await;
        let number = made["hazard"]["number"].as_str().unwrap();
        let (town, _) = server.login("town").await;
        let query = "mutation { exportHazards(input: {format: NDJSON, locale: \"en\", filter: {status: {eq: FOUND}}}) { export { id } } }";
        let id = server.ask(&town, query).await["exportHazards"]["export"]["id"].as_str().unwrap().to_owned();
        assert!(server.exports.write_next().await.unwrap());
        let export = shown(server, &town, &id).await;
        let file = bytes(server, export["url"].as_str().unwrap()).await;
        let row: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!((&row["number"], &row["status"], &row["place"]), (&json!(number), &json!("Found"), &json!("Corner shop")));
    }
}

both! {
    async fn it_is_on_the_audit_trail_before_the_file_can_be_had(backend: Backend) {
        let server = Server::start(backend).await;
        let (town, _) = server.login("town").await;
        let id = order(&server, &town, json!({"format": "CSV", "columns": ["number"]})).await;
        assert_eq!(shown(&server, &town, &id).await["url"], Value::Null);
        let entries = entries(&server).await;
        assert_eq!(entries.len(), 1);
        let detail: Value = serde_json::from_str(entries[0].detail.as_ref().unwrap()).unwrap();
        assert_eq!(detail, json!({"of": "case", "format": "CSV", "columns": ["number"]}));
        assert!(entries[0].actor_id.is_some() && entries[0].record_id.is_some());
    }
}
