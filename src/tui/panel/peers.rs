//! Who is there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::node::Trust;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::{Link, Peer};
use crate::tui::theme::Role;
use crate::tui::widget::{fit, framed, put, width};

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let title = Line::styled(" Peers ", theme.style(Role::Strong));
    let inside = framed((area, buffer), theme, app.frame(Pane::Peers), (title, "F2"));
    let height = usize::from(inside.height);
    let mut row = 0;
    if let Some(question) = app.model.questions.first() {
        let more = app.model.questions.len();
        let text = format!("? {} waits for your decision: F8 ({more})", question.name());
        put(buffer, inside, 0, &Line::styled(text, theme.style(Role::Warning)));
        row = 1;
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

fn line(app: &App, at: usize, peer: &Peer, columns: usize) -> Line<'static> {
    let theme = app.theme;
    let mark = if app.model.current == Some(at) { ">" } else { " " };
    let dot = if peer.is_connected() { "●" } else { "○" };
    let (state, role) = match (&peer.link, peer.trust) {
        (Link::Waiting, _) => ("? waits: F8".to_owned(), Role::Warning),
        (_, Some(Trust::Blocked)) => ("✗ blocked".to_owned(), Role::Bad),
        (Link::Ended(why), _) => (format!("closed: {why}"), Role::Dim),
        (Link::Away, _) => ("away".to_owned(), Role::Dim),
        (Link::Connected, Some(Trust::Verified { .. })) => ("✓ verified".to_owned(), Role::Good),
        (Link::Connected, _) => ("? not verified".to_owned(), Role::Warning),
    };
    let head = theme.words(&format!("{mark}{} {dot} ", at + 1)).into_owned();
    let name = fit(&peer.name, 14);
    let name = format!("{name}{} ", " ".repeat(14_usize.saturating_sub(width(&name))));
    let news = if peer.unread > 0 { format!("{} new", peer.unread) } else { String::new() };
    let room = columns.saturating_sub(width(&head) + width(&name) + width(&news) + 1);
    let state = fit(&theme.words(&state), room);
    let where_to = fit(&format!("  {}", peer.address), room.saturating_sub(width(&state)));
    let fill = " ".repeat(room.saturating_sub(width(&state) + width(&where_to)));
    let line = Line::from(vec![
        Span::raw(head),
        Span::styled(name, theme.style(Role::Other)),
        Span::styled(state, theme.style(role)),
        Span::styled(format!("{where_to}{fill}"), theme.style(Role::Dim)),
        Span::styled(news, theme.style(Role::Focus)),
    ]);
    let selected = app.focus == Pane::Peers && app.peer_row == at;
    if selected { line.style(theme.style(Role::Selected)) } else { line }
}
