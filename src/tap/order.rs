//! What a person asks of the tap, by the numbers of packets and connections.

use crate::link::{Direction, Origin};

use super::errand::Intercept;
use super::weather::Weather;

/// The orders, as a person types them.
pub const USAGE: &[(&str, &str)] = &[
    ("intercept FILTER|off", "hold every frame that the filter matches; alone every frame"),
    ("resume N|all", "let a frame go, before those in front of it; all go in order"),
    ("drop N", "let a frame never arrive"),
    ("edit N OFFSET HEX", "write bytes over those of a frame; without HEX it ends at the offset"),
    ("revert N", "make a changed frame again what it was"),
    ("duplicate N", "send a frame twice"),
    ("replay N [LINK]", "send the bytes of a frame once more, also on another link"),
    ("inject LINK sent|received HEX", "send bytes as if the dialler, or who listens, had written them"),
    (
        "weather [delay TIME] [rate BYTES] [cut N]",
        "how slow the network is from now on, in bytes a second, and after how many frames it ends; alone it is fair",
    ),
    ("cut [LINK]", "end a link, as if the cable were pulled; alone the newest"),
];

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Hold what matches; nothing if none is named.
    Intercept(Option<Intercept>),
    /// Let one go.
    Resume(u64),
    /// Let all go.
    ResumeAll,
    /// Let one never arrive.
    Drop(u64),
    /// Change one.
    Edit {
        /// Which.
        packet: u64,
        /// From here on.
        at: usize,
        /// To these bytes; without any it ends there.
        bytes: Vec<u8>,
    },
    /// Make one again what it was.
    Revert(u64),
    /// Send one twice.
    Duplicate(u64),
    /// Send the bytes of one again.
    Replay {
        /// Which.
        packet: u64,
        /// On this connection; on its own if none is named.
        conn: Option<u64>,
    },
    /// Send bytes.
    Inject {
        /// On this connection.
        conn: u64,
        /// As if this end had written them.
        origin: Origin,
        /// Which.
        bytes: Vec<u8>,
    },
    /// Let the network be like this.
    Weather(Weather),
    /// End a connection, the newest if none is named.
    Cut(Option<u64>),
}

impl Order {
    /// Reads one as it is typed.
    ///
    /// # Errors
    /// What it has to be.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let words: Vec<&str> = rest.split_whitespace().collect();
        Ok(match (word, words.as_slice()) {
            ("intercept", ["off"]) => Self::Intercept(None),
            ("intercept", _) => Self::Intercept(Some(Intercept::parse(rest)?)),
            ("resume", ["all"]) => Self::ResumeAll,
            ("resume", [packet]) => Self::Resume(number(packet)?),
            ("drop", [packet]) => Self::Drop(number(packet)?),
            ("edit", [packet, at, hex @ ..]) => {
                let bytes = if hex.is_empty() { Vec::new() } else { bytes(hex)? };
                Self::Edit { packet: number(packet)?, at: offset(at)?, bytes }
            }
            ("revert", [packet]) => Self::Revert(number(packet)?),
            ("duplicate", [packet]) => Self::Duplicate(number(packet)?),
            ("replay", [packet]) => Self::Replay { packet: number(packet)?, conn: None },
            ("replay", [packet, conn]) => Self::Replay { packet: number(packet)?, conn: Some(number(conn)?) },
            ("inject", [conn, way, hex @ ..]) => {
                Self::Inject { conn: number(conn)?, origin: origin(way)?, bytes: bytes(hex)? }
            }
            ("weather", words) => Self::Weather(Weather::parse(words)?),
            ("cut", []) => Self::Cut(None),
            ("cut", [conn]) => Self::Cut(Some(number(conn)?)),
            _ => return Err(unknown(word)),
        })
    }
}

/// What to type instead.
fn unknown(word: &str) -> String {
    let words = || USAGE.iter().filter_map(|(usage, _)| usage.split_whitespace().next());
    let meant = words().position(|known| known == word).and_then(|at| USAGE.get(at));
    meant.map_or_else(
        || format!("{word:?} is none of {}", words().collect::<Vec<_>>().join(", ")),
        |(usage, what)| format!("{usage}: {what}"),
    )
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_not_a_number| format!("{text:?} is no number"))
}

fn offset(text: &str) -> Result<usize, String> {
    let read =
        text.strip_prefix("0x").map_or_else(|| text.parse(), |digits| usize::from_str_radix(digits, 16));
    read.map_err(|_not_a_number| format!("{text:?} is no offset: 24, or 0x18"))
}

fn origin(text: &str) -> Result<Origin, String> {
    match text {
        way if way == Direction::Sent.name() => Ok(Origin::Initiator),
        way if way == Direction::Received.name() => Ok(Origin::Responder),
        _ => Err(format!("{text:?} is no direction: sent is what the dialler writes, received the answer")),
    }
}

fn bytes(words: &[&str]) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = words.concat().bytes().filter(|byte| *byte != b':').collect();
    let pair = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    let read: Option<Vec<u8>> = digits.chunks(2).map(|two| pair(two).filter(|_| two.len() == 2)).collect();
    read.filter(|bytes| !bytes.is_empty()).ok_or_else(|| "bytes are pairs of hex digits: 50534350".to_owned())
}
