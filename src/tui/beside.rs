//! Work beside the loop, which a large file or a slow disk would hold up.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};

use super::complete_path::Listing;
use super::export_job::ExportJob;
use super::exporting::ExportOrder;
use super::msg::Msg;

/// Folders that may be read at once: as many disks may fail to answer before nothing more is asked of any.
const READERS_MAX: usize = 4;

/// One export at a time, and few folders.
#[derive(Debug)]
pub(super) struct Beside {
    exports: (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
    folders: (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
    readers: Arc<Semaphore>,
}

impl Beside {
    /// Nothing is done yet.
    pub(super) fn new() -> Self {
        let readers = Arc::new(Semaphore::new(READERS_MAX));
        Self { exports: mpsc::channel(1), folders: mpsc::channel(1), readers }
    }

    /// Begins an export.
    ///
    /// # Errors
    /// What was asked for, while another one goes on.
    pub(super) fn export(&self, job: ExportJob) -> Result<(), ExportOrder> {
        let Ok(done) = self.exports.0.clone().try_reserve_owned() else { return Err(job.order) };
        tokio::task::spawn_blocking(move || drop(done.send(job.carry_out())));
        Ok(())
    }

    /// Reads a folder, in a thread for which nothing waits: a disk that is far away may never answer.
    ///
    /// # Errors
    /// A listing with nothing in it: there is no thread for it now.
    pub(super) fn read_folder(&self, folder: String) -> Result<(), Listing> {
        let Ok(reader) = self.readers.clone().try_acquire_owned() else { return Err(Listing::empty(folder)) };
        let (done, name) = (self.folders.0.clone(), folder.clone());
        let work = move || {
            let _reader = reader;
            // A screen that has gone is told nothing.
            let _ = done.blocking_send(Msg::Folder(Listing::read(name)));
        };
        let begun = std::thread::Builder::new().name("folder".to_owned()).spawn(work);
        begun.map(drop).map_err(|_no_thread| Listing::empty(folder))
    }

    /// What was done next.
    pub(super) async fn done(&mut self) -> Msg {
        tokio::select! {
            Some(msg) = self.exports.1.recv() => msg,
            Some(msg) = self.folders.1.recv() => msg,
            // Their senders are here.
            else => std::future::pending().await,
        }
    }
}
