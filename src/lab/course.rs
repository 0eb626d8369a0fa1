//! What several ends saw, as one course of things: nothing arrives before it was sent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::link::Direction;
use crate::protocol::Observation;

use super::attack::Victim;
use super::play::{Change, Seen};

/// A frame as one end saw it, or what the attacker did.
#[derive(Clone, Copy, Debug)]
pub enum Passing<'a> {
    /// This end saw it.
    At(Victim, &'a Observation),
    /// The attacker has it in his hands.
    Attacker(&'a Change),
    /// A frame of the attacker's own, which neither end had sent before it arrived.
    Made(&'a Observation),
}

/// All frames of all ends. Where two may come next it is the one that was seen first, and where they were seen at once
/// one that nobody has still to send.
pub(super) fn in_order(ends: Vec<(Victim, Vec<Observation>)>) -> Vec<(Victim, Observation)> {
    let mut to_be_sent: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for seen in ends.iter().flat_map(|(_, seen)| seen).filter(|seen| seen.direction == Direction::Sent) {
        *to_be_sent.entry(seen.frame.clone()).or_default() += 1;
    }
    let mut ends: Vec<(Victim, VecDeque<Observation>)> =
        ends.into_iter().map(|(victim, seen)| (victim, seen.into())).collect();
    let mut frames = Vec::new();
    while let Some(next) = next_of(&ends, &to_be_sent) {
        let Some((victim, seen)) = ends.get_mut(next) else { break };
        let Some(seen) = seen.pop_front() else { break };
        if seen.direction == Direction::Sent {
            to_be_sent.entry(seen.frame.clone()).and_modify(|left| *left = left.saturating_sub(1));
        }
        frames.push((*victim, seen));
    }
    frames
}

/// The end whose next frame comes next.
fn next_of(ends: &[(Victim, VecDeque<Observation>)], to_be_sent: &BTreeMap<Vec<u8>, usize>) -> Option<usize> {
    let comes_too_early = |seen: &Observation| {
        seen.direction == Direction::Received && to_be_sent.get(&seen.frame).is_some_and(|left| *left > 0)
    };
    let heads = ends.iter().enumerate().filter_map(|(at, (_, seen))| Some((at, seen.front()?)));
    heads.min_by_key(|(_, seen)| (seen.at.monotonic, comes_too_early(seen))).map(|(at, _)| at)
}

impl Change {
    /// Who wrote it, as far as that is one of the two.
    pub fn writer(&self, seen: &Seen) -> Option<Victim> {
        let wrote = |seen: &Observation| seen.direction == Direction::Sent && seen.frame == self.written;
        seen.frames.iter().find(|(_, seen)| wrote(seen)).map(|(at, _)| *at)
    }

    /// Where it arrived.
    pub fn reader(&self, seen: &Seen) -> Option<Victim> {
        self.arrival(seen).and_then(|at| seen.frames.get(at)).map(|(at, _)| *at)
    }

    /// Which of the frames is the first that arrived of it; of a refused one only the beginning may be kept.
    fn arrival(&self, seen: &Seen) -> Option<usize> {
        let arrived = |seen: &Observation| {
            let is_it = !seen.frame.is_empty() && self.arrived.starts_with(&seen.frame);
            seen.direction == Direction::Received && is_it
        };
        let refused = seen.frames.iter().position(|(_, seen)| arrived(seen) && seen.reason.is_some());
        refused.or_else(|| seen.frames.iter().position(|(_, seen)| arrived(seen)))
    }
}

impl Seen {
    /// Every frame, and what the attacker did in front of the first that he changed.
    pub fn course<'a>(&'a self, change: Option<&'a Change>) -> Vec<Passing<'a>> {
        let struck = change.and_then(|change| change.arrival(self));
        let watches_both = self.watches_both();
        let (mut course, mut sent) = (Vec::new(), BTreeSet::new());
        for (at, (victim, seen)) in self.frames.iter().enumerate() {
            course.extend(change.filter(|_| struck == Some(at)).map(Passing::Attacker));
            let is_made = watches_both && struck != Some(at) && is_made(seen, &sent);
            course.extend(is_made.then_some(Passing::Made(seen)));
            course.push(Passing::At(*victim, seen));
            if seen.direction == Direction::Sent {
                sent.insert(seen.frame.as_slice());
            }
        }
        let Some(change) = change.filter(|_| struck.is_none()) else { return course };
        // Behind it: of what nobody has sent, at the end.
        let sent = |seen: &Observation| {
            seen.direction == Direction::Sent && !change.written.is_empty() && seen.frame == change.written
        };
        let is_it = |passing: &Passing<'_>| matches!(passing, Passing::At(_, seen) if sent(seen));
        let at = course.iter().position(is_it).map_or(course.len(), |at| at + 1);
        course.insert(at, Passing::Attacker(change));
        course
    }

    /// Whether both ends are. Where only one is watched, all that arrives comes from the other.
    fn watches_both(&self) -> bool {
        let watches = |victim| self.frames.iter().any(|(at, _)| *at == victim);
        watches(Victim::Alice) && watches(Victim::Bob)
    }
}

/// Whether what arrives is none of what was sent so far; of a refused one only the beginning may be kept.
fn is_made(seen: &Observation, sent: &BTreeSet<&[u8]>) -> bool {
    // All that begin with it stand together, from where it would stand itself.
    let was_sent =
        || sent.range(seen.frame.as_slice()..).next().is_some_and(|sent| sent.starts_with(&seen.frame));
    seen.direction == Direction::Received && !seen.frame.is_empty() && !was_sent()
}
