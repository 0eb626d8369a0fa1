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
        if matches!(action, Some(Action::Quit | Action::Suspend | Action::Redraw)) {
            return None;
        }
        let mut overlay = self.overlays.pop()?;
        if let (Overlay::Palette(palette), KeyCode::Enter) = (&overlay, key.code) {
            return Some(
                palette.choice(&self.model.keys).map_or_else(Vec::new, |choice| self.carry_out(choice)),
            );
        }
        if key.code == KeyCode::Enter
            && let Overlay::Filter(bar) = overlay
        {
            self.enter_filter(bar);
            return Some(Vec::new());
        }
        let (stays, effects) = overlay.key(key, &self.model.keys);
        if let Overlay::Filter(bar) = &overlay {
            if stays {
                bar.try_on(&mut self.packets);
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
