//! Who is there.

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

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let title = Line::styled(" Peers ", theme.style(Role::Strong));
    let inside =
        framed((area, buffer), theme, app.frame(Pane::Peers), (title, &app.model.keys.of_pane(Pane::Peers)));
    let height = usize::from(inside.height);
    let mut row = 0;
    if let Some(question) = app.model.questions.first() {
        let more = app.model.questions.len();
        let key = app.model.keys.verify();
        let text = format!("? {} waits for your decision: {key} ({more})", question.name());
        put(buffer, inside, 0, &Line::styled(text, theme.style(Role::Warning)));
        row = 1;
    }
    let listed = |name: &str| app.model.peers.iter().any(|peer| peer.name == name);
    if let Some(ladder) = app.model.ladders.awaited(app.model.now).filter(|ladder| !listed(&ladder.name)) {
        let text = theme.words(&format!("◷ {} has not decided yet", ladder.name)).into_owned();
        put(buffer, inside, row, &Line::styled(text, theme.style(Role::Warning)));
        row += 1;
    }
    if app.model.peers.is_empty() && row == 0 {
        put(
            buffer,
            inside,
            0,
            &Line::styled(" nobody yet: /connect ADDR, /listen PORT or /demo", theme.style(Role::Dim)),
        );
        return;
    }
    let first = (app.peer_row + 1).saturating_sub(height.saturating_sub(row));
    for (at, peer) in app.model.peers.iter().enumerate().skip(first).take(height) {
        put(buffer, inside, row, &line(app, at, peer, usize::from(inside.width)));
        row += 1;
    }
}

/// What a row says of whether a peer is there: a sign, words, and their role.
fn presence(app: &App, peer: &Peer) -> (&'static str, String, Role) {
    if app.model.has_changed(&peer.name) {
        return ("✗", format!("KEY CHANGED: {}", app.model.keys.verify()), Role::Bad);
    }
    let away = |word: &str| {
        peer.since.map_or_else(|| word.to_owned(), |since| format!("offline {}", ago(app, since)))
    };
    match (&peer.link, peer.trust) {
        _ if app.model.is_awaited(peer) => ("◷", "has not decided yet".to_owned(), Role::Warning),
        (Link::Waiting, _) => ("?", format!("waits: {}", app.model.keys.verify()), Role::Warning),
        (_, Some(Trust::Blocked)) => ("✗", "blocked".to_owned(), Role::Bad),
        (Link::Connected, _) => ("●", String::new(), Role::Good),
        (Link::Ended(_), _) => ("○", away("closed"), Role::Dim),
        (Link::Away, _) => ("○", away("not seen in this run"), Role::Dim),
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
    let queued =
        if peer.queued.is_empty() { String::new() } else { format!(" queued {}", peer.queued.len()) };
    let news = if peer.unread > 0 { format!(" {} new", peer.unread) } else { String::new() };
    let mut room = columns.saturating_sub(width(&head) + width(&name) + width(&queued) + width(&news) + 1);
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
        Span::styled(queued, theme.style(Role::Warning)),
        Span::styled(news, theme.style(Role::Focus)),
    ]);
    if !selected {
        return line;
    }
    let style = theme.style(Role::Selected);
    Line::from(line.spans.into_iter().map(|span| span.style(style)).collect::<Vec<_>>())
}
