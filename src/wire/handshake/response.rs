//! Flight 2: the responder's answer, and its identity under the new keys.

wire_struct! {
    /// The responder's answer.
    pub struct HandshakeResponse as "handshake_response" {
        /// Protocol version chosen, 1.
        version: u8,
        /// Zero.
        reserved: u8,
        /// Suite, 1.
        suite: u16,
        /// Fresh random bytes.
        random: [u8; 32],
        /// The responder's Diffie-Hellman value, big-endian, padded on the left.
        public: [u8; 256],
        /// The responder's identity proof, encrypted.
        sealed: [u8; 128],
        /// HMAC-SHA-256 over the transcript and the sealed proof.
        tag: [u8; 32],
    }
    sample &{
        let mut sample = [0x22; 452];
        [sample[0], sample[1], sample[2], sample[3]] = [1, 0, 0, 1];
        sample
    }
}
