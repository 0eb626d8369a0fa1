//! The first and the last line, and what is left on a small screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::clock_text;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::keymap::{Context, KEYS, counts};
use crate::tui::model::Link;
use crate::tui::theme::Role;
use crate::tui::widget::{put, width, wrap};

/// Draws who, where and how safe.
pub(in crate::tui) fn draw_top(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let model = &app.model;
    let listen = match &model.listening {
        Some((bound, _)) => (format!("listen {bound}"), Role::Text),
        None => ("NOT LISTENING".to_owned(), Role::Dim),
    };
    let verified = model.peers.iter().filter(|peer| peer.is_verified()).count();
    let connected = model.peers.iter().filter(|peer| peer.is_connected()).count();
    let people = match connected {
        0 => ("no peers".to_owned(), Role::Dim),
        1 => (format!("1 peer ({verified} verified)"), Role::Text),
        count => (format!("{count} peers ({verified} verified)"), Role::Text),
    };
    let clock: String = clock_text(model.now).chars().take(5).collect();
    // The more a part may be missed on a narrow screen, the higher its number.
    let parts = [
        (5, "peerscope".to_owned(), Role::Focus),
        (2, format!("{} {}", model.own.name, model.own.short()), Role::Strong),
        (0, listen.0, listen.1),
        (3, people.0, people.1),
        (0, security(app).0, security(app).1),
        (4, format!("{clock} UTC"), Role::Dim),
    ];
    let mut kept: Vec<_> = parts.into_iter().filter(|(_, text, _)| !text.is_empty()).collect();
    let long = |kept: &[(u8, String, Role)]| kept.iter().map(|(_, text, _)| width(text) + 3).sum::<usize>();
    while long(&kept) > usize::from(area.width) {
        let least = kept.iter().enumerate().max_by_key(|(_, (rank, ..))| *rank);
        match least {
            Some((at, (rank, ..))) if *rank > 0 => kept.remove(at),
            _ => break,
        };
    }
    let mut spans = vec![Span::raw(" ")];
    for (at, (_, text, role)) in kept.into_iter().enumerate() {
        if at > 0 {
            spans.push(Span::styled(theme.words(" │ ").into_owned(), theme.style(Role::Frame)));
        }
        spans.push(Span::styled(theme.words(&text).into_owned(), theme.style(role)));
    }
    put(buffer, area, 0, &Line::from(spans));
}

/// How safe it is to talk, in words.
fn security(app: &App) -> (String, Role) {
    if let Some(alarm) = &app.model.alert {
        return (format!("{} /ack", alarm.text()), Role::Alarm);
    }
    if !app.model.questions.is_empty() {
        return ("? somebody waits for you: F8".to_owned(), Role::Warning);
    }
    let Some(peer) = app.model.peer() else { return (String::new(), Role::Text) };
    let epoch = peer.epoch.map(|epoch| format!(" · epoch {epoch}")).unwrap_or_default();
    match (&peer.link, peer.is_verified()) {
        (Link::Connected, true) => (format!("✓ {} VERIFIED{epoch}", peer.name), Role::Good),
        (Link::Connected, false) => (format!("? {} NOT VERIFIED{epoch}", peer.name), Role::Warning),
        _ => (format!("○ {} not connected", peer.name), Role::Dim),
    }
}

/// Draws the keys that do something now.
pub(in crate::tui) fn draw_hints(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let always = " F1 help  Ctrl+Q quit ";
    let room = usize::from(area.width).saturating_sub(width(always) + 2);
    let mut spans = Vec::new();
    let mut used = 0;
    let here = KEYS.iter().filter(|key| !key.help.is_empty() && counts(key.context, app.focus));
    let rank = |context: Context| match context {
        Context::Composer | Context::Packets | Context::Fields | Context::Bytes => 0,
        Context::List => 1,
        Context::Global => 2,
    };
    let mut keys: Vec<_> = here.filter(|key| !matches!(key.label, "F1" | "Ctrl+Q")).collect();
    keys.sort_by_key(|key| rank(key.context));
    // While typing, most keys are those of every line editor: only what is special is worth the room.
    let special = ["Enter", "Alt+Enter", "Tab", "F4", "F8", "Alt+A", "Ctrl+P"];
    keys.retain(|key| app.focus != Pane::Composer || special.contains(&key.label));
    for key in keys {
        let label = theme.words(&format!(" {}", key.label)).into_owned();
        let help = format!(" {} ", key.help);
        if used + width(&label) + width(&help) > room {
            continue;
        }
        used += width(&label) + width(&help);
        spans.push(Span::styled(label, theme.style(Role::Focus)));
        spans.push(Span::styled(help, theme.style(Role::Dim)));
    }
    let fill = usize::from(area.width).saturating_sub(used + width(always));
    spans.push(Span::raw(" ".repeat(fill)));
    spans.push(Span::styled(always, theme.style(Role::Focus)));
    put(buffer, area, 0, &Line::from(spans));
}

/// Draws the tabs.
pub(in crate::tui) fn draw_tabs(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let mut spans = Vec::new();
    for pane in [Pane::Conversation, Pane::Packets, Pane::Details, Pane::Bytes, Pane::Peers] {
        let open = app.areas.of(pane).height > 0;
        let news = match pane {
            Pane::Packets if app.model.bad > 0 => format!(" !{}", app.model.bad),
            Pane::Peers => {
                let unread: usize = app.model.peers.iter().map(|peer| peer.unread).sum();
                if unread > 0 { format!(" +{unread}") } else { String::new() }
            }
            _ => String::new(),
        };
        let (text, role) = if open {
            (format!("[{}{news}] ", pane.name()), Role::Focus)
        } else {
            (format!(" {}{news}  ", pane.name()), Role::Dim)
        };
        spans.push(Span::styled(text, theme.style(role)));
    }
    put(buffer, area, 0, &Line::from(spans));
}

/// Draws what is left to say when nothing fits.
pub(in crate::tui) fn draw_tiny(app: &App, area: Rect, buffer: &mut Buffer) {
    let bad = if app.model.bad > 0 { format!(" {} refused frames.", app.model.bad) } else { String::new() };
    let text = format!("{}x{}, needs 40x10.{bad} Ctrl+Q quits", area.width, area.height);
    for (row, text) in wrap(&text, usize::from(area.width)).into_iter().enumerate() {
        put(buffer, area, row, &Line::raw(text));
    }
}
