//! The registry of messages: one line for each kind (spec section "Messages").
//!
//! Kinds 0x15 to 0x1f are kept for files and 0x30 to 0x3f for groups.

mod close;
mod file_chunk;
mod file_get;
mod file_offer;
mod file_progress;
mod file_stop;
mod nick;
mod ping;
mod pong;
mod ready;
mod receipt;
mod rekey_ask;
mod rekey_finish;
mod rekey_request;
mod rekey_response;
mod text;
mod typing;

pub use file_stop::FileCause;

messages! {
    /// What a message frame holds, by kind.
    pub enum Message {
        0x01 => ready::Ready,
        0x02 => text::Text,
        0x03 => receipt::Receipt,
        0x04 => typing::Typing,
        0x05 => ping::Ping,
        0x06 => pong::Pong,
        0x07 => nick::Nick,
        0x10 => file_offer::FileOffer,
        0x11 => file_get::FileGet,
        0x12 => file_chunk::FileChunk,
        0x13 => file_progress::FileProgress,
        0x14 => file_stop::FileStop,
        0x20 => rekey_request::RekeyRequest,
        0x21 => rekey_response::RekeyResponse,
        0x22 => rekey_finish::RekeyFinish,
        0x23 => rekey_ask::RekeyAsk,
        0x7f => close::Close,
    }
}
