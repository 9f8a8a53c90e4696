//! Commands that find the folder owned ask its owner.

use std::{
    io::{Read, Write},
    net::Shutdown,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use base::{Error, Result};
use serde_json::{Value, json};
use store::{
    owner::Owner,
    socket::{self, ProgressSender, Request},
};
use tempfile::TempDir;
use tokio::{
    runtime::Runtime,
    sync::{Notify, watch},
    task::JoinHandle,
};

/// An owner that answers.
struct House {
    folder: PathBuf,
    runtime: Runtime,
    stop: watch::Sender<bool>,
    serving: JoinHandle<Result<()>>,
    wait: Arc<Notify>,
    finished: Arc<AtomicU64>,
    _temporary: TempDir,
}

impl House {
    fn open() -> House {
        House::open_in("data")
    }

    fn open_in(name: &str) -> House {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join(name);
        let owner = Owner::take(&folder).unwrap();
        let socket = socket::bind(&owner).unwrap();
        let runtime = Runtime::new().unwrap();
        let (stop, stopped) = watch::channel(false);
        let (wait, finished) = (Arc::new(Notify::new()), Arc::new(AtomicU64::new(0)));
        let (also_wait, also_finished) = (Arc::clone(&wait), Arc::clone(&finished));
        let handler = move |request, progress| handle(request, progress, also_wait.clone(), also_finished.clone());
        let serving = runtime.spawn(socket::serve(socket, handler, stopped));
        House { folder, runtime, stop, serving, wait, finished, _temporary: temporary }
    }

    fn ask(&self, command: &str, args: Value) -> Result<Value> {
        socket::ask(&self.folder, &request(command, args), &mut |_| {})
    }

    /// Sends bytes and reads all that comes back.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = UnixStream::connect(self.folder.join("hilo.sock")).unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

fn request(command: &str, args: Value) -> Request {
    Request { command: command.into(), args }
}

async fn handle(
    request: Request,
    progress: ProgressSender,
    wait: Arc<Notify>,
    finished: Arc<AtomicU64>,
) -> Result<Value> {
    let outcome = match request.command.as_str() {
        "echo" => Ok(request.args),
        "count" => {
            (1..=3).for_each(|number| progress.send(&json!({"at": number})));
            Ok(Value::Null)
        }
        "talk" => {
            (0..100_000).for_each(|number| progress.send(&number));
            Ok(json!("talked"))
        }
        "wait" => {
            progress.send(&"waiting");
            wait.notified().await;
            Ok(json!("waited"))
        }
        "refuse" => Err(Error::conflict("too-late", "The shop is closed. Come back tomorrow.")),
        "busy" => Err(Error::Busy { says: "Too much waits.".into() }),
        "break" => Err(Error::internal("a wire came loose")),
        "panic" => panic!("on purpose"),
        _ => Err(Error::NotFound { what: "command" }),
    };
    finished.fetch_add(1, Ordering::SeqCst);
    outcome
}

#[test]
fn an_owner_answers() {
    let house = House::open();
    assert_eq!(house.ask("echo", json!({"a": ["ñ\n", 1]})).unwrap(), json!({"a": ["ñ\n", 1]}));
    let mut told = Vec::new();
    let done = socket::ask(&house.folder, &request("count", Value::Null), &mut |value| told.push(value)).unwrap();
    assert_eq!(done, Value::Null);
    assert_eq!(told, [json!({"at": 1}), json!({"at": 2}), json!({"at": 3})]);
    assert_eq!(house.ask("talk", Value::Null).unwrap(), json!("talked"));
}

#[test]
fn refusals_arrive_as_they_were() {
    let house = House::open();
    let refusal = house.ask("refuse", Value::Null).unwrap_err();
    assert_eq!(refusal, Error::conflict("too-late", "The shop is closed. Come back tomorrow."));
    assert_eq!(house.ask("busy", Value::Null).unwrap_err(), Error::Busy { says: "Too much waits.".into() });
    assert_eq!(house.ask("break", Value::Null).unwrap_err(), Error::internal("a wire came loose"));
    let missing = house.ask("dance", Value::Null).unwrap_err();
    assert_eq!((missing.code(), missing.to_string().as_str()), ("not-found", "There is no such command."));
    assert_eq!(house.ask("panic", Value::Null).unwrap_err().code(), "internal");
    house.ask("echo", Value::Null).expect("it still answers");
}

#[test]
fn garbage_is_answered_with_an_error() {
    let house = House::open();
    let long = vec![b'['; 3 * 1024 * 1024];
    let cases: [&[u8]; 7] =
        [b"", b"\n", b"hello\n", b"{\"command\":1}\n", b"{\"command\":\"echo\"", b"\xff\xfe\0\n", b"[[["];
    for bytes in cases {
        let answer: Value = serde_json::from_str(&house.send(bytes)).unwrap();
        assert_eq!(answer["error"]["code"], "socket-request", "{bytes:?}");
        assert!(answer["error"]["says"].as_str().unwrap().contains("one line of JSON"));
    }
    // The owner stops reading, so writing may fail; what matters is that it goes on.
    let mut stream = UnixStream::connect(house.folder.join("hilo.sock")).unwrap();
    drop(stream.write_all(&long));
    drop(stream);
    assert_eq!(house.send(b"{\"command\":\"echo\"}\n"), "{\"done\":null}\n");
}

#[test]
fn an_act_goes_on_when_whoever_asked_has_gone() {
    let house = House::open();
    let mut stream = UnixStream::connect(house.folder.join("hilo.sock")).unwrap();
    stream.write_all(b"{\"command\":\"wait\"}\n").unwrap();
    let mut begun = [0; 10];
    stream.read_exact(&mut begun).unwrap();
    drop(stream);
    house.wait.notify_one();
    let House { runtime, stop, serving, finished, folder, .. } = house;
    stop.send(true).unwrap();
    runtime.block_on(serving).unwrap().unwrap();
    assert_eq!(finished.load(Ordering::SeqCst), 1);
    assert!(!folder.join("hilo.sock").exists());
}

#[test]
fn stopping_waits_for_acts_and_not_for_silence() {
    let house = House::open();
    let silent = UnixStream::connect(house.folder.join("hilo.sock")).unwrap();
    let mut asking = UnixStream::connect(house.folder.join("hilo.sock")).unwrap();
    asking.write_all(b"{\"command\":\"wait\"}\n").unwrap();
    let mut begun = [0; 10];
    asking.read_exact(&mut begun).unwrap();
    let House { runtime, stop, serving, wait, .. } = house;
    stop.send(true).unwrap();
    wait.notify_one();
    runtime.block_on(serving).unwrap().unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("{\"done\":\"waited\"}\n"), "{answer}");
    drop(silent);
}

#[test]
fn a_socket_is_its_owners_alone_and_replaces_a_stale_one() {
    let folder = tempfile::tempdir().unwrap();
    let owner = Owner::take(folder.path()).unwrap();
    let path = folder.path().join("hilo.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert_eq!(silence(folder.path()), "socket-silent");
    let socket = socket::bind(&owner).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    drop(owner);
    assert!(Owner::take(folder.path()).is_err(), "the socket holds on to the folder");
    drop(socket);
    assert!(!path.exists());
    assert_eq!(silence(folder.path()), "socket-silent");
    let owner = Owner::take(folder.path()).unwrap();
    std::fs::write(&path, "a file of somebody's").unwrap();
    assert_eq!(socket::bind(&owner).map(|_| ()).unwrap_err().code(), "socket");
    assert!(path.exists());
}

fn silence(folder: &Path) -> &'static str {
    socket::ask(folder, &request("echo", Value::Null), &mut |_| {}).unwrap_err().code()
}

#[test]
fn a_folder_with_a_long_path_has_a_socket_too() {
    let house = House::open_in(&format!("{}/{}", "long".repeat(30), "longer".repeat(20)));
    assert_eq!(house.ask("echo", json!(1)).unwrap(), json!(1));
    assert_eq!(house.folder.join("hilo.sock").metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_owner_that_ends_in_the_middle_leaves_no_false_answer() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::os::unix::net::UnixListener::bind(folder.path().join("hilo.sock")).unwrap();
    let dying = std::thread::spawn(move || drop(listener.accept().unwrap()));
    assert_eq!(silence(folder.path()), "socket-broken-off");
    dying.join().unwrap();
}
