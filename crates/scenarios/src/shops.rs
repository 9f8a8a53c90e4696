//! The assembled program in this process, on a clock that the story moves.

use std::{net::SocketAddr, path::Path, sync::OnceLock, time::Duration};

use base::{Actor, Clock, Cx, Error, Result, Time};
use catalog::{
    products::{self, Kind, NewProduct},
    search::index::Search,
    variants::Sku,
};
use hilo::{
    config::Config,
    listen::{self, Door, Limits},
    rooms, serve,
};
use orders::import::{self, Report};
use store::{Db, Tx, params, sql};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use web::{
    app::App,
    day_sums, passwords,
    rights::Role,
    routes::Route,
    shops::Scope,
    staff::{self, NewStaff},
};

use crate::{
    homes::{Engine, Home},
    people::Person,
};

/// The moment at which every story starts: Friday 20 November 2026, 08:00 UTC.
pub const MORNING: Time = Time::from_micros(1_795_161_600_000_000);
/// The accounts of a shop.
pub const OWNER: &str = "lucia@telar.example";
/// Somebody who may only look.
pub const VIEWER: &str = "marcos@telar.example";
/// The password of both.
pub const PASSWORD: &str = "hilo de seda 1912";

/// A shop that is open.
pub struct Shop {
    /// Where its data lives.
    pub home: Home,
    /// The program.
    pub app: App,
    /// Its clock.
    pub clock: Clock,
    /// The table of its routes.
    pub routes: Vec<Route>,
    /// Where it answers.
    pub address: SocketAddr,
    stopper: watch::Sender<bool>,
    serving: JoinHandle<()>,
    background: JoinSet<()>,
}

impl Shop {
    /// Opens a new shop with its two accounts.
    pub async fn open(engine: Engine) -> Shop {
        let shop = Shop::open_at(Home::new(engine)).await;
        shop.hires(OWNER, Role::Owner).await;
        shop.hires(VIEWER, Role::Associate).await;
        shop
    }

    /// Opens what is in this home already.
    pub async fn open_at(home: Home) -> Shop {
        // Stories are told in one moment, in which a rate gives nothing back.
        Shop::open_with(home, |config| (config.key_per_second, config.address_per_second) = (0, 0)).await
    }

    /// Opens it with settings of its own.
    pub async fn open_with(home: Home, set: impl FnOnce(&mut Config)) -> Shop {
        let settings = home.settings();
        let opened = tokio::task::spawn_blocking(move || Db::open(&settings)).await.expect("no panic");
        let clock = Clock::set_at(MORNING);
        let (stopper, stop) = watch::channel(false);
        let mut config = Config { retailer: "Telar".into(), data: home.data(), ..Config::default() };
        set(&mut config);
        let app = serve::app(&config, opened.expect("the database opens"), clock.clone(), stop.clone());
        let app = app.expect("the program can be assembled");
        let (router, routes) = serve::routes(&app).expect("the routes are described");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port that was given");
        let serving =
            tokio::spawn(listen::serve(Door::plain(listener), router, Limits::new(config.max_connections), stop));
        Shop { home, app, clock, routes, address, stopper, serving, background: JoinSet::new() }
    }

    /// Lets the background work by itself, as it does in a real shop. Else nothing happens until `settle`.
    pub fn works_by_itself(&mut self) {
        let (db, clock, live) = (&self.app.db, &self.clock, &self.app.live);
        self.background = rooms::background(db, clock, &live.listening(), &self.app.stop);
        let search = Search::of(&self.app).expect("the search index is open");
        self.background.spawn(search.follow(db.clone(), self.clock.clone(), self.app.stop.clone()));
        self.background.spawn(console::live::tell(db.clone(), live.clone(), self.app.stop.clone()));
        let days = day_sums::keep(db.clone(), self.app.zone.clone(), rooms::BY_DAY.to_vec(), self.app.stop.clone());
        self.background.spawn(days);
    }

    /// Brings every fold and job to its end. On PostgreSQL an event can be read when no older transaction runs, in
    /// databases of other stories too, so this looks until nothing is left.
    pub async fn settle(&self) {
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        loop {
            match self.background.is_empty() {
                true => rooms::settle(&self.app.db, &self.clock).await.expect("folds and jobs can do their work"),
                false => drop(looks.tick().await),
            }
            if self.lag().await == 0 {
                let search = Search::of(&self.app).expect("the search index is open");
                return search.catch_up(&self.app.db, &self.clock).await.expect("the index can be kept up");
            }
        }
    }

    /// How many events some fold has not taken yet.
    async fn lag(&self) -> i64 {
        self.db_reads(|tx| {
            let text = sql!("select cursor from followers where active = 1");
            let cursors = tx.query(text, params![], |row| row.get::<String>(0))?;
            let mut most = 0;
            for cursor in cursors {
                most = most.max(store::thread::lag(tx, &cursor.parse()?)?);
            }
            Ok(most)
        })
        .await
    }

    /// What `hilo verify` finds.
    pub async fn verify(&self) -> Vec<String> {
        self.db_reads(hilo::acts::findings).await
    }

    /// Looks into the database.
    pub async fn db_reads<T: Send + 'static>(&self, look: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.app.db.read("story.look", look).await.expect("the database can be read")
    }

    /// Writes to the database, past everything that guards it.
    pub async fn db_writes<T: Send + 'static>(&self, act: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> T {
        self.app.db.write("story.write", act).await.expect("the database can be written")
    }

    /// A member of staff of this role, signed in.
    pub async fn member(&self, role: Role) -> Person {
        let email = format!("{}@staff.telar.example", role.word());
        self.hires(&email, role).await;
        self.somebody().signs_in(&email, PASSWORD).await
    }

    /// Takes somebody on.
    pub async fn hires(&self, email: &str, role: Role) {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| passwords::hash(PASSWORD).expect("a hash")).clone();
        let cx = self.cx();
        let new =
            NewStaff { email: email.into(), name: format!("{role:?}"), role, shops: Scope::ALL, password_hash: hash };
        self.db_writes(move |tx| staff::add_here(&cx, tx, &new)).await;
    }

    /// The context of what the story does itself.
    pub fn cx(&self) -> Cx {
        Cx { actor: Actor::Operator, now: self.clock.now() }
    }

    /// Puts goods into the catalog.
    pub async fn stocks(&self, goods: &[(&str, &str)]) {
        let new: Vec<NewProduct> = goods
            .iter()
            .map(|(sku, name)| {
                NewProduct::single(Sku::parse(sku).expect("a SKU"), Some((*name).to_owned()), Kind::Goods)
            })
            .collect();
        let cx = self.cx();
        self.db_writes(move |tx| products::ensure(&cx, tx, &new)).await;
    }

    /// Imports files of the earlier system, and settles.
    pub async fn imports(&self, paths: &[&Path]) -> Result<Report, Error> {
        let paths: Vec<_> = paths.iter().map(|path| (*path).to_owned()).collect();
        let (db, clock) = (self.app.db.clone(), self.clock.clone());
        let rejects = self.home.data().join("rejected.csv");
        let work = move || import::run(&db, &clock, &paths, &rejects, &mut |_| {});
        let report = tokio::task::spawn_blocking(work).await.expect("no panic")?;
        self.settle().await;
        Ok(report)
    }

    /// Somebody who has not signed in.
    pub fn somebody(&self) -> Person {
        Person::at(self.address)
    }

    /// The owner, signed in.
    pub async fn owner(&self) -> Person {
        self.somebody().signs_in(OWNER, PASSWORD).await
    }

    /// Somebody who may look, signed in.
    pub async fn viewer(&self) -> Person {
        self.somebody().signs_in(VIEWER, PASSWORD).await
    }

    /// Closes the shop and leaves its data.
    pub async fn closes(mut self) -> Home {
        self.stopper.send_replace(true);
        self.serving.await.expect("the server ends well");
        while self.background.join_next().await.is_some() {}
        let db = self.app.db.clone();
        tokio::task::spawn_blocking(move || db.close()).await.expect("no panic");
        self.home
    }
}
