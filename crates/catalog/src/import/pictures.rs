//! Pictures on their way in. What a file names is kept with the product, and what became of it; those of a folder are
//! brought after the products, those of the web by a job (`fetching`). A picture that is known is not brought again.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::{Component, Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use base::{Cx, Error, Id, Noun, Result, Time};
use store::{Db, Tx, jobs, many, params, sql, value::Row};

use super::{fetching, pieces::Way, products::Product, rejects::Reject, whys::Why};
use crate::{
    keep,
    pictures::{self, MOST_BYTES, PictureId, Sheet, shown},
    products::{self, ProductId},
    told::{PICTURES, Told, ToldPicture},
};

/// A picture that a file names.
pub struct Named;
impl Noun for Named {
    const PREFIX: &'static str = "imn";
    const NAME: &'static str = "named picture";
}
/// The id of a picture that a file names, which follows from its source and its address.
pub type NamedId = Id<Named>;

/// Products whose pictures are brought in one go.
const PRODUCTS: i64 = 16;
/// Pictures that are read at once: each may take half a gigabyte for a moment.
const HANDS: usize = 2;

/// A picture of a product, as its file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wish {
    address: String,
    color: Option<String>,
    alt: Option<String>,
}

/// The pictures of a product, each once. One that variants of one color name shows that color. Pure.
fn wishes(product: &Product) -> Vec<Wish> {
    let variants = product.told.variants.as_deref().unwrap_or_default();
    let color = |sku: &str| variants.iter().find(|one| one.sku == sku).and_then(|one| one.options.get("color"));
    let mut colors: HashMap<&str, BTreeSet<Option<&String>>> = HashMap::new();
    for picture in &product.pictures {
        if let Some(sku) = &picture.sku {
            colors.entry(&picture.address).or_default().insert(color(sku));
        }
    }
    let mut all: Vec<Wish> = Vec::new();
    for picture in product.pictures.iter().filter(|picture| !picture.address.is_empty()) {
        let named = colors.get(picture.address.as_str()).filter(|colors| colors.len() == 1);
        let color = named.and_then(|colors| colors.first().copied().flatten()).cloned();
        match all.iter_mut().find(|wish| wish.address == picture.address) {
            Some(wish) => wish.alt = wish.alt.take().or_else(|| picture.alt.clone()),
            None => all.push(Wish { address: picture.address.clone(), color, alt: picture.alt.clone() }),
        }
    }
    all.truncate(PICTURES);
    all
}

fn named_id(source: &str, address: &str) -> NamedId {
    NamedId::derived(Time::default(), &[source, address])
}

/// Keeps which pictures products are told with. What is known of them is shown at once; what they were told with before
/// and no more is shown no more. Products that name none keep what they have.
pub(super) fn wish(cx: &Cx, tx: &mut Tx, source: &str, told: &[&Product]) -> Result<()> {
    let wished: Vec<(ProductId, &Product, Vec<Wish>)> = told
        .iter()
        .map(|product| (products::id_of(&product.told.code), *product, wishes(product)))
        .filter(|(.., wishes)| !wishes.is_empty())
        .collect();
    if wished.is_empty() {
        return Ok(());
    }
    let ids: Vec<ProductId> = wished.iter().map(|(id, ..)| *id).collect();
    let before = known(tx, &ids)?;
    let mut named = BTreeMap::new();
    let mut rows = Vec::new();
    for (id, product, wishes) in &wished {
        for (place, wish) in (0_i64..).zip(wishes) {
            let picture = named_id(source, &wish.address);
            named.entry(picture).or_insert((&wish.address, &product.file, product.line()));
            rows.push(params![*id, place, picture, wish.color.as_deref(), wish.alt.as_deref()]);
        }
    }
    let text = sql!(
        "insert into import_pictures (id, source, address, file, line, changed_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set file = excluded.file, line = excluded.line"
    );
    let lines = |line: u64| i64::try_from(line).unwrap_or(i64::MAX);
    let all =
        named.iter().map(|(id, (address, file, line))| params![*id, source, *address, *file, lines(*line), cx.now]);
    tx.exec_many(text, all)?;
    let text = sql!("delete from import_shown where product_id = $1");
    tx.exec_many(text, ids.iter().map(|id| params![*id]))?;
    let text = sql!("insert into import_shown (product_id, place, named_id, color, alt) values ($1, $2, $3, $4, $5)");
    tx.exec_many(text, rows)?;
    show(cx, tx, &ids, &before)
}

/// The pictures that these products are told with and that are here, in their order.
fn known(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Vec<ToldPicture>>> {
    let text = sql!(concat!(
        "select s.product_id, p.picture_id, s.color, s.alt from import_shown s
         join import_pictures p on p.id = s.named_id where p.picture_id is not null and s.product_id in ",
        many!(),
        " order by s.place"
    ));
    let read = |row: &Row| {
        let picture: PictureId = row.get(1)?;
        let told = ToldPicture {
            picture: picture.to_string(),
            color: row.get(2)?,
            alt: row.get(3)?,
            translations: BTreeMap::new(),
        };
        Ok((row.get::<ProductId>(0)?, told))
    };
    let mut found: HashMap<ProductId, Vec<ToldPicture>> = HashMap::new();
    for (id, told) in tx.query_among(text, ids, [], read)? {
        found.entry(id).or_default().push(told);
    }
    Ok(found)
}

/// Shows products with what they are told with, as far as it is here.
fn show(cx: &Cx, tx: &mut Tx, ids: &[ProductId], before: &HashMap<ProductId, Vec<ToldPicture>>) -> Result<()> {
    let wished = known(tx, ids)?;
    let is_touched = |id: &&ProductId| wished.contains_key(id) || before.contains_key(id);
    let touched: Vec<ProductId> = ids.iter().filter(is_touched).copied().collect();
    let mut shown: HashMap<ProductId, Vec<ToldPicture>> = HashMap::new();
    for (id, one) in shown::ask(tx, &touched).rows(tx)? {
        let shown::Shown { picture, alt, color, translations, .. } = one;
        let told = ToldPicture { picture: picture.to_string(), alt, color, translations };
        shown.entry(id).or_default().push(told);
    }
    let mut told = Vec::new();
    for (id, product) in products::some(tx, &touched)? {
        let of = |all: &HashMap<ProductId, Vec<ToldPicture>>| all.get(&id).cloned().unwrap_or_default();
        let (has, wants) = (of(&shown), of(&wished));
        let pictures = merged(&has, wants, &of(before));
        if pictures != has {
            told.push(Told { code: product.code, pictures: Some(pictures), ..Told::default() });
        }
    }
    if told.is_empty() { Ok(()) } else { keep::keep(cx, tx, &told, None).map(|_| ()) }
}

/// What a product shows: what it is told with, in that order, and behind it what somebody else added. Pure.
fn merged(has: &[ToldPicture], wants: Vec<ToldPicture>, before: &[ToldPicture]) -> Vec<ToldPicture> {
    let names = |all: &[ToldPicture], one: &ToldPicture| all.iter().any(|other| other.picture == one.picture);
    let mut all: Vec<ToldPicture> = Vec::new();
    for mut one in wants {
        if let Some(kept) = has.iter().find(|kept| kept.picture == one.picture) {
            one.translations.clone_from(&kept.translations);
            one.alt = one.alt.or_else(|| kept.alt.clone());
        }
        // Two files may hold the same picture.
        if !names(&all, &one) {
            all.push(one);
        }
    }
    let others: Vec<ToldPicture> = has.iter().filter(|one| !names(&all, one) && !names(before, one)).cloned().collect();
    all.extend(others);
    all.truncate(PICTURES);
    all
}

/// Makes pictures known that have come, and shows the products that are told with them.
pub(super) fn came(cx: &Cx, tx: &mut Tx, pictures: &[(NamedId, Sheet)]) -> Result<()> {
    let sheets: BTreeMap<PictureId, Sheet> = pictures.iter().map(|(_, sheet)| (sheet.id, sheet.clone())).collect();
    pictures::put(cx, tx, &sheets.into_values().collect::<Vec<_>>())?;
    let ids: Vec<NamedId> = pictures.iter().map(|(id, _)| *id).collect();
    let text = sql!(concat!("select distinct product_id from import_shown where named_id in ", many!()));
    let touched: BTreeSet<ProductId> = tx.query_among(text, &ids, [], |row| row.get(0))?.into_iter().collect();
    let touched: Vec<ProductId> = touched.into_iter().collect();
    let before = known(tx, &touched)?;
    let text = sql!("update import_pictures set picture_id = $2, refused = null, changed_at = $3 where id = $1");
    pictures.iter().try_for_each(|(id, sheet)| tx.exec(text, params![*id, sheet.id, cx.now]).map(drop))?;
    show(cx, tx, &touched, &before)
}

/// Keeps why pictures could not be brought: codes.
pub(super) fn refuse(cx: &Cx, tx: &mut Tx, refused: &[(NamedId, &'static str)]) -> Result<()> {
    let text = sql!("update import_pictures set refused = $2, changed_at = $3 where id = $1 and picture_id is null");
    refused.iter().try_for_each(|(id, why)| tx.exec(text, params![*id, *why, cx.now]).map(drop))
}

/// Has pictures fetched, also those that could not be before.
fn want(cx: &Cx, tx: &mut Tx, ids: &[NamedId]) -> Result<()> {
    let text = sql!("update import_pictures set refused = null where id = $1 and refused is not null");
    ids.iter().try_for_each(|id| tx.exec(text, params![*id]).map(drop))?;
    let keys: Vec<String> = ids.iter().map(NamedId::to_string).collect();
    jobs::enqueue_last(cx, tx, fetching::JOB, keys.iter().map(String::as_str))
}

/// A picture that is named and not here.
#[derive(Clone, Debug)]
struct Open {
    id: NamedId,
    address: String,
    file: String,
    line: u64,
}

/// What became of the pictures that files name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Those that were read from the folder.
    pub read: u64,
    /// Those that are fetched from the web from now on.
    pub fetching: u64,
    /// Those that stand in a folder that nobody named.
    pub left: u64,
}

/// Brings every picture of a source that is not here yet: from the folder, or by jobs from the web.
pub fn bring(
    way: Way,
    folder: Option<&Path>,
    rejects: &mut dyn FnMut(&Path, &Reject) -> Result<()>,
    tell: &mut dyn FnMut(u64),
) -> Result<Brought> {
    let (mut brought, mut last, mut seen) = (Brought::default(), None, HashSet::new());
    loop {
        way.check()?;
        let source = way.source.to_owned();
        let (products, open) = way.db.read_now("import.named", move |tx| open_behind(tx, &source, last))?;
        let Some(end) = products.last() else { return Ok(brought) };
        last = Some(*end);
        // A picture of several products is tried once.
        let open: Vec<Open> = open.into_iter().filter(|open| seen.insert(open.id)).collect();
        let (of_web, of_folder): (Vec<Open>, Vec<Open>) = open.into_iter().partition(|open| is_of_web(&open.address));
        brought.fetching += of_web.len() as u64;
        let mut refused = Vec::new();
        let mut here = Vec::new();
        match folder {
            Some(folder) => (here, refused) = read(way.db, folder, of_folder)?,
            None => brought.left += of_folder.len() as u64,
        }
        brought.read += here.len() as u64;
        for (open, why) in &refused {
            let reject = Reject { number: open.line, reason: Why::new(why), text: open.address.clone() };
            rejects(Path::new(&open.file), &reject)?;
        }
        let cx = way.cx();
        let of_web: Vec<NamedId> = of_web.iter().map(|open| open.id).collect();
        let refused: Vec<(NamedId, &str)> = refused.into_iter().map(|(open, why)| (open.id, why)).collect();
        let act = move |tx: &mut Tx| {
            came(&cx, tx, &here)?;
            refuse(&cx, tx, &refused)?;
            want(&cx, tx, &of_web)
        };
        way.db.bulk_later("import.pictures", act)?.wait()?;
        tell(brought.read);
    }
}

/// The next products that lack pictures which they are told with, and those pictures.
fn open_behind(tx: &mut Tx, source: &str, last: Option<ProductId>) -> Result<(Vec<ProductId>, Vec<Open>)> {
    let text = sql!(
        "select distinct s.product_id from import_shown s join import_pictures p on p.id = s.named_id
         where p.source = $1 and p.picture_id is null and s.product_id > $2 order by s.product_id limit $3"
    );
    let last = last.unwrap_or_else(|| ProductId::from_bytes([0; 16]));
    let products: Vec<ProductId> = tx.query(text, params![source, last, PRODUCTS], |row| row.get(0))?;
    let text = sql!(concat!(
        "select p.id, p.address, p.file, p.line from import_shown s join import_pictures p on p.id = s.named_id
         where p.source = $33 and p.picture_id is null and s.product_id in ",
        many!(),
        " order by s.product_id, s.place"
    ));
    let read = |row: &Row| {
        let line = u64::try_from(row.get::<i64>(3)?).unwrap_or_default();
        Ok(Open { id: row.get(0)?, address: row.get(1)?, file: row.get(2)?, line })
    };
    let open = tx.query_among(text, &products, params![source], read)?;
    Ok((products, open))
}

/// Whether a picture is fetched, and not read.
pub(super) fn is_of_web(address: &str) -> bool {
    let start: String = address.chars().take(8).collect::<String>().to_ascii_lowercase();
    ["http://", "https://", "//"].iter().any(|way| start.starts_with(way))
}

type Read = (Vec<(NamedId, Sheet)>, Vec<(Open, &'static str)>);

/// Reads pictures of a folder with several hands, and brings their files to safety.
fn read(db: &Db, folder: &Path, open: Vec<Open>) -> Result<Read> {
    let waiting = Mutex::new(open.into_iter());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || -> Result<Read> {
        let (mut here, mut refused) = (Vec::new(), Vec::new());
        while let Some(open) = next() {
            match one(db, folder, &open.address) {
                Ok(sheet) => here.push((open.id, sheet)),
                Err(Error::Invalid { code, .. }) => refused.push((open, code)),
                Err(error) => return Err(error),
            }
        }
        Ok((here, refused))
    };
    let all: Vec<Result<Read>> = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(work)).collect();
        let died = |_| Err(Error::internal("reading a picture panicked"));
        hands.into_iter().map(|hand| hand.join().unwrap_or_else(died)).collect()
    });
    let (mut here, mut refused) = (Vec::new(), Vec::new());
    for read in all {
        let (more, others) = read?;
        here.extend(more);
        refused.extend(others);
    }
    refused.sort_by(|(one, _), (other, _)| (&one.file, one.line).cmp(&(&other.file, other.line)));
    Ok((here, refused))
}

fn one(db: &Db, folder: &Path, address: &str) -> Result<Sheet> {
    let missing = || Error::invalid("picture-none", "this picture is not in the folder");
    let path = within(folder, address).ok_or_else(missing)?;
    let bytes = std::fs::metadata(&path).map(|known| known.len()).map_err(|_| missing())?;
    if bytes > MOST_BYTES as u64 {
        return Err(Error::invalid("picture-too-large", "A picture has at most 20 MB."));
    }
    let picture = pictures::take(&std::fs::read(&path).map_err(|_| missing())?)?;
    pictures::keep(db.files()?, &picture)?;
    Ok(picture.sheet)
}

/// Where a picture stands in a folder: as it is named, or flat under the end of its name. Never outside of it.
fn within(folder: &Path, address: &str) -> Option<PathBuf> {
    let address = address.replace('\\', "/");
    let parts = Path::new(address.trim_start_matches('/')).components();
    let named: PathBuf = parts
        .map(|part| match part {
            Component::Normal(part) => Some(part),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let top = folder.canonicalize().ok()?;
    let inside = |path: PathBuf| path.canonicalize().ok().filter(|path| path.starts_with(&top) && path.is_file());
    inside(top.join(&named)).or_else(|| inside(top.join(named.file_name()?)))
}

/// A picture that could not be brought: file, line, the code of the reason, address.
pub type Refused = (String, u64, String, String);

/// How many pictures of a source are still to be fetched from the web, and those of which it was said since a moment
/// why they cannot be. What a folder lacks is a refused line of its import.
pub fn state(tx: &mut Tx, source: &str, since: Time, limit: i64) -> Result<(u64, Vec<Refused>)> {
    let text = sql!(
        "select file, line, refused, address from import_pictures
         where source = $1 and picture_id is null and refused is not null and changed_at >= $2
             and (lower(address) like 'http%' or address like '//%')
         order by changed_at, file, line limit $3"
    );
    let read = |row: &Row| {
        let line = u64::try_from(row.get::<i64>(1)?).unwrap_or_default();
        Ok((row.get(0)?, line, row.get(2)?, row.get(3)?))
    };
    let refused = tx.query(text, params![source, since, limit], read)?;
    let text = sql!(
        "select count(*) from import_pictures where source = $1 and picture_id is null and refused is null
             and (lower(address) like 'http%' or address like '//%')"
    );
    let fetching = tx.query_one(text, params![source], |row| row.get::<i64>(0))?.unwrap_or_default();
    Ok((u64::try_from(fetching).unwrap_or_default(), refused))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{import::products::Picture, told::ToldVariant};

    #[test]
    fn a_picture_shows_the_color_that_all_who_name_it_have() {
        let variant = |sku: &str, color: &str| ToldVariant {
            sku: sku.to_owned(),
            options: [("color".to_owned(), color.to_owned())].into(),
            ..ToldVariant::default()
        };
        let variants = vec![variant("S-RED", "Red"), variant("M-RED", "Red"), variant("S-BLUE", "Blue")];
        let mut product = Product::new(Told { code: "A".into(), variants: Some(variants), ..Told::default() });
        let picture = |address: &str, alt: Option<&str>, sku: Option<&str>| Picture {
            address: address.to_owned(),
            alt: alt.map(str::to_owned),
            sku: sku.map(str::to_owned),
        };
        product.pictures = vec![
            picture("red.jpg", None, None),
            picture("red.jpg", Some("In red"), Some("S-RED")),
            picture("red.jpg", Some("Else"), Some("M-RED")),
            picture("both.jpg", None, Some("S-RED")),
            picture("both.jpg", None, Some("S-BLUE")),
            picture("", None, None),
            picture("all.jpg", None, None),
        ];
        let wish = |address: &str, color: Option<&str>, alt: Option<&str>| Wish {
            address: address.to_owned(),
            color: color.map(str::to_owned),
            alt: alt.map(str::to_owned),
        };
        let expected =
            [wish("red.jpg", Some("Red"), Some("In red")), wish("both.jpg", None, None), wish("all.jpg", None, None)];
        assert_eq!(wishes(&product), expected);
    }

    #[test]
    fn what_somebody_added_stays_behind_what_the_file_names() {
        let told = |name: &str, alt: Option<&str>| ToldPicture {
            picture: name.to_owned(),
            alt: alt.map(str::to_owned),
            ..ToldPicture::default()
        };
        let has = [told("old", None), told("own", Some("By hand")), told("b", Some("Kept"))];
        let wants = vec![told("a", Some("New")), told("b", None), told("a", None)];
        let after = merged(&has, wants, &[told("old", None), told("b", None)]);
        assert_eq!(after, [told("a", Some("New")), told("b", Some("Kept")), told("own", Some("By hand"))]);
    }

    #[test]
    fn a_name_leads_to_nothing_outside_of_the_folder() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("images");
        std::fs::create_dir_all(folder.join("deep")).expect("made");
        for file in ["images/a.jpg", "images/deep/b.jpg", "secret.jpg"] {
            std::fs::write(home.path().join(file), "x").expect("written");
        }
        std::os::unix::fs::symlink(home.path().join("secret.jpg"), folder.join("link.jpg")).expect("linked");
        let found = |address: &str| {
            let path = within(&folder, address)?;
            path.file_name().map(|name| name.to_string_lossy().into_owned())
        };
        for (address, expected) in [
            ("/m/h/a.jpg", Some("a.jpg")),
            ("deep/b.jpg", Some("b.jpg")),
            ("deep\\b.jpg", Some("b.jpg")),
            ("b.jpg", None),
            ("../secret.jpg", None),
            ("/x/../../secret.jpg", None),
            ("link.jpg", None),
            ("deep", None),
            ("/", None),
        ] {
            assert_eq!(found(address).as_deref(), expected, "{address}");
        }
        assert!(is_of_web("HTTPS://x.example/a.jpg") && is_of_web("//x.example/a") && !is_of_web("/m/h/a.jpg"));
    }
}
