//! Commands on accounts and keys: what the pages of staff do, for whoever sits at the machine.

use std::{
    io::{IsTerminal, Read},
    process::ExitCode,
};

use base::{Error, Result};
use clap::Subcommand;
use serde_json::Value;
use web::passwords::SHORTEST;

use crate::{
    acts::{
        self, Act,
        staff::{StaffAct, hashed},
    },
    commands::operating,
    config::Config,
};

/// Commands on accounts and keys.
#[derive(Subcommand)]
pub enum AdminCommand {
    /// Add an account; the password is read from standard input
    #[command(
        after_help = "Example: echo 'a long password' | hilo admin add-staff ana@example.es --name Ana --role owner"
    )]
    AddStaff {
        /// The address to sign in with
        email: String,
        /// The name that others see
        #[arg(long)]
        name: String,
        /// owner, product, marketing, sales, service, operations, accountant or associate
        #[arg(long, default_value = "associate")]
        role: String,
        /// The code of a shop that they are bound to; may come often
        #[arg(long, value_name = "CODE")]
        shop: Vec<String>,
    },
    /// List the accounts
    Staff,
    /// Invite somebody: prints the path of a link that works once, for seven days
    #[command(after_help = "Example: hilo admin invite ana@example.es --role sales")]
    Invite {
        /// Their address
        email: String,
        /// What they will be
        #[arg(long, default_value = "associate")]
        role: String,
        /// The code of a shop that they are bound to; may come often
        #[arg(long, value_name = "CODE")]
        shop: Vec<String>,
    },
    /// Give an account another role, and bind it to shops
    SetRole {
        /// The address to sign in with
        email: String,
        /// The role
        #[arg(long)]
        role: String,
        /// The code of a shop that they are bound to; may come often
        #[arg(long, value_name = "CODE")]
        shop: Vec<String>,
    },
    /// Give an account another password, read from standard input; whoever is signed in to it must sign in again
    #[command(after_help = "Example: echo 'another long password' | hilo admin set-password ana@example.es")]
    SetPassword {
        /// The address to sign in with
        email: String,
    },
    /// Let an account in no more; whoever is signed in to it is put out
    #[command(after_help = "Example: hilo admin disable ana@example.es --data /var/lib/hilo")]
    Disable {
        /// The address to sign in with
        email: String,
    },
    /// Let an account in again, with the password that it had
    Enable {
        /// The address to sign in with
        email: String,
    },
    /// End all sessions of an account
    EndSessions {
        /// The address to sign in with
        email: String,
    },
    /// Take the codes of whoever lost their phone away
    TakeCodes {
        /// The address to sign in with
        email: String,
    },
    /// Ask everybody for codes, or leave it to each
    RequireCodes {
        /// on or off
        #[arg(value_parser = ["on", "off"])]
        state: String,
    },
    /// List the API keys
    Keys,
    /// Make an API key: prints it, this once
    #[command(after_help = "Example: hilo admin make-key ERP --right orders.see --right orders.edit --days 365")]
    MakeKey {
        /// What it is for
        name: String,
        /// What it may; may come often
        #[arg(long, value_name = "RIGHT", required = true)]
        right: Vec<String>,
        /// The code of a shop that it is bound to; may come often
        #[arg(long, value_name = "CODE")]
        shop: Vec<String>,
        /// For how many days it works; until it is taken back where this is not said
        #[arg(long)]
        days: Option<i64>,
    },
    /// Take an API key back
    RevokeKey {
        /// Its id, as `hilo admin keys` prints it
        id: String,
    },
    /// What was set aside: try it again, or give it up
    #[command(flatten)]
    Operating(operating::OperatingCommand),
}

/// Runs a command.
pub fn run(config: &Config, command: AdminCommand) -> Result<ExitCode> {
    let said = match command {
        AdminCommand::AddStaff { email, name, role, shop } => {
            let password_hash = typed_password(&email)?;
            let says = format!("{email} can sign in as {role}.");
            ask(config, StaffAct::Add { email, name, role, shops: shop, password_hash })?;
            says
        }
        AdminCommand::Staff => lines(&ask(config, StaffAct::List)?),
        AdminCommand::Invite { email, role, shop } => {
            let told = ask(config, StaffAct::Invite { email, role, shops: shop })?;
            told["path"].as_str().unwrap_or_default().to_owned()
        }
        AdminCommand::SetRole { email, role, shop } => {
            let says = format!("{email} is {role}.");
            ask(config, StaffAct::SetRole { email, role, shops: shop })?;
            says
        }
        AdminCommand::SetPassword { email } => {
            let password_hash = typed_password(&email)?;
            let says = format!("{email} has another password and must sign in again.");
            ask(config, StaffAct::SetPassword { email, password_hash })?;
            says
        }
        AdminCommand::Disable { email } => {
            let says = format!("{email} can sign in no more.");
            ask(config, StaffAct::Disable { email })?;
            says
        }
        AdminCommand::Enable { email } => {
            let says = format!("{email} can sign in again.");
            ask(config, StaffAct::Enable { email })?;
            says
        }
        AdminCommand::EndSessions { email } => {
            let says = format!("{email} must sign in again.");
            ask(config, StaffAct::EndSessions { email })?;
            says
        }
        AdminCommand::TakeCodes { email } => {
            let says = format!("{email} is asked for no code.");
            ask(config, StaffAct::TakeCodes { email })?;
            says
        }
        AdminCommand::RequireCodes { state } => {
            ask(config, StaffAct::RequireCodes { is_on: state == "on" })?;
            format!("Codes for everybody: {state}.")
        }
        AdminCommand::Keys => lines(&ask(config, StaffAct::Keys)?),
        AdminCommand::MakeKey { name, right, shop, days } => {
            let told = ask(config, StaffAct::MakeKey { name, rights: right, shops: shop, days })?;
            told["key"].as_str().unwrap_or_default().to_owned()
        }
        AdminCommand::RevokeKey { id } => {
            let says = format!("{id} opens nothing any more.");
            ask(config, StaffAct::RevokeKey { id })?;
            says
        }
        AdminCommand::Operating(command) => return operating::operate(config, command),
    };
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}

fn ask(config: &Config, act: StaffAct) -> Result<Value> {
    acts::ask(config, &Act::Staff(act), &mut |_| {})
}

/// One line of JSON for each.
fn lines(told: &Value) -> String {
    told.as_array().into_iter().flatten().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

/// The hash of the password on standard input.
fn typed_password(email: &str) -> Result<String> {
    if std::io::stdin().is_terminal() {
        eprintln!("Type the password (at least {SHORTEST} characters), then Enter and Ctrl-D:");
    }
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).map_err(Error::internal)?;
    hashed(password.trim_end_matches(['\r', '\n']), email)
}
