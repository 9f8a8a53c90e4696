//! What a file is, by what it holds: never by its name, nor by what was said of it.

use base::{Error, Result};

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF, of which the first frame counts.
    Gif,
    /// WebP.
    Webp,
}

/// Passes over a picture that a JPEG may have: a progressive one has about ten, one that is to keep us busy thousands.
const SCANS: usize = 200;

/// Which format it is, or a sentence about why it is not taken.
pub fn format(bytes: &[u8]) -> Result<Format> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Format::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Format::Webp),
        [] => Err(refused("The picture is empty.")),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => {
            Err(refused("This is AVIF, HEIC or a film, which Hilo does not read. Send a JPEG, PNG, GIF or WebP."))
        }
        _ if is_svg(bytes) => Err(refused(
            "This is an SVG, which can hold programs and is never taken. Send it as a PNG, JPEG, GIF or WebP.",
        )),
        _ => Err(refused("This is not a picture. Send a JPEG, PNG, GIF or WebP.")),
    }
}

/// A refusal of what was sent.
pub fn refused(says: &str) -> Error {
    Error::invalid("picture", says)
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).to_ascii_lowercase();
    head.contains("<svg") || head.contains("<!doctype svg")
}

/// Whether a JPEG goes on to its end. The decoder would show what there is of one that was cut, and gray below.
pub fn check_whole(bytes: &[u8]) -> Result<()> {
    let cut = || refused("The picture ends in the middle. Send the whole file.");
    let (mut at, mut scans) = (2, 0);
    loop {
        // Between segments: any number of FF, then what kind of segment it is.
        let marker = match bytes.get(at..at + 2).ok_or_else(cut)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return Err(refused("The picture is damaged. Save it again and send that.")),
        };
        at += 2;
        match marker {
            0xd9 => return Ok(()),
            0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let length = bytes.get(at..at + 2).ok_or_else(cut)?;
        at += usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
        if marker == 0xda {
            scans += 1;
            if scans > SCANS {
                return Err(refused("The picture is drawn in too many passes. Save it again and send that."));
            }
            at += behind_scan(bytes.get(at..).ok_or_else(cut)?).ok_or_else(cut)?;
        }
    }
}

/// Whether each piece of a WebP ends within the file: the decoder makes room for as much as a piece says that it has.
pub fn check_pieces(bytes: &[u8]) -> Result<()> {
    let cut = || refused("The picture ends in the middle. Send the whole file.");
    let mut at = 12;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        at = at.checked_add(8 + length).ok_or_else(cut)?;
        if at > bytes.len() {
            return Err(cut());
        }
        // Pieces stand at even places.
        at += length % 2;
    }
    Ok(())
}

/// Where what was drawn ends: at the next FF that is neither stuffed nor a restart.
fn behind_scan(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_says_it_is_larger_than_the_file_is_refused() {
        let webp = |length: u32| {
            let mut bytes = b"RIFF\x20\0\0\0WEBPICCP".to_vec();
            bytes.extend(length.to_le_bytes());
            bytes.extend([0; 3]);
            bytes
        };
        assert!(check_pieces(&webp(3)).is_ok(), "the blank behind an odd piece may be left out");
        assert!(check_pieces(&webp(4)).is_err());
        assert!(check_pieces(&webp(0xffff_fff0)).is_err());
        assert!(check_pieces(b"RIFF").is_ok(), "what is no picture at all is said by who reads it");
    }
}
