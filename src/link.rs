//! The seam on a link: which way a frame went, and who may sit in between.
//!
//! A [`Middlebox`] sees the bytes of both directions and decides their fate. The arena of the lab, the
//! simulation tests and a tapped link use the same trait.

/// Which way bytes crossed the link, seen from this end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// This end wrote them.
    Sent,
    /// The other end wrote them.
    Received,
}

impl Direction {
    /// The word used in net.log, in filters and in line mode.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }

    /// The same way, seen from the other end.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
        }
    }
}

/// Which of the two ends of a link wrote the bytes a [`Middlebox`] is looking at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The end that dialled.
    Initiator,
    /// The end that listened.
    Responder,
}

/// What a middlebox does with a piece of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Passed on as it is.
    Forward,
    /// Never arrives.
    Drop,
    /// Something else arrives instead.
    Replace(Vec<u8>),
    /// Passed on, and these bytes after it.
    Inject(Vec<u8>),
    /// Passed on after the next piece of the same direction.
    Delay,
}

/// Somebody between two ends who sees each written piece and decides its fate.
pub trait Middlebox {
    /// Called once for every piece written by `origin`, in order.
    fn handle(&mut self, origin: Origin, bytes: &[u8]) -> Fate;
}

/// The middlebox of an honest network: everything arrives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Transparent;

impl Middlebox for Transparent {
    fn handle(&mut self, _origin: Origin, _bytes: &[u8]) -> Fate {
        Fate::Forward
    }
}
