//! Bob's door: admission is asked about each dial, and each that it lets in has a connection of its own.

use core::time::Duration;
use std::net::{IpAddr, Ipv4Addr};

use crate::admission::{Admission, Limits, Refusal, Source};
use crate::wire::Reason;

use super::attack::Victim;
use super::end::{End, Jobs};
use super::play::{NoPeer, Play, Seen};
use super::stage::Stage;

/// The moment at which all of it happens.
const NOW: Duration = Duration::from_secs(1_000);

/// What stands between dials and connections.
#[derive(Debug)]
pub(super) struct Door {
    admission: Admission,
    /// Links that were let in and have proved nothing.
    half_open: Vec<End>,
    refusal: Option<Refusal>,
}

/// One of the addresses that are kept for examples.
pub(super) const fn address(number: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, number))
}

impl Door {
    /// Nobody has dialled yet.
    pub(super) fn new(play: &Play) -> Self {
        let admission = Admission::new(Limits::default(), play.defences);
        Self { admission, half_open: Vec::new(), refusal: None }
    }

    /// There was a session with somebody at this address not long ago.
    pub(super) fn knows(&mut self, from: IpAddr) {
        self.admission.established(NOW, from.into());
    }

    /// A dial with a request that asks for an exponentiation, and nothing more.
    pub(super) fn crowd(&mut self, play: &mut Play, from: IpAddr) {
        let random = play.chance().next().to_be_bytes()[0];
        match self.admission.admit(NOW, Source::from(from), self.half_open.len(), random) {
            Ok(()) => {
                let mut stage = Stage::listener(play, play.config());
                stage.victim.jobs = Jobs::Held;
                stage.feed(&stage.request().frame());
                self.half_open.push(stage.victim);
            }
            Err(refusal) => self.refusal = self.refusal.or(Some(refusal)),
        }
    }

    /// How many links have proved nothing.
    pub(super) const fn half_open(&self) -> usize {
        self.half_open.len()
    }

    /// A friend dials, proves itself if it is let in, and has no luck where chance decides.
    pub(super) fn friend(mut self, play: &Play, from: IpAddr) -> Result<Seen, NoPeer> {
        let (stage, _) = Stage::listening_session(play)?;
        let is_let_in = self.admission.admit(NOW, from.into(), self.half_open.len(), 0).is_ok();
        let ends = self.half_open.into_iter().chain(is_let_in.then_some(stage.victim));
        let refused = self.refusal.map(|_| (Victim::Bob, Reason::RateLimited));
        Ok(Seen { refused, ..Seen::by(ends.map(|end| (Victim::Bob, end)), is_let_in, false) })
    }
}
