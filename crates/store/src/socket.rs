//! The socket in the data folder: a command that finds the folder owned sends its act to the owner.
//!
//! A request is one line of JSON, `{"command": "...", "args": {...}}`. Back come any number of lines
//! `{"progress": ...}`, and one last: `{"done": value}` or `{"error": {"code": "...", "says": "..."}}`. Only the user
//! who runs the owner, and root, may ask.

use std::{
    fs::{File, Permissions},
    future::Future,
    io::{self, BufRead, BufReader, ErrorKind, Write},
    os::{
        fd::AsRawFd,
        unix::{
            fs::{FileTypeExt, MetadataExt, PermissionsExt},
            net,
        },
    },
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use base::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{mpsc, watch},
    task::JoinSet,
};

use crate::owner::Owner;

const NAME: &str = "hilo.sock";
/// Addresses of sockets are short: 108 bytes on Linux, 104 elsewhere, with a zero at the end.
const LONGEST_PATH: usize = 103;
/// No request is longer.
const LONGEST_REQUEST: u64 = 1024 * 1024;
/// Lines of progress that may wait for a slow reader; more are left out.
const WAITING: usize = 64;

/// What a command asks of the owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What to do: `backup`, `import`...
    pub command: String,
    /// With what.
    #[serde(default)]
    pub args: Value,
}

/// A line of an answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Progress(Value),
    Done(Value),
    Error { code: String, says: String },
}

/// Where a handler says how far it has come.
#[derive(Clone, Debug)]
pub struct ProgressSender(mpsc::Sender<Value>);

impl ProgressSender {
    /// Tells whoever asked. Never waits: what a slow or absent reader cannot take is left out.
    pub fn send<T: Serialize>(&self, progress: &T) {
        let Ok(value) = serde_json::to_value(progress) else { return };
        drop(self.0.try_send(value));
    }
}

/// The owner's end of the socket. The file goes when it is dropped.
pub struct Socket {
    listener: net::UnixListener,
    path: PathBuf,
    /// The user whose commands are heard.
    user: u32,
    // So that nobody else owns the folder while the file is there.
    _owner: Owner,
}

/// Makes the socket, in place of one that a process left behind.
pub fn bind(owner: &Owner) -> Result<Socket> {
    let path = owner.folder().join(NAME);
    let cannot = |error: io::Error| Error::invalid("socket", format!("Cannot use {}: {error}.", path.display()));
    match path.symlink_metadata() {
        Ok(left) if left.file_type().is_socket() => std::fs::remove_file(&path).map_err(cannot)?,
        Ok(_) => return Err(cannot(io::Error::other("something else has this name"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(cannot(error)),
    }
    let address = Address::of(owner.folder())?;
    let listener = net::UnixListener::bind(&address.path).map_err(cannot)?;
    let user = path.metadata().map_err(cannot)?.uid();
    let socket = Socket { listener, path: path.clone(), user, _owner: owner.clone() };
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(cannot)?;
    socket.listener.set_nonblocking(true).map_err(cannot)?;
    Ok(socket)
}

impl Drop for Socket {
    fn drop(&mut self) {
        // A file that stays is removed by the next owner.
        drop(std::fs::remove_file(&self.path));
    }
}

/// Answers until told to stop, and then until the acts that were begun have ended. An act goes on when whoever asked
/// for it has gone.
pub async fn serve<H, F>(socket: Socket, handler: H, mut stop: watch::Receiver<bool>) -> Result<()>
where
    H: Fn(Request, ProgressSender) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Value>> + Send + 'static,
{
    let listener = socket.listener.try_clone().and_then(UnixListener::from_std).map_err(Error::internal)?;
    let handler = Arc::new(handler);
    let (mut talks, told) = (JoinSet::new(), stop.clone());
    loop {
        tokio::select! {
            () = told_to_stop(&mut stop) => break,
            Some(_) = talks.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) if may_ask(&stream, socket.user) => {
                    talks.spawn(talk(stream, Arc::clone(&handler), told.clone()));
                }
                Ok(_) => tracing::warn!("another user knocked at the socket of the data folder"),
                Err(error) => {
                    tracing::warn!(cause = %error, "the socket of the data folder could not take a request");
                    // Out of file numbers, most likely: some come back when others end.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop((listener, socket));
    while talks.join_next().await.is_some() {}
    Ok(())
}

async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    // An end without a word is an end too.
    drop(stop.wait_for(|stop| *stop).await);
}

fn may_ask(stream: &UnixStream, user: u32) -> bool {
    stream.peer_cred().is_ok_and(|peer| peer.uid() == user || peer.uid() == 0)
}

async fn talk<H, F>(stream: UnixStream, handler: Arc<H>, mut stop: watch::Receiver<bool>)
where
    H: Fn(Request, ProgressSender) -> F,
    F: Future<Output = Result<Value>> + Send + 'static,
{
    let (read, mut write) = stream.into_split();
    let request = tokio::select! {
        () = told_to_stop(&mut stop) => return,
        request = hear(read) => request,
    };
    let outcome = match request {
        Ok(request) => {
            let (sender, progress) = mpsc::channel(WAITING);
            act(handler(request, ProgressSender(sender)), progress, &mut write).await
        }
        Err(error) => Err(error),
    };
    let last = match outcome {
        Ok(value) => Answer::Done(value),
        Err(error) => Answer::Error { code: error.code().to_owned(), says: error.to_string() },
    };
    tell(&mut write, &last).await;
}

async fn hear(read: OwnedReadHalf) -> Result<Request> {
    let mut line = Vec::new();
    let mut read = tokio::io::BufReader::new(read).take(LONGEST_REQUEST);
    read.read_until(b'\n', &mut line).await.map_err(Error::internal)?;
    serde_json::from_slice(&line).map_err(|error| {
        Error::invalid("socket-request", format!("The request is not one line of JSON with a command: {error}."))
    })
}

/// Waits for an act and passes its progress on.
async fn act(
    work: impl Future<Output = Result<Value>> + Send + 'static,
    mut progress: mpsc::Receiver<Value>,
    write: &mut OwnedWriteHalf,
) -> Result<Value> {
    let mut work = tokio::spawn(work);
    let outcome = loop {
        tokio::select! {
            biased;
            Some(value) = progress.recv() => tell(write, &Answer::Progress(value)).await,
            outcome = &mut work => break outcome,
        }
    };
    while let Ok(value) = progress.try_recv() {
        tell(write, &Answer::Progress(value)).await;
    }
    outcome.unwrap_or_else(|error| Err(Error::internal(format!("the command came to a bad end: {error}"))))
}

async fn tell(write: &mut OwnedWriteHalf, answer: &Answer) {
    let mut line = serde_json::to_vec(answer).unwrap_or_default();
    line.push(b'\n');
    // Whoever asked may have gone; what it asked for goes on.
    drop(write.write_all(&line).await);
}

/// Sends an act to the owner of a folder and waits for its end: for command lines. Blocks.
pub fn ask(folder: &Path, request: &Request, on_progress: &mut dyn FnMut(Value)) -> Result<Value> {
    let mut stream = connect(folder)?;
    let mut line = serde_json::to_vec(request).map_err(Error::internal)?;
    line.push(b'\n');
    stream.write_all(&line).map_err(|_| broken_off())?;
    for line in BufReader::new(stream).lines() {
        let line = line.map_err(|_| broken_off())?;
        match serde_json::from_str(&line).map_err(Error::internal)? {
            Answer::Progress(value) => on_progress(value),
            Answer::Done(value) => return Ok(value),
            Answer::Error { code, says } => return Err(refusal(code, says)),
        }
    }
    Err(broken_off())
}

fn connect(folder: &Path) -> Result<net::UnixStream> {
    let address = Address::of(folder)?;
    net::UnixStream::connect(&address.path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => Error::conflict(
            "socket-silent",
            format!(
                "Nobody answers in the folder {}: the Hilo that has it is starting or stopping. Try again in a moment.",
                folder.display()
            ),
        ),
        ErrorKind::PermissionDenied => Error::conflict(
            "socket-not-yours",
            format!("The Hilo that has the folder {} runs as another user. Ask as that user.", folder.display()),
        ),
        _ => Error::internal(format!("cannot reach {}: {error}", folder.join(NAME).display())),
    })
}

fn broken_off() -> Error {
    Error::conflict(
        "socket-broken-off",
        "Hilo ended before it had answered, so it is not known whether this was done. Look before you repeat it.",
    )
}

fn refusal(code: String, says: String) -> Error {
    match code.as_str() {
        "internal" => Error::internal(says),
        "busy" => Error::Busy { says },
        "outcome-unknown" => Error::OutcomeUnknown,
        // Kept for as long as the process lives, which is a command that has asked once.
        _ => Error::conflict(Box::leak(code.into_boxed_str()), says),
    }
}

/// The socket's address: its path, or where that is too long a short one by way of the open folder.
struct Address {
    path: PathBuf,
    _folder: Option<File>,
}

impl Address {
    fn of(folder: &Path) -> Result<Address> {
        let path = folder.join(NAME);
        if path.as_os_str().len() <= LONGEST_PATH {
            return Ok(Address { path, _folder: None });
        }
        let numbers = Path::new("/proc/self/fd");
        if !numbers.exists() {
            let says = format!(
                "The path {} is too long for a socket. Use a data folder whose path is shorter than {} bytes.",
                path.display(),
                LONGEST_PATH - NAME.len()
            );
            return Err(Error::invalid("socket-path", says));
        }
        let opened = File::open(folder).map_err(|error| {
            Error::invalid("data-folder", format!("Cannot use the folder {}: {error}.", folder.display()))
        })?;
        let path = numbers.join(opened.as_raw_fd().to_string()).join(NAME);
        Ok(Address { path, _folder: Some(opened) })
    }
}
