//! What was said, as it is told when it is recalled.

use std::path::PathBuf;

use crate::keystore::KnownPeer;
use crate::store::{self, Entry, Fate, Line, OwnStream, Store, Streams, Whose};
use crate::text::PeerText;
use crate::wire::{Text, UnixMillis};

use super::command::Hearing;
use super::delivery::{Delivery, MessageId};
use super::event::Event;
use super::peer::PeerId;

/// Texts that are told to a script at once; whoever wants more asks for the page before.
pub(super) const PAGE_LINES: usize = 128;

/// Why entries are told again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recalled {
    /// The node starts: the end of each conversation.
    AtStart(Start),
    /// A person asked for them.
    Asked,
    /// They stand right below this place.
    Below(u64),
    /// A person wants them in this file.
    ForFile(PathBuf),
    /// They hold this word, the newest first.
    Found(String),
}

/// What is told at the start beside the end of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Texts of the peer that nobody has seen and that are not told; of very many only that they are so many at least.
    pub missed: u64,
    /// Where the oldest text stands that nobody has seen, if there is one; 0 where there are too many to look for it.
    pub unseen_from: Option<u64>,
    /// From this place on all is told; before it only texts of ours that wait.
    pub whole_from: u64,
    /// Whether a person wants to hear of the peer.
    pub hearing: Hearing,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Through everything.
    Everywhere,
    /// Until so much was found that it is enough for a person.
    AtTheNewest,
}

/// Who said something, and how far that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// We did.
    Us {
        /// By what it is called in what is told of it from now on; 0 if nothing more is told.
        message: MessageId,
        /// How far it is.
        state: Delivery,
    },
    /// The peer did, by its clock at this time.
    Them {
        /// When the peer says it was sent.
        sent_at: UnixMillis,
        /// Who has read it here.
        read_by: ReadBy,
    },
}

/// Who has read a text of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBy {
    /// Nobody and nothing.
    Nobody,
    /// A program to which it was printed; no person, as far as that is known.
    Program,
    /// A person.
    Person,
}

/// A text that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its place in the conversation; they grow, with gaps.
    pub place: u64,
    /// When it was written or came, by our clock.
    pub at: UnixMillis,
    /// Who said it.
    pub by: By,
    /// The stream that it was said in, as READY names it.
    pub stream: [u8; 16],
    /// Its number in that stream; 0 for one of ours that was never sent.
    pub number: u64,
    /// Whether it is an action (`/me`).
    pub action: bool,
    /// What was said.
    pub body: PeerText,
}

/// A text that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// With whom it was said.
    pub peer: PeerId,
    /// What we call the peer.
    pub name: String,
    /// What was said.
    pub said: Said,
}

impl Said {
    /// An entry of a conversation of which this much is known; called so if it is ours.
    pub(super) fn new(line: Line, message: MessageId, streams: &Streams) -> Self {
        let Line { place, entry } = line;
        let by = match entry.whose {
            Whose::Own => By::Us { message, state: state(&entry, &streams.own) },
            Whose::Theirs => By::Them { sent_at: entry.sent_at, read_by: read_by(&entry, streams) },
        };
        Self {
            place,
            at: entry.at,
            by,
            stream: entry.epoch,
            number: entry.number,
            action: entry.flags & Text::ACTION != 0,
            body: entry.body.into_text(),
        }
    }

    /// As it is told to whoever hears nothing of it afterwards.
    pub(super) const fn unnamed(mut self) -> Self {
        if let By::Us { message, .. } = &mut self.by {
            *message = MessageId(0);
        }
        self
    }
}

/// A page of what was said with a peer, the last one below a place, while no node runs.
///
/// # Errors
/// What the store says.
pub fn kept_page(store: &mut Store, peer: &KnownPeer, below: u64) -> Result<Event, store::Error> {
    let identity = peer.identity;
    let streams = store.conversations()?.into_iter().find(|(other, _)| *other == identity);
    let streams = streams.map_or_else(|| Streams::new([0; 16]), |(_, streams)| streams);
    let lines = store.before(&identity, below, PAGE_LINES)?;
    let said = |line| Said::new(line, MessageId(0), &streams);
    Ok(Event::History {
        peer: (&identity).into(),
        name: peer.petname.clone(),
        lines: lines.into_iter().map(said).collect(),
        recalled: Recalled::Asked,
    })
}

/// Who has read a text of a peer, as far as that is kept.
pub(super) fn read_by(entry: &Entry, streams: &Streams) -> ReadBy {
    if streams.is_behind(streams.seen, entry) {
        ReadBy::Person
    } else if streams.is_behind(streams.printed, entry) {
        ReadBy::Program
    } else {
        ReadBy::Nobody
    }
}

/// How far a text of ours is, as far as what is kept proves it.
const fn state(entry: &Entry, own: &OwnStream) -> Delivery {
    match entry.fate {
        Fate::Dropped => Delivery::Dropped,
        Fate::Expired => Delivery::Expired,
        Fate::OnItsWay if entry.number == 0 => Delivery::Held,
        Fate::OnItsWay if entry.number <= own.shown => Delivery::Shown,
        Fate::OnItsWay if entry.number <= own.acked => Delivery::Acked,
        Fate::OnItsWay => Delivery::Written,
    }
}
