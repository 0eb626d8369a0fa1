//! Statistics of the packets that are shown, counted some more of them before each frame.

use ratatui::text::Line;

use crate::capture::PacketStore;
use crate::inspector::{Count, Tally, Ways, counted};
use crate::text::escape;
use crate::tui::action::Action;
use crate::tui::model::Model;
use crate::tui::panel::PacketView;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, fit, width};

use super::scroll::Scroll;

/// Packets counted before each frame: that is less work than a filter has with as many.
const SLICE: usize = 10_000;
/// Rows of a page of keys.
const PAGE: usize = 20;
/// Columns of the names at the left.
const NAMES: usize = 20;
/// Columns of a number: where all have room, and elsewhere.
const NUMBERS: [usize; 2] = [11, 9];
/// Numbers of a row where all have room.
const ALL: usize = 5;
/// Signs for more and more.
const BARS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// What was counted so far.
#[derive(Debug)]
pub(in crate::tui) struct Stats {
    tally: Tally,
    /// What is counted, in words.
    what: String,
    /// Number of the first packet that was not counted.
    next: u64,
    /// Whether there are packets left to count.
    left: Left,
    scroll: Scroll,
}

/// Whether there are packets left to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Some,
    None,
}

impl Stats {
    /// Nothing was counted yet.
    pub(super) fn new(what: String) -> Self {
        Self { tally: Tally::default(), what, next: 0, left: Left::Some, scroll: Scroll::TOP }
    }

    /// Counts some more.
    pub(in crate::tui) fn count(&mut self, view: &PacketView, store: &PacketStore) {
        let mut seen = 0;
        for packet in view.from(store, self.next).take(SLICE) {
            self.tally.add(packet);
            self.next = packet.number + 1;
            seen += 1;
        }
        self.left = if seen == SLICE { Left::Some } else { Left::None };
    }

    /// Whether there are packets left to count.
    pub(in crate::tui) fn is_counting(&self) -> bool {
        self.left == Left::Some
    }

    /// Does what is wanted of it.
    pub(super) const fn act(&mut self, action: Action) {
        self.scroll.act(action, PAGE);
    }

    pub(super) fn fit(&mut self, model: &Model, (columns, height): (usize, usize)) {
        let lines = self.lines(Theme::default(), model, columns).len();
        self.scroll.fit(lines, height);
    }

    pub(super) const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// All of it.
    pub(super) fn lines(&self, theme: Theme, model: &Model, columns: usize) -> Vec<Line<'static>> {
        let Tally { all, types, reasons, peers, .. } = &self.tally;
        let line = |text: String, role: Role| Line::styled(cell(theme, &text, columns), theme.style(role));
        let mut lines = vec![
            line(self.what.clone(), Role::Dim),
            line(
                format!("{} · {}", counted(all.frames(), "frame"), counted(all.bytes(), "byte")),
                Role::Strong,
            ),
        ];
        lines.extend(self.rates(theme, columns).into_iter().map(|text| line(text, Role::Text)));
        lines.push(Line::default());
        let table = Table::of(columns);
        lines.push(line(table.row("", &["frames", "bytes"].map(str::to_owned)), Role::Dim));
        let ways = [("sent", all.sent), ("received", all.received)];
        let numbers = |count: Count| [count.frames.to_string(), count.bytes.to_string()];
        lines.extend(ways.map(|(name, count)| line(table.row(name, &numbers(count)), Role::Text)));
        lines.push(Line::default());
        lines.push(line(table.row("type", &table.heads()), Role::Dim));
        lines.extend(types.iter().map(|(name, ways)| line(table.row(name, &table.both(ways)), Role::Text)));
        lines.push(Line::default());
        lines.push(line(table.row("peer", &table.heads()), Role::Dim));
        for (peer, ways) in peers {
            let name = if peer.is_empty() { "all others".to_owned() } else { model.called(peer) };
            lines.push(line(table.row(&name, &table.both(ways)), Role::Text));
        }
        lines.push(Line::default());
        let refused = if reasons.is_empty() { "nothing was refused" } else { "refused because" };
        lines.push(line(refused.to_owned(), Role::Dim));
        let reason = |(name, count): (&&str, &u64)| line(table.row(name, &[count.to_string()]), Role::Bad);
        lines.extend(reasons.iter().map(reason));
        lines
    }

    /// How many frames a second: the mean, the most, and a bar for each stretch of time.
    fn rates(&self, theme: Theme, columns: usize) -> Vec<String> {
        let rates = &self.tally.rates;
        let stretches = rates.stretches();
        let most = stretches.iter().map(|count| count.frames).max().unwrap_or_default();
        let time = rates.seconds() * u64::try_from(stretches.len()).unwrap_or(u64::MAX);
        let bars: String = stretches.iter().map(|count| bar(count.frames, most)).collect();
        let said = format!(
            "in {}: {} a second, {} at most in {}",
            counted(time, "second"),
            tenths(self.tally.all.frames(), time),
            counted(most, "frame"),
            counted(rates.seconds(), "second")
        );
        vec![said, theme.words(&bars).chars().take(columns).collect()]
    }
}

fn bar(frames: u64, most: u64) -> &'static str {
    // What is there at all has a sign.
    let height = (frames * 8).div_ceil(most.max(1));
    usize::try_from(height).ok().and_then(|height| BARS.get(height).copied()).unwrap_or(" ")
}

/// `3.4`
fn tenths(count: u64, of: u64) -> String {
    let tenths = count.saturating_mul(10) / of.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How wide the numbers are, and whether there is room for the bytes of each way.
#[derive(Clone, Copy)]
enum Table {
    Whole,
    Narrow,
}

impl Table {
    const fn of(columns: usize) -> Self {
        if columns < NAMES + ALL * NUMBERS[0] { Self::Narrow } else { Self::Whole }
    }

    /// What the numbers of both ways are.
    fn heads(self) -> Vec<String> {
        let heads: &[&str] = match self {
            Self::Whole => &["sent", "bytes", "received", "bytes", "refused"],
            Self::Narrow => &["sent", "received", "bytes", "refused"],
        };
        heads.iter().map(|head| (*head).to_owned()).collect()
    }

    fn both(self, Ways { sent, received, refused }: &Ways) -> Vec<String> {
        let numbers = match self {
            Self::Whole => vec![sent.frames, sent.bytes, received.frames, received.bytes, *refused],
            Self::Narrow => vec![sent.frames, received.frames, sent.bytes + received.bytes, *refused],
        };
        numbers.iter().map(u64::to_string).collect()
    }

    /// A name and numbers under each other.
    fn row(self, name: &str, numbers: &[String]) -> String {
        let wide = match self {
            Self::Whole => NUMBERS[0],
            Self::Narrow => NUMBERS[1],
        };
        let name = fit(&escape(name).to_string(), NAMES - 1);
        let gap = " ".repeat(NAMES.saturating_sub(width(&name)));
        numbers.iter().fold(format!("{name}{gap}"), |row, number| format!("{row}{number:>wide$}"))
    }
}
