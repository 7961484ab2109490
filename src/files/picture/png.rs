//! PNG: the chunks that draw the picture, and nothing else.

use bytes::Bytes;
use img_parts::ImageEXIF;
use img_parts::png::Png;

use super::orientation;

/// Picture, palette, holes, what its colours mean and how large a pixel is; the frames of an
/// animation.
const DRAWS: [[u8; 4]; 16] = [
    *b"IHDR", *b"PLTE", *b"IDAT", *b"IEND", *b"tRNS", *b"cHRM", *b"gAMA", *b"iCCP", *b"sBIT",
    *b"sRGB", *b"cICP", *b"bKGD", *b"pHYs", *b"acTL", *b"fcTL", *b"fdAT",
];

/// The bytes of a picture without what does not draw it; none where it is no PNG. What stands after
/// its end is gone too.
pub(super) fn clean(bytes: &Bytes) -> Option<Bytes> {
    let mut png = Png::from_bytes(bytes.clone()).ok()?;
    let turned = orientation::alone(png.exif().as_deref());
    png.chunks_mut().retain(|chunk| DRAWS.contains(&chunk.kind()));
    if let Some(block) = turned {
        png.set_exif(Some(Bytes::copy_from_slice(&block)));
    }
    Some(png.encoder().bytes())
}
