//! Taking up what was kept: every conversation goes on where it was, whatever ended the program.

use crate::crypto::VerifyingKey;
use crate::net::{PeerAddr, PeerHost};
use crate::store::{self, Line, Store, Streams};

use super::actor::Actor;
use super::delivery::MessageId;
use super::event::Event;
use super::history::{Recalled, Said};
use super::outbox::Outbox;

/// Entries that are told of a conversation when the node starts; those that still wait are told whatever their number.
const RECALLED: usize = 100;

/// A conversation as it was kept.
#[derive(Debug)]
pub(super) struct Kept {
    identity: VerifyingKey,
    streams: Streams,
    /// The newest entries, in their order.
    lines: Vec<Line>,
}

/// Reads of each conversation how far it is, and its end.
pub(super) fn kept(store: &mut Store) -> Result<Vec<Kept>, store::Error> {
    let mut all = Vec::new();
    for (identity, streams) in store.conversations()? {
        let mut lines = store.tail(&identity, 0, RECALLED)?;
        let first = lines.first().map_or(u64::MAX, |line| line.place);
        if streams.own.waiting_from < first {
            lines = store.from(&identity, streams.own.waiting_from)?;
        }
        all.push(Kept { identity, streams, lines });
    }
    Ok(all)
}

impl Actor {
    /// Goes on with what was kept, and dials those for whom texts wait.
    pub(super) fn restore(&mut self, all: Vec<Kept>) {
        for Kept { identity, streams, lines } in all {
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
                recalled: Recalled::AtStart,
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
            let to = PeerAddr { host: PeerHost::Petname(known.petname.clone()), pin: None };
            self.dial_by_itself(to, identity);
        }
    }
}
