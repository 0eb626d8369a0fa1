//! Flight 1, HANDSHAKE_REQUEST.

wire_struct! {
    /// The dialler's offer, 324 bytes.
    pub struct HandshakeRequest as "request" {
        /// Lowest version the dialler speaks.
        min_version: u8,
        /// Highest version the dialler speaks.
        max_version: u8,
        /// The one suite, 1.
        suite: u16,
        /// Fresh random bytes.
        random: [u8; 32],
        /// The dialler's public value `gx`.
        public: [u8; 256],
        /// Proof that the dialler knows the listener's identity, or random bytes.
        gate: [u8; 32],
    }
}
