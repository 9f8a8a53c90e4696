//! Files that are broken, wrong or too large for the disk.

use std::{io::Write, path::Path, process::Command};

use scenarios::{
    homes::{Engine, Home},
    programs::{Ran, run},
    retail::{TOTALS, YEAR, file, gzipped, many},
};
use serde_json::{Value, json};
use store::Db;

on_both_engines!(
    a_broken_file_changes_nothing
    a_wrong_line_is_listed_and_the_rest_is_taken
    a_year_that_is_not_there_yet_is_refused_line_by_line
);

fn import(home: &Home, path: &Path) -> Ran {
    run(home, &["import", "online-retail-ii", path.to_str().expect("UTF-8"), "--json"])
}

/// What the store holds, where nobody else has it open.
fn totals(home: &Home) -> Value {
    let db = Db::open(&home.settings()).expect("the database opens");
    let totals = db.read_now("orders.totals", orders::totals::read).expect("it can be counted");
    db.close();
    json!(totals)
}

async fn a_broken_file_changes_nothing(engine: Engine) {
    tokio::task::spawn_blocking(move || broken_files(engine)).await.expect("the story ends well");
}

fn broken_files(engine: Engine) {
    let home = Home::new(engine);
    let folder = home.folder();
    let packed = gzipped(YEAR.as_bytes());
    let with = |line: &str| format!("{YEAR}{line}\n").into_bytes();
    let mut latin: Vec<u8> = with("489999,85048,CAFE,12,2010-07-01 07:45:00,6.95,13085,United Kingdom");
    latin[YEAR.len() + 16] = 0xc9;
    let open_quote =
        "489999,85048,\"BALL,12,2010-07-01 07:45:00,6.95,13085,UK\n489999,1,A,1,2010-07-01 07:45:00,1,1,UK";
    let cases: [(&str, Vec<u8>, &[&str]); 9] = [
        ("quotes.csv", with(open_quote), &["line 61", "quote"]),
        ("columns.csv", YEAR.replacen("Price,", "", 1).into_bytes(), &["Price", "first line"]),
        ("short.csv", with("489999,85048,BALL,12"), &["line 61", "4 columns, not 8"]),
        ("latin.csv", latin, &["line 61", "UTF-8", "iconv"]),
        ("empty.csv", Vec::new(), &["empty"]),
        ("header.csv", YEAR.lines().next().unwrap_or_default().into(), &["no line"]),
        ("cut.csv.gz", packed[..packed.len() / 2].to_vec(), &["complete"]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), &["first line"]),
        ("spreadsheet.csv", YEAR.replace(',', ";").into_bytes(), &["missing", "first line"]),
    ];
    file(folder, "a-good.csv", YEAR.as_bytes());
    let nothing = totals(&home);
    assert_eq!(nothing["lines"], 0);
    for (name, bytes, words) in cases {
        let bad = file(folder, name, &bytes);
        let ran = import(&home, &bad);
        let said = ran.refusal();
        assert!(said.contains(name) && words.iter().all(|word| said.contains(word)), "{name}: {said}");
        assert_eq!(ran.out, "", "{name}");
        // Nor is a good file that comes before it taken.
        let both = [&folder.join("a-good.csv"), &bad].map(|path| path.to_str().expect("UTF-8").to_owned());
        let ran = run(&home, &["import", "online-retail-ii", &both[0], &both[1]]);
        assert!(ran.refusal().contains(name), "{ran:?}");
        assert_eq!(totals(&home), nothing, "{name}: nothing is half done");
    }
    std::fs::create_dir(folder.join("bare")).expect("a folder");
    for (path, words) in [("bare", "without a .csv"), ("nowhere.csv", "No such file")] {
        let ran = import(&home, &folder.join(path));
        assert!(ran.refusal().contains(path) && ran.refusal().contains(words), "{ran:?}");
    }
    let ran = run(&home, &["import", "some-other-format", "a-good.csv"]);
    assert!(ran.code == Some(2) && ran.err.contains("online-retail-ii"), "{ran:?}");
    assert_eq!(totals(&home), nothing);
    assert_eq!(run(&home, &["verify"]).well().out, "Everything that must be true is true.\n");
}

const WRONG: [(&str, &str); 8] = [
    ("489999,85048,BALL,1,1009-12-01 07:45:00,6.95,13085,United Kingdom", "1990"),
    ("489999,85048,BALL,1,2090-12-01 07:45:00,6.95,13085,United Kingdom", "future"),
    ("489999,85048,BALL,1,01/12/2009 07:45,6.95,13085,United Kingdom", "not a date"),
    ("489999,85048,BALL,1,2009-12-01 07:45:00,-6.95,13085,United Kingdom", "negative"),
    ("489999,85048,BALL,a dozen,2009-12-01 07:45:00,6.95,13085,United Kingdom", "not a quantity"),
    ("FREE,85048,BALL,1,2009-12-01 07:45:00,6.95,13085,United Kingdom", "not an invoice number"),
    ("489999,85048,BALL,999999999,2009-12-01 07:45:00,99999999999,13085,UK", "come to more than"),
    ("489999,,BALL,1,2009-12-01 07:45:00,6.95,13085,United Kingdom", "stock code"),
];

async fn a_wrong_line_is_listed_and_the_rest_is_taken(engine: Engine) {
    tokio::task::spawn_blocking(move || wrong_lines(engine)).await.expect("the story ends well");
}

fn wrong_lines(engine: Engine) {
    let home = Home::new(engine);
    let wrong: Vec<&str> = WRONG.iter().map(|(line, _)| *line).collect();
    let mut lines: Vec<&str> = YEAR.lines().collect();
    lines.splice(11..11, wrong);
    let mixed = file(home.folder(), "mixed.csv", lines.join("\n").as_bytes());
    let mut lists = Vec::new();
    for _ in 0..2 {
        let ran = import(&home, &mixed).well();
        let told = ran.json();
        assert_eq!(told["rejected"], WRONG.len(), "{told}");
        for (name, value) in TOTALS {
            assert_eq!(told[name], value, "{name}: {told}");
        }
        let list = told["rejected_file"].as_str().expect("the list is named").to_owned();
        assert!(ran.err.contains("8 lines were refused") && ran.err.contains(&list), "{ran:?}");
        let listed = std::fs::read_to_string(&list).expect("the list of refused lines");
        lists.push(list);
        let mut listed = listed.lines();
        assert_eq!(listed.next(), Some("file,line,reason,text"));
        for (index, (line, reason)) in WRONG.iter().enumerate() {
            let entry = listed.next().unwrap_or_default();
            assert!(entry.contains(&format!(",{},", 12 + index)) && entry.contains(reason), "{entry}");
            assert!(entry.contains(line.split(',').nth(2).unwrap_or_default()), "{entry}");
        }
        assert_eq!(listed.next(), None);
    }
    assert!(lists[0] != lists[1], "each import has a list of its own: {lists:?}");
    assert_eq!(lists_of(&home).len(), 2, "and the earlier one stays");
    let good = file(home.folder(), "good.csv", YEAR.as_bytes());
    assert_eq!(import(&home, &good).well().json()["rejected_file"], Value::Null);
    assert_eq!(lists_of(&home).len(), 2, "nothing refused, no list");
}

/// The names of the lists of refused lines: `rejected-20261121T235900Z.csv`, the second of that second with `-2`.
fn lists_of(home: &Home) -> Vec<String> {
    let names = std::fs::read_dir(home.data())
        .expect("the data folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let lists: Vec<String> = names.filter(|name| name.starts_with("rejected")).collect();
    let digits = |text: &str| text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
    for name in &lists {
        let shape: String = digits(name);
        let shapes = ["rejected-00000000T000000Z.csv", "rejected-00000000T000000Z-0.csv"];
        assert!(shapes.contains(&shape.as_str()), "{name}");
    }
    lists
}

async fn a_year_that_is_not_there_yet_is_refused_line_by_line(engine: Engine) {
    let home = Home::new(engine);
    let future = file(home.folder(), "future.csv", YEAR.replace("2009-", "2109-").replace("2010-", "2110-").as_bytes());
    let told = import(&home, &future).well().json();
    assert_eq!((&told["rejected"], &told["lines"], &told["orders"]), (&json!(59), &json!(0), &json!(0)));
}

/// A disk of so many megabytes; gone when it is dropped.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    /// Nothing where this machine does not let us.
    fn mount(at: &'a Path, megabytes: u32) -> Option<Disk<'a>> {
        std::fs::create_dir_all(at).expect("a folder");
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Disk(at))
    }

    fn grow(&self, megabytes: u32) {
        let size = format!("remount,size={megabytes}m");
        let grown = Command::new("mount").args(["-o", &size]).arg(self.0).status();
        assert!(grown.is_ok_and(|status| status.success()), "the disk can grow");
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0).status());
    }
}

#[test]
fn a_full_disk_stops_the_import_and_space_lets_it_go_on() {
    let home = Home::new(Engine::Sqlite);
    let data = home.data();
    let Some(disk) = Disk::mount(&data, 6) else {
        let line =
            "No disk can be made here, so a full one is not tried: that takes root, or a container of one's own.";
        writeln!(std::io::stderr(), "{line}").expect("somebody listens");
        return;
    };
    let large = many(home.folder(), "many.csv", 12_000);
    for _ in 0..2 {
        let ran = import(&home, &large);
        let said = ran.refusal();
        assert!(said.contains("disk is full") && said.contains("repeat the same command"), "{said}");
    }
    disk.grow(300);
    let between = totals(&home);
    let orders = between["orders"].as_i64().expect("a number");
    assert!(orders < 12_000 && between["lines"] == 3 * orders, "whole orders, and not all of them: {between}");
    let told = import(&home, &large).well().json();
    assert_eq!((&told["orders"], &told["lines"]), (&json!(12_000), &json!(36_000)), "{told}");
    assert_eq!(told["line_value_minor"], 1_800 * 12_000);
    assert_eq!(run(&home, &["verify", "--json"]).well().json()["clean"], true);
    drop(disk);
}
