//! `peerscope lab compromise`: what a copy of a peer's memory opens of everything that was recorded.

use std::io::{self, Write};

use crate::lab::{Moment, Recorded};

/// Prints the moments, frames that end alike in one line.
pub(super) fn print(moments: &[Moment], out: &mut impl Write) -> io::Result<()> {
    for moment in moments {
        writeln!(out, "bob's memory is copied {}:", moment.when)?;
        for alike in moment.frames.chunk_by(is_alike) {
            let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
            let range = format!("epoch {}, seq {} to {}", first.epoch, first.seq, last.seq);
            writeln!(out, "  {range:<24} {}", first.why())?;
        }
    }
    writeln!(out, "a copy of one message key opens its frame; a copy of the identity key opens none of them")
}

fn is_alike(one: &Recorded, next: &Recorded) -> bool {
    (one.epoch, one.exposed) == (next.epoch, next.exposed)
}
