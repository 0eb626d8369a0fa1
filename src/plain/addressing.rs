//! To whom lines go in the line mode, and where they wait until that is known.

use std::io;

use crate::inspector::counted;
use crate::net::{PeerAddr, PeerHost};
use crate::node::{Command, PeerId, PeerInfo, PeerRef, Presence, Target};

use super::pending::{Asked, Draft, Lines};
use super::render;
use super::session::{Session, WAITING_MAX};

impl Session {
    /// Nobody answers there: texts to somebody who is known can be held instead of waiting in this process.
    pub(super) fn aim_at(&mut self, to: &PeerAddr) {
        let is_settled = self.current.is_some() && self.waiting.is_empty();
        if is_settled || self.tally.dials() != 1 || self.asked.iter().any(Asked::is_aim) {
            return;
        }
        let whom = match (&to.pin, &to.host) {
            (Some(pin), _) => pin.digits(),
            (None, PeerHost::Petname(name)) => name.clone(),
            (None, PeerHost::Place { .. }) => return,
        };
        self.asked.push_back(Asked::Aim);
        self.queue.push_back(Command::Describe(Some(PeerRef::Name(whom))));
    }

    /// Lines go to this peer from now on.
    pub(super) fn talk_to(&mut self, info: &PeerInfo) -> io::Result<()> {
        self.current = Some((info.peer, info.name.clone()));
        let there = if info.presence == Presence::Connected || self.connected.contains(&info.peer) {
            ""
        } else {
            ", who is not connected: texts are held"
        };
        self.printer.print(&render::note(format!("lines go to {} now{there}", info.name)))
    }

    /// Somebody is there for whom lines may have waited: they go there, and what is typed next, unless another
    /// peer was picked meanwhile.
    pub(super) fn meet(&mut self, info: &PeerInfo) -> io::Result<()> {
        if self.current.is_none() {
            self.talk_to(info)?;
        } else if !self.waiting.is_empty() {
            self.printer.print(&render::note(format!("the lines that waited go to {}", info.name)))?;
        }
        while let Some(draft) = self.waiting.pop_front() {
            self.give(info.peer, draft);
        }
        Ok(())
    }

    /// Somebody has come. Whoever dials others waits for those, so that nobody else gets what was meant for them.
    pub(super) fn came(&mut self, info: &PeerInfo) -> io::Result<()> {
        if self.current.is_some() {
            return Ok(());
        }
        if self.tally.dials() == 0 {
            return self.talk_to(info);
        }
        if self.waiting.is_empty() {
            return Ok(());
        }
        let name = &info.name;
        self.printer.print(&render::note(format!("lines wait for who is dialled: /msg {name} picks {name}")))
    }

    pub(super) fn say_to_all(&mut self, body: String) {
        self.queue.push_back(Command::SendText { to: Target::Everybody, body, action: false });
    }

    /// Sends something to the peer that lines go to, or keeps it until there is one.
    pub(super) fn send(&mut self, draft: Draft) -> io::Result<()> {
        let current = self.current.as_ref().map(|(peer, _)| *peer);
        let why = match current {
            Some(peer) => {
                self.give(peer, draft);
                return Ok(());
            }
            None if self.tally.dials() == 0 => {
                "nobody is connected, this was not sent: /connect ADDR dials, /msg NAME picks a peer"
            }
            None if self.waiting.len() < WAITING_MAX => {
                self.waiting.push_back(draft);
                if self.waiting.len() > 1 {
                    return Ok(());
                }
                let said = if self.is_connected() {
                    "who is dialled is not connected yet: lines wait; /msg NAME picks somebody else for the next"
                } else {
                    "nobody is connected yet: lines wait for who is dialled"
                };
                return self.printer.print(&render::note(said));
            }
            None => "1,000 lines wait for a session already, this one was not taken",
        };
        self.unsent += 1;
        self.printer.print(&render::error("send", why))
    }

    fn give(&mut self, peer: PeerId, draft: Draft) {
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
        let is_file = |draft: &&Draft| matches!(draft, Draft::File(_));
        let files = self.waiting.iter().filter(is_file).count();
        for (count, what) in [(self.waiting.len() - files, "line"), (files, "file")] {
            let (what, was) = (counted(count, what), if count == 1 { "was" } else { "were" });
            if count > 0 {
                let lost = format!("{what} that waited for a session {was} never sent");
                self.printer.print(&render::error("send", &lost))?;
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
