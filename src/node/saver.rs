//! Writes `known_peers` off the network's threads, newest state first and last.

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::keystore::KnownPeers;

/// The writing task: give it every new state; it writes the newest it has not written.
#[derive(Debug)]
pub(super) struct Saver {
    newest: watch::Sender<KnownPeers>,
    task: JoinHandle<()>,
}

impl Saver {
    pub(super) fn spawn(book: KnownPeers, failures: mpsc::Sender<String>) -> Self {
        let (newest, mut seen) = watch::channel(book);
        let task = tokio::spawn(async move {
            while seen.changed().await.is_ok() {
                let book = seen.borrow_and_update().clone();
                let saved = tokio::task::spawn_blocking(move || book.save()).await;
                if let Ok(Err(error)) = saved {
                    let _ = failures.try_send(error.to_string());
                }
            }
        });
        Self { newest, task }
    }

    pub(super) fn save(&self, book: &KnownPeers) {
        self.newest.send_replace(book.clone());
    }

    /// Waits until everything is written.
    pub(super) async fn finish(self) {
        drop(self.newest);
        let _ = self.task.await;
    }
}
