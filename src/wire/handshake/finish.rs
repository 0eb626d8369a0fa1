//! Flight 3: the initiator's identity under the new keys.

wire_struct! {
    /// The initiator's identity proof, sealed.
    pub struct HandshakeFinish as "handshake_finish" {
        /// The initiator's identity proof, encrypted.
        sealed: [u8; 128],
        /// HMAC-SHA-256 over the transcript, the header and the sealed proof.
        tag: [u8; 32],
    }
    sample &[0x33; 160]
}
