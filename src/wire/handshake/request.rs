//! Flight 1: the initiator's offer, in the clear.

wire_struct! {
    /// The initiator's offer. It has one size and nothing to negotiate.
    pub struct HandshakeRequest as "handshake_request" {
        /// Lowest protocol version the initiator speaks.
        min_version: u8,
        /// Highest protocol version the initiator speaks.
        max_version: u8,
        /// Suite, 1.
        suite: u16,
        /// Fresh random bytes.
        random: [u8; 32],
        /// The initiator's Diffie-Hellman value, big-endian, padded on the left.
        public: [u8; 256],
        /// Proof of knowing the responder's identity, or random bytes that look the same.
        gate: [u8; 32],
    }
    sample &{
        let mut sample = [0x11; 324];
        [sample[2], sample[3], sample[0], sample[1]] = [0, 1, 1, 1];
        sample
    }
}
