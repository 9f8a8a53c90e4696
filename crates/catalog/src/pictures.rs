//! Pictures of what is sold: read as if by an enemy, kept as we wrote them ourselves, shown in several widths.
//!
//! What comes in is decoded whole and written anew, so that nothing of the file stays but what one sees: no place where
//! it was taken, no comment, no second file hidden behind the first. The picture's id follows from what was written, so
//! the same file twice is one picture. The file is safe before the act that tells of it; its widths are made by a job.

use base::{Cx, Id, Noun, Result};
use sha2::{Digest, Sha256};
use store::{Db, Tx, files::Files, jobs, params, sql, value::Row};

mod formats;
pub mod missing;
pub mod pictures_web;
mod reading;
pub mod serving;
pub mod shown;
pub mod sweep;
pub mod widths;

/// The marker of picture ids.
pub struct Picture;
impl Noun for Picture {
    const PREFIX: &'static str = "pic";
    const NAME: &'static str = "picture";
}
/// The id of a picture: it follows from the SHA-256 of the kept file.
pub type PictureId = Id<Picture>;

/// The largest file that is read.
pub const MOST_BYTES: usize = 20 << 20;

/// How a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PictureKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A photograph.
    Jpeg,
    /// A drawing, or what one sees through.
    Png,
}

/// What is known of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its id.
    pub id: PictureId,
    /// How it is kept.
    pub kind: Kind,
    /// Its width in points, upright.
    pub width: u32,
    /// Its height in points.
    pub height: u32,
    /// The size of the file.
    pub bytes: usize,
    /// What it looks like from very far: `#a08060`.
    pub average: String,
}

/// A picture that was read and written anew.
pub struct Cleaned {
    /// What is known of it.
    pub sheet: Sheet,
    /// The file as it is kept.
    pub file: Vec<u8>,
}

/// Reads a file that somebody says is a picture. Takes a while and much memory: not for a thread that others wait for.
pub fn take(bytes: &[u8]) -> Result<Cleaned> {
    let read = reading::read(bytes)?;
    let file = reading::written(&read)?;
    let hash: String = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    let sheet = Sheet {
        id: PictureId::derived(base::Time::default(), &[&hash]),
        kind: read.kind,
        width: read.image.width(),
        height: read.image.height(),
        bytes: file.len(),
        average: reading::average(&read.image),
    };
    Ok(Cleaned { sheet, file })
}

/// Brings the file of a picture to safety. Comes before the act in which it is `put`.
pub fn keep(files: &Files, picture: &Cleaned) -> Result<()> {
    let Sheet { id, kind, .. } = picture.sheet;
    files.put(&original(id, kind), content_type(kind), &picture.file)
}

/// Makes pictures known whose files are safe, and wants their widths. Says which were not known.
pub fn put(cx: &Cx, tx: &mut Tx, pictures: &[Sheet]) -> Result<Vec<PictureId>> {
    let mut new = Vec::new();
    for sheet in pictures {
        let text = sql!(
            "insert into pictures (id, kind, width, height, bytes, average, created_at)
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"
        );
        let (width, height, bytes) = (i64::from(sheet.width), i64::from(sheet.height), sheet.bytes as i64);
        let row = params![sheet.id, sheet.kind.word(), width, height, bytes, &sheet.average, cx.now];
        if tx.exec(text, row)? == 1 {
            new.push(sheet.id);
        }
    }
    let keys: Vec<String> = new.iter().map(PictureId::to_string).collect();
    jobs::enqueue_slow(cx, tx, widths::JOB, keys.iter().map(String::as_str))?;
    Ok(new)
}

/// All of it for one file, for whoever brings many: a thread that nobody waits for.
pub fn bring(cx: &Cx, db: &Db, bytes: &[u8]) -> Result<Sheet> {
    let picture = take(bytes)?;
    keep(db.files()?, &picture)?;
    let (cx, sheet) = (cx.clone(), picture.sheet.clone());
    db.write_now("pictures.put", move |tx| put(&cx, tx, std::slice::from_ref(&sheet)))?;
    Ok(picture.sheet)
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpeg",
            Kind::Png => "png",
        }
    }

    fn read(word: &str) -> Result<Kind> {
        let kinds = [Kind::Jpeg, Kind::Png];
        let found = kinds.into_iter().find(|kind| kind.word() == word);
        found.ok_or_else(|| base::Error::internal(format!("'{word}' is no kind of picture")))
    }
}

/// One picture, and whether its widths are made.
pub fn read(tx: &mut Tx, id: PictureId) -> Result<Option<(Sheet, bool)>> {
    let text =
        sql!("select id, kind, width, height, bytes, average, widths_at is not null from pictures where id = $1");
    tx.query_one(text, params![id], |row: &Row| {
        let number = |at: usize| Ok(u32::try_from(row.get::<i64>(at)?).unwrap_or_default());
        let sheet = Sheet {
            id: row.get(0)?,
            kind: Kind::read(&row.get::<String>(1)?)?,
            width: number(2)?,
            height: number(3)?,
            bytes: usize::try_from(row.get::<i64>(4)?).unwrap_or_default(),
            average: row.get(5)?,
        };
        Ok((sheet, row.get(6)?))
    })
}

/// The drawer of a picture's files: the end of its id, which is spread evenly.
fn drawer(id: PictureId) -> String {
    let text = id.to_string();
    text[text.len() - 2..].to_owned()
}

/// The name of the kept file.
fn original(id: PictureId, kind: Kind) -> String {
    let ending = if kind == Kind::Jpeg { "jpg" } else { "png" };
    format!("{}/{id}.{ending}", drawer(id))
}

/// The name of the file in one width.
fn in_width(id: PictureId, width: u32) -> String {
    format!("{}/{id}-{width}.webp", drawer(id))
}

fn content_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Jpeg => "image/jpeg",
        Kind::Png => "image/png",
    }
}
