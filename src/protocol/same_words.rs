//! What both sides know of what was said: a running hash of each direction, as far as receipts confirm it (spec
//! section "Same words").

use std::collections::VecDeque;

use crate::crypto::{lp, sha256};
use crate::wire::{Codec as _, Message, Text};

use super::connection::{Connection, Phase, Role};
use super::output::Event;

/// Texts of a direction that may wait for their receipt here; of more the oldest are forgotten, and a receipt for
/// them counts for nothing.
const WAITING_MAX: usize = 4_096;

/// The hash of everything that both sides know was said in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// 32 bytes, the same on both sides while nothing is on its way.
    pub digest: [u8; 32],
    /// Texts of ours in it.
    pub sent: u64,
    /// Texts of the peer in it.
    pub received: u64,
}

/// Both directions of a session.
#[derive(Debug)]
pub(super) struct SameWords {
    session_id: [u8; 32],
    sent: Line,
    received: Line,
}

/// One direction.
#[derive(Debug)]
struct Line {
    newest: Point,
    /// Texts that no receipt covers yet, each with its number in its stream.
    waiting: VecDeque<(u64, Point)>,
    /// How far both sides know it.
    known: Point,
}

/// So many texts, and the hash of them.
#[derive(Clone, Copy, Debug)]
struct Point {
    count: u64,
    hash: [u8; 32],
}

impl Connection {
    /// Asks for the hash of what both sides know was said. The answer is [`Event::SameWords`]; there is none where
    /// there is no session.
    pub fn same_words(&mut self) {
        if let Phase::Live(live) = &self.phase {
            self.core.event(Event::SameWords(live.words.history(self.core.role)));
        }
    }
}

impl SameWords {
    pub(super) fn new(session_id: [u8; 32]) -> Self {
        Self { session_id, sent: Line::new(session_id), received: Line::new(session_id) }
    }

    /// We have sealed a message.
    pub(super) fn sealed(&mut self, message: &Message) {
        match message {
            Message::Text(text) => self.sent.said(text),
            Message::Receipt(receipt) => self.received.confirmed(receipt.number),
            _ => {}
        }
    }

    /// We have opened a message.
    pub(super) fn opened(&mut self, message: &Message) {
        match message {
            Message::Text(text) => self.received.said(text),
            Message::Receipt(receipt) => self.sent.confirmed(receipt.number),
            _ => {}
        }
    }

    /// `H(LP("peerscope/1 same words") || sid || count_i || h_i || count_r || h_r)`
    pub(super) fn history(&self, role: Role) -> History {
        let (sent, received) = (self.sent.known, self.received.known);
        let (i, r) = match role {
            Role::Initiator => (sent, received),
            Role::Responder => (received, sent),
        };
        let digest = sha256(&[
            &lp(b"peerscope/1 same words"),
            &self.session_id,
            &i.count.to_be_bytes(),
            &i.hash,
            &r.count.to_be_bytes(),
            &r.hash,
        ]);
        History { digest, sent: sent.count, received: received.count }
    }
}

impl Line {
    const fn new(session_id: [u8; 32]) -> Self {
        let start = Point { count: 0, hash: session_id };
        Self { newest: start, waiting: VecDeque::new(), known: start }
    }

    /// `h_n = H(LP("peerscope/1 said") || h_(n-1) || payload_n)`
    fn said(&mut self, text: &Text) {
        let mut payload = Vec::new();
        text.encode(&mut payload);
        let Point { count, hash } = self.newest;
        let hash = sha256(&[&lp(b"peerscope/1 said"), &hash, &payload]);
        self.newest = Point { count: count + 1, hash };
        if self.waiting.len() == WAITING_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back((text.number, self.newest));
    }

    /// Everything up to this number is known to both sides.
    fn confirmed(&mut self, number: u64) {
        while let Some((_, point)) = self.waiting.pop_front_if(|(waiting, _)| *waiting <= number) {
            self.known = point;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::Receipt;

    use super::*;

    fn text(number: u64, body: &str) -> Message {
        Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
    }

    fn acked(number: u64) -> Message {
        Message::Receipt(Receipt { state: Receipt::ACKED, number })
    }

    /// What bob has after these texts of alice have come to him in this order.
    fn heard(texts: &[(u64, &str)]) -> [u8; 32] {
        let mut bob = SameWords::new([7; 32]);
        for (number, body) in texts {
            bob.opened(&text(*number, body));
            bob.sealed(&acked(*number));
        }
        bob.history(Role::Responder).digest
    }

    #[test]
    fn histories_are_the_same_only_if_every_text_is() {
        let mut alice = SameWords::new([7; 32]);
        for (number, body) in [(1, "one"), (2, "two"), (3, "three")] {
            alice.sealed(&text(number, body));
            alice.opened(&acked(number));
        }
        let said = alice.history(Role::Initiator);
        assert_eq!((said.sent, said.received), (3, 0));
        assert_eq!(said.digest, heard(&[(1, "one"), (2, "two"), (3, "three")]));
        let others: [&[(u64, &str)]; 6] = [
            &[(1, "one"), (2, "two")],
            &[(1, "one"), (3, "three")],
            &[(1, "two"), (2, "one"), (3, "three")],
            &[(1, "one"), (2, "two"), (3, "three ")],
            &[(1, "one"), (2, "two"), (4, "three")],
            &[(1, "onetwo"), (2, "three")],
        ];
        for other in others {
            assert_ne!(said.digest, heard(other), "{other:?}");
        }
    }

    #[test]
    fn what_is_on_its_way_does_not_count_yet() {
        let mut alice = SameWords::new([7; 32]);
        let before = alice.history(Role::Initiator);
        alice.sealed(&text(5, "on its way"));
        assert_eq!(alice.history(Role::Initiator), before);
        alice.opened(&acked(4));
        assert_eq!(alice.history(Role::Initiator), before, "a receipt for what was said before");
        alice.opened(&acked(9));
        assert_eq!(alice.history(Role::Initiator).sent, 1);
        assert_ne!(SameWords::new([8; 32]).history(Role::Initiator).digest, before.digest, "another session");
    }

    #[test]
    fn a_peer_that_confirms_nothing_costs_no_more() {
        let mut alice = SameWords::new([7; 32]);
        for number in 0..5_000 {
            alice.sealed(&text(number, "x"));
        }
        assert_eq!(alice.sent.waiting.len(), WAITING_MAX);
    }
}
