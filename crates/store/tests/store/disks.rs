//! A disk with a cache: what was written since the last sync may be lost, in part, in any order, torn at sectors.

use std::collections::{BTreeMap, HashMap};

const SECTOR: usize = 512;

/// Small and repeatable (xorshift64*), so that a failing round can be named by its seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

/// What the power cut does with writes that were not synced.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// All are gone.
    Clean,
    /// Each sector holds any of the contents it had since the last sync.
    Torn,
}

/// Why a change was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Full,
    PowerIsOff,
    SyncFails,
}

#[derive(Default)]
pub struct Disk {
    files: BTreeMap<String, File>,
    /// Changes until the power goes.
    pub changes_left: Option<u64>,
    /// Says of files whose name ends so that it has synced them, and has not.
    pub lies: Option<&'static str>,
    /// Bytes that files may still grow by.
    pub room: Option<u64>,
    pub sync_fails: bool,
    off: bool,
}

#[derive(Clone, Default)]
struct File {
    synced: Vec<u8>,
    pending: Vec<Change>,
    size: u64,
    /// Whether the name itself, or its removal, has reached the disk.
    name_synced: bool,
    removed: bool,
}

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Size(u64),
}

impl Disk {
    /// Power on, with these files.
    pub fn start(&mut self, files: impl IntoIterator<Item = (String, Vec<u8>)>) {
        let known =
            |bytes: Vec<u8>| File { size: bytes.len() as u64, synced: bytes, name_synced: true, ..File::default() };
        *self =
            Disk { files: files.into_iter().map(|(name, bytes)| (name, known(bytes))).collect(), ..Disk::default() };
    }

    pub fn is_off(&self) -> bool {
        self.off
    }

    pub fn created(&mut self, name: &str) -> Result<(), Refusal> {
        self.change()?;
        let file = self.files.entry(name.to_owned()).or_default();
        if file.removed {
            *file = File { name_synced: file.name_synced, ..File::default() };
        }
        Ok(())
    }

    pub fn written(&mut self, name: &str, at: u64, bytes: &[u8]) -> Result<(), Refusal> {
        let outcome = self.change();
        let room = &mut self.room;
        let file = self.files.entry(name.to_owned()).or_default();
        let growth = (at + bytes.len() as u64).saturating_sub(file.size);
        match (growth, room) {
            (1.., Some(left)) if *left < growth => return Err(Refusal::Full),
            (_, Some(left)) => *left -= growth,
            _ => {}
        }
        file.size += growth;
        // The write that meets the cut may still have reached the disk.
        file.pending.push(Change::Write(at, bytes.to_vec()));
        outcome
    }

    pub fn sized(&mut self, name: &str, size: u64) -> Result<(), Refusal> {
        self.change()?;
        let file = self.files.entry(name.to_owned()).or_default();
        file.size = size;
        file.pending.push(Change::Size(size));
        Ok(())
    }

    pub fn removed(&mut self, name: &str, and_synced: bool) -> Result<(), Refusal> {
        self.change()?;
        if let Some(file) = self.files.get_mut(name) {
            file.removed = true;
        }
        if and_synced {
            self.names_synced();
        }
        Ok(())
    }

    pub fn synced(&mut self, name: &str) -> Result<(), Refusal> {
        self.change()?;
        if self.sync_fails {
            return Err(Refusal::SyncFails);
        }
        if self.lies.is_some_and(|end| name.ends_with(end)) {
            return Ok(());
        }
        if let Some(file) = self.files.get_mut(name) {
            for change in std::mem::take(&mut file.pending) {
                change.apply(&mut file.synced);
            }
            // SQLite syncs the folder with the first sync of a log; nothing else makes a name safe.
            if !file.name_synced && (name.ends_with("-wal") || name.ends_with("-journal")) {
                self.names_synced();
            }
        }
        Ok(())
    }

    fn names_synced(&mut self) {
        self.files.retain(|_, file| !file.removed);
        self.files.values_mut().for_each(|file| file.name_synced = true);
    }

    fn change(&mut self) -> Result<(), Refusal> {
        if let Some(left) = &mut self.changes_left {
            *left = left.saturating_sub(1);
            self.off |= *left == 0;
        }
        if self.off { Err(Refusal::PowerIsOff) } else { Ok(()) }
    }

    /// What is found when the power is back.
    pub fn found(&self, cut: Cut, chance: &mut Chance) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        for (name, file) in &self.files {
            let lucky = matches!(cut, Cut::Torn) && chance.below(2) == 0;
            // A new name may have arrived, and so may the removal of an old one.
            let is_there = match (file.name_synced, file.removed) {
                (true, removed) => !(removed && lucky),
                (false, removed) => lucky && !removed,
            };
            if is_there {
                found.push((name.clone(), file.found(cut, chance)));
            }
        }
        found
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Change::Size(size) => bytes.resize(*size as usize, 0),
            Change::Write(at, written) => {
                let end = *at as usize + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*at as usize..end].copy_from_slice(written);
            }
        }
    }

    fn sectors(&self) -> std::ops::Range<usize> {
        match self {
            Change::Size(_) => 0..0,
            Change::Write(at, written) => *at as usize / SECTOR..(*at as usize + written.len()).div_ceil(SECTOR),
        }
    }
}

impl File {
    fn found(&self, cut: Cut, chance: &mut Chance) -> Vec<u8> {
        let Cut::Torn = cut else { return self.synced.clone() };
        let mut live = self.synced.clone();
        let mut sizes = vec![live.len()];
        let mut versions: HashMap<usize, Vec<[u8; SECTOR]>> = HashMap::new();
        for change in &self.pending {
            for sector in change.sectors() {
                versions.entry(sector).or_insert_with(|| vec![sector_of(&self.synced, sector)]);
            }
            change.apply(&mut live);
            sizes.push(live.len());
            for sector in change.sectors() {
                if let Some(versions) = versions.get_mut(&sector) {
                    versions.push(sector_of(&live, sector));
                }
            }
        }
        let mut found = self.synced.clone();
        found.resize(sizes[chance.below(sizes.len() as u64) as usize], 0);
        let mut changed: Vec<_> = versions.into_iter().collect();
        changed.sort_by_key(|(sector, _)| *sector);
        for (sector, versions) in changed {
            let version = &versions[chance.below(versions.len() as u64) as usize];
            let start = (sector * SECTOR).min(found.len());
            let end = (start + SECTOR).min(found.len());
            found[start..end].copy_from_slice(&version[..end - start]);
        }
        found
    }
}

fn sector_of(bytes: &[u8], sector: usize) -> [u8; SECTOR] {
    let start = (sector * SECTOR).min(bytes.len());
    let end = (start + SECTOR).min(bytes.len());
    let mut found = [0; SECTOR];
    found[..end - start].copy_from_slice(&bytes[start..end]);
    found
}

#[test]
fn what_was_synced_stays_and_the_rest_is_chance() {
    let mut disk = Disk::default();
    disk.start([("a.db".to_owned(), b"old".to_vec())]);
    disk.written("a.db", 0, b"new").expect("a write");
    disk.created("a.db-wal").expect("a file");
    disk.written("a.db-wal", 0, b"log").expect("a write");
    let mut chance = Chance::new(1);
    assert_eq!(disk.found(Cut::Clean, &mut chance), [("a.db".to_owned(), b"old".to_vec())]);
    let torn: Vec<_> = (0..40).map(|_| disk.found(Cut::Torn, &mut chance)).collect();
    assert!(torn.iter().any(|found| found[0].1 == b"new") && torn.iter().any(|found| found[0].1 == b"old"));
    assert!(torn.iter().any(|found| found.len() == 1) && torn.iter().any(|found| found.len() == 2));
    disk.synced("a.db-wal").expect("a sync");
    disk.written("a.db-wal", 3, b" and more").expect("a write");
    let found = disk.found(Cut::Clean, &mut chance);
    assert_eq!(found[1], ("a.db-wal".to_owned(), b"log".to_vec()));
    disk.changes_left = Some(1);
    assert_eq!(disk.synced("a.db"), Err(Refusal::PowerIsOff));
    assert_eq!(disk.written("a.db", 0, b"x"), Err(Refusal::PowerIsOff));
}
