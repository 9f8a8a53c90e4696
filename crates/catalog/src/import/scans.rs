//! A file as bytes, before it is a table: what stands between its cells, how its letters are written, and whether it
//! is whole.

use std::{io::Read, path::Path};

use base::Result;
use sha2::{Digest, Sha256};

use super::tables::{open, refused, spot};

/// The most that a file may hold, unpacked.
const LARGEST_FILE: u64 = 2 << 30;

/// What stands between cells, by the header: the one of the four that is there most often outside of quotes.
pub(super) fn sniff(path: &Path) -> Result<(u8, Vec<u8>)> {
    let mut start = Vec::new();
    let unreadable = |error: std::io::Error| refused(path, "import-file", &format!("cannot read it: {error}"));
    open(path)?.take(1 << 16).read_to_end(&mut start).map_err(unreadable)?;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for byte in &start {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            byte if !is_quoted => counts.iter_mut().filter(|(mark, _)| mark == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark);
    Ok((most, start))
}

/// What a file is as a whole.
pub(super) struct Seen {
    pub(super) is_utf8: bool,
    /// Whether its lines end as those of Windows do.
    pub(super) is_crlf: bool,
    pub(super) digest: [u8; 32],
}

/// Reads every byte once: how letters are written, and whether a quote is left open.
pub(super) fn scan(path: &Path, delimiter: u8) -> Result<Seen> {
    let mut input = open(path)?;
    let (mut hasher, mut letters, mut quotes) = (Sha256::new(), Letters::default(), Quotes::new(delimiter));
    let (mut buffer, mut bytes) = (vec![0; 1 << 16], 0);
    loop {
        let complete = |error: std::io::Error| refused(path, "import-file", &format!("{error}. Is the file complete?"));
        let read = input.read(&mut buffer).map_err(complete)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        if bytes > LARGEST_FILE {
            let says = format!("it is larger than {} GB, unpacked. Send it in parts", LARGEST_FILE >> 30);
            return Err(refused(path, "csv-large", &says));
        }
        hasher.update(&buffer[..read]);
        letters.take(&buffer[..read]);
        if buffer[..read].contains(&0) {
            return Err(refused(path, "csv-encoding", "it holds zero bytes, so it is no table of text"));
        }
        buffer[..read].iter().for_each(|byte| quotes.take(*byte));
    }
    if let Some(line) = quotes.open() {
        let says = format!("a quote is opened on line {line} and never closed. Close it, or double it");
        return Err(refused(path, "csv-quotes", &says).in_file(spot(path, Some(line))));
    }
    Ok(Seen { is_utf8: letters.is_utf8(), is_crlf: quotes.is_crlf, digest: hasher.finalize().into() })
}

/// Whether bytes that come in parts are UTF-8.
#[derive(Default)]
struct Letters {
    rest: Vec<u8>,
    is_broken: bool,
}

impl Letters {
    fn take(&mut self, bytes: &[u8]) {
        if self.is_broken {
            return;
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        match std::str::from_utf8(&all) {
            Ok(_) => {}
            Err(error) if error.error_len().is_none() => self.rest = all[error.valid_up_to()..].to_vec(),
            Err(_) => self.is_broken = true,
        }
    }

    fn is_utf8(&self) -> bool {
        !self.is_broken && self.rest.is_empty()
    }
}

/// Where quotes open and close, as the reader of rows understands them.
struct Quotes {
    delimiter: u8,
    line: u64,
    opened: u64,
    at: At,
    is_crlf: bool,
    before: u8,
}

enum At {
    Start,
    Bare,
    Quoted,
    Quote,
}

impl Quotes {
    fn new(delimiter: u8) -> Quotes {
        Quotes { delimiter, line: 1, opened: 0, at: At::Start, is_crlf: false, before: 0 }
    }

    fn take(&mut self, byte: u8) {
        let ends = byte == self.delimiter || byte == b'\n' || byte == b'\r';
        self.is_crlf |= self.line == 1 && byte == b'\n' && self.before == b'\r' && matches!(self.at, At::Start);
        self.before = byte;
        self.at = match (&self.at, byte) {
            (At::Start, b'"') => {
                self.opened = self.line;
                At::Quoted
            }
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) | (At::Quote, b'"') => At::Quoted,
            // The mark of UTF-8 stands before the first cell.
            (At::Start, 0xef | 0xbb | 0xbf) if self.line == 1 => At::Start,
            (At::Start | At::Bare | At::Quote, _) if ends => At::Start,
            (At::Start | At::Bare | At::Quote, _) => At::Bare,
        };
        self.line += u64::from(byte == b'\n');
    }

    fn open(&self) -> Option<u64> {
        matches!(self.at, At::Quoted).then_some(self.opened)
    }
}
