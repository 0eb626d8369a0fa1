//! Messages in the words of a vector: the kind, then the fields in their order, of which the last is the rest of the line.
//! Bytes are hexadecimal.

use std::fmt::Debug;
use std::str::FromStr;

use peerscope::text::hex;
use peerscope::wire::{
    FileChunk, FileGet, FileOffer, FileProgress, FileStop, Message, Nick, Receipt, Text, Typing,
};

pub(super) fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

pub(super) fn array<const N: usize>(hex: &str) -> [u8; N] {
    unhex(hex).try_into().unwrap()
}

/// What a `=` line says of a message for people.
pub(super) fn describe(message: &Message) -> String {
    let name = message.name();
    match message {
        Message::Text(Text { number, flags, body }) => {
            format!("{name} {number} {flags} {}", body.text().as_sent())
        }
        Message::Receipt(Receipt { state, number }) => format!("{name} {state} {number}"),
        Message::Typing(Typing { on }) => format!("{name} {on}"),
        Message::Nick(Nick { nick }) => format!("{name} {}", nick.text().as_sent()),
        Message::FileOffer(FileOffer { transfer, size, digest, name: file }) => {
            format!("{name} {} {size} {} {}", hex(transfer), hex(digest), file.text().as_sent())
        }
        Message::FileGet(FileGet { transfer, run, offset }) => {
            format!("{name} {} {run} {offset}", hex(transfer))
        }
        Message::FileChunk(FileChunk { transfer, run, offset, data }) => {
            format!("{name} {} {run} {offset} {}", hex(transfer), hex(data.as_bytes()))
        }
        Message::FileProgress(FileProgress { transfer, state, offset }) => {
            format!("{name} {} {state} {offset}", hex(transfer))
        }
        Message::FileStop(FileStop { transfer, cause }) => format!("{name} {} {cause}", hex(transfer)),
        other => panic!("{} is not for people", other.name()),
    }
}

/// The fields of a line that are still to be read.
struct Fields<'a>(&'a str);

impl Fields<'_> {
    fn word(&mut self) -> &str {
        let (word, rest) = self.0.split_once(' ').unwrap_or((self.0, ""));
        self.0 = rest;
        word
    }

    fn number<T: FromStr<Err: Debug>>(&mut self) -> T {
        self.word().parse().unwrap()
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        array(self.word())
    }
}

/// The message that a `send` action names.
pub(super) fn message(words: &str) -> Message {
    let (kind, fields) = words.split_once(' ').unwrap();
    let mut of = Fields(fields);
    // Fields are read in the order in which they are written here.
    match kind {
        "text" => {
            Message::Text(Text { number: of.number(), flags: of.number(), body: of.0.try_into().unwrap() })
        }
        "receipt" => Message::Receipt(Receipt { state: of.number(), number: of.number() }),
        "typing" => Message::Typing(Typing { on: of.number() }),
        "nick" => Message::Nick(Nick { nick: of.0.try_into().unwrap() }),
        "file_offer" => Message::FileOffer(FileOffer {
            transfer: of.bytes(),
            size: of.number(),
            digest: of.bytes(),
            name: of.0.try_into().unwrap(),
        }),
        "file_get" => {
            Message::FileGet(FileGet { transfer: of.bytes(), run: of.number(), offset: of.number() })
        }
        "file_chunk" => Message::FileChunk(FileChunk {
            transfer: of.bytes(),
            run: of.number(),
            offset: of.number(),
            data: unhex(of.0).try_into().unwrap(),
        }),
        "file_progress" => Message::FileProgress(FileProgress {
            transfer: of.bytes(),
            state: of.number(),
            offset: of.number(),
        }),
        "file_stop" => Message::FileStop(FileStop { transfer: of.bytes(), cause: of.number() }),
        other => panic!("no such message: {other}"),
    }
}
