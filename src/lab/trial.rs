//! An attack on trial: stopped as it has to be, and shown to work where its defences are missing.

use crate::defence::Defence;

use super::attack::Attack;
use super::play::{Acting, Change, NoPeer, Play, Presence, Seen, Success};

/// An attack with everything that was played for it.
#[derive(Debug)]
pub struct Trial {
    /// The attack.
    pub attack: &'static Attack,
    /// What its plays were made of.
    pub seed: u64,
    /// Whether the peers ran, and from which build.
    pub presence: Presence,
    /// One with every defence, then one for each that stops it, that and those before it removed.
    pub rounds: Vec<Round>,
}

/// Two plays of the same peers: one without the attacker, one with.
#[derive(Debug)]
pub struct Round {
    /// What both peers are without.
    pub removed: Vec<Defence>,
    /// The same play, and nobody changes anything.
    pub control: Result<Seen, NoPeer>,
    /// The attack.
    pub attack: Result<Seen, NoPeer>,
    /// What the attacker changed.
    pub change: Option<Change>,
    /// What the attacker read, where he got at what was said.
    pub read: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an attack, judged by what had to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was stopped, where and for the reason that was expected.
    Stopped,
    /// It succeeded.
    Succeeded,
    /// It was stopped elsewhere, or for another reason.
    WrongReason,
    /// The same play without the attacker did not end well: nothing was shown.
    ControlFailed,
    /// Nobody was there to be attacked: nothing was shown.
    NoPeer,
}

impl Outcome {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Succeeded => "succeeds",
            Self::WrongReason => "WRONG REASON",
            Self::ControlFailed => "CONTROL FAILED",
            Self::NoPeer => "PEER NOT RUNNING",
        }
    }

    /// Whether it shows anything at all.
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::ControlFailed | Self::NoPeer)
    }
}

impl Trial {
    /// Plays the attack with every defence, and then with one less each time, until none is left in its way.
    pub fn run(attack: &'static Attack, seed: u64) -> Self {
        Self::against(attack, seed, Presence::There)
    }

    /// The same against peers that may not be there.
    pub fn against(attack: &'static Attack, seed: u64, presence: Presence) -> Self {
        let mut trial = Self::new(attack, seed, presence);
        while trial.play_next() {}
        trial
    }

    /// Nothing of it was played yet.
    pub const fn new(attack: &'static Attack, seed: u64, presence: Presence) -> Self {
        Self { attack, seed, presence, rounds: Vec::new() }
    }

    /// Plays the next round; false when all were played.
    pub fn play_next(&mut self) -> bool {
        let stops = self.attack.stops;
        let without = self.rounds.len();
        if self.is_whole() {
            return false;
        }
        let removed = stops.iter().take(without).map(|stop| stop.by).collect();
        self.rounds.push(Round::play(self.attack, self.seed, removed, self.presence));
        true
    }

    /// Whether all rounds were played.
    pub const fn is_whole(&self) -> bool {
        self.rounds.len() > self.attack.stops.len()
    }

    /// Whether every round came out as it had to: stopped while a defence is left, and successful without.
    pub fn is_as_expected(&self) -> bool {
        let last = self.attack.stops.len();
        let expected = |at| if at == last { Outcome::Succeeded } else { Outcome::Stopped };
        self.rounds.iter().enumerate().all(|(at, round)| round.outcome == expected(at))
    }

    /// Whether anything was shown at all: a peer was there, and every control passed.
    pub fn is_shown(&self) -> bool {
        self.rounds.iter().all(|round| round.outcome.is_shown())
    }

    /// The round with every defence.
    pub fn defended(&self) -> Option<&Round> {
        self.rounds.first()
    }
}

impl Round {
    /// Plays one attack of one seed against peers that are without these defences.
    pub fn play(attack: &Attack, seed: u64, removed: Vec<Defence>, presence: Presence) -> Self {
        let control = Self::control(attack, seed, &removed, presence);
        let mut play = Play::new(seed, &removed, Acting::Attacker, presence);
        let attacked = (attack.play)(&mut play);
        let outcome = judge(attack, &removed, &control, &attacked);
        Self { removed, control, attack: attacked, change: play.change, read: play.read, outcome }
    }

    /// The same play, and nobody attacks.
    ///
    /// # Errors
    /// [`NoPeer`] when there was nobody.
    pub fn control(
        attack: &Attack,
        seed: u64,
        removed: &[Defence],
        presence: Presence,
    ) -> Result<Seen, NoPeer> {
        (attack.play)(&mut Play::new(seed, removed, Acting::Nobody, presence))
    }
}

/// The first defence that is left is the one that has to stop it.
fn judge(
    attack: &Attack,
    removed: &[Defence],
    control: &Result<Seen, NoPeer>,
    seen: &Result<Seen, NoPeer>,
) -> Outcome {
    let Ok(control) = control else { return Outcome::NoPeer };
    if !control.ended_well() {
        return Outcome::ControlFailed;
    }
    let Ok(seen) = seen else { return Outcome::NoPeer };
    let expected = attack.stops.iter().find(|stop| !removed.contains(&stop.by));
    match expected {
        _ if seen.attack == Success::Yes => Outcome::Succeeded,
        Some(stop) if stop.refusal == seen.refused => Outcome::Stopped,
        Some(_) | None => Outcome::WrongReason,
    }
}
