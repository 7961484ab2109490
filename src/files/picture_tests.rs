use image::{ExtendedColorType, GenericImageView, ImageEncoder, RgbImage};
use memchr::memmem;

use super::*;

/// A place on earth as cameras write it, with which way up the picture is.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0; 4]);
    tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPS 26.0614 N 119.3061 E");
    tiff
}

/// A picture that is red on the left and blue on the right.
fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        image::Rgb(if x < width / 2 { [255, 0, 0] } else { [0, 0, 255] })
    })
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn photograph(orientation: u8) -> Vec<u8> {
    let bytes = encoded(&drawn(400, 200), ImageFormat::Jpeg);
    let exif = [b"Exif\0\0".as_slice(), &exif(orientation)].concat();
    let segment = |marker: u8, contents: &[u8]| {
        let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], length.as_slice(), contents].concat()
    };
    let added = [
        segment(0xe1, &exif),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<GPSLatitude>26</GPSLatitude>"),
        segment(0xed, b"Photoshop 3.0\0GPS city"),
        segment(0xfe, b"GPS comment"),
    ];
    // A film after the picture, as telephones add one.
    let after = b"\0\0\0\x18ftypmp42 GPS film";
    [&bytes[..2], &added.concat(), &bytes[2..], after].concat()
}

fn cleaned(media: Media, bytes: &[u8]) -> Picture {
    megapixels(media, bytes).unwrap().unwrap();
    let picture = clean(media, &Bytes::copy_from_slice(bytes));
    picture.unwrap_or_else(|refusal| panic!("{media:?}: {refusal}"))
}

#[test]
fn a_photograph_says_nothing_of_its_place_and_is_the_same_picture() {
    let bytes = photograph(1);
    let kept = cleaned(Media::Jpeg, &bytes);
    assert!(memmem::find(&bytes, b"GPS").is_some());
    assert_eq!(memmem::find(&kept.bytes, b"GPS"), None);
    assert_eq!(memmem::find(&kept.bytes, b"Exif"), None);
    assert!(kept.bytes.ends_with(b"\xff\xd9"));
    let before = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
    assert_eq!(image::load_from_memory(&kept.bytes).unwrap(), before, "to the pixel");
}

#[test]
fn a_turned_photograph_stays_upright() {
    let kept = cleaned(Media::Jpeg, &photograph(6));
    assert_eq!(memmem::find(&kept.bytes, b"GPS"), None);
    let mut decoder = reader(&kept.bytes, ImageFormat::Jpeg).into_decoder().unwrap();
    assert_eq!(decoder.orientation().unwrap(), Orientation::Rotate90);
    let small = image::load_from_memory(&kept.thumbnail).unwrap();
    assert_eq!(small.dimensions(), (160, 320));
    let top = small.get_pixel(80, 10);
    assert!(top[0] > 200 && top[2] < 50, "the left is above: {top:?}");
    // What was cleaned once is clean.
    assert_eq!(cleaned(Media::Jpeg, &kept.bytes).bytes, kept.bytes);
}

#[test]
fn the_other_kinds_lose_what_does_not_draw_them() {
    let png = encoded(&drawn(40, 20), ImageFormat::Png);
    let mut parts = img_parts::png::Png::from_bytes(png.into()).unwrap();
    let text = img_parts::png::PngChunk::new(*b"tEXt", Bytes::from_static(b"GPS\0here"));
    parts.chunks_mut().insert(1, text);
    img_parts::ImageEXIF::set_exif(&mut parts, Some(exif(3).into()));
    let png = parts.encoder().bytes();

    let webp = encoded(&drawn(40, 20), ImageFormat::WebP);
    let mut parts = img_parts::webp::WebP::from_bytes(webp.into()).unwrap();
    img_parts::ImageEXIF::set_exif(&mut parts, Some(exif(3).into()));
    let webp = parts.encoder().bytes();

    let mut gif = Vec::new();
    let frame = image::Frame::new(DynamicImage::from(drawn(40, 20)).into_rgba8());
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
    encoder.encode_frames([frame.clone(), frame]).unwrap();
    drop(encoder);
    gif.pop();
    gif.extend(b"\x21\xfe\x08GPS here\0;GPS after");

    for (media, bytes) in
        [(Media::Png, png.to_vec()), (Media::WebP, webp.to_vec()), (Media::Gif, gif)]
    {
        assert!(memmem::find(&bytes, b"GPS").is_some(), "{media:?}");
        let kept = cleaned(media, &bytes);
        assert_eq!(memmem::find(&kept.bytes, b"GPS"), None, "{media:?}");
        let before = image::load_from_memory(&bytes).unwrap();
        assert_eq!(image::load_from_memory(&kept.bytes).unwrap(), before, "{media:?}");
        let small = image::load_from_memory(&kept.thumbnail).unwrap();
        assert_eq!(small.dimensions(), (40, 20), "nothing is blown up");
    }
}

#[test]
fn holes_are_white_in_a_small_picture() {
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.write_image(&[0; 4 * 64], 8, 8, ExtendedColorType::Rgba8).unwrap();
    let small = image::load_from_memory(&cleaned(Media::Png, &png).thumbnail).unwrap();
    assert_eq!(small.get_pixel(4, 4).0, [255; 4]);
}

/// A picture whose head claims such a size.
fn claimed(width: u32, height: u32) -> Bytes {
    let png = encoded(&drawn(4, 4), ImageFormat::Png);
    let mut parts = img_parts::png::Png::from_bytes(png.into()).unwrap();
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let head = [&size[..], &parts.chunks()[0].contents()[8..]].concat();
    parts.chunks_mut()[0] = img_parts::png::PngChunk::new(*b"IHDR", head.into());
    parts.encoder().bytes()
}

#[test]
fn a_picture_of_too_many_pixels_is_not_decoded() {
    // It would take gigabytes.
    let refused = megapixels(Media::Png, &claimed(30_000, 30_000));
    assert_eq!(refused, Err(Refusal::Pixels { limit: MOST_MEGAPIXELS }));
    assert_eq!(megapixels(Media::Png, &claimed(30_000, 1)), Ok(Some(1)));
    for (width, height) in [(30_001, 1), (1, 30_001), (u32::MAX >> 1, u32::MAX >> 1)] {
        let refused = megapixels(Media::Png, &claimed(width, height));
        assert_eq!(refused, Err(Refusal::Side { limit: 30_000 }), "{width} x {height}");
    }
    let gif = encoded(&drawn(30_001, 1), ImageFormat::Gif);
    assert_eq!(megapixels(Media::Gif, &gif), Err(Refusal::Side { limit: 30_000 }));
}

proptest::proptest! {
    /// Bytes that were changed, left out or put in between: a refusal, or a picture that is clean.
    #[test]
    fn a_damaged_picture_is_refused_or_clean(
        kind in 0..4_usize,
        changes in proptest::collection::vec((0.0..1.0_f64, 0..3_u8, proptest::num::u8::ANY), 1..8),
    ) {
        let media = [Media::Jpeg, Media::Png, Media::WebP, Media::Gif][kind];
        let mut bytes = match media {
            Media::Jpeg => photograph(6),
            _ => encoded(&drawn(24, 12), format_of(media).unwrap()),
        };
        for (place, change, value) in changes {
            // The heads are where most can go wrong.
            let at = ((bytes.len() - 1) as f64 * place * place) as usize;
            match change {
                0 => bytes[at] = value,
                1 => bytes.insert(at, value),
                _ => drop(bytes.remove(at)),
            }
        }
        let examined = crate::files::examine(bytes.into());
        if let Ok(examined) = examined && examined.thumbnail.is_some() {
            let again = crate::files::examine(examined.bytes.clone()).unwrap();
            proptest::prop_assert_eq!(again.bytes, examined.bytes);
        }
    }
}

#[test]
fn what_only_begins_like_a_picture_is_refused() {
    let whole = photograph(1);
    let kept = |bytes: &[u8]| match megapixels(Media::Jpeg, bytes) {
        Ok(_) => clean(Media::Jpeg, &Bytes::copy_from_slice(bytes)).err(),
        Err(refusal) => Some(refusal),
    };
    for end in [2, 3, 20, 100, 300] {
        assert_eq!(kept(&whole[..end]), Some(Refusal::Unreadable), "{end}");
    }
    assert_eq!(kept(b"\xff\xd8\xff\xe0MZ\x90\0 a program"), Some(Refusal::Unreadable));
    assert!(gif::clean(b"GIF89a\x01\0\x01\0\x80").is_none());
    assert!(gif::clean(b"GIF89a\x01\0\x01\0\0\0\0\x2c").is_none());
}
