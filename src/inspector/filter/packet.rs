//! A packet as a filter asks about it. What is not asked for is not decoded.

use core::cell::OnceCell;
use std::borrow::Cow;

use regex::bytes::Regex;

use crate::capture::Packet;
use crate::inspector::summary::Tone;
use crate::inspector::tree::Layer;
use crate::inspector::value::content;
use crate::wire::{FieldKind, Span, StructSpec, Trace, Value as WireValue, trace_frame, trace_inner};

use super::eval::{Asked, Found};
use super::expr::Filter;
use super::schema::{Fact, FilterField, Source};

impl Filter {
    /// Whether a packet is one of those asked for.
    pub fn matches(&self, packet: &Packet) -> bool {
        self.holds(&View { packet, wire: OnceCell::new(), opened: OnceCell::new() })
    }
}

/// A packet, decoded as far as was asked for.
struct View<'a> {
    packet: &'a Packet,
    wire: OnceCell<Trace>,
    opened: OnceCell<Trace>,
}

impl Asked for View<'_> {
    fn field(&self, field: &FilterField) -> Option<Found<'_>> {
        match field.source {
            Source::Packet(fact) => self.fact(fact),
            // Of a message that is sealed here, a capture may still say what kind it was.
            Source::Wire(Layer::Opened, spec) if spec.name == "kind" && self.packet.inner.is_none() => {
                field.numbered(self.packet.kind?).map(Found::Number)
            }
            Source::Wire(layer, spec) => {
                let span = self.trace(layer)?.spans.iter().find(|span| span.spec.name == spec.name)?;
                self.value(layer, span)
            }
            Source::Type(layer, body) => self.is_of(layer, body).then_some(Found::Present),
            Source::Line => None,
        }
    }

    fn says(&self, words: &Regex) -> bool {
        self.texts().any(|text| words.is_match(text))
    }
}

impl<'a> View<'a> {
    fn trace(&self, layer: Layer) -> Option<&Trace> {
        match layer {
            Layer::Wire => Some(self.wire.get_or_init(|| trace_frame(&self.packet.frame))),
            Layer::Opened => {
                let inner = self.packet.inner.as_deref()?;
                Some(self.opened.get_or_init(|| trace_inner(inner)))
            }
        }
    }

    fn value(&self, layer: Layer, span: &Span) -> Option<Found<'_>> {
        match (&span.value, span.spec.kind) {
            (WireValue::Number(number), FieldKind::Time) => Some(Found::Time(*number)),
            (WireValue::Number(number), _) => Some(Found::Number(*number)),
            // Text is compared as it was sent; what stands before it is its length.
            (WireValue::Bytes(_) | WireValue::Text(_), _) => {
                let bytes = layer.bytes(self.packet).get(span.range.clone())?;
                Some(Found::Bytes(Cow::Borrowed(content(span.spec, bytes))))
            }
        }
    }

    /// Whether the packet holds this type, a message without fields included.
    fn is_of(&self, layer: Layer, body: &StructSpec) -> bool {
        if layer == Layer::Opened && self.packet.kind == Some(body.name) {
            return true;
        }
        let Some(trace) = self.trace(layer) else { return false };
        trace.spans.iter().any(|span| body.fields.iter().any(|field| field.name == span.spec.name))
    }

    fn fact(&self, fact: Fact) -> Option<Found<'_>> {
        let packet = self.packet;
        let text = |text: &'a str| Found::Bytes(Cow::Borrowed(text.as_bytes()));
        Some(match fact {
            Fact::Number => Found::Number(packet.number),
            Fact::Conn => Found::Number(packet.conn),
            Fact::Time => Found::Time(packet.time.0),
            Fact::Peer => text(&packet.peer),
            Fact::Direction => text(packet.direction.name()),
            Fact::Size => Found::Number(u64::try_from(packet.frame.len()).unwrap_or(u64::MAX)),
            Fact::Frame => Found::Bytes(Cow::Borrowed(&packet.frame)),
            Fact::Verdict => text(packet.verdict.name()),
            Fact::Reason => text(packet.reason?.name()),
            Fact::Bad => (Tone::of(packet.verdict) == Tone::Bad).then_some(Found::Present)?,
            Fact::KeyId => Found::Bytes(Cow::Borrowed(packet.key_id.as_ref()?)),
            Fact::ExpectedSeq => Found::Number(packet.expected?.seq.0),
            Fact::ExpectedEpoch => Found::Number(packet.expected?.epoch.0.into()),
            Fact::Comment => text(packet.comment.as_deref()?),
        })
    }

    /// What a search looks through: who, what and why, and what was said.
    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let packet = self.packet;
        let known =
            [Some(packet.peer.as_str()), Some(packet.type_name), packet.kind, Some(packet.verdict.name())];
        let known = known
            .into_iter()
            .chain([packet.reason.map(crate::wire::Reason::name), packet.comment.as_deref()])
            .flatten()
            .map(str::as_bytes);
        let said = self.trace(Layer::Opened).into_iter().flat_map(|trace| &trace.spans);
        let said = said.filter(|span| matches!(span.value, WireValue::Text(_)));
        known.chain(said.filter_map(|span| layer_bytes(packet, span)))
    }
}

fn layer_bytes<'a>(packet: &'a Packet, span: &Span) -> Option<&'a [u8]> {
    Layer::Opened.bytes(packet).get(span.range.clone())
}
