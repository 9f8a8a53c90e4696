//! The file of a backup: written under another name, on disk before it gets its own, never over another file.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions, Permissions},
    io::{self, BufWriter, ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::mpsc::Receiver,
};

use base::{Error, Result};
use flate2::{Compression, write::GzEncoder};
use rustix::fs::{CWD, RenameFlags};
use sha2::{Digest, Sha256};

use crate::{
    backup::{
        Progress,
        contents::Chunk,
        format::{Trailer, hex, write_line},
        running, sync_folder_of,
    },
    owner,
};

pub(crate) struct Target {
    file: PathBuf,
    part: PathBuf,
    out: GzEncoder<BufWriter<File>>,
    sum: Sha256,
}

impl Target {
    /// Opens the file under its temporary name, in a folder that is made where it is not there; refuses where the file
    /// is there already.
    pub(crate) fn begin(file: &Path) -> Result<Target> {
        let cannot = |error: io::Error| cannot_write(file, &error);
        let mut part = file.to_owned().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        refuse_existing(file)?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&part);
        let opened = opened.map_err(cannot)?;
        if !owner::lock(&opened).map_err(cannot)? {
            return Err(running());
        }
        // Another may have finished between the look and the lock, and this would be its file.
        refuse_existing(file)?;
        // What is left of one that was interrupted.
        opened.set_permissions(Permissions::from_mode(0o600)).and_then(|()| opened.set_len(0)).map_err(cannot)?;
        let out = GzEncoder::new(BufWriter::with_capacity(1 << 16, opened), Compression::fast());
        Ok(Target { file: file.to_owned(), part, out, sum: Sha256::new() })
    }

    /// Writes chunks until there are no more.
    pub(crate) fn fill(&mut self, chunks: Receiver<Chunk>, progress: &mut dyn FnMut(&Progress)) -> Result<()> {
        let mut rows = 0;
        for chunk in chunks {
            self.sum.update(&chunk.lines);
            self.out.write_all(&chunk.lines).map_err(|error| cannot_write(&self.file, &error))?;
            rows += chunk.rows;
            progress(&Progress { table: chunk.table.to_string(), rows, of: None });
        }
        Ok(())
    }

    /// Writes the last line, brings everything to disk and gives the file its name; says its size.
    pub(crate) fn seal(mut self, rows: &BTreeMap<String, u64>) -> Result<u64> {
        let sum = std::mem::take(&mut self.sum).finalize();
        let mut line = Vec::new();
        write_line(&mut line, &Trailer { rows: rows.clone(), sha256: hex(&sum) })?;
        self.finish(&line).map_err(|error| cannot_write(&self.file, &error))
    }

    fn finish(&mut self, line: &[u8]) -> io::Result<u64> {
        self.out.write_all(line)?;
        self.out.try_finish()?;
        self.out.get_mut().flush()?;
        let file = self.out.get_ref().get_ref();
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        rename(&self.part, &self.file)?;
        sync_folder_of(&self.file)?;
        Ok(bytes)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // After a rename nothing has this name any more.
        drop(std::fs::remove_file(&self.part));
    }
}

fn refuse_existing(file: &Path) -> Result<()> {
    match file.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        _ => Err(exists(file)),
    }
}

/// Gives a file its name unless something has it. Where the file system cannot promise that, after a look.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
        outcome => return outcome.map_err(io::Error::from),
    }
    if to.symlink_metadata().is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}

fn exists(file: &Path) -> Error {
    let says = format!("{} exists already, and a backup never overwrites. Choose another name.", file.display());
    Error::conflict("backup-exists", says)
}

fn cannot_write(file: &Path, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::AlreadyExists => exists(file),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::conflict(
            "backup-no-room",
            format!("The disk has no room for {}. Free some space, or write it elsewhere.", file.display()),
        ),
        _ => Error::invalid("backup-file", format!("Cannot write {}: {error}.", file.display())),
    }
}
