//! One process owns a data folder.

use store::owner::Owner;

#[test]
fn a_folder_has_one_owner() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("made/for/it");
    let owner = Owner::take(&data).unwrap();
    assert_eq!(owner.folder(), data);
    let refusal = Owner::take(&data).unwrap_err();
    assert_eq!(refusal.code(), "folder-owned");
    let says = refusal.to_string();
    assert!(says.contains(&format!("process {}", std::process::id())), "{says}");
    assert!(says.contains(&data.display().to_string()), "{says}");
    let second = owner.clone();
    drop(owner);
    assert!(Owner::take(&data).is_err(), "a clone still owns it");
    drop(second);
    Owner::take(&data).unwrap();
}

#[test]
fn what_a_dead_process_left_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    for left in ["1", "", "not a number", &"9".repeat(500)] {
        std::fs::write(folder.path().join("hilo.lock"), left).unwrap();
        drop(Owner::take(folder.path()).unwrap());
        let says = std::fs::read_to_string(folder.path().join("hilo.lock")).unwrap();
        assert_eq!(says.trim(), std::process::id().to_string());
    }
}

#[test]
fn a_file_is_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(Owner::take(&file).unwrap_err().code(), "data-folder");
}
