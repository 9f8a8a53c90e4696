//! What everybody who reads of one person leaves behind: a line of the audit, whichever page or part of the API it was.

use axum::{
    RequestExt,
    extract::{MatchedPath, Query, RawPathParams, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use customers::{audits, identity, people::CustomerId};
use orders::{orders::OrderId, returns::ReturnId};
use store::{Tx, params, sql};
use tracking::sources::{self, SourceId};
use web::{app::App, who::WhoAsked};

/// Of whom an address tells.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// Of these people.
    People(Vec<CustomerId>),
    /// Of whoever bought.
    Order(OrderId),
    /// Of whoever brought back.
    Return(ReturnId),
    /// Of whoever comes by.
    Source(SourceId),
}

/// Notes who read of whom, before they get the answer; where that cannot be noted, they do not get it.
pub async fn note(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let Some(of) = asked_of(&mut request).await else { return next.run(request).await };
    let asked = WhoAsked::default();
    request.extensions_mut().insert(asked.clone());
    let response = next.run(request).await;
    let Some(cx) = asked.cx().filter(|_| response.status() == StatusCode::OK) else { return response };
    let noted = match of.ok_or_else(|| Error::internal("somebody was read by an address that names nobody")) {
        Err(error) => Err(error),
        Ok(Of::Source(id)) => audits::watched(cx, &app.db, move |tx| Ok(sources::one(tx, id)?.code)).await,
        Ok(of) => audits::seen(cx, &app.db, move |tx| whom(tx, &of)).await,
    };
    match noted {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(cause = %error, "who read of somebody was not noted, so they were not answered");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "Hilo cannot note who looks, so it shows nothing. Try again in a moment.\n",
            )
                .into_response()
        }
    }
}

/// Of whom a request asks, as the handler reads it: with every escape of the address undone. `None` where it asks of
/// nobody; nothing within where the address names nobody that could be noted.
async fn asked_of(request: &mut Request) -> Option<Option<Of>> {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.filter(|_| request.method() == Method::GET)?;
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    let id = params.iter().find(|(name, _)| *name == "id")?.1.to_owned();
    let query = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).map(|Query(pairs)| pairs);
    of(&route, &id, &query.unwrap_or_default())
}

/// What all is known of somebody is noted by itself when it is exported.
fn of(route: &str, id: &str, query: &[(String, String)]) -> Option<Option<Of>> {
    let (noun, rest) = route.strip_prefix("/api/v1/").or_else(|| route.strip_prefix("/console/"))?.split_once('/')?;
    match noun {
        "customers" if rest != "{id}/export" => {
            let others = query.iter().filter(|(name, _)| name == "with").map(|(_, id)| id.as_str());
            let people: base::Result<Vec<CustomerId>> = [id].into_iter().chain(others).map(str::parse).collect();
            Some(people.ok().map(Of::People))
        }
        "orders" => Some(id.parse().ok().map(Of::Order)),
        "returns" => Some(id.parse().ok().map(Of::Return)),
        // What could not be used is noted where it is read.
        "sources" if route.starts_with("/console/") && rest != "{id}/rejects" || rest == "{id}/recent" => {
            Some(id.parse().ok().map(Of::Source))
        }
        _ => None,
    }
}

fn whom(tx: &mut Tx, of: &Of) -> Result<Vec<CustomerId>> {
    match of {
        Of::People(ids) => {
            let mut people = Vec::new();
            for id in ids {
                people.extend(identity::living(tx, *id)?);
            }
            Ok(people)
        }
        Of::Order(id) => {
            let text = sql!("select i.customer_id from orders o join identifiers i on i.id = o.actor where o.id = $1");
            tx.query(text, params![*id], |row| row.get(0))
        }
        Of::Return(id) => {
            let text = sql!("select i.customer_id from returns r join identifiers i on i.id = r.actor where r.id = $1");
            tx.query(text, params![*id], |row| row.get(0))
        }
        Of::Source(_) => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_of_whom_it_tells() {
        let (ana, bea) = (CustomerId::from_bytes([1; 16]), CustomerId::from_bytes([2; 16]));
        let (order, source) = (OrderId::from_bytes([3; 16]), SourceId::from_bytes([4; 16]));
        let (of_ana, of_bea, of_order, of_source) =
            (ana.to_string(), bea.to_string(), order.to_string(), source.to_string());
        let (nobody, with) = ("", of_bea.as_str());
        let cases = [
            ("/api/v1/customers/{id}/notes", &of_ana, nobody, Some(Some(Of::People(vec![ana])))),
            ("/console/customers/{id}", &of_ana, nobody, Some(Some(Of::People(vec![ana])))),
            ("/console/customers/{id}/merge", &of_ana, with, Some(Some(Of::People(vec![ana, bea])))),
            ("/console/customers/{id}/merge", &of_ana, "bea", Some(None)),
            ("/api/v1/orders/{id}", &of_order, nobody, Some(Some(Of::Order(order)))),
            ("/api/v1/orders/{id}", &of_ana, nobody, Some(None)),
            ("/console/sources/{id}/now", &of_source, nobody, Some(Some(Of::Source(source)))),
            ("/api/v1/sources/{id}/recent", &of_source, nobody, Some(Some(Of::Source(source)))),
            ("/api/v1/sources/{id}", &of_source, nobody, None),
            ("/console/sources/{id}/rejects", &of_source, nobody, None),
            ("/api/v1/customers/{id}/export", &of_ana, nobody, None),
            ("/console/products/{id}", &of_ana, nobody, None),
            ("/c/{token}", &of_ana, nobody, None),
        ];
        for (route, id, with, expected) in cases {
            let query = if with.is_empty() { Vec::new() } else { vec![("with".to_owned(), with.to_owned())] };
            assert_eq!(of(route, id, &query), expected, "{route}");
        }
    }
}
