//! What the attack lab looks like: the list at the left, the attack that is chosen at the right.

use ratatui::text::{Line, Span};

use crate::lab::{ATTACKS, Attack, EXHIBITS, Property};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::width;

use super::lab::{ByHand, Lab, View};
use super::lab_page::{Lines, Page};

/// Columns of the list, and of the gap behind it.
const LIST: usize = 38;
const GAP: usize = 2;
/// Columns from which list and details stand side by side.
const SIDE_BY_SIDE: usize = 96;

/// What the star behind a state means.
const LEGEND: &str = "* meant to succeed: shows why we do it";

/// The room for what is told of the chosen attack: beside the list, or below it.
#[derive(Clone, Copy)]
struct Room {
    is_beside: bool,
    columns: usize,
    rows: usize,
}

impl Room {
    /// Matrix and toy are about no attack of the list: where there is little room they have all of it.
    fn of(view: View, (columns, rows): (usize, usize)) -> Self {
        if columns >= SIDE_BY_SIDE {
            return Self { is_beside: true, columns: columns - LIST - GAP, rows };
        }
        let list = if view == View::Details { rows / 3 } else { 0 };
        Self { is_beside: false, columns, rows: rows - list }
    }
}

impl Lab {
    /// All that there is room for: rows and columns inside the frame.
    pub(super) fn lines(&self, theme: Theme, (columns, rows): (usize, usize)) -> Lines {
        let room = Room::of(self.view, (columns, rows));
        let mut told =
            self.pinned(theme, room).into_iter().chain(self.told(theme, room).into_iter().skip(self.hidden));
        if !room.is_beside {
            let list = self.list(theme, columns.min(LIST), rows - room.rows);
            let mut all = list.into_iter().chain(told);
            return (0..rows).map(|_| all.next().unwrap_or_default()).collect();
        }
        let legend = Line::from(Span::styled(LEGEND, theme.style(Role::Dim)));
        let mut list = self.list(theme, LIST, rows.saturating_sub(1)).into_iter().chain([legend]);
        let row = |_| {
            let left = list.next().unwrap_or_default();
            let gap = " ".repeat((LIST + GAP).saturating_sub(left.width()));
            let right = told.next().unwrap_or_default();
            Line::from([left.spans, vec![Span::raw(gap)], right.spans].concat())
        };
        (0..rows).map(row).collect()
    }

    /// How many lines there are beside the list, and how many of them can be seen.
    pub(super) fn measure(&self, size: (usize, usize)) -> (usize, usize) {
        let (theme, room) = (Theme::default(), Room::of(self.view, size));
        (self.told(theme, room).len(), room.rows.saturating_sub(self.pinned(theme, room).len()))
    }

    /// What stays in sight above: why a key did nothing, what came of what was asked for, and what the columns of the matrix are.
    fn pinned(&self, theme: Theme, room: Room) -> Lines {
        let mut page = Page::new(theme, room.columns);
        page.note(self.note.unwrap_or_default());
        if let Some(said) = &self.said {
            page.warn(said);
        }
        if self.view == View::Matrix {
            page.lines.extend(Self::matrix_head(theme, room.columns));
        }
        page.lines
    }

    fn told(&self, theme: Theme, room: Room) -> Lines {
        match self.view {
            View::Details => self.details(theme, room),
            View::Matrix => self.matrix(theme, room.columns),
            View::Toy => self.toy_lines(theme, room.columns),
        }
    }

    /// The catalogue in its groups, the chosen attack in view.
    fn list(&self, theme: Theme, columns: usize, rows: usize) -> Lines {
        let (mut lines, mut chosen) = (Vec::new(), 0);
        for property in Property::ALL {
            lines.push(heading(theme, property.name()));
            for (at, (of, attack)) in ATTACKS.iter().enumerate() {
                if *of == property {
                    if at == self.chosen {
                        chosen = lines.len();
                    }
                    lines.push(self.entry(theme, (at, attack.id), self.state_of(at, attack), columns));
                }
            }
        }
        lines.push(heading(theme, "Not done here"));
        for (at, (exhibit, played)) in (ATTACKS.len()..).zip(EXHIBITS.iter().zip(&self.exhibitions)) {
            if at == self.chosen {
                chosen = lines.len();
            }
            let state = match played {
                None => self.not_run(at),
                Some(played) if played.is_as_expected() => ("! succeeds*", Role::Warning),
                Some(_) => ("✗ WRONG", Role::Bad),
            };
            lines.push(self.entry(theme, (at, exhibit.id), state, columns));
        }
        let first = (chosen + 1).saturating_sub(rows.saturating_sub(2)).min(lines.len().saturating_sub(rows));
        lines.into_iter().skip(first).take(rows).collect()
    }

    fn not_run(&self, at: usize) -> (&'static str, Role) {
        if self.waiting.contains(&at) { ("◷ waits", Role::Dim) } else { ("· not run", Role::Dim) }
    }

    fn state_of(&self, at: usize, attack: &Attack) -> (&'static str, Role) {
        match self.trials.get(at).and_then(Option::as_ref) {
            None => self.not_run(at),
            Some(trial) if !trial.is_shown() => ("! ERROR", Role::Bad),
            Some(trial) if !trial.is_as_expected() => ("✗ WRONG", Role::Bad),
            Some(trial) if !trial.is_whole() => ("… step", Role::Dim),
            Some(_) if attack.is_meant_to_succeed() => ("! succeeds*", Role::Warning),
            Some(_) => ("✓ stopped", Role::Good),
        }
    }

    fn entry(
        &self,
        theme: Theme,
        (at, id): (usize, &str),
        (state, role): (&str, Role),
        columns: usize,
    ) -> Line<'static> {
        let mark = if at == self.chosen { "▌" } else { " " };
        let named = format!("{mark} {id}");
        let gap = " ".repeat(columns.saturating_sub(width(&named) + width(&theme.words(state))));
        let name_role = if at == self.chosen { Role::Selected } else { Role::Text };
        Line::from(vec![
            Span::styled(theme.words(&named).into_owned(), theme.style(name_role)),
            Span::raw(gap),
            Span::styled(theme.words(state).into_owned(), theme.style(role)),
        ])
    }

    fn details(&self, theme: Theme, room: Room) -> Lines {
        let mut page = Page::new(theme, room.columns);
        let Some(attack) = self.attack() else {
            if let Some(exhibit) = self.exhibit() {
                let played = self.exhibitions.get(self.chosen - ATTACKS.len()).and_then(Option::as_ref);
                page.line(exhibit.id, Role::Strong);
                // Where there is little room, what came of it has all of it.
                if room.is_beside || played.is_none() {
                    page.say("", exhibit.title);
                }
                page.exhibit(exhibit, played.map(AsRef::as_ref));
            }
            return page.lines;
        };
        page.line(
            &format!("{} · spec: {} · threat model {}", attack.id, attack.spec, attack.row),
            Role::Strong,
        );
        let trial = self.trials.get(self.chosen).and_then(Option::as_ref);
        let is_played = trial.is_some() || self.by_hand.is_some();
        // Where there is little room, what came of it has all of it.
        if room.is_beside || !is_played {
            page.introduce(attack);
        }
        match (&self.by_hand, trial) {
            (Some(ByHand::Armed(round)), _) => page.armed(attack, round),
            (Some(ByHand::Control(control)), _) => page.control(control),
            (Some(ByHand::Steps(steps)), last) => {
                let (at, all) = (steps.rounds.len(), attack.stops.len() + 1);
                let stands = last.map_or_else(String::new, |last| last.summary());
                page.say(
                    &format!("Step {at} of {all}"),
                    &format!("the last result stands until then: {stands}"),
                );
                page.trial(steps);
            }
            (None, Some(trial)) => page.trial(trial),
            (None, None) => {
                page.line("", Role::Text);
                page.aside("Enter plays it, R plays all, m plays each without each defence.");
            }
        }
        page.lines
    }

    fn toy_lines(&self, theme: Theme, columns: usize) -> Lines {
        let mut page = Page::new(theme, columns);
        page.warn("TOY · none of this is secret, and no real peer speaks to it");
        for (at, step) in (1..).zip(self.toy.iter()) {
            page.heading(&format!("{at} · {}", step.title));
            for line in &step.lines {
                page.toy(line);
            }
        }
        page.lines
    }
}

/// What a group of the list is called.
fn heading(theme: Theme, name: &'static str) -> Line<'static> {
    Line::from(Span::styled(name, theme.style(Role::Dim)))
}
