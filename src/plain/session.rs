//! What the line mode knows while it runs: whom it talks to, what waits, what was asked, how it will end.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::io;

use crate::history;
use crate::node::{
    Command, Delivery, Error, Event, Fingerprint, MessageId, Packet, PeerId, PeerInfo, PeerRef, Recalled,
};

use super::asking::Memory;
use super::ending::{Ending, Left, Tally};
use super::files::OpenFiles;
use super::ignored::Ignored;
use super::line::{Format, Printer};
use super::pending::{Asked, Chosen, Draft, Lines, Packets, Waiting};
use super::render;
use super::undecided::Undecided;
use crate::blast::Blast;
use crate::commands::{Wish, parse};
use crate::explain::Accounts;

/// Lines kept until whoever is dialled is there.
pub(super) const WAITING_MAX: usize = 1_000;
/// Texts on their way at which a program's stdin is not read any further.
const UNACKED_MAX: usize = 256;

/// What fails by itself: no line has asked for it.
const UNASKED: [&str; 3] = ["keylog", "save", "store"];

/// The state of the line mode. It reads no clock and waits for nothing; [`super::run`] does.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) printer: Printer,
    /// Commands that the node has not taken yet.
    pub(super) queue: VecDeque<Command>,
    pub(super) tally: Tally,
    pub(super) current: Option<(PeerId, String)>,
    /// Why lines go there.
    pub(super) chosen: Chosen,
    pub(super) undecided: Undecided,
    /// What can be asked about.
    pub(super) memory: Memory,
    pub(super) connected: HashSet<PeerId>,
    /// Whose texts are not printed.
    pub(super) ignored: Ignored,
    pub(super) waiting: Vec<Waiting>,
    unacked: BTreeSet<MessageId>,
    /// Texts of lines of which the node has said nothing yet.
    pub(super) unanswered: usize,
    files: OpenFiles,
    /// Lines that were refused: nobody was there.
    pub(super) unsent: usize,
    /// Commands that were refused.
    pub(super) refused: usize,
    pub(super) asked: VecDeque<Asked>,
    pub(super) lines: Lines,
    listening: Option<u16>,
    packets: Packets,
    dropped: u64,
    /// What the links said of their sessions.
    pub(super) accounts: Accounts,
    /// What is tried after `/compromise`.
    pub(super) blast: Option<Blast>,
}

impl Session {
    pub(super) fn new(printer: Printer, commands: Vec<Command>) -> Self {
        let mut session = Self {
            printer,
            queue: VecDeque::new(),
            tally: Tally::default(),
            current: None,
            chosen: Chosen::Came,
            undecided: Undecided::default(),
            memory: Memory::default(),
            connected: HashSet::new(),
            ignored: Ignored::default(),
            waiting: Vec::new(),
            unacked: BTreeSet::new(),
            unanswered: 0,
            files: OpenFiles::default(),
            unsent: 0,
            refused: 0,
            asked: VecDeque::new(),
            lines: Lines::Open,
            listening: None,
            packets: Packets::Hidden,
            dropped: 0,
            accounts: Accounts::default(),
            blast: None,
        };
        for command in commands {
            session.ask(command);
        }
        session
    }

    /// Whether a program's stdin may be read on: what it says is not to pile up here.
    pub(super) fn has_room(&self) -> bool {
        let may_wait = self.waiting.len() < WAITING_MAX || !self.tally.dials.is_any_tried();
        !self.is_asking() && self.unacked.len() + self.unanswered < UNACKED_MAX && may_wait
    }

    /// Whether the answer to whom lines go has to come before the next line is read.
    pub(super) fn is_asking(&self) -> bool {
        let talks = |asked: &Asked| matches!(asked, Asked::Talk(_) | Asked::Aim(_));
        let is_dialled = self.tally.dials.is_any_unanswered();
        is_dialled || !self.queue.is_empty() || self.asked.iter().any(talks)
    }

    /// No more lines come: what was asked has to be done, and then that has to be known.
    pub(super) fn fence(&mut self) {
        self.lines = Lines::Over;
        self.asked.push_back(Asked::Fence);
        self.queue.push_back(Command::Describe(None));
    }

    /// After [`Session::fence`]: whether there is nothing left that could still be done.
    pub(super) fn is_settled(&self) -> bool {
        let idle = self.queue.is_empty() && self.asked.is_empty();
        let awaited = self.waiting.iter().any(|waiting| self.tally.dials.may_be_met(waiting.group));
        let delivered = !awaited && self.unacked.is_empty() && self.files.unfinished() == 0;
        // Whoever has nothing to say need not wait for the next try.
        let is_over = if delivered { self.tally.is_hopeless() } else { self.tally.has_given_up() };
        idle && if self.tally.dials.is_in_vain() { is_over } else { delivered }
    }

    /// Whether somebody is there who could still ack.
    pub(super) fn is_connected(&self) -> bool {
        !self.connected.is_empty()
    }

    pub(super) fn ending(&self) -> Ending {
        self.tally.ending(&Left {
            unsent: self.unless_read(self.unsent) + self.waiting.len(),
            unacked: self.unacked.len() + self.files.left(),
            refused: self.unless_read(self.refused + self.files.failed()),
        })
    }

    /// The ending that was decided before the goodbye, unless something has failed or was refused since.
    pub(super) fn at_last(&self, decided: Ending) -> Ending {
        self.tally.at_last(decided, self.unless_read(self.refused))
    }

    /// A person has read what was refused; a program has only the exit code.
    fn unless_read(&self, count: usize) -> usize {
        if self.printer.is_watched() { 0 } else { count }
    }

    /// Whom lines go to.
    pub(super) fn peer(&self) -> Option<Fingerprint> {
        self.current.as_ref().map(|(peer, _)| peer.0)
    }

    pub(super) fn ask(&mut self, command: Command) {
        match &command {
            Command::Describe(_) => self.asked.push_back(Asked::Show),
            Command::Dial(_) => self.tally.dials.ask(),
            _ => {}
        }
        self.queue.push_back(command);
    }

    /// Says that something a line asked for is not done. A program learns it from how the run ends, too.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn refuse(&mut self, command: &str, why: &str) -> io::Result<()> {
        self.refused += 1;
        self.printer.print(&render::error(command, why))
    }

    /// Prints packets that were seen.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn seen(&mut self, packets: &[Packet], dropped: u64) -> io::Result<()> {
        self.memory.saw(packets, dropped);
        for packet in packets {
            if self.packets == Packets::Printed {
                self.printer.print(&render::packet(packet))?;
            }
            if let Some(line) = render::rejected(packet) {
                self.printer.print(&line)?;
            }
        }
        let news = dropped.saturating_sub(self.dropped);
        self.dropped = dropped;
        if news > 0 { self.printer.print(&render::dropped(news)) } else { Ok(()) }
    }

    /// Takes what the node tells.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn happened(&mut self, event: &Event) -> io::Result<()> {
        self.take_in(event)?;
        if self.lines == Lines::OverAndBehind {
            // Texts that had waited for a session are on their way only now.
            self.fence();
        }
        Ok(())
    }

    fn take_in(&mut self, event: &Event) -> io::Result<()> {
        self.tally.note(event);
        self.memory.note(event);
        self.ignored.note(event);
        match event {
            Event::Text { peer, number, place, .. } if self.ignored.hides(event, self.printer.format()) => {
                self.ignored.hid(*peer, (*number, *place));
                return Ok(());
            }
            Event::Peers(infos) => return self.described(infos),
            Event::Tried { theft, tried } => return self.tried(*theft, tried),
            Event::History { peer, name, lines, recalled: Recalled::AtStart(start) } => {
                return self.taken_up((*peer, name), lines, *start);
            }
            Event::History { name, lines, recalled: Recalled::ForFile(path), .. } => {
                return self.write_down(path, name, lines);
            }
            Event::CommandFailed { command: "whois", error } => {
                let command = match self.asked.pop_front() {
                    // Somebody new, who cannot be written to before there was a session.
                    Some(Asked::Aim(_)) => return Ok(()),
                    Some(Asked::Talk(_)) => "msg",
                    _ => "whois",
                };
                return self.refuse(command, &error.to_string());
            }
            Event::CommandFailed { command: "listen", .. } => self.tally.fail(),
            Event::CommandFailed { command: "connect", error } => self.dial_refused(error),
            Event::CommandFailed { command: "text", .. } => {
                self.unanswered = self.unanswered.saturating_sub(1);
                self.refused += 1;
            }
            Event::CommandFailed { command, error } if is_asked(command, error) => self.refused += 1,
            Event::DialFailed { dial, to, .. } => self.aim_at(*dial, to),
            _ => {}
        }
        let noise = match event {
            Event::File(info) => !self.files.note(info, self.printer.format()),
            other => self.is_noise(other),
        };
        if !noise {
            for line in render::event(event) {
                self.printer.print(&line)?;
            }
        }
        self.learn(event)
    }

    /// What people need not read: that a text is on its way to somebody who is there.
    fn is_noise(&self, event: &Event) -> bool {
        let Event::Delivery { peer, state, .. } = event else { return false };
        let on_its_way = match state {
            Delivery::Held => self.connected.contains(peer),
            Delivery::Written => true,
            Delivery::Acked | Delivery::Shown | Delivery::Dropped | Delivery::Expired => false,
        };
        on_its_way && self.printer.format() == Format::Text
    }

    fn learn(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Established { info, .. } => {
                self.connected.insert(info.peer);
                self.undecided.forget(info.peer);
                self.came(info)?;
            }
            Event::DialReached { dial, info } => {
                let groups = self.tally.dials.groups(*dial);
                self.meet(info, &groups)?;
            }
            Event::Closed { peer: Some(peer), .. } => {
                self.connected.remove(peer);
                // A caller's question ends with its call.
                self.undecided.forget(*peer);
            }
            Event::Text { .. }
            | Event::History { .. }
            | Event::HistoryDeleted { .. }
            | Event::AllRead { .. }
            | Event::Hearing { .. } => return self.note_read(event),
            Event::Delivery { message, state: Delivery::Held, .. } => {
                self.unacked.insert(*message);
                self.unanswered = self.unanswered.saturating_sub(1);
            }
            Event::Delivery {
                message,
                state: Delivery::Acked | Delivery::Shown | Delivery::Dropped | Delivery::Expired,
                ..
            } => {
                self.unacked.remove(message);
            }
            Event::Listening { bound, .. } => {
                if let Some(before) =
                    self.listening.replace(bound.port()).filter(|port| *port != bound.port())
                {
                    let said = format!("port {before} is closed: one port is listened on at a time");
                    self.printer.print(&render::note(said))?;
                }
            }
            Event::TrustNeeded { peer, .. } => self.undecided.ask_about(*peer),
            Event::KeyChanged { petname, .. } => self.undecided.ask_for_the_key_of(petname),
            Event::TrustChanged { peer, name, .. } => {
                // What is typed from now on goes to the key that was accepted for this name.
                self.current.iter_mut().filter(|(_, called)| called == name).for_each(|(id, _)| *id = *peer);
                self.undecided.decided(*peer, name);
            }
            Event::Renamed { peer, from, name } => {
                self.undecided.rename(from, name);
                if let Some((_, called)) = self.current.as_mut().filter(|(current, _)| current == peer) {
                    called.clone_from(name);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The answer to `Describe`.
    fn described(&mut self, infos: &[PeerInfo]) -> io::Result<()> {
        match self.asked.pop_front() {
            Some(Asked::Talk(body)) => {
                if let Some(info) = infos.first() {
                    self.pick(info)?;
                }
                body.map_or(Ok(()), |body| self.send(Draft::Text { body, action: false }))
            }
            Some(Asked::Aim(groups)) => infos.first().map_or(Ok(()), |info| self.meet(info, &groups)),
            Some(Asked::Fence) => Ok(()),
            Some(Asked::Show) | None => {
                let lines = render::peers(infos);
                lines.iter().try_for_each(|line| self.printer.print(line))
            }
        }
    }

    /// Takes a typed line; gives the goodbye when it was `/quit`.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn typed(&mut self, line: &str) -> io::Result<Option<Quit>> {
        match parse(line) {
            Wish::Nothing => {}
            Wish::Text { body, action } => self.send(Draft::Text { body, action })?,
            Wish::All(body) => self.say_to_all(body),
            Wish::Node(command) => self.ask(command),
            Wish::SendFile(path) => self.send(Draft::File(path))?,
            Wish::About(what, name) => self.about(what, name)?,
            Wish::TalkTo { name, body } => {
                self.asked.push_back(Asked::Talk(body));
                self.queue.push_back(Command::Describe(Some(PeerRef::Name(name))));
            }
            Wish::Explain { name, file } => self.explain(name.as_deref(), file.as_deref())?,
            Wish::Help(name) => {
                let lines = render::help(name.as_deref());
                lines.iter().try_for_each(|line| self.printer.print(line))?;
            }
            Wish::Why(about) => self.say_why(about.as_deref())?,
            Wish::Compromise(theft) => self.compromise(theft)?,
            Wish::History(past, name) => self.past(past, name)?,
            Wish::Search(word) => self.queue.push_back(history::search_all(word)),
            Wish::Spec(word) => self.say_spec(word.as_deref())?,
            Wish::Packets(on) => {
                self.packets = if on { Packets::Printed } else { Packets::Hidden };
                let said = if on { "packets are printed" } else { "packets are not printed" };
                self.printer.print(&render::note(said))?;
            }
            Wish::Quit(goodbye) => {
                if let Some(body) = goodbye.filter(|_| self.is_connected()) {
                    self.say_to_all(body);
                }
                return Ok(Some(Quit));
            }
            Wish::Error(command, why) => self.refuse(&command, &why)?,
        }
        Ok(None)
    }
}

/// Whether a line can have asked for what failed.
fn is_asked(command: &str, error: &Error) -> bool {
    !UNASKED.contains(&command) && !matches!(error, Error::LedgerBroken { .. })
}

/// `/quit` was typed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quit;
