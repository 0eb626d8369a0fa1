//! The newest lines of the log for somebody who looks on. Nobody who logs waits for them.

use std::sync::Arc;

use tokio::sync::broadcast::{self, error::RecvError, error::TryRecvError};

/// Lines that wait for one who looks on; the oldest go first.
const TAIL_MAX: usize = 4_096;
/// Lines that are given at once.
const BATCH_MAX: usize = 512;

/// What is written to the log from now on.
#[derive(Debug)]
pub struct Tail {
    lines: broadcast::Receiver<Arc<str>>,
    missed: u64,
}

impl Tail {
    /// Waits until there are lines; gives them and how many this tail has missed so far.
    /// `None` when the log is closed.
    pub async fn next(&mut self) -> Option<(Vec<Arc<str>>, u64)> {
        let mut batch = loop {
            match self.lines.recv().await {
                Ok(line) => break vec![line],
                Err(RecvError::Lagged(count)) => self.missed += count,
                Err(RecvError::Closed) => return None,
            }
        };
        while batch.len() < BATCH_MAX {
            match self.lines.try_recv() {
                Ok(line) => batch.push(line),
                Err(TryRecvError::Lagged(count)) => self.missed += count,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        Some((batch, self.missed))
    }
}

/// Where lines go for those who look on.
#[derive(Clone, Debug)]
pub(super) struct Tails(broadcast::Sender<Arc<str>>);

impl Tails {
    pub(super) fn new() -> Self {
        Self(broadcast::Sender::new(TAIL_MAX))
    }

    /// Another one who looks on.
    pub(super) fn tail(&self) -> Tail {
        Tail { lines: self.0.subscribe(), missed: 0 }
    }

    /// Shows a line to everybody who looks on.
    pub(super) fn show(&self, line: &str) {
        if self.0.receiver_count() > 0 {
            // The last of them may have gone just now.
            let _ = self.0.send(line.into());
        }
    }
}
