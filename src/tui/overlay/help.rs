//! All keys and commands, made from their tables.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::{Line, Span};

use crate::inspector::Tone;
use crate::node::Verdict;
use crate::tui::command;
use crate::tui::keymap::{Context, KEYS};
use crate::tui::theme::{Role, Theme};

/// How far the help is scrolled.
#[derive(Debug, Default)]
pub(in crate::tui) struct Help {
    first: usize,
}

const LEGEND: [(&str, &str); 3] = [
    ("◷ ✓ ✓✓", "your text is held, is written, has arrived; `shown` when a person has seen it"),
    ("→ ←", "sent, received"),
    ("? ", "not verified: nobody has compared the digits"),
];

impl Help {
    /// Takes a key; whether the help stays.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Up | KeyCode::Char('k') => self.first = self.first.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.first += 1,
            KeyCode::PageUp => self.first = self.first.saturating_sub(10),
            KeyCode::PageDown | KeyCode::Char(' ') => self.first += 10,
            KeyCode::Home => self.first = 0,
            KeyCode::F(1) | KeyCode::Char('q') => return false,
            _ => {}
        }
        true
    }

    /// The first line to show, so that the last page stays full.
    pub(super) fn first(&self, lines: usize, height: u16) -> usize {
        self.first.min(lines.saturating_sub(usize::from(height)))
    }

    /// Everything there is to say.
    pub(super) fn lines(theme: Theme) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let sections = [
            ("While you type", Context::Composer),
            ("In a pane", Context::List),
            ("In the conversation", Context::Conversation),
            ("In the packet panes", Context::Packets),
            ("In details and bytes", Context::Fields),
            ("In bytes", Context::Bytes),
            ("Everywhere", Context::Global),
        ];
        for (title, context) in sections {
            lines.push(Line::styled(title, theme.style(Role::Focus)));
            for binding in
                KEYS.iter().filter(|binding| binding.context == context && !binding.help.is_empty())
            {
                lines.push(entry(theme, &theme.words(binding.label), binding.help));
            }
            lines.push(Line::default());
        }
        lines.push(Line::styled("Commands", theme.style(Role::Focus)));
        for known in command::all() {
            lines.push(entry(theme, &format!("/{} {}", known.name, known.arguments), known.help));
        }
        lines.push(Line::default());
        lines.push(Line::styled("Signs", theme.style(Role::Focus)));
        lines.extend(Verdict::ALL.iter().map(|verdict| {
            let sign = format!("{} {}", Tone::of(*verdict).symbol(), verdict.name());
            entry(theme, &theme.words(&sign), verdict.meaning())
        }));
        lines.extend(LEGEND.iter().map(|(sign, help)| entry(theme, &theme.words(sign), &theme.words(help))));
        lines
    }
}

fn entry(theme: Theme, name: &str, help: &str) -> Line<'static> {
    let name = Span::styled(format!("  {name:<22} "), theme.style(Role::Strong));
    Line::from(vec![name, Span::raw(help.to_owned())])
}
