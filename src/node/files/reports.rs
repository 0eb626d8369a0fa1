//! What the tasks of transfers tell the actor.

use crate::transfer::{Error, Stamp};

use super::super::actor::Actor;
use super::snapshot::FileId;
use super::writer::Wrote;

/// News of a transfer.
#[derive(Debug)]
pub(in super::super) enum Report {
    /// What an offer of it says, or why it cannot be offered.
    Prepared(FileId, Result<(u64, [u8; 32], Stamp), String>),
    /// It is on the disk that it is to be offered.
    Kept(FileId),
    /// It cannot be read any further, in answer to this run.
    NotRead(FileId, u32, Error),
    /// It came further on this disk.
    Wrote(FileId, Wrote),
}

impl Actor {
    /// A task of a transfer has something to tell.
    pub(in super::super) fn file_report(&mut self, report: Report) {
        match report {
            Report::Prepared(id, result) => self.prepared(id, result),
            Report::Kept(id) => self.may_be_offered(id),
            Report::NotRead(id, run, error) => self.not_read(id, run, &error),
            Report::Wrote(id, wrote) => self.wrote(id, wrote),
        }
    }
}
