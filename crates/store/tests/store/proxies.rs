//! A wire to PostgreSQL that is cut at a chosen moment.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// When the wire is cut, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// COMMIT has left, and has not arrived.
    BeforeCommit,
    /// COMMIT was obeyed; its answer does not come back.
    AfterCommit,
}

/// A listener that passes everything on to a server.
#[derive(Clone)]
pub struct Proxy {
    pub port: u16,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    armed: Option<At>,
    wires: Vec<TcpStream>,
}

impl Proxy {
    pub fn start(server: String) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let proxy = Proxy { port: listener.local_addr().expect("an address").port(), shared: Arc::default() };
        let own = proxy.clone();
        // It ends with the test program.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.expect("a client"), TcpStream::connect(&server).expect("the server"));
                own.clone().join(client, server);
            }
        });
        proxy
    }

    pub fn arm(&self, at: At) {
        self.lock().armed = Some(at);
    }

    /// True when the wire was cut as it was armed to be.
    pub fn has_fired(&self) -> bool {
        self.lock().armed.is_none()
    }

    /// Cuts every wire.
    pub fn cut(&self) {
        hang_up(&std::mem::take(&mut self.lock().wires));
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(self, client: TcpStream, server: TcpStream) {
        let both = |wire: &TcpStream| wire.try_clone().expect("another handle");
        self.lock().wires.extend([both(&client), both(&server)]);
        let (from, to, own) = (both(&client), both(&server), self.clone());
        std::thread::spawn(move || own.send(from, to));
        std::thread::spawn(move || self.answer(server, client));
    }

    /// From the program to the server, looking for COMMIT.
    fn send(self, mut from: TcpStream, mut to: TcpStream) {
        let mut bytes = [0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            let is_commit = contains(&bytes[..length], b"commit\0");
            if is_commit && self.lock().armed == Some(At::BeforeCommit) {
                self.lock().armed = None;
                break;
            }
            if to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        hang_up(&[from, to]);
    }

    /// From the server to the program, looking for the answer to COMMIT.
    fn answer(self, mut from: TcpStream, mut to: TcpStream) {
        let mut bytes = [0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            if contains(&bytes[..length], b"COMMIT\0") && self.lock().armed == Some(At::AfterCommit) {
                self.lock().armed = None;
                break;
            }
            if to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        hang_up(&[from, to]);
    }
}

fn hang_up(wires: &[TcpStream]) {
    for wire in wires {
        // It may be gone already.
        let _ = wire.shutdown(Shutdown::Both);
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
