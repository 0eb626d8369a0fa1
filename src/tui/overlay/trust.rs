//! Who is to be accepted: an identity that nobody knows, or another key for a known name.

use ratatui::text::Line;

use crate::node::{Command, PeerRef};
use crate::tui::action::{Action, Answer};
use crate::tui::effect::Effect;
use crate::tui::model::{Model, Question};
use crate::tui::theme::{Role, Theme};

use super::dialog::{self, Parts, Scroll, pair, sentence};

/// One question.
#[derive(Debug)]
pub(in crate::tui) struct Trust {
    /// Which.
    pub(super) question: Question,
    scroll: Scroll,
}

impl Trust {
    pub(super) const fn new(question: Question) -> Self {
        Self { question, scroll: Scroll::new() }
    }

    /// A key that another peer has takes nobody's name.
    const fn can_accept(&self) -> bool {
        !matches!(self.question, Question::Changed { claimed_by: Some(_), .. })
    }

    /// What stands in the frame.
    pub(super) const fn title(&self) -> &'static str {
        match self.question {
            Question::Stranger { .. } => "Somebody you do not know",
            Question::Changed { .. } => "THE KEY HAS CHANGED",
        }
    }

    /// Does what is wanted of it: only an answer decides.
    pub(super) fn act(&mut self, action: Action) -> (bool, Vec<Effect>) {
        let peer = PeerRef::Name(self.question.name());
        let command = match action {
            Action::Answer(Answer::Accept) => Command::Accept(peer),
            Action::Answer(Answer::Refuse) => Command::Refuse(peer),
            Action::Answer(Answer::Block) => Command::Block(peer),
            other => {
                self.scroll.act(other);
                return (true, Vec::new());
            }
        };
        (false, vec![Effect::Node(command)])
    }

    /// What can be answered.
    pub(super) fn answers(&self) -> Vec<(Answer, String)> {
        let words = match self.question {
            Question::Stranger { .. } => {
                ["accept: talk, NOT VERIFIED", "refuse this time", "block: never again"]
            }
            Question::Changed { .. } => {
                ["take the new key, NOT VERIFIED", "keep the old key", "block this name"]
            }
        };
        let all = [Answer::Accept, Answer::Refuse, Answer::Block].into_iter().zip(words.map(str::to_owned));
        all.filter(|(answer, _)| *answer != Answer::Accept || self.can_accept()).collect()
    }

    /// Does what depends on the size of the screen.
    pub(super) fn fit(&mut self, model: &Model, room: (usize, usize)) {
        let parts = self.parts(Theme::default(), model, room);
        self.scroll.fit(&parts, room.1);
    }

    /// What there is to know, and the answers.
    pub(super) fn lines(&self, theme: Theme, model: &Model, room: (usize, usize)) -> Vec<Line<'static>> {
        self.scroll.over(theme, self.parts(theme, model, room), room.1)
    }

    fn parts(&self, theme: Theme, model: &Model, (columns, rows): (usize, usize)) -> Parts {
        let said = self.said(theme, model, columns);
        let mut answers = dialog::answers(&self.answers(), &model.keys, columns);
        answers.push(Line::default());
        answers.push(Line::styled("Enter does nothing here on purpose.", theme.style(Role::Dim)));
        if said.len() + answers.len() > rows {
            return (dialog::dense(said), dialog::dense(answers));
        }
        (said, answers)
    }

    fn said(&self, theme: Theme, model: &Model, columns: usize) -> Vec<Line<'static>> {
        let (text, strong) = (theme.style(Role::Text), theme.style(Role::Strong));
        let say = |words: &str| sentence(words, text, columns);
        let gap = || vec![Line::default()];
        match &self.question {
            Question::Stranger { peer, how, formerly, .. } => {
                let before = formerly.as_ref().map(|formerly| {
                    let words = format!("? {formerly} was at this address before");
                    sentence(&words, theme.style(Role::Warning), columns)
                });
                [
                    say(&format!("It {how}.")),
                    before.unwrap_or_default(),
                    gap(),
                    pair("its key", &peer.0.to_string(), strong, columns),
                    pair("your key", &model.own.fingerprint, strong, columns),
                    gap(),
                    say("Ask your friend on another channel whether this is their key."),
                    say("Accepted now, it is remembered, and a change is shown."),
                    gap(),
                ]
                .concat()
            }
            Question::Changed { petname, known, claimed, claimed_by, verified } => {
                let was = if *verified { "which you had verified" } else { "which you had accepted" };
                let who = if claimed_by.is_some() { "Somebody" } else { petname };
                let (why, advice) = match claimed_by {
                    Some(other) => (
                        format!(
                            "This is {other}'s key: who answers there claims to be {other}, not {petname}."
                        ),
                        format!("Ask {petname} for a new address, keep the key, then /connect ADDR."),
                    ),
                    None => (
                        "Most often it is a new computer. It may also be somebody in between.".to_owned(),
                        format!("Nothing is sent to it. Ask {petname} on another channel first."),
                    ),
                };
                [
                    say(&format!("{who} answered with another key than the one {was}.")),
                    say(&why),
                    gap(),
                    pair("known key", &known.to_string(), strong, columns),
                    pair("new key", &claimed.to_string(), theme.style(Role::Bad), columns),
                    gap(),
                    say(&advice),
                    gap(),
                ]
                .concat()
            }
        }
    }
}
