//! One reading for all who ask the same at once. When something is sold, every console that is open asks what is new.
//! Whoever comes while it is read for somebody else waits, and of those who wait one reads for all: so nobody is told
//! what was read before they asked.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use base::Result;

/// Readings by what was asked.
pub struct Together<T>(Mutex<BTreeMap<String, Arc<Turns<T>>>>);

/// Readings of one question, one after the other.
struct Turns<T> {
    /// How many have begun.
    begun: AtomicU64,
    /// The last that ended, and which it was.
    last: tokio::sync::Mutex<Option<(u64, Arc<T>)>>,
}

// Derived, these would ask the same of what is read.
impl<T> Default for Together<T> {
    fn default() -> Together<T> {
        Together(Mutex::default())
    }
}

impl<T> Default for Turns<T> {
    fn default() -> Turns<T> {
        Turns { begun: AtomicU64::default(), last: tokio::sync::Mutex::default() }
    }
}

impl<T> Together<T> {
    /// Reads, or is told what another reads who asked the same and began after this call.
    pub async fn read(&self, asked: String, read: impl Future<Output = Result<T>>) -> Result<Arc<T>> {
        let turns = Arc::clone(self.all().entry(asked.clone()).or_default());
        let here = Here { together: self, asked, turns };
        let came = here.turns.begun.load(Ordering::SeqCst);
        let mut last = here.turns.last.lock().await;
        if let Some((which, value)) = &*last
            && *which > came
        {
            return Ok(Arc::clone(value));
        }
        let which = here.turns.begun.fetch_add(1, Ordering::SeqCst) + 1;
        let value = Arc::new(read.await?);
        *last = Some((which, Arc::clone(&value)));
        Ok(value)
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Turns<T>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who asks. The last to go takes what was read along.
struct Here<'t, T> {
    together: &'t Together<T>,
    asked: String,
    turns: Arc<Turns<T>>,
}

impl<T> Drop for Here<'_, T> {
    fn drop(&mut self) {
        let mut all = self.together.all();
        // One is kept here, one there; others come by under the lock alone.
        if Arc::strong_count(&self.turns) == 2 {
            all.remove(&self.asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;

    /// Readings of a number that grows; each waits to be let go.
    #[derive(Default)]
    struct Book {
        together: Together<u64>,
        read: AtomicU64,
        go: Notify,
    }

    impl Book {
        async fn ask(self: Arc<Book>, asked: &str) -> Result<u64> {
            let read = async {
                let number = self.read.fetch_add(1, Ordering::SeqCst) + 1;
                self.go.notified().await;
                if number == 4 { Err(base::Error::internal("torn out")) } else { Ok(number) }
            };
            self.together.read(asked.to_owned(), read).await.map(|number| *number)
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn those_who_wait_are_told_by_one_who_read_for_all() {
        let book = Arc::new(Book::default());
        let ask = |asked: &'static str| tokio::spawn(Arc::clone(&book).ask(asked));
        let first = ask("a");
        tokio::task::yield_now().await;
        let waiting: Vec<_> = (0..9).map(|_| ask("a")).collect();
        let other = ask("b");
        tokio::task::yield_now().await;
        assert_eq!(book.read.load(Ordering::SeqCst), 2, "who asks something else does not wait");
        book.go.notify_one();
        assert_eq!(first.await.expect("no panic"), Ok(1));
        book.go.notify_one();
        assert_eq!(other.await.expect("no panic"), Ok(2));
        book.go.notify_one();
        for one in waiting {
            assert_eq!(one.await.expect("no panic"), Ok(3), "it began after they had come");
        }
        // Whoever failed fails alone, and nothing is kept.
        let (failing, next) = (ask("a"), ask("a"));
        book.go.notify_one();
        assert!(failing.await.expect("no panic").is_err());
        book.go.notify_one();
        assert_eq!(next.await.expect("no panic"), Ok(5));
        assert!(book.together.all().is_empty());
    }
}
