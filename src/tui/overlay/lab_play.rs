//! What the attack lab plays: a piece before each frame, or at a key.

use std::sync::Arc;

use crate::lab::{ATTACKS, EXHIBITS, Exhibition, Presence, Round, Row, Toy, Trial};

use super::lab::{ByHand, Lab, View};

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
            *place = Some(Arc::new(Trial::run(attack, seed)));
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
        let (seed, attack) = (self.seed, self.attack());
        let Some((attack, place)) = attack.zip(self.trials.get_mut(self.chosen)) else { return };
        let played = place.as_ref().filter(|trial| !trial.is_whole()).map_or(0, |trial| trial.rounds.len());
        let mut trial = Trial::new(attack, seed);
        while trial.rounds.len() <= played && trial.play_next(Presence::There) {}
        *place = Some(Arc::new(trial));
        self.by_hand = None;
    }

    /// Plays the chosen attack with one defence less in its way than before; when none was left, all stand again.
    pub(super) fn arm(&mut self) {
        let Some(attack) = self.attack() else { return };
        let off = match &self.by_hand {
            Some(ByHand::Armed(round)) => round.removed.len() + 1,
            _ => 1,
        };
        self.by_hand = attack.stops.get(..off).map(|stops| {
            let removed = stops.iter().map(|stop| stop.by).collect();
            ByHand::Armed(Arc::new(Round::play(attack, self.seed, removed, Presence::There)))
        });
    }

    /// Plays the chosen attack without the attacker.
    pub(super) fn control(&mut self) {
        let control = |attack| Round::control(attack, self.seed, &[], Presence::There);
        self.by_hand = self.attack().map(|attack| ByHand::Control(Arc::new(control(attack))));
    }

    /// Makes the session of the toy, if that is what is shown.
    pub(super) fn draw_toy(&mut self) {
        if self.view == View::Toy {
            self.toy = Toy::new(self.seed).map(|toy| toy.steps()).unwrap_or_default().into();
        }
    }
}
