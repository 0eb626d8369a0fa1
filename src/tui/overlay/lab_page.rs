//! What came of an attack, line by line.

use ratatui::text::{Line, Span};

use crate::lab::{Attack, Exhibit, Exhibition, NoPeer, Outcome, Round, Seen, Shown, Success, Trial};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, width, wrap};

/// Columns of a word in front of what it names.
const NAMES: usize = 18;
/// What else could have stood in the result.
const OTHER_OUTCOMES: &str = "✗ ATTACK SUCCEEDED   ✗ WRONG REASON   ✗ CONTROL FAILED   ✗ PEER NOT RUNNING";
/// What stands in front of each line of the toy.
const TOY: &str = "TOY  ";

/// Columns from which there is room for more than what came of it.
pub(super) const WIDER: usize = 90;

pub(super) type Lines = Vec<Line<'static>>;

/// Lines of so many columns.
pub(super) struct Page {
    pub(super) theme: Theme,
    pub(super) columns: usize,
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
        self.result(trial, round);
        self.crossed(round);
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
        self.read(round);
        self.passed(round.control.as_ref());
        self.crossed(round);
    }

    /// What the attacker got to read: the evidence that he succeeded.
    fn read(&mut self, round: &Round) {
        if let Some(read) = &round.read {
            self.say("Attacker read", &format!("\"{read}\""));
        }
    }

    /// What crossed the wire in a play, and what the attacker did to it.
    fn crossed(&mut self, round: &Round) {
        let Ok(seen) = &round.attack else { return };
        if let Some(change) = &round.change {
            self.wire(change, seen);
        }
        self.frames(seen, round.change.as_ref());
    }

    /// One play without the attacker.
    pub(super) fn control(&mut self, control: &Result<Seen, NoPeer>) {
        self.heading("Control alone");
        self.passed(control.as_ref());
        if let Ok(seen) = control {
            self.frames(seen, None);
        }
    }

    /// What is not done here, and what becomes of it.
    pub(super) fn exhibit(&mut self, exhibit: &Exhibit, played: Option<&Exhibition>) {
        let Some(played) = played else {
            self.say("Must happen", "the attacker wins, from bytes alone");
            self.say("Here instead", exhibit.instead);
            self.line("", Role::Text);
            self.aside("Enter plays it, and the same attack against ours.");
            return;
        };
        self.heading("Built weak");
        let won = ("! THE ATTACKER WINS", Role::Warning);
        self.shown(&played.theirs, [won, ("✗ THE ATTACKER GETS NOTHING", Role::Bad)]);
        self.heading("Here instead");
        let lost = ("✓ THE ATTACKER GETS NOTHING", Role::Good);
        self.shown(&played.ours, [("✗ THE ATTACKER WINS", Role::Bad), lost]);
        self.say("Because", exhibit.instead);
        self.say("Repeat", &played.repeat());
    }

    /// What became of it, and then how.
    fn shown(&mut self, shown: &Shown, [won, lost]: [(&str, Role); 2]) {
        let (sign, role) = if shown.won == Success::Yes { won } else { lost };
        self.line(sign, role);
        let columns = self.columns;
        for row in shown.lines.iter().flat_map(|line| wrap(line, columns)) {
            self.line(&row, Role::Text);
        }
    }

    fn passed(&mut self, control: Result<&Seen, &NoPeer>) {
        let (sign, role, told) = match control {
            Ok(seen) if seen.ended_well() => {
                let frames = seen.frames.len();
                ("✓ CONTROL PASSED", Role::Good, format!("nobody attacks: {frames} frames, none refused"))
            }
            Ok(_) => ("✗ CONTROL FAILED", Role::Bad, "nothing is shown".to_owned()),
            Err(_) => ("✗ PEER NOT RUNNING", Role::Bad, "nothing is shown".to_owned()),
        };
        self.verdict((sign, role), &told);
    }

    /// A sign, and beside it what it rests on.
    fn verdict(&mut self, (sign, role): (&str, Role), told: &str) {
        let sign = self.theme.words(sign).into_owned();
        let told = cell(self.theme, told, self.columns.saturating_sub(width(&sign) + 3));
        let spans = [(sign, role), ("   ".to_owned(), Role::Text), (told, Role::Text)];
        self.lines.push(Line::from(
            spans.map(|(words, role)| Span::styled(words, self.theme.style(role))).to_vec(),
        ));
    }

    /// Words beside the matter, in as many rows as they take.
    pub(super) fn aside(&mut self, text: &str) {
        self.rows(text, Role::Dim);
    }

    /// Words, in as many rows as they take.
    pub(super) fn text(&mut self, text: &str) {
        self.rows(text, Role::Text);
    }

    /// Words to heed.
    pub(super) fn warn(&mut self, text: &str) {
        self.rows(text, Role::Warning);
    }

    /// Why a key did nothing, if there is something to say.
    pub(super) fn note(&mut self, text: &str) {
        if !text.is_empty() {
            self.rows(&format!("! {text}"), Role::Warning);
        }
    }

    fn rows(&mut self, text: &str, role: Role) {
        for row in wrap(text, self.columns) {
            self.line(&row, role);
        }
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

    fn result(&mut self, trial: &Trial, defended: &Round) {
        self.heading("Result");
        let is_meant = trial.attack.is_meant_to_succeed();
        let sign = match defended.outcome {
            _ if !trial.is_shown() => ("! ERROR", Role::Bad),
            Outcome::Succeeded if is_meant => ("! ATTACK SUCCEEDED, as it is meant to", Role::Warning),
            Outcome::Succeeded => ("✗ ATTACK SUCCEEDED", Role::Bad),
            Outcome::WrongReason => ("✗ WRONG REASON", Role::Bad),
            _ if !trial.is_as_expected() => ("✗ NOT AS EXPECTED", Role::Bad),
            _ => ("✓ ATTACK STOPPED", Role::Good),
        };
        let says_more = !is_meant && trial.is_shown();
        let told = if says_more { defended.expected_and_got(trial.attack) } else { String::new() };
        self.verdict(sign, &told);
        self.read(defended);
        self.passed(defended.control.as_ref());
        for (with, came) in trial.told() {
            self.say(&with, &came);
        }
        self.say("Not shown", trial.attack.not_shown);
        self.say("Repeat", &trial.repeat());
        self.say("Evidence", "w writes every frame of it to a file");
        if self.columns >= WIDER {
            self.say("Other outcomes", OTHER_OUTCOMES);
        }
    }
}

fn must_happen(attack: &Attack) -> String {
    match attack.stops.first() {
        Some(stop) => format!("it is stopped {stop}"),
        None => "it succeeds: nothing but people who compare can stop it".to_owned(),
    }
}
