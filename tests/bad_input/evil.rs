//! A peer that speaks peerscope/1 from the text of the spec and breaks one rule at a time.
//!
//! It is a second implementation: exponentiation with num-bigint, signatures with ed25519-dalek, and the
//! key schedule written out, so that a mistake of the real one does not cancel out here.

use aes::cipher::{KeyIvInit, StreamCipher};
use ed25519_dalek::Signer;
use num_bigint::BigUint;
use peerscope::crypto::{lp, mac, sha256};

/// RFC 3526 group 14: p = 2^2048 - 2^1984 - 1 + 2^64 * (floor(2^1918 pi) + 124476).
const PRIME: &str = "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD\
EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F\
83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510\
15728E5A8AACAA68FFFFFFFFFFFFFFFF";

const PROTOCOL: &[u8] = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";

pub(crate) fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME.as_bytes(), 16).unwrap()
}

/// The 256-byte form of a number below 2^2048.
pub(crate) fn wide(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut wide = [0; 256];
    wide[256 - bytes.len()..].copy_from_slice(&bytes);
    wide
}

/// g^x as it crosses the wire.
pub(crate) fn power(base: u32, exponent: &BigUint) -> [u8; 256] {
    wide(&BigUint::from(base).modpow(exponent, &prime()))
}

/// A header with any fields.
pub(crate) fn header(frame_type: u8, epoch: u16, length: usize, seq: u64) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes[..4].copy_from_slice(b"PSCP");
    bytes[4] = 1;
    bytes[5] = frame_type;
    bytes[6..8].copy_from_slice(&epoch.to_be_bytes());
    bytes[8..12].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
    bytes[12..].copy_from_slice(&seq.to_be_bytes());
    bytes
}

/// An identity that signs whatever it is asked to.
#[derive(Clone)]
pub(crate) struct Identity(ed25519_dalek::SigningKey);

impl Identity {
    pub(crate) fn new(seed: u8) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// `Ed25519(sk, LP("peerscope/1 sig " || label) || m)`
    pub(crate) fn sign(&self, label: &str, parts: &[&[u8]]) -> [u8; 64] {
        let mut message = lp(format!("peerscope/1 sig {label}").as_bytes());
        for part in parts {
            message.extend_from_slice(part);
        }
        self.0.sign(&message).to_bytes()
    }
}

/// HANDSHAKE_REQUEST with every field open.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) versions: [u8; 2],
    pub(crate) suite: u16,
    pub(crate) random: [u8; 32],
    pub(crate) public: [u8; 256],
    pub(crate) gate: [u8; 32],
}

impl Request {
    pub(crate) fn honest(exponent: &BigUint) -> Self {
        Self { versions: [1, 1], suite: 1, random: [0x11; 32], public: power(2, exponent), gate: [0x22; 32] }
    }

    pub(crate) fn frame(&self) -> Vec<u8> {
        let suite = self.suite.to_be_bytes();
        [&header(2, 0, 324, 0)[..], &self.versions, &suite, &self.random, &self.public, &self.gate].concat()
    }

    /// The gate that a dialler computes who knows whom it calls.
    pub(crate) fn with_gate_of(mut self, responder: &[u8; 32]) -> Self {
        let key = sha256(&[&lp(PROTOCOL), b"gate", responder]);
        let frame = self.frame();
        self.gate = mac(&key, &[&frame[..frame.len() - 32]]);
        self
    }
}

/// The plain part of HANDSHAKE_RESPONSE, header included.
pub(crate) fn response_plain(version: u8, suite: u16, public: &[u8; 256]) -> Vec<u8> {
    [&header(3, 0, 452, 0)[..], &[version, 0], &suite.to_be_bytes(), &[0x33; 32], public].concat()
}

/// What an identity box holds, with every field open.
#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) identity: [u8; 32],
    pub(crate) signature: [u8; 64],
    pub(crate) fin: [u8; 32],
}

impl Proof {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&self.identity[..], &self.signature, &self.fin].concat()
    }
}

/// Which side of the handshake a proof or a key belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Initiator,
    Responder,
}

/// Everything that follows from the two plain halves of the handshake.
pub(crate) struct Exchange {
    pub(crate) th_e: [u8; 32],
    hs: [u8; 32],
}

impl Exchange {
    pub(crate) fn new(request: &[u8], response_plain: &[u8], z: &BigUint) -> Self {
        let th_0 = sha256(&[&lp(PROTOCOL), request]);
        let th_e = sha256(&[&th_0, response_plain]);
        Self { th_e, hs: mac(&th_e, &[&wide(z)]) }
    }

    fn block(&self, label: &str) -> Block {
        Block::new(&expand(&self.hs, label, &self.th_e, 56))
    }

    fn fin_key(&self, side: Side) -> Vec<u8> {
        let label = if side == Side::Responder { "fin r" } else { "fin i" };
        expand(&self.hs, label, &self.th_e, 32)
    }

    /// `fin_X = MAC(f_x, LP("peerscope/1 fin role") || th || id || sig)`
    pub(crate) fn fin(
        &self,
        side: Side,
        th: &[u8; 32],
        identity: &[u8; 32],
        signature: &[u8; 64],
    ) -> [u8; 32] {
        let role = if side == Side::Responder { "responder" } else { "initiator" };
        let label = lp(format!("peerscope/1 fin {role}").as_bytes());
        mac(&self.fin_key(side), &[&label, th, identity, signature])
    }

    /// A proof that nobody can fault.
    pub(crate) fn proof(&self, side: Side, th: &[u8; 32], key: &Identity) -> Proof {
        let role = if side == Side::Responder { "responder" } else { "initiator" };
        let identity = key.public();
        let signature = key.sign(role, &[&self.th_e, &identity]);
        Proof { identity, signature, fin: self.fin(side, th, &identity, &signature) }
    }

    /// The sealed box and its tag, and `th_2` after them.
    pub(crate) fn seal_response(&self, proof: &Proof) -> (Vec<u8>, [u8; 32]) {
        let mut sealed = proof.bytes();
        let tag = self.block("hs r2i").seal(&[&lp(b"box r"), &self.th_e], &mut sealed);
        let th_2 = sha256(&[&self.th_e, &proof.bytes(), &tag]);
        sealed.extend_from_slice(&tag);
        (sealed, th_2)
    }

    /// `th_2` from a sealed box and its tag as they came over the wire.
    pub(crate) fn open_response(&self, sealed: &[u8]) -> [u8; 32] {
        let (sealed, tag) = sealed.split_at(128);
        let mut opened = sealed.to_vec();
        self.block("hs r2i").crypt(&mut opened);
        sha256(&[&self.th_e, &opened, tag])
    }

    /// The whole HANDSHAKE_FINISH, and the session after it.
    pub(crate) fn seal_finish(&self, th_2: &[u8; 32], proof: &Proof) -> (Vec<u8>, Channel) {
        let header = header(4, 0, 160, 1);
        let mut sealed = proof.bytes();
        let tag = self.block("hs i2r").seal(&[&lp(b"box i"), th_2, &header], &mut sealed);
        let th_f = sha256(&[th_2, &header, &proof.bytes(), &tag]);
        ([&header[..], &sealed, &tag].concat(), self.channel(Side::Initiator, &th_f))
    }

    /// The session after a HANDSHAKE_FINISH that came over the wire.
    pub(crate) fn open_finish(&self, th_2: &[u8; 32], frame: &[u8]) -> Channel {
        let (header, sealed) = frame.split_at(20);
        let (sealed, tag) = sealed.split_at(128);
        let mut opened = sealed.to_vec();
        self.block("hs i2r").crypt(&mut opened);
        self.channel(Side::Responder, &sha256(&[th_2, header, &opened, tag]))
    }

    fn channel(&self, side: Side, th_f: &[u8; 32]) -> Channel {
        let root = array(&expand(&self.hs, "root", th_f, 32));
        let sid = array(&expand(&self.hs, "session id", th_f, 32));
        let (out, back) = if side == Side::Initiator { (0, 1) } else { (1, 0) };
        Channel {
            sid,
            root,
            send: Lane::new(out, &root, &sid, 1, 0),
            receive: Lane::new(back, &root, &sid, 1, 0),
        }
    }
}

/// The session, with the state of both directions open.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(crate) sid: [u8; 32],
    pub(crate) root: [u8; 32],
    pub(crate) send: Lane,
    pub(crate) receive: Lane,
}

/// One direction.
#[derive(Clone)]
pub(crate) struct Lane {
    direction: u8,
    chain: [u8; 32],
    pub(crate) epoch: u16,
    pub(crate) seq: u64,
}

impl Lane {
    pub(crate) fn new(direction: u8, root: &[u8; 32], sid: &[u8; 32], epoch: u16, seq: u64) -> Self {
        let label = if direction == 0 { "chain i2r" } else { "chain r2i" };
        let chain = array(&expand(root, label, &[&sid[..], &epoch.to_be_bytes()].concat(), 32));
        Self { direction, chain, epoch, seq }
    }

    /// The next chain key, root and sequence number kept.
    pub(crate) fn switched(&self, root: &[u8; 32], sid: &[u8; 32]) -> Self {
        Self::new(self.direction, root, sid, self.epoch + 1, self.seq)
    }

    fn step(&mut self) -> Block {
        let message_key = mac(&self.chain, &[&[1]]);
        self.chain = mac(&self.chain, &[&[2]]);
        let mut context = vec![self.direction];
        context.extend_from_slice(&self.epoch.to_be_bytes());
        context.extend_from_slice(&self.seq.to_be_bytes());
        self.seq += 1;
        Block::new(&expand(&message_key, "msg", &context, 56))
    }
}

impl Channel {
    /// A frame as the spec makes it.
    pub(crate) fn seal(&mut self, kind: u8, payload: &[u8]) -> Vec<u8> {
        self.seal_inner(&inner(kind, payload))
    }

    /// A frame with a true tag around any inner bytes.
    pub(crate) fn seal_inner(&mut self, inner: &[u8]) -> Vec<u8> {
        let header = header(1, self.send.epoch, inner.len() + 32, self.send.seq);
        self.seal_under(&header, inner)
    }

    /// A frame with a true tag over any header.
    pub(crate) fn seal_under(&mut self, header: &[u8; 20], inner: &[u8]) -> Vec<u8> {
        let mut sealed = inner.to_vec();
        let direction = self.send.direction;
        let tag = self.send.step().seal(&[&self.sid, &[direction], header], &mut sealed);
        [&header[..], &sealed, &tag].concat()
    }

    /// Kind and payload of a frame that has to be genuine.
    pub(crate) fn open(&mut self, frame: &[u8]) -> (u8, Vec<u8>) {
        self.try_open(frame).expect("a genuine frame")
    }

    /// Kind and payload, if the next key opens the frame.
    pub(crate) fn try_open(&mut self, frame: &[u8]) -> Option<(u8, Vec<u8>)> {
        let (header, body) = frame.split_at(20);
        let (sealed, tag) = body.split_at(body.len() - 32);
        let direction = self.receive.direction;
        let block = self.receive.step();
        if mac(&block.mac, &[&self.sid, &[direction], header, sealed]) != tag {
            return None;
        }
        let mut opened = sealed.to_vec();
        block.crypt(&mut opened);
        let length = u32::from_be_bytes(opened[9..13].try_into().unwrap());
        Some((opened[0], opened[13..13 + usize::try_from(length).unwrap()].to_vec()))
    }

    /// Steps over one frame of the peer.
    pub(crate) fn skip(&mut self) {
        self.receive.step();
    }
}

/// `kind | sent_at | len | payload | zeros` up to a multiple of 64.
pub(crate) fn inner(kind: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = [&[kind][..], &1_795_000_000_000_u64.to_be_bytes(), &length, payload].concat();
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    bytes
}

/// READY with nothing to continue.
pub(crate) fn ready(nick: &str) -> Vec<u8> {
    [&[0xee; 16][..], &[0; 16], &[0; 8], &lp(nick.as_bytes())].concat()
}

/// TEXT with this number.
pub(crate) fn text(number: u64, body: &str) -> Vec<u8> {
    [&number.to_be_bytes()[..], &[0], body.as_bytes()].concat()
}

struct Block {
    enc: [u8; 16],
    mac: [u8; 32],
    nonce: [u8; 8],
}

impl Block {
    fn new(bytes: &[u8]) -> Self {
        Self { enc: array(&bytes[..16]), mac: array(&bytes[16..48]), nonce: array(&bytes[48..]) }
    }

    fn crypt(&self, buffer: &mut [u8]) {
        let mut counter = [0; 16];
        counter[..8].copy_from_slice(&self.nonce);
        ctr::Ctr128BE::<aes::Aes128>::new(&self.enc.into(), &counter.into()).apply_keystream(buffer);
    }

    fn seal(&self, context: &[&[u8]], buffer: &mut [u8]) -> [u8; 32] {
        self.crypt(buffer);
        let parts: Vec<&[u8]> = context.iter().copied().chain([&*buffer]).collect();
        mac(&self.mac, &parts)
    }
}

/// `HKDF-Expand(prk, u16(n) || LP("peerscope/1 " || label) || LP(ctx), n)` for n up to 64.
pub(crate) fn expand(prk: &[u8; 32], label: &str, context: &[u8], length: usize) -> Vec<u8> {
    let size = u16::try_from(length).unwrap().to_be_bytes();
    let info = [&size[..], &lp(format!("peerscope/1 {label}").as_bytes()), &lp(context)].concat();
    let first = mac(prk, &[&info, &[1]]);
    let second = mac(prk, &[&first, &info, &[2]]);
    [first, second].concat()[..length].to_vec()
}

pub(crate) fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap()
}
