//! Looking for a word in the conversation that is there.

use crate::text::escape;

use super::action::{Pane, Step};
use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::model_talk::Entry;

impl App {
    /// `/search [WORD]`
    pub(super) fn search(&mut self, rest: &str) -> Done {
        if rest.is_empty() {
            self.talk.word = None;
            self.let_go();
            return Ok(Vec::new());
        }
        let word = rest.to_lowercase();
        let count = self.model.talk().iter().filter(|(_, entry)| entry.holds(&word)).count();
        if count == 0 {
            let further = self.search_further(&word);
            let further = further.ok_or_else(|| format!("nothing here holds \"{}\"", escape(rest)))?;
            self.talk.word = Some(word);
            self.focus = Pane::Conversation;
            return Ok(vec![further]);
        }
        self.talk.word = Some(word);
        self.talk.chosen = None;
        self.focus = Pane::Conversation;
        self.go_to_match(Step::Up);
        let entries = if count == 1 { "entry holds" } else { "entries hold" };
        self.notice = Some(format!(
            "{count} {entries} \"{}\"; the conversation has the keys: n older, N newer, Esc ends",
            escape(rest)
        ));
        Ok(Vec::new())
    }

    /// The nearest entry above or below that holds what is searched for.
    pub(super) fn go_to_match(&mut self, step: Step) -> Vec<Effect> {
        let Some(word) = self.talk.word.clone() else {
            self.notice = Some("nothing is searched for: /search WORD".to_owned());
            return Vec::new();
        };
        let from = self.talk.chosen.unwrap_or_else(|| self.model.talk().end());
        let holds = |(_, entry): &(usize, &Entry)| entry.holds(&word);
        let found = if step == Step::Up {
            self.model.talk().iter().rev().filter(|(at, _)| *at < from).find(holds)
        } else {
            self.model.talk().iter().filter(|(at, _)| *at > from).find(holds)
        };
        if let Some((at, _)) = found {
            self.choose(at);
            return Vec::new();
        }
        let way = if step == Step::Up { "above" } else { "below" };
        self.notice = Some(format!("\"{}\" is not {way}", escape(&word)));
        let further = (step == Step::Up).then(|| self.search_further(&word)).flatten();
        further.into_iter().collect()
    }
}
