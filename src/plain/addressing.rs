//! To whom lines go in the line mode, and where they wait until that is known.

use std::io;
use std::mem;

use crate::inspector::counted;
use crate::net::{PeerAddr, PeerHost};
use crate::node::{Command, DialId, Error, PeerId, PeerInfo, PeerRef, Presence, Target};

use super::pending::{Asked, Chosen, Draft, Lines, Waiting};
use super::render;
use super::session::{Session, WAITING_MAX};

impl Session {
    /// Nobody answers there: texts to somebody who is known can be held instead of waiting in this process.
    pub(super) fn aim_at(&mut self, dial: DialId, to: &PeerAddr) {
        let groups = self.tally.dials.groups(dial);
        let is_waited_for = self.waiting.iter().any(|waiting| groups.contains(&waiting.group));
        let is_plain = self.tally.dials.is_the_only_open(dial) && !self.asked.iter().any(Asked::is_aim);
        let whom = match (&to.pin, &to.host) {
            (Some(pin), _) => pin.digits(),
            (None, PeerHost::Petname(name)) => name.clone(),
            (None, PeerHost::Place { .. }) => return,
        };
        if is_plain && (is_waited_for || self.talks_to().is_none()) {
            self.aim(groups, whom);
        }
    }

    fn aim(&mut self, groups: Vec<usize>, whom: String) {
        self.asked.push_back(Asked::Aim(groups));
        self.queue.push_back(Command::Describe(Some(PeerRef::Name(whom))));
    }

    /// A dial is not made. To whoever is there already lines go as if it had just been reached.
    pub(super) fn dial_refused(&mut self, error: &Error) {
        match (self.tally.dials.refused(error), error) {
            (Some(group), Error::AlreadyConnected(name)) => self.aim(vec![group], name.clone()),
            (_, Error::AlreadyDialled(..)) => {}
            _ => self.refused += 1,
        }
    }

    /// Lines go to this peer from now on.
    pub(super) fn talk_to(&mut self, info: &PeerInfo, chosen: Chosen) -> io::Result<()> {
        self.current = Some((info.peer, info.name.clone()));
        self.chosen = chosen;
        self.tally.dials.close_group();
        let there = if info.presence == Presence::Connected || self.connected.contains(&info.peer) {
            ""
        } else {
            ", who is not connected: texts are held"
        };
        self.printer.print(&render::note(format!("lines go to {} now{there}", info.name)))
    }

    /// A person picks a peer.
    pub(super) fn pick(&mut self, info: &PeerInfo) -> io::Result<()> {
        self.talk_to(info, Chosen::Meant(self.tally.dials.aimed_at()))
    }

    /// Whom a dial of these groups, the newest last, is to is there, or texts are held for it: what waited for them goes
    /// there, and what is typed next, unless somebody was picked or dialled since.
    pub(super) fn meet(&mut self, info: &PeerInfo, groups: &[usize]) -> io::Result<()> {
        let Some(group) = groups.last().copied() else { return Ok(()) };
        let (for_it, for_others): (Vec<Waiting>, Vec<Waiting>) =
            mem::take(&mut self.waiting).into_iter().partition(|waiting| groups.contains(&waiting.group));
        self.waiting = for_others;
        let is_chosen = self.current.is_none() || self.chosen.group() < group;
        if is_chosen && group >= self.tally.dials.aimed_at() {
            self.talk_to(info, Chosen::Meant(group))?;
        } else if !for_it.is_empty() && self.peer() != Some(info.peer.0) {
            self.printer.print(&render::note(format!("the lines that waited go to {}", info.name)))?;
        }
        if is_chosen {
            // Until a newer dial is reached or taken back, what is typed waits for that.
            (self.current, self.chosen) = (Some((info.peer, info.name.clone())), Chosen::Meant(group));
        }
        for waiting in for_it {
            self.give(info.peer, waiting.draft);
        }
        Ok(())
    }

    /// Somebody has come. Lines for who is dialled wait on, so that nobody else gets what was meant for them.
    pub(super) fn came(&mut self, info: &PeerInfo) -> io::Result<()> {
        let name = &info.name;
        match &self.current {
            None if self.tally.dials.aimed_at() == 0 => self.talk_to(info, Chosen::Came),
            Some((peer, current)) if *peer != info.peer && !self.connected.contains(peer) => {
                let said =
                    format!("lines still go to {current}, who is not connected: /msg {name} picks {name}");
                self.printer.print(&render::note(said))
            }
            _ => Ok(()),
        }
    }

    /// To whom what is typed now goes, unless it waits for a dial.
    fn talks_to(&self) -> Option<PeerId> {
        let is_newest = self.chosen.group() >= self.tally.dials.aimed_at();
        self.current.as_ref().filter(|_| is_newest).map(|(peer, _)| *peer)
    }

    pub(super) fn say_to_all(&mut self, body: String) {
        self.queue.push_back(Command::SendText { to: Target::Everybody, body, action: false });
    }

    /// Sends something to the peer that lines go to, or keeps it until there is one.
    pub(super) fn send(&mut self, draft: Draft) -> io::Result<()> {
        self.tally.dials.close_group();
        if let Some(peer) = self.talks_to() {
            self.give(peer, draft);
            return Ok(());
        }
        let (group, command) = (self.tally.dials.aimed_at(), draft.command());
        let why = match group {
            0 => "nobody is connected, this was not sent: /connect ADDR dials, /msg NAME picks a peer",
            _ if !self.tally.dials.may_be_met(group) => {
                "who was dialled is dialled no more, this was not sent: /msg NAME picks a peer"
            }
            _ if self.waiting.len() < WAITING_MAX => return self.wait(Waiting { draft, group }),
            _ => "1,000 lines wait already, this one was not taken",
        };
        self.unsent += 1;
        self.printer.print(&render::error(command, why))
    }

    fn wait(&mut self, waiting: Waiting) -> io::Result<()> {
        self.waiting.push(waiting);
        if self.waiting.len() > 1 {
            return Ok(());
        }
        let said = if self.is_connected() {
            "who is dialled is not connected yet: lines wait; /msg NAME picks somebody else for the next"
        } else {
            "nobody is connected yet: lines wait for who is dialled"
        };
        self.printer.print(&render::note(said))
    }

    fn give(&mut self, peer: PeerId, draft: Draft) {
        self.unanswered += usize::from(matches!(draft, Draft::Text { .. }));
        self.queue.push_back(command(peer, draft));
        if self.lines == Lines::Over {
            self.lines = Lines::OverAndBehind;
        }
    }

    /// Names what is lost with this program.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn name_losses(&mut self) -> io::Result<()> {
        let is_file = |waiting: &&Waiting| matches!(waiting.draft, Draft::File(_));
        let files = self.waiting.iter().filter(is_file).count();
        let lines = self.waiting.len() - files;
        for (command, count, what) in [("text", lines, "line"), ("send", files, "file")] {
            let (what, was) = (counted(count, what), if count == 1 { "was" } else { "were" });
            if count > 0 {
                let lost = format!("{what} that waited for a session {was} never sent");
                self.printer.print(&render::error(command, &lost))?;
            }
        }
        Ok(())
    }
}

fn command(peer: PeerId, draft: Draft) -> Command {
    match draft {
        Draft::Text { body, action } => {
            Command::SendText { to: Target::One(PeerRef::Id(peer)), body, action }
        }
        Draft::File(path) => Command::SendFile { to: PeerRef::Id(peer), path },
    }
}
