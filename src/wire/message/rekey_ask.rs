//! REKEY_ASK: the responder would like new keys; only the initiator can begin.

wire_struct! {
    /// Asks the initiator to begin a rekey. It has no fields.
    pub struct RekeyAsk as "rekey_ask" {
    }
    sample b""
}
