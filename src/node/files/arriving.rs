//! Files that come.

use tokio::sync::mpsc::error::TrySendError;
use tracing::instrument::WithSubscriber as _;

use crate::crypto::VerifyingKey;
use crate::net::Input;
use crate::transfer::{Earlier, Error as FileError, SafeName};
use crate::wire::limits::{FILE_CHUNK_BYTES, FILE_WINDOW_BYTES_MAX};
use crate::wire::{FileCause, FileChunk, FileGet, FileOffer, FileProgress, FileStop, Message};

use super::super::actor::Actor;
use super::reports::Report;
use super::snapshot::{FileId, FileSide, FileState, Who};
use super::table::OPEN_MAX;
use super::transfer::{Arriving, Asking, Transfer, Way};
use super::writer::{Work, Wrote, keep, queue};

impl Actor {
    /// A message about a file; none of them ends a session.
    pub(in super::super) fn file_message(&mut self, conn: u64, peer: VerifyingKey, message: Message) {
        match message {
            Message::FileOffer(offer) => self.offered(conn, peer, offer),
            Message::FileGet(get) => self.asked_for(peer, &get),
            Message::FileChunk(chunk) => self.chunk(peer, chunk),
            Message::FileProgress(progress) => self.came(peer, &progress),
            Message::FileStop(stop) => self.stopped(peer, &stop),
            _ => {}
        }
    }

    fn offered(&mut self, conn: u64, peer: VerifyingKey, offer: FileOffer) {
        if let Some(id) = self.files.find(&peer, &offer.transfer, FileSide::Receiving) {
            let same = |one: &Transfer| one.offer.size == offer.size && one.offer.digest == offer.digest;
            if self.files.all.get(&id).is_some_and(same) {
                return self.offered_again(conn, id);
            }
            self.discard(id, FileState::Stopped(FileCause::Changed, Who::Them));
            self.files.all.remove(&id);
        }
        if self.files.is_full() {
            self.forget_an_offer();
        }
        let refused = if self.files.downloads.is_none() {
            Some(FileCause::Declined)
        } else if self.files.open(&peer, FileSide::Receiving) >= OPEN_MAX || self.files.is_full() {
            Some(FileCause::TooMany)
        } else {
            None
        };
        if let Some(cause) = refused {
            tracing::info!(peer = peer.fingerprint().short(), cause = cause.name(), "file_refused");
            let stop = FileStop { transfer: offer.transfer, cause: cause.number() };
            if let Some(link) = self.links.all.get(&conn) {
                link.give(Input::Send(Message::FileStop(stop)));
            }
            return;
        }
        let name = SafeName::of_peer(offer.name.text());
        let bytes = offer.size;
        let arriving = Arriving { offered_on: Some(conn), ..Arriving::default() };
        let id = self.files.add(Transfer::new(peer, offer, name, Way::In(arriving)));
        tracing::info!(peer = peer.fingerprint().short(), file = id.0, bytes, dir = "received", "file_offer");
        self.tell_file(id);
    }

    /// Makes room for another offer: the oldest goes that nobody has decided about, and whose sender has left.
    fn forget_an_offer(&mut self) {
        let idle = |one: &Transfer| one.is_undecided() && self.session(&one.peer).is_none();
        if let Some(id) = self.files.all.iter().find(|(_, one)| idle(one)).map(|(id, _)| *id) {
            self.come_to(id, FileState::Stopped(FileCause::TooMany, Who::Us));
            self.files.all.remove(&id);
        }
    }

    /// The sender would like to go on.
    fn offered_again(&mut self, conn: u64, id: FileId) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        if let Way::In(arriving) = &mut transfer.way {
            arriving.offered_on = Some(conn);
        }
        self.answer_offer(id);
    }

    /// Says to a sender that would like to go on how the transfer stands here.
    pub(super) fn answer_offer(&mut self, id: FileId) {
        let Some(transfer) = self.files.all.get(&id) else { return };
        match transfer.state {
            FileState::Offered | FileState::Checking => {}
            FileState::Verified => self.say_verified(id),
            FileState::Paused(Who::Us) => self.say_stop(id, FileCause::Paused),
            FileState::Stopped(cause, _) => self.say_stop(id, cause),
            _ => self.ask_for_rest(id),
        }
    }

    /// Finds out what is there, so that the rest can be asked for. That comes only when it is on the disk that the file
    /// was taken: bytes that flow belong to a transfer that goes on after a crash.
    pub(super) fn ask_for_rest(&mut self, id: FileId) {
        self.come_to(id, FileState::Accepted);
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        let wanted = transfer.wanted();
        let Way::In(arriving) = &mut transfer.way else { return };
        arriving.next = None;
        if arriving.work.is_none() {
            let Some(folder) = self.files.downloads.clone() else { return };
            let (work, queue) = queue();
            let reports = self.files.reports.clone();
            let tell = async move |wrote| reports.send(Report::Wrote(id, wrote)).await.ok();
            let (kept, earlier) = (self.savers.transfers.saved(), arriving.earlier);
            let keeping = async move {
                if kept.await.is_some() {
                    keep((folder, wanted), earlier, queue, tell).await;
                }
            };
            self.tasks.spawn(keeping.with_current_subscriber());
            arriving.work = Some(work);
            arriving.asking = Asking::No;
        }
        if let Some(work) = arriving.work.as_ref().filter(|_| arriving.asking == Asking::No)
            && work.try_send(Work::Where).is_ok()
        {
            arriving.asking = Asking::Yes;
        }
    }

    fn chunk(&mut self, peer: VerifyingKey, chunk: FileChunk) {
        let Some(id) = self.files.find(&peer, &chunk.transfer, FileSide::Receiving) else { return };
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        let (size, written) = (transfer.offer.size, transfer.written);
        let Way::In(arriving) = &mut transfer.way else { return };
        let Some(next) = arriving.next.filter(|_| arriving.run == chunk.run) else { return };
        let data = chunk.data.into_bytes();
        let bytes = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let full = u64::try_from(FILE_CHUNK_BYTES).unwrap_or(u64::MAX).min(size.saturating_sub(next));
        let end = next.saturating_add(bytes);
        let fits =
            chunk.offset == next && bytes == full && end.saturating_sub(written) <= FILE_WINDOW_BYTES_MAX;
        // A disk that refused is no fault of whoever sends: what is still on its way comes to nothing.
        let Some(work) = &arriving.work else { return };
        if !fits || matches!(work.try_send(Work::Chunk(data)), Err(TrySendError::Full(_))) {
            self.say_stop(id, FileCause::OutOfOrder);
            self.discard(id, FileState::Stopped(FileCause::OutOfOrder, Who::Us));
        } else {
            arriving.next = Some(end);
        }
    }

    /// The writing task has news.
    pub(super) fn wrote(&mut self, id: FileId, wrote: Wrote) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        if transfer.state.is_over() {
            return;
        }
        let number = transfer.offer.transfer;
        let Way::In(arriving) = &mut transfer.way else { return };
        match wrote {
            Wrote::At(offset) => {
                arriving.asking = Asking::No;
                transfer.written = offset;
                if transfer.state == FileState::Accepted {
                    arriving.run = arriving.run.wrapping_add(1);
                    arriving.next = Some(offset);
                    let get = FileGet { transfer: number, run: arriving.run, offset };
                    self.say(id, Message::FileGet(get));
                    self.tell_file(id);
                }
            }
            Wrote::Written(offset) if arriving.next.is_some() && offset > transfer.written => {
                let progress = FileProgress { transfer: number, state: FileProgress::WRITTEN, offset };
                self.say(id, Message::FileProgress(progress));
                self.moved(id, offset);
            }
            Wrote::Written(offset) => transfer.written = offset,
            Wrote::Checking => {
                let work = arriving.work.clone();
                transfer.came_whole();
                self.come_to(id, FileState::Checking);
                let kept = self.savers.transfers.saved();
                let finishing = async move {
                    if let (Some(()), Some(work)) = (kept.await, work) {
                        // A task that has ended was told that nobody wants the file.
                        let _ = work.send(Work::Finish).await;
                    }
                };
                self.tasks.spawn(finishing.with_current_subscriber());
            }
            Wrote::Verified(place) => {
                transfer.written = transfer.offer.size;
                transfer.place = Some(place);
                self.come_to(id, FileState::Verified);
                self.say_verified(id);
            }
            Wrote::Failed(error) => self.not_written(id, &error),
        }
    }

    /// A file that is wrong is over. A disk that refuses is for a person to mend, and what came is kept meanwhile.
    fn not_written(&mut self, id: FileId, error: &FileError) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        transfer.error = Some(error.to_string());
        if let Way::In(arriving) = &mut transfer.way {
            arriving.work = None;
            if matches!(error, FileError::PartGone(_)) {
                (transfer.written, arriving.earlier) = (0, Earlier::Begun);
            }
        }
        let (cause, state) = match error {
            FileError::Differs(_) => (FileCause::Differs, FileState::Stopped(FileCause::Differs, Who::Us)),
            _ => (FileCause::Paused, FileState::Paused(Who::Us)),
        };
        self.say_stop(id, cause);
        self.come_to(id, state);
    }

    fn say_verified(&mut self, id: FileId) {
        let Some(offer) = self.files.all.get(&id).map(|one| &one.offer) else { return };
        let progress =
            FileProgress { transfer: offer.transfer, state: FileProgress::VERIFIED, offset: offer.size };
        self.say(id, Message::FileProgress(progress));
    }

    /// Ends a transfer, and removes what is there of a file that came.
    pub(super) fn discard(&mut self, id: FileId, state: FileState) {
        if let Some(Transfer { way: Way::In(arriving), .. }) = self.files.all.get_mut(&id)
            && let Some(work) = arriving.work.take()
        {
            // The task ends with the queue, whether there is room for this or not; a part that stays is hidden.
            let _ = work.try_send(Work::Discard);
        }
        self.come_to(id, state);
    }

    /// The peer says that no more comes, or that no more is wanted.
    fn stopped(&mut self, peer: VerifyingKey, stop: &FileStop) {
        let cause = FileCause::from_number(stop.cause).unwrap_or(FileCause::Failed);
        for side in [FileSide::Receiving, FileSide::Sending] {
            let Some(id) = self.files.find(&peer, &stop.transfer, side) else { continue };
            let Some(state) = self.files.all.get(&id).map(|one| one.state) else { continue };
            if state.is_over() || state == FileState::Preparing {
                continue;
            }
            match (cause, state) {
                (FileCause::Paused, FileState::Paused(Who::Us)) => {}
                // Nobody here has decided, and a pause over there decides nothing.
                (FileCause::Paused, FileState::Offered) if side == FileSide::Receiving => {}
                (FileCause::Paused, _) => self.come_to(id, FileState::Paused(Who::Them)),
                _ => self.discard(id, FileState::Stopped(cause, Who::Them)),
            }
        }
    }
}
