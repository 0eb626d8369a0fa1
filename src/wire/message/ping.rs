//! PING: are you there, and what time is it where you are?

wire_struct! {
    /// Asks for a PONG.
    pub struct Ping as "ping" {
        /// Chosen by the sender, echoed by the answer.
        id: u64,
    }
}
