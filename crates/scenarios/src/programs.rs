//! The real program, as another process that can be killed.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{
    answers::PATIENCE,
    homes::Home,
    people::Person,
    shops::{OWNER, PASSWORD},
};

/// What a command left.
#[derive(Debug)]
pub struct Ran {
    /// How it ended; nothing where it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it said on the side.
    pub err: String,
}

impl Ran {
    /// What it printed, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not JSON ({error}): {self:?}"))
    }

    /// The same, where it ended well; else the story ends.
    pub fn well(self) -> Ran {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// The sentence with which it refused; else the story ends.
    pub fn refusal(&self) -> &str {
        assert!(self.code.is_some_and(|code| code != 0), "{self:?}");
        let said = self.err.lines().rfind(|line| line.starts_with("hilo: "));
        let said = said.unwrap_or_else(|| panic!("no sentence: {self:?}"));
        assert!(said.ends_with(['.', '?']) && !said.contains("panicked"), "{said}");
        said
    }
}

/// The program beside these tests: `cargo test --workspace` and `make test` build it there.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().expect("this program has a place");
    let found = here.ancestors().map(|folder| folder.join("hilo")).find(|file| file.is_file());
    found.expect("The program is not built. Build it first: cargo build --package hilo")
}

/// The program on this home, with its arguments still to come. No setting of the machine reaches it.
pub fn hilo(home: &Home) -> Command {
    let mut command = Command::new(program());
    command.current_dir(home.folder()).env_clear();
    settle(&mut command, home);
    command
}

/// Names the home's database and folder.
fn settle(command: &mut Command, home: &Home) {
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HILO_LOG", "warn");
    command.arg("--data").arg(home.data());
    if let Some(url) = home.url() {
        command.args(["--database", url]);
        if !home.is_durable() {
            command.env("HILO_ALLOW_UNSAFE_DATABASE", "true");
        }
    }
}

/// Runs a command to its end.
pub fn run(home: &Home, arguments: &[&str]) -> Ran {
    ran(hilo(home).args(arguments), "")
}

/// Runs a command to its end, with something to read.
pub fn ran(command: &mut Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program can be started");
    // One that refuses at once does not read.
    drop(child.stdin.take().expect("it was asked for").write_all(input.as_bytes()));
    let (out, err) = (gather(child.stdout.take()), gather(child.stderr.take()));
    let out = out.recv_timeout(3 * PATIENCE).unwrap_or_else(|_| {
        drop(child.kill());
        panic!("it does not end: {command:?}");
    });
    let err = err.recv().expect("what it said on the side ends, too");
    Ran { code: child.wait().expect("it ends").code(), out, err }
}

/// Reads what a child says to the end, so that it never waits for us.
fn gather(said: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let mut said = said.expect("it was asked for");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut all = Vec::new();
        // What was said before it broke off is what there is, and whoever asked may have gone.
        drop(said.read_to_end(&mut all));
        drop(tell.send(String::from_utf8_lossy(&all).into_owned()));
    });
    told
}

/// Starts a command and kills it when it has run for so long, unless it has ended.
pub fn killed_after(home: &Home, arguments: &[&str], time: Duration) -> bool {
    let mut command = hilo(home);
    let quiet = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = quiet.spawn().expect("the program can be started");
    let ended = gather(child.stdout.take()).recv_timeout(time).is_ok();
    if !ended {
        child.kill().expect("it runs until it is killed");
    }
    child.wait().expect("it ends");
    !ended
}

/// Makes the owner's account.
pub fn hire_owner(home: &Home) {
    let arguments = ["admin", "add-staff", OWNER, "--name", "Lucía", "--role", "owner"];
    ran(hilo(home).args(arguments), PASSWORD).well();
}

/// `hilo serve`, while it runs.
pub struct Serving {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
    log: mpsc::Receiver<String>,
}

impl Serving {
    /// Starts it, and waits until it serves.
    pub fn start(home: &Home) -> Serving {
        Serving::start_telling(home, "info")
    }

    /// The same, with settings of its own.
    pub fn start_with(home: &Home, settings: &[(&str, &str)]) -> Serving {
        let mut command = hilo(home);
        command.envs(settings.iter().copied());
        Serving::run(command, "info", "127.0.0.1:0", &[])
    }

    /// The same, with more arguments.
    pub fn start_saying(home: &Home, arguments: &[&str]) -> Serving {
        Serving::run(hilo(home), "info", "127.0.0.1:0", arguments)
    }

    /// The same, where it answered before.
    pub fn start_at(home: &Home, address: SocketAddr) -> Serving {
        Serving::begin(home, "info", &address.to_string())
    }

    /// The same, with a log that says so much.
    pub fn start_telling(home: &Home, log: &str) -> Serving {
        Serving::begin(home, log, "127.0.0.1:0")
    }

    fn begin(home: &Home, log: &str, address: &str) -> Serving {
        Serving::run(hilo(home), log, address, &[])
    }

    fn run(mut command: Command, log: &str, address: &str, more: &[&str]) -> Serving {
        command.env("HILO_LOG", log).args(["serve", "--listen", address]).args(more);
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program can be started");
        let said = BufReader::new(child.stderr.take().expect("it was asked for")).lines();
        let (tell, log) = mpsc::channel();
        std::thread::spawn(move || said.map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        let mut before = Vec::new();
        loop {
            let line = log.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("it does not serve: {before:?}"));
            if let Some((_, rest)) = line.split_once("serving address=") {
                let address = rest.split_whitespace().next().and_then(|text| text.parse().ok());
                return Serving { child, address: address.expect("an address"), log };
            }
            before.push(line);
        }
    }

    /// Somebody at its door.
    pub fn somebody(&self) -> Person {
        Person::at(self.address)
    }

    /// Pulls the plug.
    pub fn kill(mut self) {
        self.child.kill().expect("it runs until it is killed");
        self.child.wait().expect("it ends");
    }

    /// Asks it to stop, and waits until it has; gives what it said meanwhile.
    pub fn stop(mut self) -> (ExitStatus, Vec<String>) {
        kill_process(self.pid(), Signal::TERM).expect("it runs until it is stopped");
        let status = self.child.wait().expect("it ends");
        (status, self.log.iter().collect())
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // A story that ended badly leaves nothing running; one that ended well has stopped it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
