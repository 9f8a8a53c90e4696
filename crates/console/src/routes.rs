//! Every address of the staff pages.

use axum::{middleware, response::Redirect};
use catalog::pictures::pictures_web::FORM_BYTES;
use orders::imports_web::MOST_SENT;
use web::{
    app::App,
    frame::Room,
    live,
    rights::Right,
    routes::{For, Routes},
    signin,
    who::Member,
};

use crate::{
    answers::{self, Page, html},
    api_web, audit_web, bulk_web, card_web, choices_web, consents_web, customers_web, door_web, duplicates_web,
    find_web,
    gallery_page::GalleryPage,
    goods::{
        changes_web, form_web, languages_web, lists_web, makers_web, many_web, media_web, price_web, product_web,
        products_web, shelves_web, table_web, unready_web, variants_web, words_web,
    },
    home::home_web,
    house::{gone_web, house_web},
    identity_web, imports_web, labels_web, merge_web, newsletter_web, notes_web,
    notifications::notifications_web,
    operations_web, orders_web, privacy_web, reviews_web, rules_web, sources_web, suppressions_web,
    team::{account_web, first_web, keys_web, password_web, staff_web},
    views_web,
};

/// The pages, with the layer that makes a page of what went wrong.
pub fn routes(app: &App) -> Routes {
    Routes::default()
        .get(For::Anyone, "/", || async { Redirect::to("/console") })
        .get(For::Anyone, "/signin", door_web::form)
        .post(For::Anyone, "/signin", door_web::enter)
        .post(For::Anyone, "/signout", signin::sign_out)
        .post(For::Anyone, "/language", signin::choose_language)
        .get(For::May(Right::CustomersSee), "/console/customers", customers_web::list)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}", card_web::card)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}/earlier", card_web::earlier_knots)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}/live", card_web::news)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}/identity", identity_web::page)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}/merge", merge_web::preview)
        .post(For::May(Right::CustomersEdit), "/console/customers/{id}/merge", merge_web::merge)
        .post(For::May(Right::CustomersEdit), "/console/customers/{id}/never", identity_web::never)
        .post(For::May(Right::CustomersEdit), "/console/customers/{id}/maybe", identity_web::maybe)
        .post(For::May(Right::CustomersEdit), "/console/links/{id}/undo", identity_web::undo)
        .post(For::May(Right::CustomersEdit), "/console/links/{id}/redo", identity_web::redo)
        .post(For::May(Right::CustomersEdit), "/console/identifiers/{id}/part", identity_web::part)
        .post(For::May(Right::CustomersEdit), "/console/identifiers/{id}/sharing", identity_web::sharing)
        .post(For::May(Right::CustomersEdit), "/console/identifiers/{id}/recycle", identity_web::recycle)
        .get(For::May(Right::IdentityRules), "/console/identity", rules_web::page)
        .post(For::May(Right::IdentityRules), "/console/identity/limits", rules_web::set_limit)
        .post(For::May(Right::IdentityRules), "/console/identity/blocked", rules_web::block)
        .post(For::May(Right::IdentityRules), "/console/identity/unblocked", rules_web::unblock)
        .get(For::May(Right::CustomersSee), "/console/customers/{id}/consents", consents_web::show)
        .post(For::May(Right::ConsentsEdit), "/console/customers/{id}/consents", consents_web::record)
        .get(For::May(Right::CustomersSee), "/console/suppressions", suppressions_web::list)
        .post(For::May(Right::ConsentsEdit), "/console/suppressions", suppressions_web::add)
        .post(For::May(Right::ConsentsEdit), "/console/suppressions/{id}/lift", suppressions_web::lift)
        .get(For::Anyone, "/newsletter", newsletter_web::newsletter)
        .post(For::Anyone, "/newsletter", newsletter_web::join)
        .get(For::Anyone, "/c/{token}", choices_web::confirming)
        .post(For::Anyone, "/c/{token}", choices_web::confirm)
        .get(For::Anyone, "/preferences/{token}", choices_web::preferences)
        .post(For::Anyone, "/preferences/{token}", choices_web::choose)
        .get(For::May(Right::CustomersSee), "/console/duplicates", duplicates_web::queue)
        .get(For::May(Right::CustomersSee), "/console/duplicates/count", duplicates_web::count)
        .post(For::May(Right::CustomersEdit), "/console/duplicates/{a}/{b}", duplicates_web::decide)
        .post(For::May(Right::CustomersEdit), "/console/duplicates/{a}/{b}/back", duplicates_web::take_back)
        .get(For::May(Right::CustomersPrivacy), "/console/customers/{id}/erase", privacy_web::preview)
        .post(For::May(Right::CustomersPrivacy), "/console/customers/{id}/erase", privacy_web::erase)
        .get(For::May(Right::CustomersPrivacy), "/console/customers/{id}/export", privacy_web::export)
        .get(For::May(Right::AuditSee), "/console/audit", audit_web::page)
        .get(For::May(Right::AuditSee), "/console/audit/csv", audit_web::csv)
        .get(For::May(Right::OrdersSee), "/console/orders", orders_web::list)
        .get(For::May(Right::OrdersSee), "/console/orders/{id}", orders_web::order)
        .get(For::May(Right::SourcesSee), "/console/sources", sources_web::list)
        .post(For::May(Right::SourcesEdit), "/console/sources", sources_web::create)
        .get(For::May(Right::SourcesSee), "/console/sources/{id}", sources_web::show)
        .get(For::May(Right::SourcesSee), "/console/sources/{id}/now", sources_web::now)
        .post(For::May(Right::SourcesEdit), "/console/sources/{id}/keys", sources_web::add_key)
        .post(For::May(Right::SourcesEdit), "/console/sources/{id}/keys/revoke", sources_web::revoke)
        .post(For::May(Right::SourcesEdit), "/console/sources/{id}/turn", sources_web::turn)
        .post(For::May(Right::SourcesEdit), "/console/sources/{id}/set", sources_web::set)
        .get(For::May(Right::SourcesEdit), "/console/sources/{id}/rejects", sources_web::rejected)
        .post(For::May(Right::SourcesEdit), "/console/sources/{id}/rejects/replay", sources_web::replay)
        .get(For::Staff, "/live", live::stream)
        .and(anywhere())
        .and(labels())
        .and(home())
        .and(team())
        .and(products())
        .and(imports())
        .and(operating())
        .map(|router| {
            router.fallback(answers::nowhere).layer(middleware::from_fn_with_state(app.clone(), answers::as_page))
        })
}

/// What belongs to no room.
fn anywhere() -> Routes {
    Routes::default()
        .get(For::Staff, "/console/find", find_web::find)
        .get(For::Staff, "/console/gallery", gallery)
        .get(For::Staff, "/console/notifications", notifications_web::show)
        .get(For::Staff, "/console/notifications/bell", notifications_web::bell)
        .post(For::Staff, "/console/notifications/seen", notifications_web::seen)
        .post(For::Staff, "/console/views", views_web::keep)
        .post(For::Staff, "/console/views/{id}/remove", views_web::remove)
        .post(For::Staff, "/console/views/{id}/back", views_web::put_back)
}

fn labels() -> Routes {
    Routes::default()
        .post(For::May(Right::CustomersEdit), "/console/customers/{id}/labels", labels_web::wear)
        .post(For::May(Right::CustomersEdit), "/console/customers/{id}/notes", notes_web::add)
        .post(For::May(Right::CustomersEdit), "/console/notes/{id}/remove", notes_web::remove)
        .get(For::May(Right::CustomersSee), "/console/labels", labels_web::list)
        .post(For::May(Right::CustomersEdit), "/console/labels", labels_web::create)
        .get(For::May(Right::CustomersEdit), "/console/labels/new", labels_web::fresh)
        .get(For::May(Right::CustomersSee), "/console/labels/{id}", labels_web::label)
        .post(For::May(Right::CustomersEdit), "/console/labels/{id}", labels_web::change)
        .post(For::May(Right::CustomersEdit), "/console/labels/{id}/delete", labels_web::delete)
        .get(For::May(Right::CustomersEdit), "/console/bulk", bulk_web::preview)
        .get(For::May(Right::CustomersEdit), "/console/bulk/count", bulk_web::count)
        .post(For::May(Right::CustomersEdit), "/console/bulk", bulk_web::begin)
        .post(For::May(Right::CustomersEdit), "/console/bulk/{id}/undo", bulk_web::undo)
}

fn home() -> Routes {
    Routes::default()
        .get(For::Staff, "/console", home_web::show)
        .get(For::May(Right::OrdersSee), "/console/home/csv", home_web::csv)
        .get(For::Staff, "/console/home/live", home_web::news)
}

fn team() -> Routes {
    Routes::default()
        .get(For::Anyone, "/signin/code", account_web::code_form)
        .post(For::Anyone, "/signin/code", account_web::give_code)
        .get(For::Anyone, "/begin/{token}", first_web::form)
        .post(For::Anyone, "/begin/{token}", first_web::begin)
        .get(For::Anyone, "/password/{token}", password_web::form)
        .post(For::Anyone, "/password/{token}", password_web::choose)
        .get(For::Anyone, "/invited/{token}", staff_web::invited)
        .post(For::Anyone, "/invited/{token}", staff_web::join)
        .get(For::May(Right::StaffEdit), "/console/staff", staff_web::list)
        .post(For::May(Right::StaffEdit), "/console/staff", staff_web::invite)
        .post(For::May(Right::StaffEdit), "/console/staff/codes", staff_web::require_codes)
        .get(For::May(Right::StaffEdit), "/console/staff/{id}", staff_web::show)
        .post(For::May(Right::StaffEdit), "/console/staff/{id}", staff_web::set_role)
        .post(For::May(Right::StaffEdit), "/console/staff/{id}/turn", staff_web::turn)
        .post(For::May(Right::StaffEdit), "/console/staff/{id}/codes", staff_web::take_codes)
        .post(For::May(Right::StaffEdit), "/console/staff/{id}/password", password_web::make)
        .post(For::May(Right::StaffEdit), "/console/staff/{id}/sessions", staff_web::end_sessions)
        .post(For::May(Right::StaffEdit), "/console/invitations/{id}/renew", staff_web::renew)
        .post(For::May(Right::StaffEdit), "/console/invitations/{id}/withdraw", staff_web::withdraw)
        .get(For::Staff, "/console/roles", staff_web::roles)
        .get(For::Staff, "/console/account", account_web::show)
        .post(For::Staff, "/console/account", account_web::rename)
        .post(For::Staff, "/console/account/password", account_web::set_password)
        .post(For::Staff, "/console/account/sessions", account_web::end_sessions)
        .post(For::Staff, "/console/account/codes", account_web::begin_codes)
        .post(For::Staff, "/console/account/codes/confirm", account_web::confirm_codes)
        .post(For::Staff, "/console/account/codes/change", account_web::change_codes)
        .get(For::Staff, "/console/api", api_web::index)
        .get(For::Staff, "/console/api/{room}", api_web::room)
        .get(For::Staff, "/console/api/{room}/fields", api_web::fields)
        .get(For::May(Right::KeysEdit), "/console/keys", keys_web::list)
        .post(For::May(Right::KeysEdit), "/console/keys", keys_web::make)
        .post(For::May(Right::KeysEdit), "/console/keys/{id}/revoke", keys_web::revoke)
}

fn products() -> Routes {
    Routes::default()
        .get(For::May(Right::CatalogSee), "/console/reviews", reviews_web::list)
        .post(For::May(Right::ReviewsEdit), "/console/reviews/{id}/decide", reviews_web::decide)
        .post(For::May(Right::ReviewsEdit), "/console/reviews/{id}/answer", reviews_web::answer)
        .get(For::May(Right::CatalogSee), "/console/products", products_web::list)
        .get(For::May(Right::CatalogSee), "/console/products/unready", unready_web::unready)
        .get(For::May(Right::CatalogEdit), "/console/products/bulk", many_web::preview)
        .post(For::May(Right::CatalogEdit), "/console/products/bulk", many_web::begin)
        .post(For::May(Right::CatalogEdit), "/console/products/bulk/{id}/undo", many_web::undo)
        .get(For::May(Right::CatalogEdit), "/console/products/table", table_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/table", table_web::save)
        .get(For::May(Right::CatalogSee), "/console/products/price-changes", changes_web::show)
        .post(For::May(Right::PricesEdit), "/console/products/price-changes", changes_web::change)
        .post(For::May(Right::PricesEdit), "/console/products/price-changes/{id}/undo", changes_web::undo)
        .get(For::May(Right::CatalogSee), "/console/products/categories", shelves_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/categories", shelves_web::add)
        .post(For::May(Right::CatalogEdit), "/console/products/categories/change", shelves_web::change)
        .get(For::May(Right::CatalogSee), "/console/products/translations", languages_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/translations", languages_web::save)
        .post(For::May(Right::CatalogEdit), "/console/products/translations/languages", languages_web::choose)
        .get(For::May(Right::CatalogSee), "/console/products/words", words_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/words", words_web::keep)
        .post(For::May(Right::CatalogEdit), "/console/products/words/remove", words_web::remove)
        .get(For::May(Right::CatalogSee), "/console/products/price-lists", lists_web::show)
        .post(For::May(Right::PricesEdit), "/console/products/price-lists", lists_web::keep)
        .get(For::May(Right::CatalogSee), "/console/products/makers", makers_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/makers", makers_web::keep)
        .get(For::May(Right::CatalogEdit), "/console/products/new", form_web::new)
        .post(For::May(Right::CatalogEdit), "/console/products/save", form_web::save)
        .get(For::May(Right::CatalogSee), "/console/products/{id}", product_web::show)
        .get(For::May(Right::CatalogEdit), "/console/products/{id}/edit", form_web::edit)
        .get(For::May(Right::CatalogSee), "/console/products/{id}/prices", price_web::prices)
        .post(For::May(Right::PricesEdit), "/console/products/{id}/prices", price_web::set_price)
        .post(For::May(Right::PricesEdit), "/console/products/{id}/prices/end", price_web::end_sale)
        .post(For::May(Right::PricesEdit), "/console/products/{id}/prices/resume", price_web::resume_sale)
        .get(For::May(Right::CatalogSee), "/console/products/{id}/variants", variants_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/{id}/variants", variants_web::save)
        .get(For::May(Right::CatalogSee), "/console/products/{id}/pictures", media_web::show)
        .post(For::May(Right::CatalogEdit), "/console/products/{id}/pictures", media_web::save)
        .and(
            Routes::default()
                .post(For::May(Right::CatalogEdit), "/console/products/{id}/pictures/send", media_web::send)
                .up_to(FORM_BYTES),
        )
}

fn imports() -> Routes {
    Routes::default()
        .post(For::May(Right::Imports), "/console/imports", imports_web::create)
        .up_to(MOST_SENT)
        .get(For::May(Right::Imports), "/console/imports", imports_web::list)
        .get(For::May(Right::Imports), "/console/imports/{id}", imports_web::show)
        .get(For::May(Right::Imports), "/console/imports/{id}/now", imports_web::now)
        .get(For::May(Right::Imports), "/console/imports/{id}/rejects", imports_web::rejects)
        .post(For::May(Right::Imports), "/console/imports/{id}/start", imports_web::start)
        .post(For::May(Right::Imports), "/console/imports/{id}/cancel", imports_web::cancel)
        .post(For::May(Right::Imports), "/console/imports/{id}/discard", imports_web::discard)
        .post(For::May(Right::Imports), "/console/imports/{id}/mapping", imports_web::set_mapping)
}

fn operating() -> Routes {
    Routes::default()
        .get(For::May(Right::HouseEdit), "/console/house", house_web::show)
        .post(For::May(Right::HouseEdit), "/console/house", house_web::set_name)
        .post(For::May(Right::HouseEdit), "/console/house/sample", house_web::remove_sample)
        .post(For::May(Right::HouseEdit), "/console/house/shops", house_web::keep_shop)
        .post(For::May(Right::HouseEdit), "/console/house/companies", house_web::keep_company)
        .post(For::May(Right::HouseEdit), "/console/house/shops/{id}/remove", gone_web::remove_shop)
        .post(For::May(Right::HouseEdit), "/console/house/companies/{id}/remove", gone_web::remove_company)
        .post(For::May(Right::HouseEdit), "/console/house/again", gone_web::again)
        .get(For::May(Right::OperationsSee), "/console/operations", operations_web::show)
        .get(For::May(Right::OperationsSee), "/console/operations/now", operations_web::now)
        .post(For::May(Right::OperationsEdit), "/console/operations/jobs/{id}/retry", operations_web::try_job)
        .post(For::May(Right::OperationsEdit), "/console/operations/jobs/{id}/give-up", operations_web::give_up)
        .post(For::May(Right::OperationsEdit), "/console/operations/jobs/retry", operations_web::try_jobs)
        .post(For::May(Right::OperationsEdit), "/console/operations/events/retry", operations_web::try_event)
        .post(For::May(Right::OperationsEdit), "/console/operations/backups", operations_web::back_up)
}

async fn gallery(viewer: Member) -> Page {
    html(&GalleryPage::new(viewer.page(Room::Nowhere)))
}
