//! JPEG: the segments that draw the picture, and nothing else.
//!
//! `img-parts` keeps all that stands after the first scan, where telephones put further pictures and
//! films, each with a place of its own; so segments are walked here up to the end of the one picture.

use bytes::Bytes;

use super::orientation;

const EXIF: &[u8] = b"Exif\0\0";

/// The bytes of a picture without what does not draw it; none where it is no JPEG.
pub(super) fn clean(bytes: &[u8]) -> Option<Bytes> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(b"\xff\xd8");
    let (mut turned, mut is_noted, mut scans) = (None, false, 0);
    while let Some((marker, after)) = next_marker(rest) {
        rest = after;
        match marker {
            // The end.
            0xd9 => break,
            // Without a length, and without a meaning outside a scan.
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let segment = rest.get(..length.max(2))?;
        let contents = segment.get(2..)?;
        rest = rest.get(length.max(2)..)?;
        if marker == 0xe1 && contents.starts_with(EXIF) {
            turned = turned.or(orientation::alone(contents.get(EXIF.len()..)));
        }
        if !draws(marker, contents) {
            continue;
        }
        // JFIF's own segment comes first; the note comes before the picture.
        if !is_noted && marker != 0xe0 {
            is_noted = true;
            note(turned, &mut kept);
        }
        kept.extend_from_slice(&[0xff, marker]);
        kept.extend_from_slice(segment);
        if marker == 0xda {
            scans += 1;
            let (scan, after) = rest.split_at(end_of_scan(rest));
            kept.extend_from_slice(scan);
            rest = after;
        }
    }
    kept.extend_from_slice(b"\xff\xd9");
    (scans > 0).then(|| kept.into())
}

/// The next marker and what follows it; what stands before one is no part of the picture.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let from = bytes.get(memchr::memchr(0xff, bytes)?..)?;
        let at = from.iter().position(|byte| *byte != 0xff)?;
        let (marker, after) = (*from.get(at)?, from.get(at + 1..)?);
        if marker != 0 {
            return Some((marker, after));
        }
        bytes = after;
    }
}

/// Where a scan ends: at the first marker that is neither an escaped byte nor a restart.
fn end_of_scan(bytes: &[u8]) -> usize {
    let is_end = |at: &usize| {
        bytes.get(at + 1).is_some_and(|next| !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff))
    };
    memchr::memchr_iter(0xff, bytes).find(is_end).unwrap_or(bytes.len())
}

/// Whether a segment draws the picture: frames, tables and scans, and of what programs add what its
/// colours mean.
fn draws(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | 0xda..=0xdf => true,
        0xe0 => contents.starts_with(b"JFIF\0"),
        0xe2 => contents.starts_with(b"ICC_PROFILE\0"),
        0xee => contents.starts_with(b"Adobe"),
        _ => false,
    }
}

fn note(turned: Option<[u8; 26]>, kept: &mut Vec<u8>) {
    if let Some(block) = turned {
        // The length counts its own two bytes.
        kept.extend_from_slice(&[0xff, 0xe1, 0, 2 + 6 + 26]);
        kept.extend_from_slice(EXIF);
        kept.extend_from_slice(&block);
    }
}
