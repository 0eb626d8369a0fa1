//! A peer that says what no honest program would say: the protocol over a socket, and any text in it.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use peerscope::crypto::{Secret, SeededRandom, SigningKey};
use peerscope::lab::End;
use peerscope::protocol::{Config, Connection, Event, Greeting, Now};
use peerscope::wire::{Message, Nick, Reason, Receipt, Text, UnixMillis, Utf8Lp};

const DEADLINE: Duration = Duration::from_mins(1);
/// Its clock stands still: none of its timers is under test.
const NOW: Now = Now { monotonic: Duration::ZERO, wall: UnixMillis(0) };

/// One session from the dialling side.
pub(crate) struct Stranger {
    end: End,
    socket: TcpStream,
    sent: u64,
}

impl Stranger {
    /// Dials as the identity of this seed, calls itself `nick`, and waits until the session is established.
    pub(crate) fn dial(address: &str, seed: u8, nick: &str) -> Self {
        let identity = Arc::new(SigningKey::from_seed(Secret::new([seed; 32])));
        let random = Box::new(SeededRandom::new(seed.into()));
        let connection = Connection::initiate(Config::default(), identity, random, NOW);
        let greeting =
            Greeting { outbox_epoch: [seed; 16], your_epoch: [0; 16], highest: 0, nick: nick.into() };
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(DEADLINE)).unwrap();
        let mut stranger = Self { end: End::new(connection, greeting), socket, sent: 0 };
        stranger.end.drain(NOW);
        stranger.until(|event| matches!(event, Event::Established { .. }));
        stranger
    }

    fn flush(&mut self) {
        while let Some(bytes) = self.end.take() {
            self.socket.write_all(&bytes).unwrap();
        }
    }

    fn until(&mut self, is_it: impl Fn(&Event) -> bool) {
        let mut buffer = [0; 4096];
        loop {
            self.flush();
            if self.end.events.iter().any(&is_it) {
                return;
            }
            assert!(self.end.closed.is_none(), "{:?}", self.end.closed);
            match self.socket.read(&mut buffer) {
                Ok(0) => panic!("the program hung up"),
                Ok(count) => self.end.feed(NOW, &buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Sends a text, and waits until it is acked.
    pub(crate) fn say(&mut self, body: &str) {
        self.sent += 1;
        let text = Text { number: self.sent, flags: 0, body: body.try_into().unwrap() };
        self.end.send(NOW, &Message::Text(text)).unwrap();
        let sent = self.sent;
        let acked = |message: &Message| matches!(message, Message::Receipt(Receipt { number, .. }) if *number == sent);
        self.until(|event| matches!(event, Event::Message { message, .. } if acked(message)));
    }

    /// Takes another nick.
    pub(crate) fn call_itself(&mut self, nick: &str) {
        self.tell(&Message::Nick(Nick { nick: Utf8Lp::cut(nick) }));
    }

    /// Sends any message.
    pub(crate) fn tell(&mut self, message: &Message) {
        self.end.send(NOW, message).unwrap();
        self.flush();
    }

    /// Waits for a message, and takes out of it what is wanted.
    pub(crate) fn until_message<T>(&mut self, pick: impl Fn(&Message) -> Option<T>) -> T {
        let picked = |event: &Event| match event {
            Event::Message { message, .. } => pick(message),
            _ => None,
        };
        self.until(|event| picked(event).is_some());
        self.end.events.iter().find_map(picked).unwrap()
    }

    /// Says goodbye, and reads until the other side has too.
    pub(crate) fn leave(mut self) {
        self.end.close(NOW, Reason::Goodbye);
        self.flush();
        let mut rest = Vec::new();
        // What it still says does not matter, only that it ends.
        let _ = self.socket.read_to_end(&mut rest);
    }
}
