//! One process owns a data folder: two that write would each believe they were alone.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use base::{Error, Result};

/// The name of the lock in the folder. The file stays; what counts is the lock on it, which ends with the process.
const NAME: &str = "hilo.lock";

/// The proof that this process owns a folder, until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Owner {
    held: Arc<Held>,
}

#[derive(Debug)]
struct Held {
    folder: PathBuf,
    _lock: File,
}

impl Owner {
    /// Takes the folder, making it where it is missing. Refuses with `folder-owned`, and says who has it.
    pub fn take(folder: &Path) -> Result<Owner> {
        let cannot =
            |error| Error::invalid("data-folder", format!("Cannot use the folder {}: {error}.", folder.display()));
        std::fs::create_dir_all(folder).map_err(cannot)?;
        let path = folder.join(NAME);
        // Not truncated: until it is locked, what it says is another's.
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = opened.map_err(cannot)?;
        if !lock(&file).map_err(cannot)? {
            return Err(owned(folder, &mut file));
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(cannot)?;
        Ok(Owner { held: Arc::new(Held { folder: folder.to_owned(), _lock: file }) })
    }

    /// The folder that is owned.
    pub fn folder(&self) -> &Path {
        &self.held.folder
    }
}

/// Locks a file for this process alone; false where another has it.
pub(crate) fn lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn owned(folder: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    // Between lock and writing it is empty for a moment; the refusal is the same without a number.
    let number = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<u32>().ok());
    let who = number.map_or_else(|| "another Hilo".to_owned(), |number| format!("process {number}"));
    let says = format!("The folder {} is in use by {who}. Stop that first, or use another folder.", folder.display());
    Error::conflict("folder-owned", says)
}
