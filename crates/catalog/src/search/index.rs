//! The index itself: a folder of its own, or memory, and what is open of it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use base::{Error, Result, Time};
use store::thread::Cursor;
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TERMINATED, TantivyDocument, TantivyError, Term,
    directory::{MmapDirectory, error::LockError},
    index::SegmentId,
    query::{EnableScoring, Query},
};
use web::app::App;

use crate::{
    products::ProductId,
    search::{
        facets::Shelves,
        misses::Tally,
        schema::{Fields, VERSION},
        synonyms::Synonyms,
    },
};

/// What the writer may hold in memory before it writes a piece.
const WRITER_BYTES: usize = 48 << 20;

/// How long a lock of the index is waited for, and how often.
const MOMENT: Duration = Duration::from_millis(5);
const MOMENTS: u32 = 400;

/// The search of a process. Clones share it.
#[derive(Clone)]
pub struct Search(Arc<Parts>);

struct Parts {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    view: RwLock<Arc<View>>,
    synonyms: RwLock<Arc<Synonyms>>,
    tally: Mutex<Tally>,
    pub(super) follower: tokio::sync::Mutex<Option<Place>>,
}

/// What is open of the index: it stays as it is while somebody looks into it.
pub struct View {
    /// Its pieces.
    pub searcher: Searcher,
    /// What of each piece is kept in memory for counting, in their order.
    pub shelves: Vec<Arc<Shelves>>,
}

/// Up to where the index holds what the thread tells, and of which database.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// What the index holds means.
    pub version: u32,
    /// The database, by a word that tells it from others.
    pub database: String,
    /// The cursor behind the last event.
    pub cursor: String,
    /// How often lists that products name had changed.
    pub lists: i64,
    /// Up to when prices that begin and end by themselves are in it.
    pub priced: Time,
}

impl Place {
    /// The cursor; nothing where this is of another program or database, or behind its end.
    pub fn fitting(&self, database: &str, end: &Cursor) -> Option<Cursor> {
        let cursor: Cursor = self.cursor.parse().ok()?;
        let fits = self.version == VERSION && self.database == database && !cursor.is_before(end) && cursor <= *end;
        fits.then_some(cursor)
    }
}

impl Search {
    /// Opens the index of this data folder, or an empty one in memory. What cannot be read is thrown away.
    pub fn open(data: Option<&Path>) -> Result<Search> {
        let fields = Fields::default();
        let folder = data.map(|data| data.join("search"));
        let index = match &folder {
            Some(folder) => open_in(folder, &fields).or_else(|error| {
                tracing::warn!(cause = %error, "the search index cannot be read and is made anew");
                remove(folder)?;
                open_in(folder, &fields)
            })?,
            None => Index::create_in_ram(fields.schema.clone()),
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(Error::internal)?;
        let view = Arc::new(View::of(&reader, None)?);
        Ok(Search(Arc::new(Parts {
            index,
            reader,
            fields,
            view: RwLock::new(view),
            synonyms: RwLock::default(),
            tally: Mutex::default(),
            follower: tokio::sync::Mutex::new(None),
        })))
    }

    /// The one that a program keeps.
    pub fn of(app: &App) -> Result<Search> {
        app.rooms.get::<Search>().cloned().ok_or_else(|| Error::internal("the search index is not open"))
    }

    /// The fields.
    pub fn fields(&self) -> &Fields {
        &self.0.fields
    }

    /// What is open now.
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.0.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What words mean beside themselves.
    pub fn synonyms(&self) -> Arc<Synonyms> {
        Arc::clone(&self.0.synonyms.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_synonyms(&self, synonyms: Synonyms) {
        *self.0.synonyms.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(synonyms);
    }

    /// What was looked for and is not written down yet.
    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        self.0.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where following stands; whoever has it follows alone.
    pub(super) async fn follower(&self) -> tokio::sync::MutexGuard<'_, Option<Place>> {
        self.0.follower.lock().await
    }

    /// Where the index stands that was found on opening.
    pub(super) fn kept_place(&self) -> Option<Place> {
        serde_json::from_str(&self.0.index.load_metas().ok()?.payload?).ok()
    }

    /// How many products it holds.
    pub fn len(&self) -> u64 {
        self.view().searcher.num_docs()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Who writes to it; one at a time. Blocks for a moment where the writer before seems to be there still: a program
    /// that this one starts has all its files, locks and all, until its own code begins.
    pub(super) fn writer(&self) -> Result<Writer> {
        let mut left = MOMENTS;
        loop {
            match self.0.index.writer_with_num_threads(1, WRITER_BYTES) {
                Err(TantivyError::LockFailure(LockError::LockBusy, _)) if left > 0 => left -= 1,
                made => return Ok(Writer { search: self.clone(), writer: made.map_err(Error::internal)? }),
            }
            std::thread::sleep(MOMENT);
        }
    }
}

/// Writes to the index: nobody sees what is not committed.
pub(super) struct Writer {
    search: Search,
    writer: IndexWriter,
}

impl Writer {
    /// Takes everything out.
    pub fn clear(&mut self) -> Result<()> {
        self.writer.delete_all_documents().map(|_| ()).map_err(Error::internal)
    }

    /// Takes a product out.
    pub fn remove(&mut self, id: ProductId) {
        self.writer.delete_term(Term::from_field_bytes(self.search.0.fields.key, id.bytes()));
    }

    /// Puts a product in.
    pub fn add(&mut self, document: TantivyDocument) -> Result<()> {
        self.writer.add_document(document).map(|_| ()).map_err(Error::internal)
    }

    /// Makes it last, and seen, up to a place.
    pub fn commit(&mut self, place: Option<&Place>) -> Result<()> {
        let mut prepared = self.writer.prepare_commit().map_err(Error::internal)?;
        if let Some(place) = place {
            prepared.set_payload(&serde_json::to_string(place).map_err(Error::internal)?);
        }
        prepared.commit().map_err(Error::internal)?;
        let parts = &self.search.0;
        let view = View::of(&parts.reader, Some(&self.search.view()))?;
        *parts.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        Ok(())
    }

    /// Waits for what is still being merged.
    pub fn end(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(Error::internal)
    }
}

impl View {
    /// Whether a query finds anything.
    pub(super) fn finds(&self, query: &dyn Query) -> Result<bool> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher)).map_err(Error::internal)?;
        for segment in self.searcher.segment_readers() {
            let mut found = weight.scorer(segment, 1.0).map_err(Error::internal)?;
            while found.doc() != TERMINATED {
                if !segment.is_deleted(found.doc()) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    }

    fn of(reader: &IndexReader, before: Option<&View>) -> Result<View> {
        reader.reload().map_err(Error::internal)?;
        let searcher = reader.searcher();
        let known: HashMap<SegmentId, &Arc<Shelves>> = before.map_or_else(HashMap::new, |before| {
            before.searcher.segment_readers().iter().map(|one| one.segment_id()).zip(&before.shelves).collect()
        });
        let shelves = searcher.segment_readers().iter().map(|segment| match known.get(&segment.segment_id()) {
            Some(shelves) => Ok(Arc::clone(shelves)),
            None => Shelves::read(segment).map(Arc::new),
        });
        let shelves = shelves.collect::<Result<_>>()?;
        Ok(View { searcher, shelves })
    }
}

fn open_in(folder: &Path, fields: &Fields) -> Result<Index> {
    std::fs::create_dir_all(folder).map_err(Error::internal)?;
    let directory = MmapDirectory::open(folder).map_err(Error::internal)?;
    let index = Index::open_or_create(directory, fields.schema.clone()).map_err(Error::internal)?;
    index.reader().map_err(Error::internal)?;
    Ok(index)
}

fn remove(folder: &PathBuf) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::internal(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        process::Command,
        sync::atomic::{AtomicBool, Ordering},
        thread,
    };

    use super::*;

    #[test]
    fn who_starts_a_program_keeps_nobody_from_writing() {
        let folder = std::env::temp_dir().join(format!("hilo-index-{}", std::process::id()));
        let search = Search::open(Some(&folder)).expect("a folder can be indexed");
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    Command::new("true").status().expect("a program starts");
                }
            });
            let written = (0..200).try_for_each(|_| search.writer()?.end());
            is_over.store(true, Ordering::Relaxed);
            written.expect("each has its turn");
        });
        remove(&folder).expect("the folder goes");
    }
}
