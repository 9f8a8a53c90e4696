//! What the search over everything finds: places to go, people, orders and products.

use askama::Template;
use web::{frame::Frame, rights::Right};

/// The page; its script shows the same within the palette.
#[derive(Template)]
#[template(path = "find.html")]
pub struct FindPage {
    /// The frame.
    pub page: Frame,
    /// What is looked for.
    pub q: String,
    /// What was found, each kind for itself; kinds without any are left out.
    pub groups: Vec<Group>,
}

impl FindPage {
    fn count(&self) -> i64 {
        self.groups.iter().map(|group| group.items.len() as i64).sum()
    }
}

/// What was found of one kind.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are.
    pub title: String,
    /// The best of them.
    pub items: Vec<Item>,
    /// The list that has the others.
    pub all: Option<String>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its drawing; a person has two letters in its stead.
    pub icon: Option<&'static str>,
    /// What it is called.
    pub name: String,
    /// What tells it from others that are called the same.
    pub note: String,
    /// Where it leads.
    pub address: String,
}

/// Other words for places, in Spanish and English, as people look for them: the address, and the words.
pub const ALSO: [(&str, &str); 12] = [
    (
        "/console/imports",
        "importar importacion importaciones import mudarse migrar migrate move in csv shopify magento woocommerce",
    ),
    ("/console/house", "ajustes configuracion settings tienda store empresa company nif cif logo"),
    ("/console/operations", "ajustes configuracion settings copias backups estado status espacio disk health"),
    ("/console/account", "ajustes settings perfil profile idioma language contrasena password sesiones sessions"),
    ("/console/staff", "empleados usuarios users staff people permisos permissions equipo team"),
    ("/console/keys", "claves api keys tokens caja till erp integraciones integrations"),
    ("/console/sources", "web tracking pixel segment analitica analytics"),
    ("/console/duplicates", "duplicados fusionar unir merge join twins"),
    ("/console/reviews", "opiniones valoraciones comentarios ratings comments estrellas stars"),
    ("/console/labels", "etiquetas tags segmentos segments listas lists"),
    ("/console/products/price-lists", "tarifas rates precios prices"),
    ("/console/audit", "auditoria registro log historial history quien who"),
];

/// A place of the console: what it is called, where it is, its drawing, and who may go there; `None` is everybody.
pub type Place = (&'static str, &'static str, &'static str, Option<Right>);

/// Every place that has an address of its own.
pub const PLACES: [Place; 34] = [
    ("frame-home", "/console", "house", None),
    ("frame-customers", "/console/customers", "users", Some(Right::CustomersSee)),
    ("frame-orders", "/console/orders", "package", Some(Right::OrdersSee)),
    ("frame-products", "/console/products", "shirt", Some(Right::CatalogSee)),
    ("frame-duplicates", "/console/duplicates", "merge", Some(Right::CustomersSee)),
    ("frame-sources", "/console/sources", "scan-line", Some(Right::SourcesSee)),
    ("frame-staff", "/console/staff", "user", Some(Right::StaffEdit)),
    ("frame-house", "/console/house", "store", Some(Right::HouseEdit)),
    ("frame-operations", "/console/operations", "settings", Some(Right::OperationsSee)),
    ("frame-account", "/console/account", "user", None),
    ("told-title", "/console/notifications", "bell", None),
    ("imports-title", "/console/imports", "upload", Some(Right::Imports)),
    ("find-new-product", "/console/products/new", "plus", Some(Right::CatalogEdit)),
    ("find-new-label", "/console/labels/new", "plus", Some(Right::CustomersEdit)),
    ("find-invite", "/console/staff", "plus", Some(Right::StaffEdit)),
    ("changes-title", "/console/products/price-changes", "tag", Some(Right::CatalogSee)),
    ("lists-title", "/console/products/price-lists", "tag", Some(Right::CatalogSee)),
    ("shelves-title", "/console/products/categories", "boxes", Some(Right::CatalogSee)),
    ("makers-title", "/console/products/makers", "store", Some(Right::CatalogSee)),
    ("languages-title", "/console/products/translations", "languages", Some(Right::CatalogSee)),
    ("unready-title", "/console/products/unready", "circle-alert", Some(Right::CatalogSee)),
    ("words-title", "/console/products/words", "search", Some(Right::CatalogSee)),
    ("table-title", "/console/products/table", "columns-3", Some(Right::CatalogEdit)),
    ("reviews-title", "/console/reviews", "star", Some(Right::CatalogSee)),
    ("labels-title", "/console/labels", "tag", Some(Right::CustomersSee)),
    ("suppressions-title", "/console/suppressions", "x", Some(Right::CustomersSee)),
    ("rules-title", "/console/identity", "users", Some(Right::IdentityRules)),
    ("roles-title", "/console/roles", "users", None),
    ("keys-page", "/console/keys", "hash", Some(Right::KeysEdit)),
    ("audit-title", "/console/audit", "shield-check", Some(Right::AuditSee)),
    ("find-backup", "/console/operations", "archive", Some(Right::OperationsEdit)),
    ("find-codes", "/console/account", "shield-check", None),
    ("find-password", "/console/account", "user", None),
    ("gallery-name", "/console/gallery", "ruler", None),
];
