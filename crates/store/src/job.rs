//! Work on its way to an engine: a closure, and whoever waits for its answer.

use base::{Error, Result};
use tokio::sync::oneshot;

use crate::tx::Tx;

/// The transaction an act needs. On the embedded engine, `Write` and `Claim` are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// SERIALIZABLE.
    Write,
    /// READ COMMITTED: inserts and guarded statements judged by their row count.
    Claim,
    /// One snapshot, nothing written.
    Read,
}

/// One act that waits for, or runs in, a transaction.
pub(crate) struct Job {
    /// The act's name, as in metrics: `orders.record`.
    pub(crate) act: &'static str,
    /// What kind of transaction it needs.
    pub(crate) mode: Mode,
    work: Box<dyn Work>,
}

trait Work: Send {
    fn run(&mut self, tx: &mut Tx) -> Result<()>;
    fn answer(self: Box<Self>, verdict: Result<()>);
}

struct Typed<T, F> {
    act: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: Fn(&mut Tx) -> Result<T> + Send> Work for Typed<T, F> {
    fn run(&mut self, tx: &mut Tx) -> Result<()> {
        self.value = Some((self.act)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, verdict: Result<()>) {
        let missing = || Error::internal("the act was answered without having run");
        let Typed { value, reply, .. } = *self;
        let answer = verdict.and_then(|()| value.ok_or_else(missing));
        // Whoever asked may have gone away (a closed tab); what was committed stays committed.
        drop(reply.send(answer));
    }
}

impl Job {
    /// A job and the place where its answer will appear.
    pub(crate) fn new<T: Send + 'static>(
        act: &'static str,
        mode: Mode,
        closure: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> (Job, oneshot::Receiver<Result<T>>) {
        let (reply, answer) = oneshot::channel();
        (Job { act, mode, work: Box::new(Typed { act: closure, value: None, reply }) }, answer)
    }

    /// Runs the act in `tx`. A panic is an internal error of this act alone. An act that hides a failed statement
    /// fails all the same.
    pub(crate) fn run(&mut self, tx: &mut Tx) -> Result<()> {
        let run = std::panic::AssertUnwindSafe(|| self.work.run(tx));
        let outcome = std::panic::catch_unwind(run).unwrap_or_else(|panic| Err(panicked(self.act, &*panic)));
        match &tx.failure {
            Some(failure) if outcome.is_ok() => Err(failure.error().while_doing(self.act)),
            _ => outcome.map_err(|error| error.while_doing(self.act)),
        }
    }

    /// Answers whoever waits: with the act's value where the verdict is good.
    pub(crate) fn answer(self, verdict: Result<()>) {
        self.work.answer(verdict);
    }
}

fn panicked(act: &str, panic: &(dyn std::any::Any + Send)) -> Error {
    let word = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let word = word.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Error::internal(format!("{act} panicked: {word}"))
}
