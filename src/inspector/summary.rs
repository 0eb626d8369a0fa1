//! One line of the packet list.

use core::fmt::Write as _;

use crate::capture::Packet;
use crate::link::Direction;
use crate::text::escape;
use crate::wire::{FieldKind, FrameHeader, FrameType, SEGMSG_ID, Span, Value, Verdict, trace_inner};

use super::clock_text::clock_text;
use super::tree::{Layer, Region};
use super::value;

/// How a verdict is told apart: good is quiet, bad is loud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Sent, parsed or opened.
    Quiet,
    /// Nobody here has checked it.
    Unchecked,
    /// Refused.
    Bad,
}

impl Tone {
    /// The tone of a verdict.
    pub const fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Opened | Verdict::Sent | Verdict::Parsed => Self::Quiet,
            Verdict::Seen => Self::Unchecked,
            Verdict::BadMac
            | Verdict::Replay
            | Verdict::BadOrder
            | Verdict::BadState
            | Verdict::BadSignature
            | Verdict::BadKey
            | Verdict::BadIdentity
            | Verdict::TooLong
            | Verdict::Malformed
            | Verdict::Refused
            | Verdict::TimedOut
            | Verdict::CutOff => Self::Bad,
        }
    }

    /// The symbol in front of the word.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Quiet => "✓",
            Self::Unchecked => "·",
            Self::Bad => "✗",
        }
    }
}

/// What the list shows of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The packet's number.
    pub number: u64,
    /// When it was seen: `10:42:11.482`, UTC.
    pub time: String,
    /// Whose link it was on.
    pub peer: String,
    /// Which way it went.
    pub direction: Direction,
    /// The message, as far as it is known: its kind, `sealed`, a flight of the handshake, or `unknown`.
    pub message: &'static str,
    /// Its number in its direction, once the header is there.
    pub seq: Option<u64>,
    /// Its key epoch, once the header is there.
    pub epoch: Option<u16>,
    /// Bytes of the frame as far as they came.
    pub length: usize,
    /// The verdict; its name is the word to show.
    pub verdict: Verdict,
    /// How loud the verdict is.
    pub tone: Tone,
    /// What it says in a line: the comment beside it, why it was refused, else the small fields of the message. Never what people say.
    pub info: String,
}

impl Summary {
    /// The direction as an arrow.
    pub const fn arrow(&self) -> &'static str {
        match self.direction {
            Direction::Sent => "→",
            Direction::Received => "←",
        }
    }
}

/// What the list shows of this packet.
pub fn summary(packet: &Packet) -> Summary {
    let is_segmsg = packet.frame.starts_with(&SEGMSG_ID);
    let header = FrameHeader::from_slice(&packet.frame).filter(|_| !is_segmsg);
    let frame_type = header.and_then(|header| FrameType::from_byte(header.frame_type));
    Summary {
        number: packet.number,
        time: clock_text(packet.time),
        peer: escape(&packet.peer).to_string(),
        direction: packet.direction,
        message: match (packet.kind, frame_type) {
            (Some(kind), _) => kind,
            (None, Some(FrameType::Message)) => "sealed",
            (None, Some(handshake)) => handshake.name(),
            (None, None) if is_segmsg => packet.type_name,
            (None, None) => "unknown",
        },
        seq: header.map(|header| header.seq.0),
        epoch: header.map(|header| header.epoch.0),
        length: packet.frame.len(),
        verdict: packet.verdict,
        tone: Tone::of(packet.verdict),
        info: match (&packet.comment, info(packet, frame_type)) {
            (None, info) => info,
            (Some(comment), info) if info.is_empty() => format!("; {}", escape(comment)),
            (Some(comment), info) => format!("; {} · {info}", escape(comment)),
        },
    }
}

fn info(packet: &Packet, frame_type: Option<FrameType>) -> String {
    if let Some(reason) = packet.reason {
        return format!("{}: {}", reason.name(), reason.meaning());
    }
    match (packet.inner.as_deref(), frame_type) {
        (Some(inner), _) => inside(inner),
        (None, Some(FrameType::HandshakeRequest)) => "flight 1 of 3".to_owned(),
        (None, Some(FrameType::HandshakeResponse)) => "flight 2 of 3".to_owned(),
        (None, Some(FrameType::HandshakeFinish)) => "flight 3 of 3".to_owned(),
        (None, Some(FrameType::Message) | None) => String::new(),
    }
}

/// The small fields of a message: `state 1 acked, number 7`.
fn inside(inner: &[u8]) -> String {
    let mut line = String::new();
    for span in trace_inner(inner).spans {
        if Region::of(Layer::Opened, span.spec) == Region::Message
            && let Some(part) = part(&span)
        {
            // Writing to a string cannot fail.
            let _ = if line.is_empty() { write!(line, "{part}") } else { write!(line, ", {part}") };
        }
    }
    line
}

fn part(span: &Span) -> Option<String> {
    let label = super::tree::label(span.spec.name);
    match span.spec.kind {
        FieldKind::Number | FieldKind::Time => Some(format!("{label} {}", value::short(span, &[]))),
        FieldKind::Text => match &span.value {
            Value::Text(text) => Some(format!("{label} of {}", value::counted(text.len(), "byte"))),
            _ => None,
        },
        FieldKind::Bytes => None,
    }
}
