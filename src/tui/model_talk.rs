//! What was said in one conversation, each entry by a number that stays its own.

use std::collections::VecDeque;

use crate::node::{Carried, Delivery, FileId, MessageId, UnixMillis};
use crate::why::End;

use super::alarm::Refusal;
use super::model_calls::Tries;
use super::model_news::News;

/// Entries that a conversation keeps.
const ENTRIES_MAX: usize = 20_000;
/// Bytes of text that a conversation keeps.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Entries, and bytes beyond those, up to which parts are added that stand apart.
const APART_MAX: (usize, usize) = (4_096, 4 * 1024 * 1024);

/// Whose entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// We said it.
    Own,
    /// The peer said it.
    Peer,
    /// The program says it.
    Program,
    /// The program warns.
    Alarm,
    /// Frames were refused: a card, whose only line is whose they were.
    Refused(Refusal),
}

/// How far a text of ours is, as far as its entry shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Not ours, or not a text.
    None,
    /// Given to the node, as the so many-th text of this process.
    Asked(u64),
    /// The node has said how far it is.
    At(MessageId, Delivery),
    /// It was not taken, and why.
    Rejected(String),
}

/// What stood on the wire, or is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Words of the program.
    None,
    /// Words of the program about how this run found things, for the first place at which a person looks.
    Start,
    /// A text of the peer.
    Peer {
        /// Where it is among the packets.
        carried: Carriage,
        /// When the peer says it was sent.
        sent_at: UnixMillis,
        /// Bytes of its first line that are not the peer's: our name for it, before what it does.
        named: usize,
    },
    /// A file, whose lines say how it stands.
    File(FileId),
    /// Something that was tried in vain.
    Tries(Tries),
    /// A session that is over.
    Ended(End),
    /// A text of ours.
    Own {
        /// As it was typed.
        body: String,
        /// Whether it is an action (`/me`).
        action: bool,
        /// Where it is among the packets, once it was written.
        carried: Option<Carriage>,
    },
}

/// How a text went, by which its packets are found as long as they are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carriage {
    /// On a link of this run, under this number of the stream that the link continues.
    OnLink(Carried),
    /// In a stream, under this number of it: all that is kept of a text, whatever link it was.
    InStream([u8; 16], u64),
}

impl Carriage {
    /// Its number in the stream.
    pub(super) const fn number(self) -> u64 {
        match self {
            Self::OnLink(Carried { number, .. }) | Self::InStream(_, number) => number,
        }
    }
}

/// One entry of a conversation. Its text is fit for a terminal.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// When it was seen here.
    pub(super) time: UnixMillis,
    /// Whose it is.
    pub(super) voice: Voice,
    /// What stands in the frame of a card, which is as wide as the pane; most entries are no card.
    pub(super) title: Option<String>,
    /// Its lines.
    pub(super) lines: Vec<String>,
    /// How far it is.
    pub(super) progress: Progress,
    /// Where it is from.
    pub(super) source: Source,
    /// Its place in what is kept of the conversation, if it is there.
    pub(super) place: Option<u64>,
    /// Whether it is news that no frame has shown.
    pub(super) is_unseen: bool,
}

impl Entry {
    /// Words of the program.
    pub(super) fn new(time: UnixMillis, voice: Voice, text: &str) -> Self {
        let lines = text.lines().map(ToOwned::to_owned).collect();
        Self {
            time,
            voice,
            title: None,
            lines,
            progress: Progress::None,
            source: Source::None,
            place: None,
            is_unseen: false,
        }
    }

    /// Words that must not be overlooked, in a frame: a warning, or something to decide.
    pub(super) fn card(time: UnixMillis, voice: Voice, title: &str, text: &str) -> Self {
        Self { title: Some(title.to_owned()), ..Self::new(time, voice, text) }
    }

    /// Whether it stands in a frame.
    pub(super) const fn is_card(&self) -> bool {
        self.title.is_some() || matches!(self.voice, Voice::Refused(_))
    }

    /// What was said, as it is shown.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Whether it holds `word`, which is in lower case.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.lines.iter().any(|line| line.to_lowercase().contains(word))
    }

    fn bytes(&self) -> usize {
        let own = if let Source::Own { body, .. } = &self.source { body.len() } else { 0 };
        own + self.lines.iter().map(String::len).sum::<usize>()
    }
}

/// How much of what is kept is in a conversation, by its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// From here on all of it is.
    pub(super) joined: u64,
    /// The oldest text that is; between them some may be missing.
    pub(super) oldest: u64,
}

/// A conversation. The numbers of its entries grow by one and are never used again.
#[derive(Debug)]
pub(super) struct Talk {
    entries: VecDeque<Entry>,
    first: usize,
    /// The number of the first entry from which on none is missing.
    joined: usize,
    bytes: usize,
    /// The first place behind everything that is kept, was here and is not any more.
    cut: Option<u64>,
    /// What nobody has seen of it.
    pub(super) news: News,
}

/// The number of the first entry: there is room below for what was said before.
const FIRST: usize = 1 << 30;

impl Default for Talk {
    fn default() -> Self {
        let (entries, news) = (VecDeque::new(), News::default());
        Self { entries, first: FIRST, joined: FIRST, bytes: 0, cut: None, news }
    }
}

impl Talk {
    /// How much of what is kept is here; none if nothing of the conversation is kept.
    pub(super) fn reach(&self) -> Option<Reach> {
        let from = |first: usize| self.entries.iter().skip(first).find_map(|entry| entry.place);
        let oldest = from(0).or(self.cut)?;
        Some(Reach { joined: from(self.joined - self.first).or(self.cut).unwrap_or(u64::MAX), oldest })
    }

    /// The same, where something is known to be kept: if nothing of it is here, all of it is further back.
    pub(super) fn reach_of_kept(&mut self) -> Option<Reach> {
        if self.reach().is_none() {
            self.cut = Some(u64::MAX);
        }
        self.reach()
    }

    /// A text is kept at this place that is not here any more.
    pub(super) fn cut_off(&mut self, place: u64) {
        self.cut = self.cut.max(Some(place.saturating_add(1)));
    }

    /// Whether the text that is kept at this place is here.
    pub(super) fn has_place(&self, place: u64) -> bool {
        self.entries.iter().any(|entry| entry.place == Some(place))
    }

    /// The number of the text that is kept at this place.
    pub(super) fn at_place(&self, place: u64) -> Option<usize> {
        self.iter().find(|(_, entry)| entry.place == Some(place)).map(|(at, _)| at)
    }

    /// Makes room above all that is here for what is kept at a place: what stands apart and is older goes. Gives the
    /// oldest place that is here then; `None` where that place is not above it.
    pub(super) fn make_room_for(&mut self, place: u64) -> Option<u64> {
        if self.reach_of_kept().is_some_and(|reach| reach.oldest <= place) {
            self.drop_apart();
        }
        self.reach().map(|reach| reach.oldest).filter(|oldest| *oldest > place)
    }

    /// Puts what was said right before above everything. Where there is no more room it stands apart, to go when
    /// something else is looked for.
    pub(super) fn put_before(&mut self, entry: Entry) {
        let has_room = self.entries.len() < ENTRIES_MAX && self.bytes + entry.bytes() <= BYTES_MAX;
        let is_joined = self.is_joined();
        self.put_apart(entry);
        if has_room && is_joined {
            self.joined = self.first;
        }
    }

    /// Puts what was said long before above everything, whatever is missing between.
    pub(super) fn put_apart(&mut self, entry: Entry) {
        if let Some(first) = self.first.checked_sub(1) {
            self.bytes += entry.bytes();
            self.entries.push_front(entry);
            self.first = first;
        }
    }

    /// Whether nothing is missing between any two entries.
    pub(super) const fn is_joined(&self) -> bool {
        self.joined == self.first
    }

    /// Whether another part may be put apart.
    pub(super) fn has_room_apart(&self) -> bool {
        self.joined - self.first < APART_MAX.0 && self.bytes < BYTES_MAX + APART_MAX.1
    }

    /// What is here so far stands apart from what comes now.
    pub(super) fn part(&mut self) {
        self.joined = self.end();
    }

    /// Forgets what stands apart.
    pub(super) fn drop_apart(&mut self) {
        while self.first < self.joined {
            self.drop_first();
        }
    }

    /// Adds what was said last; gives its number. The oldest go where there is no more room; what stands apart was just
    /// asked for, and has room of its own.
    pub(super) fn push(&mut self, entry: Entry) -> usize {
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        if self.is_over(APART_MAX) {
            self.drop_apart();
        }
        while self.first == self.joined && self.entries.len() > 1 && self.is_over((0, 0)) {
            self.drop_first();
        }
        self.end() - 1
    }

    /// Whether it has more entries or bytes than are kept, and so many beyond.
    fn is_over(&self, (entries, bytes): (usize, usize)) -> bool {
        self.entries.len() > ENTRIES_MAX + entries || self.bytes > BYTES_MAX + bytes
    }

    /// The number of the oldest.
    pub(super) const fn first(&self) -> usize {
        self.first
    }

    /// The number of the next one.
    pub(super) fn end(&self) -> usize {
        self.first + self.entries.len()
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry of this number.
    pub(super) fn get(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at.checked_sub(self.first)?)
    }

    /// The same, to change it.
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Entry> {
        self.entries.get_mut(at.checked_sub(self.first)?)
    }

    /// All with their numbers.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &Entry)> {
        let first = self.first;
        self.entries.iter().enumerate().map(move |(at, entry)| (first + at, entry))
    }

    /// The entries from the number `from` on, with something else for each; the numbers stay.
    pub(super) fn with(&self, from: usize, other: impl Fn(&Entry) -> Entry) -> Self {
        let first = from.clamp(self.first, self.end());
        Self {
            entries: self.entries.iter().skip(first - self.first).map(other).collect(),
            first,
            joined: self.joined.max(first),
            bytes: self.bytes,
            cut: self.cut,
            news: self.news,
        }
    }

    /// The newest first, to change them.
    pub(super) fn newest_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().rev()
    }

    /// Forgets all of it; what is kept of it is further back from then on.
    pub(super) fn clear(&mut self) {
        while !self.entries.is_empty() {
            self.drop_first();
        }
    }

    /// Forgets all of it, since nothing of it is kept any more but the texts of ours that wait.
    pub(super) fn delete(&mut self) {
        let waits = |entry: &&Entry| match entry.progress {
            Progress::Asked(_) | Progress::At(_, Delivery::Held | Delivery::Written) => true,
            Progress::None | Progress::At(..) | Progress::Rejected(_) => false,
        };
        let waiting: Vec<Entry> = self.entries.iter().filter(waits).cloned().collect();
        self.clear();
        self.cut = None;
        for entry in waiting {
            self.push(entry);
        }
    }

    /// Takes out what the program warned of and how it found things, to be said elsewhere; what else was said goes.
    pub(super) fn take_warnings(&mut self) -> Vec<Entry> {
        let is_kept = |entry: &Entry| entry.voice == Voice::Alarm || entry.source == Source::Start;
        let warnings = self.iter().filter(|(_, entry)| is_kept(entry));
        let warnings = warnings.map(|(_, entry)| entry.clone()).collect();
        self.clear();
        warnings
    }

    fn drop_first(&mut self) {
        if let Some(entry) = self.entries.pop_front() {
            // Its lines may have changed since it was counted.
            self.bytes = self.bytes.saturating_sub(entry.bytes());
            if let Some(place) = entry.place {
                self.cut_off(place);
            }
            self.first += 1;
            self.joined = self.joined.max(self.first);
            self.note_gone(&entry);
        }
    }
}
