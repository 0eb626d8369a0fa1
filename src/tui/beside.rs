//! Work beside the loop, which a large file or a slow disk would hold up.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio::task::spawn_blocking;

use crate::export;

use super::complete_path::Listing;
use super::export_job::ExportJob;
use super::exporting::ExportOrder;
use super::msg::Msg;

/// What is said of a file that is asked for while another one is on its way.
pub(super) const WRITING: &str = "another file is still being written";
/// What is said when a job has come to nothing.
const LOST: &str = "an internal failure while it was written";
/// Folders that may be read at once: as many disks may fail to answer before nothing more is asked of any.
const READERS_MAX: usize = 4;

/// One file at a time, and few folders: each file ends with a message, whatever happens to it.
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
    /// What was asked for, while another file is written.
    pub(super) fn export(&self, job: ExportJob) -> Result<(), ExportOrder> {
        let order = job.order.clone();
        let lost = Msg::Exported(order.clone(), Err(LOST.to_owned()));
        self.begin(lost, || job.carry_out()).ok_or(order)
    }

    /// Begins to write a new file of which `said` is said.
    ///
    /// # Errors
    /// [`WRITING`].
    pub(super) fn write(&self, file: (PathBuf, String), said: String) -> Result<(), &'static str> {
        self.write_by(file, |path, bytes| export::write_new(path, bytes).map(|()| said))
    }

    /// Begins to write a new file of this name, or of the first like it that is free; it is said which.
    ///
    /// # Errors
    /// [`WRITING`].
    #[cfg(feature = "lab")]
    pub(super) fn keep(&self, file: (PathBuf, String)) -> Result<(), &'static str> {
        self.write_by(file, |path, bytes| {
            let written = export::write_free(path, bytes);
            written.map(|path| format!("what was played is in {}", path.display()))
        })
    }

    /// Begins to write a file in this way, which says what is said of it.
    fn write_by(
        &self,
        (path, text): (PathBuf, String),
        write: impl FnOnce(&Path, &[u8]) -> Result<String, export::Error> + Send + 'static,
    ) -> Result<(), &'static str> {
        let lost = Msg::Wrote(Err(format!("{}: {LOST}", path.display())));
        let work = move || Msg::Wrote(write(&path, text.as_bytes()).map_err(|error| error.to_string()));
        self.begin(lost, work).ok_or(WRITING)
    }

    /// Begins a job, unless one goes on. A job that panics has come to what is said of one that is `lost`.
    pub(super) fn begin(&self, lost: Msg, work: impl FnOnce() -> Msg + Send + 'static) -> Option<()> {
        let done = self.exports.0.clone().try_reserve_owned().ok()?;
        let job = spawn_blocking(work);
        tokio::spawn(async move { done.send(job.await.unwrap_or(lost)) });
        Some(())
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
