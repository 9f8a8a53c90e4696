//! Every address of the staff pages.

use axum::{middleware, response::Redirect};
use catalog::pictures::pictures_web::FORM_BYTES;
use orders::imports_web::MOST_SENT;
use web::{
    app::App,
    frame::Room,
    live,
    routes::{For, Routes},
    signin,
    who::Viewer,
};

use crate::{
    answers::{self, Page, html},
    audit_web, bulk_web, card_web, choices_web, consents_web, customers_web, door_web, duplicates_web,
    gallery_page::GalleryPage,
    goods::{
        changes_web, languages_web, many_web, media_web, product_web, products_web, shelves_web, table_web, words_web,
    },
    identity_web, imports_web, labels_web, merge_web, newsletter_web, notes_web, operations_web, orders_web,
    privacy_web, reviews_web, rules_web, sources_web, suppressions_web,
};

/// The pages, with the layer that makes a page of what went wrong.
pub fn routes(app: &App) -> Routes {
    Routes::default()
        .get(For::Anyone, "/", || async { Redirect::to("/console/customers") })
        .get(For::Anyone, "/console", || async { Redirect::to("/console/customers") })
        .get(For::Anyone, "/signin", door_web::form)
        .post(For::Anyone, "/signin", door_web::enter)
        .post(For::Anyone, "/signout", signin::sign_out)
        .post(For::Anyone, "/language", signin::choose_language)
        .get(For::Viewers, "/console/customers", customers_web::list)
        .get(For::Viewers, "/console/customers/{id}", card_web::card)
        .get(For::Viewers, "/console/customers/{id}/earlier", card_web::earlier_knots)
        .get(For::Viewers, "/console/customers/{id}/live", card_web::news)
        .get(For::Viewers, "/console/customers/{id}/identity", identity_web::page)
        .get(For::Viewers, "/console/customers/{id}/merge", merge_web::preview)
        .post(For::Owners, "/console/customers/{id}/merge", merge_web::merge)
        .post(For::Owners, "/console/customers/{id}/never", identity_web::never)
        .post(For::Owners, "/console/customers/{id}/maybe", identity_web::maybe)
        .post(For::Owners, "/console/links/{id}/undo", identity_web::undo)
        .post(For::Owners, "/console/links/{id}/redo", identity_web::redo)
        .post(For::Owners, "/console/identifiers/{id}/part", identity_web::part)
        .post(For::Owners, "/console/identifiers/{id}/sharing", identity_web::sharing)
        .post(For::Owners, "/console/identifiers/{id}/recycle", identity_web::recycle)
        .get(For::Owners, "/console/identity", rules_web::page)
        .post(For::Owners, "/console/identity/limits", rules_web::set_limit)
        .post(For::Owners, "/console/identity/blocked", rules_web::block)
        .post(For::Owners, "/console/identity/unblocked", rules_web::unblock)
        .get(For::Viewers, "/console/customers/{id}/consents", consents_web::show)
        .post(For::Owners, "/console/customers/{id}/consents", consents_web::record)
        .get(For::Viewers, "/console/suppressions", suppressions_web::list)
        .post(For::Owners, "/console/suppressions", suppressions_web::add)
        .post(For::Owners, "/console/suppressions/{id}/lift", suppressions_web::lift)
        .get(For::Anyone, "/newsletter", newsletter_web::newsletter)
        .post(For::Anyone, "/newsletter", newsletter_web::join)
        .get(For::Anyone, "/c/{token}", choices_web::confirming)
        .post(For::Anyone, "/c/{token}", choices_web::confirm)
        .get(For::Anyone, "/preferences/{token}", choices_web::preferences)
        .post(For::Anyone, "/preferences/{token}", choices_web::choose)
        .post(For::Owners, "/console/customers/{id}/labels", labels_web::wear)
        .post(For::Owners, "/console/customers/{id}/notes", notes_web::add)
        .post(For::Owners, "/console/notes/{id}/remove", notes_web::remove)
        .get(For::Viewers, "/console/labels", labels_web::list)
        .post(For::Owners, "/console/labels", labels_web::create)
        .get(For::Owners, "/console/labels/new", labels_web::fresh)
        .get(For::Viewers, "/console/labels/{id}", labels_web::label)
        .post(For::Owners, "/console/labels/{id}", labels_web::change)
        .post(For::Owners, "/console/labels/{id}/delete", labels_web::delete)
        .get(For::Owners, "/console/bulk", bulk_web::preview)
        .post(For::Owners, "/console/bulk", bulk_web::begin)
        .post(For::Owners, "/console/bulk/{id}/undo", bulk_web::undo)
        .get(For::Viewers, "/console/duplicates", duplicates_web::queue)
        .get(For::Viewers, "/console/duplicates/count", duplicates_web::count)
        .post(For::Owners, "/console/duplicates/{a}/{b}", duplicates_web::decide)
        .post(For::Owners, "/console/duplicates/{a}/{b}/back", duplicates_web::take_back)
        .get(For::Owners, "/console/customers/{id}/erase", privacy_web::preview)
        .post(For::Owners, "/console/customers/{id}/erase", privacy_web::erase)
        .get(For::Owners, "/console/customers/{id}/export", privacy_web::export)
        .get(For::Owners, "/console/audit", audit_web::page)
        .get(For::Owners, "/console/audit/csv", audit_web::csv)
        .get(For::Viewers, "/console/orders", orders_web::list)
        .get(For::Viewers, "/console/orders/{id}", orders_web::order)
        .get(For::Viewers, "/console/sources", sources_web::list)
        .post(For::Owners, "/console/sources", sources_web::create)
        .get(For::Viewers, "/console/sources/{id}", sources_web::show)
        .get(For::Viewers, "/console/sources/{id}/now", sources_web::now)
        .post(For::Owners, "/console/sources/{id}/keys", sources_web::add_key)
        .post(For::Owners, "/console/sources/{id}/keys/revoke", sources_web::revoke)
        .post(For::Owners, "/console/sources/{id}/turn", sources_web::turn)
        .post(For::Owners, "/console/sources/{id}/set", sources_web::set)
        .get(For::Owners, "/console/sources/{id}/rejects", sources_web::rejected)
        .post(For::Owners, "/console/sources/{id}/rejects/replay", sources_web::replay)
        .get(For::Viewers, "/console/gallery", gallery)
        .get(For::Viewers, "/live", live::stream)
        .and(products())
        .and(imports())
        .and(operating())
        .map(|router| {
            router.fallback(answers::nowhere).layer(middleware::from_fn_with_state(app.clone(), answers::as_page))
        })
}

fn products() -> Routes {
    Routes::default()
        .get(For::Viewers, "/console/reviews", reviews_web::list)
        .post(For::Owners, "/console/reviews/{id}/decide", reviews_web::decide)
        .post(For::Owners, "/console/reviews/{id}/answer", reviews_web::answer)
        .get(For::Viewers, "/console/products", products_web::list)
        .get(For::Viewers, "/console/products/unready", product_web::unready)
        .get(For::Owners, "/console/products/bulk", many_web::preview)
        .post(For::Owners, "/console/products/bulk", many_web::begin)
        .post(For::Owners, "/console/products/bulk/{id}/undo", many_web::undo)
        .get(For::Owners, "/console/products/table", table_web::show)
        .post(For::Owners, "/console/products/table", table_web::save)
        .get(For::Viewers, "/console/products/price-changes", changes_web::show)
        .post(For::Owners, "/console/products/price-changes", changes_web::change)
        .post(For::Owners, "/console/products/price-changes/{id}/undo", changes_web::undo)
        .get(For::Viewers, "/console/products/categories", shelves_web::show)
        .post(For::Owners, "/console/products/categories", shelves_web::add)
        .post(For::Owners, "/console/products/categories/change", shelves_web::change)
        .get(For::Viewers, "/console/products/translations", languages_web::show)
        .post(For::Owners, "/console/products/translations", languages_web::save)
        .post(For::Owners, "/console/products/translations/languages", languages_web::choose)
        .get(For::Viewers, "/console/products/words", words_web::show)
        .post(For::Owners, "/console/products/words", words_web::keep)
        .post(For::Owners, "/console/products/words/remove", words_web::remove)
        .get(For::Owners, "/console/products/new", product_web::new)
        .post(For::Owners, "/console/products/save", product_web::save)
        .get(For::Viewers, "/console/products/{id}", product_web::show)
        .get(For::Owners, "/console/products/{id}/edit", product_web::edit)
        .get(For::Viewers, "/console/products/{id}/prices", product_web::prices)
        .post(For::Owners, "/console/products/{id}/prices", product_web::set_price)
        .get(For::Viewers, "/console/products/{id}/pictures", media_web::show)
        .post(For::Owners, "/console/products/{id}/pictures", media_web::save)
        .and(
            Routes::default()
                .post(For::Owners, "/console/products/{id}/pictures/send", media_web::send)
                .up_to(FORM_BYTES),
        )
}

fn imports() -> Routes {
    Routes::default()
        .post(For::Owners, "/console/imports", imports_web::create)
        .up_to(MOST_SENT)
        .get(For::Owners, "/console/imports", imports_web::list)
        .get(For::Owners, "/console/imports/{id}", imports_web::show)
        .get(For::Owners, "/console/imports/{id}/now", imports_web::now)
        .get(For::Owners, "/console/imports/{id}/rejects", imports_web::rejects)
        .post(For::Owners, "/console/imports/{id}/start", imports_web::start)
        .post(For::Owners, "/console/imports/{id}/mapping", imports_web::set_mapping)
}

fn operating() -> Routes {
    Routes::default()
        .get(For::Owners, "/console/operations", operations_web::show)
        .get(For::Owners, "/console/operations/now", operations_web::now)
        .post(For::Owners, "/console/operations/jobs/{id}/retry", operations_web::try_job)
        .post(For::Owners, "/console/operations/jobs/{id}/give-up", operations_web::give_up)
        .post(For::Owners, "/console/operations/jobs/retry", operations_web::try_jobs)
        .post(For::Owners, "/console/operations/events/retry", operations_web::try_event)
        .post(For::Owners, "/console/operations/backups", operations_web::back_up)
}

async fn gallery(viewer: Viewer) -> Page {
    html(&GalleryPage::new(viewer.page(Room::Nowhere)))
}
