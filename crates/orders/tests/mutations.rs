//! The readers of other shops' customers and orders against bytes that nobody would send: parts of real exports, cut,
//! doubled, turned and mixed. `HILO_MUTATIONS` says how many are tried.

use std::path::Path;

use base::Time;
use catalog::import::{
    families::{Families, Layout},
    tables::Table,
};
use mutants::{Dice, SEED};
use orders::import::{papers, people};

const SEEDS: [&str; 4] = [
    "Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,\
Lineitem name,Lineitem price,Lineitem sku,Billing Name,Cancelled at,Refunded Amount,Source\n\
#1,ana@example.es,paid,EUR,5.00,4.20,29.20,0,2026-02-21 10:30:00 +0100,2,\"Jersey, \"\"S\"\"\",10.00,J-S,Ana,,0,web\n\
#1,,,,,,,,,1,Gorro,5.00,,,,,\n#2,b@example.es,refunded,JPY,0,0,500,0,2026-02-22T10:30:00Z,1,X,500,X,,,500,pos\n",
    "Order Number,Order Status,Order Date,Email (Billing),Phone (Billing),SKU,Item Name,Quantity (- Refund),Item Cost,\
Order Shipping Amount,Order Refund Amount,Order Total Amount\n7,Completed,2026-03-05 11:09,a@b.es,+34612345678,S,\
Shirt,2,\"10,00\",4,1.5,24\n8,Cancelled,2026-03-05 11:09,,,S,Shirt,1,9,0,0,9\n",
    "order_id;status;order_date;customer_email;order_currency;order_total;line_item_1;line_item_2\n\
9;wc-completed;2026-04-01 10:00:00;a@b.es;EUR;25;\
name:Shirt|sku:S|quantity:2|total:20|sub_total:21;name:X|quantity:1|total:0\n",
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Default Address Country Code,Total Spent\n\
1,Ana,N\u{fa}\u{f1}ez,ana@example.es,yes,'+34612345678,ES,1\n2,,,,no,0034 612 345 679,,0\n",
];

/// Reads a table to its end, and gives what was made of it.
fn all<L: Layout>(table: &Table, mut layout: L) -> Vec<L::Made> {
    let Ok(mut families) = Families::of(table, &mut layout) else { return Vec::new() };
    let (mut rows, mut made) = (0, Vec::new());
    while let Some(came) = families.next().expect("a table that was looked at can be read") {
        rows += came.rows;
        made.extend(came.made.ok().flatten());
    }
    assert_eq!(rows, table.rows, "every row is judged once");
    made
}

fn read(path: &Path, now: Time) -> usize {
    let Ok(table) = Table::look(path) else { return 0 };
    let shopify = all(&table, papers::Orders::shopify("shopify", now));
    let woocommerce = all(&table, papers::Orders::woocommerce("woocommerce", now));
    let people = all(&table, people::Customers { source: "shopify".to_owned(), at: now, accepting: 0 });
    for told in shopify.iter().chain(&woocommerce).filter(|told| told.is_sale()) {
        assert!(!told.order.lines.is_empty() && told.order.at.is_believable(now), "{told:?}");
        assert!(told.order.lines.iter().all(|line| line.quantity > 0), "{told:?}");
        let known =
            |line: &orders::ledger::NewLine| told.products.iter().any(|product| product.code.id() == line.variant);
        assert!(told.order.lines.iter().all(known), "every line is of something: {told:?}");
    }
    assert!(people.iter().all(|somebody| !somebody.said.claims.is_empty()));
    shopify.len() + woocommerce.len() + people.len()
}

#[test]
fn whatever_comes_is_read_or_refused() {
    let many = std::env::var("HILO_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(4_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.csv");
    let (mut dice, mut made) = (Dice(SEED), 0);
    for turn in 0..many {
        std::fs::write(&path, dice.mutant(turn, &SEEDS, b"\",;\n9.-|")).expect("written");
        made += read(&path, Time::from_micros(1_790_000_000_000_000));
    }
    assert!(made > many / 10, "mutants that are still orders or people were among them: {made}");
}
