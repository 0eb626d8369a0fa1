//! Every packet once more, for a reader besides the one that shows them, such as a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::capture::Packet;

/// Packets that may wait for the reader.
const PACKETS_MAX: usize = 4_096;

/// The end into which links put packets. Never waits: what finds no room is counted.
#[derive(Clone, Debug)]
pub struct Copies {
    packets: SyncSender<Packet>,
    dropped: Arc<AtomicU64>,
}

/// The end from which they are read.
#[derive(Debug)]
pub struct CopiesReader {
    packets: Receiver<Packet>,
    dropped: Arc<AtomicU64>,
}

/// A bounded channel for copies of packets.
pub fn copies() -> (Copies, CopiesReader) {
    let (sender, receiver) = sync_channel(PACKETS_MAX);
    let dropped = Arc::new(AtomicU64::new(0));
    (Copies { packets: sender, dropped: dropped.clone() }, CopiesReader { packets: receiver, dropped })
}

impl Copies {
    pub(super) fn put(&self, packet: Packet) {
        if self.packets.try_send(packet).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl CopiesReader {
    /// Waits for the next packet, and tells how many found no room since the last; none when nobody puts any more.
    pub fn next(&self) -> Option<(Packet, u64)> {
        let packet = self.packets.recv().ok()?;
        Some((packet, self.dropped.swap(0, Ordering::Relaxed)))
    }
}
