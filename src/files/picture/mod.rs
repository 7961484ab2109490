//! Pictures: what the camera wrote beside the picture is taken off, and a small picture is made.
//!
//! Nothing is encoded anew, since a photograph may be evidence and each encoding loses some of it:
//! of the container's parts those are kept that draw the picture, and no others. The one thing that
//! a viewer needs of what is taken off is which way up it is, so that a picture that is turned gets
//! a note of its own that says this alone.

mod gif;
mod jpeg;
mod orientation;
mod png;
mod webp;

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::error::{ImageError, LimitErrorKind};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage};

use super::media::Media;
use super::refusal::Refusal;

/// The most pixels that are decoded, in millions: a telephone's picture has 12 or 48.
pub(super) const MOST_MEGAPIXELS: u32 = 50;

/// The longest side, in pixels.
const LONGEST_SIDE: u32 = 30_000;

const TOO_LONG: Refusal = Refusal::Side { limit: LONGEST_SIDE };

/// The most memory that a decoder may take, in bytes.
const MOST_MEMORY: u64 = 512 << 20;

/// The longest side of a small picture, in pixels, and how well it is kept, from 1 to 100.
const SMALL_SIDE: u32 = 320;
const SMALL_QUALITY: u8 = 80;

/// A picture as it is kept, and a small one of it.
pub(super) struct Picture {
    pub(super) bytes: Bytes,
    pub(super) thumbnail: Bytes,
}

/// How a kind of pictures is decoded; none of any other.
fn format_of(media: Media) -> Option<ImageFormat> {
    match media {
        Media::Jpeg => Some(ImageFormat::Jpeg),
        Media::Png => Some(ImageFormat::Png),
        Media::Gif => Some(ImageFormat::Gif),
        Media::WebP => Some(ImageFormat::WebP),
        _ => None,
    }
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    reader
}

/// How many millions of pixels a picture has, by its head alone; none where it is no picture.
pub(super) fn megapixels(media: Media, bytes: &[u8]) -> Result<Option<u32>, Refusal> {
    let Some(format) = format_of(media) else { return Ok(None) };
    let size = reader(bytes, format).into_dimensions();
    let (width, height) = size.map_err(|error| match error {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::DimensionError => TOO_LONG,
        _ => Refusal::Unreadable,
    })?;
    if width == 0 || height == 0 {
        return Err(Refusal::Unreadable);
    }
    let pixels = u64::from(width) * u64::from(height);
    let megapixels = u32::try_from(pixels.div_ceil(1_000_000)).unwrap_or(u32::MAX);
    if width.max(height) > LONGEST_SIDE {
        return Err(TOO_LONG);
    }
    if megapixels > MOST_MEGAPIXELS {
        return Err(Refusal::Pixels { limit: MOST_MEGAPIXELS });
    }
    Ok(Some(megapixels))
}

/// A picture as it is kept; it must be known to have few enough pixels. It takes a second of a
/// large one: not for an asynchronous task.
pub(super) fn clean(media: Media, bytes: &Bytes) -> Result<Picture, Refusal> {
    let format = format_of(media).ok_or(Refusal::Kind)?;
    let cleaned = match media {
        Media::Jpeg => jpeg::clean(bytes),
        Media::Png => png::clean(bytes),
        Media::WebP => webp::clean(bytes),
        _ => gif::clean(bytes),
    };
    let bytes = cleaned.ok_or(Refusal::Unreadable)?;
    // What is kept is decoded, not what was sent, so that it is known to be whole.
    let thumbnail = thumbnail(&bytes, format).map_err(|_| Refusal::Unreadable)?;
    Ok(Picture { bytes, thumbnail })
}

fn thumbnail(bytes: &[u8], format: ImageFormat) -> image::ImageResult<Bytes> {
    let mut decoder = reader(bytes, format).into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if picture.width().max(picture.height()) > SMALL_SIDE {
        picture = picture.thumbnail(SMALL_SIDE, SMALL_SIDE);
    }
    picture.apply_orientation(orientation);
    let mut small = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut small, SMALL_QUALITY);
    on_white(picture).write_with_encoder(encoder)?;
    Ok(small.into())
}

/// A picture without holes: JPEG has none.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into();
    }
    let mut sheet = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    image::imageops::overlay(&mut sheet, &picture.into_rgba8(), 0, 0);
    DynamicImage::from(sheet).into_rgb8().into()
}

#[cfg(test)]
#[path = "../picture_tests.rs"]
mod tests;
