//! All transfers of a node, and what becomes of them with a session.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::crypto::VerifyingKey;
use crate::keystore::{KeptStanding, KeptTransfer, Transfers};
use crate::net::Input;
use crate::transfer::{Earlier, Part, SafeName, Stamp};
use crate::wire::{FileCause, FileOffer, FileStop, Message};

use super::super::actor::Actor;
use super::super::event::Event;
use super::reports::Report;
use super::snapshot::{FileId, FileSide, FileState, Who};
use super::transfer::{Arriving, Leaving, Transfer, Way};

/// Transfers with one peer that are not over, each way.
pub(super) const OPEN_MAX: usize = 16;
/// Transfers that are remembered at once.
const TRANSFERS_MAX: usize = 256;
/// Reports of tasks that may wait; a task with one more waits.
const REPORTS_MAX: usize = 64;
/// Progress of one transfer is told no more often.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// Where files go, and which are on their way from the run before.
#[derive(Clone, Debug)]
pub struct FilesConfig {
    /// The folder into which files come.
    pub downloads: PathBuf,
    /// What was on its way.
    pub kept: Transfers,
}

/// The table. Without a config every offer is declined.
#[derive(Debug)]
pub(in super::super) struct Files {
    pub(super) downloads: Option<PathBuf>,
    pub(super) kept: Transfers,
    pub(super) all: BTreeMap<FileId, Transfer>,
    last: u64,
    pub(super) reports: mpsc::Sender<Report>,
    /// What tasks tell; the actor's loop takes it.
    pub(in super::super) news: mpsc::Receiver<Report>,
}

impl Files {
    pub(in super::super) fn new(config: Option<FilesConfig>) -> Self {
        let (reports, news) = mpsc::channel(REPORTS_MAX);
        let (downloads, kept) = config.map(|config| (config.downloads, config.kept)).unzip();
        let kept: Transfers = kept.unwrap_or_default();
        let restored: Vec<Transfer> =
            kept.iter().filter_map(|kept| restored(kept, downloads.as_deref())).collect();
        let mut files = Self { downloads, kept, all: BTreeMap::new(), last: 0, reports, news };
        for transfer in restored {
            files.add(transfer);
        }
        files
    }

    /// Gives a transfer its number. Of those that are over the oldest makes room.
    pub(super) fn add(&mut self, transfer: Transfer) -> FileId {
        self.last += 1;
        let id = FileId(self.last);
        self.all.insert(id, transfer);
        if self.all.len() > TRANSFERS_MAX {
            let over = self.all.iter().find(|(_, transfer)| transfer.state.is_over());
            if let Some(id) = over.map(|(id, _)| *id) {
                self.all.remove(&id);
            }
        }
        id
    }

    /// The transfer that a peer means by this number, in one direction.
    pub(super) fn find(&self, peer: &VerifyingKey, transfer: &[u8; 16], side: FileSide) -> Option<FileId> {
        let meant =
            |one: &Transfer| one.peer == *peer && one.offer.transfer == *transfer && one.side() == side;
        self.all.iter().find(|(_, one)| meant(one)).map(|(id, _)| *id)
    }

    /// Transfers with a peer that are not over, in one direction.
    pub(super) fn open(&self, peer: &VerifyingKey, side: FileSide) -> usize {
        let open = |one: &&Transfer| one.peer == *peer && !one.state.is_over() && one.side() == side;
        self.all.values().filter(open).count()
    }

    /// Whether there is room for what strangers offer, too.
    pub(super) fn is_full(&self) -> bool {
        self.all.values().filter(|transfer| !transfer.state.is_over()).count() >= TRANSFERS_MAX
    }

    pub(super) fn of_peer(&self, peer: &VerifyingKey) -> Vec<FileId> {
        self.all.iter().filter(|(_, one)| one.peer == *peer).map(|(id, _)| *id).collect()
    }
}

/// A transfer of the run before, as it stands until its peer is there.
pub(super) fn restored(kept: &KeptTransfer, downloads: Option<&Path>) -> Option<Transfer> {
    let offer = FileOffer {
        transfer: kept.transfer,
        size: kept.size,
        digest: kept.digest,
        name: kept.name.as_str().try_into().ok()?,
    };
    let name = SafeName::of_peer(offer.name.text());
    let way = match &kept.source {
        Some((path, stamp)) => {
            Way::Out(Leaving { path: path.clone(), stamp: Some(Stamp(*stamp)), run: 0, reading: None })
        }
        None => Way::In(Arriving { earlier: earlier(kept.standing), ..Arriving::default() }),
    };
    let mut transfer = Transfer::new(kept.peer, offer, name, way);
    transfer.state = match kept.standing {
        KeptStanding::Open | KeptStanding::Whole => FileState::Waiting,
        KeptStanding::Paused | KeptStanding::WholePaused => FileState::Paused(Who::Us),
        KeptStanding::Done => FileState::Verified,
    };
    transfer.written = match (kept.standing, &transfer.way, downloads) {
        (KeptStanding::Done | KeptStanding::Whole | KeptStanding::WholePaused, ..) => kept.size,
        (_, Way::In(_), Some(folder)) => Part::found(folder, &transfer.wanted()),
        _ => 0,
    };
    Some(transfer)
}

/// What there may be of a file that was kept so.
const fn earlier(standing: KeptStanding) -> Earlier {
    match standing {
        KeptStanding::Whole | KeptStanding::WholePaused => Earlier::Whole,
        KeptStanding::Open | KeptStanding::Paused | KeptStanding::Done => Earlier::Begun,
    }
}

impl Actor {
    /// Tells about the files that go on from the run before, or wait for a person to let them.
    pub(in super::super) fn tell_kept_files(&mut self) {
        let open = self.files.all.iter().filter(|(_, one)| !one.state.is_over());
        let ids: Vec<FileId> = open.map(|(id, _)| *id).collect();
        for id in ids {
            self.tell_file(id);
        }
    }

    /// A session with this peer begins, or goes on over another link.
    pub(in super::super) fn files_begin(&mut self, identity: VerifyingKey, conn: u64) {
        for id in self.files.of_peer(&identity) {
            let Some(transfer) = self.files.all.get_mut(&id) else { continue };
            transfer.owed = None;
            match (&transfer.way, transfer.state) {
                // It may have been offered on this link while another one was asked whether it is alive.
                (Way::In(arriving), _) if arriving.offered_on == Some(conn) => self.answer_offer(id),
                (_, state) if state.is_over() || state == FileState::Preparing => {}
                // A receiver that began anew does not know it.
                (Way::Out(_), FileState::Paused(Who::Us)) => self.say_stop(id, FileCause::Paused),
                (Way::Out(_), _) => self.offer(id),
                (Way::In(_), FileState::Offered | FileState::Checking | FileState::Paused(Who::Us)) => {}
                (Way::In(_), _) => self.come_to(id, FileState::Waiting),
            }
        }
    }

    /// There is no session with this peer any more.
    pub(in super::super) fn files_over(&mut self, identity: VerifyingKey) {
        for id in self.files.of_peer(&identity) {
            let Some(transfer) = self.files.all.get_mut(&id) else { continue };
            transfer.owed = None;
            if let Way::In(arriving) = &mut transfer.way {
                arriving.offered_on = None;
            }
            let stays = match (&transfer.way, transfer.state) {
                (_, FileState::Preparing | FileState::Paused(Who::Us))
                | (Way::In(_), FileState::Offered | FileState::Checking) => true,
                (_, state) => state.is_over(),
            };
            if !stays {
                self.come_to(id, FileState::Waiting);
            }
        }
    }

    /// A link has room again for what it did not take.
    pub(in super::super) fn files_room(&mut self, identity: VerifyingKey) {
        for id in self.files.of_peer(&identity) {
            if let Some(owed) = self.files.all.get_mut(&id).and_then(|transfer| transfer.owed.take()) {
                self.say(id, owed);
            }
        }
    }

    /// Says something about a transfer. What finds no room is said later, unless something newer is to be said then:
    /// the last word is enough for the peer.
    pub(super) fn say(&mut self, id: FileId, message: Message) {
        let Some(peer) = self.files.all.get(&id).map(|transfer| transfer.peer) else { return };
        let Some(link) = self.session(&peer) else { return };
        if !link.give(Input::Send(message.clone()))
            && let Some(transfer) = self.files.all.get_mut(&id)
        {
            transfer.owed = Some(message);
        }
    }

    /// Says that a transfer is stopped.
    pub(super) fn say_stop(&mut self, id: FileId, cause: FileCause) {
        let Some(transfer) = self.files.all.get(&id).map(|one| one.offer.transfer) else { return };
        self.say(id, Message::FileStop(FileStop { transfer, cause: cause.number() }));
    }

    /// A transfer comes to another state: bytes stop or start to be taken accordingly, and whoever looks is told.
    pub(super) fn come_to(&mut self, id: FileId, state: FileState) {
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        if transfer.state == state {
            return;
        }
        if matches!(state, FileState::Accepted | FileState::Moving | FileState::Checking) {
            transfer.state = state;
        } else {
            transfer.halt(state);
        }
        let (peer, number, size) = (transfer.peer.fingerprint().short(), id.0, transfer.offer.size);
        self.keep_transfer(id);
        match state {
            FileState::Verified => {
                tracing::info!(peer, file = number, bytes = size, "file_done");
            }
            FileState::Stopped(cause, who) => {
                let by = if who == Who::Us { "us" } else { "peer" };
                tracing::info!(peer, file = number, cause = cause.name(), by, "file_stop");
            }
            _ => {}
        }
        self.tell_file(id);
    }

    /// Keeps a transfer as it stands, or forgets one that a restart has not to go on with.
    pub(super) fn keep_transfer(&mut self, id: FileId) {
        let Some(transfer) = self.files.all.get(&id) else { return };
        let is_news = match transfer.kept() {
            Some(kept) => self.files.kept.put(kept),
            None => self.files.kept.remove(&transfer.peer, &transfer.offer.transfer),
        };
        if is_news {
            self.savers.transfers.save(&self.files.kept);
        }
    }

    /// Bytes were written on the receiver's side.
    pub(super) fn moved(&mut self, id: FileId, written: u64) {
        let now = self.shared.clock.now().monotonic;
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        transfer.written = written;
        transfer.pace.note(now, written);
        if transfer.state != FileState::Moving {
            self.come_to(id, FileState::Moving);
        } else if now >= transfer.told.saturating_add(TOLD_EVERY) {
            self.tell_file(id);
        }
    }

    pub(super) fn tell_file(&mut self, id: FileId) {
        let now = self.shared.clock.now().monotonic;
        let Some(transfer) = self.files.all.get_mut(&id) else { return };
        transfer.told = now;
        let name = self.peers.name(&transfer.peer);
        let info = transfer.info(id, name);
        self.tell(Event::File(info));
    }
}
