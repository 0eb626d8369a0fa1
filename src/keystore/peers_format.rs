//! The file `known_peers`, version 1: text, UTF-8, each line ended by one line feed, fields parted by one
//! space.
//!
//! ```text
//! peerscope known_peers 1
//! peer IDENTITY PETNAME TRUST FIRST_SEEN LAST_SEEN ADDRESS CHANGED [ignored]
//! sum SHA256
//! ```
//!
//! | field | form |
//! | --- | --- |
//! | `IDENTITY` | Ed25519 public key, 64 lower-case hexadecimal digits |
//! | `PETNAME` | 1 to 32 visible characters, no space |
//! | `TRUST` | `known`, `verified:TIME` or `blocked` |
//! | `FIRST_SEEN`, `LAST_SEEN`, `TIME` | Unix time in milliseconds, decimal without leading zeros |
//! | `ADDRESS` | where the peer was reached last, 1 to 300 visible ASCII characters, or `-` |
//! | `CHANGED` | a key that answered for this name and waits for a decision, as `IDENTITY`, or `-` |
//! | `ignored` | stands there if nothing of the peer is to be announced |
//! | `SHA256` | of all lines above, line feeds included, 64 lower-case hexadecimal digits |
//!
//! A program that does not know `ignored` refuses a file with it as damaged, and leaves it as it is.
//!
//! One line a peer, at most 1,000. A line that is wrong is named before the checksum is looked at, so
//! that an edit by hand is told where it went wrong.

use std::path::Path;

use crate::crypto::{VerifyingKey, sha256};

use crate::text::{Skeleton, hex};

use super::error::Error;
use super::known_peers::{KnownPeer, KnownPeers, PEERS_MAX};
use super::petname;
use super::trust::Trust;

const FIRST_LINE: &str = "peerscope known_peers 1";
/// The first line without its version.
const FIRST_WORDS: &str = "peerscope known_peers ";
/// What ends the line of a peer of whom nothing is announced.
const IGNORED: &str = " ignored";
const ADDRESS_BYTES_MAX: usize = 300;
/// The words and spaces, two keys, a petname of four-byte characters, three times and an address.
const LINE_BYTES_MAX: usize = 32 + 2 * 64 + 4 * petname::CHARS_MAX + 3 * 20 + ADDRESS_BYTES_MAX;
/// Longest file that is read.
pub(super) const FILE_BYTES_MAX: usize = LINE_BYTES_MAX * (PEERS_MAX + 2);

/// The text of the file.
pub(super) fn encode(peers: &[KnownPeer]) -> String {
    let mut text = format!("{FIRST_LINE}\n");
    for peer in peers {
        let trust = match peer.trust {
            Trust::Known => "known".to_owned(),
            Trust::Verified { at } => format!("verified:{at}"),
            Trust::Blocked => "blocked".to_owned(),
        };
        let identity = hex(peer.identity.as_bytes()).to_string();
        let changed = peer.changed.map_or_else(|| "-".to_owned(), |key| hex(key.as_bytes()).to_string());
        let address = peer.address.as_deref().unwrap_or("-");
        let KnownPeer { petname, first_seen, last_seen, .. } = peer;
        let times = format!("{first_seen} {last_seen}");
        let ignored = if peer.ignored { IGNORED } else { "" };
        text.extend([
            "peer ", &identity, " ", petname, " ", &trust, " ", &times, " ", address, " ", &changed, ignored,
            "\n",
        ]);
    }
    let sum = sha256(&[text.as_bytes()]);
    format!("{text}sum {}\n", hex(&sum))
}

/// Adds every peer of the file to an empty list.
pub(super) fn decode(bytes: &[u8], path: &Path, list: &mut KnownPeers) -> Result<(), Error> {
    let damaged = |line, what| Error::damaged(path, line, what);
    let text = std::str::from_utf8(bytes).map_err(|failed| {
        let good = bytes.iter().take(failed.valid_up_to());
        damaged(1 + good.filter(|byte| **byte == b'\n').count(), "it is not UTF-8")
    })?;

    let mut lines = text.split_inclusive('\n').zip(1..);
    let first = lines.next().and_then(|(line, _)| line.strip_suffix('\n')).unwrap_or_default();
    if first != FIRST_LINE {
        let other_version = first.strip_prefix(FIRST_WORDS).is_some_and(|version| number(version).is_some());
        return Err(if other_version {
            Error::Unsupported { path: path.to_owned(), what: "another version of the program wrote it" }
        } else {
            damaged(1, "it is no list of known peers")
        });
    }
    let mut covered = first.len() + 1;
    let mut lines_read = 1;
    for (line_and_end, at) in lines {
        let line = line_and_end.strip_suffix('\n').ok_or_else(|| damaged(at, "its end is missing"))?;
        if let Some(claimed) = line.strip_prefix("sum ") {
            let body = bytes.get(..covered).unwrap_or_default();
            return if claimed != hex(&sha256(&[body])).to_string() {
                Err(damaged(at, "the checksum does not match"))
            } else if covered + line_and_end.len() == bytes.len() {
                Ok(())
            } else {
                Err(damaged(at + 1, "lines stand behind the checksum"))
            };
        }
        peer(line).and_then(|peer| list.add(peer)).map_err(|what| damaged(at, what))?;
        covered += line_and_end.len();
        lines_read = at;
    }
    Err(damaged(lines_read + 1, "its end is missing"))
}

/// Whether the text can stand in the file as an address.
pub(super) fn is_address(text: &str) -> bool {
    (1..=ADDRESS_BYTES_MAX).contains(&text.len())
        && text != "-"
        && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// One line, or what is wrong with it.
fn peer(line: &str) -> Result<KnownPeer, &'static str> {
    let (line, ignored) = line.strip_suffix(IGNORED).map_or((line, false), |line| (line, true));
    let fields: Vec<&str> = line.split(' ').collect();
    let ["peer", identity, petname, trust, first_seen, last_seen, address, changed] = fields.as_slice()
    else {
        return Err("it is no line of this format");
    };
    let peer = KnownPeer {
        identity: key(identity).ok_or("the identity is no good key")?,
        petname: Some(*petname)
            .filter(|name| petname::is_petname(name))
            .ok_or("the petname is not one")?
            .to_owned(),
        skeleton: Skeleton::of(petname),
        trust: self::trust(trust).ok_or("the trust is none of known, verified:TIME, blocked")?,
        first_seen: number(first_seen).ok_or("the first time seen is no number")?,
        last_seen: number(last_seen).ok_or("the last time seen is no number")?,
        address: present(address)
            .map(|text| if is_address(text) { Ok(text.to_owned()) } else { Err("the address is not one") })
            .transpose()?,
        changed: present(changed)
            .map(|text| key(text).ok_or("the changed key is no good key"))
            .transpose()?,
        ignored,
    };
    if peer.first_seen <= peer.last_seen { Ok(peer) } else { Err("the last time seen lies before the first") }
}

fn trust(text: &str) -> Option<Trust> {
    match text {
        "known" => Some(Trust::Known),
        "blocked" => Some(Trust::Blocked),
        _ => Some(Trust::Verified { at: number(text.strip_prefix("verified:")?)? }),
    }
}

/// What stands there; `-` is nothing.
pub(super) fn present(text: &str) -> Option<&str> {
    (text != "-").then_some(text)
}

/// A number as this file writes it, and no other spelling of it.
pub(super) fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

pub(super) fn key(text: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = bytes_of(text)?.try_into().ok()?;
    VerifyingKey::from_bytes(&bytes).ok()
}

/// The bytes that lower-case hexadecimal digits stand for.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digit =
        |c: char| c.to_digit(16).filter(|_| !c.is_ascii_uppercase()).and_then(|d| u8::try_from(d).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit));
    digits.len().is_multiple_of(2).then(|| pairs.collect())
}
