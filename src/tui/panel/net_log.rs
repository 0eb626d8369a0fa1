//! The newest lines of net.log, as they are written.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text::escape;
use crate::tui::action::{Pane, Step};
use crate::tui::app::App;
use crate::tui::log::{Log, LogLevel, LogLine};
use crate::tui::navigate::moved;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{after, fit, framed, put, width, wrap};

/// Rows in which the selected line is shown whole.
const WHOLE_ROWS_MAX: usize = 4;
/// Fewer columns than these do not show all fields of a frame.
const NARROW: usize = 100;

/// How the log is looked at: the selected line by its number, or always the newest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) enum LogView {
    /// The newest line is in view.
    #[default]
    Follow,
    /// A person looks at this line.
    At(u64),
}

impl LogView {
    /// The selected row, if there is a line.
    pub(in crate::tui) fn row(self, log: &Log) -> Option<usize> {
        let last = log.len().checked_sub(1)?;
        Some(match self {
            Self::Follow => last,
            Self::At(number) => log.row(number).min(last),
        })
    }

    /// Selects another line.
    pub(in crate::tui) fn step(&mut self, log: &Log, step: Step, height: u16) {
        let row = self.row(log).unwrap_or_default();
        self.select(log, moved(row, log.len(), step, usize::from(height.saturating_sub(3))));
    }

    /// Selects the line in this row; the newest one is followed.
    pub(in crate::tui) fn select(&mut self, log: &Log, row: usize) {
        *self = if row + 1 >= log.len() { Self::Follow } else { Self::At(log.number(row)) };
    }

    /// Holds the view, or follows again.
    pub(in crate::tui) fn pause(&mut self, log: &Log) {
        *self = match (*self, self.row(log)) {
            (Self::Follow, Some(row)) => Self::At(log.number(row)),
            _ => Self::Follow,
        };
    }

    /// A click on a row of the pane, its frame being row 0.
    pub(in crate::tui) fn click(&mut self, log: &Log, row: usize, height: u16) {
        let rows = usize::from(height.saturating_sub(2));
        if let Some(row) = row.checked_sub(1).filter(|row| *row < rows) {
            let row = self.first(log, rows) + row;
            if row < log.len() {
                self.select(log, row);
            }
        }
    }

    /// The first row in view, of so many.
    fn first(self, log: &Log, rows: usize) -> usize {
        let row = self.row(log).unwrap_or_default();
        (row + 1 + rows / 3).min(log.len()).saturating_sub(rows)
    }
}

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let (theme, log) = (app.theme, &app.model.log);
    let title = Line::styled(title(app, area.width), theme.style(Role::Strong));
    let inside =
        framed((area, buffer), theme, app.frame(Pane::Log), (title, &app.model.keys.of_pane(Pane::Log)));
    let rows = usize::from(inside.height);
    let Some(selected) = app.log.row(log) else {
        nothing(app, inside, buffer);
        return;
    };
    let focused = app.focus == Pane::Log;
    let whole = match log.get(selected).filter(|_| focused && app.log != LogView::Follow && rows >= 8) {
        Some(line) => whole(&line, usize::from(inside.width)),
        None => Vec::new(),
    };
    let rows = rows - whole.len();
    let first = app.log.first(log, rows);
    for (at, (row, line)) in log.window(first..first + rows).enumerate() {
        let chosen = row == selected && (focused || app.log != LogView::Follow);
        let role = if focused { Role::Selected } else { Role::Chosen };
        let columns = usize::from(inside.width);
        put(buffer, inside, at, &short(theme, &line, (columns, app.log_skipped), chosen.then_some(role)));
    }
    for (at, text) in whole.into_iter().enumerate() {
        put(buffer, inside, rows + at, &Line::styled(text, theme.style(Role::Strong)));
    }
}

fn title(app: &App, columns: u16) -> String {
    let log = &app.model.log;
    let mut title = "net.log".to_owned();
    let mut add = |text: &str| {
        if width(&title) + width(text) + 12 < usize::from(columns) {
            title.push_str(text);
        }
    };
    if let Some(filter) = log.filter() {
        let filter = escape(filter).to_string();
        let filter = fit(&filter, usize::from(columns / 3));
        add(&format!(" · {filter} · {} of {} shown", log.len(), log.held()));
    }
    match (app.log, app.log.row(log)) {
        (LogView::At(_), Some(row)) => {
            add(&format!(" · ‖ PAUSED · {} new below", log.len() - row - 1));
        }
        _ => add(" · ► FOLLOW"),
    }
    let gone = log.missed.saturating_add(log.forgotten());
    if gone > 0 {
        add(&format!(" · {gone} older only in the file"));
    }
    app.theme.words(&format!(" {title} ")).into_owned()
}

fn nothing(app: &App, inside: Rect, buffer: &mut Buffer) {
    let log = &app.model.log;
    if let Some(filter) = log.filter().filter(|_| log.held() > 0) {
        let text = format!(
            "None of {} lines is shown: the filter is {}; /log off shows all.",
            log.held(),
            escape(filter)
        );
        for (row, text) in wrap(&text, usize::from(inside.width.saturating_sub(1))).into_iter().enumerate() {
            put(buffer, inside, row, &Line::styled(format!(" {text}"), app.theme.style(Role::Dim)));
        }
        return;
    }
    let fault = log.health.as_ref().and_then(|health| health.fault.as_deref());
    let (text, role) = match fault {
        Some(fault) => (format!("net.log cannot be written: {fault}"), Role::Bad),
        None => (
            "No lines yet. Each dial, each frame and each decision becomes one line here and in the file. \
             It holds no keys and no text of messages."
                .to_owned(),
            Role::Dim,
        ),
    };
    let columns = usize::from(inside.width.saturating_sub(1));
    for (row, text) in wrap(&text, columns).into_iter().enumerate() {
        put(buffer, inside, row, &Line::styled(format!(" {text}"), app.theme.style(role)));
    }
}

/// How many columns the fields of the lines in view have beyond those that are shown.
pub(in crate::tui) fn hidden(app: &App) -> usize {
    let (log, area) = (&app.model.log, app.areas.log);
    let rows = usize::from(area.height.saturating_sub(2));
    let first = app.log.first(log, rows);
    let columns = usize::from(area.width.saturating_sub(2));
    let beyond = |line: &LogLine| {
        let [head, event] = heads(line);
        width(&fields(line, |_| true)).saturating_sub(columns.saturating_sub(width(&head) + width(&event)))
    };
    log.window(first..first + rows).map(|(_, line)| beyond(&line)).max().unwrap_or_default()
}

/// What stays where it is: the time, the level, and the event.
fn heads(line: &LogLine) -> [String; 2] {
    // The date is the same for all that is seen at once.
    let clock = line.time.get(11..23).unwrap_or(&line.time);
    [format!("{clock} {:<5} ", line.level.name()), format!("{:<12} ", line.event)]
}

fn fields(line: &LogLine, told: impl Fn(&str) -> bool) -> String {
    let fields = line.fields.iter().filter(|(name, _)| told(name));
    fields.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

fn short(
    theme: Theme,
    line: &LogLine,
    (columns, skipped): (usize, usize),
    chosen: Option<Role>,
) -> Line<'static> {
    let style = |role: Role| theme.style(chosen.unwrap_or(role));
    let [head, event] = heads(line);
    let left = columns.saturating_sub(width(&head) + width(&event));
    // Where there is little room and nobody looks further, what tells one frame from another comes before what they have in common.
    let narrow = columns < NARROW && skipped == 0 && line.event == "frame";
    let told = |name: &str| !narrow || !["conn", "type", "length", "bytes", "sha256"].contains(&name);
    let fields = fields(line, told);
    let fields = if skipped == 0 { fields } else { format!("…{}", after(&fields, skipped + 1)) };
    let (of_event, of_level) = match line.level {
        LogLevel::Error => (Role::Bad, Role::Bad),
        LogLevel::Warn => (Role::Warning, Role::Warning),
        LogLevel::Info => (Role::Strong, Role::Dim),
        LogLevel::Debug => (Role::Text, Role::Dim),
    };
    Line::from(vec![
        Span::styled(head, style(of_level)),
        Span::styled(event, style(of_event)),
        Span::styled(fit(&fields, left), style(Role::Text)),
    ])
    .style(style(Role::Text))
}

/// The selected line in as many rows as it takes, with a rule above.
fn whole(line: &LogLine, columns: usize) -> Vec<String> {
    let mut rows = wrap(&line.to_string(), columns);
    rows.truncate(WHOLE_ROWS_MAX);
    rows.insert(0, "-".repeat(columns));
    rows
}
