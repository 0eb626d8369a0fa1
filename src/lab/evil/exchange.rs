//! The handshake with every field open.

use ed25519_dalek::Signer as _;
use num_bigint::BigUint;

use crate::crypto::{lp, mac, sha256};
use crate::defence::{Defence, Defences};

use super::channel::{Block, Channel, Lane, rekey_salt};
use super::numbers::{array, expand, power, wide};

const PROTOCOL: &[u8] = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";

/// A header with any fields.
pub fn header(defences: Defences, (frame_type, epoch): (u8, u16), length: usize, seq: u64) -> [u8; 20] {
    let length = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let [e0, e1] = epoch.to_be_bytes();
    array(&[&defences.protocol_id()[..], &[1, frame_type, e0, e1], &length, &seq.to_be_bytes()].concat())
}

/// An identity that signs whatever it is asked to.
#[derive(Clone, Debug)]
pub struct Identity(ed25519_dalek::SigningKey);

impl Identity {
    /// The identity of 32 times this byte.
    pub fn new(seed: u8) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    /// Its public half.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// `Ed25519(sk, LP("peerscope/1 sig " || label) || m)`
    pub fn sign(&self, label: &str, parts: &[&[u8]]) -> [u8; 64] {
        let mut message = lp(format!("peerscope/1 sig {label}").as_bytes());
        for part in parts {
            message.extend_from_slice(part);
        }
        self.0.sign(&message).to_bytes()
    }
}

/// HANDSHAKE_REQUEST with every field open.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the session is to be without, in the sandbox.
    pub defences: Defences,
    /// Lowest and highest version.
    pub versions: [u8; 2],
    /// The suite.
    pub suite: u16,
    /// The random.
    pub random: [u8; 32],
    /// The public value.
    pub public: [u8; 256],
    /// The gate, or random bytes.
    pub gate: [u8; 32],
}

impl Request {
    /// One that nobody can fault.
    pub fn honest(exponent: &BigUint) -> Self {
        Self {
            defences: Defences::default(),
            versions: [1, 1],
            suite: 1,
            random: [0x11; 32],
            public: power(2, exponent),
            gate: [0x22; 32],
        }
    }

    /// The whole frame.
    pub fn frame(&self) -> Vec<u8> {
        let suite = self.suite.to_be_bytes();
        let header = header(self.defences, (2, 0), 324, 0);
        [&header[..], &self.versions, &suite, &self.random, &self.public, &self.gate].concat()
    }

    /// The gate that a dialler computes who knows whom it calls.
    #[must_use]
    pub fn with_gate_of(mut self, responder: &[u8; 32]) -> Self {
        let key = sha256(&[&lp(PROTOCOL), b"gate", responder]);
        let frame = self.frame();
        self.gate = mac(&key, &[&frame[..frame.len() - 32]]);
        self
    }
}

/// The plain part of HANDSHAKE_RESPONSE, header included.
pub fn response_plain(defences: Defences, version: u8, suite: u16, public: &[u8; 256]) -> Vec<u8> {
    let header = header(defences, (3, 0), 452, 0);
    [&header[..], &[version, 0], &suite.to_be_bytes(), &[0x33; 32], public].concat()
}

/// What an identity box holds, with every field open.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The identity that is claimed.
    pub identity: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
    /// The MAC over both.
    pub fin: [u8; 32],
}

impl Proof {
    /// As it is sealed.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.identity[..], &self.signature, &self.fin].concat()
    }

    /// From opened bytes.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (identity, rest) = bytes.split_at(32);
        let (signature, fin) = rest.split_at(64);
        Self { identity: array(identity), signature: array(signature), fin: array(fin) }
    }
}

/// Which side of the handshake a proof or a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The side that dialled.
    Initiator,
    /// The side that listened.
    Responder,
}

/// Everything that follows from the two plain halves of the handshake.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The hash that both signatures cover.
    pub th_e: [u8; 32],
    defences: Defences,
    hs: [u8; 32],
}

impl Exchange {
    /// From the request, the plain part of the response and the shared secret.
    pub fn new(request: &[u8], response_plain: &[u8], z: &BigUint) -> Self {
        Self::within(Defences::default(), request, response_plain, z)
    }

    /// The same in a sandbox that is without some defences.
    pub fn within(defences: Defences, request: &[u8], response_plain: &[u8], z: &BigUint) -> Self {
        let th_0 = running_hash(defences, &lp(PROTOCOL), &[request]);
        let th_e = running_hash(defences, &th_0, &[response_plain]);
        let z = if defences.hold(Defence::Exchange) { wide(z) } else { [0; 256] };
        Self { th_e, defences, hs: mac(&th_e, &[&z]) }
    }

    fn hash(&self, before: &[u8; 32], sent: &[&[u8]]) -> [u8; 32] {
        running_hash(self.defences, before, sent)
    }

    fn block(&self, label: &str) -> Block {
        Block::new(&expand(&self.hs, label, &self.th_e, 56))
    }

    fn fin_key(&self, side: Side) -> Vec<u8> {
        let label = if side == Side::Responder { "fin r" } else { "fin i" };
        expand(&self.hs, label, &self.th_e, 32)
    }

    /// `fin_X = MAC(f_x, LP("peerscope/1 fin role") || th || id || sig)`
    pub fn fin(&self, side: Side, th: &[u8; 32], identity: &[u8; 32], signature: &[u8; 64]) -> [u8; 32] {
        let role = if side == Side::Responder { "responder" } else { "initiator" };
        let label = lp(format!("peerscope/1 fin {role}").as_bytes());
        mac(&self.fin_key(side), &[&label, th, identity, signature])
    }

    /// A proof that nobody can fault.
    pub fn proof(&self, side: Side, th: &[u8; 32], key: &Identity) -> Proof {
        let role = if side == Side::Responder { "responder" } else { "initiator" };
        let identity = key.public();
        let signature = key.sign(role, &[&self.th_e, &identity]);
        Proof { identity, signature, fin: self.fin(side, th, &identity, &signature) }
    }

    /// The sealed box and its tag, and `th_2` after them.
    pub fn seal_response(&self, proof: &Proof) -> (Vec<u8>, [u8; 32]) {
        let mut sealed = proof.bytes();
        let tag = self.block("hs r2i").seal(&[&lp(b"box r"), &self.th_e], &mut sealed);
        let th_2 = self.hash(&self.th_e, &[&proof.bytes(), &tag]);
        sealed.extend_from_slice(&tag);
        (sealed, th_2)
    }

    /// The responder's proof, and `th_2`, from a sealed box and its tag as they came over the wire; none when
    /// the tag is not right.
    pub fn open_response(&self, sealed: &[u8]) -> Option<(Proof, [u8; 32])> {
        let (sealed, tag) = sealed.split_at_checked(128)?;
        let mut opened = sealed.to_vec();
        let block = self.block("hs r2i");
        if !block.is_tag(&[&lp(b"box r"), &self.th_e, sealed], tag) {
            return None;
        }
        block.crypt(&mut opened);
        Some((Proof::from_bytes(&opened), self.hash(&self.th_e, &[&opened, tag])))
    }

    /// The whole HANDSHAKE_FINISH, and the session after it.
    pub fn seal_finish(&self, th_2: &[u8; 32], proof: &Proof) -> (Vec<u8>, Channel) {
        self.seal_finish_under(&header(self.defences, (4, 0), 160, 1), th_2, proof)
    }

    /// The same under any header.
    pub fn seal_finish_under(&self, header: &[u8; 20], th_2: &[u8; 32], proof: &Proof) -> (Vec<u8>, Channel) {
        let mut sealed = proof.bytes();
        let tag = self.block("hs i2r").seal(&[&lp(b"box i"), th_2, header], &mut sealed);
        let th_f = self.hash(th_2, &[header, &proof.bytes(), &tag]);
        ([&header[..], &sealed, &tag].concat(), self.channel(Side::Initiator, &th_f))
    }

    /// The session after a HANDSHAKE_FINISH that came over the wire.
    pub fn open_finish(&self, th_2: &[u8; 32], frame: &[u8]) -> Channel {
        let (header, sealed) = frame.split_at(20);
        let (sealed, tag) = sealed.split_at(128);
        let mut opened = sealed.to_vec();
        self.block("hs i2r").crypt(&mut opened);
        self.channel(Side::Responder, &self.hash(th_2, &[header, &opened, tag]))
    }

    fn channel(&self, side: Side, th_f: &[u8; 32]) -> Channel {
        let root = array(&expand(&self.hs, "root", th_f, 32));
        let sid = array(&expand(&self.hs, "session id", th_f, 32));
        let (out, back) = if side == Side::Initiator { (0, 1) } else { (1, 0) };
        let lane = |direction| Lane::new(self.defences, direction, (&root, &sid), (1, 0));
        let salt = rekey_salt(self.defences, root, (&sid, 1));
        Channel { defences: self.defences, sid, salt, send: lane(out), receive: lane(back) }
    }
}

/// Each hash covers what was sent since the one before.
fn running_hash(defences: Defences, before: &[u8], sent: &[&[u8]]) -> [u8; 32] {
    let sent = if defences.hold(Defence::Transcript) { sent } else { &[] };
    sha256(&[&[before], sent].concat())
}
