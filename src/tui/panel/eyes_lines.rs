//! What other eyes have beside the fields of a packet.

use ratatui::text::Line;

use crate::inspector::{Direction, Eyes, counted};
use crate::node::Packet;
use crate::tui::app::App;
use crate::tui::theme::Role;
use crate::tui::widget::wrap;

/// What a listener can check, and what the frame gives away to her.
pub(super) fn leaks(app: &App, columns: usize) -> Vec<Line<'static>> {
    let leak = app.packets.packet(&app.model.packets).and_then(|packet| app.tapped(packet).leak());
    let leak = leak.map(|leak| {
        let text = if leak.text.is_some() { format!("{}. ", leak.words()) } else { String::new() };
        format!("Its size leaks: {text}It may be {}.", leak.kinds.join(", "))
    });
    let texts = [Some("Checks: none, Eve has no key".to_owned()), leak];
    texts.into_iter().flatten().flat_map(|text| lines(app, &text, Role::Warning, columns)).collect()
}

/// How the frame crossed, as far as these eyes can tell.
pub(super) fn crossed(app: &App, packet: &Packet, columns: usize) -> Vec<Line<'static>> {
    let bytes = counted(packet.frame.len(), "byte");
    let text = match (app.packet_eyes(), packet.direction) {
        (Eyes::Eve, _) => {
            let tapped = app.packets.packet(&app.model.packets).map(|packet| app.tapped(packet));
            tapped.map_or_else(String::new, |tapped| tapped.seen())
        }
        (_, Direction::Sent) => format!("it wrote this to you · {bytes}"),
        (_, Direction::Received) => format!("if it arrived, it was checked and read so · {bytes}"),
    };
    lines(app, &text, Role::Dim, columns)
}

fn lines(app: &App, text: &str, role: Role, columns: usize) -> Vec<Line<'static>> {
    let rows = wrap(&app.theme.words(text), columns.saturating_sub(1));
    rows.into_iter().map(|row| Line::styled(format!(" {row}"), app.theme.style(role))).collect()
}
