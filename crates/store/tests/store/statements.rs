//! Every statement of the store is one that both engines understand.

use store::tx::prepare_all;

use crate::home::Home;

on_both!(every_statement_is_understood);

fn every_statement_is_understood(home: &Home) {
    let db = home.open();
    assert_eq!(prepare_all(&db), Ok(Vec::<String>::new()));
}
