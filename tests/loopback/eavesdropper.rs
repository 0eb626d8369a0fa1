//! What a listener on the wire knows, worked out from the packets of a running node and, apart from it, from the
//! bytes that crossed the wire: both are the same, cell for cell.

use std::net::SocketAddr;

use peerscope::inspector::{Meter, Tapped, UnixMillis};
use peerscope::node::{Command, Packet, PeerRef};
use peerscope::wire::Deframer;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::peer::Peer;

/// A frame that was cut out of a recorded stream: who wrote it, to whom, and its bytes.
type Recorded = (SocketAddr, SocketAddr, Vec<u8>);

/// Passes one connection on to `listener`, and records what the dialler's side of it saw: when it is over, the bytes
/// of both directions with their ends.
async fn wiretap(listener: SocketAddr) -> (SocketAddr, JoinHandle<Vec<Recorded>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let recording = tokio::spawn(async move {
        let (dialler, from) = socket.accept().await.unwrap();
        let (from_dialler, to_dialler) = dialler.into_split();
        let (from_listener, to_listener) = TcpStream::connect(listener).await.unwrap().into_split();
        let (there, back) = tokio::join!(pass(from_dialler, to_listener), pass(from_listener, to_dialler));
        [frames((from, address), &there), frames((address, from), &back)].concat()
    });
    (address, recording)
}

/// Passes a direction on until it ends; gives its bytes.
async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) -> Vec<u8> {
    let (mut recorded, mut piece) = (Vec::new(), vec![0; 4096]);
    while let Ok(count) = from.read(&mut piece).await
        && count > 0
        && to.write_all(&piece[..count]).await.is_ok()
    {
        recorded.extend_from_slice(&piece[..count]);
    }
    let _ = to.shutdown().await;
    recorded
}

/// The frames of one direction, by the lengths in their headers.
fn frames((from, to): (SocketAddr, SocketAddr), stream: &[u8]) -> Vec<Recorded> {
    let mut deframer = Deframer::new();
    deframer.push(stream);
    let mut frames = Vec::new();
    while let Some(frame) = deframer.header().and_then(|header| deframer.take(header.frame_bytes())) {
        frames.push((from, to, frame));
    }
    assert_eq!(deframer.buffered(), 0, "a stream is whole frames");
    frames
}

/// A listener's frames in the order of their directions, numbered and timed alike: two clocks never agree, and two
/// directions have no common order.
fn settled(mut frames: Vec<Recorded>) -> Vec<Recorded> {
    frames.sort_by_key(|(from, ..)| *from);
    frames
}

fn tapped(frames: &[Recorded]) -> Vec<Tapped<'_>> {
    let numbered = (1..).zip(frames);
    numbered
        .map(|(number, (from, to, bytes))| Tapped {
            number,
            time: UnixMillis(number),
            ends: Some((*from, *to)),
            bytes,
        })
        .collect()
}

fn live(packets: &[Packet]) -> Vec<Recorded> {
    let recorded = |packet: &Packet| {
        let Tapped { ends, bytes, .. } = Tapped::from(packet);
        let (from, to) = ends.unwrap();
        (from, to, bytes.to_vec())
    };
    packets.iter().map(recorded).collect()
}

#[tokio::test]
async fn eves_view_of_a_running_node_equals_that_of_the_recorded_wire_cell_for_cell() {
    let (mut alice, mut bob) = (Peer::open(1), Peer::open(2));
    let (address, recording) = wiretap(bob.listen().await).await;
    alice.dial(address).await;
    alice.until_established().await;
    bob.until_established().await;
    alice.say(&bob, "meet at the usual place?").await;
    bob.until_text("meet at the usual place?").await;
    bob.say(&alice, &"a long answer ".repeat(40)).await;
    alice.until_text(&"a long answer ".repeat(40)).await;
    alice.tell(Command::Hangup(PeerRef::Id(bob.id))).await;
    alice.until_closed().await;
    bob.until_closed().await;
    let offline = settled(recording.await.unwrap());
    alice.until_packets("all frames", |packets| packets.len() >= offline.len()).await;
    let live = settled(live(&alice.packets));
    let (live, offline) = (tapped(&live), tapped(&offline));
    assert_eq!(live.len(), offline.len());
    for (live, offline) in live.iter().zip(&offline) {
        assert_eq!(live.row(), offline.row());
        assert_eq!(live.dissect(), offline.dissect());
        assert_eq!(live.seen(), offline.seen());
    }
    assert_eq!(Meter::of(live.iter().copied()), Meter::of(offline));
    let short = |tapped: &Tapped<'_>| tapped.row().tells.starts_with("a text of 1 to 42 bytes");
    assert!(live.iter().any(short), "the first text is that short");
}
