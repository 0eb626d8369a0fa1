//! What came of an attack, line by line.

use ratatui::text::{Line, Span};

use crate::lab::{
    Attack, Change, Exhibit, Exhibition, NoPeer, Outcome, Round, Seen, Shown, Success, Trial, Victim,
};
use crate::text::hex;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, fit, width, wrap};

/// Columns of a word in front of what it names.
const NAMES: usize = 18;
/// Bytes in a row.
const BYTES: usize = 16;
/// Frames of each end that are listed.
const FRAMES: usize = 6;
/// What stands in front of each line of the toy.
const TOY: &str = "TOY  ";

pub(super) type Lines = Vec<Line<'static>>;

/// Lines of so many columns.
pub(super) struct Page {
    theme: Theme,
    columns: usize,
    pub(super) lines: Lines,
}

impl Page {
    pub(super) const fn new(theme: Theme, columns: usize) -> Self {
        Self { theme, columns, lines: Vec::new() }
    }

    /// What an attack is.
    pub(super) fn introduce(&mut self, attack: &Attack) {
        self.say("", attack.title);
        self.say("Attacker can", attack.attacker.can());
        self.say("Must happen", &must_happen(attack));
        self.say("Control run", "the same play without the attacker ends well: else this proves nothing");
    }

    /// An attack that was played with every defence, and without those that stop it.
    pub(super) fn trial(&mut self, trial: &Trial) {
        let Some(round) = trial.defended() else { return };
        self.result(trial);
        self.wire(round.change.as_ref());
        self.frames(&round.attack);
    }

    /// One play with some defences switched off.
    pub(super) fn armed(&mut self, attack: &Attack, round: &Round) {
        self.heading("Result");
        for defence in &round.removed {
            self.say("Switched off", &format!("{}: {}", defence.name(), defence.what()));
        }
        let (sign, role) = match round.outcome {
            Outcome::Succeeded => ("! ATTACK SUCCEEDED", Role::Warning),
            Outcome::Stopped => ("✓ ATTACK STOPPED all the same", Role::Good),
            _ => ("✗ NOT AS EXPECTED", Role::Bad),
        };
        self.line(sign, role);
        if round.outcome != Outcome::Succeeded {
            self.say("The attack", &round.told(attack));
        }
        self.passed(round.control.as_ref());
        self.wire(round.change.as_ref());
        self.frames(&round.attack);
    }

    /// One play without the attacker.
    pub(super) fn control(&mut self, control: &Result<Seen, NoPeer>) {
        self.heading("Control alone");
        self.passed(control.as_ref());
        self.frames(control);
    }

    /// What is not done here, and what becomes of it.
    pub(super) fn exhibit(&mut self, exhibit: &Exhibit, played: Option<&Exhibition>) {
        self.line(exhibit.id, Role::Strong);
        self.say("", exhibit.title);
        let Some(played) = played else {
            self.say("Must happen", "the attacker wins, from bytes alone");
            self.say("Here instead", exhibit.instead);
            self.line("", Role::Text);
            self.line("Enter plays it.", Role::Dim);
            return;
        };
        self.heading("Built weak");
        self.shown(&played.theirs);
        self.heading("Here instead");
        self.say("", exhibit.instead);
        self.shown(&played.ours);
        self.say("Repeat", &played.repeat());
    }

    fn shown(&mut self, shown: &Shown) {
        let columns = self.columns;
        for row in shown.lines.iter().flat_map(|line| wrap(line, columns)) {
            self.line(&row, Role::Text);
        }
        let (sign, role) = match shown.won {
            Success::Yes => ("! THE ATTACKER WINS", Role::Warning),
            Success::No => ("✓ THE ATTACKER GETS NOTHING", Role::Good),
        };
        self.line(sign, role);
    }

    fn passed(&mut self, control: Result<&Seen, &NoPeer>) {
        let (sign, role) = match control {
            Ok(seen) if seen.ended_well() => ("✓ CONTROL PASSED", Role::Good),
            Ok(_) => ("✗ CONTROL FAILED", Role::Bad),
            Err(_) => ("✗ PEER NOT RUNNING", Role::Bad),
        };
        self.line(sign, role);
    }

    /// A line of the toy, marked as such.
    pub(super) fn toy(&mut self, text: &str) {
        for row in wrap(text, self.columns.saturating_sub(TOY.len())) {
            let words = self.theme.words(&row).into_owned();
            let marked = [(TOY.to_owned(), Role::Warning), (words, Role::Text)];
            let spans = marked.map(|(words, role)| Span::styled(words, self.theme.style(role)));
            self.lines.push(Line::from(spans.to_vec()));
        }
    }

    pub(super) fn line(&mut self, text: &str, role: Role) {
        let text = cell(self.theme, text, self.columns);
        self.lines.push(Line::from(Span::styled(text, self.theme.style(role))));
    }

    pub(super) fn heading(&mut self, text: &str) {
        let rule = "─".repeat(self.columns.saturating_sub(width(text) + 4));
        self.line(&format!("── {text} {rule}"), Role::Frame);
    }

    /// A name, and what it names in as many rows as that takes. A long name has a row of its own.
    pub(super) fn say(&mut self, name: &str, text: &str) {
        let is_long = width(name) >= NAMES;
        if is_long {
            self.line(name, Role::Dim);
        }
        let name = if is_long { "" } else { name };
        for (at, row) in wrap(text, self.columns.saturating_sub(NAMES)).into_iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let spans = vec![
                Span::styled(format!("{name:<NAMES$}"), self.theme.style(Role::Dim)),
                Span::styled(self.theme.words(&row).into_owned(), self.theme.style(Role::Text)),
            ];
            self.lines.push(Line::from(spans));
        }
    }

    /// One frame in two places, from where it was changed.
    fn wire(&mut self, change: Option<&Change>) {
        let Some(change) = change else { return };
        self.heading("On the wire");
        let has_bytes = !change.written.is_empty() || !change.arrived.is_empty();
        let (before, behind) = if has_bytes { ("written → ", " → arrived") } else { ("", "") };
        self.line(&format!("{before}attacker {}{behind}", change.what), Role::Text);
        let Some(at) = change.difference() else { return };
        let from = at - at % BYTES;
        let row = |bytes: &[u8]| {
            let end = bytes.len().min(from + BYTES);
            hex(bytes.get(from..end).unwrap_or_default()).parted(" ").to_string()
        };
        let marks: String = (from..from + BYTES)
            .map(|at| if change.written.get(at) == change.arrived.get(at) { "   " } else { "^^ " })
            .collect();
        let bytes = [("written", &change.written), ("arrived", &change.arrived)];
        for (name, bytes) in bytes {
            self.line(&format!("{from:04x}  {name:<8} {:<47}  ({} B)", row(bytes), bytes.len()), Role::Text);
        }
        self.line(&format!("{:<15}{marks}", ""), Role::Bad);
    }

    fn result(&mut self, trial: &Trial) {
        self.heading("Result");
        let (sign, role) = match trial {
            trial if !trial.is_shown() => ("! ERROR", Role::Bad),
            trial if !trial.is_as_expected() => ("✗ NOT AS EXPECTED", Role::Bad),
            trial if trial.attack.is_meant_to_succeed() => {
                ("! ATTACK SUCCEEDED, as it is meant to", Role::Warning)
            }
            _ => ("✓ ATTACK STOPPED", Role::Good),
        };
        self.line(sign, role);
        if let Some(round) = trial.defended() {
            self.passed(round.control.as_ref());
        }
        for (with, came) in trial.told() {
            self.say(&with, &came);
        }
        self.say("Not shown", trial.attack.not_shown);
        self.say("Repeat", &trial.repeat());
    }

    /// The last frames that each end saw.
    fn frames(&mut self, seen: &Result<Seen, NoPeer>) {
        let Ok(seen) = seen else { return };
        self.heading("Packets of this run");
        let head = format!(
            "{:<8} {:<9} {:<20} {:>4} {:>3} {:>6}  verdict",
            "seen at", "", "message", "seq", "ep", "length"
        );
        self.line(&head, Role::Dim);
        for victim in [Victim::Alice, Victim::Bob] {
            self.frames_at(seen, victim);
        }
    }

    fn frames_at(&mut self, seen: &Seen, victim: Victim) {
        let all: Vec<_> = seen.frames.iter().filter(|(at, _)| *at == victim).collect();
        for (_, frame) in all.iter().skip(all.len().saturating_sub(FRAMES)) {
            let name = frame.kind_name().unwrap_or_else(|| frame.type_name());
            let numbers = frame.header.map_or_else(String::new, |header| {
                format!("{:>4} {:>3} {:>6}", header.seq.0, header.epoch.0, header.length)
            });
            let reason = frame.reason.map_or_else(String::new, |reason| format!(" {reason}"));
            let role = if frame.reason.is_some() { Role::Bad } else { Role::Text };
            let text = format!(
                "{:<8} {:<9} {:<20} {numbers:>15}  {}{reason}",
                victim.name(),
                frame.direction.name(),
                fit(name, 20),
                frame.verdict
            );
            self.line(&text, role);
        }
    }
}

fn must_happen(attack: &Attack) -> String {
    match attack.stops.first() {
        Some(stop) => format!("it is stopped {stop}"),
        None => "it succeeds: nothing but people who compare can stop it".to_owned(),
    }
}
