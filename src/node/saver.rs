//! Writes what is kept of a profile off the network's threads, newest state first and last.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::instrument::WithSubscriber as _;

use crate::keystore::{self, KnownPeers, OwnNick, Transfers, TrustLedger};

/// How often what could not be written is tried again.
const RETRY_PERIOD: Duration = Duration::from_secs(30);

/// Whether the newest state is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Saved,
    Unsaved,
}

/// Something with a file of its own.
pub(super) trait Keep: Clone + Send + Sync + 'static {
    /// Writes it whole.
    fn keep(&self) -> Result<(), keystore::Error>;
}

impl Keep for KnownPeers {
    fn keep(&self) -> Result<(), keystore::Error> {
        self.save()
    }
}

impl Keep for TrustLedger {
    fn keep(&self) -> Result<(), keystore::Error> {
        self.save()
    }
}

impl Keep for Option<OwnNick> {
    fn keep(&self) -> Result<(), keystore::Error> {
        self.as_ref().map_or(Ok(()), OwnNick::save)
    }
}

impl Keep for Transfers {
    fn keep(&self) -> Result<(), keystore::Error> {
        self.save()
    }
}

/// The writing task: give it every new state; it writes the newest it has not written, and tries again.
#[derive(Debug)]
pub(super) struct Saver<T> {
    /// The states are counted.
    newest: watch::Sender<(u64, T)>,
    /// The number of the newest one that is on the disk.
    saved: watch::Receiver<u64>,
    task: JoinHandle<Result<(), String>>,
}

impl<T: Keep> Saver<T> {
    pub(super) fn spawn(kept: T, failures: mpsc::Sender<String>) -> Self {
        let (newest, mut seen) = watch::channel((0, kept));
        let (done, saved) = watch::channel(0);
        let writing = async move {
            let mut state = State::Saved;
            loop {
                let changed = match state {
                    State::Saved => Ok(seen.changed().await),
                    State::Unsaved => timeout(RETRY_PERIOD, seen.changed()).await,
                };
                let is_last = matches!(changed, Ok(Err(_)));
                if is_last && state == State::Saved {
                    return Ok(());
                }
                let (number, kept) = seen.borrow_and_update().clone();
                let error = match tokio::task::spawn_blocking(move || kept.keep()).await {
                    Ok(kept) => kept.err().map(|error| error.to_string()),
                    Err(_panicked) => Some("an internal failure while it was written".to_owned()),
                };
                match &error {
                    None => {
                        state = State::Saved;
                        done.send_replace(number);
                    }
                    Some(error) => {
                        state = State::Unsaved;
                        tracing::error!(error = ?error, last_try = is_last, "not_saved");
                    }
                }
                if is_last {
                    return error.map_or(Ok(()), Err);
                }
                // A person is told of what they did, and not again of every try.
                if let Some(error) = error.filter(|_| changed.is_ok()) {
                    let _ = failures.try_send(error);
                }
            }
        };
        let task = tokio::spawn(writing.with_current_subscriber());
        Self { newest, saved, task }
    }

    pub(super) fn save(&self, kept: &T) {
        self.newest.send_modify(|(number, newest)| {
            *number += 1;
            newest.clone_from(kept);
        });
    }

    /// Waits until everything given so far is on the disk; `None` if the node ends before.
    pub(super) fn saved(&self) -> impl Future<Output = Option<()>> + use<T> {
        let (number, mut saved) = (self.newest.borrow().0, self.saved.clone());
        async move { saved.wait_for(|done| *done >= number).await.ok().map(|_number| ()) }
    }

    /// Waits until everything is written, or cannot be.
    ///
    /// # Errors
    /// Why the newest state is lost.
    pub(super) async fn finish(self) -> Result<(), String> {
        drop(self.newest);
        self.task.await.unwrap_or_else(|_panicked| Err("an internal failure while it was written".to_owned()))
    }
}
