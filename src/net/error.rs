//! What the network refused: the operation, the address, and the system's own word.

use std::io;

/// A failure of a socket operation.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody could be listened to at this address.
    #[error("cannot listen on {address}: {source}{}", bind_advice(source))]
    Bind {
        /// Where.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The peer could not be reached.
    #[error("cannot reach {address}: {source}{}", dial_advice(source))]
    Dial {
        /// Where.
        address: String,
        /// What the system said.
        source: io::Error,
    },
}

fn bind_advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::AddrInUse => "; another program has this port, give another one or 0 for any",
        io::ErrorKind::PermissionDenied => "; ports below 1024 are the system's, give a higher one",
        _ => "",
    }
}

fn dial_advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::ConnectionRefused => "; is the peer running and listening on that port?",
        io::ErrorKind::TimedOut => "; is the address right, and does a firewall allow the port?",
        _ => "",
    }
}
