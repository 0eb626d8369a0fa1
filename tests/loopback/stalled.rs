//! A peer that takes nothing more: one link by itself, with as much to write as it takes.

use std::sync::Arc;
use std::time::Duration;

use peerscope::admission::Limits;
use peerscope::crypto::{OsRandom, SigningKey};
use peerscope::net::{
    Clock, ConnectionDriver, Input, LogFrames, Notice, Orders, Pool, Shared, orders, packet_channel,
};
use peerscope::node::Reason;
use peerscope::protocol::{Config, Connection, Event, Greeting, TrustDecision};
use peerscope::wire::{Message, Text};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::peer::{DEADLINE, identity};
use crate::proxy::{Flow, Proxy};

/// One end of a link, as its node sees it.
struct End {
    orders: Orders,
    notices: mpsc::Receiver<Notice>,
}

impl End {
    fn begin(make: fn(Config, Arc<SigningKey>, Clock) -> Connection, seed: u8, stream: TcpStream) -> Self {
        let clock = Clock::start();
        let limits = Limits { write_timeout: Duration::from_secs(1), ..Limits::default() };
        let (tap, _nobody_looks) = packet_channel(LogFrames::Short);
        let (notices, received) = mpsc::channel(256);
        let (orders, inbox) = orders();
        let shared = Shared { clock, tap, pool: Pool::new(&limits), notices, limits };
        let connection = make(Config::default(), identity(seed), clock);
        tokio::spawn(ConnectionDriver::new((1, "peer".to_owned()), connection, stream, inbox, shared).run());
        Self { orders, notices: received }
    }

    async fn notice(&mut self) -> Notice {
        tokio::time::timeout(DEADLINE, self.notices.recv()).await.unwrap().unwrap()
    }

    async fn until_established(&mut self) {
        loop {
            let Notice::Event { event, .. } = self.notice().await else { continue };
            match event {
                Event::PeerProved { .. } => {
                    let greeting = Greeting {
                        outbox_epoch: [1; 16],
                        your_epoch: [0; 16],
                        highest: 0,
                        nick: "end".into(),
                    };
                    assert!(self.orders.give(Input::Trust(TrustDecision::Accept(greeting))));
                }
                Event::Established { .. } => return,
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_link_that_takes_nothing_is_given_up() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::before(socket.local_addr().unwrap()).await;
    let (dialled, accepted) = tokio::join!(TcpStream::connect(proxy.address), socket.accept());
    let dial = |config, key, clock: Clock| Connection::initiate(config, key, Box::new(OsRandom), clock.now());
    let listen =
        |config, key, clock: Clock| Connection::respond(config, key, Box::new(OsRandom), clock.now());
    let mut slow = End::begin(dial, 1, dialled.unwrap());
    let mut hub = End::begin(listen, 2, accepted.unwrap().0);
    tokio::join!(slow.until_established(), hub.until_established());
    proxy.set(Flow::Stopped, Flow::Stopped);
    let body = "x".repeat(16_000);
    let (mut taken, mut number) = (0, 0);
    let result = loop {
        number += 1;
        let text = Text { number, flags: 0, body: body.as_str().try_into().unwrap() };
        if hub.orders.give(Input::Send(Message::Text(text))) {
            taken += body.len();
            // The link is a task on this thread: it works when the test waits.
            tokio::task::yield_now().await;
            continue;
        }
        match hub.notice().await {
            Notice::Closed { result, .. } => break result,
            Notice::Room { .. } | Notice::Event { .. } | Notice::Disclosed(_) => {}
        }
    };
    assert_eq!(result.unwrap_err().reason(), Some(Reason::WriteTimeout));
    assert!(taken < 32 * 1024 * 1024, "{taken} bytes: the system's buffers, and a bounded queue");
}
