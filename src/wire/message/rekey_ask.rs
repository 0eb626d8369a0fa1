//! REKEY_ASK: the responder would like a new epoch.

wire_struct! {
    /// Asks the initiator to begin a rekey; empty.
    pub struct RekeyAsk as "rekey_ask" {
    }
}
