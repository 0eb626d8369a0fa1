//! What the attack lab looks like: the list at the left, the attack that is chosen at the right.

use ratatui::text::{Line, Span};

use crate::lab::{ATTACKS, Attack, Change, Property, Round, Seen, Trial, Victim};
use crate::text::hex;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, fit, width, wrap};

use super::lab::{Lab, View};

/// Columns of the list, and of the gap behind it.
const LIST: usize = 38;
const GAP: usize = 2;
/// Columns from which list and details stand side by side.
const SIDE_BY_SIDE: usize = 96;
/// Columns of a word in front of what it names.
const NAMES: usize = 18;
/// Bytes in a row.
const BYTES: usize = 16;
/// Frames of each end that are listed.
const FRAMES: usize = 6;

type Lines = Vec<Line<'static>>;

impl Lab {
    /// All that there is room for: rows and columns inside the frame.
    pub(super) fn lines(&self, theme: Theme, (columns, rows): (usize, usize)) -> Lines {
        let is_wide = columns >= SIDE_BY_SIDE;
        let (list_rows, room) = if is_wide { (rows, rows) } else { (rows / 3, rows - rows / 3) };
        let list = self.list(theme, columns.min(LIST), list_rows);
        let beside = if is_wide { columns - LIST - GAP } else { columns };
        let told = self.told(theme, beside).into_iter().skip(self.hidden).take(room);
        if !is_wide {
            return list.into_iter().chain(told).collect();
        }
        let mut told = told;
        let mut list = list.into_iter();
        let row = |_| {
            let left = list.next().unwrap_or_default();
            let gap = " ".repeat((LIST + GAP).saturating_sub(left.width()));
            let right = told.next().unwrap_or_default();
            Line::from([left.spans, vec![Span::raw(gap)], right.spans].concat())
        };
        (0..rows).map(row).collect()
    }

    /// How many lines there are beside the list, and how many of them can be seen.
    pub(super) fn measure(&self, (columns, rows): (usize, usize)) -> (usize, usize) {
        let is_wide = columns >= SIDE_BY_SIDE;
        let beside = if is_wide { columns - LIST - GAP } else { columns };
        (self.told(Theme::default(), beside).len(), if is_wide { rows } else { rows - rows / 3 })
    }

    fn told(&self, theme: Theme, columns: usize) -> Lines {
        match self.view {
            View::Details => self.details(theme, columns),
            View::Matrix => self.matrix(theme, columns),
        }
    }

    /// The catalogue in its groups, the chosen attack in view.
    fn list(&self, theme: Theme, columns: usize, rows: usize) -> Lines {
        let (mut lines, mut chosen) = (Vec::new(), 0);
        for property in Property::ALL {
            lines.push(Line::styled(property.name(), theme.style(Role::Dim)));
            for (at, (of, attack)) in ATTACKS.iter().enumerate() {
                if *of == property {
                    if at == self.chosen {
                        chosen = lines.len();
                    }
                    lines.push(self.entry(theme, (at, attack), columns));
                }
            }
        }
        let first = (chosen + 1).saturating_sub(rows.saturating_sub(2)).min(lines.len().saturating_sub(rows));
        lines.into_iter().skip(first).take(rows).collect()
    }

    fn entry(&self, theme: Theme, (at, attack): (usize, &Attack), columns: usize) -> Line<'static> {
        let (state, role) = match self.trials.get(at).and_then(Option::as_ref) {
            None if self.waiting.contains(&at) => ("◷ waits", Role::Dim),
            None => ("· not run", Role::Dim),
            Some(trial) if !trial.is_shown() => ("! ERROR", Role::Bad),
            Some(trial) if !trial.is_as_expected() => ("✗ WRONG", Role::Bad),
            Some(trial) if !trial.is_whole() => ("… step", Role::Dim),
            Some(_) if attack.is_meant_to_succeed() => ("! succeeds*", Role::Warning),
            Some(_) => ("✓ stopped", Role::Good),
        };
        let mark = if at == self.chosen { "▌" } else { " " };
        let named = format!("{mark} {}", attack.id);
        let gap = " ".repeat(columns.saturating_sub(width(&named) + width(&theme.words(state))));
        let name_role = if at == self.chosen { Role::Selected } else { Role::Text };
        Line::from(vec![
            Span::styled(theme.words(&named).into_owned(), theme.style(name_role)),
            Span::raw(gap),
            Span::styled(theme.words(state).into_owned(), theme.style(role)),
        ])
    }

    fn details(&self, theme: Theme, columns: usize) -> Lines {
        let Some(attack) = self.attack() else { return Vec::new() };
        let mut page = Page { theme, columns, lines: Vec::new() };
        page.line(
            &format!("{} · spec: {} · threat model {}", attack.id, attack.spec, attack.row),
            Role::Strong,
        );
        page.say("", attack.title);
        page.say("Attacker can", attack.attacker.can());
        page.say("Must happen", &must_happen(attack));
        page.say("Control run", "the same play without the attacker ends well: else this proves nothing");
        let Some(trial) = self.trials.get(self.chosen).and_then(Option::as_ref) else {
            page.line("", Role::Text);
            page.line(
                "Enter plays it. /lab all plays all, /lab matrix plays each without each defence.",
                Role::Dim,
            );
            return page.lines;
        };
        page.wire(trial.defended().and_then(|round| round.change.as_ref()));
        page.result(trial);
        page.frames(trial.defended());
        page.lines
    }

    fn matrix(&self, theme: Theme, columns: usize) -> Lines {
        let mut page = Page { theme, columns, lines: Vec::new() };
        page.line("Each attack without each defence", Role::Strong);
        page.say("", ". as with it   X it gets through   o another check stops it   ? not shown");
        page.line("", Role::Text);
        for row in &self.rows {
            let wrong = row.is_whole() && row.unexpected().next().is_some();
            page.line(&row.to_string(), if wrong { Role::Bad } else { Role::Text });
        }
        let missing = self.chosen_cells();
        if !missing.is_empty() {
            page.line("", Role::Text);
            page.say("Changes", &missing);
        }
        page.lines
    }

    /// The defences that matter for the chosen attack.
    fn chosen_cells(&self) -> String {
        let Some(row) = self.rows.get(self.chosen) else { return String::new() };
        let cells =
            row.changed().map(|(defence, cell)| format!("without {}: {}", defence.name(), cell.told()));
        let cells: Vec<String> = cells.collect();
        if cells.is_empty() { String::new() } else { format!("{}: {}", row.attack.id, cells.join(", ")) }
    }
}

fn must_happen(attack: &Attack) -> String {
    match attack.stops.first() {
        Some(stop) => format!("it is stopped {stop}"),
        None => "it succeeds: nothing but people who compare can stop it".to_owned(),
    }
}

/// Lines of so many columns.
struct Page {
    theme: Theme,
    columns: usize,
    lines: Lines,
}

impl Page {
    fn line(&mut self, text: &str, role: Role) {
        self.lines.push(Line::styled(cell(self.theme, text, self.columns), self.theme.style(role)));
    }

    fn heading(&mut self, text: &str) {
        let rule = "─".repeat(self.columns.saturating_sub(width(text) + 4));
        self.line(&format!("── {text} {rule}"), Role::Frame);
    }

    /// A name, and what it names in as many rows as that takes. A long name has a row of its own.
    fn say(&mut self, name: &str, text: &str) {
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
        self.line(&format!("written → attacker {} → arrived", change.what), Role::Text);
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
        if trial.is_shown() {
            self.line("✓ CONTROL PASSED", Role::Good);
        }
        for (with, came) in trial.told() {
            self.say(&with, &came);
        }
        self.say("Not shown", trial.attack.not_shown);
        self.say("Repeat", &trial.repeat());
    }

    /// The last frames that each end saw.
    fn frames(&mut self, round: Option<&Round>) {
        let Some(Ok(seen)) = round.map(|round| &round.attack) else { return };
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
