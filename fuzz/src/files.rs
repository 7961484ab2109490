//! Files of a fuzzer's bytes, and what must hold of whatever is read from one.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use wardbook::import::{Problems, Source};
use zip::write::SimpleFileOptions;

/// A file of these bytes under a name; the next one of the name takes its place.
pub fn file(name: &str, bytes: &[u8]) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().unwrap().keep());
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A file to import, in the format that its name says.
pub fn source(name: &str, bytes: &[u8]) -> Source {
    Source::new(&file(name, bytes)).unwrap()
}

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// A workbook whose first sheet and shared texts are these parts: whole around them, so that
/// what is hostile is looked at and not thrown out at the door.
pub fn workbook(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        if part.is_empty() {
            continue;
        }
        archive.start_file(name, stored).unwrap();
        archive.write_all(part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Every problem says where and what.
pub fn look_at_problems(problems: &Problems) {
    for problem in problems.told() {
        assert!(problem.line != Some(0), "line 0: {}", problem.message);
        assert!(!problem.message.is_empty());
        assert!(problem.line.is_some() || problem.message.contains('`'), "{}", problem.message);
    }
    assert_eq!(problems.is_empty(), problems.len() == 0);
}

/// An error of a file that cannot be read at all names it.
pub fn look_at_error(error: &impl std::fmt::Display, path: &Path) {
    let said = error.to_string();
    assert!(said.contains(&path.display().to_string()), "{said}");
}
