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
        let Some(place) = self.tally.dials.place(dial) else { return };
        let is_addressed = self.chosen == Chosen::Meant && self.waiting.is_empty();
        let is_plain = self.tally.dials.is_the_only_open(dial) && !self.asked.iter().any(Asked::is_aim);
        let whom = match (&to.pin, &to.host) {
            (Some(pin), _) => pin.digits(),
            (None, PeerHost::Petname(name)) => name.clone(),
            (None, PeerHost::Place { .. }) => return,
        };
        if is_plain && !is_addressed {
            self.aim(place, whom);
        }
    }

    fn aim(&mut self, place: usize, whom: String) {
        self.asked.push_back(Asked::Aim(place));
        self.queue.push_back(Command::Describe(Some(PeerRef::Name(whom))));
    }

    /// A dial is not made. To whoever is there already lines go as if it had just been reached.
    pub(super) fn dial_refused(&mut self, error: &Error) {
        match (self.tally.dials.refused(error), error) {
            (Some(place), Error::AlreadyConnected(name)) => self.aim(place, name.clone()),
            _ => self.refused += 1,
        }
    }

    /// Lines go to this peer from now on.
    pub(super) fn talk_to(&mut self, info: &PeerInfo, chosen: Chosen) -> io::Result<()> {
        self.current = Some((info.peer, info.name.clone()));
        self.chosen = chosen;
        let there = if info.presence == Presence::Connected || self.connected.contains(&info.peer) {
            ""
        } else {
            ", who is not connected: texts are held"
        };
        self.printer.print(&render::note(format!("lines go to {} now{there}", info.name)))
    }

    /// Whom the dial in this place of those asked for is to is there, or texts are held for it: what waited for that
    /// dial goes there, and what is typed next, unless somebody else is talked to by a wish.
    pub(super) fn meet(&mut self, info: &PeerInfo, place: usize) -> io::Result<()> {
        let (for_it, for_others) =
            mem::take(&mut self.waiting).into_iter().partition(|one| one.dials > place);
        self.waiting = for_others;
        let for_it: Vec<Waiting> = for_it;
        if self.current.is_none() || self.chosen == Chosen::Came {
            self.talk_to(info, Chosen::Meant)?;
        } else if !for_it.is_empty() && self.peer() != Some(info.peer.0) {
            self.printer.print(&render::note(format!("the lines that waited go to {}", info.name)))?;
        }
        for waiting in for_it {
            self.give(info.peer, waiting.draft);
        }
        Ok(())
    }

    /// Somebody has come. Lines for whom is dialled wait on, so that nobody else gets what was meant for them.
    pub(super) fn came(&mut self, info: &PeerInfo) -> io::Result<()> {
        if self.current.is_some() || self.is_dialling() {
            return Ok(());
        }
        self.talk_to(info, Chosen::Came)
    }

    /// Whether somebody who was dialled may still come.
    fn is_dialling(&self) -> bool {
        self.tally.dials.is_any_open(self.tally.dials.asked())
    }

    pub(super) fn say_to_all(&mut self, body: String) {
        self.queue.push_back(Command::SendText { to: Target::Everybody, body, action: false });
    }

    /// Sends something to the peer that lines go to, or keeps it until there is one.
    pub(super) fn send(&mut self, draft: Draft) -> io::Result<()> {
        let is_dialling = self.is_dialling();
        let current = self.current.as_ref().filter(|_| self.chosen == Chosen::Meant || !is_dialling);
        if let Some(peer) = current.map(|(peer, _)| *peer) {
            self.give(peer, draft);
            return Ok(());
        }
        let why = match (is_dialling, self.is_connected()) {
            (true, _) if self.waiting.len() < WAITING_MAX => return self.wait(draft),
            (true, _) => "1,000 lines wait already, this one was not taken",
            (false, true) => "it is not clear for whom this is, it was not sent: /msg NAME picks a peer",
            (false, false) => {
                "nobody is connected, this was not sent: /connect ADDR dials, /msg NAME picks a peer"
            }
        };
        self.unsent += 1;
        self.printer.print(&render::error("send", why))
    }

    fn wait(&mut self, draft: Draft) -> io::Result<()> {
        self.waiting.push(Waiting { draft, dials: self.tally.dials.asked() });
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
