//! Segment's and RudderStack's SDKs, unmodified, tell a story to the real program: nothing is lost and nothing counted
//! twice, also when the plug is pulled in the middle. `scripts/sdks` puts them beside the build.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use scenarios::{
    homes::{Engine, Home},
    people::Person,
    programs::{Serving, hire_owner, program},
    shops::{OWNER, PASSWORD},
};
use serde_json::{Value, json};
use store::{Db, params, sql};
use tracking::events::kind_of;

on_both_engines! {
    segment_for_node_tells_its_story
    segment_for_python_tells_its_story
    rudderstack_for_node_tells_its_story
    rudderstack_for_python_tells_its_story
}

async fn segment_for_node_tells_its_story(engine: Engine) {
    tokio::task::block_in_place(|| tells(engine, "segment_story.mjs", true));
}

async fn segment_for_python_tells_its_story(engine: Engine) {
    tokio::task::block_in_place(|| tells(engine, "story.py segment", true));
}

async fn rudderstack_for_node_tells_its_story(engine: Engine) {
    // It takes one refused connection for the end.
    tokio::task::block_in_place(|| tells(engine, "rudder_story.mjs", false));
}

async fn rudderstack_for_python_tells_its_story(engine: Engine) {
    tokio::task::block_in_place(|| tells(engine, "story.py rudderstack", true));
}

/// Where the SDKs are, and where their stories are.
fn places() -> (PathBuf, PathBuf) {
    let built = program().parent().and_then(|folder| folder.parent()).expect("a target folder").join("sdks");
    assert!(built.join("done").exists(), "The SDKs are not there. Put them there first: scripts/sdks");
    (built, PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../sdks"))
}

fn starts(story: &str, address: SocketAddr, key: &str) -> Child {
    let (built, stories) = places();
    let mut words = story.split(' ');
    let file = words.next().unwrap_or_default();
    let mut command = Command::new(if file.ends_with(".py") { "python3" } else { "node" });
    command.arg(stories.join(file)).args(words);
    command.env("PYTHONPATH", built.join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("HILO_SDKS", built.join("package.json"));
    let url = format!("http://{address}");
    command.env("HILO_URL", url).env("HILO_KEY", key).stdin(Stdio::null()).stdout(Stdio::null());
    command.spawn().expect("it can be started")
}

fn tells(engine: Engine, story: &str, is_cut: bool) {
    let home = Home::new(engine);
    hire_owner(&home);
    let runtime = tokio::runtime::Handle::current();
    let mut serving = Serving::start(&home);
    let address = serving.address;
    let key = runtime.block_on(source(&serving.somebody()));
    let mut child = starts(story, address, &key);
    if is_cut {
        while runtime.block_on(told(&serving.somebody())) == 0 {
            assert_eq!(child.try_wait().expect("it runs"), None, "it ended before it was cut");
        }
        serving.kill();
        serving = Serving::start_at(&home, address);
    }
    assert!(child.wait().expect("it ends").success(), "{story}");
    serving.stop();
    let text = std::fs::read_to_string(places().1.join("story.json")).expect("the story is there");
    let told: Value = serde_json::from_str(&text).expect("it is JSON");
    let calls = ["Customer Identified", "Page Viewed", "Screen Viewed", "Group Joined", "Alias Said"];
    let mut expected: BTreeMap<String, i64> = calls.map(|call| (call.to_owned(), 1)).into();
    for event in told["events"].as_array().expect("events") {
        *expected.entry(kind_of(event.as_str().expect("a name")).to_owned()).or_default() += 1;
    }
    *expected.entry("Product Viewed".to_owned()).or_default() += told["many"].as_i64().expect("a number");
    assert_eq!(kinds(&home), expected, "{story}: nothing lost, nothing twice");
}

async fn signed_in(person: &Person) -> Person {
    person.signs_in(OWNER, PASSWORD).await
}

async fn source(person: &Person) -> String {
    let owner = signed_in(person).await;
    let made = owner.tells("/api/v1/sources", "", &json!({ "name": "SDK", "kind": "server" })).await.expect(200).json();
    made["key"].as_str().expect("a key").to_owned()
}

/// How many things were told so far.
async fn told(person: &Person) -> usize {
    let events = signed_in(person).await.gets("/api/v1/events").await.expect(200).json();
    events["data"].as_array().map_or(0, Vec::len)
}

fn kinds(home: &Home) -> BTreeMap<String, i64> {
    let db = Db::open(&home.settings()).expect("the database opens");
    let text = sql!("select kind, count(*) from events where channel = 'web' group by kind");
    let read = |tx: &mut store::Tx| tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)));
    db.read_now("story.kinds", read).expect("it can be read").into_iter().collect()
}
