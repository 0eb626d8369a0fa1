//! NICK: the sender calls itself something else from now on.

use crate::wire::limits::NICK_BYTES_MAX;
use crate::wire::types::Utf8Lp;

wire_struct! {
    /// A new nick.
    pub struct Nick as "nick" {
        /// What the sender calls itself: a claim.
        nick: Utf8Lp<NICK_BYTES_MAX>,
    }
}
