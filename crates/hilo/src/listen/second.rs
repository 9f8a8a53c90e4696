//! HTTP/2: many requests at once over one connection, within limits of its own.
//!
//! A client may open so many streams at once, send heads of so many bytes, and take back so many requests before they
//! were looked at; one that takes more is put out. A stream whose answer is not read for too long ends its connection,
//! and so does a connection without a stream for too long.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, sleep},
};

use crate::listen::{HEAD_BYTES, Limits, Visit, Wire, stopped, wire::Turns};

/// Requests that one connection may have open at once.
pub(super) const AT_ONCE: u32 = 100;
/// Requests that a client may take back before anybody has looked at them.
pub(super) const TAKEN_BACK: usize = 20;
/// Streams that Hilo itself has to break off before it gives the connection up.
const BROKEN_OFF: usize = 128;
/// What waits of one answer for a client that reads slowly.
const WAITING_BYTES: usize = 64 * 1024;
/// An answer is handed over in pieces of this.
const PIECE_BYTES: usize = 16 * 1024;

impl Visit {
    /// Answers until the connection ends.
    pub(super) async fn second(mut self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let (turns, streams, limits) = (Turns::default(), Streams::default(), self.limits);
        let desk = self.desk(turns.clone(), Some(streams.clone()), true);
        let wire = TokioIo::new(Wire::new(stream, limits, turns));
        let serving = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(AT_ONCE)
            .max_header_list_size(HEAD_BYTES as u32)
            .max_pending_accept_reset_streams(TAKEN_BACK)
            .max_local_error_reset_streams(BROKEN_OFF)
            .max_send_buf_size(WAITING_BYTES)
            // Who is gone without a word does not answer this.
            .keep_alive_interval(limits.idle)
            .keep_alive_timeout(limits.read)
            .serve_connection(wire, desk);
        let mut serving = pin!(serving);
        let mut is_ending = false;
        let ended = loop {
            tokio::select! {
                ended = serving.as_mut() => break ended,
                () = stopped(&mut self.stop), if !is_ending => {
                    is_ending = true;
                    serving.as_mut().graceful_shutdown();
                }
                () = sleep(limits.read.min(limits.idle) / 4) => match streams.judge(&limits) {
                    Verdict::Well => {}
                    Verdict::Idle if is_ending => return,
                    Verdict::Idle => {
                        is_ending = true;
                        serving.as_mut().graceful_shutdown();
                    }
                    Verdict::Deaf => {
                        tracing::debug!("a client did not read what it asked for");
                        return;
                    }
                },
            }
        };
        if let Err(error) = ended {
            tracing::debug!(cause = %error, "a connection broke off");
        }
    }
}

/// What goes on at once over a connection.
#[derive(Clone, Default)]
pub(super) struct Streams(Arc<Mutex<Open>>);

struct Open {
    next: u64,
    /// Since when each stream waits to be read; nothing while Hilo is at work.
    waiting: HashMap<u64, Option<Instant>>,
    /// When the last stream ended.
    idle_since: Instant,
}

impl Default for Open {
    fn default() -> Open {
        Open { next: 0, waiting: HashMap::new(), idle_since: Instant::now() }
    }
}

/// How a connection behaves.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Well,
    /// Nothing was asked for too long.
    Idle,
    /// An answer was not read for too long.
    Deaf,
}

impl Streams {
    pub(super) fn begin(&self) -> Place {
        let mut open = self.lock();
        let number = open.next;
        open.next += 1;
        open.waiting.insert(number, None);
        Place { streams: self.clone(), number }
    }

    fn judge(&self, limits: &Limits) -> Verdict {
        let open = self.lock();
        let is_late = |since: &Instant, limit: Duration| since.elapsed() > limit;
        if open.waiting.values().flatten().any(|since| is_late(since, limits.read)) {
            return Verdict::Deaf;
        }
        match open.waiting.is_empty() && is_late(&open.idle_since, limits.idle) {
            true => Verdict::Idle,
            false => Verdict::Well,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one stream, until it ends.
pub(super) struct Place {
    streams: Streams,
    number: u64,
}

impl Place {
    /// The body of the answer, watched for a client that does not read.
    pub(super) const fn watching(self, body: Body) -> Watched {
        Watched { body, rest: Bytes::new(), place: self }
    }

    fn waits(&self, since: Option<Instant>) {
        if let Some(waits) = self.streams.lock().waiting.get_mut(&self.number) {
            *waits = since;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        open.waiting.remove(&self.number);
        open.idle_since = Instant::now();
    }
}

/// The body of an answer. Whoever sends it asks for its next piece when the client has room for it.
pub(super) struct Watched {
    body: Body,
    /// What of a piece is still to be sent.
    rest: Bytes,
    place: Place,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.rest.is_empty() {
            let frame = match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => frame,
                other => {
                    self.place.waits(None);
                    return other;
                }
            };
            match frame.into_data() {
                Ok(data) => self.rest = data,
                Err(frame) => return Poll::Ready(Some(Ok(frame))),
            }
        }
        // In small pieces, since who takes a whole answer at once would never be seen to wait for its client.
        let most = self.rest.len().min(PIECE_BYTES);
        let piece = self.rest.split_to(most);
        self.place.waits(Some(Instant::now()));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.rest.is_empty() { self.body.size_hint() } else { SizeHint::default() }
    }
}
