//! Files that were sent for an import: kept in parts behind the door of files, so that none is ever whole in memory.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use base::{Cx, Error, Id, Noun, Result, Time};
use serde::Serialize;
use store::{Db, Tx, files::Files, params, sql, value::Row};

use super::{ImportId, Trouble, json, read_json};
use crate::import::shops::Report;

/// A file that came with one.
pub struct Sent;
impl Noun for Sent {
    const PREFIX: &'static str = "upl";
    const NAME: &'static str = "upload";
}
/// The id of a file that came.
pub type UploadId = Id<Sent>;

/// The largest file that is taken.
pub const MOST_BYTES: u64 = 500 << 20;
/// How large the parts are in which a file is kept.
const PART: usize = 4 << 20;
/// Files that nobody took are kept for so many seconds, and lists of what was refused.
const KEPT_S: i64 = 7 * 86_400;
const REJECTS_KEPT_S: i64 = 30 * 86_400;
/// Parts that are younger may be about to be told of.
const YOUNG: Duration = Duration::from_secs(86_400);

/// A file that is kept in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportFile")]
pub struct Upload {
    /// Its id, which its parts are named by.
    pub id: UploadId,
    /// Its name where it came from.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// In how many parts.
    pub parts: u32,
}

/// A file on its way in.
pub struct Uploading {
    upload: Upload,
    open: Vec<u8>,
}

impl Uploading {
    /// Nothing of it is here yet.
    pub fn new(name: &str, now: Time) -> Uploading {
        let upload = Upload { id: UploadId::new(now), name: plain_name(name), bytes: 0, parts: 0 };
        Uploading { upload, open: Vec::new() }
    }

    /// Takes the next bytes; says whether there is a part to be kept.
    pub fn take(&mut self, bytes: &[u8]) -> Result<bool> {
        self.upload.bytes += bytes.len() as u64;
        if self.upload.bytes > MOST_BYTES {
            let (name, most) = (&self.upload.name, MOST_BYTES >> 20);
            let says = format!("{name} is larger than {most} MB. Compress it with gzip, or send it in parts.");
            return Err(Error::invalid("file-too-large", says));
        }
        self.open.extend_from_slice(bytes);
        Ok(self.open.len() >= PART)
    }

    /// Keeps what has come.
    pub fn keep(&mut self, files: &Files) -> Result<()> {
        if !self.open.is_empty() {
            files.put(&part(self.upload.id, self.upload.parts), "application/octet-stream", &self.open)?;
            self.upload.parts += 1;
            self.open.clear();
        }
        Ok(())
    }

    /// It is here as a whole.
    pub fn finish(mut self, files: &Files) -> Result<Upload> {
        self.keep(files)?;
        Ok(self.upload)
    }
}

/// A name without a way to it, and nothing in it that a folder would not take.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |letter: char| letter.is_alphanumeric() || " ._-()".contains(letter);
    let name: String = last.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).take(80).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "file.csv".to_owned() } else { name }
}

/// The name of a part.
fn part(id: UploadId, number: u32) -> String {
    let id = id.to_string();
    format!("{}/{id}-{number:05}", &id[id.len() - 2..])
}

impl Upload {
    /// One of its parts.
    pub fn part(&self, files: &Files, number: u32) -> Result<Vec<u8>> {
        let gone = || Error::internal(format!("a part of {} is not in {}", self.id, files.place()));
        files.get(&part(self.id, number))?.ok_or_else(gone)
    }

    /// Writes it into a folder, beside what else came.
    pub(super) fn bring_down(&self, files: &Files, folder: &Path) -> Result<PathBuf> {
        let cannot = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", folder.display()));
        let mut path = folder.join(&self.name);
        for number in 2.. {
            if !path.exists() {
                break;
            }
            path = folder.join(format!("{number}-{}", self.name));
        }
        let mut out = File::create_new(&path).map_err(cannot)?;
        for number in 0..self.parts {
            out.write_all(&self.part(files, number)?).map_err(cannot)?;
        }
        Ok(path)
    }

    pub(super) fn remove(&self, files: &Files) -> Result<()> {
        (0..self.parts).try_for_each(|number| files.remove(&part(self.id, number)))
    }
}

/// Keeps a file of this machine in parts.
pub(super) fn bring_up(files: &Files, path: &Path, name: &str, now: Time) -> Result<Upload> {
    let mut file = File::open(path).map_err(Error::internal)?;
    let mut uploading = Uploading::new(name, now);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(Error::internal)? {
            0 => return uploading.finish(files),
            read => {
                if uploading.take(&buffer[..read])? {
                    uploading.keep(files)?;
                }
            }
        }
    }
}

/// Drops lists of what was refused, and the first lines of them in their reports.
fn drop_lists(tx: &mut Tx, before: Time) -> Result<()> {
    let text = sql!("select id, report from imports where rejects is not null and changed_at < $1");
    let read = |row: &Row| Ok((row.get::<ImportId>(0)?, row.get::<Option<String>>(1)?));
    for (id, report) in tx.query(text, params![before], read)? {
        let report = report.as_deref().map(read_json::<Report>).transpose()?;
        let report = report.map(|report| json(&Report { first_rejects: Vec::new(), ..report })).transpose()?;
        tx.exec(sql!("update imports set rejects = null, report = $2 where id = $1"), params![id, report])?;
    }
    Ok(())
}

/// Removes files that an act gave up.
pub fn remove(db: &Db, uploads: &[Upload]) -> Result<()> {
    let files = db.files()?;
    uploads.iter().try_for_each(|upload| upload.remove(files))
}

/// Removes files that nobody took within a week, lists of a month ago, and parts that no import tells of; says how
/// many.
pub fn tidy(cx: &Cx, db: &Db) -> Result<u64> {
    let Ok(files) = db.files() else { return Ok(0) };
    let (week, month) = (cx.now.plus_seconds(-KEPT_S), cx.now.plus_seconds(-REJECTS_KEPT_S));
    let gone = Trouble::of("import-gone", "Its files were kept for a week and are gone. Send them again.");
    let why = json(&gone)?;
    let kept = db.write_now("imports.tidy", move |tx| {
        let text = sql!(
            "update imports set files = '[]', examples = '{}', foreseen = null, state = 'failed', why = $2
             where state in ('looked', 'failed') and changed_at < $1 and files <> '[]'"
        );
        tx.exec(text, params![week, &why])?;
        drop_lists(tx, month)?;
        let text = sql!("select files, rejects from imports where files <> '[]' or rejects is not null");
        tx.query(text, params![], |row: &Row| {
            let mut all: Vec<Upload> = read_json(&row.get::<String>(0)?)?;
            all.extend(row.get::<Option<String>>(1)?.as_deref().map(read_json::<Upload>).transpose()?);
            Ok(all)
        })
    })?;
    let kept: Vec<String> = kept.into_iter().flatten().map(|upload| upload.id.to_string()).collect();
    let mut gone = Vec::new();
    files.walk(&mut |file| {
        let is_old = SystemTime::now().duration_since(file.written).is_ok_and(|age| age > YOUNG);
        let upload = file.name.split_once('/').and_then(|(_, name)| Some(name.split_once('-')?.0.to_owned()));
        if upload.is_some_and(|id| is_old && id.starts_with("upl_") && !kept.contains(&id)) {
            gone.push(file.name);
        }
        Ok(())
    })?;
    gone.iter().try_for_each(|name| files.remove(name))?;
    Ok(gone.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_word() {
        let cases = [
            ("products.csv", "products.csv"),
            ("C:\\shop\\art\u{ed}culos (1).csv", "art\u{ed}culos (1).csv"),
            ("../../etc/passwd", "passwd"),
            ("..", "file.csv"),
            (".hidden", "hidden"),
            ("a\u{202e}b:c.csv", "a_b_c.csv"),
            ("", "file.csv"),
        ];
        for (name, expected) in cases {
            assert_eq!(plain_name(name), expected, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_here() {
        let mut uploading = Uploading::new("a.csv", Time::default());
        uploading.upload.bytes = MOST_BYTES - 2;
        assert!(!uploading.take(b"ab").expect("just so"));
        assert_eq!(uploading.take(b"c").expect_err("too large").code(), "file-too-large");
    }
}
