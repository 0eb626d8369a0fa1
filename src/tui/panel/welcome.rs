//! What a pane says while it has nothing: what will be there, and what to do for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::{put, wrap};

/// Rows that the three next steps take at least.
pub(super) const LEAST_ROWS: u16 = 6;

/// The three next steps, with the real values, while nobody is talked to.
pub(super) fn draw(app: &App, inside: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let columns = usize::from(inside.width.saturating_sub(2)).max(2);
    let mut lines = Vec::new();
    let mut say = |text: &str, indent: usize, role: Role| {
        let rows = wrap(&theme.words(text), columns.saturating_sub(indent));
        let row = |text: String| Line::styled(format!("{}{text}", " ".repeat(indent)), theme.style(role));
        lines.extend(rows.into_iter().map(row));
    };
    say("Nobody is connected yet.", 0, Role::Strong);
    say("", 0, Role::Text);
    if let Some((bound, reachable)) = &app.model.listening {
        let address = reachable.first().unwrap_or(bound);
        say("To be called: give a friend", 0, Role::Text);
        say(address, 4, Role::Focus);
        if is_local(address) {
            say("only this computer can reach it; for your network: /listen 5000", 2, Role::Dim);
        }
    } else {
        say("To be called: type", 0, Role::Text);
        say("/listen 5000", 4, Role::Focus);
    }
    say("", 0, Role::Text);
    say("To call: type", 0, Role::Text);
    say("/connect 192.168.1.5:5000", 4, Role::Focus);
    say("", 0, Role::Text);
    say("To try it alone: type", 0, Role::Text);
    say("/demo", 4, Role::Focus);
    say("starts a practice peer in here", 2, Role::Dim);
    // Where there is little room, the blank lines go first, then the remarks, and then the first line.
    let indent = |line: &Line<'_>| {
        let text = line.to_string();
        text.len() - text.trim_start().len()
    };
    let tests: [&dyn Fn(&Line<'_>) -> bool; 3] =
        [&|line| line.width() == 0, &|line| indent(line) == 2, &|line| {
            line.to_string().starts_with("Nobody")
        }];
    let mut spare = lines.len().saturating_sub(usize::from(inside.height));
    for is_spare in tests {
        lines.retain(|line| {
            let goes = spare > 0 && is_spare(line);
            spare -= usize::from(goes);
            !goes
        });
    }
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (row, line) in lines.iter().enumerate() {
        put(buffer, inside, row, line);
    }
}

/// Whether an address is of no use on another computer.
fn is_local(address: &str) -> bool {
    address.starts_with("127.") || address.starts_with("[::1]")
}

/// Why no fields or bytes are shown.
pub(super) fn no_packet(app: &App, inside: Rect, buffer: &mut Buffer) {
    let text = if app.model.packets.is_empty() {
        "Nothing yet. The fields and bytes of a packet appear here when there is one: the first comes with the \
         first connection."
    } else {
        "No packet is selected. F4 goes to the packets, and the arrows select one."
    };
    let columns = usize::from(inside.width.saturating_sub(2)).max(2);
    for (row, text) in wrap(text, columns).into_iter().enumerate() {
        put(buffer, inside, row, &Line::styled(format!(" {text}"), app.theme.style(Role::Dim)));
    }
}
