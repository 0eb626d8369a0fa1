//! The checks of one packet: which were made, which failed, which were not reached.

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{FrameHeader, FrameType, Reason, VERSION, Verdict};

use super::evidence::evidence;
use super::ladder::{self, Rung};
use super::tree::Authenticity;

/// What became of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// Made, and passed.
    Passed,
    /// Made, and the reason why the frame was refused.
    Failed,
    /// Not reached.
    NotMade,
    /// Nothing was recorded that would tell.
    Unknown,
}

impl CheckState {
    /// Its symbol.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Failed => "✗",
            Self::NotMade => "–",
            Self::Unknown => "?",
        }
    }
}

/// One check on a received frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A word or two.
    pub name: &'static str,
    /// What it asks, as a question.
    pub asks: &'static str,
    /// The section of the spec that asks it: how its heading begins.
    pub section: &'static str,
    /// The field it is about, by its path in the tree.
    pub field: Option<&'static str>,
    /// What it looked at, `31 = 31` or `34, expected 33`; empty where there is nothing to say, or it was not made.
    pub evidence: String,
    /// What became of it.
    pub state: CheckState,
    /// The reason it gave, if it failed.
    pub reason: Option<Reason>,
}

/// The checks on a packet in the order in which they are made; none on a frame that was made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The checks.
    pub list: Vec<Check>,
    whose: Whose,
}

/// Whose frame it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// It was made here.
    Own,
    /// It came here, and had to be taken or refused.
    Received,
    /// It was seen between two others.
    Seen,
}

impl Checks {
    /// The checks on this packet.
    pub(super) fn of(packet: &Packet) -> Self {
        let whose = match (packet.verdict, packet.direction) {
            (Verdict::Seen, _) => Whose::Seen,
            (_, Direction::Sent) => return Self { list: Vec::new(), whose: Whose::Own },
            (_, Direction::Received) => Whose::Received,
        };
        let header = FrameHeader::from_slice(&packet.frame);
        let frame_type = header.and_then(|header| FrameType::from_byte(header.frame_type));
        let rungs: Vec<_> = ladder::rungs(frame_type, packet.kind, packet.reason).collect();
        let accepted = matches!(packet.verdict, Verdict::Opened | Verdict::Parsed);
        let mut checks = match packet.reason {
            _ if whose == Whose::Seen => Self::seen(packet, &rungs),
            None if accepted => Self::all(&rungs, CheckState::Passed),
            None => Self::undecided(packet, &rungs),
            Some(reason) => Self::stopped(packet, &rungs, header, reason),
        };
        for (check, rung) in checks.list.iter_mut().zip(&rungs) {
            if matches!(check.state, CheckState::Passed | CheckState::Failed) {
                check.evidence = evidence(rung, check.state, packet);
            }
        }
        checks
    }

    fn all(rungs: &[&Rung], state: CheckState) -> Self {
        Self::made(rungs.iter().map(|rung| check(rung, state)))
    }

    /// Nobody here had to take the frame. What a key of the session has opened here is whole, and sealed as it should
    /// be; whether it came in its turn only its receiver knows.
    fn seen(packet: &Packet, rungs: &[&Rung]) -> Self {
        let is_shown = |rung: &Rung| packet.key_id.is_some() && ladder::SHOWN_BY_KEY.contains(&rung.name);
        let state = |rung: &Rung| if is_shown(rung) { CheckState::Passed } else { CheckState::Unknown };
        let list = rungs.iter().map(|rung| check(rung, state(rung))).collect();
        Self { list, whose: Whose::Seen }
    }

    /// No check refused the frame, and it was not accepted. What was opened has passed its tag all the same.
    fn undecided(packet: &Packet, rungs: &[&Rung]) -> Self {
        let opened =
            packet.inner.as_ref().and_then(|_| rungs.iter().position(|rung| rung.name == ladder::TURN));
        let passed = opened.unwrap_or(0);
        let state = |index| if index < passed { CheckState::Passed } else { CheckState::Unknown };
        Self::made(rungs.iter().enumerate().map(|(index, rung)| check(rung, state(index))))
    }

    fn stopped(packet: &Packet, rungs: &[&Rung], header: Option<FrameHeader>, reason: Reason) -> Self {
        let Some(failed) = failed(rungs, header, reason) else {
            return Self::all(rungs, CheckState::Unknown);
        };
        let before =
            if header_was_checked(packet, header, reason) { CheckState::Passed } else { CheckState::NotMade };
        let states = rungs.iter().enumerate().map(|(index, rung)| {
            let mut made = check(rung, if index < failed { before } else { CheckState::NotMade });
            if index == failed {
                made.state = CheckState::Failed;
                made.reason = Some(reason);
            }
            made
        });
        Self::made(states)
    }

    fn made(list: impl Iterator<Item = Check>) -> Self {
        Self { list: list.collect(), whose: Whose::Received }
    }

    /// The check that refused the frame.
    pub fn failed(&self) -> Option<&Check> {
        self.list.iter().find(|check| check.state == CheckState::Failed)
    }

    /// Whether a check refused the frame.
    pub fn is_stopped(&self) -> bool {
        self.failed().is_some()
    }

    /// `14 of 14 passed`, `STOPPED at 9 of 12: MAC`
    pub fn headline(&self) -> String {
        let all = self.list.len();
        if let Some(at) = self.list.iter().position(|check| check.state == CheckState::Failed) {
            let name = self.list.get(at).map_or("", |check| check.name);
            return format!("STOPPED at {} of {all}: {name}", at + 1);
        }
        let passed = self.list.iter().filter(|check| check.state == CheckState::Passed).count();
        match self.whose {
            Whose::Own => return "none: made here".to_owned(),
            Whose::Seen if passed == 0 => return "none: nobody here has checked it".to_owned(),
            Whose::Seen | Whose::Received => {}
        }
        let open = if passed == all { "" } else { ", the others unknown" };
        format!("{passed} of {all} passed{open}")
    }

    /// Who vouches for the bytes, as far as these checks tell.
    pub(super) fn authenticity(&self) -> Authenticity {
        if self.whose == Whose::Own {
            return Authenticity::OwnFrame;
        }
        let verified =
            self.list.iter().any(|check| check.name == ladder::MAC && check.state == CheckState::Passed);
        if verified { Authenticity::Verified } else { Authenticity::NotVerified }
    }
}

fn check(rung: &Rung, state: CheckState) -> Check {
    let Rung { name, asks, section, field, reasons: _ } = *rung;
    Check { name, asks, section, field, evidence: String::new(), state, reason: None }
}

/// The check that gives this reason. Two give `bad_version`: that of the header, and that of the handshake.
fn failed(rungs: &[&Rung], header: Option<FrameHeader>, reason: Reason) -> Option<usize> {
    let gives = |rung: &&Rung| rung.reasons.contains(&reason);
    if reason == Reason::BadVersion && header.is_some_and(|header| header.version == VERSION) {
        rungs.iter().rposition(gives)
    } else {
        rungs.iter().position(gives)
    }
}

/// Whether the checks before the failed one were made at all. A link that ends, or goes on after the goodbye,
/// leaves bytes that nobody has looked at: less than a header, or frames that waited behind another.
fn header_was_checked(packet: &Packet, header: Option<FrameHeader>, reason: Reason) -> bool {
    match reason {
        Reason::DataAfterClose => false,
        Reason::Truncated | Reason::FrameTimeout => {
            header.is_some_and(|header| header.frame_bytes() > packet.frame.len())
        }
        _ => true,
    }
}
