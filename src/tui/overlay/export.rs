//! The questions of an export, one after the other; each is answered with a letter, the name is typed.

use ratatui::text::Line;

use crate::capture::Bodies;
use crate::inspector::counted;
use crate::node::UnixMillis;
use crate::tui::action::{Action, Answer, Edit};
use crate::tui::effect::Effect;
use crate::tui::exporting::{ExportOrder, Form, What};
use crate::tui::keys::Keymap;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::TextInput;

use super::dialog::{answers, edit, sentence, typed};

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

    /// Whether the name is being typed.
    pub(super) fn is_typing(&self) -> bool {
        self.step == Step::Name
    }

    /// What can be answered now.
    pub(super) fn answers(&self) -> Vec<(Answer, String)> {
        let some = |(count, (answer, what)): (&usize, (Answer, &str))| {
            (*count > 0).then(|| (answer, format!("{what}: {}", counted(*count, "packet"))))
        };
        let sets = [(Answer::Marked, "marked"), (Answer::Shown, "shown"), (Answer::All, "all")];
        let words: &[(Answer, &str)] = match self.step {
            Step::What => return self.counts.iter().zip(sets).filter_map(some).collect(),
            Step::Form => &[
                (Answer::Pcapng, "pcapng, for Wireshark and peerscope inspect"),
                (Answer::JsonLines, "JSON lines"),
            ],
            Step::Bodies => {
                &[(Answer::Sealed, "sealed, as it was on the wire"), (Answer::Opened, "with what was said")]
            }
            Step::Sure => &[(Answer::Sure, "yes, with what was said"), (Answer::Sealed, "no, sealed")],
            Step::Name => &[],
        };
        words.iter().map(|(answer, text)| (*answer, (*text).to_owned())).collect()
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

    /// Does what is wanted of it: whether it stays, and what is to be done.
    pub(super) fn act(&mut self, action: Action) -> (bool, Vec<Effect>) {
        match action {
            _ if self.is_typing() => self.typed(action),
            Action::Answer(answer) => self.answered(answer),
            _ => (true, Vec::new()),
        }
    }

    fn answered(&mut self, answer: Answer) -> (bool, Vec<Effect>) {
        let order = &mut self.order;
        self.step = match (self.step, answer) {
            (Step::What, answer) => {
                order.what = match answer {
                    Answer::Marked => What::Marked,
                    Answer::Shown => What::Shown,
                    _ => What::All,
                };
                Step::Form
            }
            (Step::Form, answer) => {
                order.form = if answer == Answer::Pcapng { Form::Pcapng } else { Form::JsonLines };
                Step::Bodies
            }
            (Step::Bodies, Answer::Opened) => Step::Sure,
            (Step::Bodies | Step::Sure | Step::Name, answer) => {
                order.bodies = if answer == Answer::Sure { Bodies::Opened } else { Bodies::Sealed };
                Step::Name
            }
        };
        if self.is_typing() && !self.order.path.is_empty() {
            return (false, vec![Effect::ExportPackets(self.order.clone())]);
        }
        if self.is_typing() {
            self.name.set(&self.order.form.name(self.now));
        }
        (true, Vec::new())
    }

    fn typed(&mut self, action: Action) -> (bool, Vec<Effect>) {
        let name = self.name.text().trim();
        match action {
            Action::Submit if !name.is_empty() => {
                name.clone_into(&mut self.order.path);
                return (false, vec![Effect::ExportPackets(self.order.clone())]);
            }
            Action::Edit(Edit::Insert(_)) if name.len() >= NAME_MAX => {}
            action => edit(&mut self.name, action),
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
    pub(super) fn lines(&self, theme: Theme, keys: &Keymap, columns: usize) -> Vec<Line<'static>> {
        let role = if self.step == Step::Sure { Role::Warning } else { Role::Text };
        let mut lines = sentence(self.asks(), theme.style(role), columns);
        lines.push(Line::default());
        if self.step == Step::Name {
            lines.push(typed(&self.name, theme, columns));
        } else {
            lines.extend(answers(&self.answers(), keys, columns));
        }
        lines
    }
}
