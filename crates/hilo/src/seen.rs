//! What everybody who reads of one person leaves behind: a line of the audit, whichever page or part of the API it was.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Result;
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
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let of = route.filter(|_| request.method() == Method::GET).and_then(|route| of(&route, request.uri()));
    let Some(of) = of else { return next.run(request).await };
    let asked = WhoAsked::default();
    request.extensions_mut().insert(asked.clone());
    let response = next.run(request).await;
    let Some(cx) = asked.cx().filter(|_| response.status() == StatusCode::OK) else { return response };
    let noted = match of {
        Of::Source(id) => audits::watched(cx, &app.db, move |tx| Ok(sources::one(tx, id)?.code)).await,
        of => audits::seen(cx, &app.db, move |tx| whom(tx, &of)).await,
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

/// What all is known of somebody is noted by itself when it is exported.
fn of(route: &str, uri: &Uri) -> Option<Of> {
    let place = route.split('/').position(|part| part == "{id}")?;
    let id = uri.path().split('/').nth(place)?;
    let (noun, rest) = route.strip_prefix("/api/v1/").or_else(|| route.strip_prefix("/console/"))?.split_once('/')?;
    match noun {
        "customers" if rest != "{id}/export" => {
            let with = uri.query().into_iter().flat_map(|query| query.split('&'));
            let others = with.filter_map(|pair| pair.strip_prefix("with=")).filter_map(|id| id.parse().ok());
            Some(Of::People(id.parse().into_iter().chain(others).collect()))
        }
        "orders" => id.parse().ok().map(Of::Order),
        "returns" => id.parse().ok().map(Of::Return),
        // What could not be used is noted where it is read.
        "sources" if route.starts_with("/console/") && rest != "{id}/rejects" || rest == "{id}/recent" => {
            id.parse().ok().map(Of::Source)
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
        let cases = [
            (
                "/api/v1/customers/{id}/notes",
                format!("/api/v1/customers/{ana}/notes?limit=5"),
                Some(Of::People(vec![ana])),
            ),
            ("/console/customers/{id}", format!("/console/customers/{ana}"), Some(Of::People(vec![ana]))),
            (
                "/console/customers/{id}/merge",
                format!("/console/customers/{ana}/merge?x=1&with={bea}"),
                Some(Of::People(vec![ana, bea])),
            ),
            ("/api/v1/orders/{id}", format!("/api/v1/orders/{order}"), Some(Of::Order(order))),
            ("/console/sources/{id}/now", format!("/console/sources/{source}/now"), Some(Of::Source(source))),
            ("/api/v1/sources/{id}/recent", format!("/api/v1/sources/{source}/recent"), Some(Of::Source(source))),
            ("/api/v1/sources/{id}", format!("/api/v1/sources/{source}"), None),
            ("/console/sources/{id}/rejects", format!("/console/sources/{source}/rejects"), None),
            ("/api/v1/customers/{id}/export", format!("/api/v1/customers/{ana}/export"), None),
            ("/api/v1/customers", "/api/v1/customers".to_owned(), None),
            ("/console/products/{id}", "/console/products/prd_1".to_owned(), None),
            ("/c/{token}", "/c/abc".to_owned(), None),
        ];
        for (route, address, expected) in cases {
            assert_eq!(of(route, &address.parse().expect("an address")), expected, "{route}");
        }
    }
}
