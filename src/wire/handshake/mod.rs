//! The three flights and the identity proof that two of them carry sealed.

mod finish;
mod proof;
mod request;
mod response;

pub use finish::HandshakeFinish;
pub use proof::IdentityProof;
pub use request::HandshakeRequest;
pub use response::HandshakeResponse;

use super::describe::StructSpec;

/// Every body that a handshake frame can have, in the order of the flights, then the opened box.
pub const ALL: [StructSpec; 4] =
    [HandshakeRequest::SPEC, HandshakeResponse::SPEC, HandshakeFinish::SPEC, IdentityProof::SPEC];
