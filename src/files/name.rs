//! Names of files, made safe to keep, to show and to save under.

use super::media::Media;

/// The most bytes of a name.
const LONGEST: usize = 200;

/// What Windows takes for a device, whatever it ends with.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// What a file is called: the last part of the name that was given, less what hides something or
/// means something to a system, and ending as its kind does.
pub(super) fn safe(given: &str, media: Media) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base.chars().filter(|letter| is_plain(*letter)).collect();
    let kept = kept.trim_start_matches(|c: char| c == '.' || c.is_whitespace());
    let kept = kept.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, extension) = match kept.rsplit_once('.') {
        Some((stem, last)) if fits(last, media) => (stem, last),
        // The end of another kind goes, and any other dot is part of the name.
        Some((stem, last)) if is_extension(last) => (stem, media.extensions()[0]),
        _ => (kept, media.extensions()[0]),
    };
    let room = LONGEST - 1 - extension.len();
    let end = (0..=room.min(stem.len())).rev().find(|end| stem.is_char_boundary(*end));
    let stem = stem[..end.unwrap_or_default()].trim_end();
    let device = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        device.strip_prefix(port).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    });
    if stem.is_empty() || is_port || DEVICES.contains(&device.as_str()) {
        return format!("file.{extension}");
    }
    format!("{stem}.{extension}")
}

fn fits(extension: &str, media: Media) -> bool {
    media.extensions().iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Whether the end of a name says of which kind the file is, right or wrong.
fn is_extension(text: &str) -> bool {
    (1..=5).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a letter shows as itself and means nothing to a system: no control, nothing that turns
/// the direction or has no width, nothing that Windows or a header forbids.
fn is_plain(letter: char) -> bool {
    let is_unseen = matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e007f}'
    );
    !letter.is_control() && !is_unseen && !"<>:\"|?*;".contains(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_plain_name_stays_as_it_is() {
        for name in ["photo.jpg", "现场照片 1.JPEG", "a-b_c (2).jpg", "2026.11.25.jpg", "é.jpg"]
        {
            assert_eq!(safe(name, Media::Jpeg), name);
        }
    }

    #[test]
    fn what_means_harm_is_taken_out() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd.jpg"),
            ("..\\..\\boot.ini", "boot.jpg"),
            ("C:\\photos\\a.jpg", "a.jpg"),
            ("/etc/cron.d/x.jpg", "x.jpg"),
            ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
            ("a\u{202e}gpj.exe", "agpj.jpg"),
            ("a\0b.jpg", "ab.jpg"),
            ("a\".jpg; filename=b.exe", "a.jpg filename=b.jpg"),
            (".htaccess", "htaccess.jpg"),
            ("...", "file.jpg"),
            ("", "file.jpg"),
            ("..", "file.jpg"),
            ("a/", "file.jpg"),
            (".jpg", "jpg.jpg"),
            ("con.jpg", "file.jpg"),
            ("LPT1.txt", "file.jpg"),
            ("virus.exe", "virus.jpg"),
            ("photo.HEIC", "photo.jpg"),
            ("report v1.2", "report v1.2.jpg"),
            ("空格. ", "空格.jpg"),
        ] {
            assert_eq!(safe(given, Media::Jpeg), kept, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        let name = safe(&format!("{}.docx", "长".repeat(300)), Media::Docx);
        assert!(name.len() <= LONGEST && name.ends_with("长.docx"), "{name}");
        assert_eq!(safe(&"a".repeat(500), Media::Pdf).len(), LONGEST);
    }

    proptest! {
        #[test]
        fn no_name_leads_anywhere_or_hides_anything(given in "\\PC*|[./\\\\\\x00-\\x20a\u{202e}\"]*") {
            let name = safe(&given, Media::Png);
            prop_assert!(name.len() <= LONGEST && name.to_ascii_lowercase().ends_with(".png"));
            let harm = ['/', '\\', '"', '\r', '\n', '\u{202e}'];
            prop_assert!(!name.contains(harm));
            prop_assert!(!name.starts_with('.') && name.chars().all(|c| !c.is_control()));
            prop_assert_eq!(safe(&name, Media::Png), name);
        }
    }
}
