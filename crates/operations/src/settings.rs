//! A setting as it is shown: its value, and where that was said.

/// Where a setting was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "SettingOrigin")]
pub enum Origin {
    /// Nowhere: it is as Hilo was built.
    #[default]
    Built,
    /// In a file.
    File {
        /// The file.
        file: String,
        /// The line.
        line: usize,
    },
    /// By the environment.
    Environment {
        /// The variable.
        variable: String,
    },
    /// By the command line.
    Flag {
        /// The flag.
        flag: String,
    },
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SettingShown")]
pub struct Setting {
    /// Its name in the file of settings.
    pub name: String,
    /// Its value; of a secret nothing.
    pub value: String,
    /// Whether it is a secret that was told.
    pub is_hidden: bool,
    /// Where it was said.
    pub origin: Origin,
}
