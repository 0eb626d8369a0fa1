//! What a person asks for about files.

use std::path::Path;

use crate::wire::FileCause;

use super::super::actor::Actor;
use super::super::command::PeerRef;
use super::super::error::Error;
use super::super::event::Event;
use super::snapshot::{FileId, FileState, FileStep, Who};
use super::transfer::{Transfer, Way};

impl Actor {
    /// Offers a file to a peer, now or when it is there.
    pub(in super::super) fn offer_file(&mut self, to: &PeerRef, path: &Path) -> Result<(), Error> {
        let peer = self.peers.resolve(to)?;
        self.send_file(peer, path)
    }

    /// Does one thing with one transfer; without a number, with the newest to which it can be done.
    pub(in super::super) fn file_step(&mut self, id: Option<FileId>, step: FileStep) -> Result<(), Error> {
        let newest = |wanted: &dyn Fn(&Transfer) -> bool| {
            self.files.all.iter().rev().find(|(_, one)| wanted(one)).map(|(id, _)| *id)
        };
        let is_theirs =
            |one: &Transfer| step == FileStep::Resume && one.state == FileState::Paused(Who::Them);
        let id = id.or_else(|| newest(&|one| fits(one, step))).or_else(|| newest(&is_theirs));
        let id = id.ok_or_else(|| Error::NoFileTo(step.word()))?;
        let transfer = self.files.all.get(&id).ok_or(Error::NoSuchFile(id.0))?;
        let state = transfer.state;
        if is_theirs(transfer) {
            return Err(Error::FilePausedByPeer { id: id.0, peer: self.peers.name(&transfer.peer) });
        }
        if !fits(transfer, step) {
            return Err(Error::FileStep { id: id.0, step: step.word(), state: state.word() });
        }
        match step {
            FileStep::Resume if matches!(transfer.way, Way::Out(_)) => self.offer(id),
            FileStep::Receive | FileStep::Resume => self.take_file(id),
            FileStep::Cancel => {
                let undecided = transfer.is_undecided();
                let cause = if undecided { FileCause::Declined } else { FileCause::Cancelled };
                if state != FileState::Preparing {
                    self.say_stop(id, cause);
                }
                self.discard(id, FileState::Stopped(cause, Who::Us));
            }
            FileStep::Pause => {
                self.say_stop(id, FileCause::Paused);
                self.come_to(id, FileState::Paused(Who::Us));
            }
        }
        Ok(())
    }

    /// A file that comes is wanted: the rest is asked for, now or when it is offered again.
    fn take_file(&mut self, id: FileId) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        transfer.error = None;
        let current = self.peers.active.get(&transfer.peer).and_then(|peer| peer.current);
        let offered_on = match &transfer.way {
            Way::In(arriving) => arriving.offered_on,
            Way::Out(_) => None,
        };
        if current.is_some() && offered_on == current {
            self.ask_for_rest(id);
        } else {
            self.come_to(id, FileState::Waiting);
        }
    }

    /// Tells about every transfer but those that were over when this run began.
    pub(in super::super) fn describe_files(&mut self) {
        let is_of_this_run = |one: &Transfer| {
            one.state != FileState::Verified || one.place.is_some() || matches!(one.way, Way::Out(_))
        };
        let all = self.files.all.iter().filter(|(_, one)| is_of_this_run(one));
        let infos = all.map(|(id, one)| one.info(*id, self.peers.name(&one.peer))).collect();
        self.tell(Event::Files(infos));
    }
}

/// Whether this can be done to a transfer as it stands.
fn fits(transfer: &Transfer, step: FileStep) -> bool {
    let (state, undecided) = (transfer.state, transfer.is_undecided());
    let in_hand = [FileState::Preparing, FileState::Checking, FileState::Paused(Who::Us)];
    match step {
        FileStep::Receive => undecided,
        FileStep::Cancel => !state.is_over(),
        FileStep::Pause => !state.is_over() && !undecided && !in_hand.contains(&state),
        FileStep::Resume => state == FileState::Paused(Who::Us),
    }
}
