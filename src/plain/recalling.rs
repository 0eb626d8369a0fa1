//! What was said before: at the start, when it is asked for, and in files.

use std::io;
use std::path::Path;

use crate::export;
use crate::history::{self, Past};
use crate::node::{
    By, Command, Delivery, Event, Hearing, PeerId, PeerRef, ReadBy, Recall, Recalled, Said, Start,
};
use crate::text::escape;

use super::render;
use super::session::Session;

/// Texts that are told at most, once somebody is not ignored any more; `/history` tells the others.
const HIDDEN_MAX: usize = 1_000;

impl Session {
    /// Of what was said before this run: what nobody has seen, to a program only what was not printed before, and what
    /// still waits. Of texts that were missed before these only the number is told, unless they were printed. Nothing is
    /// told of what somebody says who is ignored.
    pub(super) fn taken_up(
        &mut self,
        (peer, name): (PeerId, &str),
        lines: &[Said],
        Start { missed, unseen_from, .. }: Start,
    ) -> io::Result<()> {
        let is_ignored = self.ignored.ignores(peer, self.printer.format());
        let is_left_out = is_ignored || missed > 0 && self.printer.is_watched();
        if let Some(from) = unseen_from.filter(|_| is_left_out) {
            self.ignored.missed(peer, from, lines);
        }
        let missed = if is_ignored { 0 } else { missed };
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
                By::Them { .. } if is_ignored => false,
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

    /// A text of a peer was printed: it is seen, or read by a program. That is not said while texts before it were not.
    pub(super) fn was_printed(&mut self, peer: PeerId, number: u64) {
        if !self.ignored.printed(peer, number) {
            return;
        }
        self.queue.push_back(if self.printer.is_watched() {
            Command::Shown { peer, number }
        } else {
            Command::Printed { peer, number }
        });
    }

    /// Notes what was printed of what peers said, and what has to be yet.
    pub(super) fn note_read(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Text { peer, number, .. } => self.was_printed(*peer, *number),
            Event::History { peer, name, lines, recalled: Recalled::Asked | Recalled::Below(_) } => {
                if let Some(number) = self.ignored.caught_up(*peer, lines) {
                    self.was_printed(*peer, number);
                } else if self.ignored.behind(*peer).is_some() {
                    return self.printer.print(&render::note(history::untold(&escape(name).to_string())));
                }
            }
            Event::HistoryDeleted { peer, .. } | Event::AllRead { peer, .. } => self.ignored.forget(*peer),
            Event::Hearing { peer, name, hearing: Hearing::Heard } => return self.catch_up((*peer, name)),
            _ => {}
        }
        Ok(())
    }

    /// A person wants to hear of a peer again: what was not printed meanwhile is asked for.
    fn catch_up(&mut self, (peer, name): (PeerId, &str)) -> io::Result<()> {
        let Some(behind) = self.ignored.behind(peer) else { return Ok(()) };
        let Some((from, to)) = behind.places else {
            return self.printer.print(&render::note(history::untold(&escape(name).to_string())));
        };
        let count =
            usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX).saturating_add(1).min(HIDDEN_MAX);
        let recall = Recall::Below(to.saturating_add(1), count);
        self.queue.push_back(Command::Recall(PeerRef::Id(peer), recall));
        Ok(())
    }

    /// `/history`
    pub(super) fn past(&mut self, past: Past, name: Option<String>) -> io::Result<()> {
        let talked_to = || self.current.as_ref().map(|(peer, _)| PeerRef::Id(*peer));
        if let Some(peer) = name.map(PeerRef::Name).or_else(talked_to) {
            self.queue.push_back(past.command(peer));
            return Ok(());
        }
        self.refuse("history", "nobody is talked to: give a name")
    }

    /// Writes a conversation to a new file.
    pub(super) fn write_down(&mut self, path: &Path, name: &str, lines: &[Said]) -> io::Result<()> {
        let text = history::file(path, ("you", name), lines);
        match export::write_new(path, text.as_bytes()) {
            Ok(()) => self.printer.print(&render::note(history::written(path, lines))),
            Err(error) => self.refuse("history", &error.to_string()),
        }
    }
}
