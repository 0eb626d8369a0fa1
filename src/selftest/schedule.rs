//! Every value of a recorded session, by the formulas of the spec and nothing else.
//!
//! No line here calls the state machine, so that a mistake made there cannot agree with itself.

use crate::crypto::vectors::{Case, Fault};
use crate::crypto::{
    Context, EphemeralSecret, Label, PublicKey, ScriptedRandom, SealKey, Secret, SigningKey, expand, extract,
    lp, mac, safety_number, sha256,
};

const PROTOCOL_NAME: &[u8] = b"peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";
const HEADER_BYTES: usize = 20;

/// What the handshake leaves behind.
struct Session {
    initiator: SigningKey,
    responder: SigningKey,
    root: Secret<32>,
    salt: Secret<32>,
    id: Vec<u8>,
}

/// Checks the handshake, then every frame.
pub(super) fn check(case: &Case<'_>) -> Result<(), Fault> {
    let session = handshake(case)?;
    let next_root = rekey(case, &session)?;
    let mut chains = Chains::new(&session.root, &session.id, 1);
    for frame in case.list("frames")? {
        let epoch = u16::try_from(frame.number("epoch")?).unwrap_or_default();
        if epoch != chains.epoch {
            frame.ensure(epoch == 2, "an epoch that nobody began")?;
            chains.turn(&next_root, &session.id, &frame)?;
        }
        chains.frame(&frame, &session.id)?;
    }
    Ok(())
}

/// The shared secret of two exponents in the file, which have to give these public values.
fn agree(case: &Case<'_>, [x, y, z]: [&'static str; 3], public: [&[u8; 256]; 2]) -> Result<[u8; 256], Fault> {
    let [gx, gy] = public;
    let mut shared = [0; 256];
    for (own, own_public, peer_public) in [(x, gx, gy), (y, gy, gx)] {
        let secret = EphemeralSecret::generate(&mut ScriptedRandom::new(case.hex(own)?));
        let secret = case.require(secret.ok(), "the exponent is refused")?;
        case.ensure(secret.public().as_bytes() == own_public, "another public value")?;
        let agreed = PublicKey::from_bytes(peer_public).and_then(|peer| secret.agree(&peer));
        shared = *case.require(agreed.ok(), "the agreement is refused")?.expose();
        same(case, z, &shared)?;
    }
    Ok(shared)
}

/// `N` bytes of a message from `at` on.
fn part<const N: usize>(case: &Case<'_>, bytes: &[u8], at: usize) -> Result<[u8; N], Fault> {
    let part = bytes.get(at..at + N).and_then(|part| part.try_into().ok());
    case.require(part, "a message of another length")
}

fn same(case: &Case<'_>, field: &'static str, computed: &[u8]) -> Result<(), Fault> {
    case.ensure(case.hex(field)? == computed, field)
}

fn handshake(case: &Case<'_>) -> Result<Session, Fault> {
    let [initiator, responder] = [("skI", "idI"), ("skR", "idR")].map(|(secret, public)| {
        let key = SigningKey::from_seed(Secret::new(case.array(secret)?));
        same(case, public, key.verifying_key().as_bytes())?;
        Ok(key)
    });
    let (initiator, responder) = (initiator?, responder?);
    let digits = safety_number(&initiator.verifying_key(), &responder.verifying_key()).groups().concat();
    case.ensure(digits == case.text("safetyNumber")?, "safetyNumber")?;

    let (first, second, third) = (case.hex("msg1")?, case.hex("msg2")?, case.hex("msg3")?);
    let (gx, gy) = (part(case, &first, 56)?, part(case, &second, 56)?);
    let shared = agree(case, ["x", "y", "Z"], [&gx, &gy])?;
    same(case, "randomI", &part::<32>(case, &first, 24)?)?;
    same(case, "randomR", &part::<32>(case, &second, 24)?)?;
    let gate_key = sha256(&[&lp(PROTOCOL_NAME), b"gate", responder.verifying_key().as_bytes()]);
    let gate = mac(&gate_key, &[&part::<312>(case, &first, 0)?]);
    let gated = gate == part::<32>(case, &first, 312)?;
    case.ensure(gated == case.flag("gateKnown")?, "the gate")?;

    let header: [u8; HEADER_BYTES] = part(case, &third, 0)?;
    let mut session =
        Session { initiator, responder, root: Secret::zeroed(), salt: Secret::zeroed(), id: Vec::new() };
    let before = sha256(&[&lp(PROTOCOL_NAME), &first]);
    same(case, "th_0", &before)?;
    let exchange = sha256(&[&before, &part::<312>(case, &second, 0)?]);
    same(case, "th_e", &exchange)?;
    let secret = extract(&exchange, &shared);
    same(case, "hs", secret.expose())?;

    let (proof, tag) = responder_box(case, &session.responder, &secret, &exchange)?;
    case.ensure(second.get(312..) == Some(&[proof.sealed, tag.to_vec()].concat()), "msg2")?;
    let both = sha256(&[&exchange, &proof.plain, &tag]);
    same(case, "th_2", &both)?;
    let (proof, tag) = initiator_box(case, &session.initiator, &secret, [&exchange, &both], &header)?;
    case.ensure(third.get(HEADER_BYTES..) == Some(&[proof.sealed, tag.to_vec()].concat()), "msg3")?;
    let end = sha256(&[&both, &header, &proof.plain, &tag]);
    same(case, "th_f", &end)?;

    session.root = expand(&secret, Label::Root, &end);
    same(case, "root1", session.root.expose())?;
    session.id = expand::<32>(&secret, Label::SessionId, &end).expose().to_vec();
    same(case, "sessionId", &session.id)?;
    session.salt = expand(&session.root, Label::RekeySalt, &[&session.id[..], &1_u16.to_be_bytes()].concat());
    same(case, "salt1", session.salt.expose())?;
    Ok(session)
}

/// An identity proof, before and after sealing.
struct Proof {
    plain: Vec<u8>,
    sealed: Vec<u8>,
}

fn responder_box(
    case: &Case<'_>,
    key: &SigningKey,
    secret: &Secret<32>,
    exchange: &[u8; 32],
) -> Result<(Proof, [u8; 32]), Fault> {
    let block = expand::<56>(secret, Label::HandshakeResponderToInitiator, exchange);
    same(case, "k_r2i", block.expose())?;
    let fin_key = expand::<32>(secret, Label::FinResponder, exchange);
    same(case, "fin_key_r", fin_key.expose())?;
    let id = *key.verifying_key().as_bytes();
    let signature = key.sign(Context::Responder, &[exchange, &id]);
    same(case, "sigR", &signature)?;
    let fin = mac(fin_key.expose(), &[&lp(b"peerscope/1 fin responder"), exchange, &id, &signature]);
    same(case, "finR", &fin)?;
    let plain = [&id[..], &signature, &fin].concat();
    let mut sealed = plain.clone();
    let tag = SealKey::from_block(block).seal(&[&lp(b"box r"), exchange], &mut sealed);
    Ok((Proof { plain, sealed }, tag))
}

fn initiator_box(
    case: &Case<'_>,
    key: &SigningKey,
    secret: &Secret<32>,
    [exchange, both]: [&[u8; 32]; 2],
    header: &[u8],
) -> Result<(Proof, [u8; 32]), Fault> {
    let block = expand::<56>(secret, Label::HandshakeInitiatorToResponder, exchange);
    same(case, "k_i2r", block.expose())?;
    let fin_key = expand::<32>(secret, Label::FinInitiator, exchange);
    same(case, "fin_key_i", fin_key.expose())?;
    let id = *key.verifying_key().as_bytes();
    let signature = key.sign(Context::Initiator, &[exchange, &id]);
    same(case, "sigI", &signature)?;
    let fin = mac(fin_key.expose(), &[&lp(b"peerscope/1 fin initiator"), both, &id, &signature]);
    same(case, "finI", &fin)?;
    let plain = [&id[..], &signature, &fin].concat();
    let mut sealed = plain.clone();
    let tag = SealKey::from_block(block).seal(&[&lp(b"box i"), both, header], &mut sealed);
    Ok((Proof { plain, sealed }, tag))
}

/// The root of the second epoch, and the two signed frames that lead to it.
fn rekey(case: &Case<'_>, session: &Session) -> Result<Secret<32>, Fault> {
    let (recorded, epoch) = (case.inner("rekey")?, 2_u16.to_be_bytes());
    let frames = case.list("frames")?;
    let payload = |kind: u64, what: &'static str| {
        let frame = frames.iter().find(|frame| frame.number("kind") == Ok(kind));
        recorded.require(frame, what)?.hex("payload")
    };
    let (first, second) = (payload(0x20, "no REKEY_REQUEST")?, payload(0x21, "no REKEY_RESPONSE")?);
    let (gx, gy) = (part(&recorded, &first, 2)?, part(&recorded, &second, 2)?);
    let shared = agree(&recorded, ["x2", "y2", "Z2"], [&gx, &gy])?;

    let signed = session.initiator.sign(Context::RekeyInitiator, &[&session.id, &epoch, &gx]);
    recorded.ensure(first == [&epoch[..], &gx, &signed].concat(), "the initiator's signature")?;
    let signed = session.responder.sign(Context::RekeyResponder, &[&session.id, &epoch, &gx, &gy]);
    recorded.ensure(second == [&epoch[..], &gy, &signed].concat(), "the responder's signature")?;

    let mixed = extract(session.salt.expose(), &shared);
    let root = expand(&mixed, Label::Root, &sha256(&[&session.id, &epoch, &gx, &gy]));
    same(&recorded, "root2", root.expose())?;
    let salt = expand::<32>(&root, Label::RekeySalt, &[&session.id[..], &epoch].concat());
    same(&recorded, "salt2", salt.expose())?;
    Ok(root)
}

/// The two chains of an epoch; sequence numbers run on from one epoch to the next.
struct Chains {
    epoch: u16,
    keys: [Secret<32>; 2],
    next: [u64; 2],
}

impl Chains {
    fn new(root: &Secret<32>, id: &[u8], epoch: u16) -> Self {
        let context = [id, &epoch.to_be_bytes()].concat();
        let labels = [Label::ChainInitiatorToResponder, Label::ChainResponderToInitiator];
        Self { epoch, keys: labels.map(|label| expand(root, label, &context)), next: [0; 2] }
    }

    fn turn(&mut self, root: &Secret<32>, id: &[u8], frame: &Case<'_>) -> Result<(), Fault> {
        frame.ensure(self.epoch == 1, "an epoch twice")?;
        *self = Self { next: self.next, ..Self::new(root, id, 2) };
        Ok(())
    }

    fn frame(&mut self, frame: &Case<'_>, id: &[u8]) -> Result<(), Fault> {
        let name = frame.text("direction")?;
        let side = frame.require(["i2r", "r2i"].iter().position(|known| *known == name), "direction")?;
        let direction = u8::from(side == 1);
        let chain = frame.require(self.keys.get_mut(side), "direction")?;
        let next = frame.require(self.next.get_mut(side), "direction")?;
        let sequence = frame.number("seq")?;
        frame.ensure(sequence == *next, "seq")?;
        *next += 1;
        same(frame, "chainKeyBefore", chain.expose())?;
        let message_key = Secret::new(mac(chain.expose(), &[&[1]]));
        *chain = Secret::new(mac(chain.expose(), &[&[2]]));
        same(frame, "messageKey", message_key.expose())?;

        let (epoch, sequence) = (self.epoch.to_be_bytes(), sequence.to_be_bytes());
        let context = [&[direction][..], &epoch, &sequence].concat();
        let block = expand::<56>(&message_key, Label::Message, &context);
        same(frame, "encKey", &part::<16>(frame, block.expose(), 0)?)?;
        same(frame, "macKey", &part::<32>(frame, block.expose(), 16)?)?;
        same(frame, "iv", &[&part::<8>(frame, block.expose(), 48)?[..], &[0; 8]].concat())?;

        let mut body = inner(frame)?;
        same(frame, "inner", &body)?;
        let length = u32::try_from(body.len() + 32).unwrap_or_default().to_be_bytes();
        let header = [&b"PSCP\x01\x01"[..], &epoch, &length, &sequence].concat();
        let tag = SealKey::from_block(block).seal(&[id, &[direction], &header], &mut body);
        same(frame, "wire", &[&header[..], &body, &tag].concat())
    }
}

/// `kind u8 | sent_at u64 | len u32 | payload | zeros` to a multiple of 64.
fn inner(frame: &Case<'_>) -> Result<Vec<u8>, Fault> {
    let payload = frame.hex("payload")?;
    let kind = u8::try_from(frame.number("kind")?).unwrap_or_default();
    let length = u32::try_from(payload.len()).unwrap_or_default();
    let mut inner =
        [&[kind][..], &frame.number("sentAt")?.to_be_bytes(), &length.to_be_bytes(), &payload].concat();
    inner.resize(inner.len().next_multiple_of(64), 0);
    Ok(inner)
}
