//! Under which names bytes lie: in a place for each day, by which they are looked through and backed
//! up, and there by their file's id.

use chrono::{DateTime, Utc};
use object_store::path::Path;
use uuid::Uuid;

/// What the small picture of a file is called, after the file's own id.
const THUMBNAIL: &str = ".thumbnail";

/// Which of a file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its own.
    Whole,
    /// Those of its small picture.
    Thumbnail,
}

/// Where bytes are.
pub(super) fn place(file: Uuid, part: Part) -> Path {
    let end = match part {
        Part::Whole => "",
        Part::Thumbnail => THUMBNAIL,
    };
    Path::from_iter([day_of(file).as_str(), &format!("{}{end}", file.simple())])
}

/// The day on which a file's id was made, in UTC.
fn day_of(file: Uuid) -> String {
    let (seconds, _) = file.get_timestamp().map_or((0, 0), |made| made.to_unix());
    let made = i64::try_from(seconds).ok().and_then(|s| DateTime::from_timestamp(s, 0));
    day(made.unwrap_or_default())
}

/// What the place of a day is called.
pub(super) fn day(moment: DateTime<Utc>) -> String {
    moment.format("%Y%m%d").to_string()
}

/// The file whose bytes are at a place; none where something else is there.
pub(super) fn file_at(place: &Path) -> Option<Uuid> {
    let name = place.filename()?;
    let file = Uuid::try_parse(name.strip_suffix(THUMBNAIL).unwrap_or(name)).ok()?;
    let is_ours = [Part::Whole, Part::Thumbnail]
        .iter()
        .any(|part| self::place(file, *part).as_ref() == place.as_ref());
    is_ours.then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_where_their_day_is_and_nothing_else_is_taken_for_them() {
        let file = Uuid::try_parse("0193a1b2c3d47e5f8a9b0c1d2e3f4a5b").unwrap();
        let whole = place(file, Part::Whole);
        assert_eq!(whole.as_ref(), "20241207/0193a1b2c3d47e5f8a9b0c1d2e3f4a5b");
        assert_eq!(file_at(&whole), Some(file));
        assert_eq!(file_at(&place(file, Part::Thumbnail)), Some(file));
        for other in [
            "0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "20241208/0193a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "20241207/notes.txt",
        ] {
            assert_eq!(file_at(&Path::from(other)), None, "{other}");
        }
    }
}
