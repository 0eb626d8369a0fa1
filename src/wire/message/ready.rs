//! READY: the first message each way, and the confirmation of the keys.

use crate::wire::{Utf8Lp, limits::NICK_BYTES_MAX};

wire_struct! {
    /// The keys are confirmed, and this is where the two streams of texts stand.
    pub struct Ready as "ready" {
        /// Names the sender's stream of texts: random, made with it.
        outbox_epoch: [u8; 16],
        /// Names the receiver's stream as the sender last knew it; zeros for none.
        your_epoch: [u8; 16],
        /// Highest number received in that stream; 0 for none.
        highest: u64,
        /// What the sender calls itself: a claim.
        nick: Utf8Lp<0, NICK_BYTES_MAX>,
    }
    sample b"\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05alice"
}
