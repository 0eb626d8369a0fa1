//! What is not done here, built small and won by an attacker.

use super::attack::Attack;
use super::chance::Chance;
use super::play::{Presence, Success};
use super::trial::{Outcome, Round};

/// A construction that peerscope does not use, and why.
#[derive(Debug)]
pub struct Exhibit {
    /// Its name on the command line.
    pub id: &'static str,
    /// What is done wrong.
    pub title: &'static str,
    /// What peerscope does instead.
    pub instead: &'static str,
    /// Builds it around a new secret, and hands the attacker its bytes and nothing else.
    pub show: fn(&mut Chance) -> Shown,
    /// The same attacker against a session of ours.
    pub ours: fn(u64) -> Shown,
}

/// What an attacker did, and whether it won.
#[derive(Debug)]
pub struct Shown {
    /// Line by line.
    pub lines: Vec<String>,
    /// Whether the secret was found, or the text changed as it was wanted.
    pub won: Success,
}

impl Shown {
    pub(super) fn new(won: impl Into<Success>, lines: impl IntoIterator<Item = String>) -> Self {
        Self { lines: lines.into_iter().collect(), won: won.into() }
    }
}

/// An exhibit that was played, and the same against ours.
#[derive(Debug)]
pub struct Exhibition {
    /// Which.
    pub exhibit: &'static Exhibit,
    /// Where its secret came from.
    pub seed: u64,
    /// What became of what is weak.
    pub theirs: Shown,
    /// What became of ours.
    pub ours: Shown,
}

impl Exhibition {
    /// Plays both.
    pub fn play(exhibit: &'static Exhibit, seed: u64) -> Self {
        let theirs = (exhibit.show)(&mut Chance::new(seed));
        Self { exhibit, seed, theirs, ours: (exhibit.ours)(seed) }
    }

    /// Whether what is weak was won, and ours was not.
    pub fn is_as_expected(&self) -> bool {
        self.theirs.won == Success::Yes && self.ours.won == Success::No
    }

    /// The command that plays it again.
    pub fn repeat(&self) -> String {
        format!("peerscope lab show {} --seed {}", self.exhibit.id, self.seed)
    }
}

impl Exhibit {
    /// The one with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        super::EXHIBITS.iter().find(|exhibit| exhibit.id == id)
    }
}

/// The attack of the catalogue that does the same, against a session with every defence.
pub(super) fn by_attack(id: &str, seed: u64) -> Shown {
    let Some(attack) = Attack::find(id) else { return Shown::new(true, [format!("no attack {id}")]) };
    let round = Round::play(attack, seed, Vec::new(), Presence::There);
    let told = format!("{id} against a session of ours: {}", round.told(attack));
    Shown::new(round.outcome != Outcome::Stopped, [told])
}

const WORDS: [&str; 16] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "gravel", "harbour", "island", "juniper", "kettle",
    "lantern", "meadow", "nickel", "orchard", "pepper",
];

/// A sentence that nobody knows before.
pub(super) fn secret_text(chance: &mut Chance, words: usize) -> String {
    (0..words).map(|_| WORDS[chance.index(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

/// Bytes that nobody knows before.
pub(super) fn secret_bytes<const N: usize>(chance: &mut Chance) -> [u8; N] {
    core::array::from_fn(|_| chance.next().to_be_bytes()[0])
}
