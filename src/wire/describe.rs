//! One definition per wire type: `wire_struct!` for a type, `messages!` for the list of them.

use super::codec::Codec;

/// How a field is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One byte.
    U8,
    /// Two bytes, big-endian.
    U16,
    /// Four bytes, big-endian.
    U32,
    /// Eight bytes, big-endian.
    U64,
    /// Eight bytes, big-endian: milliseconds since 1970.
    Millis,
    /// This many bytes.
    Bytes(usize),
    /// UTF-8 behind a two-byte length, at most this many bytes.
    Utf8Lp(usize),
    /// UTF-8 to the end, between this many bytes.
    Utf8Rest(usize, usize),
}

/// A field of a wire type: what filters, logs, the inspector and the spec call it.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Dotted name, without the prefix `peerscope.`.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// Its layout.
    pub kind: FieldKind,
}

/// A wire type and its fields in order.
#[derive(Debug, PartialEq, Eq)]
pub struct StructSpec {
    /// Its name in field names.
    pub name: &'static str,
    /// One sentence for people.
    pub doc: &'static str,
    /// Its fields in the order of their bytes.
    pub fields: &'static [FieldSpec],
}

/// The value of a field, for people and filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number of any width.
    Number(u64),
    /// Raw bytes.
    Bytes(Vec<u8>),
    /// Text as the peer sent it: not fit for a screen.
    Text(String),
}

/// A type that can be a field of a wire struct.
pub trait WireField: Codec {
    /// Its layout.
    const KIND: FieldKind;

    /// Its value for people and filters.
    fn value(&self) -> Value;
}

/// Defines a wire type: the struct, its [`Codec`] and its `SPEC`.
///
/// ```text
/// wire_struct! { /// Doc. pub struct Ping as "ping" { /// Doc. id: u64 } }
/// ```
/// expands to `struct Ping { id: u64 }`, `impl Codec for Ping` that reads and writes the fields in order, and
/// `Ping::SPEC` with the fields `ping.id`. A `check` block, if there is one, sees the decoded value.
macro_rules! wire_struct {
    (
        #[doc = $doc:literal]
        $(#[doc = $more:literal])*
        pub struct $name:ident as $label:literal {
            $( #[doc = $field_doc:literal] $(#[doc = $field_more:literal])* $field:ident: $type:ty, )*
        }
        $( check |$value:ident, $at:ident| $check:block )?
    ) => {
        #[doc = $doc]
        $(#[doc = $more])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $( #[doc = $field_doc] $(#[doc = $field_more])* pub $field: $type, )*
        }

        impl $name {
            /// Its name, documentation and fields.
            pub const SPEC: $crate::wire::StructSpec = $crate::wire::StructSpec {
                name: $label,
                doc: $doc,
                fields: &[ $( $crate::wire::FieldSpec {
                    name: concat!($label, ".", stringify!($field)),
                    doc: $field_doc,
                    kind: <$type as $crate::wire::describe::WireField>::KIND,
                }, )* ],
            };
        }

        impl $crate::wire::Codec for $name {
            #[allow(unused_variables, clippy::allow_attributes, reason = "a message may have no fields")]
            fn encode(&self, out: &mut Vec<u8>) {
                $( $crate::wire::Codec::encode(&self.$field, out); )*
            }

            #[allow(unused_variables, unused_mut, clippy::allow_attributes, reason = "a message may have no fields")]
            fn decode(reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let start = reader.at();
                let mut fields = Self::SPEC.fields.iter();
                $( let $field = match fields.next() {
                    Some(spec) => reader.field::<$type>(spec)?,
                    None => <$type as $crate::wire::Codec>::decode(reader)?,
                }; )*
                let decoded = Self { $( $field, )* };
                $( {
                    let ($value, $at) = (&decoded, start);
                    $check?;
                } )?
                Ok(decoded)
            }
        }
    };
}

/// Defines the registry of messages: the `Message` enum over `kind => module::Type`, with everything that
/// goes by kind.
macro_rules! messages {
    ( $( $kind:literal $label:literal => $module:ident::$name:ident, )* ) => {
        $( pub use $module::$name; )*

        /// What is inside a message frame.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Message {
            $( #[doc = concat!("Kind ", stringify!($kind), ", ", $label, ".")] $name($name), )*
        }

        impl Message {
            /// Every kind: number, name and fields.
            pub const ALL: &'static [(u8, &'static str, $crate::wire::StructSpec)] =
                &[ $( ($kind, $label, $name::SPEC), )* ];

            /// Its number on the wire.
            pub const fn kind(&self) -> u8 {
                match self { $( Self::$name(_) => $kind, )* }
            }

            /// Its name in the spec, in net.log and in filters.
            pub const fn name(&self) -> &'static str {
                match self { $( Self::$name(_) => $label, )* }
            }

            /// Appends the payload.
            pub fn encode_payload(&self, out: &mut Vec<u8>) {
                match self { $( Self::$name(message) => $crate::wire::Codec::encode(message, out), )* }
            }

            /// Reads the payload of a message of this kind.
            ///
            /// # Errors
            /// An unknown kind, or what is wrong with the payload.
            pub fn decode(kind: u8, reader: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::DecodeError> {
                match kind {
                    $( $kind => <$name as $crate::wire::Codec>::decode(reader).map(Self::$name), )*
                    unknown => Err($crate::wire::DecodeError {
                        at: reader.at(),
                        kind: $crate::wire::DecodeErrorKind::Unknown { value: u64::from(unknown) },
                    }),
                }
            }
        }
    };
}
