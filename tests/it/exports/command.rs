//! Files by the command line, in the format that their name ends in.

use super::{many_cases, rows_of};
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
            let rows = rows_of(end, std::fs::read(&file).unwrap().into());
            assert_eq!(rows, 155, "{end}");
        }
        assert_eq!(crate::exports::entries(&server).await.len(), 4);
    }
}
