//! The checks and the fields of the selected frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::{
    Authenticity, CheckState, Checks, Direction, Dissection, Eyes, Node, counted, time_text,
};
use crate::node::{Packet, Verdict};
use crate::text::escape;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::overlay::rungs;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, framed, put, width, wrap};

use super::eyes_lines::{crossed, leaks};
use super::packet_view::Mode;
use super::welcome::no_packet;

/// Rows of the pane from which some are spent on what the selected field is.
const ROOMY: usize = 14;

/// Columns that a value keeps beside a long remark.
const VALUE_MIN: usize = 13;

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    // While a link comes about, that is what there is to see; who looks at a packet keeps it.
    let is_own = app.packets.mode == Mode::Newest && app.eyes == Eyes::Mine;
    let going_on = app.model.ladders.going_on().filter(|_| is_own);
    if let Some(ladder) = going_on {
        let title = Line::styled(" Handshake ", theme.style(Role::Strong));
        let inside = framed(
            (area, buffer),
            theme,
            app.frame(Pane::Details),
            (title, &app.model.keys.of_pane(Pane::Details)),
        );
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let lines = rungs(theme, &app.model, ladder, usize::from(inside.width));
        for (row, line) in lines.iter().enumerate() {
            put(buffer, inside, row, line);
        }
        return;
    }
    let packet = app.packet_seen();
    let title = packet.as_ref().map_or_else(String::new, |packet| format!("packet {} ", packet.number));
    let title = app.titled(Line::styled(format!(" Details {title}"), theme.style(Role::Strong)));
    let inside = framed(
        (area, buffer),
        theme,
        app.frame(Pane::Details),
        (title, &app.model.keys.of_pane(Pane::Details)),
    );
    let Some(((_, dissection), packet)) = app.dissection.as_ref().zip(packet) else {
        no_packet(app, inside, buffer);
        return;
    };
    let laid = lay_out(app, dissection, &packet, inside);
    let lines = laid.lines.iter().skip(laid.skipped).take(laid.height);
    for (row, line) in lines.enumerate() {
        put(buffer, inside, row, line);
    }
    for (row, line) in laid.explained.iter().enumerate() {
        put(buffer, inside, laid.height + row, line);
    }
}

/// The field in this row of the pane, its frame being row 0.
pub(in crate::tui) fn field_at(app: &App, area: Rect, row: usize) -> Option<usize> {
    let packet = app.packet_seen()?;
    let (_, dissection) = app.dissection.as_ref()?;
    let inside = Rect { width: area.width.saturating_sub(2), height: area.height.saturating_sub(2), ..area };
    let laid = lay_out(app, dissection, &packet, inside);
    let row = row.checked_sub(1).filter(|row| *row < laid.height)?;
    let open = app.packets.fields.open(dissection);
    open.get((row + laid.skipped).checked_sub(laid.above)?).copied()
}

/// What is in the pane.
struct Laid {
    lines: Vec<Line<'static>>,
    /// How many of them stand above the fields.
    above: usize,
    /// How many of them are out of sight above.
    skipped: usize,
    /// Rows for them.
    height: usize,
    /// What the selected field is, below them.
    explained: Vec<Line<'static>>,
}

fn lay_out(app: &App, dissection: &Dissection, packet: &Packet, inside: Rect) -> Laid {
    let theme = app.theme;
    let columns = usize::from(inside.width);
    let height = usize::from(inside.height);
    let selected = app.packets.fields.field(dissection);
    let node = selected.and_then(|index| dissection.nodes.get(index));
    let explained = node.filter(|_| height >= ROOMY).map(|node| explanation(theme, node, columns));
    let explained = explained.unwrap_or_default();
    let height = height.saturating_sub(explained.len());
    let mut lines = match app.packet_eyes() {
        Eyes::Eve => leaks(app, columns),
        Eyes::Mine | Eyes::Peer => check_lines(theme, &dissection.checks, columns),
    };
    lines.extend(reason_lines(app, &dissection.checks, columns));
    lines.extend(match app.packet_eyes() {
        Eyes::Mine => seen(app, packet, columns),
        Eyes::Peer | Eyes::Eve => crossed(app, packet, columns),
    });
    lines.extend(exposed(app, packet.number, columns).into_iter().chain(comment(theme, packet, columns)));
    lines.extend(app.rule_of(packet).map(|rule| {
        // The words of a rule may be names.
        let words = if app.is_safe() { "a filter" } else { rule.text.as_str() };
        let text = format!(" colour {}: {words}", rule.number);
        Line::styled(cell(theme, &text, columns), theme.style(rule.role))
    }));
    let above = lines.len();
    let open = app.packets.fields.open(dissection);
    let here = selected.and_then(|index| open.iter().position(|other| *other == index)).unwrap_or_default();
    let at = above + here;
    lines.extend(open.iter().filter_map(|index| field_line(app, dissection, *index, columns)));
    // At the first field, what stands above the fields is in sight too.
    let centred = at.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    let skipped = if here == 0 && at < height { 0 } else { centred };
    Laid { lines, above, skipped, height, explained }
}

/// Whether it opens with what is stolen, and why, while that is painted.
fn exposed(app: &App, number: u64, columns: usize) -> Option<Line<'static>> {
    let store = &app.model.packets;
    let painted = app.painted(store.get(store.row_of(number)?)?)?;
    let role = if painted.exposed.is_some() { Role::Bad } else { Role::Good };
    Some(Line::styled(cell(app.theme, &format!(" {}", painted.told()), columns), app.theme.style(role)))
}

/// Every check in the order in which they are made, and where that order ended.
fn check_lines(theme: Theme, checks: &Checks, columns: usize) -> Vec<Line<'static>> {
    let role = if checks.is_stopped() { Role::Alarm } else { Role::Strong };
    let mut lines = vec![Line::styled(format!(" Checks: {} ", checks.headline()), theme.style(role))];
    let (mut spans, mut used) = (vec![Span::raw("  ")], 2);
    for check in &checks.list {
        let role = match check.state {
            CheckState::Passed => Role::Good,
            CheckState::Failed => Role::Alarm,
            CheckState::NotMade | CheckState::Unknown => Role::Dim,
        };
        let word = theme.words(&format!("{} {}", check.state.symbol(), check.name)).into_owned();
        let wide = width(&word) + 2;
        if used + wide > columns && used > 2 {
            lines.push(Line::from(std::mem::replace(&mut spans, vec![Span::raw("  ")])));
            used = 2;
        }
        used += wide;
        spans.push(Span::styled(word, theme.style(role)));
        spans.push(Span::raw("  "));
    }
    if used > 2 {
        lines.push(Line::from(spans));
    }
    lines
}

/// Why the frame was refused: what was asked, what was found, the reason and where the spec says so.
fn reason_lines(app: &App, checks: &Checks, columns: usize) -> Vec<Line<'static>> {
    let Some((check, reason)) = checks.failed().and_then(|check| Some((check, check.reason?))) else {
        return Vec::new();
    };
    let found = if check.evidence.is_empty() { String::new() } else { format!(" {}.", check.evidence) };
    let text = format!(
        "{}{found} {}: {}. Spec: {}, {}.",
        check.asks,
        reason.name(),
        reason.meaning(),
        check.section,
        app.model.keys.named("spec")
    );
    let rows = wrap(&text, columns.saturating_sub(3));
    rows.into_iter().map(|row| Line::styled(format!("  {row}"), app.theme.style(Role::Bad))).collect()
}

/// When and where the frame was seen, and what it is for.
fn seen(app: &App, packet: &Packet, columns: usize) -> Vec<Line<'static>> {
    let way = match (packet.verdict, packet.direction) {
        (Verdict::Seen, _) if packet.endpoints.is_none() => String::new(),
        (Verdict::Seen, Direction::Sent) => " · from the dialling end".to_owned(),
        (Verdict::Seen, Direction::Received) => " · from the listening end".to_owned(),
        (_, Direction::Sent) => format!(" · sent to {}", app.other_end(packet)),
        (_, Direction::Received) => format!(" · received from {}", app.other_end(packet)),
    };
    let text = format!(
        "seen {} UTC{way} · link {} · {}",
        time_text(packet.time),
        packet.conn,
        counted(packet.frame.len(), "byte")
    );
    let purpose = app.model.trails.purpose(packet);
    let key = purpose.line().map(|_| format!(": {} goes there", app.model.keys.named("to_text")));
    // Of a refused frame the checks above say all there is.
    let purpose = packet.reason.is_none().then(|| format!("{purpose}{}", key.unwrap_or_default()));
    let rows = [Some(text), purpose].into_iter().flatten();
    let rows = rows.map(|text| wrap(&app.theme.words(&text), columns.saturating_sub(1)));
    let line = |row: String| Line::styled(format!(" {row}"), app.theme.style(Role::Dim));
    rows.flatten().map(line).collect()
}

/// What a person wrote beside it.
fn comment(theme: Theme, packet: &Packet, columns: usize) -> Vec<Line<'static>> {
    let Some(comment) = &packet.comment else { return Vec::new() };
    let rows = wrap(&format!("; {}", escape(comment)), columns.saturating_sub(1));
    rows.into_iter().map(|row| Line::styled(format!(" {row}"), theme.style(Role::Strong))).collect()
}

/// What the selected field is, in two rows at most.
fn explanation(theme: Theme, node: &Node, columns: usize) -> Vec<Line<'static>> {
    let text = theme.words(&format!("{}: {}", node.path, node.doc)).into_owned();
    let rows = wrap(&text, columns.saturating_sub(1));
    let cut = if rows.len() > 2 { " …" } else { "" };
    let row = |(row, text): (usize, String)| {
        let cut = if row == 1 { cut } else { "" };
        Line::styled(cell(theme, &format!(" {text}{cut}"), columns), theme.style(Role::Dim))
    };
    rows.into_iter().take(2).enumerate().map(row).collect()
}

fn field_line(app: &App, dissection: &Dissection, index: usize, columns: usize) -> Option<Line<'static>> {
    let theme = app.theme;
    let node = dissection.nodes.get(index)?;
    let selected = app.packets.fields.field(dissection) == Some(index);
    let fold = match (node.is_branch(), app.packets.fields.is_folded(node.path)) {
        (true, true) => "▸ ",
        (true, false) => "▾ ",
        (false, _) => "",
    };
    let gutter = if selected { "▌" } else { " " };
    let indent = "  ".repeat(node.depth);
    let label = theme.words(&format!("{gutter}{indent}{fold}{:<16}", node.label)).into_owned();
    let (value, remark) = (theme.words(&node.value), theme.words(&node.note));
    let apart = |text: &str| if text.is_empty() { String::new() } else { format!("  {text}") };
    let left = columns.saturating_sub(width(&label));
    // Of a value that leaves no room for what there is to know about it, the end may go.
    let least = if remark.is_empty() { left } else { left.saturating_sub(width(&remark) + 2).max(VALUE_MIN) };
    let value = apart(&value);
    let value = cell(theme, &value, width(&value).min(least));
    let remark = apart(&remark);
    let remark = cell(theme, &remark, width(&remark).min(left.saturating_sub(width(&value))));
    let failed = dissection.checks.failed().and_then(|check| check.field) == Some(node.path);
    let role = match (failed, selected, app.focus == Pane::Details) {
        (true, ..) => Role::Alarm,
        (_, true, true) => Role::Selected,
        (_, true, false) => Role::Chosen,
        _ => {
            let trusted = dissection.authenticity != Authenticity::NotVerified || !node.is_branch();
            let remark_role = if trusted { Role::Dim } else { Role::Bad };
            return Some(Line::from(vec![
                Span::styled(label, theme.region(node.region)),
                Span::raw(value),
                Span::styled(remark, theme.style(remark_role)),
            ]));
        }
    };
    Some(Line::styled(cell(theme, &format!("{label}{value}{remark}"), columns), theme.style(role)))
}
