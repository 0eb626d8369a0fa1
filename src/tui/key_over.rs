//! Keys while something lies over the panes.

use crossterm::event::KeyEvent;

use super::action::{Action, Pane};
use super::app::App;
use super::effect::Effect;
use super::keys::{Context, counts};
use super::overlay::{Choice, Overlay};

impl App {
    /// Gives a key to the topmost overlay. `None` if there is none, or if the key holds everywhere.
    pub(super) fn key_over(&mut self, key: KeyEvent) -> Option<Vec<Effect>> {
        let overlay = self.overlays.last_mut()?;
        match self.model.keys.over((overlay.context(), &overlay.asked()), key) {
            Some(Action::Quit | Action::Suspend | Action::Redraw | Action::Safe) => None,
            Some(action) => Some(self.act_over(action)),
            None => {
                if let Overlay::Verify(verify) = overlay {
                    verify.take_back();
                }
                Some(Vec::new())
            }
        }
    }

    /// Does what is wanted of the topmost overlay.
    pub(super) fn act_over(&mut self, action: Action) -> Vec<Effect> {
        let Some(mut overlay) = self.overlays.pop() else { return Vec::new() };
        match (overlay, action) {
            (Overlay::Palette(palette), Action::Submit) => {
                let choice = palette.choice(&self.model.keys);
                return choice.map_or_else(Vec::new, |choice| self.carry_out(choice));
            }
            (Overlay::Filter(bar), Action::Submit) => {
                self.enter_filter(bar);
                return Vec::new();
            }
            (Overlay::Finder(finder), Action::Submit) => {
                let Some((hit, word)) = finder.chosen() else {
                    self.overlays.push(Overlay::Finder(finder));
                    return Vec::new();
                };
                return self.go_to_hit(hit, word);
            }
            (Overlay::Comment(comment), Action::Submit) => {
                self.fault = self.write_beside(comment.number, comment.text()).err();
                return Vec::new();
            }
            (Overlay::Why(why), Action::Open | Action::Spec) => {
                // The explanation stays below, to come back to.
                let section = why.section();
                self.overlays.push(Overlay::Why(why));
                self.overlays.extend(section.map(Overlay::spec));
                return Vec::new();
            }
            (Overlay::Copy(copy), Action::Answer(answer)) => {
                return copy.text(answer).map_or_else(Vec::new, |text| self.copied(text));
            }
            (other, _) => overlay = other,
        }
        let (stays, effects) = overlay.act(action, &self.model.keys);
        if let Overlay::Filter(bar) = &mut overlay {
            if stays {
                bar.try_on(&mut self.packets, &self.model);
            } else {
                self.packets.draft(None);
            }
        }
        if stays {
            self.overlays.push(overlay);
            return effects;
        }
        #[cfg(feature = "lab")]
        if let Overlay::Lab(lab) = overlay {
            self.lab_left = Some(Box::new(lab));
        }
        effects
    }

    /// Does what was chosen from the list of everything. What is about packets takes the focus there first.
    fn carry_out(&mut self, choice: Choice) -> Vec<Effect> {
        match choice {
            Choice::Key(binding) => {
                if !counts(binding.context, self.focus) {
                    self.focus = place(binding.context);
                }
                self.act(binding.action)
            }
            Choice::Command(known) => {
                self.begin_command();
                self.composer.input.insert(&format!("{} ", known.name));
                if known.arguments.is_empty() { self.act(Action::Submit) } else { Vec::new() }
            }
        }
    }
}

/// A pane in which keys of this context count.
fn place(context: Context) -> Pane {
    let fits = |pane: &Pane| counts(context, *pane);
    [Pane::Packets, Pane::Details, Pane::Conversation]
        .into_iter()
        .find(fits)
        .unwrap_or_else(|| Pane::ALL.into_iter().find(fits).unwrap_or(Pane::Composer))
}
