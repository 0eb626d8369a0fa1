//! REKEY_RESPONSE: the responder's share, in its last frame of the old epoch.

wire_struct! {
    /// The responder's share of the next epoch. Its next frame belongs to that epoch.
    pub struct RekeyResponse as "rekey_response" {
        /// The epoch that begins: the current one and one more.
        epoch: u16,
        /// A fresh Diffie-Hellman value, big-endian, padded on the left.
        public: [u8; 256],
        /// Ed25519 signature over the session, the epoch and both values.
        signature: [u8; 64],
    }
    sample &{
        let mut sample = [0x55; 322];
        [sample[0], sample[1]] = [0, 2];
        sample
    }
}
