//! The table of routes: every address, its method and who may ask, so that a test can call each as everyone.

use aide::{
    axum::{
        ApiRouter,
        routing::{get_with, post_with},
    },
    openapi::OpenApi,
    operation::{OperationHandler, OperationInput, OperationOutput},
};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{get, post},
};

use crate::{
    app::App,
    asked::{self, Named},
    openapi,
    rights::Right,
};

/// Who a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Anybody.
    Anyone,
    /// Whoever is signed in.
    Staff,
    /// Whoever has the right: signed in, or by a key.
    May(Right),
}

/// One route.
#[derive(Clone, Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address, with `{name}` for what varies.
    pub path: &'static str,
    /// Who may ask.
    pub who: For,
}

/// Routes on their way into the router.
pub struct Routes {
    router: ApiRouter<App>,
    list: Vec<Route>,
}

impl Default for Routes {
    fn default() -> Routes {
        Routes { router: ApiRouter::new(), list: Vec::new() }
    }
}

impl Routes {
    /// Adds something that programs read. What they send and get follows from the handler's types; `says` says
    /// in a few words what it is. A query that the description does not name is refused.
    #[must_use]
    pub fn reads<H, I, O, T>(mut self, who: For, path: &'static str, says: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App> + OperationHandler<I, O>,
        I: OperationInput,
        O: OperationOutput,
        T: 'static,
    {
        let mut named = Named::default();
        let route = get_with(handler, |mut operation| {
            named = openapi::complete(operation.inner_mut(), ("GET", path, who), says);
            operation
        });
        self.router = self.router.api_route(path, route.route_layer(from_fn_with_state(named, asked::only_named)));
        self.list.push(Route { method: "GET", path, who });
        self
    }

    /// Adds an act of programs.
    #[must_use]
    pub fn acts<H, I, O, T>(mut self, who: For, path: &'static str, says: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App> + OperationHandler<I, O>,
        I: OperationInput,
        O: OperationOutput,
        T: 'static,
    {
        let mut named = Named::default();
        let route = post_with(handler, |mut operation| {
            named = openapi::complete(operation.inner_mut(), ("POST", path, who), says);
            operation
        });
        self.router = self.router.api_route(path, route.route_layer(from_fn_with_state(named, asked::only_named)));
        self.list.push(Route { method: "POST", path, who });
        self
    }

    /// Adds a page, or what is no part of the described API.
    #[must_use]
    pub fn get<T: 'static>(mut self, who: For, path: &'static str, handler: impl Handler<T, App>) -> Routes {
        self.router = self.router.route(path, get(handler));
        self.list.push(Route { method: "GET", path, who });
        self
    }

    /// Adds an act of a page.
    #[must_use]
    pub fn post<T: 'static>(mut self, who: For, path: &'static str, handler: impl Handler<T, App>) -> Routes {
        self.router = self.router.route(path, post(handler));
        self.list.push(Route { method: "POST", path, who });
        self
    }

    /// Lets the bodies that these routes read be so large, in bytes.
    #[must_use]
    pub fn up_to(mut self, bytes: usize) -> Routes {
        self.router = self.router.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// Adds another room's routes.
    #[must_use]
    pub fn and(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    /// Changes the router, as layers do. Descriptions are lost with it: `described` takes them before.
    #[must_use]
    pub fn map(mut self, change: impl FnOnce(Router<App>) -> Router<App>) -> Routes {
        self.router = change(self.router.into()).into();
        self
    }

    /// The routes without their description, and the description.
    pub fn described(mut self) -> (Routes, OpenApi) {
        let mut description = OpenApi::default();
        self.router = self.router.finish_api(&mut description).into();
        (self, description)
    }

    /// The router and the table.
    pub fn into_parts(self) -> (Router<App>, Vec<Route>) {
        (self.router.into(), self.list)
    }
}
