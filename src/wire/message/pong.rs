//! PONG: the answer to PING. Its `sent_at` is the reading of the clock.

wire_struct! {
    /// Answers a PING.
    pub struct Pong as "pong" {
        /// The id of the PING.
        id: u64,
    }
    sample b"\0\0\0\0\0\0\0\x2a"
}
