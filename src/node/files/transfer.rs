//! One transfer, as the actor keeps it.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use crate::crypto::VerifyingKey;
use crate::keystore::{KeptStanding, KeptTransfer};
use crate::transfer::{Earlier, SafeName, Stamp, Wanted};
use crate::wire::{FileOffer, Message};

use super::pace::Pace;
use super::snapshot::{FileId, FileInfo, FileSide, FileState, Who};
use super::writer::Work;

/// A transfer.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) peer: VerifyingKey,
    /// As it goes over the wire.
    pub(super) offer: FileOffer,
    pub(super) name: SafeName,
    pub(super) state: FileState,
    pub(super) way: Way,
    /// Bytes that the receiver has written.
    pub(super) written: u64,
    pub(super) pace: Pace,
    /// Where a file that came was put.
    pub(super) place: Option<PathBuf>,
    pub(super) error: Option<String>,
    /// The last message for which the link had no room.
    pub(super) owed: Option<Message>,
    /// When progress was told last.
    pub(super) told: Duration,
}

/// Which way it goes, and what that side needs.
#[derive(Debug)]
pub(super) enum Way {
    Out(Leaving),
    In(Arriving),
}

/// A file of ours.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) path: PathBuf,
    /// Its state when it was offered; none while that is computed.
    pub(super) stamp: Option<Stamp>,
    /// The number of the request that is answered.
    pub(super) run: u32,
    pub(super) reading: Option<Reads>,
}

/// The task that reads. It ends with this.
#[derive(Debug)]
pub(super) struct Reads {
    pub(super) task: AbortHandle,
    pub(super) written: watch::Sender<u64>,
}

impl Drop for Reads {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A file that comes.
#[derive(Debug, Default)]
pub(super) struct Arriving {
    /// What the run before this one had of it, which may have been killed at any moment, or that it came whole in this.
    pub(super) earlier: Earlier,
    /// The link on which it was offered last.
    pub(super) offered_on: Option<u64>,
    /// The task that writes, once the file was accepted.
    pub(super) work: Option<mpsc::Sender<Work>>,
    /// Whether that task was asked where it is, to ask the sender for the rest.
    pub(super) asking: Asking,
    /// The number of our last request.
    pub(super) run: u32,
    /// Where the next chunk begins, while chunks are taken.
    pub(super) next: Option<u64>,
}

/// Whether an answer of the writing task is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Asking {
    #[default]
    No,
    Yes,
}

impl Transfer {
    pub(super) fn new(peer: VerifyingKey, offer: FileOffer, name: SafeName, way: Way) -> Self {
        let state = match way {
            Way::Out(Leaving { stamp: None, .. }) => FileState::Preparing,
            Way::Out(_) => FileState::Waiting,
            Way::In(_) => FileState::Offered,
        };
        Self {
            peer,
            offer,
            name,
            state,
            way,
            written: 0,
            pace: Pace::default(),
            place: None,
            error: None,
            owed: None,
            told: Duration::ZERO,
        }
    }

    /// The file, as the folder into which it comes knows it.
    pub(super) fn wanted(&self) -> Wanted {
        Wanted {
            of: (*self.peer.as_bytes(), self.offer.transfer),
            name: self.name.clone(),
            size: self.offer.size,
            digest: self.offer.digest,
        }
    }

    /// All bytes of a file that comes are there.
    pub(super) const fn came_whole(&mut self) {
        self.written = self.offer.size;
        if let Way::In(arriving) = &mut self.way {
            arriving.earlier = Earlier::Whole;
        }
    }

    /// Nothing moves any more, for now or for good.
    pub(super) fn halt(&mut self, state: FileState) {
        self.state = state;
        self.pace = Pace::default();
        match &mut self.way {
            Way::Out(leaving) => leaving.reading = None,
            Way::In(arriving) => arriving.next = None,
        }
        if let (true, Way::In(arriving)) = (state.is_over(), &mut self.way) {
            arriving.work = None;
        }
    }

    pub(super) const fn side(&self) -> FileSide {
        match self.way {
            Way::Out(_) => FileSide::Sending,
            Way::In(_) => FileSide::Receiving,
        }
    }

    /// Whether a person here has to say whether the file is wanted.
    pub(super) fn is_undecided(&self) -> bool {
        matches!(self.way, Way::In(_)) && self.state == FileState::Offered
    }

    /// As a person sees it.
    pub(super) fn info(&self, id: FileId, peer_name: String) -> FileInfo {
        let moving = matches!(self.state, FileState::Moving | FileState::Accepted);
        let path = match &self.way {
            Way::Out(leaving) => Some(&leaving.path),
            Way::In(_) => self.place.as_ref(),
        };
        FileInfo {
            id,
            peer: (&self.peer).into(),
            peer_name,
            side: self.side(),
            name: self.name.to_string(),
            size: self.offer.size,
            written: self.written,
            state: self.state,
            rate: self.pace.rate().filter(|_| moving),
            left: self.pace.time_for(self.offer.size.saturating_sub(self.written)).filter(|_| moving),
            path: path.map(|path| path.display().to_string()),
            error: self.error.clone(),
        }
    }

    /// What a restart must not lose of it; nothing of what is over, undecided or not ready to be offered.
    pub(super) fn kept(&self) -> Option<KeptTransfer> {
        let standing = match (self.state, &self.way) {
            (FileState::Verified, _) => KeptStanding::Done,
            (FileState::Stopped(..), _) => return None,
            (FileState::Paused(Who::Us), Way::In(Arriving { earlier: Earlier::Whole, .. })) => {
                KeptStanding::WholePaused
            }
            // Its part may go at any moment from now on, so nothing less is said of it before it has its name.
            (_, Way::In(Arriving { earlier: Earlier::Whole, .. })) => KeptStanding::Whole,
            (FileState::Paused(Who::Us), _) => KeptStanding::Paused,
            _ => KeptStanding::Open,
        };
        let source = match &self.way {
            // The sender of a file that was verified has nothing left to say of it.
            Way::Out(_) if standing == KeptStanding::Done => return None,
            Way::Out(leaving) => Some((leaving.path.clone(), leaving.stamp?.0)),
            Way::In(_) if self.is_undecided() => return None,
            Way::In(_) => None,
        };
        Some(KeptTransfer {
            peer: self.peer,
            transfer: self.offer.transfer,
            size: self.offer.size,
            digest: self.offer.digest,
            name: self.name.to_string(),
            standing,
            source,
        })
    }
}
