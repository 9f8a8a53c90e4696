//! Pictures as people and enemies send them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// What stands in the pictures' metadata and must be seen nowhere.
pub const SECRET: &str = "Calle Mayor 7, Ana";
/// The colors of a photograph's quarters as it was held: above left, above right, below left, below right.
pub const QUARTERS: [[u8; 3]; 4] = [[200, 30, 30], [30, 180, 40], [30, 40, 200], [220, 210, 60]];

/// A picture whose four quarters can be told apart.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let quarter = usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2);
        // A grain, as film has it, so that no two rows are the same.
        let grain = ((x * 7 + y * 13) % 5) as u8;
        Rgb(QUARTERS[quarter].map(|part| part + grain))
    })
}

/// The same as a file.
pub fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("a picture can be written");
    bytes.into_inner()
}

/// A drawing that one sees through above its middle.
pub fn see_through(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |_, y| if y < height / 2 { Rgba([0; 4]) } else { Rgba([20, 90, 160, 255]) })
}

/// A photograph from a telephone that was held on its side: it says so, where it was taken, and more, in four ways.
pub fn from_a_telephone(width: u32, height: u32) -> Vec<u8> {
    let plain = file(quarters(width, height), ImageFormat::Jpeg);
    let mut parts = plain[..2].to_vec();
    parts.extend(segment(0xe1, &[b"Exif\0\0", exif().as_slice()].concat()));
    parts.extend(segment(0xe1, format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{SECRET}</x:xmpmeta>").as_bytes()));
    parts.extend(segment(0xed, format!("Photoshop 3.0\0{SECRET}").as_bytes()));
    parts.extend(segment(0xfe, SECRET.as_bytes()));
    parts.extend_from_slice(&plain[2..]);
    parts
}

/// A segment of a JPEG.
pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a segment is short");
    [&[0xff, marker], length.to_be_bytes().as_slice(), body].concat()
}

/// Orientation 6 (the top of what one sees is the right side of what was kept), a description, and a place on earth.
fn exif() -> Vec<u8> {
    let text = format!("{SECRET}\0");
    let gps_at = 8 + 2 + 3 * 12 + 4;
    let text_at = gps_at + 2 + 2 * 12 + 4;
    let numbers_at = text_at + text.len() as u32;
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut bytes = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    let mut tiff = [b"II*\0".as_slice(), &8_u32.to_le_bytes(), &3_u16.to_le_bytes()].concat();
    tiff.extend(entry(0x010e, 2, text.len() as u32, text_at));
    tiff.extend(entry(0x0112, 3, 1, 6));
    tiff.extend(entry(0x8825, 4, 1, gps_at));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    tiff.extend(entry(0x0002, 5, 3, numbers_at));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(text.as_bytes());
    [40_u32, 1, 25, 1, 1234, 100].into_iter().for_each(|number| tiff.extend(number.to_le_bytes()));
    tiff
}

/// A PNG that says that it is so large, and holds almost nothing.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let small = file(quarters(8, 8), ImageFormat::Png);
    let mut bytes = small;
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The CRC of a chunk of a PNG (RFC 2083, 15).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
