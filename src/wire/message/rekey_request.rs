//! REKEY_REQUEST: the initiator's share of the next epoch.

wire_struct! {
    /// The initiator's share of the next epoch.
    pub struct RekeyRequest as "rekey_request" {
        /// The epoch that begins: the current one and one more.
        epoch: u16,
        /// A fresh Diffie-Hellman value, big-endian, padded on the left.
        public: [u8; 256],
        /// Ed25519 signature over the session, the epoch and the value.
        signature: [u8; 64],
    }
    sample &{
        let mut sample = [0x55; 322];
        [sample[0], sample[1]] = [0, 2];
        sample
    }
}
