//! What a file is, by its bytes.

use memchr::memmem;

use super::container;
use super::media::Media;
use super::refusal::Refusal;

/// The kind of a file; what it claims to be is looked at as far as that can be done without
/// showing it.
///
/// # Errors
/// Why it is not kept.
pub(super) fn sniff(bytes: &[u8]) -> Result<Media, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return container::of_zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return container::of_compound(bytes);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return if is_sound_alone(bytes) { Ok(Media::M4a) } else { Err(Refusal::Kind) };
    }
    by_head(bytes).ok_or(Refusal::Kind)
}

/// The kind that the first bytes say. Nothing may stand before them: what a browser would take for
/// a page, or a shell for a script, is neither a PDF nor a recording.
fn by_head(bytes: &[u8]) -> Option<Media> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    let is_riff = |of: &[u8; 4]| begins(b"RIFF") && bytes.get(8..12) == Some(of.as_slice());
    match () {
        () if begins(b"\xff\xd8\xff") => Some(Media::Jpeg),
        () if begins(b"\x89PNG\r\n\x1a\n") => Some(Media::Png),
        () if begins(b"GIF87a") || begins(b"GIF89a") => Some(Media::Gif),
        () if is_riff(b"WEBP") => Some(Media::WebP),
        () if begins(b"%PDF-") => Some(Media::Pdf),
        () if begins(b"ID3") || begins_with_two_frames(bytes) => Some(Media::Mp3),
        () if is_riff(b"WAVE") => Some(Media::Wav),
        () if begins(b"OggS") && is_ogg_sound(bytes) => Some(Media::Ogg),
        () if begins(b"#!AMR\n") || begins(b"#!AMR-WB\n") => Some(Media::Amr),
        () => None,
    }
}

/// Whether the first stream of an Ogg file is sound: each codec names itself at the beginning.
fn is_ogg_sound(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(80)).unwrap_or_default();
    let sound: [&[u8]; 4] = [b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC"];
    sound.iter().any(|codec| memmem::find(head, codec).is_some())
}

/// Whether these are frames of MPEG audio, layer III: two bytes alone would be so by chance.
fn begins_with_two_frames(bytes: &[u8]) -> bool {
    let next = frame_length(bytes).and_then(|length| bytes.get(length..));
    next.is_some_and(|next| frame_length(next).is_some())
}

/// How many bytes a frame of MPEG audio, layer III, has by its head; none where that is no such head.
fn frame_length(head: &[u8]) -> Option<usize> {
    const KILOBITS: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KILOBITS_OF_LOW: [usize; 14] =
        [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const HERTZ: [usize; 3] = [44_100, 48_000, 32_000];
    let [0xff, second, third, ..] = *head else { return None };
    let is_layer_3 = second & 0b1110_0110 == 0b1110_0010;
    let version = (second >> 3) & 0b11;
    let rate = usize::from(third >> 4).checked_sub(1)?;
    let hertz = HERTZ.get(usize::from((third >> 2) & 0b11))?;
    let padding = usize::from((third >> 1) & 1);
    let length = match version {
        3 => 144_000 * KILOBITS.get(rate)? / hertz,
        2 => 72_000 * KILOBITS_OF_LOW.get(rate)? / (hertz / 2),
        0 => 72_000 * KILOBITS_OF_LOW.get(rate)? / (hertz / 4),
        _ => return None,
    };
    is_layer_3.then_some(length + padding)
}

/// Whether an MPEG-4 file has tracks of sound and of nothing else, whatever brand it has: telephones
/// record talk under a video's.
fn is_sound_alone(bytes: &[u8]) -> bool {
    let handlers: Vec<&[u8]> =
        memmem::find_iter(bytes, b"hdlr").filter_map(|at| bytes.get(at + 12..at + 16)).collect();
    let has = |kind: &[u8; 4]| handlers.contains(&kind.as_slice());
    has(b"soun") && !has(b"vide") && !has(b"pict") && !has(b"auxv")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mp4(brand: &[u8], handlers: &[&[u8]]) -> Vec<u8> {
        let mut file = [b"\0\0\0\x18ftyp", brand, &[0; 12]].concat();
        for handler in handlers {
            file.extend([b"\0\0\0\x21hdlr\0\0\0\0\0\0\0\0", *handler, &[0; 13]].concat());
        }
        file
    }

    #[test]
    fn what_is_on_the_list_is_known_by_its_first_bytes() {
        for (bytes, media) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF\0"[..], Media::Jpeg),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Media::Png),
            (b"GIF89a\x01\0\x01\0", Media::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Media::WebP),
            (b"%PDF-1.7\n", Media::Pdf),
            (b"ID3\x04\0\0\0\0\0\0", Media::Mp3),
            (b"RIFF\x10\0\0\0WAVEfmt ", Media::Wav),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead", Media::Ogg),
            (b"#!AMR\n\0", Media::Amr),
        ] {
            assert_eq!(sniff(bytes), Ok(media), "{bytes:?}");
        }
    }

    #[test]
    fn programs_pages_and_texts_are_of_no_kind_that_is_kept() {
        for bytes in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7fELF\x02\x01\x01\0",
            b"#!/bin/sh\nrm -rf /",
            b"<!DOCTYPE html><html><script>",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            b"<?xml version=\"1.0\"?><svg/>",
            b"just words",
            b"Rar!\x1a\x07\x01\0",
            b"7z\xbc\xaf\x27\x1c",
            b"\x1f\x8b\x08\0",
            b"II*\0\x08\0\0\0",
            b"{\\rtf1",
            b" %PDF-1.7",
            b"OggS\0\x02 \x80theora",
            b"\xff\xfb\x90\0 and no second frame",
            b"\xff\xfe<\0h\0t\0m\0l\0",
        ] {
            assert_eq!(sniff(bytes), Err(Refusal::Kind), "{bytes:?}");
        }
        assert_eq!(sniff(b""), Err(Refusal::Empty));
    }

    #[test]
    fn a_recording_without_a_head_is_known_by_two_frames() {
        // 128 kbit/s at 44.1 kHz: 417 bytes a frame.
        let frame = [b"\xff\xfb\x90\0".as_slice(), &[0; 413]].concat();
        assert_eq!(sniff(&frame.repeat(2)), Ok(Media::Mp3));
        assert_eq!(sniff(&frame), Err(Refusal::Kind));
    }

    #[test]
    fn a_recording_is_one_under_any_brand_and_a_film_is_none() {
        assert_eq!(sniff(&mp4(b"M4A ", &[b"soun"])), Ok(Media::M4a));
        assert_eq!(sniff(&mp4(b"mp42", &[b"soun"])), Ok(Media::M4a));
        assert_eq!(sniff(&mp4(b"isom", &[b"vide", b"soun"])), Err(Refusal::Kind));
        assert_eq!(sniff(&mp4(b"M4A ", &[b"soun", b"vide"])), Err(Refusal::Kind));
        assert_eq!(sniff(&mp4(b"heic", &[b"pict"])), Err(Refusal::Kind));
        assert_eq!(sniff(&mp4(b"M4A ", &[])), Err(Refusal::Kind));
    }
}
