//! NICK: the sender calls itself something else from now on.

use crate::wire::{Utf8Lp, limits::NICK_BYTES_MAX};

wire_struct! {
    /// A new nick.
    pub struct Nick as "nick" {
        /// What the sender calls itself: a claim.
        nick: Utf8Lp<0, NICK_BYTES_MAX>,
    }
    sample b"\0\x05alice"
}
