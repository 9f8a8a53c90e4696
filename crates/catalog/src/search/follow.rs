//! Making the index from the rows, and keeping it up: it reads which products the thread says have changed, and reads
//! those again.

use std::collections::BTreeSet;

use base::{Clock, Error, Id, Result, Time};
use store::{
    Db, Tx, settings,
    thread::{self, Cursor, Event},
};
use tantivy::TantivyDocument;
use tokio::sync::watch;

use crate::{
    details, events,
    products::ProductId,
    search::{
        index::{Place, Search, Writer},
        misses,
        priced::{self, Lowest},
        schema::{Fields, Lists, VERSION},
        synonyms::{self, Synonyms},
    },
};

/// Events that one step reads.
const EVENTS: i64 = 1_000;
/// Products that are read at once.
const PRODUCTS: i64 = 250;

/// Where it is counted how often lists changed that products name: every index then reads all products again.
const LISTS: &str = "search.lists";

/// Notes that something changed which products name, such as a maker's address: it may show or hide any of them.
pub(crate) fn lists_changed(tx: &mut Tx) -> Result<()> {
    let changes = changes(tx)? + 1;
    settings::set(tx, LISTS, &changes.to_string())
}

fn changes(tx: &mut Tx) -> Result<i64> {
    settings::get(tx, LISTS)?.map_or(Ok(0), |text| text.parse().map_err(Error::internal))
}

/// Tells this database from others: what an index has of one says nothing of another.
fn database(tx: &mut Tx) -> Result<String> {
    let secret = settings::get(tx, "secret")?.unwrap_or_default();
    Ok(Id::<crate::products::Good>::derived(Time::default(), &["search", &secret]).to_string())
}

/// Where the thread and the lists stand now.
fn now(tx: &mut Tx, now: Time) -> Result<Place> {
    let cursor = thread::end(tx)?.to_string();
    Ok(Place { version: VERSION, database: database(tx)?, cursor, lists: changes(tx)?, priced: now })
}

/// What one step read.
struct Step {
    /// Products that changed, or of which a price did.
    products: Vec<ProductId>,
    after: Cursor,
    events: usize,
    lists: i64,
    synonyms: Option<Synonyms>,
}

impl Search {
    /// Keeps the index up until told to stop.
    pub async fn follow(self, db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.catch_up(&db, &clock).await {
                tracing::warn!(cause = %error, "the search index could not be kept up; tried again");
            }
            tokio::select! {
                _ = stop.changed() => {}
                () = db.nudge().rung() => {}
                () = tokio::time::sleep(std::time::Duration::from_millis(500)) => {}
            }
        }
        if let Err(error) = self.write_tally(&db, &clock).await {
            tracing::warn!(cause = %error, "what was looked for last is not counted");
        }
    }

    /// Brings the index to the end that the thread has now, and writes down what was looked for.
    pub async fn catch_up(&self, db: &Db, clock: &Clock) -> Result<()> {
        let mut place = self.follower().await;
        let mut here = match place.take() {
            Some(here) => here,
            None => self.begin(db, clock).await?,
        };
        // Where a step fails, where the index stands is read from itself again.
        while self.step(db, clock, &mut here).await? > 0 {}
        *place = Some(here);
        drop(place);
        self.write_tally(db, clock).await
    }

    /// Where to go on: where the index on disk stands, or behind everything once it is made anew.
    async fn begin(&self, db: &Db, clock: &Clock) -> Result<Place> {
        let at = clock.now();
        let now = db.read("search.begin", move |tx| now(tx, at)).await?;
        let end: Cursor = now.cursor.parse()?;
        let synonyms = db.read("search.synonyms", Synonyms::read).await?;
        self.set_synonyms(synonyms);
        match self.kept_place().filter(|kept| kept.fitting(&now.database, &end).is_some()) {
            Some(kept) => Ok(kept),
            None => {
                // What is of another database must not be found while this one is read.
                self.change(|writer| {
                    writer.clear()?;
                    writer.commit(None)
                })
                .await?;
                self.rebuild(db, now).await
            }
        }
    }

    /// Reads every product, and then is as good as one that had followed up to this place. What there was is found
    /// until then.
    async fn rebuild(&self, db: &Db, place: Place) -> Result<Place> {
        tracing::info!("the search index is made anew");
        let search = self.clone();
        let mut writer = blocking(move || search.writer()).await?;
        writer.clear()?;
        let mut last = None;
        loop {
            let (fields, at) = (self.fields().clone(), place.priced);
            let documents = db
                .read("search.rebuild", move |tx| {
                    let ids = details::behind(tx, last, PRODUCTS)?;
                    documents(tx, &fields, &ids, at)
                })
                .await?;
            let Some((behind, _)) = documents.last() else { break };
            last = Some(*behind);
            writer = put(writer, documents, false).await?;
        }
        let kept = place.clone();
        blocking(move || {
            writer.commit(Some(&kept))?;
            writer.end()
        })
        .await?;
        tracing::info!(products = self.len(), "the search index is made");
        Ok(place)
    }

    /// Takes the next events; says how many there were.
    async fn step(&self, db: &Db, clock: &Clock, here: &mut Place) -> Result<usize> {
        let cursor: Cursor = here.cursor.parse()?;
        let known = self.synonyms().changes;
        let times = (here.priced, clock.now().max(here.priced));
        let step = db.read("search.step", move |tx| read(tx, &cursor, times, known)).await?;
        if let Some(synonyms) = step.synonyms {
            self.set_synonyms(synonyms);
        }
        if step.lists != here.lists {
            let now = db.read("search.begin", move |tx| now(tx, times.1)).await?;
            *here = self.rebuild(db, now).await?;
            return Ok(1);
        }
        here.cursor = step.after.to_string();
        here.priced = times.1;
        if !step.products.is_empty() {
            self.renew(db, here.clone(), &step.products).await?;
        }
        Ok(step.events)
    }

    /// Reads these again, a piece at a time: a sale may begin on all there is. Nothing of it is seen before all is.
    async fn renew(&self, db: &Db, place: Place, products: &[ProductId]) -> Result<()> {
        let search = self.clone();
        let mut writer = blocking(move || search.writer()).await?;
        for piece in products.chunks(PRODUCTS as usize) {
            let (fields, at, piece) = (self.fields().clone(), place.priced, piece.to_vec());
            let documents = db.read("search.renew", move |tx| documents(tx, &fields, &piece, at)).await?;
            writer = put(writer, documents, true).await?;
        }
        blocking(move || {
            writer.commit(Some(&place))?;
            writer.end()
        })
        .await
    }

    async fn change(&self, change: impl FnOnce(&mut Writer) -> Result<()> + Send + 'static) -> Result<()> {
        let search = self.clone();
        blocking(move || {
            let mut writer = search.writer()?;
            change(&mut writer)?;
            writer.end()
        })
        .await
    }

    async fn write_tally(&self, db: &Db, clock: &Clock) -> Result<()> {
        let tally = std::mem::take(&mut *self.tally());
        if tally.is_empty() {
            return Ok(());
        }
        let (tally, now) = (std::sync::Arc::new(tally), clock.now());
        let told = std::sync::Arc::clone(&tally);
        let act = move |tx: &mut Tx| {
            told.write(tx)?;
            misses::sweep(tx, now).map(|_| ())
        };
        let written = db.bulk("search.count", act).await;
        if written.is_err()
            && let Ok(tally) = std::sync::Arc::try_unwrap(tally)
        {
            self.tally().join(tally);
        }
        written
    }
}

fn read(tx: &mut Tx, cursor: &Cursor, (from, now): (Time, Time), known: i64) -> Result<Step> {
    let (events, after) = thread::after(tx, cursor, EVENTS)?;
    let changed = |event: &&Event| event.kind == events::PRODUCT_CHANGED;
    let told = events
        .iter()
        .filter(changed)
        .filter_map(|event| event.subject)
        .map(|subject| ProductId::from_bytes(*subject.bytes()));
    let ids: BTreeSet<ProductId> = told.chain(priced::turned(tx, from, now)?).collect();
    let synonyms = if synonyms::changes(tx)? == known { None } else { Some(Synonyms::read(tx)?) };
    Ok(Step { products: ids.into_iter().collect(), after, events: events.len(), lists: changes(tx)?, synonyms })
}

/// What the index shall hold of these: nothing of what is not there any more.
fn documents(
    tx: &mut Tx,
    fields: &Fields,
    ids: &[ProductId],
    now: Time,
) -> Result<Vec<(ProductId, Option<TantivyDocument>)>> {
    let (lists, products) = (Lists::read(tx)?, details::some(tx, ids)?);
    let prices = priced::lowest(tx, &products, now)?;
    let unpriced = Lowest::new();
    let document =
        |product: &details::Details| fields.document(product, &lists, prices.get(&product.id).unwrap_or(&unpriced));
    let mut found: std::collections::HashMap<ProductId, TantivyDocument> =
        products.iter().map(|product| (product.id, document(product))).collect();
    Ok(ids.iter().map(|id| (*id, found.remove(id))).collect())
}

/// Puts these in; where they may be there, in place of what they were.
async fn put(
    mut writer: Writer,
    documents: Vec<(ProductId, Option<TantivyDocument>)>,
    are_there: bool,
) -> Result<Writer> {
    blocking(move || {
        for (id, document) in documents {
            if are_there {
                writer.remove(id);
            }
            document.map_or(Ok(()), |document| writer.add(document))?;
        }
        Ok(writer)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
