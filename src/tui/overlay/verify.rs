//! Sixty digits side by side.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::{Line, Span};

use crate::node::{Command, PeerRef, Trust};
use crate::tui::effect::Effect;
use crate::tui::model::{Digits, Model};
use crate::tui::theme::{Role, Theme};

/// The digits, and what the other one reads.
#[derive(Debug)]
pub(in crate::tui) struct Verify {
    digits: Digits,
    typed: String,
    asked: bool,
}

impl Verify {
    pub(super) const fn new(digits: Digits) -> Self {
        Self { digits, typed: String::new(), asked: false }
    }

    fn expected(&self) -> String {
        self.digits.number.groups().concat()
    }

    /// Takes a key: digits are compared, and only a letter decides.
    pub(super) fn key(&mut self, key: KeyEvent) -> (bool, Vec<Effect>) {
        let peer = PeerRef::Name(self.digits.name.clone());
        match key.code {
            KeyCode::Char(digit) if digit.is_ascii_digit() && self.typed.len() < 60 => self.typed.push(digit),
            KeyCode::Backspace => {
                self.typed.pop();
            }
            KeyCode::Char('v') if self.typed == self.expected() || self.asked => {
                return (false, vec![Effect::Node(Command::Verified(peer))]);
            }
            KeyCode::Char('v') => self.asked = true,
            KeyCode::Char('x') => return (false, vec![Effect::Node(Command::Differs(peer))]),
            KeyCode::Char('l') => return (false, Vec::new()),
            _ => {}
        }
        (true, Vec::new())
    }

    /// The digits and the answers.
    pub(super) fn lines(&self, theme: Theme, model: &Model) -> Vec<Line<'static>> {
        let name = &self.digits.name;
        let mut lines = vec![
            Line::raw(format!(
                "Call {name} on a channel you trust: voice, video, in person. Not in this chat."
            )),
            Line::raw("Both screens must show the SAME 60 digits. Read yours aloud, row by row."),
            Line::default(),
            Line::styled(
                format!("{:<34}What {name} reads to you", "This screen shows"),
                theme.style(Role::Dim),
            ),
        ];
        let (expected, groups) = (self.expected(), self.digits.number.groups());
        for (row, chunk) in groups.chunks(3).enumerate() {
            let own =
                Span::styled(format!(" {}  {:<30}", row + 1, chunk.join("  ")), theme.style(Role::Strong));
            let said: String = self.typed.chars().skip(row * 15).take(15).collect();
            let meant: String = expected.chars().skip(row * 15).take(15).collect();
            let (sign, role) = match (said.len(), meant.starts_with(&said)) {
                (_, false) => ("✗ DIFFERENT", Role::Bad),
                (15, true) => ("✓ same", Role::Good),
                _ => ("", Role::Text),
            };
            let typed = Span::raw(format!(" {:<19}", spaced(&said)));
            lines.push(Line::from(vec![
                own,
                typed,
                Span::styled(theme.words(sign).into_owned(), theme.style(role)),
            ]));
        }
        let state = match self.digits.trust {
            Trust::Verified { .. } => "verified before",
            Trust::Known => "not verified",
            Trust::Blocked => "blocked",
        };
        lines.push(Line::default());
        lines.push(Line::raw(format!("{name} is {state}. Your key is {}", model.own.short())));
        lines.push(Line::default());
        let sure = if self.asked { "  v once more: nothing was typed at the right" } else { "" };
        lines.push(Line::from(vec![
            Span::raw(format!("[ v  They are the same: mark {name} VERIFIED ]")),
            Span::styled(sure, theme.style(Role::Warning)),
        ]));
        lines.push(Line::raw("[ x  They differ: block this identity and close the link ]"));
        lines.push(Line::raw("[ l  Later: keep chatting as NOT VERIFIED ]"));
        lines.push(Line::default());
        lines.push(Line::styled("Enter does nothing here on purpose.", theme.style(Role::Dim)));
        lines
    }
}

fn spaced(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 5 == 0 {
            out.push_str("  ");
        }
        out.push(digit);
    }
    out
}
