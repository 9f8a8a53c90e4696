//! Every page of the console, from the table of routes, and how one comes to those whose address names something.

use base::{Error, Result};

use super::{
    cards::chosen,
    pages::{Caller, Served},
    town,
};

/// A page, and addresses at which it stands.
pub struct Way {
    /// Its path, and what else is asked.
    pub name: String,
    /// Addresses, taken in turn.
    pub addresses: Vec<String>,
}

/// How many of a kind are looked at in turn.
const MANY: u64 = 50;
/// What is fetched into a page, leads on, or is a file: no page of its own.
const NO_PAGES: [&str; 9] = ["/now", "/live", "/earlier", "/bell", "/count", "/fields", "/csv", "/export", "/rejects"];
/// Pages once more, asked for more than their path says.
const ALSO: [(&str, &str); 13] = [
    ("/console", "range=7"),
    ("/console", "range=28"),
    ("/console/customers", "q=gar"),
    ("/console/customers", "sort=spent"),
    ("/console/customers", "q=Ana+Garc%C3%ADa"),
    ("/console/orders", "q=gar"),
    ("/console/orders", "q=00001234"),
    ("/console/orders", "from=2010-10-01&to=2010-10-31"),
    ("/console/products", "q=shirt"),
    ("/console/products", "sort=revenue"),
    ("/console/find", "q=gar"),
    ("/console/find", "q=00001234"),
    ("/console/audit", "q=bench"),
];
const FORM: &str = "application/x-www-form-urlencoded";
const FILE: &str = "--b\r\ncontent-disposition: form-data; name=\"shop\"\r\n\r\ncsv\r\n--b\r\ncontent-disposition: \
    form-data; name=\"files\"; filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\nReferencia;Nombre\nP-1;Gorro\n\r\n\
    --b--\r\n";

/// All of them.
pub async fn all(served: &Served, caller: &mut Caller, customers: u64) -> Result<Vec<Way>> {
    let mut ways = Vec::new();
    for route in served.table() {
        let path = route.path;
        let is_page = route.method == "GET" && path.starts_with("/console");
        if !is_page || NO_PAGES.iter().any(|end| path.ends_with(end)) {
            continue;
        }
        let addresses = addresses(caller, path, customers).await?;
        if addresses.is_empty() {
            return Err(Error::internal(format!("the bench does not know how one comes to {path}")));
        }
        ways.push(Way { name: path.to_owned(), addresses });
    }
    for (path, query) in ALSO {
        let address = format!("{path}?{query}");
        ways.push(Way { name: address.clone(), addresses: vec![address] });
    }
    Ok(ways)
}

async fn addresses(caller: &mut Caller, path: &str, customers: u64) -> Result<Vec<String>> {
    let people = || (0..MANY).map(|number| town::customer(chosen(&number.into(), customers)));
    if path == "/console/bulk" {
        caller.send("/console/labels", FORM, "name=Bulk").await?;
        let label = links(caller, "/console/labels", "/console/labels/lbl_").await?.pop().unwrap_or_default();
        let label = label.rsplit('/').next().unwrap_or_default();
        return Ok(vec![format!("/console/bulk?act=add&put={label}&all=1")]);
    }
    if path.ends_with("/merge") {
        let (one, other) = (town::customer(0), town::customer(1));
        return Ok(vec![path.replace("{id}", &one.to_string()) + &format!("?with={other}")]);
    }
    let Some((list, rest)) = path.split_once("/{") else { return Ok(vec![path.to_owned()]) };
    let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    let found = match list {
        "/console/customers" => people().map(|id| format!("{list}/{id}")).collect(),
        "/console/orders" => links(caller, list, "/console/orders/ord_").await?,
        "/console/products" => links(caller, "/console/products?sort=revenue", "/console/products/prd_").await?,
        "/console/staff" => links(caller, list, "/console/staff/stf_").await?,
        "/console/api" => links(caller, list, "/console/api/").await?,
        "/console/labels" => {
            caller.send(list, FORM, "name=Bench").await?;
            links(caller, list, "/console/labels/lbl_").await?
        }
        "/console/sources" => {
            caller.send(list, FORM, "name=Bench&kind=browser").await?;
            links(caller, list, "/console/sources/src_").await?
        }
        "/console/imports" => {
            caller.send(list, "multipart/form-data; boundary=b", FILE).await?;
            links(caller, list, "/console/imports/mov_").await?
        }
        _ => Vec::new(),
    };
    Ok(found.into_iter().map(|address: String| address + rest).collect())
}

/// Where a page leads, as far as the addresses begin so.
async fn links(caller: &mut Caller, page: &str, begin: &str) -> Result<Vec<String>> {
    let text = String::from_utf8_lossy(caller.page(page).await?).into_owned();
    let mut found: Vec<String> = text
        .split("href=\"")
        .filter(|rest| rest.starts_with(begin))
        .filter_map(|rest| rest.split(['"', '?', '#']).next().map(str::to_owned))
        .filter(|address| address.matches('/').count() == begin.matches('/').count())
        .collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
