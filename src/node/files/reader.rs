//! The task that sends a file: reads the next chunk, and gives it to the link when both have room.

use std::path::PathBuf;

use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;

use crate::net::Clock;
use crate::transfer::{Error, Source, Stamp};
use crate::wire::{FileChunk, Message};

use super::window::Window;

/// What the receiver has asked for.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) transfer: [u8; 16],
    pub(super) run: u32,
    pub(super) offset: u64,
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
    /// How far the receiver has written.
    pub(super) written: watch::Receiver<u64>,
    pub(super) link: mpsc::Sender<Message>,
    pub(super) clock: Clock,
}

/// Computes what an offer says of a file.
pub(super) async fn prepare(mut source: Source) -> Result<(u64, [u8; 32], Stamp), String> {
    let prepared = spawn_blocking(move || {
        let digest = source.digest()?;
        Ok((source.size(), digest, source.stamp()))
    });
    match prepared.await {
        Ok(done) => done.map_err(|error: Error| error.to_string()),
        Err(_panicked) => Err("an internal failure while the file was read".to_owned()),
    }
}

impl Reading {
    /// Sends until the end of the file, or of the session.
    ///
    /// # Errors
    /// What keeps the file from being read as it was offered.
    pub(super) async fn send(mut self) -> Result<(), Error> {
        let (path, stamp) = (self.path.clone(), self.stamp);
        let opened = spawn_blocking(move || Source::open_again(&path, stamp)).await;
        let mut source = opened.map_err(|_panicked| Error::Changed(self.path.clone()))??;
        let mut window = Window::new(self.offset);
        let mut offset = self.offset;
        while offset < source.size() {
            if !window.has_room(offset) && self.written.changed().await.is_err() {
                return Ok(());
            }
            window.heard(*self.written.borrow_and_update(), self.clock.now().monotonic);
            if !window.has_room(offset) {
                continue;
            }
            let read = spawn_blocking(move || {
                let bytes = source.read_at(offset);
                (source, bytes)
            });
            let (back, bytes) = read.await.map_err(|_panicked| Error::Changed(self.path.clone()))?;
            source = back;
            let bytes = bytes?;
            let end = offset.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            // A chunk has as many bytes as the limit says, and one at least: there are some before the end.
            let Ok(data) = bytes.try_into() else { return Ok(()) };
            let chunk = FileChunk { transfer: self.transfer, run: self.run, offset, data };
            if self.link.send(Message::FileChunk(chunk)).await.is_err() {
                return Ok(());
            }
            window.sent(end, self.clock.now().monotonic);
            offset = end;
        }
        Ok(())
    }
}
