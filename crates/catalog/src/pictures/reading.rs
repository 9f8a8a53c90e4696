//! Reading a file that somebody sent, and writing what one sees of it.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use base::{Error, Result};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageResult, Limits,
    codecs::{
        gif::GifDecoder,
        jpeg::{JpegDecoder, JpegEncoder},
        png::{CompressionType, FilterType, PngDecoder, PngEncoder},
        webp::WebPDecoder,
    },
    metadata::Orientation,
};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::{
    Kind, MOST_BYTES,
    formats::{self, Format, refused},
};

/// The most points of a picture: half of them more than good cameras take.
const POINTS: u64 = 50_000_000;
/// The longest side.
const SIDE: u32 = 16_000;
/// What a decoded picture may take: fifty million points, but of sixteen bits not as many.
const DECODED: u64 = 256 << 20;
/// What a decoder may take besides.
const ROOM: u64 = 512 << 20;
/// The largest color profile that is heeded.
const PROFILE: usize = 4 << 20;
/// How well a photograph is kept, of 100.
const QUALITY: u8 = 92;

/// A picture in memory: upright, in sRGB, eight bits a color, with transparency only where there is some.
pub struct Read {
    /// The points.
    pub image: DynamicImage,
    /// How it is to be kept.
    pub kind: Kind,
}

/// Reads a file. Whatever it holds, this ends, in memory that is known beforehand.
pub fn read(bytes: &[u8]) -> Result<Read> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::invalid("picture-too-large", "A picture has at most 20 MB."));
    }
    let format = formats::format(bytes)?;
    match format {
        Format::Jpeg => formats::check_whole(bytes)?,
        Format::Webp => formats::check_pieces(bytes)?,
        Format::Png | Format::Gif => {}
    }
    // A decoder that stumbles over what was made to trip it has told enough.
    let decoded = catch_unwind(AssertUnwindSafe(|| decode(format, bytes)));
    let image = decoded.unwrap_or_else(|_| Err(damaged()))?;
    let is_drawn = matches!(format, Format::Png | Format::Gif);
    let kind = if is_drawn || image.color().has_alpha() { Kind::Png } else { Kind::Jpeg };
    Ok(Read { image, kind })
}

fn decode(format: Format, bytes: &[u8]) -> Result<DynamicImage> {
    let source = Cursor::new(bytes);
    match format {
        Format::Jpeg => points(JpegDecoder::new(source)),
        Format::Png => points(PngDecoder::with_limits(source, limits())),
        Format::Gif => points(GifDecoder::new(source)),
        Format::Webp => points(WebPDecoder::new(source)),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(SIDE), Some(SIDE), Some(ROOM));
    limits
}

/// Decodes what opened well. How large it is stands at its beginning, and is judged before anything is made of it.
fn points(opened: ImageResult<impl ImageDecoder>) -> Result<DynamicImage> {
    let mut decoder = opened.map_err(|error| why(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(refused("The picture has no points."));
    }
    let points = u64::from(width) * u64::from(height);
    if width > SIDE || height > SIDE || points > POINTS || decoder.total_bytes() > DECODED {
        return Err(too_many());
    }
    decoder.set_limits(limits()).map_err(|error| why(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|error| why(&error))?;
    let mut image = in_srgb(plain(image), profile);
    image.apply_orientation(orientation);
    Ok(image)
}

fn why(error: &ImageError) -> Error {
    if matches!(error, ImageError::Limits(_)) { too_many() } else { damaged() }
}

fn too_many() -> Error {
    Error::invalid(
        "picture-too-large",
        "A picture has at most 50 million points, and 16,000 on a side. Send it smaller.",
    )
}

fn damaged() -> Error {
    refused("The picture is damaged, or ends in the middle. Save it again and send that.")
}

/// Eight bits for each color.
fn plain(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let image = image.into_rgba8();
    if image.pixels().all(|point| point[3] == u8::MAX) {
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(image).into_rgb8());
    }
    DynamicImage::ImageRgba8(image)
}

/// The colors as every screen understands them. A profile that cannot be followed is left.
fn in_srgb(mut image: DynamicImage, profile: Option<Vec<u8>>) -> DynamicImage {
    let profile = profile.filter(|profile| profile.len() <= PROFILE);
    let Some(profile) = profile.and_then(|profile| ColorProfile::new_from_slice(&profile).ok()) else { return image };
    if profile.color_space != DataColorSpace::Rgb {
        return image;
    }
    let (layout, size) = if image.color().has_alpha() { (Layout::Rgba, 4) } else { (Layout::Rgb, 3) };
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
        return image;
    };
    let row = image.width() as usize * size;
    let points: &mut [u8] = match &mut image {
        DynamicImage::ImageRgb8(points) => points,
        DynamicImage::ImageRgba8(points) => points,
        _ => return image,
    };
    let mut before = vec![0; row];
    for line in points.chunks_exact_mut(row) {
        before.copy_from_slice(line);
        if transform.transform(&before, line).is_err() {
            line.copy_from_slice(&before);
        }
    }
    image
}

/// The file as it is kept: nothing in it but the points.
pub fn written(read: &Read) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    let image = &read.image;
    match read.kind {
        Kind::Jpeg => image.write_with_encoder(JpegEncoder::new_with_quality(&mut file, QUALITY)),
        Kind::Png => {
            let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive);
            image.write_with_encoder(encoder)
        }
    }
    .map_err(Error::internal)?;
    Ok(file)
}

/// What a picture looks like from very far. What one sees through counts by how little.
pub fn average(image: &DynamicImage) -> String {
    let (mut sums, mut weights) = ([0_u64; 3], 0_u64);
    let mut add = |color: &[u8], weight: u8| {
        (0..3).for_each(|at| sums[at] += u64::from(color[at]) * u64::from(weight));
        weights += u64::from(weight);
    };
    match image {
        DynamicImage::ImageRgb8(points) => points.pixels().for_each(|point| add(&point.0, u8::MAX)),
        DynamicImage::ImageRgba8(points) => points.pixels().for_each(|point| add(&point.0, point.0[3])),
        _ => {}
    }
    let [red, green, blue] = sums.map(|sum| sum.checked_div(weights).unwrap_or(255));
    format!("#{red:02x}{green:02x}{blue:02x}")
}
