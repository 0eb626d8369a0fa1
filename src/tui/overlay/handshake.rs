//! A handshake as a ladder: each flight, what was checked of it, how long it took, and what came of it.

use std::time::Duration;

use ratatui::text::{Line, Span};

use crate::inspector::{Check, CheckState, Checks, Direction, clock_text, dissect};
use crate::node::Packet;
use crate::tui::action::{Action, Step};
use crate::tui::ladder::{Flight, Ladder, Outcome};
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{NO_BREAK, cell, width, wrap};

use super::scroll::Scroll;

/// Columns between the two sides on a small screen, and on others.
const APART: [usize; 2] = [25, 32];
/// Lines of a page of keys.
const PAGE: usize = 8;
/// Columns of a small screen.
const SMALL: usize = 64;

/// Which handshake is looked at.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Handshake {
    conn: u64,
    scroll: Scroll,
    turn: Option<Step>,
}

impl Handshake {
    pub(super) const fn new(conn: u64) -> Self {
        Self { conn, scroll: Scroll::TOP, turn: None }
    }

    /// Does what is wanted of it.
    pub(super) const fn act(&mut self, action: Action) {
        self.scroll.act(action, PAGE);
        if let Action::Slide(step) = action {
            self.turn = Some(step);
        }
    }

    /// Goes to the handshake that was asked for, and keeps the last page full.
    pub(in crate::tui) fn fit(&mut self, model: &Model, columns: usize, height: usize) {
        if let Some(turn) = self.turn.take()
            && let Some(conn) = model.ladders.beside(self.conn, turn)
        {
            (self.conn, self.scroll) = (conn, Scroll::TOP);
        }
        let lines = self.lines(Theme::default(), model, columns).len();
        self.scroll.fit(lines, height);
    }

    pub(super) const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// All of it.
    pub(super) fn lines(&self, theme: Theme, model: &Model, columns: usize) -> Vec<Line<'static>> {
        match model.ladders.find(self.conn) {
            Some(ladder) => rungs(theme, model, ladder, columns),
            None => vec![Line::raw("It was long ago, and is not remembered.")],
        }
    }
}

/// The ladder in so many columns.
pub(in crate::tui) fn rungs(
    theme: Theme,
    model: &Model,
    ladder: &Ladder,
    columns: usize,
) -> Vec<Line<'static>> {
    let dim = theme.style(Role::Dim);
    let apart = if columns < SMALL { APART[0] } else { APART[1] };
    let mut lines = vec![Line::styled(
        theme
            .words(&format!("{} UTC · link {} · {}", clock_text(ladder.begun), ladder.conn, ladder.name))
            .into_owned(),
        dim,
    )];
    let other = cell(theme, &ladder.name, width(&ladder.name).min(16));
    let own = cell(theme, &model.own.name, apart + 2 - width(&other).min(apart));
    lines.push(Line::styled(format!("{own}{other}"), theme.style(Role::Strong)));
    let frames: Vec<&Packet> =
        ladder.frames.iter().filter_map(|number| model.packets.get(model.packets.row_of(*number)?)).collect();
    for flight in &ladder.flights {
        let frame = frames.iter().find(|frame| frame.direction == flight.direction && is(frame, flight.name));
        let checks = frame.map(|frame| dissect(frame).checks);
        if flight.was_awaited() {
            let said = format!("◷ waited {} for the answer of the other side", time(flight.took));
            let said = theme.words(&said).into_owned();
            lines.push(Line::styled(cell(theme, &format!("   {said}"), columns), theme.style(Role::Warning)));
        }
        lines.push(rung(theme, flight, checks.as_ref(), apart));
        lines.extend(checked(theme, flight, checks.as_ref(), columns));
    }
    for frame in frames.iter().filter(|frame| frame.reason.is_some()) {
        let head = format!(
            "✗ {} packet {}: {}",
            frame.verdict.name(),
            frame.number,
            dissect(frame).checks.headline()
        );
        lines.push(Line::styled(cell(theme, &head, columns), theme.style(Role::Alarm)));
    }
    lines.extend(outcome(theme, model, ladder, columns));
    lines
}

/// Whether a frame is the one of this flight.
fn is(frame: &Packet, flight: &str) -> bool {
    frame.kind == Some(flight) || frame.type_name.strip_prefix("handshake_") == Some(flight)
}

/// `│ ── request  344 B ───────► │   0.4 ms   14 of 14 passed`
fn rung(theme: Theme, flight: &Flight, checks: Option<&Checks>, apart: usize) -> Line<'static> {
    let said = format!(" {}  {} B ", flight.name, flight.bytes);
    let fill = apart.saturating_sub(width(&said) + 4);
    let arrow = match flight.direction {
        Direction::Sent => format!("──{said}{}► ", "─".repeat(fill)),
        Direction::Received => format!(" ◄{}{said}──", "─".repeat(fill)),
    };
    let result = match (flight.direction, checks) {
        (Direction::Sent, _) => "made here".to_owned(),
        (Direction::Received, Some(checks)) => checks.headline(),
        (Direction::Received, None) => "not held any more".to_owned(),
    };
    // How much of a long wait was the flight's own is not known.
    let took = if flight.was_awaited() { String::new() } else { time(flight.took) };
    let role = match (flight.direction, checks.is_some_and(Checks::is_stopped)) {
        (_, true) => Role::Alarm,
        (Direction::Received, _) => Role::Good,
        (Direction::Sent, _) => Role::Dim,
    };
    Line::from(vec![
        Span::styled(theme.words(&format!("│{arrow}│")).into_owned(), theme.style(Role::Focus)),
        Span::raw(format!(" {took:>9}  ")),
        Span::styled(result, theme.style(role)),
    ])
}

/// What the flight says, and the checks on it beyond those of every frame.
fn checked(theme: Theme, flight: &Flight, checks: Option<&Checks>, columns: usize) -> Vec<Line<'static>> {
    let says = match (flight.name, flight.direction) {
        ("request", _) => "a fresh Diffie-Hellman value, in the clear",
        ("response", _) => "another value; the listener's identity and its proof, sealed",
        ("finish", _) => "the dialler's identity and its proof, sealed",
        ("ready", _) => "the first sealed frame: the keys are the same at both ends",
        _ => "",
    };
    let made = checks.into_iter().flat_map(|checks| &checks.list);
    let made = made.filter(|check| check.state != CheckState::NotMade);
    let (framing, own): (Vec<_>, Vec<_>) = made.partition(|check| check.section == "Framing");
    // A sign stays with its words where the row breaks.
    let named = |check: &Check| {
        format!("{} {}", check.state.symbol(), check.name).replace(' ', &NO_BREAK.to_string())
    };
    let own: Vec<String> = own.into_iter().map(named).collect();
    let made = match framing.len() {
        0 => String::new(),
        framing => format!(". ✓ {framing} as on every frame  {}", own.join("  ")),
    };
    let text = theme.words(&format!("{says}{made}")).into_owned();
    let rows = wrap(&text, columns.saturating_sub(4).max(20)).into_iter();
    rows.map(|row| Line::styled(format!("   {row}"), theme.style(Role::Dim))).collect()
}

fn outcome(theme: Theme, model: &Model, ladder: &Ladder, columns: usize) -> Vec<Line<'static>> {
    let pair = |name: &str, value: &str| {
        // Where a value does not fit behind its name, it has a line of its own.
        let line = format!("{name:<12}{value}");
        if width(&line) <= columns { vec![line] } else { vec![name.to_owned(), format!(" {value}")] }
    };
    match &ladder.outcome {
        Outcome::Open if ladder.is_awaited_at(model.now) => {
            let said = theme.words("◷ the other side has not answered yet").into_owned();
            vec![Line::styled(said, theme.style(Role::Warning))]
        }
        Outcome::Open if model.questions.is_empty() => {
            vec![Line::styled(theme.words("… going on").into_owned(), theme.style(Role::Warning))]
        }
        Outcome::Open => {
            let said = format!("waits for your decision: {}", model.keys.verify());
            vec![Line::styled(said, theme.style(Role::Warning))]
        }
        Outcome::Failed(why) => wrap(&format!("✗ no session: {why}"), columns)
            .into_iter()
            .map(|row| Line::styled(theme.words(&row).into_owned(), theme.style(Role::Bad)))
            .collect(),
        Outcome::Session { id, fingerprint, took } => {
            let said = format!("✓ session with {}, keys agreed in {}", ladder.name, time(*took));
            let mut lines = vec![Line::styled(cell(theme, &said, columns), theme.style(Role::Good))];
            let groups: Vec<String> = id
                .iter()
                .flat_map(|id| id.as_chunks::<4>().0)
                .map(|four| format!("{:08x}", u32::from_be_bytes(*four)))
                .collect();
            let (first, last) = groups.split_at(groups.len() / 2);
            let mut texts = pair("session id", &first.join(" "));
            texts.push(format!("{:<12}{}", "", last.join(" ")));
            texts.extend(pair("your key", &model.own.fingerprint));
            texts.extend(pair("its key", fingerprint));
            lines.extend(texts.into_iter().map(Line::raw));
            lines
        }
    }
}

/// `0.4 ms`, `12.3 ms`, `2.1 s`
fn time(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        return format!("{:.1} ms", took.as_secs_f64() * 1e3);
    }
    format!("{:.1} s", took.as_secs_f64())
}
