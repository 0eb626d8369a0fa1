//! `/compromise`: what a theft would open of the frames that are kept to be asked about.

use std::io;

use crate::blast::Blast;
use crate::node::{Exposed, Theft};

use super::render;
use super::session::Session;

impl Session {
    /// Begins to try all frames, or ends it.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn compromise(&mut self, theft: Option<Theft>) -> io::Result<()> {
        self.blast = None;
        let Some(theft) = theft else { return Ok(()) };
        let Some((peer, _)) = self.current else {
            return self.refuse("compromise", "nobody is talked to");
        };
        self.blast = Some(Blast::begin(peer, theft, self.memory.packets()));
        self.try_on()
    }

    /// What the session says of some of them.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn tried(&mut self, theft: Theft, tried: &[(u64, Option<Exposed>)]) -> io::Result<()> {
        let Some(blast) = &mut self.blast else { return Ok(()) };
        blast.take((theft, tried), self.memory.packets());
        for (number, _) in tried {
            if let Some(painted) = blast.of(*number) {
                self.printer.print(&render::exposed(*number, painted))?;
            }
        }
        self.try_on()
    }

    fn try_on(&mut self) -> io::Result<()> {
        let Some(blast) = &self.blast else { return Ok(()) };
        match blast.next(self.memory.packets()) {
            Some(command) => self.ask(command),
            None => self.printer.print(&render::note(blast.told()))?,
        }
        Ok(())
    }
}
