//! A peer that takes nothing more: one link by itself, with as much to write as it takes.

use peerscope::net::{Input, Notice};
use peerscope::node::Reason;
use peerscope::wire::{Message, Text};
use tokio::net::{TcpListener, TcpStream};

use crate::end::{End, dialler, listener};
use crate::proxy::{Flow, Proxy};

#[tokio::test]
async fn a_link_that_takes_nothing_is_given_up() {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::before(socket.local_addr().unwrap()).await;
    let (dialled, accepted) = tokio::join!(TcpStream::connect(proxy.address), socket.accept());
    let mut slow = End::begin(dialler, 1, dialled.unwrap());
    let mut hub = End::begin(listener, 2, accepted.unwrap().0);
    tokio::join!(slow.until_established("slow"), hub.until_established("hub"));
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
