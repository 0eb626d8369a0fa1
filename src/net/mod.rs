//! The network: addresses, sockets, and the one loop that moves bytes and reads the clock.

mod address;
mod backoff;
mod clock;
mod driver;
mod error;
mod listen;
mod orders;
mod record;

pub use address::{ListenAddr, NotAnAddress, PeerAddr, PeerHost, reachable};
pub use backoff::Backoff;
pub use clock::Clock;
pub use driver::{ConnectionDriver, Done, Notice, Shared};
pub use error::Error;
pub use listen::{Listener, dial};
pub use orders::{Inbox, Input, Orders, orders};
pub use record::{LogFrames, PacketTap, PacketWatch, packet_channel};
