//! What a person writes beside a packet.

use ratatui::text::Line;

use crate::capture::COMMENT_CHARS_MAX;
use crate::tui::action::Action;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{TextInput, fit};

use super::dialog::{edit, typed};

/// The comment that is being written.
#[derive(Debug)]
pub(in crate::tui) struct CommentBox {
    /// The number of the packet.
    pub(in crate::tui) number: u64,
    input: TextInput,
}

impl CommentBox {
    /// Begins with what stands there.
    pub(in crate::tui) fn new(number: u64, comment: &str) -> Self {
        let mut input = TextInput::default();
        input.set(comment);
        Self { number, input }
    }

    /// What is written.
    pub(in crate::tui) fn text(&self) -> &str {
        self.input.text()
    }

    /// Takes a paste.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        let line: String = text.chars().filter(|char| !char.is_control()).take(COMMENT_CHARS_MAX).collect();
        self.input.insert(&line);
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action) {
        edit(&mut self.input, action);
    }

    /// The rows.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let about = "It stays with the packet; the filter finds it as comment. An empty one is none.";
        vec![typed(&self.input, theme, columns), Line::styled(fit(about, columns), theme.style(Role::Dim))]
    }
}
