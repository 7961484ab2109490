//! Which way up a picture is, as EXIF has it, and an EXIF that says nothing else.

use image::metadata::Orientation;

/// An EXIF block that says which way up a picture is, out of one that says more; none where the
/// picture is upright.
pub(super) fn alone(exif: Option<&[u8]>) -> Option<[u8; 26]> {
    let orientation = Orientation::from_exif_chunk(exif?)?;
    if orientation == Orientation::NoTransforms {
        return None;
    }
    // TIFF, the high byte first: one directory of one entry, the tag 0x0112, a number of two bytes.
    let mut block = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[19] = orientation.to_exif();
    Some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_says_which_way_up_and_nothing_else() {
        let mut block = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let alone_of = alone(Some(&block)).unwrap();
        assert_eq!(Orientation::from_exif_chunk(&alone_of), Some(Orientation::Rotate90));
        assert_eq!(alone(Some(&alone_of)), Some(alone_of));
        block[18] = 1;
        assert_eq!(alone(Some(&block)), None);
        assert_eq!(alone(Some(b"II*")), None);
        assert_eq!(alone(None), None);
    }
}
