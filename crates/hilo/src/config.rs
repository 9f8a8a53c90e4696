//! Settings: compiled-in defaults, then `hilo.toml`, then `HILO_*`, then flags. A wrong one is refused with its place
//! and its remedy.

use std::{net::IpAddr, path::PathBuf};

use base::{Error, Result};
use jiff::tz::TimeZone;
use store::{
    db::{Place, Settings},
    files,
};

use crate::origins::Origins;

/// The commented defaults, as `hilo config` prints them.
pub const COMMENTED: &str = include_str!("../hilo.toml");

/// Variables that are not settings: the file of settings itself, and what builds, tests and figures use.
const OTHERS: [&str; 11] = [
    "HILO_CONFIG",
    "HILO_TEST_",
    "HILO_ASSETS_OUT",
    "HILO_BENCH_",
    "HILO_TARGET",
    "HILO_URL",
    "HILO_EMAIL",
    "HILO_PASSWORD",
    "HILO_TELL",
    "HILO_CHROMIUM",
    "HILO_E2E_OUT",
];

/// The settings of a process.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The address to serve.
    pub listen: String,
    /// The certificate that is shown there, and whoever vouches for it: a PEM file. Empty serves in the clear.
    pub tls_certificate: PathBuf,
    /// Its key: a PEM file.
    pub tls_key: PathBuf,
    /// An address in the clear that leads to the one with TLS; empty for none.
    pub listen_plain: String,
    /// Connections served at once.
    pub max_connections: u32,
    /// Requests of the API a second of a key or a session; 0 for as many as it likes.
    pub key_per_second: u32,
    /// Requests of the API a second of an address, for whoever has neither; 0 for as many as it likes.
    pub address_per_second: u32,
    /// Where backups are written that are made from the console; empty for `backups` in the data folder.
    pub backups: PathBuf,
    /// Where pictures are; empty for `pictures` in the data folder.
    pub pictures: PathBuf,
    /// A bucket for pictures instead of a folder.
    pub pictures_bucket: String,
    /// The server of that bucket, which speaks S3.
    pub pictures_endpoint: String,
    /// The bucket's region.
    pub pictures_region: String,
    /// The public half of the key that opens it.
    pub pictures_key: String,
    /// The secret half: told by the environment alone.
    #[serde(skip)]
    pub pictures_secret: Secret,
    /// A `postgres://` address; empty for the embedded database.
    pub database: String,
    /// A PEM file with the certificates that may vouch for the PostgreSQL server; empty for the system's.
    pub database_ca: PathBuf,
    /// Accept a PostgreSQL that may lose what it confirmed.
    pub allow_unsafe_database: bool,
    /// The name on pages.
    pub retailer: String,
    /// The shops' time zone.
    pub time_zone: String,
    /// The least level that is logged.
    pub log: String,
    /// Logs as JSON.
    pub log_json: bool,
    /// Cookies only over HTTPS.
    pub secure_cookies: bool,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// For how many days what people do on web sites and in apps stays on their threads.
    pub behavior_days: u32,
    /// Who has it may read the figures at /metrics; empty lets only this machine.
    pub metrics_token: String,
    /// Change an older schema without a copy of the database: told by a flag alone.
    #[serde(skip)]
    pub without_copy: bool,
    /// Where each setting was said that is not as it was built.
    #[serde(skip)]
    pub origins: Origins,
}

/// What no file and no log shows.
#[derive(Clone, Default)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { "..." })
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            data: "hilo-data".into(),
            listen: "127.0.0.1:7420".into(),
            tls_certificate: PathBuf::new(),
            tls_key: PathBuf::new(),
            listen_plain: String::new(),
            max_connections: 2_048,
            key_per_second: 100,
            address_per_second: 10,
            backups: PathBuf::new(),
            pictures: PathBuf::new(),
            pictures_bucket: String::new(),
            pictures_endpoint: String::new(),
            pictures_region: "us-east-1".into(),
            pictures_key: String::new(),
            pictures_secret: Secret::default(),
            database: String::new(),
            database_ca: PathBuf::new(),
            allow_unsafe_database: false,
            retailer: "Hilo".into(),
            time_zone: "Europe/Madrid".into(),
            log: "info".into(),
            log_json: false,
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            behavior_days: tracking::aging::DAYS,
            metrics_token: String::new(),
            without_copy: false,
            origins: Origins::default(),
        }
    }
}

/// What flags may say.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// The data folder [default: hilo-data]
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// A postgres:// address instead of the embedded database
    #[arg(long, value_name = "URL", global = true)]
    pub database: Option<String>,
    /// The file of settings [default: hilo.toml where there is one]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

impl Config {
    /// The settings that files, environment and flags come to.
    pub fn load(flags: &Flags) -> Result<Config> {
        let variables = std::env::vars().filter(|(name, _)| name.starts_with("HILO_"));
        let (name, text) = read_file(flags)?;
        let mut config = Config::parse(&name, &text)?;
        config.origins.of_file(&name, &text);
        for (variable, value) in variables {
            config.set(&variable, &value)?;
            config.origins.of_variable(&variable);
        }
        if let Some(data) = &flags.data {
            config.data.clone_from(data);
            config.origins.of_flag("data");
        }
        if let Some(database) = &flags.database {
            config.origins.keep_database(&config.database);
            config.database.clone_from(database);
            config.origins.of_flag("database");
        }
        config.check()?;
        Ok(config)
    }

    fn parse(name: &str, text: &str) -> Result<Config> {
        toml::from_str(text).map_err(|error| {
            let place = error.span().map_or(String::new(), |span| {
                let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
                format!(", line {line}")
            });
            let says = error.message().replace('\n', " ");
            Error::invalid("config", format!("{name}{place}: {says}. See `hilo config` for what can be set."))
        })
    }

    /// Takes one variable of the environment.
    fn set(&mut self, variable: &str, value: &str) -> Result<()> {
        let wrong = |wanted: &str| Error::invalid("config", format!("{variable}={value}: this must be {wanted}."));
        let flag = || value.parse::<bool>().map_err(|_| wrong("true or false"));
        match variable {
            "HILO_DATA" => self.data = value.into(),
            "HILO_LISTEN" => self.listen = value.into(),
            "HILO_TLS_CERTIFICATE" => self.tls_certificate = value.into(),
            "HILO_TLS_KEY" => self.tls_key = value.into(),
            "HILO_LISTEN_PLAIN" => self.listen_plain = value.into(),
            "HILO_BACKUPS" => self.backups = value.into(),
            "HILO_MAX_CONNECTIONS" => self.max_connections = value.parse().map_err(|_| wrong("a number"))?,
            "HILO_KEY_PER_SECOND" => self.key_per_second = value.parse().map_err(|_| wrong("a number"))?,
            "HILO_ADDRESS_PER_SECOND" => self.address_per_second = value.parse().map_err(|_| wrong("a number"))?,
            "HILO_PICTURES" => self.pictures = value.into(),
            "HILO_PICTURES_BUCKET" => self.pictures_bucket = value.into(),
            "HILO_PICTURES_ENDPOINT" => self.pictures_endpoint = value.into(),
            "HILO_PICTURES_REGION" => self.pictures_region = value.into(),
            "HILO_PICTURES_KEY" => self.pictures_key = value.into(),
            "HILO_PICTURES_SECRET" => self.pictures_secret = Secret(value.into()),
            "HILO_DATABASE" => self.database = value.into(),
            "HILO_DATABASE_CA" => self.database_ca = value.into(),
            "HILO_ALLOW_UNSAFE_DATABASE" => self.allow_unsafe_database = flag()?,
            "HILO_RETAILER" => self.retailer = value.into(),
            "HILO_TIME_ZONE" => self.time_zone = value.into(),
            "HILO_LOG" => self.log = value.into(),
            "HILO_LOG_JSON" => self.log_json = flag()?,
            "HILO_SECURE_COOKIES" => self.secure_cookies = flag()?,
            "HILO_TRUSTED_PROXIES" => {
                let read = |part: &str| part.trim().parse().map_err(|_| wrong("addresses with commas between them"));
                self.trusted_proxies =
                    value.split(',').filter(|part| !part.trim().is_empty()).map(read).collect::<Result<_>>()?;
            }
            "HILO_BEHAVIOR_DAYS" => self.behavior_days = value.parse().map_err(|_| wrong("a number"))?,
            "HILO_METRICS_TOKEN" => self.metrics_token = value.into(),
            _ if OTHERS.iter().any(|other| variable.starts_with(other)) => {}
            _ => {
                let says = format!("{variable} is not a setting. See `hilo config` for what can be set.");
                return Err(Error::invalid("config", says));
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let wrong = |says: String| Err(Error::invalid("config", says));
        if TimeZone::get(&self.time_zone).is_err() {
            return wrong(format!("time_zone = \"{}\" is not a time zone such as \"Europe/Madrid\".", self.time_zone));
        }
        if !["error", "warn", "info", "debug", "trace"].contains(&self.log.as_str()) {
            return wrong(format!("log = \"{}\" must be error, warn, info or debug.", self.log));
        }
        if self.listen.parse::<std::net::SocketAddr>().is_err() {
            return wrong(format!("listen = \"{}\" is not an address such as \"127.0.0.1:7420\".", self.listen));
        }
        self.check_tls()?;
        if !(1..=1_000_000).contains(&self.max_connections) {
            return wrong(format!("max_connections = {} must be between 1 and 1000000.", self.max_connections));
        }
        for (name, rate) in [("key_per_second", self.key_per_second), ("address_per_second", self.address_per_second)] {
            if rate > 1_000_000 {
                return wrong(format!("{name} = {rate} must be between 0, for as many as anybody likes, and 1000000."));
            }
        }
        if !self.database.is_empty() && !self.database.starts_with("postgres") {
            return wrong("database must be a postgres:// address, or empty for the embedded database.".into());
        }
        self.check_pictures()?;
        if !(1..=36_500).contains(&self.behavior_days) {
            return wrong(format!("behavior_days = {} must be between 1 and 36500.", self.behavior_days));
        }
        let is_plain = self.metrics_token.bytes().all(|byte| byte.is_ascii_graphic());
        if !self.metrics_token.is_empty() && (self.metrics_token.len() < 16 || !is_plain) {
            return wrong(
                "metrics_token must be empty, or 16 letters, digits and signs or more, without spaces.".into(),
            );
        }
        Ok(())
    }

    fn check_tls(&self) -> Result<()> {
        let wrong = |says: String| Err(Error::invalid("config", says));
        let is_said = |path: &PathBuf| !path.as_os_str().is_empty();
        if is_said(&self.tls_certificate) != is_said(&self.tls_key) {
            return wrong("TLS needs both tls_certificate and tls_key: name the other file, too.".into());
        }
        if self.listen_plain.is_empty() {
            return Ok(());
        }
        if !self.has_tls() {
            return wrong("listen_plain leads to TLS: name tls_certificate and tls_key, or leave it out.".into());
        }
        match self.listen_plain.parse::<std::net::SocketAddr>() {
            Ok(_) => Ok(()),
            Err(_) => {
                wrong(format!("listen_plain = \"{}\" is not an address such as \"0.0.0.0:80\".", self.listen_plain))
            }
        }
    }

    /// Whether Hilo itself speaks TLS.
    pub fn has_tls(&self) -> bool {
        !self.tls_certificate.as_os_str().is_empty()
    }

    /// Whether cookies go over HTTPS alone: always where Hilo itself speaks TLS.
    pub fn has_secure_cookies(&self) -> bool {
        self.secure_cookies || self.has_tls()
    }

    /// Where backups are written.
    pub fn backups(&self) -> PathBuf {
        let is_said = !self.backups.as_os_str().is_empty();
        if is_said { self.backups.clone() } else { self.data.join("backups") }
    }

    fn check_pictures(&self) -> Result<()> {
        let wrong = |says: &str| Err(Error::invalid("config", says));
        if self.pictures_bucket.is_empty() {
            return match self.pictures_endpoint.is_empty() && self.pictures_key.is_empty() {
                true => Ok(()),
                false => wrong("pictures_endpoint and pictures_key are of a bucket: name it with pictures_bucket."),
            };
        }
        if !self.pictures.as_os_str().is_empty() {
            return wrong("Pictures are in a folder (pictures) or in a bucket (pictures_bucket): name one of them.");
        }
        if !self.pictures_endpoint.starts_with("http") {
            return wrong("pictures_endpoint must be an address such as \"https://s3.eu-south-2.amazonaws.com\".");
        }
        if self.pictures_key.is_empty() || self.pictures_secret.0.is_empty() {
            return wrong("A bucket is opened by pictures_key and, in the environment alone, HILO_PICTURES_SECRET.");
        }
        Ok(())
    }

    /// Where pictures are kept.
    pub fn files(&self) -> files::Place {
        if self.pictures_bucket.is_empty() {
            let is_said = !self.pictures.as_os_str().is_empty();
            return files::Place::Folder(if is_said { self.pictures.clone() } else { self.data.join("pictures") });
        }
        files::Place::Bucket(files::Access {
            endpoint: self.pictures_endpoint.clone(),
            bucket: self.pictures_bucket.clone(),
            region: self.pictures_region.clone(),
            key: self.pictures_key.clone(),
            secret: self.pictures_secret.0.clone(),
        })
    }

    /// The shops' time zone.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// Whether the secret half of the bucket's key was told.
    pub fn has_pictures_secret(&self) -> bool {
        !self.pictures_secret.0.is_empty()
    }

    /// Which database to open.
    pub fn settings(&self) -> Settings {
        let place = match self.database.is_empty() {
            true => Place::Folder { path: self.data.clone(), vfs: None },
            false => Place::Server(self.database.clone()),
        };
        let authority = (!self.database_ca.as_os_str().is_empty()).then(|| self.database_ca.clone());
        let copies = (!self.without_copy).then(|| self.data.clone());
        Settings { place, connections: 0, authority, allow_unsafe: self.allow_unsafe_database, copies }
    }
}

fn read_file(flags: &Flags) -> Result<(String, String)> {
    let named = flags.config.clone().or_else(|| std::env::var_os("HILO_CONFIG").map(PathBuf::from));
    let path = named.clone().unwrap_or_else(|| "hilo.toml".into());
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok((String::new(), String::new()))
        }
        Err(error) => Err(Error::invalid("config", format!("Cannot read {}: {error}.", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commented_file_is_the_defaults() {
        let is_setting = |line: &&str| line.split_once(" = ").is_some_and(|(name, _)| !name.contains(' '));
        let settings = COMMENTED.lines().filter_map(|line| line.strip_prefix("# ")).filter(is_setting);
        let uncommented = settings.collect::<Vec<_>>().join("\n");
        let read = Config::parse("hilo.toml", &uncommented).expect("the commented defaults are valid");
        assert_eq!(format!("{read:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn a_wrong_setting_is_refused_with_its_place() {
        let cases = [
            ("listen = \"x\"\nlisten_on = 3\n", "hilo.toml, line 2"),
            ("\n\nlog_json = \"yes\"\n", "hilo.toml, line 3"),
            ("data = ", "hilo.toml, line 1"),
        ];
        for (text, place) in cases {
            let error = Config::parse("hilo.toml", text).expect_err(text).to_string();
            assert!(error.contains(place), "{error}");
        }
        let mut config = Config::default();
        let error = config.set("HILO_LOG_JSON", "si").expect_err("not a flag").to_string();
        assert!(error.contains("HILO_LOG_JSON=si") && error.contains("true or false"), "{error}");
        config.time_zone = "Madrid".into();
        assert!(config.check().expect_err("no such zone").to_string().contains("Europe/Madrid"));
        for token in ["short", "a token with spaces in it"] {
            config = Config { metrics_token: token.into(), ..Config::default() };
            let error = config.check().expect_err("easily guessed, or none").to_string();
            assert!(error.contains("metrics_token") && !error.contains(token), "{error}");
        }
        let bucket = Config { pictures_bucket: "b".into(), pictures_endpoint: "https://s3.example".into(), ..config };
        assert!(bucket.check().expect_err("no key").to_string().contains("HILO_PICTURES_SECRET"));
        config = Config { pictures_key: "k".into(), pictures_secret: Secret("hush".into()), ..bucket };
        config.metrics_token.clear();
        config.check().expect("a bucket with its key");
        assert!(!format!("{config:?}").contains("hush"));
        config = Config { address_per_second: 1_000_001, ..Config::default() };
        assert!(config.check().expect_err("too many").to_string().contains("address_per_second = 1000001"));
        config = Config { max_connections: 0, ..Config::default() };
        assert!(config.check().expect_err("nobody could come in").to_string().contains("max_connections = 0"));
    }
}
