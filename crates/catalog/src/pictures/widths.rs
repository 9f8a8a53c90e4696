//! A picture in the widths that pages ask for, as WebP. Never larger than it is.

use base::{Cx, Error, Result};
use image::{DynamicImage, imageops::FilterType};
use store::{
    Db,
    jobs::{Leased, Slow},
    params, sql,
};
use webp::{Encoder, WebPConfig};

use super::{PictureId, in_width, original, read, reading};

/// The widths.
pub const WIDTHS: [u32; 6] = [160, 320, 640, 960, 1_280, 1_920];
/// How good, of 100: what one sees no difference at on a page.
const QUALITY: f32 = 80.0;

/// The job's name.
pub const JOB: &str = "pictures.widths";
/// Makes the widths of a picture.
pub const SLOW: Slow = Slow { kind: JOB, run };

/// A picture in one width.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PictureSize")]
pub struct Size {
    /// Points from left to right.
    pub width: u32,
    /// Points from top to bottom.
    pub height: u32,
    /// Where it is served.
    pub address: String,
}

/// The sizes that a picture of so many points has: the widths below its own, and its own unless it is wider than all.
pub fn sizes(id: PictureId, width: u32, height: u32) -> Vec<Size> {
    let own = (width <= WIDTHS[WIDTHS.len() - 1]).then_some(width);
    let smaller = WIDTHS.into_iter().filter(|smaller| own.is_none_or(|own| *smaller < own));
    let sized = |wide: u32| {
        let high = (u64::from(height) * u64::from(wide) + u64::from(width) / 2) / u64::from(width.max(1));
        let high = u32::try_from(high).unwrap_or(u32::MAX).max(1);
        Size { width: wide, height: high, address: format!("/pictures/{id}-{wide}.webp") }
    };
    smaller.chain(own).map(sized).collect()
}

/// Twice comes to the same: the names follow from the picture, and so do the bytes.
fn run(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let id: PictureId = job.key.parse()?;
    let Some((sheet, _)) = db.read_now("pictures.read", move |tx| read(tx, id))? else { return Ok(()) };
    let files = db.files()?;
    let name = original(id, sheet.kind);
    let gone = || Error::internal(format!("the file {name} is not in {}", files.place()));
    let mut image = reading::read(&files.get(&name)?.ok_or_else(gone)?)?.image;
    // Each is made of the one above, which has all the points it needs.
    for size in sizes(id, sheet.width, sheet.height).iter().rev() {
        image = image.resize_exact(size.width, size.height, FilterType::CatmullRom);
        files.put(&in_width(id, size.width), "image/webp", &encoded(&image)?)?;
    }
    let now = cx.now;
    let text = sql!("update pictures set widths_at = $2 where id = $1");
    db.write_now("pictures.widths", move |tx| tx.exec(text, params![id, now]).map(|_| ()))
}

fn encoded(image: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(points) => Encoder::from_rgba(points, width, height),
        DynamicImage::ImageRgb8(points) => Encoder::from_rgb(points, width, height),
        _ => return Err(Error::internal("a picture of ours has eight bits a color")),
    };
    let mut config = WebPConfig::new().map_err(|()| Error::internal("libwebp has no settings"))?;
    (config.quality, config.method, config.alpha_compression) = (QUALITY, 4, 1);
    let file = encoder.encode_advanced(&config);
    file.map(|file| file.to_vec()).map_err(|error| Error::internal(format!("libwebp: {error:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_made_larger_than_it_is() {
        let id = PictureId::from_bytes([7; 16]);
        let cases: [((u32, u32), &[(u32, u32)]); 6] = [
            ((1, 1), &[(1, 1)]),
            ((100, 900), &[(100, 900)]),
            ((160, 100), &[(160, 100)]),
            ((355, 500), &[(160, 225), (320, 451), (355, 500)]),
            ((1_920, 1), &[(160, 1), (320, 1), (640, 1), (960, 1), (1_280, 1), (1_920, 1)]),
            ((4_000, 3_000), &[(160, 120), (320, 240), (640, 480), (960, 720), (1_280, 960), (1_920, 1_440)]),
        ];
        for ((width, height), expected) in cases {
            let found: Vec<(u32, u32)> =
                sizes(id, width, height).iter().map(|size| (size.width, size.height)).collect();
            assert_eq!(found, expected);
        }
    }
}
