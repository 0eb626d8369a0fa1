//! CLOSE: goodbye, or why not.

wire_struct! {
    /// The last message of a direction.
    pub struct Close as "close" {
        /// Number of the reason; 0 is goodbye.
        reason: u16,
        /// Number of the last frame received; 2^64-1 for none.
        last_seq: u64,
    }
}
