//! A frame as it was seen on a link.

use core::net::SocketAddr;

use crate::link::Direction;
use crate::wire::{FrameHeader, FrameType, Position, Reason, SegMsgHeader, UnixMillis, Verdict};

/// The two ends of the TCP connection that a frame crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Endpoints {
    /// This end; in a capture that somebody else made, the one that dialled.
    pub local: SocketAddr,
    /// The other end.
    pub remote: SocketAddr,
}

/// Characters of the longest comment that a person writes beside a packet.
pub const COMMENT_CHARS_MAX: usize = 500;

impl Endpoints {
    /// Of a frame that went this way, who wrote it and whom to.
    pub const fn from_to(self, direction: Direction) -> (SocketAddr, SocketAddr) {
        match direction {
            Direction::Sent => (self.local, self.remote),
            Direction::Received => (self.remote, self.local),
        }
    }

    /// The same connection from the other end.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { local: self.remote, remote: self.local }
    }
}

/// One captured frame. Cloning is for consumers; the link hands each packet over once.
#[derive(Clone)]
pub struct Packet {
    /// Counts all packets of this process, from 1.
    pub number: u64,
    /// Which link of this process.
    pub conn: u64,
    /// When it was seen.
    pub time: UnixMillis,
    /// First 8 digits of the peer's fingerprint, or its address before it is known.
    pub peer: String,
    /// Where the connection began and ended; `None` for one that is no TCP connection, as in memory.
    pub endpoints: Option<Endpoints>,
    /// Which way it went.
    pub direction: Direction,
    /// The raw bytes; of a refused frame, those that had arrived.
    pub frame: Vec<u8>,
    /// The header, once 20 bytes are there.
    pub header: Option<FrameHeader>,
    /// Name of the frame's type.
    pub type_name: &'static str,
    /// Name of the message inside, if it was sealed or opened here.
    pub kind: Option<&'static str>,
    /// Where the peer's direction stood when a received frame was looked at.
    pub expected: Option<Position>,
    /// The public name of the key it was sealed or opened with here.
    pub key_id: Option<[u8; 4]>,
    /// The opened bytes, for the person at this end only.
    pub inner: Option<Vec<u8>>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was refused.
    pub reason: Option<Reason>,
    /// What a person wrote beside it.
    pub comment: Option<String>,
}

impl Packet {
    /// A frame of which nothing is known but its bytes and its time.
    pub fn seen(frame: Vec<u8>, time: UnixMillis) -> Self {
        let segmsg = SegMsgHeader::from_slice(&frame);
        let header = FrameHeader::from_slice(&frame).filter(|_| segmsg.is_none());
        let frame_type = header.and_then(|header| FrameType::from_byte(header.frame_type));
        Self {
            number: 0,
            conn: 0,
            time,
            peer: String::new(),
            endpoints: None,
            direction: Direction::Sent,
            frame,
            header,
            type_name: match (frame_type, &segmsg) {
                (Some(frame_type), _) => frame_type.name(),
                (None, Some(header)) => header.type_name(),
                (None, None) => "unknown",
            },
            kind: None,
            expected: None,
            key_id: None,
            inner: None,
            verdict: Verdict::Seen,
            reason: None,
            comment: None,
        }
    }

    /// Whether it moved the content of a file, and nothing was wrong with it.
    pub fn is_bulk(&self) -> bool {
        let is_content = matches!(self.kind, Some("file_chunk" | "file_progress"));
        is_content && self.reason.is_none() && matches!(self.verdict, Verdict::Opened | Verdict::Sent)
    }

    /// Bytes of the frame, of what was opened of it and of the comment.
    pub fn held_bytes(&self) -> usize {
        self.frame.len()
            + self.inner.as_ref().map_or(0, Vec::len)
            + self.comment.as_ref().map_or(0, String::len)
    }
}

impl core::fmt::Debug for Packet {
    /// The plaintext stays out of every debug print.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Packet({} {} {} {})", self.number, self.direction.name(), self.type_name, self.verdict)
    }
}
