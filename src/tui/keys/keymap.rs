//! The keys that count now.

use crossterm::event::{KeyCode, KeyEvent};

use crate::settings::KeyWish;
use crate::tui::action::{Action, Answer, Edit, Pane};

use super::chord::Chord;
use super::context::{Context, counts, counts_over};
use super::table::{Binding, KEYS};
use super::wishes::granted;

/// Of more keys than this, a hint shows the first ones.
const SHOWN_MAX: usize = 3;

/// The keys of each binding of the table, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Keymap {
    chords: Vec<Vec<Chord>>,
}

impl Default for Keymap {
    fn default() -> Self {
        // A test holds the table against the parser.
        let read = |binding: &Binding| binding.keys.iter().filter_map(|key| Chord::parse(key).ok()).collect();
        Self { chords: KEYS.iter().map(read).collect() }
    }
}

impl Keymap {
    /// The keys as a person wants them, and what cannot be had of it, in words.
    pub(in crate::tui) fn wished(wishes: &[KeyWish]) -> (Self, Vec<String>) {
        let usual = Self::default();
        let (chords, complaints) = granted(&usual.chords, wishes);
        (Self { chords }, complaints)
    }

    /// Every binding with its keys.
    pub(in crate::tui) fn all(&self) -> impl Iterator<Item = (&'static Binding, &[Chord])> {
        KEYS.iter().zip(self.chords.iter().map(Vec::as_slice))
    }

    /// What a key means while `pane` has the focus.
    pub(in crate::tui) fn action(&self, pane: Pane, event: KeyEvent) -> Option<Action> {
        let chord = Chord::of(event);
        let typed = chord.typed().filter(|_| pane == Pane::Composer);
        typed
            .map(|c| Action::Edit(Edit::Insert(c)))
            .or_else(|| self.find(chord, |binding| counts(binding.context, pane)))
    }

    /// What a key means wherever the focus is, also where characters are text.
    pub(in crate::tui) fn anywhere(&self, event: KeyEvent) -> Option<Action> {
        let chord = Chord::of(event);
        match chord.typed() {
            Some(_) => None,
            None => self.find(chord, |binding| binding.context == Context::Global),
        }
    }

    /// What a key means while something with keys of this context lies over the panes, and asks for these answers.
    pub(in crate::tui) fn over(
        &self,
        (context, asked): (Context, &[Answer]),
        event: KeyEvent,
    ) -> Option<Action> {
        let chord = Chord::of(event);
        let own = match chord.typed() {
            // What is typed there is a line, with the keys of one.
            _ if context == Context::Composer => self.action(Pane::Composer, event),
            Some(c) if context.types(c) => Some(Action::Edit(Edit::Insert(c))),
            _ => None,
        };
        let is_asked = |action| !matches!(action, Action::Answer(answer) if !asked.contains(&answer));
        let counts = |binding: &Binding| counts_over(binding, context, chord) && is_asked(binding.action);
        own.or_else(|| self.find(chord, counts))
    }

    /// How the first key of an answer is written.
    pub(in crate::tui) fn of_answer(&self, answer: Answer) -> Option<String> {
        let found = self.all().find(|(binding, _)| binding.action == Action::Answer(answer));
        found.and_then(|(_, keys)| keys.first()).map(Chord::to_string)
    }

    /// The keys of the action of this name, as they are written.
    pub(in crate::tui) fn written(&self, name: &str) -> Option<Vec<String>> {
        let found = self.all().find(|(binding, _)| binding.name == name);
        found.map(|(_, keys)| keys.iter().map(Chord::to_string).collect())
    }

    /// The actions that have other keys than usual, as the file would say it.
    pub(in crate::tui) fn otherwise(&self) -> Vec<KeyWish> {
        let changed = self.changed_since(&Self::default());
        let wish = |(action, chords): (&str, Option<Vec<String>>)| {
            Some(KeyWish { place: String::new(), action: action.to_owned(), chords: chords? })
        };
        changed.into_iter().filter_map(wish).collect()
    }

    /// The actions that had other keys before, with those that they have now; none where these are the usual ones.
    pub(in crate::tui) fn changed_since(&self, before: &Self) -> Vec<(&'static str, Option<Vec<String>>)> {
        let usual = Self::default();
        let rows = self.all().zip(before.chords.iter().zip(&usual.chords));
        let changed = rows.filter(|((_, now), (before, _))| now != before);
        let written = |keys: &[Chord]| keys.iter().map(Chord::to_string).collect();
        changed
            .map(|((binding, now), (_, usual))| (binding.name, (now != usual).then(|| written(now))))
            .collect()
    }

    /// The same without this key, whatever it does.
    pub(in crate::tui) fn without(&self, chord: Chord) -> Self {
        let mut keys = self.clone();
        keys.chords.iter_mut().for_each(|row| row.retain(|other| *other != chord));
        keys
    }

    fn find(&self, chord: Chord, counts: impl Fn(&Binding) -> bool) -> Option<Action> {
        let mut all = self.all();
        all.find(|(binding, keys)| counts(binding) && keys.contains(&chord))
            .map(|(binding, _)| binding.action)
    }

    /// The first key of a binding.
    pub(in crate::tui) fn first(&self, name: &str) -> Option<Chord> {
        self.all().find(|(binding, _)| binding.name == name).and_then(|(_, keys)| keys.first().copied())
    }

    /// How the first key of an action that holds everywhere is written; the command that does the same where it
    /// has none.
    pub(in crate::tui) fn told(&self, action: Action, command: &str) -> String {
        let all = self.all().filter(|(binding, _)| binding.context == Context::Global);
        let key = all.filter(|(binding, _)| binding.action == action).find_map(|(_, keys)| keys.first());
        key.map_or_else(|| command.to_owned(), Chord::to_string)
    }

    /// The key that decides about who waits, and compares digits.
    pub(in crate::tui) fn verify(&self) -> String {
        self.told(Action::Verify, "/verify")
    }

    /// How the first key of a binding is written; where it has none, the list of actions does it.
    pub(in crate::tui) fn named(&self, name: &str) -> String {
        let key = self.first(name).map(|chord| chord.to_string());
        key.unwrap_or_else(|| self.told(Action::Palette, "/help"))
    }

    /// The key that goes to a pane, as its frame names it.
    pub(in crate::tui) fn of_pane(&self, pane: Pane) -> String {
        self.told(Action::Focus(pane), "")
    }

    /// The keys of a binding in so many columns; the first of them is always there.
    pub(in crate::tui) fn label(&self, binding: &Binding, columns: usize) -> String {
        let keys = self.all().find(|(other, _)| other.name == binding.name).map_or(&[][..], |(_, keys)| keys);
        let mut label = String::new();
        for key in keys {
            let key = key.to_string();
            if label.is_empty() {
                label = key;
            } else if label.len() + 1 + key.len() <= columns {
                label = format!("{label} {key}");
            }
        }
        label
    }

    /// The first keys of some bindings together: `n/N`, `Alt+N/P`, `F2-F7`. Empty if none has a key.
    pub(in crate::tui) fn together(&self, names: &[&str]) -> String {
        let keys: Vec<Chord> = names.iter().filter_map(|name| self.first(name)).collect();
        let Some(first) = keys.first() else { return String::new() };
        let (held, key) = first.short();
        let run = keys.windows(2).all(|pair| matches!(pair, [one, next] if follows(*one, *next)));
        if let (true, Some(last)) = (run && keys.len() > SHOWN_MAX, keys.last()) {
            return format!("{held}{key}-{}", last.short().1);
        }
        let more = if keys.len() > SHOWN_MAX { "…" } else { "" };
        let rest = keys.iter().skip(1).take(SHOWN_MAX - 1).map(|chord| {
            let (also, key) = chord.short();
            match also == held {
                // Arrows need nothing between them.
                true if !key.is_ascii() => key,
                true => format!("/{key}"),
                false => format!("/{also}{key}"),
            }
        });
        format!("{held}{key}{}{more}", rest.collect::<String>())
    }
}

/// Whether one F key or digit is the next after another, with the same held down.
fn follows(one: Chord, next: Chord) -> bool {
    let number = |chord: Chord| match chord.event().code {
        KeyCode::F(number) => Some(u32::from(number)),
        KeyCode::Char(digit) => digit.to_digit(10),
        _ => None,
    };
    let same = one.event().modifiers == next.event().modifiers;
    same && number(one).zip(number(next)).is_some_and(|(one, next)| one + 1 == next)
}
