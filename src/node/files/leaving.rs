//! Files of ours.

use std::path::{Path, PathBuf};

use tokio::sync::watch;
use tracing::instrument::WithSubscriber as _;

use crate::crypto::{OsRandom, SecureRandom as _, VerifyingKey};
use crate::net::Input;
use crate::transfer::{Error as FileError, SafeName, Source, Stamp};
use crate::wire::{FileCause, FileGet, FileOffer, FileProgress, FileStop, Message};

use super::super::actor::Actor;
use super::super::error::Error;
use super::super::sessions::Link;
use super::reader::{Reading, prepare};
use super::reports::Report;
use super::snapshot::{FileId, FileSide, FileState, Who};
use super::table::OPEN_MAX;
use super::transfer::{Leaving, Reads, Transfer, Way};

impl Actor {
    /// Begins to send a file: its digest is computed first. One that cannot be opened is no transfer.
    pub(super) fn send_file(&mut self, peer: VerifyingKey, path: &Path) -> Result<(), Error> {
        self.refuse_changed(&peer)?;
        let peer_name = self.peers.name(&peer);
        if self.is_blocked(&peer) {
            return Err(Error::Blocked(peer_name));
        }
        if self.files.open(&peer, FileSide::Sending) >= OPEN_MAX || self.files.is_full() {
            return Err(Error::TooManyFiles(peer_name));
        }
        let path: PathBuf = std::path::absolute(path).unwrap_or_else(|_as_it_is| path.to_owned());
        let source = Source::open(&path).map_err(|error| Error::FileUnread(error.to_string()))?;
        let mut transfer = [0; 16];
        OsRandom.fill(&mut transfer).map_err(|_none| Error::NoRandomness)?;
        let name = SafeName::of_path(&path);
        let claimed = name.as_str().try_into().map_err(|_checked| Error::TooManyFiles(peer_name))?;
        let offer = FileOffer { transfer, size: source.size(), digest: [0; 32], name: claimed };
        let leaving = Leaving { path, stamp: None, run: 0, reading: None };
        let id = self.files.add(Transfer::new(peer, offer, name, Way::Out(leaving)));
        self.tell_file(id);
        let reports = self.files.reports.clone();
        let preparing = async move {
            let _ = reports.send(Report::Prepared(id, prepare(source).await)).await;
        };
        self.tasks.spawn(preparing.with_current_subscriber());
        Ok(())
    }

    /// A file can be offered once that is kept, or cannot: who takes an offer counts on it after a crash here, too.
    pub(super) fn prepared(&mut self, id: FileId, result: Result<(u64, [u8; 32], Stamp), String>) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        let Way::Out(leaving) = &mut transfer.way else { return };
        if transfer.state != FileState::Preparing {
            return;
        }
        match result {
            Ok((size, digest, stamp)) => {
                transfer.offer.size = size;
                transfer.offer.digest = digest;
                leaving.stamp = Some(stamp);
                self.keep_transfer(id);
                let (kept, reports) = (self.savers.transfers.saved(), self.files.reports.clone());
                let telling = async move {
                    if kept.await.is_some() {
                        let _ = reports.send(Report::Kept(id)).await;
                    }
                };
                self.tasks.spawn(telling.with_current_subscriber());
            }
            Err(error) => {
                transfer.error = Some(error);
                self.come_to(id, FileState::Stopped(FileCause::Failed, Who::Us));
            }
        }
    }

    /// What is to be offered is kept.
    pub(super) fn may_be_offered(&mut self, id: FileId) {
        if self.files.all.get(&id).is_some_and(|transfer| transfer.state == FileState::Preparing) {
            self.offer(id);
        }
    }

    /// Offers a file, or offers to go on with it; without a session it waits for one.
    pub(super) fn offer(&mut self, id: FileId) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        transfer.halt(transfer.state);
        let (peer, offer) = (transfer.peer, transfer.offer.clone());
        if self.session(&peer).is_none() {
            return self.come_to(id, FileState::Waiting);
        }
        tracing::info!(
            peer = peer.fingerprint().short(),
            file = id.0,
            bytes = offer.size,
            dir = "sent",
            "file_offer"
        );
        self.say(id, Message::FileOffer(offer));
        self.come_to(id, FileState::Offered);
    }

    /// The receiver wants the file from here on.
    pub(super) fn asked_for(&mut self, peer: VerifyingKey, get: &FileGet) {
        let Some(id) = self.files.find(&peer, &get.transfer, FileSide::Sending) else {
            // What finds no room is asked for again in the next session.
            let stop = FileStop { transfer: get.transfer, cause: FileCause::Unknown.number() };
            if let Some(link) = self.session(&peer) {
                link.give(Input::Send(Message::FileStop(stop)));
            }
            return;
        };
        let Some(link) = self.session(&peer).map(Link::bulk) else { return };
        let clock = self.shared.clock;
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        match transfer.state {
            FileState::Paused(Who::Us) => return self.say_stop(id, FileCause::Paused),
            FileState::Stopped(cause, _) => return self.say_stop(id, cause),
            FileState::Preparing | FileState::Verified => return,
            _ if get.offset > transfer.offer.size => {
                self.say_stop(id, FileCause::OutOfOrder);
                return self.come_to(id, FileState::Stopped(FileCause::OutOfOrder, Who::Us));
            }
            _ => {}
        }
        let Way::Out(leaving) = &mut transfer.way else { return };
        let Some(stamp) = leaving.stamp else { return };
        let (written, heard) = watch::channel(get.offset);
        let reading = Reading {
            transfer: get.transfer,
            run: get.run,
            offset: get.offset,
            path: leaving.path.clone(),
            stamp,
            written: heard,
            link,
            clock,
        };
        leaving.run = get.run;
        let (reports, run) = (self.files.reports.clone(), get.run);
        let sending = async move {
            if let Err(error) = reading.send().await {
                let _ = reports.send(Report::NotRead(id, run, error)).await;
            }
        };
        let task = self.tasks.spawn(sending.with_current_subscriber());
        leaving.reading = Some(Reads { task, written });
        transfer.written = get.offset;
        self.come_to(id, FileState::Accepted);
    }

    /// The receiver says how far the file has come. More than was asked for cannot have.
    pub(super) fn came(&mut self, peer: VerifyingKey, progress: &FileProgress) {
        let Some(id) = self.files.find(&peer, &progress.transfer, FileSide::Sending) else { return };
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        let (size, state) = (transfer.offer.size, transfer.state);
        let Way::Out(leaving) = &transfer.way else { return };
        if leaving.stamp.is_none() || state.is_over() || progress.offset > size {
            return;
        }
        if progress.state == FileProgress::VERIFIED {
            if progress.offset == size {
                transfer.written = size;
                self.come_to(id, FileState::Verified);
            }
        } else if let Some(reads) = &leaving.reading
            && progress.offset >= transfer.written
        {
            reads.written.send_replace(progress.offset);
            self.moved(id, progress.offset);
            if progress.offset == size {
                self.come_to(id, FileState::Checking);
            }
        }
    }

    /// A file of ours is not what was offered any more, or cannot be read.
    pub(super) fn not_read(&mut self, id: FileId, run: u32, error: &FileError) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        let is_current =
            matches!(&transfer.way, Way::Out(leaving) if leaving.run == run && leaving.reading.is_some());
        if !is_current {
            return;
        }
        transfer.error = Some(error.to_string());
        self.say_stop(id, error.cause());
        self.come_to(id, FileState::Stopped(error.cause(), Who::Us));
    }
}
