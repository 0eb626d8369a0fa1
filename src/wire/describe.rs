//! One definition per wire type, and its readers: encoder, decoder, inspector, filters and logs, the spec.
//!
//! `wire_struct!` defines a type, `messages!` lists types under their numbers.

use core::ops::Range;

use crate::text::PeerText;

use super::codec::Codec;

/// What a field means; its size stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Bytes without inner structure.
    Bytes,
    /// A big-endian number.
    Number,
    /// UTF-8 text chosen by the peer.
    Text,
    /// A big-endian number of milliseconds since 1970-01-01 00:00 UTC.
    Time,
}

/// How many bytes a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSize {
    /// Always this many.
    Fixed(usize),
    /// A two-byte big-endian length, which belongs to the field, then `min` to `max` bytes.
    Prefixed {
        /// Fewest bytes after the length.
        min: usize,
        /// Most bytes after the length.
        max: usize,
    },
    /// `min` to `max` bytes: what the fields of fixed size leave.
    Rest {
        /// Fewest bytes.
        min: usize,
        /// Most bytes.
        max: usize,
    },
}

impl FieldSize {
    /// Fewest bytes on the wire.
    pub const fn bytes_min(self) -> usize {
        match self {
            Self::Fixed(size) | Self::Rest { min: size, .. } => size,
            Self::Prefixed { min, .. } => min + 2,
        }
    }

    /// Most bytes on the wire.
    pub const fn bytes_max(self) -> usize {
        match self {
            Self::Fixed(size) | Self::Rest { max: size, .. } => size,
            Self::Prefixed { max, .. } => max + 2,
        }
    }
}

/// A field as filters, logs, the inspector and the spec see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its name everywhere, as `text.number`; a prefix `peerscope.` is understood.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
    /// What it means.
    pub kind: FieldKind,
    /// How many bytes it takes.
    pub size: FieldSize,
    /// Names of its values, if they have names.
    pub values: &'static [(u64, &'static str)],
}

impl FieldSpec {
    /// The name of a value, if it has one.
    pub fn name_of(&self, number: u64) -> Option<&'static str> {
        self.values.iter().find(|(value, _)| *value == number).map(|(_, name)| *name)
    }
}

/// A wire type: its fields in the order of their bytes, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StructSpec {
    /// Its name everywhere, as `text`.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub doc: &'static str,
    /// Its fields.
    pub fields: &'static [FieldSpec],
}

impl StructSpec {
    /// Fewest bytes on the wire.
    pub fn bytes_min(&self) -> usize {
        self.fields.iter().map(|field| field.size.bytes_min()).sum()
    }

    /// Most bytes on the wire.
    pub fn bytes_max(&self) -> usize {
        self.fields.iter().map(|field| field.size.bytes_max()).sum()
    }
}

/// A line of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageSpec {
    /// Its number on the wire.
    pub kind: u8,
    /// Its type.
    pub body: StructSpec,
    /// One valid encoding, for tests, fuzzers and the spec.
    pub sample: &'static [u8],
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number or a time.
    Number(u64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Text.
    Text(PeerText),
}

/// A field found in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which field.
    pub spec: &'static FieldSpec,
    /// Its bytes, from the start of what was decoded.
    pub range: Range<usize>,
    /// What it says.
    pub value: Value,
}

/// A type that can be a field.
pub trait WireField: Codec {
    /// What it means.
    const KIND: FieldKind;
    /// How many bytes it takes.
    const SIZE: FieldSize;

    /// Its value.
    fn value(&self) -> Value;
}

/// A type defined by `wire_struct!`.
pub trait Described: Codec {
    /// Its name and fields.
    const SPEC: StructSpec;
    /// One valid encoding.
    const SAMPLE: &'static [u8];
}

/// Defines a wire type:
///
/// ```text
/// wire_struct! {
///     /// Are you there?
///     pub struct Ping as "ping" {
///         /// Comes back in the answer.
///         id: u64,
///     }
///     sample b"\0\0\0\0\0\0\0\x07"
///     check |ping| { ... }                                  // optional: Some((offset, value)) is refused
/// }
/// ```
///
/// expands to the struct, to a `Codec` that writes and reads the fields in order, and to its `Described` with
/// the field `ping.id`. A field may have a name of its own, `kind: u8 as "kind"`, and named values,
/// `as "kind" named Message::NAMES`.
macro_rules! wire_struct {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derived:ident),+)])?
        pub struct $type:ident as $label:literal {
            $(
                $(#[doc = $field_doc:literal])+
                $field:ident: $field_type:ty $(as $name:literal $(named $values:expr)?)?,
            )*
        }
        sample $sample:expr
        $(, check |$checked:ident| $check:expr)?
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq $(, $($derived),+)?)]
        pub struct $type {
            $( $(#[doc = $field_doc])+ pub $field: $field_type, )*
        }

        impl $crate::wire::Described for $type {
            const SPEC: $crate::wire::StructSpec = $crate::wire::StructSpec {
                name: $label,
                doc: concat!($($doc),+).trim_ascii(),
                fields: &[ $( $crate::wire::FieldSpec {
                    name: field_name!($label, $field $(, $name)?),
                    doc: concat!($($field_doc),+).trim_ascii(),
                    kind: <$field_type as $crate::wire::WireField>::KIND,
                    size: <$field_type as $crate::wire::WireField>::SIZE,
                    values: field_values!($($($values)?)?),
                }, )* ],
            };
            const SAMPLE: &'static [u8] = $sample;
        }

        impl $crate::wire::Codec for $type {
            fn encode(&self, _out: &mut Vec<u8>) {
                $( $crate::wire::Codec::encode(&self.$field, _out); )*
            }

            fn decode(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let _start = reader.at();
                let mut _specs = <Self as $crate::wire::Described>::SPEC.fields.iter();
                let decoded = Self { $( $field: match _specs.next() {
                    Some(spec) => reader.field::<$field_type>(spec)?,
                    None => <$field_type as $crate::wire::Codec>::decode(reader)?,
                }, )* };
                $( {
                    let $checked = &decoded;
                    let refused: Option<(usize, u64)> = $check;
                    if let Some((offset, value)) = refused {
                        let kind = $crate::wire::DecodeErrorKind::Unknown { value };
                        return Err($crate::wire::DecodeError { at: _start + offset, kind });
                    }
                } )?
                Ok(decoded)
            }
        }
    };
}

/// The name of a field: its own, or that of the struct and the field.
macro_rules! field_name {
    ($label:literal, $field:ident) => {
        concat!($label, ".", stringify!($field))
    };
    ($label:literal, $field:ident, $name:literal) => {
        $name
    };
}

/// The named values of a field, if there are any.
macro_rules! field_values {
    () => {
        &[]
    };
    ($values:expr) => {
        $values
    };
}

/// Lists wire types under their numbers:
///
/// ```text
/// messages! { /// What a frame holds. pub enum Message { 0x05 => ping::Ping, 0x06 => pong::Pong } }
/// ```
///
/// expands to `enum Message { Ping(Ping), Pong(Pong) }`, which goes from the number to the type and back, and
/// to `Message::ALL`, the registry as data.
macro_rules! messages {
    (
        $(#[doc = $doc:literal])+
        pub enum $registry:ident { $( $kind:literal => $module:ident::$type:ident, )+ }
    ) => {
        $( pub use $module::$type; )+

        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $registry {
            $( #[doc = concat!("Number ", stringify!($kind), ".")] $type($type), )+
        }

        impl $registry {
            /// Every type, by number.
            pub const ALL: &'static [$crate::wire::MessageSpec] = &[ $( $crate::wire::MessageSpec {
                kind: $kind,
                body: <$type as $crate::wire::Described>::SPEC,
                sample: <$type as $crate::wire::Described>::SAMPLE,
            }, )+ ];

            /// The name of each number.
            pub const NAMES: &'static [(u64, &'static str)] =
                &[ $( ($kind, <$type as $crate::wire::Described>::SPEC.name), )+ ];

            /// Its number on the wire.
            pub const fn kind(&self) -> u8 {
                match self { $( Self::$type(_) => $kind, )+ }
            }

            /// Its name in the spec, in net.log and in filters.
            pub const fn name(&self) -> &'static str {
                match self { $( Self::$type(_) => <$type as $crate::wire::Described>::SPEC.name, )+ }
            }

            /// Appends the encoding, without the number.
            pub fn encode_payload(&self, out: &mut Vec<u8>) {
                match self { $( Self::$type(body) => $crate::wire::Codec::encode(body, out), )+ }
            }

            /// Decodes the whole of `payload` as the type of this number.
            pub fn decode_all(kind: u8, payload: &[u8]) -> Result<Self, $crate::wire::DecodeError> {
                let mut reader = $crate::wire::Reader::new(payload);
                let decoded = Self::decode(kind, &mut reader)?;
                reader.finish()?;
                Ok(decoded)
            }

            /// Reads the type of this number from the front of what is left.
            pub fn decode(kind: u8, reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                match kind {
                    $( $kind => <$type as $crate::wire::Codec>::decode(reader).map(Self::$type), )+
                    unknown => Err($crate::wire::DecodeError {
                        at: reader.at(),
                        kind: $crate::wire::DecodeErrorKind::Unknown { value: u64::from(unknown) },
                    }),
                }
            }
        }
    };
}
