//! Commands on one person: to tell all that is known of them, and to erase them.

use std::{
    io::{IsTerminal, Write},
    process::ExitCode,
};

use base::{Error, Result};
use customers::privacy::erasures::Seen;
use serde_json::Value;

use crate::{
    acts::{self, Act},
    config::Config,
};

/// Prints everything that is known of a person, part by part.
pub fn export(config: &Config, person: &str, as_json: bool) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let (mut next, mut whole) = (None, String::new());
    loop {
        let act = Act::Export { person: person.to_owned(), next: next.clone() };
        let part = acts::ask(config, &act, &mut |_| {})?;
        let text = part["text"].as_str().unwrap_or_default();
        match as_json {
            true => out.write_all(text.as_bytes()).map_err(Error::internal)?,
            false => whole.push_str(text),
        }
        next = part["next"].as_str().map(str::to_owned);
        if next.is_none() {
            break;
        }
    }
    if !as_json {
        let told: Value = serde_json::from_str(&whole).map_err(Error::internal)?;
        write!(out, "{}", readable(&told)).map_err(Error::internal)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What is told, a line for each entry.
fn readable(told: &Value) -> String {
    let mut text = String::new();
    for (section, entries) in told.as_object().into_iter().flatten() {
        match entries.as_array() {
            None => text.push_str(&format!("{section}: {}\n", plain(entries))),
            Some(entries) if entries.is_empty() => {}
            Some(entries) => {
                text.push_str(&format!("\n{section}\n"));
                for entry in entries {
                    text.push_str(&format!("  {}\n", line(entry)));
                }
            }
        }
    }
    text
}

fn line(entry: &Value) -> String {
    let fields = entry.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    fields.map(|(name, value)| format!("{name} {}", plain(value))).collect::<Vec<_>>().join(", ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Says in numbers what will happen, asks, and erases.
pub fn erase(config: &Config, person: &str, yes: bool) -> Result<ExitCode> {
    let preview = acts::ask(config, &Act::ErasePreview { person: person.to_owned() }, &mut |_| {})?;
    eprint!("{}", numbers(&preview));
    let id = plain(&preview["id"]);
    if !yes && !is_meant(&id)? {
        eprintln!("Nothing was erased.");
        return Ok(ExitCode::FAILURE);
    }
    let tables = preview["tables"].as_array().into_iter().flatten();
    let identifiers = tables.filter(|table| table["table"] == "identifiers").find_map(|table| table["rows"].as_i64());
    let seen = Seen { id: id.parse().ok(), identifiers };
    let done = acts::ask(config, &Act::Erase { person: id, seen }, &mut |_| {})?;
    println!("{} is erased.", plain(&done["id"]));
    Ok(ExitCode::SUCCESS)
}

fn numbers(preview: &Value) -> String {
    let called = [&preview["name"], &preview["known_as"]].into_iter().find_map(Value::as_str).unwrap_or("-");
    let mut text = format!("{called} ({})\n", plain(&preview["id"]));
    for table in preview["tables"].as_array().into_iter().flatten() {
        let what = match table["rule"].as_str() {
            Some("block") => "stay, and lead to nobody",
            Some("blank") => "stay, without what is personal",
            _ => "go",
        };
        text.push_str(&format!("  {:>9} rows of {} {what}\n", plain(&table["rows"]), plain(&table["table"])));
    }
    text
}

/// Whoever erases types the id.
fn is_meant(id: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        let says = "Nobody is asked here. Say --yes if this person is to be erased for good.";
        return Err(Error::invalid("not-asked", says));
    }
    eprint!("This cannot be undone. Type the id {id} to erase them: ");
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).map_err(Error::internal)?;
    Ok(typed.trim() == id)
}
