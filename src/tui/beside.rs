//! Work beside the loop, which a large file or a slow disk would hold up.

use tokio::sync::mpsc;

use super::complete_path::Listing;
use super::export_job::ExportJob;
use super::exporting::ExportOrder;
use super::msg::Msg;

/// One export at a time, and one folder: each ends with a message.
#[derive(Debug)]
pub(super) struct Beside {
    exports: (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
    folders: (mpsc::Sender<Msg>, mpsc::Receiver<Msg>),
}

impl Beside {
    /// Nothing is done yet.
    pub(super) fn new() -> Self {
        Self { exports: mpsc::channel(1), folders: mpsc::channel(1) }
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
    pub(super) fn read_folder(&self, folder: String) {
        let done = self.folders.0.clone();
        std::thread::spawn(move || {
            // A screen that has gone is told nothing.
            let _ = done.blocking_send(Msg::Folder(Listing::read(folder)));
        });
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
