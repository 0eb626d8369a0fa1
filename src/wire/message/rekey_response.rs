//! REKEY_RESPONSE: the responder's share, and its last frame of the old epoch.

wire_struct! {
    /// The responder's share of a new epoch.
    pub struct RekeyResponse as "rekey_response" {
        /// The epoch that begins: the current one plus one.
        epoch: u16,
        /// A fresh public value.
        public: [u8; 256],
        /// Signature over the session, the epoch and the values so far.
        signature: [u8; 64],
    }
}
