//! The reader of pictures against files that nobody would send: parts of real ones, cut, doubled, turned and mixed.
//! `HILO_MUTATIONS` says how many are tried.

use std::io::Cursor;

use catalog::pictures;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use mutants::{Dice, SEED};

fn mutant(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        // What says how a picture is made stands mostly at its beginning.
        let reach = if dice.below(2) == 0 { bytes.len() } else { bytes.len().min(96) };
        let at = dice.below(reach);
        match dice.below(7) {
            0 if dice.below(4) == 0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = dice.below(256) as u8,
            2 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            3 => bytes.insert(at, [0x00, 0xff, 0x7f, 0x80][dice.below(4)]),
            4 => {
                let end = at + dice.below((bytes.len() - at).min(64));
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            5 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => {
                for _ in 0..4.min(bytes.len()) {
                    let at = dice.below(bytes.len());
                    bytes[at] = dice.below(256) as u8;
                }
            }
        }
    }
    bytes
}

fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("a picture can be written");
    bytes.into_inner()
}

fn seeds() -> Vec<Vec<u8>> {
    let photograph = RgbImage::from_fn(37, 23, |x, y| Rgb([(x * 6) as u8, (y * 9) as u8, (x * y) as u8]));
    let drawing = RgbaImage::from_fn(19, 31, |x, y| Rgba([(x * 11) as u8, 90, (y * 7) as u8, (x * y) as u8]));
    let gray = DynamicImage::ImageRgb8(photograph.clone()).into_luma16();
    let jpeg = file(photograph.clone(), ImageFormat::Jpeg);
    // Orientation 8, in the shortest EXIF that says so.
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif.as_slice(), &jpeg[2..]].concat();
    vec![
        turned,
        jpeg,
        file(photograph.clone(), ImageFormat::Png),
        file(drawing.clone(), ImageFormat::Png),
        file(gray, ImageFormat::Png),
        file(drawing.clone(), ImageFormat::Gif),
        file(drawing, ImageFormat::WebP),
        webp::Encoder::from_rgb(&photograph, 37, 23).encode(60.0).to_vec(),
    ]
}

#[test]
fn whatever_comes_is_read_or_refused() {
    let many = std::env::var("HILO_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(40_000);
    let (seeds, mut dice, mut read) = (seeds(), Dice(SEED), 0);
    for seed in &seeds {
        pictures::take(seed).unwrap_or_else(|error| panic!("{:?}: {error}", &seed[..12]));
    }
    // What a decoder stumbles over is refused, and not told on the side a thousand times.
    std::panic::set_hook(Box::new(|_| {}));
    for _ in 0..many {
        let mutant = mutant(&mut dice, &seeds);
        match pictures::take(&mutant) {
            Ok(picture) => {
                let again = pictures::take(&picture.file).expect("what was written can be read");
                let (sheet, other) = (picture.sheet, again.sheet);
                assert_eq!((sheet.width, sheet.height, sheet.kind), (other.width, other.height, other.kind));
                read += 1;
            }
            Err(error) => {
                let code = error.code();
                assert!(["picture", "picture-too-large"].contains(&code), "{code}: {error}");
                assert!(error.to_string().ends_with('.'), "a sentence: {error}");
            }
        }
    }
    drop(std::panic::take_hook());
    assert!(read > many / 20, "mutants that are still pictures were among them: {read}");
}

#[test]
fn a_drawing_that_is_written_anew_is_the_same() {
    let drawing = seeds().swap_remove(3);
    let once = pictures::take(&drawing).expect("a picture");
    let twice = pictures::take(&once.file).expect("a picture");
    assert_eq!(once.sheet, twice.sheet, "without loss, so its id stays");
}
