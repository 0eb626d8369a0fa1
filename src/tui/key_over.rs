//! Keys while something lies over the panes.

use crossterm::event::{KeyCode, KeyEvent};

use super::action::{Action, Pane};
use super::app::App;
use super::effect::Effect;
use super::keys::{Context, counts};
use super::overlay::{Choice, Overlay};

impl App {
    /// Gives a key to the topmost overlay. `None` if there is none, or if the key holds everywhere.
    pub(super) fn key_over(&mut self, key: KeyEvent) -> Option<Vec<Effect>> {
        let action = self.model.keys.anywhere(key);
        if matches!(action, Some(Action::Quit | Action::Suspend | Action::Redraw | Action::Safe)) {
            return None;
        }
        let mut overlay = self.overlays.pop()?;
        // What is typed is a line, with the keys of one.
        let is_line = matches!(overlay, Overlay::Filter(_) | Overlay::Comment(_));
        let key = if is_line { key } else { self.model.keys.over(key) };
        if key.code == KeyCode::Enter {
            match overlay {
                Overlay::Palette(palette) => {
                    let choice = palette.choice(&self.model.keys);
                    return Some(choice.map_or_else(Vec::new, |choice| self.carry_out(choice)));
                }
                Overlay::Filter(bar) => {
                    self.enter_filter(bar);
                    return Some(Vec::new());
                }
                Overlay::Comment(comment) => {
                    self.fault = self.write_beside(comment.number, comment.text()).err();
                    return Some(Vec::new());
                }
                other => overlay = other,
            }
        }
        if let (Overlay::Why(why), KeyCode::Enter | KeyCode::Char('K')) = (&overlay, key.code) {
            // The explanation stays below, to come back to.
            let section = why.section();
            self.overlays.push(overlay);
            self.overlays.extend(section.map(Overlay::spec));
            return Some(Vec::new());
        }
        if let Overlay::Copy(copy) = &overlay
            && let Some(text) = copy.text(key.code)
        {
            return Some(self.copied(text));
        }
        let (stays, effects) = overlay.key(key, &self.model.keys);
        if let Overlay::Filter(bar) = &mut overlay {
            if stays {
                bar.try_on(&mut self.packets, &self.model.log);
            } else {
                self.packets.draft(None);
            }
        }
        if stays {
            self.overlays.push(overlay);
        }
        Some(effects)
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
                self.focus = Pane::Composer;
                self.composer.input.set(&format!("/{} ", known.name));
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
