//! Every frame, one row each. Only the rows in view are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::{Tone, summary};
use crate::node::Packet;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, framed, put};

use super::packet_view::Mode;

/// Columns that the long form needs.
const LONG: u16 = 78;

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let store = &app.model.packets;
    let focused = app.focus == Pane::Packets;
    let row = app.packets.row(store);
    let below = row.map_or(0, |row| store.len().saturating_sub(row + 1));
    let state = match app.packets.mode {
        Mode::Follow => theme.words("► FOLLOW  F4").into_owned(),
        Mode::Paused => theme.words(&format!("‖ PAUSED · {below} below  F4")).into_owned(),
    };
    let title = Line::styled(" Packets ", theme.style(Role::Strong));
    let inside = framed((area, buffer), theme, app.frame(Pane::Packets), (title, &state));
    if store.is_empty() {
        return empty(app, inside, buffer);
    }
    let long = inside.width >= LONG;
    let heads = if long {
        "    No Time         Peer     Dir Message              Seq  Ep   Len Verdict"
    } else {
        "    No Time     Dir Message       Verdict"
    };
    put(buffer, inside, 0, &Line::styled(heads, theme.style(Role::Dim)));
    let rows = usize::from(inside.height).saturating_sub(2).max(1);
    let first = app.packets.first(store, rows);
    for (at, packet) in store.window(first..first + rows).enumerate() {
        let selected = row == Some(first + at);
        let line = line(theme, packet, Row { selected, long });
        let bad = Tone::of(packet.verdict) == Tone::Bad;
        let line = match (selected, focused, bad) {
            (_, _, true) => line.style(theme.style(Role::Alarm)),
            (true, true, _) => line.style(theme.style(Role::Selected)),
            (true, false, _) => line.style(theme.style(Role::Chosen)),
            (false, ..) => line,
        };
        put(buffer, Rect { height: inside.height.saturating_sub(1), ..inside }, at + 1, &line);
    }
    let gone = store.forgotten();
    let gone = if gone > 0 { format!(" · {gone} dropped for room") } else { String::new() };
    let foot = format!(" {} bad · {} lost from the ring{gone}", app.model.bad, store.lost());
    let foot = Line::styled(theme.words(&foot).into_owned(), theme.style(Role::Dim));
    put(buffer, inside, usize::from(inside.height).saturating_sub(1), &foot);
}

/// How a row is drawn.
#[expect(
    clippy::struct_excessive_bools,
    reason = "two facts about a row that have nothing to do with each other"
)]
#[derive(Clone, Copy, Debug)]
struct Row {
    selected: bool,
    long: bool,
}

fn line(theme: Theme, packet: &Packet, row: Row) -> Line<'static> {
    let (s, Row { selected, long }) = (summary(packet), row);
    let bad = s.tone == Tone::Bad;
    let gutter = match (selected, bad) {
        (true, _) => "▌",
        (false, true) => "!",
        (false, false) => " ",
    };
    let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let (seq, epoch) = (number(s.seq), number(s.epoch.map(u64::from)));
    let head = if long {
        format!(
            "{gutter}{:>5} {:<12} {:<8}  {}  {:<18} {seq:>5} {epoch:>3} {:>5} ",
            s.number,
            s.time,
            fit(&s.peer, 8),
            s.arrow(),
            fit(s.message, 18),
            s.length
        )
    } else {
        let clock: String = s.time.chars().take(8).collect();
        format!("{gutter}{:>5} {clock}  {}  {:<13} ", s.number, s.arrow(), fit(s.message, 13))
    };
    let verdict = format!("{} {}", s.tone.symbol(), s.verdict.name());
    let role = if bad || selected { Role::Strong } else { Role::Good };
    let head = Span::raw(theme.words(&head).into_owned());
    let verdict = theme.words(&verdict).into_owned();
    // The one background of a selected or refused row is not to be broken by the colour of a word.
    let verdict = if bad || selected { Span::raw(verdict) } else { Span::styled(verdict, theme.style(role)) };
    let fill = Span::raw(" ".repeat(120));
    Line::from(vec![head, verdict, fill])
}

/// What will be here.
fn empty(app: &App, inside: Rect, buffer: &mut Buffer) {
    let lines = [
        "No packets yet.",
        "",
        "Every frame that this program sends or",
        "receives appears here with its checks:",
        "",
        " ✓ opened    MAC right, decrypted",
        " ✗ BAD MAC   changed or forged: refused",
        " ✗ REPLAY    already seen: refused",
        "",
        "Select one to see its fields and bytes.",
        "net.log holds no keys and no text.",
    ];
    for (row, line) in lines.iter().enumerate() {
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
        put(
            buffer,
            inside,
            row,
            &Line::styled(app.theme.words(line).into_owned(), app.theme.style(Role::Dim)),
        );
    }
}
