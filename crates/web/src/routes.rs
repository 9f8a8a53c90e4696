//! The table of routes: every address, its method and who may ask, so that a test can call each as everyone.

use axum::{
    Router,
    handler::Handler,
    routing::{get, post},
};

use crate::app::App;

/// Who a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Anybody.
    Anyone,
    /// Whoever is signed in.
    Viewers,
    /// Owners.
    Owners,
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
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    /// Adds a page or something to read.
    #[must_use]
    pub fn get<T: 'static>(mut self, who: For, path: &'static str, handler: impl Handler<T, App>) -> Routes {
        self.router = self.router.route(path, get(handler));
        self.list.push(Route { method: "GET", path, who });
        self
    }

    /// Adds an act.
    #[must_use]
    pub fn post<T: 'static>(mut self, who: For, path: &'static str, handler: impl Handler<T, App>) -> Routes {
        self.router = self.router.route(path, post(handler));
        self.list.push(Route { method: "POST", path, who });
        self
    }

    /// Adds another room's routes.
    #[must_use]
    pub fn and(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    /// Changes the router, as layers do.
    #[must_use]
    pub fn map(mut self, change: impl FnOnce(Router<App>) -> Router<App>) -> Routes {
        self.router = change(self.router);
        self
    }

    /// The router and the table.
    pub fn into_parts(self) -> (Router<App>, Vec<Route>) {
        (self.router, self.list)
    }
}
