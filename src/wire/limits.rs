//! Every limit of the wire, with the relations between them checked by the compiler.

/// The only protocol version there is.
pub const VERSION: u8 = 1;
/// The only suite there is: SIGMA-I, MODP-2048, Ed25519, AES-128-CTR, HMAC-SHA-256.
pub const SUITE: u16 = 1;
/// The first four bytes of every frame.
pub const PROTOCOL_ID: [u8; 4] = *b"PSCP";
/// Size of the header of every frame.
pub const HEADER_BYTES: usize = 20;
/// Size of the tag at the end of every message frame.
pub const TAG_BYTES: usize = 32;
/// Size of kind, time and length in front of a payload.
pub const INNER_HEADER_BYTES: usize = 13;
/// Inner sizes are multiples of this.
pub const PADDING_BYTES: usize = 64;
/// Largest inner size.
pub const INNER_BYTES_MAX: usize = 65_536;
/// Largest payload of a message.
pub const PAYLOAD_BYTES_MAX: usize = INNER_BYTES_MAX - INNER_HEADER_BYTES;
/// Smallest legal `length` of a message frame.
pub const MESSAGE_LENGTH_MIN: u32 = 96;
/// Largest legal `length` of a message frame.
pub const MESSAGE_LENGTH_MAX: u32 = 65_568;
/// Largest frame, header included.
pub const FRAME_BYTES_MAX: usize = HEADER_BYTES + INNER_BYTES_MAX + TAG_BYTES;
/// `length` of HANDSHAKE_REQUEST.
pub const REQUEST_LENGTH: u32 = 324;
/// `length` of HANDSHAKE_RESPONSE.
pub const RESPONSE_LENGTH: u32 = 452;
/// `length` of HANDSHAKE_FINISH.
pub const FINISH_LENGTH: u32 = 160;
/// Size of the sealed identity proofs.
pub const PROOF_BYTES: usize = 128;
/// Size of a group 14 value.
pub const PUBLIC_BYTES: usize = 256;
/// Largest body of a TEXT.
pub const TEXT_BYTES_MAX: usize = 16_384;
/// Largest nick as the wire carries it; what is shown is cut further.
pub const NICK_BYTES_MAX: usize = 1_024;

const _: () = {
    assert!(INNER_BYTES_MAX.is_multiple_of(PADDING_BYTES));
    assert!(PAYLOAD_BYTES_MAX == 65_523);
    assert!(TEXT_BYTES_MAX + 9 <= PAYLOAD_BYTES_MAX);
    assert!(NICK_BYTES_MAX + 42 <= PAYLOAD_BYTES_MAX);
    assert!(FRAME_BYTES_MAX == 65_588);
};
