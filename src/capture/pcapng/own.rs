//! A record of ours back to its packet.

use super::{note, upper_pdu};
use crate::capture::{COMMENT_CHARS_MAX, Packet};
use crate::wire::UnixMillis;

/// The packet of a record; none if the record is for another dissector.
pub(in crate::capture) fn own_packet(data: &[u8], time: UnixMillis, comments: &[String]) -> Option<Packet> {
    let mut packet = upper_pdu::decode(data, time)?;
    let note = comments.iter().position(|comment| note::apply(comment, &mut packet));
    let others = comments.iter().enumerate().filter(|(at, _)| Some(*at) != note);
    let said = others.map(|(_, comment)| comment.as_str()).collect::<Vec<_>>().join(" ");
    packet.comment =
        Some(said.chars().take(COMMENT_CHARS_MAX).collect()).filter(|said: &String| !said.is_empty());
    Some(packet)
}
