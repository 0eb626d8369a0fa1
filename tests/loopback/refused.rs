//! A frame that is changed on its way between two nodes, as the person at the other end sees it.

use crossterm::event::{KeyCode, KeyModifiers};
use peerscope::crypto::SigningKey;
use peerscope::node::{Event, PeerId, UnixMillis, Verdict};
use peerscope::tui::Offscreen;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Color;

use crate::peer::{Peer, identity};
use crate::proxy::{Flow, Proxy};

const NOW: UnixMillis = UnixMillis(1_795_000_000_000);
/// The background of what is refused.
const ALARM: Color = Color::Indexed(202);

/// The words on the loud cells of each row that has some.
fn loud(cells: &Buffer) -> Vec<String> {
    let rows = cells.content.chunks(usize::from(cells.area.width));
    let words = |row: &[Cell]| {
        row.iter().filter(|cell| cell.bg == ALARM).map(Cell::symbol).collect::<String>().trim().to_owned()
    };
    rows.map(words).filter(|row| !row.is_empty()).collect()
}

/// What the node told and saw, in the order of each, shown on a screen.
fn shown(peer: &mut Peer) -> Offscreen {
    let own: &SigningKey = &identity(1);
    let mut screen = Offscreen::new((140, 42), "alice", PeerId::from(&own.verifying_key()).0, NOW);
    for event in std::mem::take(&mut peer.seen) {
        screen.event(event, NOW);
    }
    screen.packets(std::mem::take(&mut peer.packets), 0);
    screen
}

#[tokio::test]
async fn a_bit_flipped_between_two_nodes_is_seen_in_five_places() {
    let (mut alice, mut bob) = (Peer::open(1), Peer::open(2));
    let proxy = Proxy::before(alice.listen().await).await;
    bob.dial(proxy.address).await;
    alice.until_established().await;
    bob.until_established().await;
    bob.say(&alice, "before").await;
    alice.until_text("before").await;
    proxy.set(Flow::Flipped, Flow::Open);
    bob.say(&alice, "never to be seen").await;
    alice.until("end of the session", |event| matches!(event, Event::Closed { .. }).then_some(())).await;
    alice
        .until_packets("refused frame", |packets| {
            packets.iter().any(|packet| packet.verdict == Verdict::BadMac)
        })
        .await;
    let mut screen = shown(&mut alice);
    let words = screen.text();
    let rows = loud(screen.draw());
    for place in [
        "1 BAD MAC /ack",
        "✗ BAD MAC: FRAME REFUSED",
        "✗ BAD MAC",
        "Checks: STOPPED at 9 of 12: MAC",
        "✗ MAC",
    ] {
        assert!(rows.iter().any(|row| row.contains(place)), "no {place}: {rows:#?}\n{words}");
    }
    let tag: usize =
        screen.draw().content.iter().rev().take(140 * 10).filter(|cell| cell.bg == ALARM).count();
    assert_eq!(tag, 32 * 3, "two digits and a character for each byte of the tag:\n{words}");
    for said in ["It was NOT decrypted", "PAUSED by BAD MAC", "NOT authenticated", "NOT decrypted", "before"]
    {
        assert!(words.contains(said), "no {said}:\n{words}");
    }
    assert!(!words.contains("never to be seen"), "{words}");
    screen.key(KeyCode::F(4), KeyModifiers::NONE);
    screen.key(KeyCode::Char('h'), KeyModifiers::NONE);
    let mut ladder = screen.text();
    screen.key(KeyCode::PageDown, KeyModifiers::NONE);
    ladder.push_str(&screen.text());
    for said in ["request  344 B", "14 of 14 passed", "session id", "keys agreed in"] {
        assert!(ladder.contains(said), "no {said}:\n{ladder}");
    }
}
