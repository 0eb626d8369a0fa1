//! What there is to know about a value in this one packet, beside the value.

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{Reason, Span, UNDECODED, UnixMillis, Value};

use super::checks::{Check, Checks};
use super::clock_text::{skew_ms, skew_text};
use super::dissect::Stop;
use super::evidence::expectation;
use super::tree::{Authenticity, Layer, Region};
use super::value::spaced;

/// What the notes are made from.
#[derive(Clone, Copy)]
pub(super) struct Notes<'a> {
    pub(super) packet: &'a Packet,
    pub(super) checks: &'a Checks,
    pub(super) authenticity: Authenticity,
    pub(super) stop: Option<&'a Stop>,
}

impl Notes<'_> {
    /// Beside a branch: who vouches for it, or who can read it.
    pub(super) fn branch(&self, layer: Layer) -> String {
        match layer {
            Layer::Wire => self.authenticity.text(),
            Layer::Opened => "open at this end only: never written to net.log",
        }
        .to_owned()
    }

    /// Beside a field: the check that refused it, else what the value means here.
    pub(super) fn field(&self, layer: Layer, span: &Span) -> String {
        let region = Region::of(layer, span.spec);
        if region == Region::Undecoded || span.spec.name == UNDECODED.name {
            return self.undecoded(layer);
        }
        if let Some(refused) = self.refused(span.spec.name) {
            return match expectation(span.spec.name, self.packet.expected) {
                Some(expected) => format!("{refused}; {expected}"),
                None => refused,
            };
        }
        if let Some(leak) = leak(span.spec.name) {
            return leak.to_owned();
        }
        match (region, &span.value) {
            (Region::Inner, Value::Number(sent_at)) if span.spec.name == "sent_at" => {
                if self.packet.kind == Some("ready") && self.packet.direction == Direction::Received {
                    return "no skew: READY may have waited here for a decision".to_owned();
                }
                let skew = skew_ms(UnixMillis(*sent_at), self.packet.time);
                if self.packet.kind == Some("text") {
                    return format!("when it was written: {} from when it was seen", skew_text(skew));
                }
                format!("skew {} when it was seen", skew_text(skew))
            }
            (Region::Sealed, _) => self.sealed(span.spec.name),
            (Region::Tag, _) => self.tag(),
            (Region::Header, _) => expectation(span.spec.name, self.packet.expected).unwrap_or_default(),
            _ => String::new(),
        }
    }

    fn refused(&self, name: &str) -> Option<String> {
        let check = self.checks.failed().filter(|check| check.field == Some(name))?;
        let Check { reason, .. } = check;
        let reason = (*reason)?;
        Some(match reason {
            Reason::BadTag | Reason::HsBadTag => {
                // The right tag for refused bytes would be a forgery to copy.
                format!("✗ {}: DIFFERS; the right tag is not shown", reason.name())
            }
            reason => format!("✗ {}: {}", reason.name(), reason.meaning()),
        })
    }

    fn undecoded(&self, layer: Layer) -> String {
        match self.stop.filter(|stop| stop.layer == layer) {
            Some(stop) => format!("stopped at byte {}: {}", stop.at, stop.what),
            None => String::new(),
        }
    }

    fn sealed(&self, name: &str) -> String {
        if name != "message.sealed" {
            return "an identity and its proof, AES-128-CTR; the peers alone can open it".to_owned();
        }
        match (self.authenticity, &self.packet.inner) {
            (_, Some(_)) => format!("AES-128-CTR{}; open below", self.key()),
            (Authenticity::NotVerified, None) => "AES-128-CTR; NOT decrypted".to_owned(),
            (_, None) => format!("AES-128-CTR{}", self.key()),
        }
    }

    /// The key by its public name.
    fn key(&self) -> String {
        self.packet.key_id.map_or_else(String::new, |id| format!(", key id {}", spaced(&id)))
    }

    fn tag(&self) -> String {
        match self.authenticity {
            Authenticity::OwnFrame => "HMAC-SHA-256, made here",
            Authenticity::Verified => "HMAC-SHA-256, ✓ equal to the computed tag",
            Authenticity::NotVerified => "HMAC-SHA-256, not verified",
        }
        .to_owned()
    }
}

/// What a field of SegMSG gives away, beside what ours does not.
fn leak(name: &str) -> Option<&'static str> {
    Some(match name {
        "segmsg.length" => "tells the exact length of a text; ours are padded to 64 bytes",
        "segmsg.hash" => "of the plaintext: equal texts show, guesses can be tested; ours carries none",
        "segmsg.timestamp" => "when it was written, for anybody; ours is sealed",
        "segmsg.payload" => "one key stream for all texts and both directions; ours has a key for each frame",
        "segmsg.tag" => "not verified; of a handshake it is zeros, which nobody checks",
        _ => return None,
    })
}
