//! A key log: the chain keys of sessions, one a line (spec section "Key log").
//!
//! ```text
//! CHAIN_I2R <session id> <epoch> <number of the first message> <chain key>
//! CHAIN_R2I <session id> <epoch> <number of the first message> <chain key>
//! ```

use core::fmt::Write as _;

use zeroize::Zeroizing;

use crate::crypto::Secret;
use crate::text::{escape, hex};

use super::ledger::{Disclosed, Disclosure, Name};
use super::ratchet::{ChainKey, Flow};

/// Lines of a key log that are read; a day of talk has a few hundred.
pub const KEY_LINES_MAX: usize = 65_536;
/// Characters of a word that are quoted in a complaint.
const QUOTED_MAX: usize = 32;

/// What is wrong with a key log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the key log: {fault}")]
pub struct KeyLogError {
    /// Which line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: KeyLogFault,
}

/// What is wrong with a line of a key log. It never says a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyLogFault {
    /// It is not text.
    #[error("it is not UTF-8")]
    NotText,
    /// It has another number of words.
    #[error("it has {0} words and not the 5 of LABEL SESSION EPOCH NUMBER KEY")]
    Words(usize),
    /// It begins with a word that is no label here.
    #[error("{0} is no label of peerscope, which are CHAIN_I2R and CHAIN_R2I")]
    Label(String),
    /// A number or bytes are not what they have to be.
    #[error("its {0} is not {1}")]
    Value(&'static str, &'static str),
    /// There are more lines than are read.
    #[error("there are more than {KEY_LINES_MAX} lines")]
    TooLong,
}

/// A line of a key log.
#[derive(Debug)]
pub struct KeyLine {
    /// Where it stands, from 1.
    pub line: usize,
    /// Of which session.
    pub session_id: [u8; 32],
    pub(crate) flow: Flow,
    pub(crate) epoch: u16,
    pub(crate) first: u64,
    pub(crate) chain: ChainKey,
}

/// The lines for what a connection disclosed, each with its end; empty when no chain is among it.
pub fn key_lines(disclosure: &Disclosure) -> Zeroizing<String> {
    let chains = disclosure.secrets.iter().filter_map(|secret| Some((label(secret.name)?, secret)));
    // Made in one piece, so that no copy is left where it grew.
    let mut lines = Zeroizing::new(String::with_capacity(disclosure.secrets.len() * 192));
    for (label, Disclosed { epoch, seq, value, .. }) in chains {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{label} {} {epoch} {seq} {}", hex(&disclosure.session_id), hex(value));
    }
    lines
}

const fn label(name: Name) -> Option<&'static str> {
    match name {
        Name::ChainI2r => Some("CHAIN_I2R"),
        Name::ChainR2i => Some("CHAIN_R2I"),
        _ => None,
    }
}

/// What is in a key log.
#[derive(Debug)]
pub struct KeyLog {
    /// Its keys, in order.
    pub lines: Vec<KeyLine>,
    /// The last line, from 1, if it has no end: its writer was stopped there, and it is left out.
    pub torn: Option<usize>,
}

/// Reads a key log. Blank lines and those that begin with `#` say nothing.
///
/// # Errors
/// The first whole line that is not one of a key log.
pub fn parse_key_log(text: &[u8]) -> Result<KeyLog, KeyLogError> {
    let mut lines = Vec::new();
    let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
    let (text, rest) = text.split_at(end);
    for (at, bytes) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = at + 1;
        let failed = |fault| KeyLogError { line, fault };
        let words = core::str::from_utf8(bytes).map_err(|_not_utf8| failed(KeyLogFault::NotText))?.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        if lines.len() >= KEY_LINES_MAX {
            return Err(failed(KeyLogFault::TooLong));
        }
        lines.push(parse_line(line, words).map_err(failed)?);
    }
    let torn = !rest.is_empty();
    Ok(KeyLog { lines, torn: torn.then(|| text.split(|byte| *byte == b'\n').count()) })
}

fn parse_line(line: usize, words: &str) -> Result<KeyLine, KeyLogFault> {
    let words: Vec<&str> = words.split_ascii_whitespace().collect();
    let flow = match words.first().copied().unwrap_or_default() {
        "CHAIN_I2R" => Flow::InitiatorToResponder,
        "CHAIN_R2I" => Flow::ResponderToInitiator,
        foreign => {
            let foreign: String = foreign.chars().take(QUOTED_MAX).collect();
            return Err(KeyLogFault::Label(escape(&foreign).to_string()));
        }
    };
    let [_, session, epoch, first, key] = words[..] else { return Err(KeyLogFault::Words(words.len())) };
    let session_id: Secret<32> = bytes(session).ok_or(KeyLogFault::Value("session id", "64 hex digits"))?;
    let epoch = epoch.parse().ok().filter(|epoch| *epoch > 0);
    Ok(KeyLine {
        line,
        session_id: *session_id.expose(),
        flow,
        epoch: epoch.ok_or(KeyLogFault::Value("epoch", "a number from 1 to 65535"))?,
        first: first.parse().map_err(|_no_number| KeyLogFault::Value("first message", "a number"))?,
        chain: ChainKey::new(bytes(key).ok_or(KeyLogFault::Value("key", "64 hex digits"))?),
    })
}

/// 32 bytes from 64 digits.
fn bytes(digits: &str) -> Option<Secret<32>> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != 32 {
        return None;
    }
    let mut bytes = Secret::zeroed();
    for (byte, pair) in bytes.expose_mut().iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? << 4 | low?).ok()?;
    }
    Some(bytes)
}
