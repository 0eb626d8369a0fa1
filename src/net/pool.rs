//! The threads for exponentiations: few, so that they never take the network's, and with a short queue for
//! strangers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::admission::Limits;

/// For whom something is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Customer {
    /// Somebody who dialled us and has proved nothing.
    Stranger,
    /// A proven peer, or ourselves.
    Known,
}

/// Permits to compute, shared by all links.
#[derive(Clone, Debug)]
pub struct Pool {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    queue: usize,
}

/// A place in the queue of strangers, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place(Option<Arc<AtomicUsize>>);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(waiting) = &self.0 {
            waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Pool {
    /// A pool of so many threads and places.
    pub fn new(limits: &Limits) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(limits.computing_max.max(1))),
            waiting: Arc::new(AtomicUsize::new(0)),
            queue: limits.computing_queue,
        }
    }

    /// A place in the queue, if there is one; only strangers can find it full.
    pub(super) fn line_up(&self, customer: Customer) -> Option<Place> {
        if customer == Customer::Known {
            return Some(Place(None));
        }
        let more = |waiting: usize| (waiting < self.queue).then_some(waiting + 1);
        self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).ok()?;
        Some(Place(Some(self.waiting.clone())))
    }

    /// Waits for a permit; the place is free again for the next.
    pub(super) async fn enter(&self, place: Place) -> Option<OwnedSemaphorePermit> {
        let permit = self.permits.clone().acquire_owned().await.ok();
        drop(place);
        permit
    }
}
