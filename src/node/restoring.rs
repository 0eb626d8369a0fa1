//! Taking up what was kept: every conversation goes on where it was, whatever ended the program.

use crate::crypto::VerifyingKey;
use crate::store::{self, Line, Store, Streams, Whose};

use super::actor::Actor;
use super::command::Hearing;
use super::delivery::MessageId;
use super::event::Event;
use super::history::{ReadBy, Recalled, Said, Start, read_by};
use super::outbox::Outbox;

/// Entries that are told of a conversation when the node starts. Texts of ours that still wait are told whatever their
/// number, and so are those of the peer that nobody and nothing has read, as long as they are no burden.
const RECALLED: usize = 100;
/// Entries that are looked at together.
const PART: usize = 512;
/// Entries of a conversation, and bytes of them, behind which no more is told of what nobody has read: a peer may say any
/// amount to a program that nobody looks at.
const UNREAD_MAX: usize = 4_096;
const UNREAD_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Texts that are counted which nobody has seen and that are not told: of more it is said that there are so many at least.
pub const MISSED_MAX: u64 = 10_000;

/// A conversation as it was kept.
#[derive(Debug)]
pub(super) struct Kept {
    identity: VerifyingKey,
    streams: Streams,
    /// The newest entries, in their order.
    pub(super) lines: Vec<Line>,
    /// Texts of the peer that are not among those, and that nobody has seen.
    pub(super) missed: u64,
    /// Where the oldest text stands that nobody has seen; 0 where that is not known.
    pub(super) unseen_from: Option<u64>,
    /// From this place on none is left out.
    pub(super) whole_from: u64,
}

/// Reads of each conversation how far it is, and its end.
pub(super) fn kept(store: &mut Store) -> Result<Vec<Kept>, store::Error> {
    let mut all = Vec::new();
    for (identity, streams) in store.conversations()? {
        let End { parts, missed, unseen_from, whole_from, .. } = end(store, &identity, &streams)?;
        let lines = parts.into_iter().rev().flatten().collect();
        // Where not all of them were counted the oldest stands before every place that was looked at.
        let unseen_from = unseen_from.map(|place| if missed < MISSED_MAX { place } else { 0 });
        all.push(Kept { identity, streams, lines, missed, unseen_from, whole_from });
    }
    Ok(all)
}

/// The end of a conversation, read backwards.
#[derive(Debug)]
struct End {
    /// What is told, the newest part first.
    parts: Vec<Vec<Line>>,
    /// The place of the oldest entry that was looked at.
    place: u64,
    lines: usize,
    bytes: usize,
    /// Texts that nobody has seen, among those that are told.
    unseen: u64,
    /// Texts that nobody has seen, among the others.
    missed: u64,
    /// Where the oldest of all those stands.
    unseen_from: Option<u64>,
    /// The place of the oldest entry that is told together with all behind it.
    whole_from: u64,
    /// Who has read the oldest text of the peer so far: all before it has at least come as far.
    read_by: ReadBy,
}

/// The newest entries, from where it is known what waits, what is new to everybody, and what nobody has seen.
fn end(store: &mut Store, identity: &VerifyingKey, streams: &Streams) -> Result<End, store::Error> {
    let mut end = End {
        parts: Vec::new(),
        place: u64::MAX,
        lines: 0,
        bytes: 0,
        unseen: 0,
        missed: 0,
        unseen_from: None,
        whole_from: u64::MAX,
        read_by: ReadBy::Nobody,
    };
    let mut part = store.tail(identity, 0, RECALLED)?;
    while let Some(first) = part.first().map(|line| line.place) {
        end.take(part, streams);
        end.place = first;
        if streams.own.waiting_from >= first && !end.goes_on(streams) {
            break;
        }
        part = store.before(identity, first, PART)?;
    }
    Ok(end)
}

impl End {
    /// Whether what comes before is told, too.
    fn tells(&self, streams: &Streams) -> bool {
        let has_room = self.lines < UNREAD_MAX && self.bytes < UNREAD_BYTES_MAX;
        let is_news = self.read_by == ReadBy::Nobody && self.unseen < streams.unseen();
        let waits = streams.own.waiting_from < self.place;
        self.lines == 0 || has_room && (is_news || waits)
    }

    /// Whether there may be texts before that nobody has seen.
    fn goes_on(&self, streams: &Streams) -> bool {
        let known = self.unseen.saturating_add(self.missed);
        self.read_by != ReadBy::Person && known < streams.unseen() && self.missed < MISSED_MAX
    }

    /// Takes the part before. Of one that is not told, texts of ours that wait are.
    fn take(&mut self, mut part: Vec<Line>, streams: &Streams) {
        let told = self.tells(streams);
        let theirs = || part.iter().filter(|line| line.entry.whose == Whose::Theirs);
        let unseen = || theirs().filter(|line| read_by(&line.entry, streams) != ReadBy::Person);
        let count = if told { &mut self.unseen } else { &mut self.missed };
        *count = count.saturating_add(u64::try_from(unseen().count()).unwrap_or(u64::MAX));
        self.unseen_from = unseen().next().map(|line| line.place).or(self.unseen_from);
        if let Some(first) = part.first().filter(|_| told) {
            self.whole_from = first.place;
        }
        if let Some(oldest) = theirs().next() {
            self.read_by = read_by(&oldest.entry, streams);
        }
        if !told {
            let from = streams.own.waiting_from;
            part.retain(|line| line.place >= from && line.entry.whose == Whose::Own);
        }
        self.lines += part.len();
        self.bytes += part.iter().map(|line| line.entry.body.text().len()).sum::<usize>();
        self.parts.push(part);
    }
}

impl Actor {
    /// Goes on with what was kept, and dials those for whom texts wait.
    pub(super) fn restore(&mut self, all: Vec<Kept>) {
        for Kept { identity, streams, lines, missed, unseen_from, whole_from } in all {
            let mut outbox = Outbox::new(streams);
            let mut said = Vec::with_capacity(lines.len());
            for line in lines {
                self.last_message += 1;
                let id = MessageId(self.last_message);
                outbox.restore(id, (line.place, line.entry.clone()));
                said.push(Said::new(line, id, outbox.streams()));
            }
            let waiting = outbox.len();
            self.peers.restore(identity, outbox);
            let name = self.peers.name(&identity);
            let ignored = self.peers.book.get(&identity).is_some_and(|known| known.ignored);
            let hearing = if ignored { Hearing::Ignored } else { Hearing::Heard };
            self.tell(Event::History {
                peer: (&identity).into(),
                name,
                lines: said,
                recalled: Recalled::AtStart(Start { missed, unseen_from, whole_from, hearing }),
            });
            if waiting > 0 {
                self.dial_again(identity);
            }
        }
        self.expire_texts();
    }

    /// Dials a known peer where it was last, since texts wait for it.
    fn dial_again(&mut self, identity: VerifyingKey) {
        let Some(known) = self.peers.book.get(&identity) else { return };
        let is_wanted = known.address.is_some() && known.changed.is_none() && !self.is_blocked(&identity);
        if is_wanted {
            self.dial_soon(identity);
        }
    }
}
