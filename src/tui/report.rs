//! `/report`: the selected packet with all that is known about it, in a file for whoever is to find out what happened.

use std::env::consts::{ARCH, OS};
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::inspector::{Layer, RowWidth, Window, dissect, hex_rows, time_text, why};
use crate::node::Packet;
use crate::text::{escape, typed_path};

use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::exporting::dated;
use super::log_link::is_near;
use super::safe::masks::log_line;

impl App {
    /// `/report [FILE]`
    pub(super) fn report_command(&mut self, typed: &str) -> Done {
        let packet = self.packets.packet(&self.model.packets).ok_or("no packet is selected: F4 has them")?;
        let what = format!("peerscope-report-packet-{}", packet.number);
        let usual = || PathBuf::from(dated(&what, self.model.now, "txt"));
        let path = if typed.is_empty() { usual() } else { typed_path(typed) };
        let said = format!("packet {} and its lines of net.log are in {}", packet.number, path.display());
        Ok(vec![Effect::Export { text: self.report(packet), path, said }])
    }

    /// What is written: nothing that was said and no key, and on a safe screen nobody's name and address.
    fn report(&self, packet: &Packet) -> String {
        let public = Packet { inner: None, ..self.public(packet).into_owned() };
        let (named, whom) = if self.is_safe() {
            ("people and addresses have other names in it", escape(&public.peer).to_string())
        } else {
            ("it names a peer and addresses, which /safe on hides", self.model.whose(packet))
        };
        let made: String = time_text(self.model.now).chars().take(16).collect();
        let mut out = format!(
            "peerscope {} on {OS} {ARCH}, {made} UTC\nNo key and nothing that was said is in this file; {named}.\n",
            env!("CARGO_PKG_VERSION"),
        );
        // A String takes all that is written to it.
        let _ = self.explain(&mut out, &public, &whom);
        let _ = fields(&mut out, &public);
        let _ = self.log_lines(&mut out, packet);
        out
    }

    fn explain(&self, out: &mut String, packet: &Packet, whom: &str) -> std::fmt::Result {
        writeln!(out, "\nPacket {} of link {}, {} UTC", packet.number, packet.conn, time_text(packet.time))?;
        if let Some(ends) = packet.endpoints {
            let (from, to) = ends.from_to(packet.direction);
            writeln!(out, "  from {from} to {to}")?;
        }
        let store = &self.model.packets;
        let later = store.window(store.first_from(packet.number + 1)..store.len());
        why(packet, whom, later).iter().try_for_each(|sentence| writeln!(out, "  {}", sentence.text))
    }

    fn log_lines(&self, out: &mut String, packet: &Packet) -> std::fmt::Result {
        writeln!(out, "\nnet.log about it and its link, as far back as the screen has it")?;
        for line in self.model.log.lines().filter(|line| is_near(line, packet)) {
            let line = if self.is_safe() { log_line(line) } else { line.clone() };
            writeln!(out, "  {}", escape(&line.to_string()))?;
        }
        Ok(())
    }
}

/// Every field with its bytes, and all bytes.
fn fields(out: &mut String, packet: &Packet) -> std::fmt::Result {
    let dissection = dissect(packet);
    writeln!(out, "\nFields: {}", dissection.authenticity.text())?;
    for node in &dissection.nodes {
        let (indent, start, end) = (2 + 2 * node.depth, node.range.start, node.range.end);
        let value = if node.is_branch() { String::new() } else { format!(": {}", node.value) };
        writeln!(out, "{:indent$}{} ({start}..{end}){value}", "", node.label)?;
    }
    writeln!(out, "\nBytes")?;
    let window = Window { width: RowWidth::Sixteen, first: 0, rows: usize::MAX };
    for row in hex_rows(&dissection, Layer::Wire, &packet.frame, window, None) {
        let hex: Vec<String> = row.cells.iter().map(|cell| cell.hex()).collect();
        let ascii: String = row.cells.iter().map(|cell| cell.ascii()).collect();
        writeln!(out, "  {}  {:<47}  {ascii}", row.offset_text(), hex.join(" "))?;
    }
    Ok(())
}
