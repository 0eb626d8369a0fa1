//! One end of a link without its node: it says what a node would not.

use std::sync::Arc;
use std::time::Duration;

use peerscope::admission::Limits;
use peerscope::crypto::{OsRandom, SigningKey};
use peerscope::net::{
    Clock, ConnectionDriver, Input, LogFrames, Notice, Orders, Pool, Shared, orders, packet_channel,
};
use peerscope::protocol::{Config, Connection, Event, Greeting, TrustDecision};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::peer::{DEADLINE, identity};

/// How a connection begins.
pub(crate) type Make = fn(Config, Arc<SigningKey>, Clock) -> Connection;

/// As whoever dials.
pub(crate) fn dialler(config: Config, key: Arc<SigningKey>, clock: Clock) -> Connection {
    Connection::initiate(config, key, Box::new(OsRandom), clock.now())
}

/// As whoever is dialled.
pub(crate) fn listener(config: Config, key: Arc<SigningKey>, clock: Clock) -> Connection {
    Connection::respond(config, key, Box::new(OsRandom), clock.now())
}

/// One end of a link, as its node sees it.
pub(crate) struct End {
    pub(crate) orders: Orders,
    notices: mpsc::Receiver<Notice>,
}

impl End {
    pub(crate) fn begin(make: Make, seed: u8, stream: TcpStream) -> Self {
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

    pub(crate) async fn notice(&mut self) -> Notice {
        tokio::time::timeout(DEADLINE, self.notices.recv()).await.unwrap().unwrap()
    }

    /// Takes whoever answers, and calls itself this.
    pub(crate) async fn until_established(&mut self, nick: &str) {
        loop {
            let Notice::Event { event, .. } = self.notice().await else { continue };
            match event {
                Event::PeerProved { .. } => {
                    let greeting = Greeting {
                        outbox_epoch: [1; 16],
                        your_epoch: [0; 16],
                        highest: 0,
                        nick: nick.into(),
                    };
                    assert!(self.orders.give(Input::Trust(TrustDecision::Accept(greeting))));
                }
                Event::Established { .. } => return,
                _ => {}
            }
        }
    }
}
