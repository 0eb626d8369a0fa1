//! Rules: a display filter, and what is done with every frame that it matches.
//!
//! ```text
//! rule := filter ":" act { "," act }
//! act  := "hold" | "drop" | "duplicate" | "cut" | "delay" TIME | "flip" OFFSET
//! ```
//!
//! The filter sees what an attacker sees: a field of what is sealed is not there. An offset below zero counts from
//! the end, so that `flip -1` is in the tag.

use crate::capture::Packet;
use crate::inspector::filter::{Filter, Subject};

use super::weather::duration;

/// What is done with frames that a filter matches.
#[derive(Clone, Debug)]
pub struct Rule {
    filter: Filter,
    acts: Vec<Act>,
}

/// One thing to do with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It waits for a person.
    Hold,
    /// It never arrives.
    Drop,
    /// It arrives twice.
    Duplicate,
    /// It is longer on its way.
    Delay(core::time::Duration),
    /// The lowest bit of this byte is changed.
    Flip(i64),
    /// The connection ends before it.
    Cut,
}

impl Rule {
    /// Reads `FILTER: ACT, ACT`.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (filter, acts) = text.rsplit_once(':').ok_or("a rule is FILTER: ACT, as in seq == 3: drop")?;
        let filter =
            Filter::about(Subject::Packets, filter.trim()).map_err(|error| error.placed(filter.trim()))?;
        let acts = acts.split(',').map(|act| Act::parse(act.trim())).collect::<Result<_, _>>()?;
        Ok(Self { filter, acts })
    }

    /// What it does with this frame: nothing with those that it does not match.
    pub(super) fn acts_on(&self, packet: &Packet) -> &[Act] {
        if self.filter.matches(packet) { &self.acts } else { &[] }
    }
}

impl Act {
    fn parse(text: &str) -> Result<Self, String> {
        let unknown = || format!("{text:?} is no act: hold, drop, duplicate, cut, delay 200ms or flip -1");
        let (word, value) = text.split_once(' ').map_or((text, ""), |(word, value)| (word, value.trim()));
        Ok(match (word, value) {
            ("hold", "") => Self::Hold,
            ("drop", "") => Self::Drop,
            ("duplicate", "") => Self::Duplicate,
            ("cut", "") => Self::Cut,
            ("delay", time) => Self::Delay(duration(time)?),
            ("flip", at) => Self::Flip(at.parse().map_err(|_not_a_number| unknown())?),
            _ => return Err(unknown()),
        })
    }
}

/// The place of an offset, which counts from the end below zero.
pub(super) fn place(offset: i64, length: usize) -> Option<usize> {
    let from_end = i64::try_from(length).ok()?.checked_add(offset)?;
    let at = usize::try_from(if offset < 0 { from_end } else { offset }).ok()?;
    (at < length).then_some(at)
}
