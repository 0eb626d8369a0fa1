//! What each key does to the draft, and what becomes of it.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Edit, Pane};
use super::app::App;
use super::burst::{Place, Typed};
use super::command;
use super::complete::{self, More};
use super::effect::Effect;
use super::overlay::Overlay;
use super::panel::grouped;
use super::talking::AskedFor;
use super::widget::Way;

/// The least time in which a person reads a question that was not there.
const TO_READ: Duration = Duration::from_millis(500);

impl App {
    /// A key, at this time: it may be part of a paste.
    pub(super) fn typed(&mut self, key: KeyEvent, now: Duration) -> Vec<Effect> {
        let draft = self.focus == Pane::Composer && self.overlays.is_empty();
        let typed = self.burst.key(key, now, if draft { Place::Draft } else { Place::Elsewhere });
        self.told_apart(typed, now)
    }

    /// No key came until now.
    pub(super) fn quiet(&mut self, now: Duration) -> Vec<Effect> {
        let typed = self.burst.settle(now);
        self.told_apart(typed, now)
    }

    fn told_apart(&mut self, typed: Vec<Typed>, now: Duration) -> Vec<Effect> {
        let mut effects = Vec::new();
        for typed in typed {
            match typed {
                Typed::Key(key) if self.is_typed_ahead(now) && is_of_a_text(key) => {
                    // Whoever goes on typing has not looked up yet.
                    self.sent_at = Some(now);
                    self.keep_for_later(key);
                }
                Typed::Key(key) => {
                    let sends = self.focus == Pane::Composer && self.overlays.is_empty();
                    self.sent_at = match key.code {
                        KeyCode::Enter if sends => Some(now),
                        KeyCode::Char(_) | KeyCode::Enter => self.sent_at,
                        // No key of a text: whoever presses it knows where it goes.
                        _ => None,
                    };
                    effects.extend(self.key(key));
                }
                Typed::Paste(text, lost) => self.paste(&text, lost),
            }
        }
        effects
    }

    /// Whether a key was meant for the next line and not for the question that a command has just opened.
    fn is_typed_ahead(&self, now: Duration) -> bool {
        let asks = self.overlays.last().is_some_and(|overlay| !overlay.asked().is_empty());
        asks && self.sent_at.is_some_and(|sent| now.saturating_sub(sent) < TO_READ)
    }

    /// Puts what was typed too early into the draft, where it was meant to go; nothing is sent by it.
    fn keep_for_later(&mut self, key: KeyEvent) {
        if let KeyCode::Char(c) = key.code {
            self.edit(Edit::Insert(c));
        }
    }

    /// Text that nobody typed goes into the draft, whatever lies over it, and is never sent by itself.
    /// `lost` bytes of it were not kept on the way.
    pub(super) fn paste(&mut self, text: &str, lost: usize) {
        match self.overlays.last_mut() {
            Some(Overlay::Filter(bar)) => {
                bar.paste(text);
                return bar.try_on(&mut self.packets, &self.model);
            }
            Some(Overlay::Comment(comment)) => return comment.paste(text),
            Some(Overlay::Finder(finder)) => return finder.paste(text),
            Some(Overlay::Export(export)) => return export.paste(text),
            _ => {}
        }
        self.focus = Pane::Composer;
        self.unsay();
        self.composer.paste(text, lost);
    }

    /// Begins a command from another pane. What is typed next must not end up in a text, so that a draft that is
    /// there goes where Ctrl+Y brings it back from.
    pub(super) fn begin_command(&mut self) {
        self.focus = Pane::Composer;
        if !self.composer.input.text().is_empty() {
            self.edit(Edit::Clear);
            let key = self.model.keys.named("bring_back");
            self.notice = Some(format!("{key} brings your draft back"));
        }
        self.edit(Edit::Insert('/'));
    }

    /// Begins to look for a word: what it is follows. Once more, it is looked for in all conversations.
    pub(super) fn begin_search(&mut self) {
        if let Some(word) = self.typed_search() {
            self.leave_search();
            self.fault = self.open_finder(&word).err();
            return;
        }
        self.begin_command();
        "search ".chars().for_each(|char| self.edit(Edit::Insert(char)));
    }

    /// Edits the draft.
    pub(super) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Complete => self.complete(),
            Edit::Clear if self.composer.input.text().is_empty() => {
                let key = self.model.keys.told(Action::Quit, "/quit");
                self.notice = Some(format!("{key} quits"));
            }
            Edit::Older if self.composer.choose(Way::Back, &self.model) => {}
            Edit::Newer if self.composer.choose(Way::Forth, &self.model) => {}
            edit => self.composer.edit(edit, &mut self.history),
        }
    }

    /// What of the disk has to be read for the path that is being typed.
    pub(super) fn look_into_folder(&mut self) -> Option<Effect> {
        let typed = complete::path(self.composer.input.head());
        self.model.folder.turn_to(typed).map(Effect::ReadFolder)
    }

    /// Completes the word before the cursor, if there is something to complete; else Tab goes on.
    fn complete(&mut self) {
        if let Some((offers, chosen)) = self.composer.offers(&self.model) {
            let common = offers.common();
            let word = self.composer.input.head().get(offers.from..).unwrap_or_default();
            match (chosen.and_then(|row| offers.items.get(row)), offers.items.as_slice()) {
                (Some(item), _) | (None, [item]) => {
                    let blank = item.more.blank();
                    if format!("{}{blank}", item.word) == word {
                        return self.cycle(1);
                    }
                    self.composer.put(offers.from, &format!("{}{blank}", item.word));
                }
                (None, _) if common.len() > word.len() => self.composer.put(offers.from, &common),
                (None, _) => {
                    self.composer.choose(Way::Forth, &self.model);
                }
            }
            return;
        }
        if self.model.folder.is_awaited() && complete::path(self.composer.input.head()).is_some() {
            self.notice = Some("the folder is being read".to_owned());
            return;
        }
        let head = self.composer.input.head();
        match complete::addressed(head, &self.model).filter(|_| !head.starts_with('/')) {
            Some(head) => self.composer.input.set_head(&head),
            None => self.cycle(1),
        }
    }

    /// Enter: takes what was found or chosen, else sends the draft or does the command.
    pub(super) fn submit(&mut self) -> Vec<Effect> {
        if self.composer.found() {
            return Vec::new();
        }
        if let Some((offers, Some(row))) = self.composer.offers(&self.model)
            && let Some(item) = offers.items.get(row)
        {
            self.composer.put(offers.from, &item.word);
            if item.more != More::Whole {
                self.composer.input.insert(item.more.blank());
                return Vec::new();
            }
        }
        if self.composer.cut() > 0 {
            let missing = grouped(self.composer.cut());
            self.fault = Some(format!("nothing was sent: {missing} B of its end are not here"));
            return Vec::new();
        }
        // The line is taken first: the command may go to another conversation, which has a draft of its own.
        let draft = self.composer.input.clone();
        self.composer.take();
        self.asked_for = AskedFor::Nobody;
        match command::run(draft.text(), self) {
            Ok(effects) => {
                if !draft.text().trim().is_empty() {
                    self.history.add(draft.text());
                }
                effects
            }
            Err(why) => {
                self.composer.input = draft;
                self.fault = Some(why);
                Vec::new()
            }
        }
    }
}

/// Whether a key is a character of a text, or ends a line of it.
fn is_of_a_text(key: KeyEvent) -> bool {
    let is_held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    matches!(key.code, KeyCode::Char(_) | KeyCode::Enter) && !is_held
}
