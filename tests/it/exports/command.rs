//! Files by the command line, in the format that their name ends in.

use calamine::{Reader, Xlsx, open_workbook};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

use super::many_cases;
use crate::support::{Backend, Installed, Server, both, name};

both! {
    async fn a_file_is_written_as_its_name_ends(backend: Backend) {
        let server = Server::start(backend).await;
        many_cases(&server, 150).await;
        let operator = Installed::around(&server.database);
        for end in ["csv", "xlsx", "ndjson", "parquet"] {
            let file = operator.file(&format!("cases.{end}"));
            let said = operator.done(&["export", "cases", "--as", "analyst", "--lang", "en", name(&file)]);
            assert!(said.ends_with(&format!("cases.{end}: 155 cases\n")), "{said}");
            let rows = match end {
                "csv" => csv::Reader::from_path(&file).unwrap().records().count(),
                "xlsx" => {
                    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
                    book.worksheet_range("Cases").unwrap().height() - 1
                }
                "ndjson" => {
                    let text = std::fs::read_to_string(&file).unwrap();
                    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).count()
                }
                _ => {
                    let file = std::fs::File::open(&file).unwrap();
                    SerializedFileReader::new(file).unwrap().get_row_iter(None).unwrap().count()
                }
            };
            assert_eq!(rows, 155, "{end}");
        }
        assert_eq!(crate::exports::entries(&server).await.len(), 4);
    }
}
