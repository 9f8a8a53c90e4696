//! Views of lists that staff keep: a list's filters and order under a name, for oneself or for everybody.

use base::{Cx, Error, Id, Noun, Result, text};
use store::{Tx, params, sql, value::Row};

use crate::rights::Right;

/// A view of a list.
pub struct SavedView;
impl Noun for SavedView {
    const PREFIX: &'static str = "viw";
    const NAME: &'static str = "view";
}
/// The id of a view.
pub type ViewId = Id<SavedView>;

/// Views of one list that somebody may have of their own.
const MOST: usize = 30;
/// Bytes of a query.
const LONGEST: usize = 1_000;

/// A list of which views can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The customers.
    Customers,
    /// The orders.
    Orders,
    /// The products.
    Products,
}

impl List {
    /// All of them.
    pub const ALL: [List; 3] = [List::Customers, List::Orders, List::Products];

    /// The word in forms and rows; the list is at `/console/` and this.
    pub const fn word(self) -> &'static str {
        match self {
            List::Customers => "customers",
            List::Orders => "orders",
            List::Products => "products",
        }
    }

    /// What one needs to see it.
    pub const fn right(self) -> Right {
        match self {
            List::Customers => Right::CustomersSee,
            List::Orders => Right::OrdersSee,
            List::Products => Right::CatalogSee,
        }
    }

    /// Reads a word.
    pub fn from_word(word: &str) -> Result<List> {
        let found = List::ALL.into_iter().find(|list| list.word() == word);
        found.ok_or_else(|| Error::invalid("view-list", "Of this list no views are kept."))
    }
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// Whose it is, as `staff:stf_...`.
    pub owner: String,
    /// The list.
    pub list: String,
    /// What it is called.
    pub name: String,
    /// The filters and the order, as in the address.
    pub query: String,
    /// Whether everybody sees it.
    pub is_shared: bool,
}

/// What is to be kept.
#[derive(Clone, Debug)]
pub struct NewView {
    /// Of which list.
    pub list: List,
    /// What it is called.
    pub name: String,
    /// The filters and the order, as in the address.
    pub query: String,
    /// Whether everybody sees it.
    pub is_shared: bool,
}

macro_rules! columns {
    () => {
        "id, owner, list, name, query, shared"
    };
}

/// The views of a list that somebody sees, by name.
pub fn seen_by(tx: &mut Tx, owner: &str, list: List) -> Result<Vec<View>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from saved_views where list = $1 and removed_at is null and (owner = $2 or shared = 1)
         order by case when owner = $2 then 0 else 1 end, name, id limit 200"
    ));
    tx.query(text, params![list.word(), owner], read)
}

/// Keeps a view. A name that somebody has already for this list means what is told now; what they share under that name
/// stays as it is, for others go by it.
pub fn keep(cx: &Cx, tx: &mut Tx, new: &NewView) -> Result<ViewId> {
    let name = text::told("The name", &new.name, 60)?;
    let is_query = new.query.len() <= LONGEST && new.query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if new.query.is_empty() || !is_query {
        return Err(not_filters());
    }
    let owner = cx.actor.as_text();
    let mine = kept_by(tx, &owner, new.list.word())?;
    if let Some((id, _)) = mine.iter().find(|(_, known)| *known == name) {
        let text = sql!(concat!("select ", columns!(), " from saved_views where id = $1"));
        let known = tx.query_one(text, params![*id], read)?.ok_or(Error::NotFound { what: SavedView::NAME })?;
        if known.is_shared && (known.query != new.query || !new.is_shared) {
            let says = "You share a view of this name. Choose another name, or remove that one first.";
            return Err(Error::conflict("view-name", says));
        }
        let text = sql!("update saved_views set query = $2, shared = $3 where id = $1");
        tx.exec(text, params![*id, &new.query, i64::from(new.is_shared)])?;
        return Ok(*id);
    }
    is_full(&mine)?;
    let id = ViewId::new(cx.now);
    let text = sql!(
        "insert into saved_views (id, owner, list, name, query, shared, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let shared = i64::from(new.is_shared);
    tx.exec(text, params![id, &owner, new.list.word(), &name, &new.query, shared, cx.now])?;
    Ok(id)
}

/// Refuses what no list could show.
pub fn not_filters() -> Error {
    let says = "Choose filters first: a view keeps the filters of a list, and no words that look for somebody.";
    Error::invalid("view-query", says)
}

/// Removes a view, or puts one back that was removed. Only its owner may, and of a shared one whoever may do all of it.
pub fn set_removed(cx: &Cx, tx: &mut Tx, id: ViewId, is_removed: bool, may_all: bool) -> Result<View> {
    let text = sql!(concat!("select ", columns!(), " from saved_views where id = $1"));
    let view = tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: SavedView::NAME })?;
    if view.owner != cx.actor.as_text() && !(view.is_shared && may_all) {
        // Of others' own views nobody is told that they are there.
        return Err(if view.is_shared { Error::Forbidden } else { Error::NotFound { what: SavedView::NAME } });
    }
    if !is_removed {
        let mine = kept_by(tx, &view.owner, &view.list)?;
        if mine.iter().any(|(other, name)| *other != id && *name == view.name) {
            return Err(Error::conflict("view-name", "There is a view of this name again. Rename it, or leave it so."));
        }
        is_full(&mine)?;
    }
    let text = sql!("update saved_views set removed_at = $2 where id = $1");
    tx.exec(text, params![id, is_removed.then_some(cx.now)])?;
    Ok(view)
}

/// The views of a list that somebody has of their own.
fn kept_by(tx: &mut Tx, owner: &str, list: &str) -> Result<Vec<(ViewId, String)>> {
    let text = sql!("select id, name from saved_views where list = $1 and owner = $2 and removed_at is null");
    tx.query(text, params![list, owner], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn is_full(mine: &[(ViewId, String)]) -> Result<()> {
    match mine.len() < MOST {
        true => Ok(()),
        false => Err(Error::invalid("view-most", "You keep 30 views of this list. Remove one first.")),
    }
}

fn read(row: &Row) -> Result<View> {
    Ok(View {
        id: row.get(0)?,
        owner: row.get(1)?,
        list: row.get(2)?,
        name: row.get(3)?,
        query: row.get(4)?,
        is_shared: row.get::<i64>(5)? == 1,
    })
}
