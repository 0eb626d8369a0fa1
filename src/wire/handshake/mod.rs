//! The registry of handshake flights, and the identity proof that two of them carry sealed.

mod finish;
mod proof;
mod request;
mod response;

pub use proof::IdentityProof;

messages! {
    /// The body of a handshake frame, by frame type.
    pub enum Handshake {
        0x02 => request::HandshakeRequest,
        0x03 => response::HandshakeResponse,
        0x04 => finish::HandshakeFinish,
    }
}
