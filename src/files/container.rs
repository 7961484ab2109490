//! Documents that are packed into a container: a zip of XML, or a compound file. Which kind one is,
//! its parts say; that it does not unpack to far more than it is, is found out before anybody
//! unpacks it.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use super::media::Media;
use super::refusal::Refusal;

/// The most parts of a document.
const MOST_PARTS: usize = 10_000;

/// The most bytes that a document may unpack to.
const MOST_UNPACKED: u64 = 256 << 20;

/// What is small once it is unpacked may be packed as tightly as it likes; anything else has a
/// hundredth of its size at least. Sheets of numbers get along with a thirtieth.
const SMALL: u64 = 16 << 20;
const MOST_RATIO: u64 = 100;

/// The list of a document's parts, and the most of it that is read.
const CONTENT_TYPES: &str = "[Content_Types].xml";
const LONGEST_LIST: u64 = 1 << 20;

/// What the list of a document's parts calls its main one.
const MAIN_PARTS: [(&str, Media); 3] = [
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        Media::Docx,
    ),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", Media::Xlsx),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        Media::Pptx,
    ),
];

/// The kind of a document in a zip.
pub(super) fn of_zip(bytes: &[u8]) -> Result<Media, Refusal> {
    // Each part has this mark in the directory, which is read whole when it is opened.
    if memmem::find_iter(bytes, b"PK\x01\x02").nth(MOST_PARTS).is_some() {
        return Err(Refusal::Parts { limit: MOST_PARTS as u64 });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    look_at_directory(&mut archive, bytes.len() as u64)?;
    let (mut list, mut mimetype) = (String::new(), String::new());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| Refusal::Unreadable)?;
        let claimed = part.size();
        let name = part.name().map_err(|_| Refusal::Unreadable)?.into_owned();
        // What the directory says of a size is a claim: more than that is not read.
        let mut unpacked = part.by_ref().take(claimed.saturating_add(1));
        let length = match name.as_str() {
            CONTENT_TYPES if claimed <= LONGEST_LIST => unpacked.read_to_string(&mut list),
            "mimetype" if claimed <= LONGEST_LIST => unpacked.read_to_string(&mut mimetype),
            _ => std::io::copy(&mut unpacked, &mut std::io::sink()).map(|n| n as usize),
        };
        let length = length.map_err(|_| Refusal::Unreadable)? as u64;
        if length > claimed {
            return Err(Refusal::Unreadable);
        }
    }
    if list.contains("macroEnabled") {
        return Err(Refusal::Macros);
    }
    let main = MAIN_PARTS.into_iter().find(|(part, _)| list.contains(part));
    if let Some((_, media)) = main {
        return Ok(media);
    }
    match Media::of_media_type(mimetype.trim_end()) {
        Some(media @ (Media::Odt | Media::Ods | Media::Odp)) => Ok(media),
        _ => Err(Refusal::Kind),
    }
}

fn look_at_directory(archive: &mut ZipArchive<Cursor<&[u8]>>, packed: u64) -> Result<(), Refusal> {
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|_| Refusal::Unreadable)?;
        let name = part.name().map_err(|_| Refusal::Unreadable)?.to_ascii_lowercase();
        if part.encrypted() {
            return Err(Refusal::Unreadable);
        }
        let is_program = name.ends_with("vbaproject.bin")
            || name.starts_with("basic/")
            || name.starts_with("scripts/");
        if is_program {
            return Err(Refusal::Macros);
        }
        unpacked = unpacked.saturating_add(part.size());
        if unpacked > MOST_UNPACKED {
            return Err(Refusal::Unpacked { limit: MOST_UNPACKED });
        }
        if unpacked > SMALL.max(packed.saturating_mul(MOST_RATIO)) {
            return Err(Refusal::Ratio { limit: MOST_RATIO });
        }
    }
    Ok(())
}

/// The kind of a document in a compound file, which may be anything from a letter to an installer.
pub(super) fn of_compound(bytes: &[u8]) -> Result<Media, Refusal> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refusal::Unreadable)?;
    let mut names = file.walk().take(MOST_PARTS).map(|entry| entry.name().to_ascii_lowercase());
    if names.any(|name| name == "vba" || name.starts_with("_vba_project")) {
        return Err(Refusal::Macros);
    }
    let has = |stream: &str| file.is_stream(stream);
    match () {
        () if has("WordDocument") => Ok(Media::Doc),
        () if has("Workbook") || has("Book") => Ok(Media::Xls),
        () if has("PowerPoint Document") => Ok(Media::Ppt),
        () => Err(Refusal::Kind),
    }
}

#[cfg(test)]
#[path = "container_tests.rs"]
mod tests;
