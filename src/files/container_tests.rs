use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

const LIST: &str = "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn compound(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for stream in streams {
        if let Some((storage, _)) = stream.rsplit_once('/') {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(stream).unwrap().write_all(b"words").unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_document_is_what_its_list_of_parts_says() {
    let list = |main: &str| format!("<Types>{main}</Types>");
    for (main, media) in MAIN_PARTS {
        let list = list(main);
        let file = packed(&[(CONTENT_TYPES, list.as_bytes()), ("a.xml", b"<a/>")]);
        assert_eq!(of_zip(&file), Ok(media));
    }
    let odt = packed(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
    assert_eq!(of_zip(&odt), Ok(Media::Odt));
}

#[test]
fn any_other_zip_is_refused() {
    for parts in [
        &[("readme.txt", &b"words"[..])][..],
        &[("META-INF/MANIFEST.MF", b"Main-Class: x"), ("x.class", b"\xca\xfe")],
        &[("word/document.xml", b"<document/>")],
        &[("mimetype", b"image/jpeg")],
        &[(CONTENT_TYPES, b"<Types/>")],
    ] {
        assert_eq!(of_zip(&packed(parts)), Err(Refusal::Kind));
    }
    assert_eq!(of_zip(b"PK\x03\x04 and no more"), Err(Refusal::Unreadable));
}

#[test]
fn a_document_with_a_program_is_refused() {
    let list = LIST.replace(
        "openxmlformats-officedocument.wordprocessingml.document",
        "ms-word.document.macroEnabled",
    );
    assert_eq!(of_zip(&packed(&[(CONTENT_TYPES, list.as_bytes())])), Err(Refusal::Macros));
    let file = packed(&[(CONTENT_TYPES, LIST.as_bytes()), ("word/vbaProject.bin", b"x")]);
    assert_eq!(of_zip(&file), Err(Refusal::Macros));
    assert_eq!(of_compound(&compound(&["WordDocument", "Macros/VBA/dir"])), Err(Refusal::Macros));
}

#[test]
fn a_bomb_is_refused_by_what_it_claims() {
    let zeroes = vec![0; 40 << 20];
    let file = packed(&[(CONTENT_TYPES, LIST.as_bytes()), ("word/media/a.bin", &zeroes)]);
    assert!(file.len() < 100_000);
    assert_eq!(of_zip(&file), Err(Refusal::Ratio { limit: MOST_RATIO }));
}

#[test]
fn a_bomb_that_claims_little_is_refused_by_what_it_is() {
    let zeroes = vec![0; 40 << 20];
    let mut file = packed(&[(CONTENT_TYPES, LIST.as_bytes()), ("word/media/a.bin", &zeroes)]);
    // The directory is what programs go by: there the size is said to be small.
    let size = u32::try_from(zeroes.len()).unwrap().to_le_bytes();
    let found: Vec<usize> = memmem::find_iter(&file, &size).collect();
    for at in found {
        file[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    assert_eq!(of_zip(&file), Err(Refusal::Unreadable));
}

#[test]
fn a_zip_of_very_many_parts_is_not_opened() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for part in 0..=MOST_PARTS {
        writer.start_file(part.to_string(), SimpleFileOptions::default()).unwrap();
    }
    let file = writer.finish().unwrap().into_inner();
    assert_eq!(of_zip(&file), Err(Refusal::Parts { limit: MOST_PARTS as u64 }));
}

#[test]
fn a_compound_file_is_what_its_streams_say() {
    assert_eq!(of_compound(&compound(&["WordDocument"])), Ok(Media::Doc));
    assert_eq!(of_compound(&compound(&["Workbook"])), Ok(Media::Xls));
    assert_eq!(of_compound(&compound(&["PowerPoint Document"])), Ok(Media::Ppt));
    // An installer, a mail, an encrypted document.
    assert_eq!(of_compound(&compound(&["Property"])), Err(Refusal::Kind));
    assert_eq!(of_compound(&compound(&["EncryptedPackage"])), Err(Refusal::Kind));
    let file = compound(&["WordDocument"]);
    assert_eq!(of_compound(&file[..600]), Err(Refusal::Unreadable));
}

proptest::proptest! {
    /// Bytes that were changed, left out or put in between: some answer, and no more than that.
    #[test]
    fn a_damaged_document_is_looked_at_all_the_same(
        is_zip in proptest::bool::ANY,
        changes in proptest::collection::vec((0.0..1.0_f64, 0..3_u8, proptest::num::u8::ANY), 1..8),
    ) {
        let mut bytes = match is_zip {
            true => packed(&[(CONTENT_TYPES, LIST.as_bytes()), ("word/document.xml", b"<a/>")]),
            false => compound(&["WordDocument", "Data"]),
        };
        for (place, change, value) in changes {
            let at = ((bytes.len() - 1) as f64 * place) as usize;
            match change {
                0 => bytes[at] = value,
                1 => bytes.insert(at, value),
                _ => drop(bytes.remove(at)),
            }
        }
        let found = crate::files::examine(bytes.into());
        proptest::prop_assert!(found.is_err() || found.is_ok_and(|found| found.thumbnail.is_none()));
    }
}
