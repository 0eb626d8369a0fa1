//! The checks and the fields of the selected frame.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::{Authenticity, CheckState, Checks, Dissection};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, framed, put, width};

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let title = match &app.dissection {
        Some((number, _)) => format!(" Details packet {number} "),
        None => " Details ".to_owned(),
    };
    let title = Line::styled(title, theme.style(Role::Strong));
    let inside = framed((area, buffer), theme, app.frame(Pane::Details), (title, "F5"));
    let Some((_, dissection)) = &app.dissection else {
        put(buffer, inside, 0, &Line::styled(" no packet selected", theme.style(Role::Dim)));
        return;
    };
    let columns = usize::from(inside.width);
    let mut lines = check_lines(theme, &dissection.checks, columns);
    let (words, role) = match dissection.authenticity {
        Authenticity::NotVerified => (dissection.authenticity.text(), Role::Bad),
        _ => (dissection.authenticity.text(), Role::Good),
    };
    lines.push(Line::styled(format!(" {words}"), theme.style(role)));
    let fixed = lines.len();
    let open = app.packets.open(dissection);
    let selected = app.packets.field(dissection);
    let here = selected.and_then(|index| open.iter().position(|other| *other == index)).unwrap_or_default();
    lines.extend(open.iter().filter_map(|index| field_line(app, dissection, *index, columns)));
    let height = usize::from(inside.height);
    let skipped =
        (fixed + here + 1).saturating_sub(height.saturating_sub(1)).min(lines.len().saturating_sub(height));
    for (row, line) in lines.iter().skip(skipped).take(height).enumerate() {
        put(buffer, inside, row, line);
    }
}

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
        if used + wide > columns {
            lines.push(Line::from(std::mem::replace(&mut spans, vec![Span::raw("  ")])));
            used = 2;
        }
        used += wide;
        spans.push(Span::styled(word, theme.style(role)));
        spans.push(Span::raw("  "));
    }
    lines.push(Line::from(spans));
    lines
}

fn field_line(app: &App, dissection: &Dissection, index: usize, columns: usize) -> Option<Line<'static>> {
    let theme = app.theme;
    let node = dissection.nodes.get(index)?;
    let selected = app.packets.field(dissection) == Some(index);
    let fold = match (node.is_branch(), app.packets.is_folded(node.path)) {
        (true, true) => "▸ ",
        (true, false) => "▾ ",
        (false, _) => "",
    };
    let gutter = if selected { "▌" } else { " " };
    let indent = "  ".repeat(node.depth);
    let value =
        if node.is_branch() && node.value.is_empty() { String::new() } else { format!("  {}", node.value) };
    let remark = if node.note.is_empty() { String::new() } else { format!("  {}", node.note) };
    let label = theme.words(&format!("{gutter}{indent}{fold}{:<16}", node.label)).into_owned();
    let value = fit(&theme.words(&value), columns.saturating_sub(width(&label)));
    let remark = fit(&theme.words(&remark), columns.saturating_sub(width(&label) + width(&value)));
    let failed = dissection.checks.failed().and_then(|check| check.field) == Some(node.path);
    let role = match (failed, selected, app.focus == Pane::Details) {
        (true, ..) => Role::Alarm,
        (_, true, true) => Role::Selected,
        (_, true, false) => Role::Chosen,
        _ => {
            return Some(Line::from(vec![
                Span::styled(label, theme.region(node.region)),
                Span::raw(value),
                Span::styled(remark, theme.style(Role::Dim)),
            ]));
        }
    };
    let used = width(&label) + width(&value) + width(&remark);
    Some(Line::styled(
        format!("{label}{value}{remark}{}", " ".repeat(columns.saturating_sub(used))),
        theme.style(role),
    ))
}
