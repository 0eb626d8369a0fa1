//! What was said before: at the start, when it is asked for, and in files.

use std::io;
use std::path::Path;

use crate::export;
use crate::history::{self, Past};
use crate::node::{By, Command, Delivery, PeerId, PeerRef, ReadBy, Said};
use crate::text::escape;

use super::render;
use super::session::Session;

impl Session {
    /// Of what was said before this run: what nobody has seen, to a program only what was not printed before, and what
    /// still waits. Of texts that were missed before these only the number is told, unless they were printed.
    pub(super) fn taken_up(
        &mut self,
        (peer, name): (PeerId, &str),
        lines: &[Said],
        missed: u64,
    ) -> io::Result<()> {
        let theirs = lines.iter().find_map(|said| match said.by {
            By::Them { read_by, .. } => Some(read_by),
            By::Us { .. } => None,
        });
        if missed > 0 && (self.printer.is_watched() || theirs == Some(ReadBy::Nobody)) {
            self.printer.print(&render::note(history::missed(&escape(name).to_string(), missed)))?;
        }
        for said in lines {
            let is_news = match said.by {
                By::Us { state, .. } => matches!(state, Delivery::Held | Delivery::Written),
                By::Them { read_by: ReadBy::Program, .. } => self.printer.is_watched(),
                By::Them { read_by, .. } => read_by == ReadBy::Nobody,
            };
            if is_news {
                self.printer.print(&render::said(name, said))?;
            }
            if is_news && matches!(said.by, By::Them { .. }) {
                self.was_printed(peer, said.number);
            }
        }
        Ok(())
    }

    /// A text of a peer was printed: it is seen, or read by a program.
    pub(super) fn was_printed(&mut self, peer: PeerId, number: u64) {
        self.queue.push_back(if self.printer.is_watched() {
            Command::Shown { peer, number }
        } else {
            Command::Printed { peer, number }
        });
    }

    /// `/history`
    pub(super) fn past(&mut self, past: Past, name: Option<String>) -> io::Result<()> {
        let talked_to = || self.current.as_ref().map(|(peer, _)| PeerRef::Id(*peer));
        if let Some(peer) = name.map(PeerRef::Name).or_else(talked_to) {
            self.queue.push_back(past.command(peer));
            return Ok(());
        }
        self.printer.print(&render::error("history", "nobody is talked to: give a name"))
    }

    /// Writes a conversation to a new file.
    pub(super) fn write_down(&mut self, path: &Path, name: &str, lines: &[Said]) -> io::Result<()> {
        let text = history::file(path, ("you", name), lines);
        let line = match export::write_new(path, text.as_bytes()) {
            Ok(()) => render::note(history::written(path, lines)),
            Err(error) => render::error("history", &error.to_string()),
        };
        self.printer.print(&line)
    }
}
