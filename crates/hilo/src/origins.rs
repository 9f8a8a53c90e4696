//! Where each setting was said: in the file, by the environment, by a flag, or nowhere.

use std::collections::BTreeMap;

use operations::settings::{Origin, Setting};
use serde_json::Value;

use crate::config::Config;

/// Where settings were said, by their names. Those that are as they were built are not in it.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    said: BTreeMap<String, Origin>,
    /// The database that is named without the flag.
    database: Option<String>,
}

impl Origins {
    /// Notes what a file says. Each of its settings begins a line.
    pub fn of_file(&mut self, file: &str, text: &str) {
        for (index, line) in text.lines().enumerate() {
            if let Some((name, _)) = line.split_once('=')
                && !line.starts_with('#')
            {
                let origin = Origin::File { file: file.to_owned(), line: index + 1 };
                self.said.entry(name.trim().to_owned()).or_insert(origin);
            }
        }
    }

    /// Notes what a variable of the environment says.
    pub fn of_variable(&mut self, variable: &str) {
        let name = variable.trim_start_matches("HILO_").to_lowercase();
        self.said.insert(name, Origin::Environment { variable: variable.to_owned() });
    }

    /// Keeps which database was named before a flag named another.
    pub fn keep_database(&mut self, database: &str) {
        self.database = Some(database.to_owned());
    }

    /// The database that is named without the flag, where there was one.
    pub fn database_before_flag(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// Notes what a flag says.
    pub fn of_flag(&mut self, name: &str) {
        self.said.insert(name.to_owned(), Origin::Flag { flag: format!("--{name}") });
    }
}

/// Settings that are nobody's to read, even where they stand in a file.
const SECRETS: [&str; 1] = ["metrics_token"];

/// Every setting with its value and where it was said; of secrets only whether they were told.
pub fn shown(config: &Config) -> Vec<Setting> {
    let all = serde_json::to_value(config).unwrap_or_default();
    let all = all.as_object().cloned().unwrap_or_default();
    let mut shown: Vec<Setting> = all
        .into_iter()
        .map(|(name, value)| Setting {
            is_hidden: SECRETS.contains(&name.as_str()) && value != "",
            origin: config.origins.said.get(&name).cloned().unwrap_or_default(),
            value: match (name.as_str(), value) {
                (secret, _) if SECRETS.contains(&secret) => String::new(),
                ("database", Value::String(address)) => without_password(&address),
                (_, Value::String(text)) => text,
                (_, Value::Array(all)) => {
                    all.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>().join(", ")
                }
                (_, value) => value.to_string(),
            },
            name,
        })
        .collect();
    shown.push(Setting {
        name: "pictures_secret".to_owned(),
        value: String::new(),
        is_hidden: config.has_pictures_secret(),
        origin: config.origins.said.get("pictures_secret").cloned().unwrap_or_default(),
    });
    shown.sort_by(|one, other| one.name.cmp(&other.name));
    shown
}

/// An address of a database without what opens it: a password before the host, or in the query.
fn without_password(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let shown = match rest.rsplit_once('@') {
        Some((who, place)) => {
            let (name, password) = who.split_once(':').unwrap_or((who, ""));
            if password.is_empty() { format!("{name}@{place}") } else { format!("{name}:...@{place}") }
        }
        None => rest.to_owned(),
    };
    let said: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("password")).collect();
    let query = if said.is_empty() { String::new() } else { format!("?{}", said.join("&")) };
    if scheme.is_empty() { shown } else { format!("{scheme}://{shown}{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_says_where_it_comes_from_and_no_secret() {
        let mut config = Config {
            metrics_token: "hush-hush-hush-hush".into(),
            database: "postgres://hilo:hush@db.example/hilo?sslmode=require&password=hush".into(),
            ..Config::default()
        };
        config.origins.of_file("hilo.toml", "# listen = 1\n\nretailer = \"Telar\"\nmetrics_token = \"hush\"\n");
        config.origins.of_variable("HILO_LOG");
        config.origins.of_flag("data");
        let shown = shown(&config);
        let one = |name: &str| shown.iter().find(|one| one.name == name).expect(name).clone();
        assert_eq!(one("retailer").origin, Origin::File { file: "hilo.toml".into(), line: 3 });
        assert_eq!(one("log").origin, Origin::Environment { variable: "HILO_LOG".into() });
        assert_eq!(one("data").origin, Origin::Flag { flag: "--data".into() });
        assert_eq!(one("listen").origin, Origin::Built);
        assert_eq!(one("listen").value, "127.0.0.1:7420");
        assert_eq!(one("database").value, "postgres://hilo:...@db.example/hilo?sslmode=require");
        assert!(one("metrics_token").is_hidden && !one("pictures_secret").is_hidden);
        assert!(!format!("{shown:?}").contains("hush"));
    }
}
