//! What the mouse does. Everything works without it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::action::{Action, Edit, Pane, Step};
use super::app::App;
use super::effect::Effect;
use super::overlay::Overlay;
use super::panel::{Press, peer_at};

impl App {
    /// Does what the mouse did.
    pub(super) fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        let pressed = event.kind == MouseEventKind::Down(MouseButton::Left);
        let at = (event.column, event.row).into();
        if let Some(button) = self.buttons.iter().find(|button| pressed && button.area.contains(at)) {
            return self.press(button.press);
        }
        if !self.overlays.is_empty() {
            return self.turn_over(event.kind);
        }
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) if pressed => {
                self.dragged = self.areas.split_at(event.column, event.row);
                if self.dragged.is_some() {
                    return Vec::new();
                }
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                if let Some(split) = self.dragged {
                    self.areas.drag(&mut self.desk, split, (event.column, event.row));
                }
                return Vec::new();
            }
            MouseEventKind::Up(_) => self.dragged = None,
            _ => {}
        }
        let Some(pane) = self.areas.at(event.column, event.row) else { return Vec::new() };
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.focus = pane;
                let row = usize::from(event.row.saturating_sub(self.areas.of(pane).y));
                self.click(pane, row);
                self.looked()
            }
            MouseEventKind::ScrollUp => self.wheel(pane, Step::Up),
            MouseEventKind::ScrollDown => self.wheel(pane, Step::Down),
            _ => Vec::new(),
        }
    }

    fn press(&mut self, press: Press) -> Vec<Effect> {
        let is_bare = self.overlays.is_empty();
        match press {
            Press::Key(key) => self.key(key),
            Press::Over(action) => {
                self.unsay();
                self.act_over(action)
            }
            Press::Act(action) if is_bare => self.act(action),
            Press::Offer(row) if is_bare => {
                self.focus = Pane::Composer;
                self.composer.choose_row(row);
                self.act(Action::Edit(Edit::Complete))
            }
            Press::Row(row) => {
                if let Some(Overlay::Palette(palette)) = self.overlays.last_mut() {
                    palette.select(row);
                }
                self.act_over(Action::Submit)
            }
            Press::Act(_) | Press::Offer(_) | Press::Nothing => Vec::new(),
        }
    }

    /// The wheel over what lies over the panes scrolls that.
    fn turn_over(&mut self, kind: MouseEventKind) -> Vec<Effect> {
        let step = match kind {
            MouseEventKind::ScrollUp => Step::Up,
            MouseEventKind::ScrollDown => Step::Down,
            _ => return Vec::new(),
        };
        (0..3).flat_map(|_| self.act_over(Action::Move(step))).collect()
    }

    fn wheel(&mut self, pane: Pane, step: Step) -> Vec<Effect> {
        if pane == Pane::Conversation {
            return (0..3).flat_map(|_| self.act(Action::Scroll(step))).collect();
        }
        let focus = std::mem::replace(&mut self.focus, pane);
        let mut effects = Vec::new();
        for _ in 0..3 {
            effects.extend(self.act(Action::Move(step)));
        }
        self.focus = focus;
        effects
    }

    /// A click on a row of a pane, its frame being row 0.
    fn click(&mut self, pane: Pane, row: usize) {
        match pane {
            Pane::Peers => {
                if let Some(row) = peer_at(self, self.areas.peers, row) {
                    self.peer_row = row;
                    self.talk_to(row);
                }
            }
            Pane::Log => self.log.click(&self.model.log, row, self.areas.log.height),
            Pane::Packets => {
                self.packets.click(&self.model.packets, row);
                self.dissect();
            }
            _ => {}
        }
    }
}
