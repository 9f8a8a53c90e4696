//! `hilo serve`: pages, API and the background, until told to stop.

use std::{future::Future, path::Path, pin::Pin, process::ExitCode, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    http::Extensions,
    middleware,
    routing::{any, get},
};
use base::{Actor, Clock, Cx, Error, Result};
use catalog::search::index::Search;
use console::{home::HomeNews, tallies::Tallies};
use customers::{people::CustomerId, privacy::replays::replay};
use operations::here::Here;
use orders::import;
use rustix::process::{Resource, getrlimit, setrlimit};
use store::{Db, owner::Owner};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use web::{
    app::{App, Parts},
    assets, day_sums, first, guard,
    live::Hub,
    locale::Words,
    openapi::Description,
    passwords, probes, problem,
    rates::{self, Rates},
    rights::Role,
    routes::{For, Route, Routes},
    sessions::Token,
    shops::Scope,
    staff::{self, NewStaff},
};

use crate::{
    acts, commands,
    config::Config,
    demo,
    listen::{self, Door, Limits, tls::Tls},
    openapi, rooms, seen,
};

/// Connections at once at the door that only leads to TLS.
const LED_AT_ONCE: u32 = 256;

/// How long open connections may take to end once Hilo is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// The program around an open database, without TLS of its own.
pub fn app(config: &Config, db: Db, clock: Clock, stop: watch::Receiver<bool>) -> Result<App> {
    app_with(config, db, clock, stop, None)
}

fn app_with(config: &Config, db: Db, clock: Clock, stop: watch::Receiver<bool>, tls: Option<&Tls>) -> Result<App> {
    db.keep_tombstones_in(&config.data);
    db.keep_files_in(&config.files())?;
    db.keep_work_in(&config.data)?;
    db.copy_in(&config.data);
    let words = Words::new(&[web::locale::TEXTS, console::TEXTS]).map_err(Error::internal)?;
    let assets = assets::addresses().unwrap_or_else(|missing| {
        tracing::warn!("pages will be bare: {missing}");
        Default::default()
    });
    let mut rooms = Extensions::new();
    rooms.insert(Tallies::default());
    rooms.insert(HomeNews::default());
    rooms.insert(Search::open(Some(&config.data))?);
    rooms.insert(crate::rooms::here(config, tls, clock.now())?);
    Ok(App::new(Parts {
        db,
        clock,
        words: Arc::new(words),
        assets: Arc::new(assets),
        retailer: config.retailer.clone(),
        zone: config.zone(),
        secure_cookies: config.has_secure_cookies(),
        trusted_proxies: config.trusted_proxies.clone(),
        metrics_token: config.metrics_token.clone(),
        rates: Rates::new(rates::Limits { of_key: config.key_per_second, of_address: config.address_per_second }),
        live: Hub::new(config.max_connections),
        sign_ins: Semaphore::new(2),
        rooms,
        stop,
    }))
}

/// Every route, and the table of them.
pub fn routes(app: &App) -> Result<(Router, Vec<Route>)> {
    let gate = tracking::gate::Gate::default();
    let api = customers::customers_web::routes()
        .and(customers::newcomers::routes())
        .and(customers::identity_web::routes())
        .and(customers::labels_web::routes())
        .and(customers::notes_web::routes())
        .and(customers::duplicates_web::routes())
        .and(customers::privacy_web::routes())
        .and(customers::audits_web::routes())
        .and(catalog::catalog_web::routes())
        .and(catalog::shops_web::routes())
        .and(catalog::prices_web::routes())
        .and(catalog::pictures::pictures_web::routes())
        .and(catalog::search_web::routes())
        .and(orders::orders_web::routes())
        .and(orders::takings_web::routes())
        .and(orders::reviews_web::routes())
        .and(orders::imports_web::routes())
        .and(tracking::behavior_web::routes())
        .and(tracking::begun_web::routes())
        .and(tracking::sources_web::routes())
        .and(operations::operations_web::routes());
    let (api, description) = api.described();
    let description = Description(Arc::new(openapi::written(description)?));
    let text: Arc<str> = description.0.to_string().into();
    let api = api.get(For::Anyone, openapi::PATH, async move || openapi::served(&text));
    let api = api.map(|router| {
        router
            .route("/api/{*rest}", any(problem::nowhere))
            .layer(middleware::from_fn_with_state(app.clone(), rates::paced))
            .layer(middleware::from_fn(problem::as_problem))
    });
    let probes = Routes::default()
        .get(For::Anyone, "/healthz", probes::healthz)
        .get(For::Anyone, "/readyz", probes::readyz)
        .get(For::Anyone, "/metrics", probes::metrics)
        .map(|router| router.route("/assets/{*name}", get(assets::serve)));
    let ours = console::routes::routes(app).and(api).and(probes).and(catalog::pictures::serving::routes());
    let ours = ours.map(|router| {
        router
            .layer(Extension(gate.clone()))
            .layer(Extension(description))
            .layer(middleware::from_fn_with_state(app.clone(), seen::note))
            .layer(middleware::from_fn(guard::same_site))
    });
    // What SDKs send comes from other sites' pages, and carries no session.
    let (router, table) = ours.and(tracking::ingest_web::routes(gate)).into_parts();
    let router = router.layer(middleware::from_fn(guard::watch)).layer(middleware::from_fn(guard::headers));
    Ok((router.with_state(app.clone()), table))
}

/// Opens what the settings name and serves it until told to stop. `show` runs beside it, as the demo's shop does.
pub fn run(config: &Config, show: Option<Show>) -> Result<ExitCode> {
    let settings = config.settings();
    // What is wrong with a certificate is said before anything is touched.
    let tls = match config.has_tls() {
        true => Some(Tls::open(&config.tls_certificate, &config.tls_key, Clock::Machine.now())?),
        false => None,
    };
    let owner = Owner::take(&config.data)?;
    let db = Db::open(&settings)?;
    replay(&Cx::system("tombstones", Clock::Machine.now()), &db, &config.data)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)?;
    let (stopper, stop) = watch::channel(false);
    let app = app_with(config, db, Clock::Machine, stop, tls.as_ref())?;
    runtime.block_on(serve(config, owner, app, stopper, (tls, show)))?;
    Ok(ExitCode::SUCCESS)
}

/// What runs beside a server: given the program, it works until told to stop.
pub type Show = fn(App) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves until SIGTERM or SIGINT, then ends what is open and closes the database.
async fn serve(
    config: &Config,
    owner: Owner,
    app: App,
    stopper: watch::Sender<bool>,
    (tls, show): (Option<Tls>, Option<Show>),
) -> Result<()> {
    let listener = bind(&config.listen, "Choose another with --listen").await?;
    let plain = match config.listen_plain.is_empty() {
        true => None,
        false => Some(bind(&config.listen_plain, "Choose another with listen_plain").await?),
    };
    let (router, _) = routes(&app)?;
    let mut tasks = rooms::background(&app.db, &app.clock, &app.live.listening(), &app.stop);
    tasks.spawn(Search::of(&app)?.follow(app.db.clone(), app.clock.clone(), app.stop.clone()));
    tasks.spawn(console::live::tell(app.db.clone(), app.live.clone(), app.stop.clone()));
    tasks.spawn(rooms::age(app.db.clone(), app.clock.clone(), config.behavior_days, app.stop.clone()));
    tasks.spawn(rooms::weigh(app.db.clone(), Here::of(&app)?.clone(), app.clock.clone(), app.stop.clone()));
    tasks.spawn(day_sums::keep(app.db.clone(), app.zone.clone(), rooms::BY_DAY.to_vec(), app.stop.clone()));
    tasks.spawn(answer_commands(owner, app.clone()));
    if let Some(tls) = tls.clone() {
        tasks.spawn(tls.keep(app.clock.clone(), app.stop.clone()));
    }
    if let Some(show) = show {
        tasks.spawn(show(app.clone()));
    }
    // Heard from before anybody is told that Hilo serves, or the first word to stop could kill it.
    let told = told_to_stop()?;
    let address = listener.local_addr().map_err(Error::internal)?;
    tracing::info!(%address, engine = app.db.engine(), tls = tls.is_some(), "serving");
    if !config.has_secure_cookies() && !address.ip().is_loopback() {
        tracing::warn!("sessions may be overheard: name a certificate, or put TLS in front and set secure_cookies");
    }
    if let Some(token) = app.db.write("first.draw", first::draw).await? {
        let scheme = if tls.is_some() { "https" } else { "http" };
        println!("\n  Nobody works here yet. Open this link and make yourself the owner; it works once:");
        println!("  {scheme}://{address}/begin/{}\n", token.as_str());
    }
    make_room(config.max_connections);
    let door = match tls {
        Some(tls) => Door::encrypted(listener, tls),
        None => Door::plain(listener),
    };
    if let Some(plain) = plain {
        let (router, limits) = (listen::plain::router(address.port()), Limits::new(LED_AT_ONCE));
        tracing::info!(address = %plain.local_addr().map_err(Error::internal)?, "leading to TLS");
        tasks.spawn(listen::serve(Door::plain(plain), router, limits, app.stop.clone()));
    }
    let limits = Limits::new(config.max_connections);
    let serving = tokio::spawn(listen::serve(door, router, limits, app.stop.clone()));
    told.await;
    tracing::info!("stopping");
    stopper.send_replace(true);
    match tokio::time::timeout(FAREWELL, serving).await {
        Ok(ended) => ended.map_err(Error::internal)?,
        Err(_) => tracing::warn!("some connections did not end in time"),
    }
    while tasks.join_next().await.is_some() {}
    let db = app.db.clone();
    tokio::task::spawn_blocking(move || db.close()).await.map_err(Error::internal)
}

/// Each connection is an open file, and so are those to the database, each with its log.
pub fn make_room(connections: u32) {
    let wanted = u64::from(connections) + 512;
    let mut files = getrlimit(Resource::Nofile);
    if files.current.is_none_or(|files| files >= wanted) {
        return;
    }
    files.current = Some(files.maximum.map_or(wanted, |most| most.min(wanted)));
    if let Err(error) = setrlimit(Resource::Nofile, files) {
        tracing::warn!(cause = %error, "the number of open files stays as it is");
    } else if files.current.is_some_and(|files| files < wanted) {
        tracing::warn!(files = files.current, wanted, "this machine allows fewer open files than connections");
    }
}

async fn bind(address: &str, remedy: &str) -> Result<TcpListener> {
    let taken = |error| Error::invalid("listen", format!("Cannot listen on {address}: {error}. {remedy}."));
    TcpListener::bind(address).await.map_err(taken)
}

async fn answer_commands(owner: Owner, app: App) {
    let Ok(here) = Here::of(&app) else { return };
    let answered = acts::serve(&owner, app.db.clone(), app.clock.clone(), here.clone(), app.stop.clone()).await;
    if let Err(error) = answered {
        tracing::warn!(cause = %error, "commands of this machine are not answered");
    }
}

/// Listens for SIGTERM and SIGINT from now on; ready when one comes.
fn told_to_stop() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::internal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::internal)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The accounts of the demo: address, name, role.
const ACCOUNTS: [(&str, &str, Role); 2] =
    [("owner@telar.example", "Lucía Ferrer", Role::Owner), ("viewer@telar.example", "Marcos Ibáñez", Role::Associate)];

/// Fills a folder of its own with Telar, or with a real retailer's past, and serves it. Unless it is to keep still,
/// somebody buys something at Telar every now and then.
pub fn demo(mut config: Config, past: Option<&Path>, still: bool) -> Result<ExitCode> {
    config.retailer = if past.is_some() { "Online Retail".into() } else { "Telar".into() };
    if past.is_some() {
        config.time_zone = "Europe/London".into();
        if config.data == Config::default().data {
            config.data = "hilo-data/online-retail-ii".into();
        }
    } else if config.data == Config::default().data {
        config.data = "hilo-data/telar".into();
    }
    let ana = fill(&config, past)?;
    let password = demo_password(&config)?;
    println!("\n  Hilo is at      http://{}/console", config.listen);
    for (email, name, role) in ACCOUNTS {
        println!("  {:<14}  {email}  {password}   ({name})", role.word());
    }
    if let Some(ana) = ana {
        println!("  Start with      http://{}/console/customers/{ana}   (Ana Morales)", config.listen);
    }
    println!("  Ctrl-C stops it.\n");
    let show: Show = |app| Box::pin(demo::live(app.db.clone(), app.clock.clone(), app.stop.clone()));
    run(&config, (past.is_none() && !still).then_some(show))
}

/// Fills the database where that was not done before; gives the customer to start with, where there is one.
fn fill(config: &Config, past: Option<&Path>) -> Result<Option<CustomerId>> {
    let _owner = Owner::take(&config.data)?;
    let db = Db::open(&config.settings())?;
    db.keep_files_in(&config.files())?;
    db.keep_work_in(&config.data)?;
    let clock = Clock::Machine;
    replay(&Cx::system("tombstones", clock.now()), &db, &config.data)?;
    let bar = commands::lines_bar();
    match past {
        Some(path) => {
            let mut tell = |progress: import::Progress| commands::show_lines(&bar, &serde_json::json!(progress));
            import::run(&db, &clock, &[path.to_owned()], &config.data.join("rejected.csv"), &mut tell)?;
        }
        None => demo::fill(&db, &clock, &mut |done, of| {
            bar.set_length(of);
            bar.set_position(done);
        })?,
    }
    bar.set_message("- summing up the cards");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::internal)?;
    runtime.block_on(rooms::settle(&db, &clock))?;
    bar.finish_and_clear();
    let hash = passwords::hash(&demo_password(config)?)?;
    let cx = Cx { actor: Actor::Operator, now: clock.now() };
    for (email, name, role) in ACCOUNTS {
        let (cx, hash) = (cx.clone(), hash.clone());
        let new = NewStaff { email: email.into(), name: name.into(), role, shops: Scope::ALL, password_hash: hash };
        match db.write_now("staff.add", move |tx| staff::add_here(&cx, tx, &new)) {
            Ok(_) | Err(Error::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    if past.is_none() {
        let now = clock.now();
        db.write_now("demo.desk", move |tx| demo::fill_desk(tx, now, ACCOUNTS[0].0))?;
    }
    let ana = if past.is_none() { demo::ana_id(&db)? } else { None };
    db.close();
    Ok(ana)
}

/// The demo's password: made once for each folder, and kept in it.
fn demo_password(config: &Config) -> Result<String> {
    let file = config.data.join("demo-password");
    let cannot = |error| Error::internal(format!("cannot use {}: {error}", file.display()));
    if file.exists() {
        return Ok(std::fs::read_to_string(&file).map_err(cannot)?.trim().to_owned());
    }
    let token = Token::new()?;
    let password = format!("telar-{}", &token.as_str()[..10]);
    std::fs::write(&file, &password).map_err(cannot)?;
    Ok(password)
}
