//! One overlay of the stack.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget as _};

use crate::tui::effect::Effect;
use crate::tui::model::{Digits, Model, Question};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{framed, put};

use super::handshake::Handshake;
use super::help::Help;
use super::trust::Trust;
use super::verify::Verify;

/// What lies over the panes.
#[derive(Debug)]
pub(in crate::tui) enum Overlay {
    /// Keys and commands.
    Help(Help),
    /// How a link came about.
    Handshake(Handshake),
    /// Who is to be accepted.
    Trust(Trust),
    /// The digits.
    Verify(Verify),
}

impl Overlay {
    /// Keys and commands.
    pub(in crate::tui) fn help() -> Self {
        Self::Help(Help::default())
    }

    /// How the link of this number came about.
    pub(in crate::tui) const fn handshake(conn: u64) -> Self {
        Self::Handshake(Handshake::new(conn))
    }

    /// A question.
    pub(in crate::tui) const fn trust(question: Question) -> Self {
        Self::Trust(Trust { question })
    }

    /// Digits to compare.
    pub(in crate::tui) fn verify(digits: Digits) -> Self {
        Self::Verify(Verify::new(digits))
    }

    /// Whether what it asks is still to be answered.
    pub(in crate::tui) fn is_open_in(&self, model: &Model) -> bool {
        match self {
            Self::Trust(Trust { question }) => model.questions.contains(question),
            _ => true,
        }
    }

    /// Takes a key: whether the overlay stays, and what is to be done. Esc closes each; Enter decides nothing.
    pub(in crate::tui) fn key(&mut self, key: KeyEvent) -> (bool, Vec<Effect>) {
        if key.code == KeyCode::Esc {
            return (false, Vec::new());
        }
        match self {
            Self::Help(help) => (help.key(key), Vec::new()),
            Self::Handshake(handshake) => (handshake.key(key), Vec::new()),
            Self::Trust(trust) => trust.key(key),
            Self::Verify(verify) => verify.key(key),
        }
    }

    /// Does what depends on the size of the screen.
    pub(in crate::tui) fn fit(&mut self, screen: Rect, model: &Model) {
        if let Self::Handshake(handshake) = self {
            let rows = screen.height.saturating_sub(4).min(30);
            handshake.fit(model, usize::from(inner_width(screen)), usize::from(rows));
        }
    }

    /// Draws it over the middle of the screen.
    pub(in crate::tui) fn draw(&self, screen: Rect, buffer: &mut Buffer, theme: Theme, model: &Model) {
        let (title, lines) = match self {
            Self::Help(_) => ("Help", Help::lines(theme)),
            Self::Handshake(handshake) => {
                ("Handshake", handshake.lines(theme, model, usize::from(inner_width(screen))))
            }
            Self::Trust(trust) => (trust.title(), trust.lines(theme, model)),
            Self::Verify(verify) => ("Verify", verify.lines(theme, model)),
        };
        let (width, height) = (screen.width.min(84), screen.height.saturating_sub(2).min(32));
        let height = height.min(u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2)).max(3);
        let area = Rect {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + (screen.height.saturating_sub(height)) / 2,
            width,
            height: height.min(screen.height),
        };
        Clear.render(area, buffer);
        let loud = matches!(self, Self::Trust(Trust { question: Question::Changed { .. } }));
        let role = if loud { Role::Alarm } else { Role::Focus };
        let title = Line::styled(format!(" {title} "), theme.style(role));
        let inside = framed((area, buffer), theme, Role::Focus, (title, "Esc later"));
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let skipped = match self {
            Self::Help(help) => help.first(lines.len(), inside.height),
            Self::Handshake(handshake) => handshake.first(),
            _ => 0,
        };
        for (row, line) in lines.iter().skip(skipped).take(usize::from(inside.height)).enumerate() {
            put(buffer, inside, row, line);
        }
    }
}

/// Columns for words inside an overlay.
fn inner_width(screen: Rect) -> u16 {
    screen.width.min(84).saturating_sub(4)
}
