//! Files that hold what a test found when it was last looked at.

use std::path::Path;

use similar::TextDiff;

/// What differs from the file, or nothing; where updates are asked for, the file is written.
pub(super) fn compare(file: &Path, found: &str) -> Option<String> {
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    if kept == found {
        return None;
    }
    let asked = std::env::var("WARDBOOK_UPDATE").is_ok_and(|value| value == "1");
    if asked && std::env::var_os("CI").is_none() {
        std::fs::write(file, found).unwrap();
        return None;
    }
    let diff = TextDiff::from_lines(kept.as_str(), found);
    let diff = diff.unified_diff().context_radius(2).header("kept", "found").to_string();
    Some(format!("{}\n{diff}", file.display()))
}
