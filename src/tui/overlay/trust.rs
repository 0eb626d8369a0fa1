//! Who is to be accepted: an identity that nobody knows, or another key for a known name.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::Line;

use crate::node::{Command, PeerRef};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Question};
use crate::tui::theme::{Role, Theme};

/// One question.
#[derive(Debug)]
pub(in crate::tui) struct Trust {
    /// Which.
    pub(super) question: Question,
}

impl Trust {
    /// What stands in the frame.
    pub(super) const fn title(&self) -> &'static str {
        match self.question {
            Question::Stranger { .. } => "Somebody you do not know",
            Question::Changed { .. } => "THE KEY HAS CHANGED",
        }
    }

    /// Takes a key: only a letter decides.
    pub(super) fn key(&self, key: KeyEvent) -> (bool, Vec<Effect>) {
        let peer = PeerRef::Name(self.question.name());
        let command = match key.code {
            KeyCode::Char('a') => Command::Accept(peer),
            KeyCode::Char('r') => Command::Refuse(peer),
            KeyCode::Char('b') => Command::Block(peer),
            _ => return (true, Vec::new()),
        };
        (false, vec![Effect::Node(command)])
    }

    /// What there is to know, and the answers.
    pub(super) fn lines(&self, theme: Theme, model: &Model, (_, rows): (usize, usize)) -> Vec<Line<'static>> {
        let strong = theme.style(Role::Strong);
        let mut lines = Vec::new();
        match &self.question {
            Question::Stranger { peer, how, formerly } => {
                lines.push(Line::raw(format!("It {how}.")));
                if let Some(formerly) = formerly {
                    lines.push(Line::styled(
                        format!("? {formerly} was at this address before"),
                        theme.style(Role::Warning),
                    ));
                }
                lines.push(Line::default());
                lines.push(Line::raw("its key   "));
                lines.push(Line::styled(format!("  {}", peer.0), strong));
                lines.push(Line::raw("your key  "));
                lines.push(Line::styled(format!("  {}", model.own.fingerprint), strong));
                lines.push(Line::default());
                lines.push(Line::raw("Ask your friend on another channel whether this is their key."));
                lines.push(Line::raw("Accepted now, it is remembered, and a change is shown."));
            }
            Question::Changed { petname, known, claimed, verified } => {
                let was = if *verified { "which you had verified" } else { "which you had accepted" };
                lines.push(Line::raw(format!("{petname} answered with another key than the one {was}.")));
                lines.push(Line::raw("Most often it is a new computer. It may also be somebody in between."));
                lines.push(Line::default());
                lines.push(Line::raw("known key  "));
                lines.push(Line::styled(format!("  {known}"), strong));
                lines.push(Line::raw("new key    "));
                lines.push(Line::styled(format!("  {claimed}"), theme.style(Role::Bad)));
                lines.push(Line::default());
                lines.push(Line::raw(format!(
                    "Nothing is sent to it. Ask {petname} on another channel first."
                )));
            }
        }
        lines.push(Line::default());
        let answers = match self.question {
            Question::Stranger { .. } => {
                ["accept: talk, NOT VERIFIED", "refuse this time", "block: never again"]
            }
            Question::Changed { .. } => {
                ["take the new key, NOT VERIFIED", "keep the old key", "block this name"]
            }
        };
        for (key, answer) in ["a", "r", "b"].into_iter().zip(answers) {
            lines.push(Line::raw(format!("[ {key}  {answer} ]")));
        }
        lines.push(Line::default());
        lines.push(Line::styled("Enter does nothing here on purpose.", theme.style(Role::Dim)));
        if lines.len() > rows {
            // Where there is little room the answers must be seen all the same.
            lines.retain(|line| line.width() > 0);
        }
        lines
    }
}
