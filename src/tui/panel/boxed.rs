//! A frame as wide as the pane around words that must not be overlooked.

use ratatui::text::{Line, Span};

use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, width, wrap};

/// The rows of a card.
pub(super) fn rows(
    theme: Theme,
    (title, loud): (&str, Role),
    lines: &[String],
    columns: usize,
) -> Vec<Line<'static>> {
    let border = theme.style(if loud == Role::Alarm { Role::Bad } else { loud });
    let [left_top, right_top, left_low, right_low, across, down] =
        ["╔", "╗", "╚", "╝", "═", "║"].map(|sign| theme.words(sign).into_owned());
    let inside = columns.saturating_sub(4).max(4);
    let title = fit(&theme.words(&format!(" {title} ")), columns.saturating_sub(4));
    let rest = columns.saturating_sub(3 + width(&title));
    let mut rows = vec![Line::from(vec![
        Span::styled(format!("{left_top}{across}"), border),
        Span::styled(title, theme.style(loud)),
        Span::styled(format!("{}{right_top}", across.repeat(rest)), border),
    ])];
    for text in lines.iter().flat_map(|line| wrap(&theme.words(line), inside)) {
        let fill = " ".repeat(inside.saturating_sub(width(&text)));
        rows.push(Line::from(vec![
            Span::styled(format!("{down} "), border),
            Span::styled(format!("{text}{fill}"), theme.style(Role::Strong)),
            Span::styled(format!(" {down}"), border),
        ]));
    }
    let low = format!("{left_low}{}{right_low}", across.repeat(columns.saturating_sub(2)));
    rows.push(Line::styled(low, border));
    rows
}
