//! CLOSE: the last message each way.

use crate::wire::Reason;

wire_struct! {
    /// Goodbye, or why not.
    pub struct Close as "close" {
        /// Number of the reason. One that is not in the registry is passed on as it is.
        reason: u16 as "close.reason" named Reason::NAMES,
        /// `seq` of the last frame received; 2^64-1 for none.
        last_seq: u64,
    }
    sample b"\0\0\0\0\0\0\0\0\0\x1f"
}
