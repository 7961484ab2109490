//! Any bytes as a file that somebody sends: it is refused, or kept as what it is, clean and whole.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wardbook::files::examine;

fuzz_target!(|bytes: &[u8]| {
    let Ok(kept) = examine(bytes.to_vec().into()) else { return };
    assert!(!kept.bytes.is_empty() && kept.sha256.len() == 64);
    match &kept.thumbnail {
        // A picture that was cleaned is a picture, and clean.
        Some(thumbnail) => {
            assert!(kept.media.media_type().starts_with("image/"));
            assert!(thumbnail.starts_with(b"\xff\xd8\xff"));
            let again = examine(kept.bytes.clone()).expect("what is kept can be looked at");
            assert_eq!(again.bytes, kept.bytes);
        }
        None => assert_eq!(kept.bytes, bytes),
    }
});
