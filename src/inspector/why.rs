//! The checks of a packet in sentences: what was found, where it stopped, which section says so, what was done.

use crate::capture::Packet;
use crate::link::Direction;
use crate::spec;
use crate::wire::{FrameType, Reason, Verdict};

use super::checks::{Check, CheckState, Checks};
use super::dissect::dissect;
use super::summary::{Tone, summary};
use super::value::counted;

/// One sentence of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What it says: one line, fit for a terminal.
    pub text: String,
    /// Whether it is about something that was refused or failed.
    pub tone: Tone,
    /// The section of the spec behind it, as its number among all.
    pub section: Option<usize>,
}

impl Sentence {
    /// A sentence about what is as it should be.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Quiet, section: None }
    }

    /// A sentence about what was refused or failed.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { tone: Tone::Bad, ..Self::new(text) }
    }

    /// The same with the section of the spec behind it.
    #[must_use]
    pub fn behind(self, section: Option<usize>) -> Self {
        Self { section, ..self }
    }
}

/// Why a packet is what it is. `whom` is the other side as people call it, `later` are the packets behind it.
pub fn why<'a>(packet: &Packet, whom: &str, later: impl Iterator<Item = &'a Packet>) -> Vec<Sentence> {
    let checks = dissect(packet).checks;
    let mut sentences = vec![head(packet, whom)];
    if packet.direction == Direction::Sent && packet.verdict != Verdict::Seen {
        sentences.push(Sentence::new("It was made here: nothing of it had to be checked."));
        return sentences;
    }
    sentences.extend(checks.list.iter().map(rung));
    sentences.push(outcome(packet, &checks));
    sentences.extend(cited(packet, &checks));
    sentences.push(done(packet, later));
    sentences
}

/// The section of the spec behind a packet: that of the check that refused it, or of what it carries.
pub fn section_of(packet: &Packet) -> Option<usize> {
    match (dissect(packet).checks.failed(), packet.reason) {
        (Some(check), _) => spec::titled(check.section),
        (None, Some(reason)) => spec::of_reason(reason),
        (None, None) => spec::of_field(packet.kind.unwrap_or(packet.type_name)),
    }
}

fn head(packet: &Packet, whom: &str) -> Sentence {
    let row = summary(packet);
    let size = counted(row.length, "byte");
    let what = format!("Packet {}, {} of {size},", packet.number, row.message);
    match (packet.direction, packet.reason) {
        _ if packet.verdict == Verdict::Seen => Sentence::new(format!("{what} was seen on the wire.")),
        (Direction::Sent, _) => Sentence::new(format!("{what} was sent to {whom}.")),
        (_, Some(reason)) => Sentence::bad(format!(
            "{what} came from {whom} and was refused: {}, {}: {}.",
            packet.verdict,
            reason.name(),
            reason.meaning()
        )),
        (_, None) => Sentence::new(format!("{what} came from {whom}: {}.", packet.verdict)),
    }
}

/// `✓ order: 31 = 31`, `✗ MAC: differs; the right tag is not shown`, `– inner: not reached`
fn rung(check: &Check) -> Sentence {
    let found = match check.state {
        CheckState::NotMade => ": not reached".to_owned(),
        CheckState::Unknown => ": unknown, nothing was recorded that would tell".to_owned(),
        _ if check.evidence.is_empty() => String::new(),
        _ => format!(": {}", check.evidence),
    };
    let text = format!("{} {}{found}", check.state.symbol(), check.name);
    let failed = check.state == CheckState::Failed;
    let sentence = if failed { Sentence::bad(text) } else { Sentence::new(text) };
    sentence.behind(spec::titled(check.section))
}

fn outcome(packet: &Packet, checks: &Checks) -> Sentence {
    let all = checks.list.len();
    let Some(at) = checks.list.iter().position(|check| check.state == CheckState::Failed) else {
        return match packet.reason {
            Some(_) => {
                Sentence::bad("Which check refused it is unknown: nothing was recorded that would tell.")
            }
            None => Sentence::new(format!("Checks: {}.", checks.headline())),
        };
    };
    let (name, asks) = checks.list.get(at).map_or(("", ""), |check| (check.name, check.asks));
    let not_made = all.saturating_sub(at + 1);
    let left = match not_made {
        0 => "none was left".to_owned(),
        1 => "the one behind it was not reached".to_owned(),
        count => format!("the {count} behind it were not reached"),
    };
    Sentence::bad(format!("It stopped at check {} of {all}, {name}: {asks} No; {left}.", at + 1))
}

/// The section of the check that failed, and that of the reason where it is another.
fn cited(packet: &Packet, checks: &Checks) -> Vec<Sentence> {
    let of_check = checks.failed().and_then(|check| spec::titled(check.section));
    let of_reason = packet.reason.and_then(spec::of_reason);
    let mut sections = vec![of_check, of_reason];
    sections.dedup();
    let cite = |section: Option<usize>| {
        let found = spec::sections().get(section?)?;
        let text = format!("The spec says so in \"{}\" ({}).", found.title, found.file);
        Some(Sentence::new(text).behind(section))
    };
    sections.into_iter().filter_map(cite).collect()
}

/// What became of a frame that no check refused.
fn taken(packet: &Packet) -> &'static str {
    match (packet.verdict, packet.kind) {
        (Verdict::Seen, _) if packet.key_id.is_none() => {
            "It was only seen on the wire: nobody here has checked it."
        }
        (Verdict::Seen, _) => {
            "It was only seen on the wire. A key of its session opened it; whether its receiver took it is unknown."
        }
        (Verdict::CutOff, _) => "Whether it would have been accepted is unknown: the link had ended before.",
        (_, Some("close")) => {
            "It was accepted, and ended the session: whatever comes behind it is thrown away."
        }
        _ => "It was accepted, and the next one of its direction is expected.",
    }
}

/// What was done about it, as far as the packets behind it show.
fn done<'a>(packet: &Packet, later: impl Iterator<Item = &'a Packet>) -> Sentence {
    let Some(reason) = packet.reason else { return Sentence::new(taken(packet)) };
    let close = later
        .filter(|other| other.conn == packet.conn && other.direction == Direction::Sent)
        .find(|other| other.kind == Some("close"));
    let is_handshake = packet.expected.is_none_or(|expected| expected.epoch.0 == 0)
        && packet.type_name != FrameType::Message.name();
    let text = match (reason, close) {
        (Reason::DataAfterClose, _) => "It was thrown away: the session was over.".to_owned(),
        (Reason::Truncated, _) => "The link had ended within it, so that nothing was sent.".to_owned(),
        (_, Some(close)) => format!(
            "It was dropped, and nothing in it counts. CLOSE with {reason} was sent in packet {}, the keys were \
             wiped and the link ended.",
            close.number
        ),
        (Reason::GateRefused, None) => {
            "Nothing was sent: the link is kept until the time for a handshake is over, as if nothing had come."
                .to_owned()
        }
        (_, None) if is_handshake => {
            "It was dropped, nothing was sent, and the link ended: without keys a refusal is silent.".to_owned()
        }
        (_, None) => {
            "It was dropped, and nothing in it counts. What was sent about it is unknown: no CLOSE of ours is \
             held here."
                .to_owned()
        }
    };
    Sentence::bad(text)
}
