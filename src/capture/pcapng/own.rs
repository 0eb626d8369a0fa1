//! A record of ours back to its packet.

use super::{note, upper_pdu};
use crate::capture::Packet;
use crate::wire::UnixMillis;

/// The packet of a record and what people remarked on it; none if the record is for another dissector.
pub(in crate::capture) fn own_packet(
    data: &[u8],
    time: UnixMillis,
    comments: Vec<String>,
) -> Option<(Packet, Vec<String>)> {
    let mut packet = upper_pdu::decode(data, time)?;
    let mut remarks = comments;
    if let Some(at) = remarks.iter().position(|comment| note::apply(comment, &mut packet)) {
        remarks.remove(at);
    }
    Some((packet, remarks))
}
