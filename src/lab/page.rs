//! What was played, as a text that can be kept: of an attack, an exhibit, the toy and the matrix.

use crate::defence::Defence;
use crate::text::hex;
use crate::wire::Reason;

use super::attack::Attack;
use super::course::Passing;
use super::exhibit::{Exhibition, Shown};
use super::matrix::Row;
use super::play::{NoPeer, Presence, Seen, Success};
use super::toy::Toy;
use super::trial::{Round, Trial};

/// Lines, each with its end.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, text: impl AsRef<str>) {
        self.0.extend([text.as_ref(), "\n"]);
    }
}

impl Attack {
    /// A play of it, of this seed and these peers, without the attacker, with every frame.
    pub fn control_page(&self, played: (u64, Presence), control: &Result<Seen, NoPeer>) -> String {
        let mut page = self.head();
        page.line(format!("control alone: {}", told(control)));
        page.frames(control.as_ref().ok(), None);
        page.foot(self, played);
        page.0
    }

    /// One play of it with every frame.
    pub fn round_page(&self, played: (u64, Presence), round: &Round) -> String {
        let mut page = self.head();
        page.round(self, round);
        page.foot(self, played);
        page.0
    }

    fn head(&self) -> Lines {
        let mut page = Lines::default();
        page.line(format!("{}: {}", self.id, self.title));
        page.line(format!("attacker can: {}", self.attacker.can()));
        page.line(format!("spec: {}; threat model {}", self.spec, self.row));
        page
    }
}

impl Trial {
    /// Everything about it: what was expected, what came of it, and the frames that each end saw.
    pub fn page(&self) -> String {
        let mut page = self.attack.head();
        for round in &self.rounds {
            page.round(self.attack, round);
        }
        page.foot(self.attack, (self.seed, self.presence));
        page.0
    }
}

impl Lines {
    fn round(&mut self, attack: &Attack, round: &Round) {
        self.line(format!("{}: {}", round.with(), round.told(attack)));
        self.line(format!("  control: {}", told(&round.control)));
        if let Some(read) = &round.read {
            self.line(format!("  the attacker read: {read}"));
        }
        if let Some(change) = &round.change {
            self.line(format!("  {}", change.what));
            self.line(format!("  written {}", hex(&change.written)));
            self.line(format!("  arrived {}", hex(&change.arrived)));
        }
        self.frames(round.attack.as_ref().ok(), Some(round));
    }

    fn frames(&mut self, seen: Option<&Seen>, round: Option<&Round>) {
        let Some(seen) = seen else { return };
        for passing in seen.course(round.and_then(|round| round.change.as_ref())) {
            match passing {
                Passing::Attacker(change) => self.line(format!("  attacker {}", change.what)),
                Passing::Made(seen) => self.line(format!("  attacker makes {}", hex(&seen.frame))),
                Passing::At(at, seen) => {
                    let reason = seen.reason.map_or("", Reason::name);
                    let way = seen.direction.name();
                    self.line(format!(
                        "  {} {way} {} {} {reason}",
                        at.name(),
                        hex(&seen.frame),
                        seen.verdict
                    ));
                }
            }
        }
    }

    fn foot(&mut self, attack: &Attack, (seed, presence): (u64, Presence)) {
        self.line(format!("not shown: {}", attack.not_shown));
        self.line(format!("repeat: {}", attack.repeat(seed, presence)));
    }

    fn shown(&mut self, shown: &Shown) {
        for line in &shown.lines {
            self.line(format!("  {line}"));
        }
    }
}

/// How a play without the attacker ended.
fn told(control: &Result<Seen, NoPeer>) -> String {
    match control {
        Ok(seen) if seen.ended_well() => {
            format!("without the attacker all ends well: {} frames, none refused", seen.frames.len())
        }
        Ok(_) => "it does not end well without the attacker either: nothing is shown".to_owned(),
        Err(nobody) => nobody.to_string(),
    }
}

impl Exhibition {
    /// What became of what is weak, and of ours.
    pub fn page(&self) -> String {
        let mut page = Lines::default();
        page.line(format!("{}: {}", self.exhibit.id, self.exhibit.title));
        page.shown(&self.theirs);
        page.line(match self.theirs.won {
            Success::Yes => "  the attacker wins",
            Success::No => "  WRONG: the attacker does not win",
        });
        page.line(format!("  here instead: {}", self.exhibit.instead));
        page.shown(&self.ours);
        page.line(match self.ours.won {
            Success::Yes => "  WRONG: the attacker wins against ours as well",
            Success::No => "  the attacker gets nothing",
        });
        page.line(format!("  repeat: {}", self.repeat()));
        page.0
    }
}

impl Toy {
    /// The whole story.
    pub fn page(&self, seed: u64) -> String {
        let mut page = Lines::default();
        page.line("TOY: none of this is secret, and no real peer speaks to it");
        for (at, step) in (1..).zip(self.steps()) {
            page.line(format!("\n{at}. {}", step.title));
            for line in step.lines {
                page.line(format!("   TOY  {line}"));
            }
        }
        page.line(format!("\nrepeat: peerscope lab toy --seed {seed}"));
        page.0
    }
}

impl Row {
    /// What its signs mean.
    pub const LEGEND: &str = ". as with it, X it gets through, o another check stops it, ? not shown";

    /// A row has so many cells.
    pub const CELLS: usize = Defence::ALL.len();

    /// The defences, by the number of their column: name, and what it is.
    pub fn columns() -> impl Iterator<Item = (usize, &'static str, &'static str)> {
        (1..).zip(Defence::ALL).map(|(at, defence)| (at, defence.name(), defence.what()))
    }

    /// The numbers of the defences, from above to below: tens and ones.
    pub fn numbers() -> [String; 2] {
        let digits = |of: fn(usize) -> usize| (1..=Self::CELLS).map(|at| of(at).to_string()).collect();
        [digits(|at| at / 10), digits(|at| at % 10)]
    }

    /// What stands above the rows: what a cell means, and which defence is missing in which column.
    pub fn head() -> String {
        let mut page = Lines::default();
        page.line(format!("Without this defence: {}\n", Self::LEGEND));
        for (at, name, what) in Self::columns() {
            page.line(format!("{at:>4}  {name:<20} {what}"));
        }
        page.line("");
        for digits in Self::numbers() {
            page.line(format!("{:<22} {digits}", ""));
        }
        page.0
    }

    /// The row, and which of its cells are not what the attack says about itself.
    pub fn line(&self) -> String {
        let unexpected: Vec<&str> = self.unexpected().map(Defence::name).collect();
        if unexpected.is_empty() {
            self.to_string()
        } else {
            format!("{self}  WRONG: {}", unexpected.join(", "))
        }
    }
}
