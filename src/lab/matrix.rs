//! Every attack against peers that are without one defence, for each defence there is.

use std::panic::resume_unwind;
use std::thread;

use crate::defence::Defence;
use crate::wire::Reason;

use super::attack::{Attack, Property, Victim};
use super::attacks;
use super::play::{Presence, Success};
use super::trial::Round;

/// How an attack ends where one defence is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// As it does where none is.
    Usual,
    /// Stopped elsewhere, or for another reason: by what stands behind the missing one.
    Other(Option<(Victim, Reason)>),
    /// It gets through.
    Through,
    /// The control did not pass: nothing was shown.
    NotShown,
}

/// One attack, a cell for each of [`Defence::ALL`].
#[derive(Clone, Debug)]
pub struct Row {
    /// The attack.
    pub attack: &'static Attack,
    /// How it ends without each.
    pub cells: Vec<Cell>,
}

/// Every attack without each of the defences, as many at once as there are cores.
pub fn matrix(seed: u64) -> impl Iterator<Item = Row> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    attacks::ALL.chunks(cores).flat_map(move |some| side_by_side(some, seed))
}

fn side_by_side(some: &'static [(Property, Attack)], seed: u64) -> Vec<Row> {
    thread::scope(|scope| {
        let play = |attack| scope.spawn(move || Row::play(attack, seed));
        let playing: Vec<_> = some.iter().map(|(_, attack)| play(attack)).collect();
        playing.into_iter().map(|row| row.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

impl Row {
    /// Nothing was played yet.
    pub const fn new(attack: &'static Attack) -> Self {
        Self { attack, cells: Vec::new() }
    }

    /// Plays the attack once for each defence.
    pub fn play(attack: &'static Attack, seed: u64) -> Self {
        let mut row = Self::new(attack);
        while !row.is_whole() {
            row.play_next(seed);
        }
        row
    }

    /// Plays it without the next defence.
    pub fn play_next(&mut self, seed: u64) {
        let missing = Defence::ALL.get(self.cells.len());
        self.cells.extend(missing.map(|missing| cell(self.attack, *missing, seed)));
    }

    /// Whether there is a cell for each defence.
    pub fn is_whole(&self) -> bool {
        self.cells.len() == Defence::ALL.len()
    }

    /// The defences without which it ends in another way, with the number of their column.
    pub fn changed(&self) -> impl Iterator<Item = (usize, Defence, Cell)> {
        let columns = (1..).zip(Defence::ALL).zip(&self.cells);
        let changed = columns.filter(|(_, cell)| **cell != Cell::Usual);
        changed.map(|((at, defence), cell)| (at, *defence, *cell))
    }

    /// The defences whose cell is not what the attack says about itself: the first that stops it leaves it to
    /// the second, or to nothing; some leave noise; all others change nothing.
    pub fn unexpected(&self) -> impl Iterator<Item = Defence> {
        let cells = Defence::ALL.iter().zip(&self.cells);
        cells.filter(|(missing, cell)| !self.is_expected(**missing, **cell)).map(|(missing, _)| *missing)
    }

    fn is_expected(&self, missing: Defence, cell: Cell) -> bool {
        match self.attack.stops {
            [first] if first.by == missing => cell == Cell::Through,
            [first, second, ..] if first.by == missing => cell == Cell::Other(second.refusal),
            _ if self.attack.noise.contains(&missing) => matches!(cell, Cell::Other(_)),
            _ => cell == Cell::Usual,
        }
    }
}

fn cell(attack: &Attack, missing: Defence, seed: u64) -> Cell {
    let round = Round::play(attack, seed, vec![missing], Presence::There);
    let Some(shown) = round.attack.ok().filter(|_| round.outcome.is_shown()) else { return Cell::NotShown };
    match (attack.stops.first(), shown.attack) {
        (Some(_), Success::Yes) => Cell::Through,
        (Some(usual), Success::No) if usual.refusal == shown.refused => Cell::Usual,
        (None, Success::Yes) => Cell::Usual,
        (_, Success::No) => Cell::Other(shown.refused),
    }
}
