//! PONG: the answer to PING; its `sent_at` is the clock reading.

wire_struct! {
    /// Answers a PING.
    pub struct Pong as "pong" {
        /// The id of the PING.
        id: u64,
    }
}
