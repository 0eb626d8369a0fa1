//! Who is there, and who is known.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::node::{Trust, UnixMillis};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::clocks::{seconds_since, unit};
use crate::tui::model::{Link, Peer};
use crate::tui::theme::Role;
use crate::tui::widget::{fit, framed, put, width};

use super::grouped;

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let heads = heads(app);
    let rows = in_view(app, area, heads.len());
    let count = app.model.peers.len();
    let title = if rows.len() < count {
        format!(" Peers · {} of {count} in view ", rows.len())
    } else {
        " Peers ".to_owned()
    };
    let title = Line::styled(theme.words(&title).into_owned(), theme.style(Role::Strong));
    let key = app.model.keys.of_pane(Pane::Peers);
    let inside = framed((area, buffer), theme, app.frame(Pane::Peers), (title, &key));
    if count == 0 && heads.is_empty() {
        let nobody = " nobody yet: /connect ADDR, /listen PORT or /demo";
        put(buffer, inside, 0, &Line::styled(nobody, theme.style(Role::Dim)));
    }
    let peers = rows.filter_map(|at| Some((at, app.model.peers.get(at)?)));
    let peers = peers.map(|(at, peer)| line(app, at, peer, usize::from(inside.width)));
    for (row, line) in heads.into_iter().chain(peers).enumerate() {
        put(buffer, inside, row, &line);
    }
}

/// The peer in this row of the pane, its frame being row 0.
pub(in crate::tui) fn at_row(app: &App, area: Rect, row: usize) -> Option<usize> {
    let heads = heads(app).len();
    in_view(app, area, heads).nth(row.checked_sub(1)?.checked_sub(heads)?)
}

/// What stands above the peers: who waits for a decision, and who has not answered us.
fn heads(app: &App) -> Vec<Line<'static>> {
    let model = &app.model;
    let waits = model.questions.first().map(|question| {
        let (key, count) = (model.keys.verify(), model.questions.len());
        format!("? {} waits for your decision: {key} ({count})", question.name())
    });
    let is_listed = |name: &str| model.peers.iter().any(|peer| peer.name == name);
    let awaited = model.awaited().filter(|name| !is_listed(name));
    let awaited = awaited.map(|name| format!("◷ {name} has not answered yet"));
    let line =
        |text: String| Line::styled(app.theme.words(&text).into_owned(), app.theme.style(Role::Warning));
    waits.into_iter().chain(awaited).map(line).collect()
}

/// The peers for which there is room below so many rows: the selected one is among them, else the one that is talked
/// to.
fn in_view(app: &App, area: Rect, heads: usize) -> Range<usize> {
    let room = usize::from(area.height.saturating_sub(2)).saturating_sub(heads);
    let is_chosen = app.focus == Pane::Peers;
    let kept = app.model.current.filter(|_| !is_chosen).unwrap_or(app.peer_row);
    let first = (kept + 1).saturating_sub(room);
    first..app.model.peers.len().min(first + room)
}

/// What a row says of whether a peer is there: a sign, words, and their role.
fn presence(app: &App, peer: &Peer) -> (&'static str, String, Role) {
    if app.model.has_changed(&peer.name) {
        return ("✗", format!("KEY CHANGED: {}", app.model.keys.verify()), Role::Bad);
    }
    let gone = |word: &str| {
        peer.since.map_or_else(|| word.to_owned(), |since| format!("offline {}", ago(app, since)))
    };
    match (&peer.link, peer.trust) {
        _ if app.model.is_awaited(peer) => ("◷", "has not answered yet".to_owned(), Role::Warning),
        (Link::Waiting, _) => ("?", format!("waits: {}", app.model.keys.verify()), Role::Warning),
        (_, Some(Trust::Blocked)) => ("✗", "blocked".to_owned(), Role::Bad),
        (Link::Connected, _) => ("●", String::new(), Role::Good),
        (Link::Ended(_), _) => ("○", gone("closed"), Role::Dim),
        (Link::Absent, _) => ("○", gone("not seen in this run"), Role::Dim),
    }
}

/// How well a peer is known, in words.
fn trust(peer: &Peer) -> (&'static str, Role) {
    match peer.trust {
        Some(Trust::Verified { .. }) => ("✓ verified", Role::Good),
        Some(Trust::Known) => ("? not verified", Role::Warning),
        Some(Trust::Blocked) | None => ("", Role::Dim),
    }
}

/// `4m`: how long ago that was.
fn ago(app: &App, since: UnixMillis) -> String {
    let seconds = seconds_since(since, app.model.now);
    let unit = unit(seconds);
    let letter = match unit {
        1 => 's',
        60 => 'm',
        3_600 => 'h',
        _ => 'd',
    };
    format!("{}{letter}", seconds / unit)
}

fn line(app: &App, at: usize, peer: &Peer, columns: usize) -> Line<'static> {
    let theme = app.theme;
    let selected = app.focus == Pane::Peers && app.peer_row == at;
    let mark = if app.model.current == Some(at) { ">" } else { " " };
    let (dot, state, state_role) = presence(app, peer);
    let (trust, trust_role) = trust(peer);
    let head = theme.words(&format!("{mark}{} {dot} ", at + 1)).into_owned();
    let names = app.model.peers.iter().map(|peer| width(&peer.name)).max().unwrap_or_default().clamp(4, 14);
    let name = fit(&peer.name, names);
    let name = format!("{name}{} ", " ".repeat(names.saturating_sub(width(&name))));
    let waiting =
        if peer.held.is_empty() { String::new() } else { format!(" {} held", grouped(peer.held.len())) };
    let (news, news_role) = match (peer.ignored, peer.left()) {
        (true, _) => (" ignored".to_owned(), Role::Dim),
        (false, 0) => (String::new(), Role::Dim),
        (false, unread) => (format!(" {} new", grouped(unread)), Role::Focus),
    };
    let mut room = columns.saturating_sub(width(&head) + width(&name) + width(&waiting) + width(&news) + 1);
    let mut take = |text: &str| {
        let text = fit(&theme.words(text), room);
        room -= width(&text).min(room);
        text
    };
    let blank = if state.is_empty() || trust.is_empty() { "" } else { "  " };
    let parts = [take(&state), take(blank), take(trust), take("  "), take(&peer.address)];
    let [state, blank, trust, gap, address] = parts;
    let line = Line::from(vec![
        Span::raw(head),
        Span::styled(name, theme.style(Role::Other)),
        Span::styled(format!("{state}{blank}"), theme.style(state_role)),
        Span::styled(trust, theme.style(trust_role)),
        Span::styled(format!("{gap}{address}{}", " ".repeat(room)), theme.style(Role::Dim)),
        Span::styled(waiting, theme.style(Role::Warning)),
        Span::styled(news, theme.style(news_role)),
    ]);
    if !selected {
        return line;
    }
    let style = theme.style(Role::Selected);
    Line::from(line.spans.into_iter().map(|span| span.style(style)).collect::<Vec<_>>())
}
