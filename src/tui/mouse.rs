//! What the mouse does. Everything works without it.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use crate::inspector::Eyes;

use super::action::{Action, Edit, Pane, Step};
use super::app::App;
use super::effect::Effect;
use super::overlay::Overlay;
use super::panel::{Press, byte_at, entry_at, field_at, peer_at};

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
                let area = self.areas.of(pane);
                let (column, row) = (event.column.saturating_sub(area.x), event.row.saturating_sub(area.y));
                self.click(pane, (usize::from(column), usize::from(row)));
                Vec::new()
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
                let is_meant = match self.overlays.last_mut() {
                    Some(Overlay::Palette(palette)) => {
                        palette.select(row);
                        true
                    }
                    // The first click chooses, the second goes there.
                    Some(Overlay::Finder(finder)) => finder.select(row),
                    _ => false,
                };
                if is_meant { self.act_over(Action::Submit) } else { Vec::new() }
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

    /// A click in a pane, its frame being column and row 0: what stands there is selected.
    fn click(&mut self, pane: Pane, (column, row): (usize, usize)) {
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
            Pane::Conversation if self.eyes == Eyes::Mine && self.model.peer().is_some() => {
                if let Some(at) = self.presented(|app| entry_at(app, row)) {
                    self.choose(at);
                }
            }
            Pane::Details => {
                let field = self.presented(|app| field_at(app, app.areas.details, row));
                if let Some((field, (_, dissection))) = field.zip(self.dissection.as_ref()) {
                    self.packets.fields.choose(dissection, field);
                    self.packets.hold();
                }
            }
            Pane::Bytes => {
                let byte = self.presented(|app| byte_at(app, app.areas.bytes, (column, row)));
                if let Some(((layer, offset), (_, dissection))) = byte.zip(self.dissection.as_ref()) {
                    self.packets.fields.point(dissection, layer, offset);
                    self.packets.hold();
                }
            }
            Pane::Conversation | Pane::Composer => {}
        }
    }
}
