//! Files to send.

use std::io::{Cursor, Write};

use image::{ImageFormat, RgbImage};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Where the photograph was taken, in words that nothing else has.
pub(super) const PLACE: &[u8] = b"GPS 26.0614 N 119.3061 E";

/// A photograph of 640 times 480 pixels, with the place where it was taken.
pub(super) fn photograph() -> Vec<u8> {
    let drawn = RgbImage::from_fn(640, 480, |x, y| image::Rgb([x as u8, y as u8, (x ^ y) as u8]));
    let mut jpeg = Cursor::new(Vec::new());
    drawn.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    // A directory of one entry, 0x8825: where the directory of the place is.
    let mut exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif.extend(PLACE);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

pub(crate) fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".to_vec()
}

/// A document of these parts beside what makes it one.
pub(super) fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let list = b"<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let own: [(&str, &[u8]); 2] =
        [("[Content_Types].xml", list), ("word/document.xml", b"<document/>")];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in own.iter().chain(parts) {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
