//! What a listener on the wire knows, worked out from the packets of a running node and, apart from it, from a capture
//! of the port: both are the same, cell for cell.

use std::net::SocketAddr;

use peerscope::capture::read_capture;
use peerscope::inspector::{Meter, Tapped, UnixMillis};
use peerscope::node::{Command, Packet, PeerRef};

use crate::peer::Peer;
use crate::wiretap::{Recorder, proxy};

/// A frame of a listener: who wrote it, to whom, and its bytes.
type Heard = (SocketAddr, SocketAddr, Vec<u8>);

/// A listener's frames in the order of their directions: two directions have no common order.
fn heard(packets: &[Packet]) -> Vec<Heard> {
    let heard = |packet: &Packet| {
        let Tapped { ends, bytes, .. } = Tapped::from(packet);
        let (from, to) = ends.unwrap();
        (from, to, bytes.to_vec())
    };
    let mut frames: Vec<Heard> = packets.iter().map(heard).collect();
    frames.sort_by_key(|(from, ..)| *from);
    frames
}

/// The same numbered and timed alike: two clocks never agree.
fn tapped(frames: &[Heard]) -> Vec<Tapped<'_>> {
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

fn in_capture(file: &[u8]) -> Vec<Packet> {
    let mut packets = Vec::new();
    let report = read_capture(file, |packet| packets.push(packet));
    assert!(report.gaps.is_empty(), "{report:?}");
    packets
}

/// A conversation of two nodes, the second of which is dialled at `address`; what the first has seen of it.
async fn talk((mut alice, mut bob): (Peer, Peer), address: SocketAddr) -> Vec<Packet> {
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
    bob.until_packets("its CLOSE", is_closed).await;
    let count = bob.packets.len();
    alice.until_packets("all frames", |packets| packets.len() >= count).await;
    alice.packets
}

fn is_closed(packets: &[Packet]) -> bool {
    packets.iter().any(|packet| packet.kind == Some("close"))
}

fn assert_same(live: &[Packet], capture: &[Packet]) {
    let (live, offline) = (heard(live), heard(capture));
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

#[tokio::test]
async fn eves_view_of_a_running_node_equals_that_of_a_capture_cell_for_cell() {
    let (alice, mut bob) = (Peer::open(1), Peer::open(2));
    let (address, recording) = proxy(bob.listen().await).await;
    let live = talk((alice, bob), address).await;
    assert_same(&live, &in_capture(&recording.await.unwrap()));
}

#[tokio::test]
async fn eves_view_of_a_running_node_equals_what_tcpdump_records_of_its_port_cell_for_cell() {
    let (alice, mut bob) = (Peer::open(1), Peer::open(2));
    let address = bob.listen().await;
    let Some(recorder) = Recorder::start(address.port()) else {
        use std::io::Write as _;
        // Where the gates found one that may record, there has to be one.
        assert_eq!(std::env::var_os("PEERSCOPE_RECORDER"), None, "neither tcpdump nor dumpcap records");
        let _ = writeln!(std::io::stderr(), "skipped: neither tcpdump nor dumpcap is here and may record");
        return;
    };
    let live = talk((alice, bob), address).await;
    let file = recorder.until(|file| in_capture(file).len() >= live.len());
    assert_same(&live, &in_capture(&file));
}
