//! Figures of the running program are for those who run it.

use axum::http::Method;
use scenarios::{homes::Engine, shops::Shop};

on_both_engines!(a_visitor_through_the_proxy_sees_no_figures);

async fn a_visitor_through_the_proxy_sees_no_figures(engine: Engine) {
    let shop = Shop::open(engine).await;
    let here = shop.somebody().gets("/metrics").await.expect(200);
    assert!(here.text.contains("hilo_acts_total{"), "{}", here.text);
    let person = shop.owner().await;
    let request = person.request(Method::GET, "/metrics").header("x-forwarded-for", "192.0.2.7");
    let away = person.asks(request, Default::default()).await.expect(404);
    assert!(!away.text.contains("hilo_"), "{}", away.text);
}
