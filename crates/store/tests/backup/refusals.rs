//! What is no backup, or has no place to go, is refused, and nothing is left half done.

use std::{
    fs::File,
    io::{Read, Write},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sha2::{Digest, Sha256};
use store::{Db, backup, restore, sql};

use crate::{
    places::{ENGINES, Engine, Place, operator},
    samples::{count, fill},
};

fn backed_up() -> (Place, PathBuf) {
    let place = Place::new(Engine::Sqlite);
    let db = place.open();
    fill(&db, 300);
    let (file, _) = place.back_up(&db, "good.hilo");
    db.close();
    (place, file)
}

fn lines(file: &Path) -> Vec<String> {
    let mut text = String::new();
    GzDecoder::new(File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Packs lines, the last of them with a checksum that is right.
fn packed(mut lines: Vec<String>) -> Vec<u8> {
    let last = lines.pop().unwrap();
    let mut text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let sum: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let old = last.rfind("\"sha256\":\"").unwrap() + 10;
    text.push_str(&format!("{}{sum}{}\n", &last[..old], &last[old + 64..]));
    gzipped(text.as_bytes())
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// The code of the refusal to restore these bytes; the place must be as empty after as before.
fn refused(place: &Place, bytes: &[u8]) -> &'static str {
    let file = place.file("bad.hilo");
    std::fs::write(&file, bytes).unwrap();
    let db = Db::open_unmigrated(&place.settings).unwrap();
    let error = restore::read(&operator(), &db, &file, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("bad.hilo"), "{error}");
    db.close();
    error.code()
}

#[test]
fn damaged_foreign_and_newer_files_are_refused() {
    let (_place, good) = backed_up();
    let bytes = std::fs::read(&good).unwrap();
    let target = Place::new(Engine::Sqlite);
    for cut in (0..bytes.len()).step_by(bytes.len() / 40) {
        assert_eq!(refused(&target, &bytes[..cut]), "backup-damaged", "cut at {cut}");
        let mut flipped = bytes.clone();
        flipped[cut] ^= 0x10;
        if flipped[cut] != bytes[cut] && cut > 10 {
            assert_eq!(refused(&target, &flipped), "backup-damaged", "flipped at {cut}");
        }
    }
    let all = lines(&good);
    let newer = |from: &str, to: &str| {
        let mut lines = all.clone();
        assert!(lines[0].contains(from), "{}", lines[0]);
        lines[0] = lines[0].replacen(from, to, 1);
        packed(lines)
    };
    let schema = format!("\"schema\":{}", store::migrations::LATEST);
    let cases = [
        (newer("\"version\":1", "\"version\":2,\"what\":{}"), "backup-newer"),
        (newer(&schema, "\"schema\":999"), "backup-newer"),
        (newer(&schema, "\"schema\":0"), "backup-damaged"),
        (newer("hilo-backup", "another"), "backup-foreign"),
        (gzipped(b"create table a (b);\n"), "backup-foreign"),
        (b"SQLite format 3\0".to_vec(), "backup-foreign"),
        ([&bytes[..], b"more"].concat(), "backup-damaged"),
        ([&bytes[..], &bytes[..]].concat(), "backup-damaged"),
        (gzipped([&gunzipped(&good)[..], b"[1]\n"].concat().as_slice()), "backup-damaged"),
    ];
    for (bytes, code) in cases {
        assert_eq!(refused(&target, &bytes), code);
    }
    target.restore(&good).expect("nothing was left behind");
}

#[test]
fn a_backup_that_somebody_unpacked_is_as_good() {
    let (_place, good) = backed_up();
    let plain = gunzipped(&good);
    for engine in ENGINES {
        let target = Place::new(engine);
        let header = plain.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in (header..plain.len()).step_by(plain.len() / 10) {
            assert_eq!(refused(&target, &plain[..cut]), "backup-damaged", "cut at {cut}");
            let mut flipped = plain.clone();
            flipped[cut] ^= 0x10;
            assert_eq!(refused(&target, &flipped), "backup-damaged", "flipped at {cut}");
        }
        assert_eq!(refused(&target, &[&plain[..], b"more"].concat()), "backup-damaged");
        assert_eq!(refused(&target, &[&plain[..], &plain[..]].concat()), "backup-damaged");
        let file = target.file("plain.hilo");
        std::fs::write(&file, &plain).unwrap();
        target.restore(&file).unwrap_or_else(|error| panic!("{engine:?}: {error}"));
        let packed = Place::new(engine);
        packed.restore(&good).unwrap();
        assert_eq!(backup::digest(&target.open()).unwrap(), backup::digest(&packed.open()).unwrap());
    }
}

fn gunzipped(file: &Path) -> Vec<u8> {
    lines(file).iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn what_does_not_fit_is_taken_back() {
    let (_place, good) = backed_up();
    let all = lines(&good);
    let at = |start: &str| all.iter().position(|line| line.starts_with(start)).unwrap();
    let jobs = at("{\"table\":\"jobs\"");
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = all.clone();
        change(&mut lines);
        packed(lines)
    };
    let count = |from: u32, to: u32| {
        let last = all.last().unwrap().clone();
        last.replace(&format!("\"jobs\":{from}"), &format!("\"jobs\":{to}"))
    };
    let cases = [
        ("a row less", changed(&|lines| drop(lines.remove(jobs + 1))), "backup-damaged"),
        ("a row that is none", changed(&|lines| lines[jobs + 1] = "[1.5]".into()), "backup-damaged"),
        ("a short row", changed(&|lines| lines[jobs + 1] = "[1]".into()), "backup-damaged"),
        ("a column less", changed(&|lines| lines[jobs] = lines[jobs].replace("\"kind\",", "")), "backup-damaged"),
        ("no table", changed(&|lines| lines[jobs] = lines[jobs].replace("created_at", "made_at")), "backup-damaged"),
    ];
    for engine in ENGINES {
        let target = Place::new(engine);
        for (name, bytes, code) in &cases {
            assert_eq!(refused(&target, bytes), *code, "{name}, {engine:?}");
        }
        let doubled = changed(&|lines| {
            lines.insert(jobs + 1, lines[jobs + 1].clone());
            *lines.last_mut().unwrap() = count(1, 2);
        });
        std::fs::write(target.file("bad.hilo"), doubled).unwrap();
        assert_eq!(target.restore(&target.file("bad.hilo")).unwrap_err().code(), "internal");
        target.restore(&good).unwrap_or_else(|error| panic!("nothing may be left behind, {engine:?}: {error}"));
    }
}

#[test]
fn an_interrupted_restore_is_not_taken_for_a_database() {
    let (_place, good) = backed_up();
    for engine in ENGINES {
        let target = Place::new(engine);
        let db = Db::open_unmigrated(&target.settings).unwrap();
        let broken_off = std::panic::catch_unwind(AssertUnwindSafe(|| {
            restore::read(&operator(), &db, &good, &mut |told| assert!(told.rows < 100, "the power went"))
        }));
        assert!(broken_off.is_err());
        db.close();
        let opened = Db::open(&target.settings).map(|_| ()).unwrap_err();
        assert_eq!(opened.code(), "restore-interrupted", "{engine:?}");
        assert!(opened.to_string().contains("restore again"), "{opened}");
        assert_eq!(target.restore(&good).unwrap_err().code(), "restore-interrupted");
    }
}

#[test]
fn a_database_that_holds_something_is_not_restored_into() {
    let (_place, good) = backed_up();
    for engine in ENGINES {
        let target = Place::new(engine);
        let db = target.open();
        fill(&db, 3);
        db.close();
        let error = target.restore(&good).unwrap_err();
        assert_eq!(error.code(), "restore-not-empty");
        assert!(error.to_string().contains("new data folder"), "{error}");
        assert_eq!(count(&target.open(), sql!("select count(*) from events")), 3);
    }
}

#[test]
fn a_backup_overwrites_nothing() {
    for engine in ENGINES {
        let place = Place::new(engine);
        let db = place.open();
        let file = place.file("kept");
        let write = || backup::write(&operator(), &db, &place.file("scratch"), &file, &mut |_| {});
        std::fs::write(&file, "mine").unwrap();
        let error = write().unwrap_err();
        assert_eq!(error.code(), "backup-exists");
        assert!(error.to_string().contains("Choose another name"), "{error}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
        std::fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("/nowhere", &file).unwrap();
        assert_eq!(write().unwrap_err().code(), "backup-exists");
        std::fs::remove_file(&file).unwrap();
        assert_eq!(place.left_behind(), [""; 0]);
        write().unwrap();
        assert_eq!(write().unwrap_err().code(), "backup-exists");
    }
}

#[test]
fn a_file_that_appears_meanwhile_is_not_overwritten() {
    for engine in ENGINES {
        let place = Place::new(engine);
        let db = place.open();
        let file = place.file("contended");
        let appear = &mut |_: &backup::Progress| std::fs::write(&file, "mine").unwrap();
        let error = backup::write(&operator(), &db, &place.file("scratch"), &file, appear).unwrap_err();
        assert_eq!(error.code(), "backup-exists");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
        assert_eq!(place.left_behind(), [""; 0]);
    }
}

#[test]
fn one_backup_at_a_time() {
    for engine in ENGINES {
        let place = Place::new(engine);
        let db = place.open();
        let file = place.file("a.hilo");
        let write = || backup::write(&operator(), &db, &place.file("scratch"), &file, &mut |_| {});
        let other = File::create(place.file("a.hilo.part")).unwrap();
        other.try_lock().unwrap();
        assert_eq!(write().unwrap_err().code(), "backup-running");
        drop(other);
        write().unwrap();
    }
}

#[test]
fn a_folder_that_is_not_there_is_made_or_named() {
    let place = Place::new(Engine::Sqlite);
    let db = place.open();
    let write = |file: &Path| backup::write(&operator(), &db, &place.file("scratch"), file, &mut |_| {});
    write(&place.file("missing/deep/a.hilo")).unwrap();
    // Nobody makes a folder there.
    let nowhere = Path::new("/proc/missing/a.hilo");
    let error = write(nowhere).unwrap_err();
    assert_eq!(error.code(), "backup-file");
    assert!(error.to_string().contains("/proc/missing/a.hilo"), "{error}");
    let error = place.restore(nowhere).unwrap_err();
    assert_eq!(error.code(), "backup-file");
}
