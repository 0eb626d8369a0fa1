//! Taking up what was kept: every conversation goes on where it was, whatever ended the program.

use crate::crypto::VerifyingKey;
use crate::store::{self, Line, Store, Streams, Whose};

use super::actor::Actor;
use super::delivery::MessageId;
use super::dialling::Wish;
use super::event::Event;
use super::history::{ReadBy, Recalled, Said, read_by};
use super::outbox::Outbox;

/// Entries that are told of a conversation when the node starts. Texts of ours that still wait are told whatever their
/// number, and so are those of the peer that nobody and nothing has read, as long as they do not fill a screen's memory.
const RECALLED: usize = 100;
/// Entries that are looked at together.
const PART: usize = 512;
/// Bytes of a conversation behind which no more is told of what nobody has read: a peer may say any amount to a program
/// that nobody looks at.
const UNREAD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A conversation as it was kept.
#[derive(Debug)]
pub(super) struct Kept {
    identity: VerifyingKey,
    streams: Streams,
    /// The newest entries, in their order.
    lines: Vec<Line>,
    /// Texts of the peer that came before those, and that nobody has seen.
    missed: u64,
}

/// Reads of each conversation how far it is, and its end.
pub(super) fn kept(store: &mut Store) -> Result<Vec<Kept>, store::Error> {
    let mut all = Vec::new();
    for (identity, streams) in store.conversations()? {
        let lines = end(store, &identity, &streams)?;
        let missed = missed(store, &identity, &streams, &lines)?;
        all.push(Kept { identity, streams, lines, missed });
    }
    Ok(all)
}

/// The newest entries, from where it is known what waits and what is new to everybody.
fn end(store: &mut Store, identity: &VerifyingKey, streams: &Streams) -> Result<Vec<Line>, store::Error> {
    let mut lines = store.tail(identity, 0, RECALLED)?;
    while let Some(first) = lines.first().map(|line| line.place) {
        if streams.own.waiting_from >= first && !begins_with_news(&lines, streams) {
            break;
        }
        let mut part = store.before(identity, first, PART)?;
        if part.is_empty() {
            break;
        }
        part.append(&mut lines);
        lines = part;
    }
    Ok(lines)
}

/// Whether there may be more above these that nobody and nothing has read.
fn begins_with_news(lines: &[Line], streams: &Streams) -> bool {
    let bytes: usize = lines.iter().map(|line| line.entry.body.text().len()).sum();
    let theirs = lines.iter().find(|line| line.entry.whose == Whose::Theirs);
    let is_news = theirs.is_none_or(|line| read_by(&line.entry, streams) == ReadBy::Nobody);
    is_news && streams.unseen() > 0 && bytes < UNREAD_BYTES_MAX
}

/// How many texts of the peer came before these that nobody has seen.
fn missed(
    store: &mut Store,
    identity: &VerifyingKey,
    streams: &Streams,
    lines: &[Line],
) -> Result<u64, store::Error> {
    let is_unseen =
        |line: &&Line| line.entry.whose == Whose::Theirs && read_by(&line.entry, streams) != ReadBy::Person;
    let told = u64::try_from(lines.iter().filter(is_unseen).count()).unwrap_or(u64::MAX);
    match (streams.unseen().saturating_sub(told), lines.first()) {
        (0, _) | (_, None) => Ok(0),
        // The peer may have left out numbers, and what was deleted cannot be seen any more.
        (more, Some(first)) => Ok(more.min(store.count_before(identity, first.place)?)),
    }
}

impl Actor {
    /// Goes on with what was kept, and dials those for whom texts wait.
    pub(super) fn restore(&mut self, all: Vec<Kept>) {
        for Kept { identity, streams, lines, missed } in all {
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
            self.tell(Event::History {
                peer: (&identity).into(),
                name,
                lines: said,
                recalled: Recalled::AtStart { missed },
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
            self.dial_by_itself(identity, Wish::TextsWait);
        }
    }
}
