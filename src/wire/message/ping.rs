//! PING: are you there, and what time is it where you are?

wire_struct! {
    /// Asks for a PONG.
    pub struct Ping as "ping" {
        /// Comes back in the answer.
        id: u64,
    }
    sample b"\0\0\0\0\0\0\0\x2a"
}
