//! READY: the first message of each direction, and the confirmation of the keys.

use crate::wire::limits::NICK_BYTES_MAX;
use crate::wire::types::Utf8Lp;

wire_struct! {
    /// The keys are confirmed; this is where our streams of text stand.
    pub struct Ready as "ready" {
        /// Name of the sender's stream of texts.
        outbox_epoch: [u8; 16],
        /// Name of the receiver's stream as the sender last knew it; zeros for none.
        your_epoch: [u8; 16],
        /// Highest number received in that stream.
        highest: u64,
        /// What the sender calls itself: a claim.
        nick: Utf8Lp<NICK_BYTES_MAX>,
    }
}
