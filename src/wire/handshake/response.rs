//! Flight 2, HANDSHAKE_RESPONSE.

wire_struct! {
    /// The listener's answer, 452 bytes.
    pub struct HandshakeResponse as "response" {
        /// The version chosen, 1.
        version: u8,
        /// Zero.
        reserved: u8,
        /// The one suite, 1.
        suite: u16,
        /// Fresh random bytes.
        random: [u8; 32],
        /// The listener's public value `gy`.
        public: [u8; 256],
        /// The listener's identity proof, encrypted.
        sealed: [u8; 128],
        /// Tag over the transcript and the sealed proof.
        tag: [u8; 32],
    }
}
