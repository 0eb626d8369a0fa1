//! The network: addresses, sockets, and the one loop that moves bytes and reads the clock.

mod address;
mod asked;
mod backoff;
#[cfg(feature = "lab")]
mod between;
mod clock;
mod copies;
mod driver;
mod error;
mod listen;
mod notice;
mod orders;
mod pool;
mod record;
mod wake;

#[cfg(test)]
mod tests;

pub use address::{ListenAddr, NotAnAddress, PeerAddr, PeerHost, reachable};
pub use backoff::Backoff;
#[cfg(feature = "lab")]
pub use between::{TapHandle, Tapping, tap};
pub use clock::Clock;
pub use copies::{Copies, CopiesReader, copies};
pub use driver::ConnectionDriver;
pub use error::Error;
pub use listen::{Listener, dial};
pub use notice::{Notice, Shared};
pub use orders::{Inbox, Input, Orders, orders};
pub use pool::Pool;
pub use record::{LogFrames, PacketTap, PacketWatch, packet_channel};
