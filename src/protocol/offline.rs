//! Opens recorded frames with given chain keys: a capture, and the key log of its sessions.
//!
//! A frame does not say of which session it is, so that the keys of its epoch are tried until the tag of one is
//! right; from then on that direction of the link is known. Frames may begin anywhere and come in any order.

use std::collections::HashMap;

use crate::crypto::wiped_once;
use crate::defence::Defences;
use crate::link::Direction;
use crate::wire::{FrameHeader, FrameType};

use super::key_log::KeyLine;
use super::output::Opened;
use super::ratchet::ChainKey;
use super::session::unseal;

/// Messages of a chain that are stepped over to reach one. An epoch has a few hundred.
const STEPS_MAX: u64 = 65_536;
/// Steps for nothing or made before, in all: a capture of forged or shuffled frames is not to be worked at for hours.
const LOST_STEPS_MAX: u64 = 4_194_304;

/// Chain keys, and what is known of the links they belong to.
#[derive(Debug)]
pub struct Offline {
    chains: Vec<Chain>,
    /// The chains of a direction of a link, once one of them has opened a frame of it.
    links: HashMap<(u64, Direction), usize>,
    lost_steps: u64,
}

/// A chain key from a line, and how far it was stepped.
#[derive(Debug)]
struct Chain {
    key: KeyLine,
    /// The chain before this message, behind the newest that was opened.
    reached: Option<(u64, ChainKey)>,
    /// Whether it opened anything.
    fits: bool,
}

impl Offline {
    /// Keys that have opened nothing yet.
    pub fn new(lines: Vec<KeyLine>) -> Self {
        let chain = |key| Chain { key, reached: None, fits: false };
        Self { chains: lines.into_iter().map(chain).collect(), links: HashMap::new(), lost_steps: 0 }
    }

    /// What is in a frame that went this way over this link; none when no key opens it.
    pub fn open(&mut self, link: u64, direction: Direction, frame: &[u8]) -> Option<Opened> {
        let header = FrameHeader::from_slice(frame)?;
        if header.check_protocol().ok()? != FrameType::Message {
            return None;
        }
        let known = self.links.get(&(link, direction)).and_then(|known| self.chains.get(*known));
        let is_known = |chain: &Chain| {
            known.is_some_and(|known| {
                (chain.key.session_id, chain.key.flow) == (known.key.session_id, known.key.flow)
            })
        };
        let of_epoch = self.chains.iter().enumerate().filter(|(_, chain)| chain.key.epoch == header.epoch.0);
        // In captures that were put together a link has several sessions, so that the others are tried, too.
        let mut tried: Vec<_> = of_epoch.map(|(at, chain)| (!is_known(chain), at)).collect();
        tried.sort_unstable();
        for (_, at) in tried {
            let chain = self.chains.get_mut(at)?;
            let Some(steps) = chain.steps_to(header.seq.0) else { continue };
            if self.lost_steps.saturating_add(steps) > LOST_STEPS_MAX {
                continue;
            }
            let is_late = chain.reached.as_ref().is_some_and(|(reached, _)| header.seq.0 < *reached);
            if let Some(opened) = chain.open(&header, frame) {
                if is_late {
                    self.lost_steps += steps;
                }
                self.links.insert((link, direction), at);
                return Some(opened);
            }
            self.lost_steps += steps + 1;
        }
        None
    }

    /// The lines of the key log that have opened nothing so far.
    pub fn unused(&self) -> impl Iterator<Item = usize> {
        self.chains.iter().filter(|chain| !chain.fits).map(|chain| chain.key.line)
    }
}

impl Chain {
    /// The nearest chain key that is not behind this message.
    fn nearest(&self, seq: u64) -> Option<(u64, &ChainKey)> {
        let reached = self.reached.as_ref().filter(|(at, _)| *at <= seq).map(|(at, chain)| (*at, chain));
        reached.or_else(|| (self.key.first <= seq).then_some((self.key.first, &self.key.chain)))
    }

    fn steps_to(&self, seq: u64) -> Option<u64> {
        let (from, _) = self.nearest(seq)?;
        Some(seq - from).filter(|steps| *steps <= STEPS_MAX)
    }

    fn open(&mut self, header: &FrameHeader, frame: &[u8]) -> Option<Opened> {
        let seq = header.seq.0;
        let (from, nearest) = self.nearest(seq)?;
        let (unsealed, next) = wiped_once(|| {
            let mut stepped: Option<ChainKey> = None;
            for _ in from..seq {
                stepped = Some(stepped.as_ref().unwrap_or(nearest).step().1);
            }
            let (key, next) = stepped.as_ref().unwrap_or(nearest).step();
            let defences = Defences::default();
            let named = (&self.key.session_id, self.key.flow);
            let unsealed = unseal(named, key, (header, frame), defences).ok()?;
            Some((unsealed, next))
        })?;
        self.fits = true;
        // Frames that come late are opened from the line's own key; they do not set the chain back.
        if self.reached.as_ref().is_none_or(|(reached, _)| *reached <= seq) {
            self.reached = Some((seq.checked_add(1)?, next));
        }
        Some(unsealed.opened)
    }
}
