//! What the attack lab plays: a piece before each frame, or at a key.

use std::sync::Arc;

use crate::lab::{ATTACKS, Attack, EXHIBITS, Exhibition, Round, Row, Toy, Trial};

use super::lab::{ByHand, Lab, View};

/// What the keys of attacks say of an exhibit.
const NO_ROUNDS: &str =
    "an exhibit has no defence to leave out and no control: Enter plays it, and ours beside it";

/// Cells of the matrix that are played before each frame.
const CELLS: usize = 4;

impl Lab {
    /// Plays one attack, or some cells of the matrix.
    pub(in crate::tui) fn work(&mut self) {
        if self.view == View::Matrix {
            self.play_cells();
        } else if let Some(next) = self.waiting.pop_front() {
            self.play(next);
        }
    }

    /// Plays an attack, or one of the exhibits behind those.
    fn play(&mut self, at: usize) {
        let (seed, behind) = (self.seed, at.wrapping_sub(ATTACKS.len()));
        if let Some((place, (_, attack))) = self.trials.get_mut(at).zip(ATTACKS.get(at)) {
            *place = Some(Arc::new(Trial::against(attack, seed, self.presence)));
        } else if let Some((place, exhibit)) = self.exhibitions.get_mut(behind).zip(EXHIBITS.get(behind)) {
            *place = Some(Arc::new(Exhibition::play(exhibit, seed)));
        }
    }

    fn play_cells(&mut self) {
        for _ in 0..CELLS {
            match self.rows.last_mut() {
                Some(row) if !row.is_whole() => row.play_next(self.seed),
                _ => {
                    let next = ATTACKS.get(self.rows.len()).map(|(_, attack)| Row::new(attack));
                    self.rows.extend(next);
                }
            }
        }
    }

    /// Whether something is left to play, so that another frame is due.
    pub(in crate::tui) fn is_working(&self) -> bool {
        match self.view {
            View::Matrix => self.rows.len() < ATTACKS.len() || self.rows.iter().any(|row| !row.is_whole()),
            View::Details | View::Toy => !self.waiting.is_empty(),
        }
    }

    /// Plays one round more of the chosen attack than before, or begins again where all were played.
    pub(super) fn step(&mut self) {
        let (seed, presence) = (self.seed, self.presence);
        let Some(attack) = self.attack_or_note() else { return };
        let Some(place) = self.trials.get_mut(self.chosen) else { return };
        let last = place.as_ref().filter(|trial| trial.is_whole());
        let begun = match &self.by_hand {
            Some(ByHand::Steps(trial)) => Some(trial),
            _ if last.is_some() => None,
            _ => place.as_ref(),
        };
        let played = begun.map_or(0, |trial| trial.rounds.len());
        let mut trial = Trial::new(attack, seed, presence);
        while trial.rounds.len() <= played && trial.play_next() {}
        let trial = Arc::new(trial);
        // A result stays until there is another.
        self.by_hand = (last.is_some() && !trial.is_whole()).then(|| ByHand::Steps(Arc::clone(&trial)));
        if self.by_hand.is_none() {
            *place = Some(trial);
        }
    }

    /// Plays the chosen attack with one defence less in its way than before; when none was left, all stand again.
    pub(super) fn arm(&mut self) {
        let Some(attack) = self.attack_or_note() else { return };
        let off = match &self.by_hand {
            Some(ByHand::Armed(round)) => round.removed.len() + 1,
            _ => 1,
        };
        if attack.is_meant_to_succeed() {
            self.note = Some("there is nothing to switch off: nothing but people who compare can stop it");
        }
        self.by_hand = attack.stops.get(..off).map(|stops| {
            let removed = stops.iter().map(|stop| stop.by).collect();
            ByHand::Armed(Arc::new(Round::play(attack, self.seed, removed, self.presence)))
        });
    }

    /// Plays the chosen attack without the attacker.
    pub(super) fn control(&mut self) {
        let Some(attack) = self.attack_or_note() else { return };
        let control = Round::control(attack, self.seed, &[], self.presence);
        self.by_hand = Some(ByHand::Control(Arc::new(control)));
    }

    /// The chosen attack; of an exhibit it is said why there is nothing to do.
    fn attack_or_note(&mut self) -> Option<&'static Attack> {
        let attack = self.attack();
        self.note = if attack.is_none() { Some(NO_ROUNDS) } else { None };
        attack
    }

    /// Makes the session of the toy, if that is what is shown.
    pub(super) fn draw_toy(&mut self) {
        if self.view == View::Toy {
            self.toy = Toy::new(self.seed).map(|toy| toy.steps()).unwrap_or_default().into();
        }
    }
}
