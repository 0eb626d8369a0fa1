//! Every limit of the wire in one place, with the relations between them checked by the compiler.

/// The first four bytes of every frame.
pub const PROTOCOL_ID: [u8; 4] = *b"PSCP";

/// A limit as the spec lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Name of the constant.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
    /// What it limits.
    pub doc: &'static str,
}

macro_rules! widened {
    (u64 $name:ident) => {
        $name
    };
    ($type:ident $name:ident) => {
        $name as u64
    };
}

macro_rules! limits {
    ($( $(#[doc = $doc:literal])+ $name:ident: $type:ident = $value:expr; )+) => {
        $( $(#[doc = $doc])+ pub const $name: $type = $value; )+

        /// Every limit, as data.
        pub const ALL: &[Limit] = &[ $( Limit {
            name: stringify!($name),
            value: widened!($type $name),
            doc: concat!($($doc),+).trim_ascii(),
        }, )+ ];
    };
}

limits! {
    /// The only protocol version.
    VERSION: u8 = 1;
    /// The only suite: SIGMA-I, MODP-2048, Ed25519, AES-128-CTR, HMAC-SHA-256.
    SUITE: u16 = 1;
    /// Bytes of the header in front of every frame; `length` does not count them.
    HEADER_BYTES: usize = 20;
    /// The only `length` of a handshake request.
    REQUEST_LENGTH: u32 = 324;
    /// The only `length` of a handshake response.
    RESPONSE_LENGTH: u32 = 452;
    /// The only `length` of a handshake finish.
    FINISH_LENGTH: u32 = 160;
    /// Bytes of a Diffie-Hellman value.
    PUBLIC_BYTES: usize = 256;
    /// Bytes of an identity proof, sealed or opened.
    PROOF_BYTES: usize = 128;
    /// Bytes of a tag.
    TAG_BYTES: usize = 32;
    /// Bytes of kind, time and length in front of a payload.
    INNER_HEADER_BYTES: usize = 13;
    /// What is sealed in a message frame takes a multiple of this many bytes.
    PADDING_BYTES: usize = 64;
    /// Fewest bytes sealed in a message frame.
    INNER_BYTES_MIN: usize = PADDING_BYTES;
    /// Most bytes sealed in a message frame.
    INNER_BYTES_MAX: usize = 65_536;
    /// Most bytes of a payload.
    PAYLOAD_BYTES_MAX: usize = INNER_BYTES_MAX - INNER_HEADER_BYTES;
    /// Smallest `length` of a message frame.
    MESSAGE_LENGTH_MIN: u32 = 96;
    /// Largest `length` of a message frame.
    MESSAGE_LENGTH_MAX: u32 = 65_568;
    /// Bytes of the largest frame, with its header.
    FRAME_BYTES_MAX: usize = HEADER_BYTES + INNER_BYTES_MAX + TAG_BYTES;
    /// Most bytes of the body of a text.
    TEXT_BYTES_MAX: usize = 16_384;
    /// Most bytes of a nick on the wire: what fits beside the other fields of a ready message. A receiver
    /// cuts it to what it shows.
    NICK_BYTES_MAX: usize = PAYLOAD_BYTES_MAX - 42;
    /// Most bytes of a nick that a sender sends and a receiver shows.
    NICK_SHOWN_BYTES_MAX: usize = 128;
    /// Most bytes of an offered file.
    FILE_BYTES_MAX: u64 = 1 << 40;
    /// Most bytes of the name of an offered file.
    FILE_NAME_BYTES_MAX: usize = 255;
    /// Bytes of a file in each chunk but its last: what fits beside the other fields.
    FILE_CHUNK_BYTES: usize = PAYLOAD_BYTES_MAX - 28;
    /// Most bytes of a file that a receiver lets a sender have on their way.
    FILE_WINDOW_BYTES_MAX: u64 = 4 << 20;
}

const fn is(length: u32, bytes: usize) -> bool {
    #[expect(clippy::as_conversions, reason = "`TryFrom` is not const; both sides are below 2^32")]
    let length = length as usize;
    length == bytes
}

const _: () = {
    assert!(is(REQUEST_LENGTH, 1 + 1 + 2 + 32 + PUBLIC_BYTES + 32));
    assert!(is(RESPONSE_LENGTH, 1 + 1 + 2 + 32 + PUBLIC_BYTES + PROOF_BYTES + TAG_BYTES));
    assert!(is(FINISH_LENGTH, PROOF_BYTES + TAG_BYTES));
    assert!(is(MESSAGE_LENGTH_MIN, INNER_BYTES_MIN + TAG_BYTES));
    assert!(is(MESSAGE_LENGTH_MAX, INNER_BYTES_MAX + TAG_BYTES));
    assert!(INNER_HEADER_BYTES < INNER_BYTES_MIN);
    assert!(INNER_BYTES_MAX.is_multiple_of(PADDING_BYTES));
    assert!(PAYLOAD_BYTES_MAX == 65_523);
    assert!(8 + 1 + TEXT_BYTES_MAX <= PAYLOAD_BYTES_MAX);
    assert!(16 + 16 + 8 + 2 + NICK_BYTES_MAX == PAYLOAD_BYTES_MAX);
    assert!(NICK_SHOWN_BYTES_MAX <= NICK_BYTES_MAX);
    assert!(16 + 4 + 8 + FILE_CHUNK_BYTES == PAYLOAD_BYTES_MAX);
    assert!(2 + PUBLIC_BYTES + 64 <= PAYLOAD_BYTES_MAX);
    assert!(REQUEST_LENGTH < MESSAGE_LENGTH_MAX && RESPONSE_LENGTH < MESSAGE_LENGTH_MAX);
};
