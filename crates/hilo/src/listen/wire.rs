//! What stands between a connection and HTTP: it breaks off when the client is too slow.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use crate::listen::Limits;

/// Whose turn it is on a connection: even while the client may ask, odd while it is being answered.
#[derive(Clone, Default)]
pub(super) struct Turns(Arc<AtomicU64>);

impl Turns {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether nothing was asked yet.
    pub(super) fn is_first(&self) -> bool {
        self.now() == 0
    }

    pub(super) fn pass(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The body of a request, which must be here in time.
pub(super) struct Timely {
    body: Incoming,
    end: Pin<Box<Sleep>>,
}

impl Timely {
    pub(super) fn new(body: Incoming, time: Duration) -> Timely {
        Timely { body, end: Box::pin(sleep(time)) }
    }
}

impl HttpBody for Timely {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Pending => self.end.as_mut().poll(cx).map(|()| Some(Err("the body took too long".into()))),
            frame => frame.map_err(Into::into),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A connection that breaks off when its client is too slow.
pub(super) struct Wire<S> {
    stream: S,
    limits: Limits,
    turns: Turns,
    /// When the head that has begun must be here, and in which turn it began.
    head: Option<(u64, Pin<Box<Sleep>>)>,
    /// When the client must have read some of what waits for it.
    read: Option<Pin<Box<Sleep>>>,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S, limits: Limits, turns: Turns) -> Wire<S> {
        Wire { stream, limits, turns, head: Some((0, Box::pin(sleep(limits.head)))), read: None }
    }

    /// Judges a client that does not read.
    fn sent<T>(&mut self, cx: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.read = None;
            return outcome;
        }
        let read = self.read.get_or_insert_with(|| Box::pin(sleep(self.limits.read)));
        read.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (turn, before) = (self.turns.now(), buffer.filled().len());
        self.head.take_if(|(began, _)| *began != turn);
        let outcome = Pin::new(&mut self.stream).poll_read(cx, buffer);
        let clients_turn = turn.is_multiple_of(2);
        if clients_turn && self.head.is_none() && buffer.filled().len() > before {
            self.head = Some((turn, Box::pin(sleep(self.limits.head))));
        }
        match (&mut self.head, &outcome) {
            (Some((_, late)), Poll::Pending) => late.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into())),
            _ => outcome,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.sent(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.sent(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Under TLS, what was written may still wait here.
        let outcome = Pin::new(&mut self.stream).poll_flush(cx);
        self.sent(cx, outcome)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
