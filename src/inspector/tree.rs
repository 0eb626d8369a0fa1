//! The tree of fields: what it is made of, and how a span of the decoder becomes a line of it.

use core::ops::Range;

use crate::capture::Packet;
use crate::wire::{
    Described, FieldSpec, FrameHeader, Handshake, InnerHeader, Message, PADDING, SealedMessage, SegMsgHeader,
    StructSpec, UNDECODED,
};

/// Which bytes an offset counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The frame as it stood on the wire.
    Wire,
    /// What was sealed in it, opened at this end.
    Opened,
}

impl Layer {
    /// The bytes of this layer; none of a layer that the packet does not have.
    pub fn bytes(self, packet: &Packet) -> &[u8] {
        match self {
            Self::Wire => &packet.frame,
            Self::Opened => packet.inner.as_deref().unwrap_or_default(),
        }
    }

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Opened => "opened",
        }
    }
}

/// The part of a layer that a byte belongs to: its tint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// The frame header.
    Header,
    /// What a handshake flight says in the clear.
    Clear,
    /// Ciphertext: a sealed message or an identity box.
    Sealed,
    /// A tag.
    Tag,
    /// The header under the seal.
    Inner,
    /// The payload of a message.
    Message,
    /// Padding.
    Padding,
    /// Bytes that no field holds.
    Undecoded,
}

impl Region {
    /// The word for it, as in a legend.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Clear => "clear",
            Self::Sealed => "ciphertext",
            Self::Tag => "tag",
            Self::Inner => "inner",
            Self::Message => "message",
            Self::Padding => "padding",
            Self::Undecoded => "undecoded",
        }
    }

    /// The region of a field.
    pub(super) fn of(layer: Layer, spec: &FieldSpec) -> Self {
        if spec.name == UNDECODED.name {
            return Self::Undecoded;
        }
        match layer {
            Layer::Opened if spec.name == PADDING.name => Self::Padding,
            Layer::Opened if holds(&InnerHeader::SPEC, spec) => Self::Inner,
            Layer::Opened => Self::Message,
            Layer::Wire if holds(&FrameHeader::SPEC, spec) => Self::Header,
            Layer::Wire => match label(spec.name) {
                "sealed" => Self::Sealed,
                "tag" => Self::Tag,
                _ => Self::Clear,
            },
        }
    }
}

/// Who vouches for the bytes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authenticity {
    /// This end wrote them.
    OwnFrame,
    /// A tag over them was verified.
    Verified,
    /// Nobody: no tag was verified.
    NotVerified,
}

impl Authenticity {
    /// What to say beside the values.
    pub const fn text(self) -> &'static str {
        match self {
            Self::OwnFrame => "made here",
            Self::Verified => "authenticated",
            Self::NotVerified => "NOT authenticated: do not trust these values",
        }
    }
}

/// One line of the tree: a branch, a field of the branch before it, or a field that stands alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Node {
    /// 0 for a branch or a field that stands alone, 1 for a field of a branch.
    pub depth: usize,
    /// Names the place in every packet: the name of the field, or of the type it is in.
    pub path: &'static str,
    /// What to call it beside its branch.
    pub label: &'static str,
    /// What it says, in one line of at most about a hundred characters.
    pub value: String,
    /// What there is to know about the value in this packet; may be empty.
    pub note: String,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
    /// The definition of the field; none for a branch.
    pub spec: Option<&'static FieldSpec>,
    /// Which bytes the range counts in.
    pub layer: Layer,
    /// Its bytes.
    pub range: Range<usize>,
    /// Its tint; of a branch, that of its first field.
    pub region: Region,
}

impl core::fmt::Debug for Node {
    /// The value stays out of every debug print: it may be what people say.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Node({} {} {:?})", self.layer.name(), self.path, self.range)
    }
}

impl Node {
    /// Whether fields follow that belong to it.
    pub const fn is_branch(&self) -> bool {
        self.spec.is_none()
    }
}

/// The type that a field is part of; none for padding and for bytes that no field holds.
pub(super) fn home(layer: Layer, spec: &FieldSpec) -> Option<&'static StructSpec> {
    let (fixed, registry): (&[&'static StructSpec], _) = match layer {
        Layer::Wire => {
            (const { &[&FrameHeader::SPEC, &SealedMessage::SPEC, &SegMsgHeader::SPEC] }, Handshake::ALL)
        }
        Layer::Opened => (const { &[&InnerHeader::SPEC] }, Message::ALL),
    };
    let mut types = fixed.iter().copied().chain(registry.iter().map(|entry| &entry.body));
    types.find(|found| holds(found, spec))
}

/// The heading of a branch.
pub(super) fn heading(layer: Layer, branch: &StructSpec) -> &'static str {
    match (layer, branch.name) {
        (Layer::Wire, "header") => "Frame header",
        (Layer::Wire, "segmsg") => "SegMSG header",
        (Layer::Wire, "message") => "Sealed message",
        (Layer::Wire, _) => "Handshake",
        (Layer::Opened, "inner") => "Inner header",
        (Layer::Opened, _) => "Message",
    }
}

/// Which message or flight a branch is of; empty where its heading says it all.
pub(super) fn subject(layer: Layer, branch: &StructSpec) -> &'static str {
    match (layer, branch.name) {
        (Layer::Wire, "header" | "message" | "segmsg") | (Layer::Opened, "inner") => "",
        (_, name) => name,
    }
}

/// `text.number` is `number` in its branch.
pub(super) fn label(name: &'static str) -> &'static str {
    name.rsplit('.').next().unwrap_or(name)
}

fn holds(found: &StructSpec, spec: &FieldSpec) -> bool {
    found.fields.iter().any(|field| field.name == spec.name)
}
