//! What a trial says to people, line by line.

use core::fmt;

use crate::defence::Defence;
use crate::wire::Reason;

use super::attack::{Attack, Stop, Victim};
use super::matrix::{Cell, Row};
use super::play::{Change, Presence};
use super::trial::{Outcome, Round, Trial};

impl Attack {
    /// The one with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        super::ATTACKS.iter().map(|(_, attack)| attack).find(|attack| attack.id == id)
    }

    /// Whether it is meant to succeed: it shows what nothing but people can stop.
    pub const fn is_meant_to_succeed(&self) -> bool {
        self.stops.is_empty()
    }
}

impl Attack {
    /// The command that plays it so.
    pub(super) fn repeat(&self, seed: u64, presence: Presence) -> String {
        let peers = match presence {
            Presence::There => String::new(),
            Presence::Gone => " --peer-off".to_owned(),
            Presence::Lacking(deleted) => format!(" --lacking {}", deleted.name()),
        };
        format!("peerscope lab run {} --seed {seed}{peers}", self.id)
    }
}

impl Trial {
    /// The command that plays it again.
    pub fn repeat(&self) -> String {
        self.attack.repeat(self.seed, self.presence)
    }

    /// In one line, how it ended.
    pub fn summary(&self) -> String {
        let told = |round: &Round| match round.outcome {
            Outcome::Succeeded if self.attack.is_meant_to_succeed() => "succeeds, and is meant to".to_owned(),
            Outcome::Succeeded if round.removed.is_empty() => "SUCCEEDS".to_owned(),
            Outcome::Succeeded => format!("succeeds {}", without(&round.removed)),
            _ => round.told(self.attack),
        };
        let ends = [self.rounds.first(), self.rounds.last().filter(|_| self.rounds.len() > 1)];
        ends.into_iter().flatten().map(told).collect::<Vec<_>>().join("; ")
    }

    /// One round after the other: what was missing, and how it ended.
    pub fn told(&self) -> impl Iterator<Item = (String, String)> {
        self.rounds.iter().map(|round| (round.with(), round.told(self.attack)))
    }
}

impl Round {
    /// What was missing.
    pub fn with(&self) -> String {
        if self.removed.is_empty() { "as built".to_owned() } else { without(&self.removed) }
    }

    /// How it ended, and what stopped it.
    pub fn told(&self, attack: &Attack) -> String {
        let stop = attack.stops.iter().find(|stop| !self.removed.contains(&stop.by));
        match (self.outcome, stop) {
            (Outcome::Stopped, Some(stop)) => format!("stopped {stop}"),
            (Outcome::WrongReason, Some(stop)) => {
                format!("{}: expected {stop}, got {}", self.outcome.name(), self.got())
            }
            (outcome, _) => outcome.name().to_owned(),
        }
    }

    /// Who had to refuse it and for which reason, and who did.
    pub fn expected_and_got(&self, attack: &Attack) -> String {
        let stop = attack.stops.iter().find(|stop| !self.removed.contains(&stop.by));
        format!("expected {}, got {}", refusal(stop.and_then(|stop| stop.refusal)), self.got())
    }

    fn got(&self) -> String {
        refusal(self.attack.as_ref().ok().and_then(|seen| seen.refused))
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.refusal {
            Some((victim, reason)) => write!(f, "at {} by {}: {reason}", victim.name(), self.by.name()),
            None => write!(f, "by {}: the attacker gets nothing", self.by.name()),
        }
    }
}

impl Change {
    /// The first byte that is not the same any more.
    pub fn difference(&self) -> Option<usize> {
        let shorter = self.written.len().min(self.arrived.len());
        let pairs = self.written.iter().zip(&self.arrived);
        let changed = pairs.enumerate().find(|(_, (written, arrived))| written != arrived).map(|(at, _)| at);
        changed.or_else(|| (self.written.len() != self.arrived.len()).then_some(shorter))
    }
}

fn refusal(refused: Option<(Victim, Reason)>) -> String {
    refused
        .map_or_else(|| "no refusal".to_owned(), |(victim, reason)| format!("{reason} at {}", victim.name()))
}

fn without(removed: &[Defence]) -> String {
    let names: Vec<&str> = removed.iter().map(|defence| defence.name()).collect();
    format!("without {}", names.join(", "))
}

impl Cell {
    /// In a few words.
    pub fn told(self) -> String {
        match self {
            Self::Usual => "no difference".to_owned(),
            Self::Other(None) => "it is stopped elsewhere".to_owned(),
            Self::Other(refused @ Some(_)) => refusal(refused),
            Self::Through => "it gets through".to_owned(),
            Self::NotShown => "nothing is shown".to_owned(),
        }
    }

    /// One character for a table.
    pub const fn sign(self) -> char {
        match self {
            Self::Usual => '.',
            Self::Other(_) => 'o',
            Self::Through => 'X',
            Self::NotShown => '?',
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: String = self.cells.iter().map(|cell| cell.sign()).collect();
        write!(f, "{:<22} {cells}", self.attack.id)
    }
}
