//! Files in a folder: written beside their names, brought to disk, and renamed.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use base::{Error, Result};

use super::Kept;
use crate::backup;

/// How files begin that are not written to their end.
const PART: &str = ".part-";
/// After so long nobody writes to such a file any more.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// A folder.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Folder {
        Folder { path: path.to_owned() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let file = self.path.join(name);
        let drawer = file.parent().unwrap_or(&self.path);
        let cannot = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", file.display()));
        if !drawer.exists() {
            fs::create_dir_all(drawer).map_err(cannot)?;
            backup::sync_folder_of(drawer).and_then(|()| backup::sync_folder_of(&self.path)).map_err(cannot)?;
        }
        let mut chance = [0; 8];
        getrandom::fill(&mut chance).map_err(Error::internal)?;
        let part = drawer.join(format!("{PART}{:016x}", u64::from_be_bytes(chance)));
        let write = || {
            let mut written = File::create_new(&part)?;
            written.write_all(bytes)?;
            written.sync_all()?;
            fs::rename(&part, &file)?;
            backup::sync_folder_of(&file)
        };
        write().map_err(|error| {
            drop(fs::remove_file(&part));
            cannot(error)
        })
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::internal(format!("cannot read {name}: {error}"))),
        }
    }

    pub(super) fn remove(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::internal(format!("cannot remove {name}: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Shows every file, and removes what was not written to its end.
    pub(super) fn walk(&self, show: &mut dyn FnMut(Kept) -> Result<()>) -> Result<()> {
        for drawer in entries(&self.path)? {
            let (Ok(true), Some(shelf)) = (drawer.file_type().map(|kind| kind.is_dir()), named(&drawer)) else {
                continue;
            };
            for file in entries(&drawer.path())? {
                let Some(name) = named(&file) else { continue };
                let Some(written) = file.metadata().ok().and_then(|known| known.modified().ok()) else { continue };
                if !name.starts_with(PART) {
                    show(Kept { name: format!("{shelf}/{name}"), written })?;
                } else if SystemTime::now().duration_since(written).is_ok_and(|age| age > ABANDONED) {
                    drop(fs::remove_file(file.path()));
                }
            }
        }
        Ok(())
    }
}

fn named(entry: &fs::DirEntry) -> Option<String> {
    entry.file_name().into_string().ok()
}

/// What a folder holds; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>> {
    let cannot = |error: std::io::Error| Error::internal(format!("cannot look into {}: {error}", folder.display()));
    match fs::read_dir(folder) {
        Ok(found) => found.collect::<std::io::Result<_>>().map_err(cannot),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(cannot(error)),
    }
}
