//! `peerscope log --capture FILE`: the packets that lines are about.

use std::collections::HashMap;
use std::path::Path;

use crate::capture::{Packet, read_capture};
use crate::crypto::sha256;
use crate::inspector::filter::LogFields as _;
use crate::inspector::{FramePlace, is_about, json, place_in, place_of, read_time};
use crate::netlog::{Entry, Format};
use crate::plain;
use crate::recording::load;
use crate::text::hex;

use super::error::Error;

/// How far the time of a packet may be from that of its line. Links are counted anew in each run of the program.
const APART_MS_MAX: u64 = 60_000;

/// The packets of a capture, by their places: a place has one but for copies.
#[derive(Debug)]
pub(super) struct Packets(HashMap<FramePlace, Vec<Packet>>);

impl Packets {
    /// Reads the capture.
    ///
    /// # Errors
    /// [`Error::Capture`].
    pub(super) fn load(path: &Path) -> Result<Self, Error> {
        let bytes = load(path).map_err(|source| Error::Capture { path: path.to_owned(), source })?;
        let mut places: HashMap<FramePlace, Vec<Packet>> = HashMap::new();
        read_capture(&bytes, |packet| places.entry(place_in(&packet)).or_default().push(packet));
        Ok(Self(places))
    }

    /// The packet that a line is about, as it is printed.
    pub(super) fn printed(&self, line: &Entry<'_>, format: Format) -> Option<String> {
        let packets = self.0.get(&place_of(line)?)?;
        let packet = packets.iter().find(|packet| is_it(line, packet))?;
        Some(match format {
            Format::Json => json(packet),
            Format::Text => format!("    {}", plain::packet(packet).render(plain::Format::Text)),
        })
    }
}

/// Whether a line is about this packet, and of the same run.
fn is_it(line: &Entry<'_>, packet: &Packet) -> bool {
    let is_near = read_time(line.time).is_some_and(|time| time.0.abs_diff(packet.time.0) <= APART_MS_MAX);
    let has = |name: &str, value: &dyn Fn() -> String| line.value(name).is_none_or(|said| said == value());
    is_near
        && is_about(line, packet)
        && has("bytes", &|| hex(&packet.frame).to_string())
        && has("sha256", &|| hex(&sha256(&[&packet.frame])).to_string())
}
