//! Each format, read back by another reader than its writer.

use std::io::Cursor;

use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::RowAccessor;
use calamine::{Data, Reader};
use serde_json::json;

use super::*;
use crate::schema::columns::CASES;

fn written(format: Format, columns: &[&str], language: Language, rows: &[Value]) -> Vec<u8> {
    let columns = columns.iter().map(|name| CASES.column(name).unwrap()).collect();
    let head = Head { sheet: &CASES, columns, language, zone: Tz::Asia__Shanghai };
    let mut ledger = Ledger::begin(format, Cursor::new(Vec::new()), head).unwrap();
    for row in rows {
        ledger.add(row).unwrap();
    }
    ledger.finish().unwrap().into_inner()
}

const COLUMNS: [&str; 7] =
    ["number", "title", "statusCode", "status", "overdue", "latitude", "receivedAt"];

fn rows() -> [Value; 2] {
    [
        json!({
            "number": "N-1", "title": "=1+1, \"so\"", "status": "RECEIVED", "overdue": true,
            "location": {"latitude": -26.5}, "receivedAt": "2026-11-25T16:30:59+00:00",
        }),
        json!({
            "number": "N-2", "title": "邻里纠纷", "status": "ARCHIVED", "overdue": false,
            "location": null, "receivedAt": null,
        }),
    ]
}

#[test]
fn comma_separated_values_are_marked_in_the_readers_words_and_no_formula() {
    let text = String::from_utf8(written(Format::Csv, &COLUMNS, Language::Chinese, &rows()));
    assert_eq!(
        text.unwrap(),
        "\u{feff}事项编号,标题,状态代码,状态,是否逾期,纬度,受理时间\r\n\
         N-1,\"'=1+1, \"\"so\"\"\",RECEIVED,受理,是,-26.5,2026-11-26 00:30:59\r\n\
         N-2,邻里纠纷,ARCHIVED,归档,否,,\r\n"
    );
}

#[test]
fn a_line_is_an_object_under_the_names_of_columns() {
    let text = String::from_utf8(written(Format::Ndjson, &COLUMNS, Language::English, &rows()));
    let text = text.unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0],
        json!({
            "number": "N-1", "title": "=1+1, \"so\"", "statusCode": "RECEIVED",
            "status": "Received", "overdue": true, "latitude": -26.5,
            "receivedAt": "2026-11-25T16:30:59Z",
        })
    );
    assert_eq!((&lines[1]["latitude"], &lines[1]["receivedAt"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_workbook_has_typed_cells_and_a_dictionary() {
    let bytes = written(Format::Xlsx, &COLUMNS, Language::English, &rows());
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Cases", "Columns"]);
    let cases = workbook.worksheet_range("Cases").unwrap();
    assert_eq!(cases.get_size(), (3, COLUMNS.len()));
    assert_eq!(cases[(1, 1)], Data::String("=1+1, \"so\"".to_owned()));
    assert_eq!(cases[(1, 5)], Data::Float(-26.5));
    let Data::DateTime(at) = &cases[(1, 6)] else { panic!("{:?}", cases[(1, 6)]) };
    assert_eq!(at.as_datetime().unwrap().to_string(), "2026-11-26 00:30:59");
    assert_eq!(cases[(2, 6)], Data::Empty);
    let dictionary = workbook.worksheet_range("Columns").unwrap();
    assert_eq!(dictionary.get_size().0, 1 + COLUMNS.len());
    assert_eq!(dictionary[(3, 1)], Data::String("statusCode".to_owned()));
    assert!(dictionary[(3, 3)].to_string().starts_with("RECEIVED = Received; "));
}

#[test]
fn parquet_has_columns_of_their_types() {
    let many: Vec<Value> = (0..20_001)
        .map(|n| json!({"number": format!("N-{n}"), "satisfaction": (n % 2 == 0).then_some(n)}))
        .chain(rows())
        .collect();
    let columns = ["number", "satisfaction", "overdue", "latitude", "receivedAt"];
    let bytes = written(Format::Parquet, &columns, Language::English, &many);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(
        (reader.num_row_groups(), reader.metadata().file_metadata().num_rows()),
        (2, 20_003)
    );
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows[20_000].get_string(0).unwrap(), "N-20000");
    assert_eq!(rows[20_000].get_long(1).unwrap(), 20_000);
    assert!(rows[19_999].get_long(1).is_err(), "a missing value is none");
    let first = &rows[20_001];
    assert!(first.get_bool(2).unwrap());
    assert_eq!(first.get_double(3).unwrap(), -26.5);
    let at: chrono::DateTime<chrono::Utc> = "2026-11-25T16:30:59Z".parse().unwrap();
    assert_eq!(first.get_timestamp_micros(4).unwrap(), at.timestamp_micros());
}

#[test]
fn a_long_text_is_cut_to_what_a_cell_of_a_workbook_holds() {
    let row = json!({"number": "N-1", "title": "𝄞".repeat(20_000)});
    let bytes = written(Format::Xlsx, &["number", "title"], Language::English, &[row]);
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let cases = workbook.worksheet_range("Cases").unwrap();
    assert_eq!(cases[(1, 1)].to_string().chars().count(), 32_767 / 2);
}
