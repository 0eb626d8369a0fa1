//! The part after the handshake: sealing and opening frames, one key each (spec section "Data frames").

use crate::crypto::{SharedSecret, VerifyingKey, wiped_once};
use crate::defence::{Defence, Defences};
use crate::wire::{
    Epoch, FrameHeader, FrameType, HEADER_BYTES, Message, Position, Reason, Sequence, TAG_BYTES, UnixMillis,
    open_inner, open_inner_unpadded, seal_inner,
};

use super::connection::Role;
use super::error::Error;
use super::handshake::proof::{PeerVerified, refused};
use super::key_schedule::{RekeyTranscript, next_root};
use super::ledger::Ledger;
use super::output::Opened;
use super::ratchet::{ChainKey, Flow, MessageKey, RekeySalt, RootKey};

/// The last sequence number there is: kept for CLOSE, so that even an exhausted session ends with a word.
const LAST_SEQUENCE: u64 = u64::MAX - 1;

/// The epoch that the handshake begins.
const FIRST_EPOCH: Epoch = Epoch(1);

/// One direction: its chain, its epoch and its counter.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) flow: Flow,
    pub(super) chain: ChainKey,
    pub(super) epoch: Epoch,
    /// The number of the next frame.
    pub(super) next: Sequence,
}

impl Lane {
    fn first(flow: Flow, chain: ChainKey, ledger: &mut Ledger) -> Self {
        let (epoch, next) = (FIRST_EPOCH, Sequence(0));
        chain.enter(flow, (epoch, next), ledger);
        Self { flow, chain, epoch, next }
    }

    /// From the next frame on the keys are those of the next epoch; the chain that is left is wiped.
    pub(super) fn switch(&mut self, chain: ChainKey, epoch: u16, ledger: &mut Ledger) {
        self.epoch = Epoch(epoch);
        self.chain = chain;
        self.chain.enter(self.flow, (self.epoch, self.next), ledger);
    }

    pub(super) const fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.next }
    }
}

/// The keys and counters of an authenticated session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: [u8; 32],
    pub(super) peer: VerifyingKey,
    salt: RekeySalt,
    pub(super) send: Lane,
    pub(super) receive: Lane,
    pub(super) defences: Defences,
}

/// A frame that was sealed or opened here.
#[derive(Debug)]
pub(super) struct Unsealed {
    pub(super) message: Message,
    pub(super) opened: Opened,
}

impl Session {
    /// The session of a finished handshake; it takes a checked proof to make one.
    pub(super) fn new(
        peer: &PeerVerified,
        role: Role,
        (root, id): (RootKey, [u8; 32]),
        (defences, ledger): (Defences, &mut Ledger),
    ) -> Self {
        let [out, back] = match role {
            Role::Initiator => [Flow::InitiatorToResponder, defences.back()],
            Role::Responder => [defences.back(), Flow::InitiatorToResponder],
        };
        let keys = root.into_keys([out, back], (&id, FIRST_EPOCH), (defences, ledger));
        let (send, receive) = (Lane::first(out, keys.send, ledger), Lane::first(back, keys.receive, ledger));
        Self { id, peer: peer.identity(), salt: keys.salt, send, receive, defences }
    }

    /// Seals one message: a whole frame, and what is in it.
    ///
    /// # Errors
    /// [`Reason::SeqExhausted`] when the counter has only the number kept for CLOSE left.
    pub(super) fn seal(
        &mut self,
        message: &Message,
        sent_at: UnixMillis,
        ledger: &mut Ledger,
    ) -> Result<(Vec<u8>, Opened), Error> {
        let lane = &mut self.send;
        let may_use_last = matches!(message, Message::Close(_));
        if lane.next.0 > LAST_SEQUENCE || (lane.next.0 == LAST_SEQUENCE && !may_use_last) {
            return Err(Reason::SeqExhausted.into());
        }
        let inner = seal_inner(message, sent_at);
        let length = u32::try_from(inner.len() + TAG_BYTES).unwrap_or(u32::MAX);
        let header = FrameHeader::message(lane.epoch, lane.next, length);
        let header = header.under(self.defences.protocol_id()).to_bytes();
        let mut frame = Vec::with_capacity(HEADER_BYTES + inner.len() + TAG_BYTES);
        frame.extend_from_slice(&header);
        frame.extend_from_slice(&inner);
        let (key_id, chain) = wiped_once(|| {
            let (key, chain) = lane.chain.step();
            let key_id = key.id();
            key.enter(lane.flow, (lane.epoch, lane.next), ledger);
            let key = key.into_seal_key(lane.flow, lane.epoch, lane.next);
            let body = frame.get_mut(HEADER_BYTES..).unwrap_or_default();
            let tag = key.seal(&[&self.id, &[lane.flow.byte()], &header], body);
            frame.extend_from_slice(&tag);
            (key_id, chain)
        });
        if lane.next == Sequence(0) {
            ledger.first_message(lane.flow, &frame, &inner);
        }
        if self.defences.hold(Defence::Ratchet) {
            lane.chain = chain;
        }
        lane.next = Sequence(lane.next.0 + 1);
        let opened = Opened { kind: message.kind(), name: message.name(), sent_at, key_id, inner };
        Ok((frame, opened))
    }

    /// Opens one frame whose header was checked with [`Self::check_header`].
    ///
    /// Nothing of the session changes unless the frame is genuine and well formed.
    pub(super) fn open(
        &mut self,
        header: &FrameHeader,
        frame: &[u8],
        ledger: &mut Ledger,
    ) -> Result<Unsealed, Error> {
        let lane = &mut self.receive;
        let (unsealed, chain) = wiped_once(|| {
            let (key, chain) = lane.chain.step();
            key.enter(lane.flow, (lane.epoch, header.seq), ledger);
            unseal((&self.id, lane.flow), key, (header, frame), self.defences)
                .map(|unsealed| (unsealed, chain))
        })?;
        if header.seq == Sequence(0) {
            ledger.first_message(lane.flow, frame, &unsealed.opened.inner);
        }
        if self.defences.hold(Defence::Ratchet) {
            lane.chain = chain;
        }
        lane.next = Sequence(header.seq.0 + 1);
        Ok(unsealed)
    }

    /// The checks on an unauthenticated header, in the order of the spec: epoch, sequence.
    pub(super) fn check_header(&self, header: &FrameHeader) -> Result<(), Reason> {
        let defences = self.defences;
        if defences.hold(Defence::State) && header.frame_type != FrameType::Message.byte() {
            return Err(Reason::UnexpectedFrame);
        }
        if defences.hold(Defence::Epoch) && header.epoch != self.receive.epoch {
            return Err(Reason::BadEpoch);
        }
        if defences.hold(Defence::Order) && header.seq < self.receive.next {
            return Err(Reason::Replay);
        }
        let is_ahead = defences.hold(Defence::Order) && header.seq > self.receive.next;
        if is_ahead || header.seq.0 > LAST_SEQUENCE {
            return Err(Reason::Gap);
        }
        Ok(())
    }

    /// The number of the last frame received, as CLOSE reports it: 2^64-1 for none.
    pub(super) const fn last_received(&self) -> u64 {
        self.receive.next.0.wrapping_sub(1)
    }

    pub(super) const fn salt(&self) -> &RekeySalt {
        &self.salt
    }

    /// The chains of the epoch that a finished exchange begins: where we send, and where we receive. The old salt is
    /// wiped as the new one takes its place, since a rekey that does not come to its end ends the session.
    pub(super) fn next_chains(
        &mut self,
        shared: &SharedSecret,
        transcript: &RekeyTranscript<'_>,
        ledger: &mut Ledger,
    ) -> [ChainKey; 2] {
        let root = next_root(&self.salt, shared, transcript, ledger);
        let epoch = Epoch(u16::from_be_bytes(transcript.epoch));
        let flows = [self.send.flow, self.receive.flow];
        let keys = root.into_keys(flows, (&self.id, epoch), (self.defences, ledger));
        self.salt = keys.salt;
        [keys.send, keys.receive]
    }
}

/// Verifies, decrypts and takes apart one frame with the key of its number.
pub(super) fn unseal(
    (session_id, flow): (&[u8; 32], Flow),
    key: MessageKey,
    (header, frame): (&FrameHeader, &[u8]),
    defences: Defences,
) -> Result<Unsealed, Error> {
    let body = frame.get(HEADER_BYTES..).unwrap_or_default();
    let Some((sealed, tag)) = body.split_last_chunk::<TAG_BYTES>() else {
        return Err(Reason::FrameTooShort.into());
    };
    let mut inner = sealed.to_vec();
    let key_id = key.id();
    let context: [&[u8]; 3] = [session_id, &[flow.byte()], &header.to_bytes()];
    let block = key.into_block(flow, header.epoch, header.seq);
    defences
        .open(Defence::Tag, block, &context, (&mut inner, tag))
        .map_err(|error| refused(error, Reason::BadTag))?;
    let read = if defences.hold(Defence::Padding) { open_inner } else { open_inner_unpadded };
    let (sent_at, message) = read(&inner).map_err(|fault| Error::Malformed {
        what: "message",
        reason: fault.reason(),
        source: fault.source,
    })?;
    let opened = Opened { kind: message.kind(), name: message.name(), sent_at, key_id, inner };
    Ok(Unsealed { message, opened })
}

#[cfg(test)]
impl Session {
    /// Moves both counters of a test session, which no caller can do.
    pub(super) const fn jump(&mut self, send: u64, receive: u64) {
        self.send.next = Sequence(send);
        self.receive.next = Sequence(receive);
    }

    pub(super) const fn jump_epoch(&mut self, epoch: u16) {
        self.send.epoch = Epoch(epoch);
        self.receive.epoch = Epoch(epoch);
    }

    /// Puts the sending lane back to the frame that the peer waits for.
    pub(super) fn rewind_send(&mut self, peer: &Self) {
        self.send.chain = peer.receive.chain.test_copy();
        self.send.next = peer.receive.next;
    }
}
