//! The network: addresses, sockets, and the one loop that moves bytes and reads the clock.

mod address;
mod admission;
mod backoff;
#[cfg(feature = "lab")]
mod between;
mod bucket;
mod clock;
mod copies;
mod driver;
mod error;
mod intake;
mod limits;
mod listen;
mod notice;
mod orders;
mod places;
mod pool;
mod record;
mod rejects;
mod wake;

#[cfg(test)]
mod tests;

pub use address::{ListenAddr, NotAnAddress, PeerAddr, PeerHost, reachable};
pub use admission::{Admission, Fault, Refusal, Source};
pub use backoff::Backoff;
#[cfg(feature = "lab")]
pub use between::{TapHandle, Tapping, tap};
pub use bucket::Rate;
pub use clock::Clock;
pub use copies::{Copies, CopiesReader, copies};
pub use driver::ConnectionDriver;
pub use error::Error;
pub use limits::Limits;
pub use listen::{Listener, dial};
pub use notice::{Notice, Shared};
pub use orders::{Inbox, Input, Orders, orders};
pub use places::{Acquaintance, Taken};
pub use pool::Pool;
pub use record::{LogFrames, PacketTap, PacketWatch, packet_channel};
pub use rejects::{CallerLog, Note, RejectLog, Rest};
