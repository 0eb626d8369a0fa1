//! What a frame is for, in a conversation.

use core::fmt;

use crate::wire::Reason;

use super::trail::LineId;

/// What a frame is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It carries a line for the first time.
    Line(LineId),
    /// It carries a line that the packet of this number carried before.
    Duplicate(LineId, u64),
    /// It says that all lines up to this one have arrived.
    Acks(LineId),
    /// It says that all lines up to this one were put before a person.
    Shows(LineId),
    /// It carries no line, and this is what it is.
    Other(&'static str),
    /// It was refused, for this reason.
    Refused(Reason),
    /// It is sealed, and was not opened here.
    Sealed,
}

impl Purpose {
    /// The line it is about: of a receipt, the newest that it covers.
    pub const fn line(self) -> Option<LineId> {
        match self {
            Self::Line(line) | Self::Duplicate(line, _) | Self::Acks(line) | Self::Shows(line) => Some(line),
            Self::Other(_) | Self::Refused(_) | Self::Sealed => None,
        }
    }
}

impl fmt::Display for Purpose {
    /// `carries text 7`, `receipt: texts up to 7 have arrived`, `rekey_request, carries no text`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "carries text {}", line.number),
            Self::Duplicate(line, first) => {
                write!(f, "carries text {} again, a duplicate of packet {first}", line.number)
            }
            Self::Acks(line) => write!(f, "receipt: texts up to {} have arrived", line.number),
            Self::Shows(line) => write!(f, "receipt: texts up to {} were shown", line.number),
            Self::Other(what) => write!(f, "{what}, carries no text"),
            Self::Refused(reason) => write!(f, "refused, {reason}: nothing in it counts"),
            Self::Sealed => f.write_str("sealed, and not opened here"),
        }
    }
}
