//! WebP: the chunks that draw the picture, and nothing else.

use bytes::{Bytes, BytesMut};
use img_parts::ImageEXIF;
use img_parts::riff::RiffContent;
use img_parts::webp::{
    CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ICCP, CHUNK_VP8, CHUNK_VP8L, CHUNK_VP8X, WebP,
};

use super::orientation;

const DRAWS: [[u8; 4]; 7] =
    [CHUNK_VP8X, CHUNK_VP8, CHUNK_VP8L, CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ICCP];

/// The bits by which the head says that there are EXIF and XMP.
const HAS_EXIF_OR_XMP: u8 = 0b0000_1100;

/// The bytes of a picture without what does not draw it; none where it is no WebP. What stands after
/// its end is gone too.
pub(super) fn clean(bytes: &Bytes) -> Option<Bytes> {
    let mut webp = WebP::from_bytes(bytes.clone()).ok()?;
    let turned = orientation::alone(webp.exif().as_deref());
    webp.chunks_mut().retain(|chunk| DRAWS.contains(&chunk.id()));
    let head = webp.chunks_mut().iter_mut().find(|chunk| chunk.id() == CHUNK_VP8X);
    if let Some(RiffContent::Data(data)) = head.map(|head| head.content_mut()) {
        let mut flags = BytesMut::from(data.as_ref());
        *flags.first_mut()? &= !HAS_EXIF_OR_XMP;
        *data = flags.freeze();
    }
    if let Some(block) = turned {
        webp.set_exif(Some(Bytes::copy_from_slice(&block)));
    }
    Some(webp.encoder().bytes())
}
