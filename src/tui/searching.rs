//! Looking for a word in the conversation that is there.
//!
//! While `/search WORD` stands in the line that is typed, every letter marks what holds the word and shows the newest of
//! it; Enter stays there, and what takes the line away takes that back. Whatever comes into view so is seen by the rules
//! of [`super::sight`], as it is where somebody scrolls.

use crate::inspector::Eyes;
use crate::text::escape;

use super::action::{Pane, Step};
use super::app::App;
use super::command::{self, Done};
use super::effect::Effect;
use super::model_talk::Entry;
use super::panel::{Tried, grouped};

impl App {
    /// `/search [WORD]`: without a word it looks in everything that was said.
    pub(super) fn search(&mut self, rest: &str) -> Done {
        if rest.is_empty() {
            return self.open_finder("").map(|()| Vec::new());
        }
        let word = rest.to_lowercase();
        let count = self.matches(&word).count();
        if count == 0 {
            let further = self.search_further(&word);
            let further = further.ok_or_else(|| format!("nothing here holds \"{}\"", escape(rest)))?;
            self.begin_matches(word);
            return Ok(vec![further]);
        }
        self.begin_matches(word);
        self.talk.chosen = None;
        self.go_to_match(Step::Up);
        let entries = if count == 1 { "entry holds" } else { "entries hold" };
        self.notice = Some(format!(
            "{count} {entries} \"{}\"; the conversation has the keys: n older, N newer, Esc ends",
            escape(rest)
        ));
        Ok(Vec::new())
    }

    /// From now on the keys of the conversation go from one entry that holds the word to another.
    pub(super) fn begin_matches(&mut self, word: String) {
        (self.talk.word, self.talk.tried, self.talk.wanted) = (Some(word), None, None);
        self.focus = Pane::Conversation;
    }

    /// The nearest entry above or below that holds what is searched for.
    pub(super) fn go_to_match(&mut self, step: Step) -> Vec<Effect> {
        let Some(word) = self.talk.word.clone() else {
            self.notice = Some("nothing is searched for: /search WORD".to_owned());
            return Vec::new();
        };
        let from = self.talk.chosen.unwrap_or_else(|| self.model.talk().end());
        let found = if step == Step::Up {
            self.matches(&word).rev().find(|at| *at < from)
        } else {
            self.matches(&word).find(|at| *at > from)
        };
        if let Some(at) = found {
            self.choose(at);
            self.notice = Some(self.told_match(&word));
            return Vec::new();
        }
        let way = if step == Step::Up { "above" } else { "below" };
        self.notice = Some(format!("\"{}\" is not {way}", escape(&word)));
        let further = (step == Step::Up).then(|| self.search_further(&word)).flatten();
        further.into_iter().collect()
    }

    /// The entries that hold a word, which is in lower case.
    fn matches(&self, word: &str) -> impl DoubleEndedIterator<Item = usize> {
        let holds = move |(_, entry): &(usize, &Entry)| entry.holds(word);
        self.model.talk().iter().filter(holds).map(|(at, _)| at)
    }

    /// Which of them is selected, counted from the newest, and how many there are.
    fn told_match(&self, word: &str) -> String {
        let all: Vec<usize> = self.matches(word).collect();
        let older = all.iter().rev().position(|at| Some(*at) == self.talk.chosen);
        let count = grouped(all.len());
        match older {
            Some(newer) => format!("{} of {count}, counted from the newest", grouped(newer + 1)),
            None => format!("{count} here"),
        }
    }

    /// Follows the search that is typed: marks and shows what it finds, and takes that back with the line.
    pub(super) fn follow_typed_search(&mut self) {
        match (self.typed_search(), &self.talk.tried) {
            (Some(word), Some(tried)) if tried.word == word => {}
            (Some(word), _) if !word.is_empty() => self.try_word(word),
            (_, Some(_)) => self.give_up_search(),
            (_, None) => {}
        }
    }

    /// The word of the search that is typed, in lower case; empty while there is none behind the command.
    pub(super) fn typed_search(&self) -> Option<String> {
        if self.eyes != Eyes::Mine || self.is_tap() || self.composer.searching().is_some() {
            return None;
        }
        let typed = self.composer.input.text().strip_prefix('/')?;
        let (name, word) = typed.split_once(char::is_whitespace)?;
        let is_search = command::known(&name.to_lowercase()).is_some_and(|known| known.name == "search");
        is_search.then(|| word.trim().to_lowercase())
    }

    /// Shows the newest entry that holds the word that is typed; where none does, all is as it was before.
    fn try_word(&mut self, word: String) {
        let before = (self.talk.top, (self.talk.chosen, self.talk.word.clone()));
        let (top, before) = self.talk.tried.take().map_or(before, |tried| (tried.top, tried.before));
        (self.talk.top, self.talk.chosen, self.talk.word) = (top, before.0, Some(word.clone()));
        let newest = self.matches(&word).next_back();
        self.notice = Some(if let Some(at) = newest {
            self.choose(at);
            self.told_match(&word)
        } else {
            let is_more = self.model.talk().reach().is_some_and(|reach| reach.oldest > 0);
            let more = if is_more { ": Enter looks in what was said before" } else { "" };
            format!("nothing here holds \"{}\"{more}", escape(&word))
        });
        self.talk.tried = Some(Tried { word, top, before });
    }

    /// The search that was typed is not: the conversation is looked at as before.
    fn give_up_search(&mut self) {
        if let Some(Tried { top, before, .. }) = self.talk.tried.take() {
            self.talk.top = top;
            (self.talk.chosen, self.talk.word) = before;
        }
    }

    /// Takes the line of a search away, and what it shows; whether there was one.
    pub(super) fn leave_search(&mut self) -> bool {
        let is_typed = self.typed_search().is_some();
        if is_typed {
            // What was typed before it is still there to be brought back.
            self.composer.take();
            self.give_up_search();
        }
        is_typed
    }
}
