//! The session with the state of both directions open.

use aes::cipher::{KeyIvInit as _, StreamCipher as _};

use crate::crypto::{lp, mac};
use crate::defence::{Defence, Defences};

use super::exchange::{Identity, header};
use super::numbers::{array, expand};

/// A session.
#[derive(Clone, Debug)]
pub struct Channel {
    /// What the session is without, in the sandbox.
    pub defences: Defences,
    /// Its public name.
    pub sid: [u8; 32],
    /// What the next rekey mixes in.
    pub salt: [u8; 32],
    /// What this peer writes.
    pub send: Lane,
    /// What it reads.
    pub receive: Lane,
}

/// One direction.
#[derive(Clone, Debug)]
pub struct Lane {
    defences: Defences,
    direction: u8,
    chain: [u8; 32],
    /// The epoch of its next frame.
    pub epoch: u16,
    /// The number of its next frame.
    pub seq: u64,
}

impl Lane {
    /// A direction at the beginning of an epoch, from the root and the name of the session.
    pub fn new(
        defences: Defences,
        direction: u8,
        (root, sid): (&[u8; 32], &[u8; 32]),
        (epoch, seq): (u16, u64),
    ) -> Self {
        let direction = if defences.hold(Defence::Direction) { direction } else { 0 };
        let label = if direction == 0 { "chain i2r" } else { "chain r2i" };
        let chain = of_epoch(root, label, (sid, epoch));
        Self { defences, direction, chain, epoch, seq }
    }

    /// The same direction in the next epoch.
    #[must_use]
    pub fn switched(&self, root: &[u8; 32], sid: &[u8; 32]) -> Self {
        Self::new(self.defences, self.direction, (root, sid), (self.epoch + 1, self.seq))
    }

    fn step(&mut self) -> Block {
        let message_key = mac(&self.chain, &[&[1]]);
        if self.defences.hold(Defence::Ratchet) {
            self.chain = mac(&self.chain, &[&[2]]);
        }
        let mut context = vec![self.direction];
        context.extend_from_slice(&self.epoch.to_be_bytes());
        context.extend_from_slice(&self.seq.to_be_bytes());
        self.seq += 1;
        Block::new(&expand(&message_key, "msg", &context, 56))
    }
}

impl Channel {
    /// A frame as the spec makes it.
    pub fn seal(&mut self, kind: u8, payload: &[u8]) -> Vec<u8> {
        self.seal_inner(&inner(kind, payload))
    }

    /// A frame with a true tag around any inner bytes.
    pub fn seal_inner(&mut self, inner: &[u8]) -> Vec<u8> {
        let header = header(self.defences, (1, self.send.epoch), inner.len() + 32, self.send.seq);
        self.seal_under(&header, inner)
    }

    /// A frame with a true tag over any header.
    pub fn seal_under(&mut self, header: &[u8; 20], inner: &[u8]) -> Vec<u8> {
        let mut sealed = inner.to_vec();
        let direction = self.send.direction;
        let tag = self.send.step().seal(&[&self.sid, &[direction], header], &mut sealed);
        [&header[..], &sealed, &tag].concat()
    }

    /// Kind and payload, if the next key opens the frame.
    pub fn open(&mut self, frame: &[u8]) -> Option<(u8, Vec<u8>)> {
        let (header, body) = frame.split_at_checked(20)?;
        let (sealed, tag) = body.split_at_checked(body.len().checked_sub(32)?)?;
        let direction = self.receive.direction;
        let block = self.receive.step();
        if !block.is_tag(&[&self.sid, &[direction], header, sealed], tag) {
            return None;
        }
        let mut opened = sealed.to_vec();
        block.crypt(&mut opened);
        let length = u32::from_be_bytes(array(opened.get(9..13)?));
        let payload = opened.get(13..)?.get(..usize::try_from(length).ok()?)?;
        Some((*opened.first()?, payload.to_vec()))
    }

    /// REKEY_REQUEST for the next epoch, signed with this key.
    pub fn rekey_request(&mut self, key: &Identity, public: &[u8; 256]) -> Vec<u8> {
        let epoch = (self.send.epoch + 1).to_be_bytes();
        let signature = key.sign("rekey initiator", &[&self.sid, &epoch, public]);
        self.seal(0x20, &[&epoch[..], public, &signature].concat())
    }

    /// The answer to a REKEY_REQUEST with this payload.
    pub fn rekey_response(&mut self, key: &Identity, request: &[u8], public: &[u8; 256]) -> Vec<u8> {
        let (epoch, rest) = request.split_at(2);
        let signature = key.sign("rekey responder", &[&self.sid, epoch, &rest[..256], public]);
        self.seal(0x21, &[epoch, public, &signature].concat())
    }

    /// Steps over one frame of the peer.
    pub fn skip(&mut self) {
        self.receive.step();
    }
}

/// What a rekey mixes in of the epoch before it.
pub fn rekey_salt(defences: Defences, root: [u8; 32], of: (&[u8; 32], u16)) -> [u8; 32] {
    if defences.hold(Defence::RootWipe) { of_epoch(&root, "rekey salt", of) } else { root }
}

/// `Expand(root_e, label, sid || u16(e), 32)`
fn of_epoch(root: &[u8; 32], label: &str, (sid, epoch): (&[u8; 32], u16)) -> [u8; 32] {
    array(&expand(root, label, &[&sid[..], &epoch.to_be_bytes()].concat(), 32))
}

/// `kind | sent_at | len | payload | zeros` up to a multiple of 64.
pub fn inner(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut bytes = [&[kind][..], &1_795_000_000_000_u64.to_be_bytes(), &length, payload].concat();
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    bytes
}

/// READY with nothing to continue.
pub fn ready(nick: &str) -> Vec<u8> {
    [&[0xee; 16][..], &[0; 16], &[0; 8], &lp(nick.as_bytes())].concat()
}

/// TEXT with this number.
pub fn text(number: u64, body: &str) -> Vec<u8> {
    [&number.to_be_bytes()[..], &[0], body.as_bytes()].concat()
}

/// `enc 16 | mac 32 | nonce 8`
pub(super) struct Block {
    enc: [u8; 16],
    mac: [u8; 32],
    nonce: [u8; 8],
}

impl Block {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { enc: array(bytes), mac: array(&bytes[16..]), nonce: array(&bytes[48..]) }
    }

    pub(super) fn crypt(&self, buffer: &mut [u8]) {
        let mut counter = [0; 16];
        counter[..8].copy_from_slice(&self.nonce);
        ctr::Ctr128BE::<aes::Aes128>::new(&self.enc.into(), &counter.into()).apply_keystream(buffer);
    }

    pub(super) fn is_tag(&self, parts: &[&[u8]], tag: &[u8]) -> bool {
        mac(&self.mac, parts) == tag
    }

    pub(super) fn seal(&self, context: &[&[u8]], buffer: &mut [u8]) -> [u8; 32] {
        self.crypt(buffer);
        let parts: Vec<&[u8]> = context.iter().copied().chain([&*buffer]).collect();
        mac(&self.mac, &parts)
    }
}
