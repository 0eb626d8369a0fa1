//! The registry of messages: one line for each kind (spec section "Messages").

mod close;
mod nick;
mod ping;
mod pong;
mod ready;
pub mod receipt;
mod rekey_ask;
mod rekey_finish;
mod rekey_request;
mod rekey_response;
pub mod text;
mod typing;

messages! {
    0x01 "ready" => ready::Ready,
    0x02 "text" => text::Text,
    0x03 "receipt" => receipt::Receipt,
    0x04 "typing" => typing::Typing,
    0x05 "ping" => ping::Ping,
    0x06 "pong" => pong::Pong,
    0x07 "nick" => nick::Nick,
    0x20 "rekey_request" => rekey_request::RekeyRequest,
    0x21 "rekey_response" => rekey_response::RekeyResponse,
    0x22 "rekey_finish" => rekey_finish::RekeyFinish,
    0x23 "rekey_ask" => rekey_ask::RekeyAsk,
    0x7f "close" => close::Close,
}
