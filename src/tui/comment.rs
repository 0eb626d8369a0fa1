//! Writing beside a packet, and copying its bytes.

use crate::capture::COMMENT_CHARS_MAX;
use crate::inspector::Layer;

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::overlay::{CommentBox, Overlay};

impl App {
    /// The key: asks for the comment.
    pub(super) fn open_comment(&mut self) {
        let Some(packet) = self.packets.packet(&self.model.packets) else { return };
        let comment = packet.comment.as_deref().unwrap_or_default();
        self.overlays.push(Overlay::Comment(CommentBox::new(packet.number, comment)));
        self.packets.hold();
    }

    /// `/comment TEXT`, beside the selected packet.
    pub(super) fn comment_command(&mut self, text: &str) -> Done {
        let number = self.packets.packet(&self.model.packets).map(|packet| packet.number);
        self.write_beside(number.ok_or("no packet is selected")?, text)?;
        Ok(Vec::new())
    }

    /// Writes beside a packet; nothing takes away what stood there.
    pub(super) fn write_beside(&mut self, number: u64, text: &str) -> Result<(), String> {
        let text: String = text.trim().chars().take(COMMENT_CHARS_MAX).collect();
        let said = if text.is_empty() { "no comment any more" } else { "a comment now" };
        let store = &mut self.model.packets;
        if !store.comment(number, Some(text.as_str()).filter(|text| !text.is_empty())) {
            return Err("the packet is no longer held".to_owned());
        }
        if let Some(packet) = store.row_of(number).and_then(|row| store.get(row)) {
            self.packets.look_again(packet);
        }
        self.notice = Some(format!("packet {number} has {said}"));
        self.dissect();
        Ok(())
    }

    /// Asks in which form to copy: the frame, or in the details and the bytes what is selected there.
    pub(super) fn copy_as(&mut self) {
        let packet = self.packet_seen();
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return };
        let field = self.packets.fields.field(dissection).filter(|_| self.focus != Pane::Packets);
        let (what, bytes) = match field.and_then(|index| Some((index, dissection.nodes.get(index)?))) {
            Some((index, node)) => (node.path.to_owned(), dissection.bytes(index, &packet)),
            None => (format!("packet {}", packet.number), Layer::Wire.bytes(&packet)),
        };
        let bytes = bytes.to_vec();
        self.overlays.push(Overlay::copy(what, bytes));
    }
}
