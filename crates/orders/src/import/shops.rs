//! Moving in from another shop: which file is what, in which order they are taken, and what came of it.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use base::{Clock, Currency, Error, Result};
use catalog::import::{
    families::{Families, Layout},
    known, magento, magento_samples,
    mappings::Mapping,
    pictures,
    pieces::{Act, Piece, Pieces, Tally, Way},
    plain, prices,
    products::{Import, Refusals},
    rejects::Rejects,
    shopify,
    tables::{self, Encoding, Mark, Table},
    whys::Refused,
    woocommerce, words,
};
use jiff::tz::TimeZone;
use store::Db;

use super::{Progress, opinions, papers, people, sales};

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportShop")]
#[serde(rename_all = "lowercase")]
pub enum Shop {
    /// Shopify's.
    Shopify,
    /// WooCommerce's.
    WooCommerce,
    /// Magento's.
    Magento,
    /// Anybody's table.
    Csv,
}

impl Shop {
    /// All of them.
    pub const ALL: [Shop; 4] = [Shop::Shopify, Shop::WooCommerce, Shop::Magento, Shop::Csv];

    /// The shop of a word.
    pub fn from_word(word: &str) -> Option<Shop> {
        Shop::ALL.into_iter().find(|shop| shop.source() == word)
    }

    /// The name of the source in rows.
    pub const fn source(self) -> &'static str {
        match self {
            Shop::Shopify => "shopify",
            Shop::WooCommerce => "woocommerce",
            Shop::Magento => "magento",
            Shop::Csv => "csv",
        }
    }
}

/// What is asked of an import.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Asked {
    /// Whose files they are.
    pub shop: Shop,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The mapping of a plain table: used where it is there, made where it is not.
    #[serde(default)]
    pub mapping: Option<PathBuf>,
    /// The folder of pictures that the files name.
    #[serde(default)]
    pub pictures: Option<PathBuf>,
    /// The currency of the prices; that of their list, else the euro, where it is not said.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The mark before decimals, where the files leave it open.
    #[serde(default)]
    pub decimals: Option<Mark>,
    /// The name of the store, where several of one kind move in.
    #[serde(default)]
    pub store: Option<String>,
    /// The zone of times that do not say theirs; UTC where it is not known.
    #[serde(default)]
    pub zone: String,
    /// Whether only to say what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

impl Asked {
    /// The files of a shop, with nothing else said.
    pub fn of(shop: Shop, paths: Vec<PathBuf>) -> Asked {
        let (mapping, pictures, currency, decimals, store) = (None, None, None, None, None);
        Asked { shop, paths, mapping, pictures, currency, decimals, store, zone: String::new(), dry_run: false }
    }
}

/// The name of a source in rows: `shopify`, or `shopify-north` of a shop that has several.
pub fn source(shop: Shop, store: Option<&str>) -> String {
    let slug = store.map(words::slug).filter(|slug| !slug.is_empty());
    slug.map_or_else(|| shop.source().to_owned(), |slug| format!("{}-{slug}", shop.source()))
}

/// Refuses a name of a store that no code can be made of.
pub fn check_store(name: &str) -> Result<()> {
    match words::slug(name).chars().count() {
        1..=30 if words::slug(name).is_ascii() => Ok(()),
        _ => Err(Error::invalid("store", "A store has a short name, such as north.")),
    }
}

/// What a file is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[schemars(rename = "ImportedWhat")]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What others need: names of attributes, categories, pictures.
    Words,
    /// Products.
    Products,
    /// What goes with what.
    Links,
    /// Customers.
    Customers,
    /// Orders.
    Orders,
    /// What people say of products.
    Reviews,
    /// Nothing that is taken.
    Skipped,
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportedFile")]
pub struct Taken {
    /// Its name.
    pub file: PathBuf,
    /// What it is.
    pub what: What,
    /// Rows below its header.
    pub rows: u64,
    /// How it is written: `utf-8` or `windows-1252`.
    pub encoding: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportReport")]
pub struct Report {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Each file.
    pub files: Vec<Taken>,
    /// Rows that were read.
    pub rows: u64,
    /// Products.
    pub products: Tally,
    /// Products that others go with.
    pub links: Tally,
    /// Customers.
    pub customers: Tally,
    /// Orders.
    pub orders: Tally,
    /// Reviews.
    pub reviews: Tally,
    /// Orders that were never sales.
    pub void_orders: u64,
    /// Prices that were told.
    pub prices: u64,
    /// Prices that were set, since nothing had said so before.
    pub prices_set: u64,
    /// Pictures that were told.
    pub pictures: u64,
    /// Pictures that were read from their folder.
    pub pictures_read: u64,
    /// Pictures that are fetched from the web, by jobs.
    pub pictures_fetching: u64,
    /// Pictures that are named by their place in a folder, and nobody said where that is.
    pub pictures_left: u64,
    /// How many customers the files say accept marketing. None of them is taken to have consented.
    pub accepting_marketing: u64,
    /// What was refused.
    pub rejected: u64,
    /// Where that is listed.
    pub rejects_file: Option<PathBuf>,
    /// The first of it.
    pub first_rejects: Vec<Refused>,
    /// What the columns of a plain table were taken for.
    pub mapping: Option<Mapping>,
    /// Where the mapping was written.
    pub mapping_file: Option<PathBuf>,
}

/// How an import is watched.
pub struct Watch<'a> {
    /// Hears how far it is.
    pub tell: &'a mut dyn FnMut(Progress),
    /// Set when nobody wants the rest any more.
    pub stop: &'a AtomicBool,
}

/// Imports files of another shop. Every file is looked at to its end before any is taken, so that a broken one changes
/// nothing; refused lines are listed beside `rejects`.
pub fn run(db: &Db, clock: &Clock, asked: &Asked, rejects: &Path, watch: Watch) -> Result<Report> {
    asked.store.as_deref().map_or(Ok(()), check_store)?;
    let (source, said) = (source(asked.shop, asked.store.as_deref()), asked.currency);
    let of = source.clone();
    let currency = db.read_now("import.currency", move |tx| prices::currency(tx, &of, said))?;
    let folder = folder(asked)?;
    let zone = TimeZone::get(&asked.zone).unwrap_or(TimeZone::UTC);
    let mut tables = Vec::new();
    for file in tables::files(&asked.paths)? {
        let mut table = Table::look(&file)?;
        table.read_as(&zone, asked.decimals);
        tables.push((what(asked.shop, &table), table));
    }
    tables.sort_by_key(|(what, _)| *what);
    refuse_nothing(asked.shop, &tables)?;
    let mut report = Report { dry_run: asked.dry_run, ..Report::default() };
    let mappings = mappings(asked, &tables, &mut report)?;
    let options = format!("{} {:?} {}", serde_json::json!(mappings), asked.decimals, asked.zone);
    let (is_dry, stop) = (asked.dry_run, watch.stop);
    let way = Way { db, clock, source: &source, is_dry, options: &options, stop };
    begin(way, &tables)?;
    let rows = |(what, table): &(What, Table)| if *what == What::Skipped { 0 } else { table.rows };
    report.rows = tables.iter().map(rows).sum();
    report.files = tables.iter().map(taken).collect();
    let list = (!asked.dry_run).then(|| Rejects::new(rejects, clock.now()));
    let mut run = Run { way, refusals: Refusals::new(list), report, done: 0, tell: watch.tell, mappings };
    run.products(asked, currency, &tables)?;
    run.pictures(folder.as_deref())?;
    run.people(&tables)?;
    run.orders(asked.shop, &tables)?;
    run.reviews(&tables)?;
    let mut report = run.report;
    report.rejected = run.refusals.count;
    report.first_rejects = std::mem::take(&mut run.refusals.first);
    report.rejects_file = run.refusals.finish()?;
    Ok(report)
}

/// What was taken of other files, or of these read otherwise, counts no more from here on.
fn begin(way: Way, tables: &[(What, Table)]) -> Result<()> {
    if way.is_dry {
        return Ok(());
    }
    let files: Vec<known::SheetId> = tables.iter().map(|(_, table)| way.file(table)).collect();
    let (cx, source) = (way.cx(), way.source.to_owned());
    way.db.bulk_later("import.begin", move |tx| known::begin(&cx, tx, &source, &files))?.wait()
}

/// The mapping of each plain table: the one that is named, else a guess, which is written where one is named that is
/// not there. Each is checked before any table is taken.
fn mappings(asked: &Asked, tables: &[(What, Table)], report: &mut Report) -> Result<Vec<Mapping>> {
    let mut all = Vec::new();
    for (_, table) in tables.iter().filter(|_| asked.shop == Shop::Csv) {
        let mapping = match &asked.mapping {
            Some(path) if path.exists() => Mapping::load(path)?,
            Some(path) => {
                let guessed = Mapping::guess(table);
                guessed.save(path)?;
                report.mapping_file = Some(path.clone());
                guessed
            }
            None => Mapping::guess(table),
        };
        mapping.check(table)?;
        all.push(mapping);
    }
    report.mapping = all.last().cloned();
    Ok(all)
}

/// The folder of pictures: that which is named, else, as Magento's files are handed over, `images` beside them.
fn folder(asked: &Asked) -> Result<Option<PathBuf>> {
    if let Some(folder) = &asked.pictures {
        let says = || format!("{} is no folder, so there are no pictures in it.", folder.display());
        return if folder.is_dir() { Ok(Some(folder.clone())) } else { Err(Error::invalid("pictures", says())) };
    }
    let beside = |path: &PathBuf| {
        let folder = if path.is_dir() { path.clone() } else { path.parent()?.to_owned() };
        Some(folder.join("images")).filter(|images| images.is_dir())
    };
    Ok(asked.paths.iter().filter(|_| asked.shop == Shop::Magento).find_map(beside))
}

fn taken((what, table): &(What, Table)) -> Taken {
    let encoding = if table.encoding == Encoding::Utf8 { "utf-8" } else { "windows-1252" };
    Taken { file: table.path.clone(), what: *what, rows: table.rows, encoding: encoding.to_owned() }
}

/// What a table is, by its columns.
fn what(shop: Shop, table: &Table) -> What {
    let sample = magento_samples::which(table);
    match shop {
        Shop::Csv => What::Products,
        Shop::Shopify if shopify::is_products(table) => What::Products,
        Shop::Shopify if papers::is_shopify(table) => What::Orders,
        Shop::WooCommerce if woocommerce::is_products(table) => What::Products,
        Shop::WooCommerce if papers::is_woocommerce(table) => What::Orders,
        Shop::Magento if magento::is_products(table) => What::Products,
        Shop::Magento if opinions::is_reviews(table) => What::Reviews,
        Shop::Magento => match sample {
            Some(magento_samples::File::Products) => What::Products,
            Some(magento_samples::File::Links) => What::Links,
            Some(_) => What::Words,
            None => What::Skipped,
        },
        _ if people::is_customers(table) => What::Customers,
        _ => What::Skipped,
    }
}

/// Files of which none is of any use are the wrong ones.
fn refuse_nothing(shop: Shop, tables: &[(What, Table)]) -> Result<()> {
    if let Some((_, empty)) = tables.iter().find(|(what, table)| *what != What::Skipped && table.rows == 0) {
        return Err(tables::refused(&empty.path, "import-empty", "it has a header and no line below it"));
    }
    if tables.iter().any(|(what, _)| [What::Products, What::Customers, What::Orders, What::Reviews].contains(what)) {
        return Ok(());
    }
    let columns = tables.first().map(|(_, table)| table.names().join(", ")).unwrap_or_default();
    let columns: String = columns.chars().take(300).collect();
    let says = format!(
        "None of these files is an export of {} that is known here. Try `hilo import csv` with a mapping. The columns \
         are: {columns}.",
        shop.source()
    );
    Err(Error::invalid("import-unknown", says))
}

struct Run<'a> {
    way: Way<'a>,
    refusals: Refusals,
    report: Report,
    done: u64,
    tell: &'a mut dyn FnMut(Progress),
    /// Of each plain table, in their order.
    mappings: Vec<Mapping>,
}

impl Run<'_> {
    fn products(&mut self, asked: &Asked, currency: Currency, tables: &[(What, Table)]) -> Result<()> {
        let mut import = Import::new(self.way, currency);
        let mut samples = magento_samples::Products::default();
        let mut mappings = std::mem::take(&mut self.mappings).into_iter();
        for (what, table) in tables {
            match (what, magento_samples::which(table)) {
                (What::Words, Some(file)) => samples.learn_from(table, file)?,
                (What::Links, _) => import.links.extend(magento_samples::links(table)?),
                (What::Products, _) => {
                    let mapping = mappings.next().unwrap_or_default();
                    self.file(&mut import, asked.shop, table, (&samples, mapping))?;
                }
                _ => {}
            }
        }
        let Run { refusals, report, .. } = self;
        report.links = import.link(&mut |file, reject| refusals.add(file, reject))?;
        (report.prices, report.pictures) = (import.prices, import.pictures);
        report.prices_set = report.products.priced;
        Ok(())
    }

    /// Brings the pictures that the products name, now that they are there.
    fn pictures(&mut self, folder: Option<&Path>) -> Result<()> {
        if self.way.is_dry {
            return Ok(());
        }
        let Run { way, refusals, report, done, tell, .. } = self;
        let (done, of, before) = (*done, report.rows, refusals.count);
        let mut reject = |file: &Path, reject: &_| refusals.add(file, reject);
        let mut hear = |pictures| tell(Progress { done, of, rejected: before, pictures });
        let brought = pictures::bring(*way, folder, &mut reject, &mut hear)?;
        (report.pictures_read, report.pictures_fetching) = (brought.read, brought.fetching);
        report.pictures_left = brought.left;
        Ok(())
    }

    fn file(
        &mut self,
        import: &mut Import,
        shop: Shop,
        table: &Table,
        (samples, mapping): (&magento_samples::Products, Mapping),
    ) -> Result<()> {
        let Run { refusals, report, done, tell, .. } = self;
        let (of, before, refused) = (report.rows, *done, refusals.count);
        let mut reject = |file: &Path, reject: &_| refusals.add(file, reject);
        let mut hear = |rows| tell(Progress { done: before + rows, of, rejected: refused, pictures: 0 });
        let tally = match shop {
            Shop::Csv => {
                let mut layout = plain::Products::new(mapping);
                import.file(table, &mut layout, &mut reject, &mut hear)?
            }
            Shop::Shopify => import.file(table, &mut shopify::Products, &mut reject, &mut hear)?,
            Shop::WooCommerce => import.file(table, &mut woocommerce::Products::default(), &mut reject, &mut hear)?,
            Shop::Magento if magento::is_products(table) => {
                import.file(table, &mut magento::Products::default(), &mut reject, &mut hear)?
            }
            Shop::Magento => import.file(table, &mut samples.clone(), &mut reject, &mut hear)?,
        };
        report.products.add(tally);
        *done += table.rows;
        Ok(())
    }

    fn people(&mut self, tables: &[(What, Table)]) -> Result<()> {
        for (_, table) in tables.iter().filter(|(what, _)| *what == What::Customers) {
            let (source, at) = (self.way.source.to_owned(), self.way.place(table)?.started_at);
            let mut layout = people::Customers { source, at, accepting: 0 };
            let tally = self.each(table, &mut layout, people::record, people::look)?;
            self.report.customers.add(tally);
            self.report.accepting_marketing += layout.accepting;
        }
        Ok(())
    }

    fn orders(&mut self, shop: Shop, tables: &[(What, Table)]) -> Result<()> {
        for (_, table) in tables.iter().filter(|(what, _)| *what == What::Orders) {
            let (source, now) = (self.way.source, self.way.clock.now());
            let mut layout = match shop {
                Shop::WooCommerce => papers::Orders::woocommerce(source, now),
                _ => papers::Orders::shopify(source, now),
            };
            let tally = self.each(table, &mut layout, sales::record, sales::look)?;
            self.report.orders.add(tally);
            self.report.void_orders += tally.left_out;
        }
        Ok(())
    }

    fn reviews(&mut self, tables: &[(What, Table)]) -> Result<()> {
        for (_, table) in tables.iter().filter(|(what, _)| *what == What::Reviews) {
            let mut layout = opinions::Reviews { at: self.way.place(table)?.started_at };
            let tally = self.each(table, &mut layout, opinions::record, opinions::look)?;
            self.report.reviews.add(tally);
        }
        Ok(())
    }

    /// Takes everything of a file in. What was taken before is known by its own keys, and told once more.
    fn each<L>(&mut self, table: &Table, layout: &mut L, record: Act<L::Made>, look: Act<L::Made>) -> Result<Tally>
    where
        L: Layout,
        L::Made: Piece,
    {
        let place = self.way.place(table)?;
        let mut pieces = Pieces::new(self.way, Some(place), record, look);
        let mut families = Families::of(table, layout)?;
        let (mut at, mut rows) = (0, 0);
        while let Some(came) = families.next()? {
            at += 1;
            rows += came.rows;
            match came.made {
                Ok(Some(_)) if at <= place.done => pieces.tally.count(known::Before::Same),
                Ok(Some(made)) => pieces.add(made, at)?,
                Ok(None) => {}
                Err(reject) => {
                    pieces.tally.read += 1;
                    pieces.tally.refused += 1;
                    self.refusals.add(&table.path, &reject)?;
                }
            }
            pieces.refused.drain(..).try_for_each(|reject| self.refusals.add(&table.path, &reject))?;
            if at % 200 == 0 {
                let (of, rejected) = (self.report.rows, self.refusals.count);
                (self.tell)(Progress { done: self.done + rows, of, rejected, pictures: 0 });
            }
        }
        pieces.finish()?;
        pieces.refused.drain(..).try_for_each(|reject| self.refusals.add(&table.path, &reject))?;
        self.done += table.rows;
        Ok(pieces.tally)
    }
}
