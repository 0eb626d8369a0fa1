//! Captures as files: pcapng (draft-ietf-opsawg-pcapng) both ways, and pcap as others write it.
//!
//! ```text
//! section       who wrote it, and whether what was said is in it
//! interface     link type 252 (WIRESHARK_UPPER_PDU)
//! packet, ...   tags: dissector name, endpoints, ports, direction [, what was opened]; the frame
//!               comment: number, link, direction, verdict, reason, in the words of net.log and of filters
//!               comment of a person, if there is one
//! ```
//!
//! Wireshark finds the dissector by the name in the tags, so that it needs no setting. What a reader finds is only
//! what stands in the file: a comment that somebody has changed is believed as it is.

mod note;
mod own;
mod read;
mod upper_pdu;
mod write;

pub use read::Fault;
pub use write::{Bodies, Encoder};

pub(super) use own::own_packet;
pub(super) use read::{Reader, Record};
