//! What was said, with a line where the unread begins.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::clock_text;
use crate::node::Delivery;
use crate::tui::action::{Pane, Step};
use crate::tui::app::App;
use crate::tui::model::{Entry, Link, Progress, Typing, Voice};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, framed, put, width, wrap};

use super::card;

/// Columns of names.
const NAME_MAX: usize = 12;
/// Rows of one entry before it is folded.
const ROWS_MAX: usize = 40;

/// How many rows the view is above the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::tui) struct Scroll {
    up: usize,
}

impl Scroll {
    /// Whether the newest entry is in view.
    pub(in crate::tui) const fn is_at_end(self) -> bool {
        self.up == 0
    }

    /// Moves the view.
    pub(in crate::tui) fn step(&mut self, step: Step, height: u16) {
        let page = usize::from(height.saturating_sub(3)).max(1);
        self.up = match step {
            Step::Up | Step::Back => self.up + 1,
            Step::Down | Step::Ahead => self.up.saturating_sub(1),
            Step::PageUp => self.up + page,
            Step::PageDown => self.up.saturating_sub(page),
            Step::Home => usize::MAX / 2,
            Step::End => 0,
        };
    }
}

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let title = theme.words(&title(app)).into_owned();
    let room = usize::from(area.width).saturating_sub(10);
    let title = Line::styled(format!(" {} ", fit(&title, room)), theme.style(Role::Strong));
    let inside = framed((area, buffer), theme, app.frame(Pane::Conversation), (title, "F3"));
    if app.model.entries().is_empty() && app.model.current.is_none() {
        welcome(app, inside, buffer);
        return;
    }
    let lines = visible(app, inside);
    for (row, line) in lines.iter().enumerate() {
        put(buffer, inside, row, line);
    }
}

fn title(app: &App) -> String {
    let Some(peer) = app.model.peer() else { return "Conversation".to_owned() };
    let state = match &peer.link {
        Link::Connected if peer.is_verified() => "✓ verified".to_owned(),
        Link::Connected => "? not verified".to_owned(),
        Link::Away => "○ away".to_owned(),
        Link::Ended(why) => format!("○ closed: {why}"),
        Link::Waiting => "? waits for your decision: F8".to_owned(),
    };
    let typing = if peer.typing == Typing::Yes { " · is typing" } else { "" };
    format!("{} {state}{typing}", peer.name)
}

/// The rows in view, built from the end upwards: nothing else is laid out.
fn visible(app: &App, inside: Rect) -> Vec<Line<'static>> {
    let (columns, height) = (usize::from(inside.width), usize::from(inside.height));
    let entries = app.model.entries();
    let forgotten = app.model.peer().map_or(0, |peer| peer.forgotten);
    let wanted = height.saturating_add(app.scroll.up);
    let mut rows: Vec<Line<'static>> = Vec::new();
    for (at, entry) in entries.iter().enumerate().rev() {
        if rows.len() >= wanted {
            break;
        }
        rows.extend(entry_rows(app, entry, columns).into_iter().rev());
        if app.read_to == Some(at + forgotten) {
            let rule = format!("{:─^columns$}", format!(" {} new ", entries.len() - at));
            rows.push(Line::styled(app.theme.words(&rule).into_owned(), app.theme.style(Role::Warning)));
        }
    }
    let up = app.scroll.up.min(rows.len().saturating_sub(height));
    let mut shown: Vec<Line<'static>> = rows.into_iter().skip(up).take(height).collect();
    shown.reverse();
    if up > 0
        && let Some(last) = shown.last_mut()
    {
        let text = format!("{up} more rows below: End");
        *last = Line::styled(text, app.theme.style(Role::Focus));
    }
    shown
}

fn entry_rows(app: &App, entry: &Entry, columns: usize) -> Vec<Line<'static>> {
    let theme = app.theme;
    if let Voice::Refused(refusal) = entry.voice {
        let name = entry.lines.first().map_or("", String::as_str);
        return card::rows(app, refusal, (name, entry.time), columns);
    }
    let (name, role) = match entry.voice {
        Voice::Own => (app.model.own.name.as_str(), Role::Own),
        Voice::Peer => (app.model.peer().map_or("", |peer| peer.name.as_str()), Role::Other),
        Voice::Program => ("--", Role::Dim),
        Voice::Alarm | Voice::Refused(_) => ("!!", Role::Bad),
    };
    let names = NAME_MAX.min(columns / 4).max(3);
    let name = fit(name, names);
    let pad = " ".repeat(names.saturating_sub(width(&name)));
    let clock: String = clock_text(entry.time).chars().take(5).collect();
    let (sign, sign_role) = mark(theme, entry.progress);
    let gutter = 5 + 1 + names + 3;
    let room = columns.saturating_sub(gutter + width(&sign) + usize::from(!sign.is_empty())).max(4);
    let text_role = match entry.voice {
        Voice::Own | Voice::Peer => Role::Text,
        Voice::Program => Role::Dim,
        Voice::Alarm | Voice::Refused(_) => Role::Bad,
    };
    let bar = theme.words(" │ ").into_owned();
    let mut texts: Vec<String> = entry.lines.iter().flat_map(|line| wrap(line, room)).collect();
    if texts.len() > ROWS_MAX {
        let more = texts.len() - ROWS_MAX;
        texts.truncate(ROWS_MAX);
        texts.push(format!("… {more} more lines"));
    }
    let last = texts.len().saturating_sub(1);
    let row = |(at, text): (usize, String)| {
        let head = if at == 0 {
            vec![
                Span::styled(format!("{clock} {pad}"), theme.style(Role::Dim)),
                Span::styled(name.clone(), theme.style(role)),
            ]
        } else {
            vec![Span::raw(" ".repeat(6 + names))]
        };
        let fill = " ".repeat((room + 1).saturating_sub(width(&text)));
        let mut spans = head;
        spans.push(Span::styled(bar.clone(), theme.style(Role::Frame)));
        spans.push(Span::styled(text, theme.style(text_role)));
        if at == last && !sign.is_empty() {
            spans.push(Span::raw(fill));
            spans.push(Span::styled(sign.clone(), theme.style(sign_role)));
        }
        Line::from(spans)
    };
    texts.into_iter().enumerate().map(row).collect()
}

/// How far a text is.
fn mark(theme: Theme, progress: Progress) -> (String, Role) {
    let (sign, role) = match progress {
        Progress::None => ("", Role::Text),
        Progress::Asked | Progress::At(_, Delivery::Held) => ("◷ held", Role::Warning),
        Progress::At(_, Delivery::Written) => ("✓", Role::Dim),
        Progress::At(_, Delivery::Acked) => ("✓✓", Role::Good),
        Progress::At(_, Delivery::Shown) => ("✓✓ shown", Role::Good),
        Progress::Failed | Progress::At(_, Delivery::Dropped) => ("✗ not sent", Role::Bad),
    };
    (theme.words(sign).into_owned(), role)
}

/// What to do first.
fn welcome(app: &App, inside: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let strong = theme.style(Role::Focus);
    let mut lines = vec![Line::raw("Nobody is connected yet."), Line::default()];
    if let Some((bound, reachable)) = &app.model.listening {
        lines.push(Line::raw("To be called: give a friend"));
        lines.push(Line::styled(format!("    {}", reachable.first().unwrap_or(bound)), strong));
    } else {
        lines.push(Line::raw("To be called: type this and press Enter"));
        lines.push(Line::styled("    /listen 5000", strong));
    }
    lines.extend([
        Line::default(),
        Line::raw("To call: type this and press Enter"),
        Line::styled("    /connect 192.168.1.5:5000", strong),
        Line::default(),
        Line::raw("To try it alone:"),
        Line::styled("    /demo", strong),
    ]);
    let lines_fit = lines.len() <= usize::from(inside.height);
    // Where there is little room, the blank lines go first.
    lines.retain(|line| lines_fit || !line.spans.is_empty());
    for (row, line) in lines.iter().enumerate() {
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
        put(buffer, inside, row, line);
    }
}
