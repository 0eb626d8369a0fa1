//! The questions of an export, one after the other; each is answered with a letter, the name is typed.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::text::Line;

use crate::capture::Bodies;
use crate::inspector::counted;
use crate::node::UnixMillis;
use crate::tui::action::{Action, Edit, Pane};
use crate::tui::effect::Effect;
use crate::tui::exporting::{ExportOrder, Form, What};
use crate::tui::keys::Keymap;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::TextInput;

use super::dialog::{answers, sentence, typed};

/// Characters of a file's name.
const NAME_MAX: usize = 1_000;

/// Which question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    What,
    Form,
    Bodies,
    /// Opened texts: really?
    Sure,
    Name,
}

/// An export on its way.
#[derive(Debug)]
pub(in crate::tui) struct Export {
    order: ExportOrder,
    step: Step,
    name: TextInput,
    /// Packets that are marked, shown and held.
    counts: [usize; 3],
    now: UnixMillis,
}

impl Export {
    pub(super) fn new(counts: [usize; 3], now: UnixMillis) -> Self {
        let order = ExportOrder::usual("");
        Self { order, step: Step::What, name: TextInput::default(), counts, now }
    }

    /// One that is known but for whether what was said may be in it.
    pub(super) fn sure(order: ExportOrder) -> Self {
        Self { order, step: Step::Sure, ..Self::new([0; 3], UnixMillis(0)) }
    }

    /// One whose file could not be written: another name may do.
    pub(super) fn again(order: ExportOrder) -> Self {
        let mut name = TextInput::default();
        name.set(&order.path);
        Self { order, step: Step::Name, name, ..Self::new([0; 3], UnixMillis(0)) }
    }

    /// What can be answered now: the letter, and what it says.
    fn choices(&self) -> Vec<(char, String)> {
        let [marked, shown, all] = self.counts;
        let some = |letter, what: &str, count: usize| {
            (count > 0).then(|| (letter, format!("{what}: {}", counted(count, "packet"))))
        };
        let of = |list: &[(char, &str)]| list.iter().map(|(c, text)| (*c, (*text).to_owned())).collect();
        match self.step {
            Step::What => {
                let list = [some('m', "marked", marked), some('s', "shown", shown), some('a', "all", all)];
                list.into_iter().flatten().collect()
            }
            Step::Form => of(&[('p', "pcapng, for Wireshark and peerscope inspect"), ('j', "JSON lines")]),
            Step::Bodies => of(&[('s', "sealed, as it was on the wire"), ('o', "with what was said")]),
            Step::Sure => of(&[('y', "yes, with what was said"), ('s', "no, sealed")]),
            Step::Name => Vec::new(),
        }
    }

    const fn asks(&self) -> &'static str {
        match self.step {
            Step::What => "Which packets?",
            Step::Form => "In which form?",
            Step::Bodies => "With or without what was said?",
            Step::Sure => "Whoever has the file can read what was said: no key is needed. Really?",
            Step::Name => "Into which file? None is written over.",
        }
    }

    /// Takes a key: whether it stays, and what is to be done.
    pub(super) fn key(&mut self, key: KeyEvent, keys: &Keymap) -> (bool, Vec<Effect>) {
        if self.step == Step::Name {
            return self.typed(key, keys);
        }
        let KeyCode::Char(letter) = key.code else { return (true, Vec::new()) };
        if !self.choices().iter().any(|(choice, _)| *choice == letter) {
            return (true, Vec::new());
        }
        self.step = match (self.step, letter) {
            (Step::What, 'm') => self.with(|order| order.what = What::Marked, Step::Form),
            (Step::What, 's') => self.with(|order| order.what = What::Shown, Step::Form),
            (Step::What, _) => self.with(|order| order.what = What::All, Step::Form),
            (Step::Form, 'p') => self.with(|order| order.form = Form::Pcapng, Step::Bodies),
            (Step::Form, _) => self.with(|order| order.form = Form::JsonLines, Step::Bodies),
            (Step::Bodies, 'o') => Step::Sure,
            (Step::Sure, 'y') => self.with(|order| order.bodies = Bodies::Opened, Step::Name),
            (Step::Bodies | Step::Sure, _) => self.with(|order| order.bodies = Bodies::Sealed, Step::Name),
            (Step::Name, _) => Step::Name,
        };
        if self.step == Step::Name && !self.order.path.is_empty() {
            return (false, vec![Effect::ExportPackets(self.order.clone())]);
        }
        if self.step == Step::Name {
            self.name.set(&self.order.form.name(self.now));
        }
        (true, Vec::new())
    }

    fn with(&mut self, change: impl FnOnce(&mut ExportOrder), next: Step) -> Step {
        change(&mut self.order);
        next
    }

    fn typed(&mut self, key: KeyEvent, keys: &Keymap) -> (bool, Vec<Effect>) {
        let name = self.name.text().trim();
        if key.code == KeyCode::Enter && !name.is_empty() {
            name.clone_into(&mut self.order.path);
            return (false, vec![Effect::ExportPackets(self.order.clone())]);
        }
        match keys.action(Pane::Composer, key) {
            Some(Action::Edit(Edit::Insert(_))) if self.name.text().len() >= NAME_MAX => {}
            Some(Action::Edit(Edit::NewLine | Edit::Search | Edit::Complete | Edit::Older | Edit::Newer)) => {
            }
            Some(Action::Edit(edit)) => self.name.edit(edit),
            _ => {}
        }
        (true, Vec::new())
    }

    /// Takes a paste.
    pub(in crate::tui) fn paste(&mut self, text: &str) {
        if self.step == Step::Name {
            let line: String = text.chars().filter(|char| !char.is_control()).take(NAME_MAX).collect();
            self.name.insert(&line);
        }
    }

    /// The question and its answers.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let role = if self.step == Step::Sure { Role::Warning } else { Role::Text };
        let mut lines = sentence(self.asks(), theme.style(role), columns);
        lines.push(Line::default());
        if self.step == Step::Name {
            lines.push(typed(&self.name, theme, columns));
        } else {
            lines.extend(answers(&self.choices(), columns));
        }
        lines
    }
}
