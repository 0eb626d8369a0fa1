//! Its frames: `SegMSG | type | u32 length | hash 32 | u64 seconds | payload | tag 32`.

use crate::crypto::{MacKey, mac, sha256};
use crate::wire::{SEGMSG_HEADER_BYTES, SEGMSG_ID, SegMsgHeader};

use super::cipher::keystream;

pub(super) const TAG_BYTES: usize = 32;

/// A text under this master secret.
pub(in crate::lab) fn message(master: &[u8; 32], text: &[u8], seconds: u64) -> Vec<u8> {
    let mut frame = begin(SegMsgHeader::MESSAGE, &sha256(&[text]), seconds, &keystream(master, text));
    let tag = MacKey::new(&mac_key(master)).tag([&frame[..]]);
    frame.extend_from_slice(&tag);
    frame
}

/// A handshake of either type with this public value. Nobody checks its tag.
pub(super) fn handshake(kind: u8, public: &[u8; 256], seconds: u64) -> Vec<u8> {
    let mut frame = begin(kind, &sha256(&[public]), seconds, public);
    frame.extend_from_slice(&[0; TAG_BYTES]);
    frame
}

fn begin(kind: u8, hash: &[u8; 32], seconds: u64, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    [&SEGMSG_ID[..], &[kind], &length, hash, &seconds.to_be_bytes(), payload].concat()
}

/// The payload of a whole frame, as it is on the wire.
pub fn sealed(frame: &[u8]) -> &[u8] {
    let end = frame.len().saturating_sub(TAG_BYTES);
    frame.get(SEGMSG_HEADER_BYTES..end).unwrap_or_default()
}

/// The text of a message whose tag and hash are right.
pub(super) fn open(master: &[u8; 32], frame: &[u8], hash: &[u8; 32]) -> Result<Vec<u8>, &'static str> {
    let (signed, tag) = frame.split_last_chunk::<TAG_BYTES>().ok_or("a frame without a tag")?;
    MacKey::new(&mac_key(master)).verify([signed], tag).map_err(|_opaque| "its tag is wrong")?;
    let text = keystream(master, sealed(frame));
    if sha256(&[&text]) != *hash {
        return Err("its hash is that of another text");
    }
    Ok(text)
}

/// HKDF of the master secret with zeros for a salt, and "HMAC".
fn mac_key(master: &[u8; 32]) -> [u8; 32] {
    mac(&mac(&[0; 32], &[master]), &[b"HMAC\x01"])
}
