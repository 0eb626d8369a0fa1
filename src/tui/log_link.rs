//! From a packet to its line in net.log, and back.

use crate::inspector::{is_about, is_of_frame, is_of_link};
use crate::node::Packet;

use super::action::{Pane, Step};
use super::app::App;
use super::log::LogLine;
use super::panel::log_hidden;

/// Columns that one key moves the lines.
const SLIDE: usize = 20;

impl App {
    /// The other one of a packet and its line.
    pub(super) fn cross_log(&mut self) {
        let found = if self.focus == Pane::Log { self.show_packet() } else { self.show_line() };
        if let Err(why) = found {
            self.notice = Some(why.to_owned());
        }
    }

    /// Moves the view along lines that are longer than the pane.
    pub(super) fn slide_log(&mut self, step: Step) {
        let most = log_hidden(self);
        let columns = match step {
            Step::Ahead => self.log_skipped + SLIDE,
            _ => self.log_skipped.min(most).saturating_sub(SLIDE),
        };
        self.log_skipped = columns.min(most);
    }

    fn show_line(&mut self) -> Result<(), &'static str> {
        let packets = &self.model.packets;
        let row = self.packets.selected.and_then(|number| packets.row_of(number));
        let packet = row.and_then(|row| packets.get(row)).ok_or("no packet is selected")?;
        let line = self.model.log.find(|line| is_about(line, packet));
        let line = line.ok_or("its line is no longer here; net.log in the file has it")?;
        self.log.select(&self.model.log, line);
        self.focus = Pane::Log;
        Ok(())
    }

    fn show_packet(&mut self) -> Result<(), &'static str> {
        let number = self.packet_of_line()?;
        self.packets.show(&self.model.packets, number);
        self.focus = Pane::Packets;
        self.dissect();
        Ok(())
    }

    /// The number of the packet that the selected line is about.
    pub(super) fn packet_of_line(&self) -> Result<u64, &'static str> {
        let log = &self.model.log;
        let line = self.log.row(log).and_then(|row| log.get(row)).ok_or("no line is selected")?;
        if !is_of_frame(&*line) {
            return Err("this line is not about a frame: l goes from a frame to its packet");
        }
        let packets = &self.model.packets;
        let mut held = packets.window(0..packets.len()).rev();
        let packet = held.find(|packet| is_about(&*line, packet));
        Ok(packet.ok_or("its packet is no longer held")?.number)
    }
}

/// Whether a line is about this packet, or about its link and no frame of it.
pub(super) fn is_near(line: &LogLine, packet: &Packet) -> bool {
    is_about(line, packet) || is_of_link(line, packet)
}
