//! Links die, texts do not.

use peerscope::node::{Command, Delivery, Event, PeerRef};

use crate::peer::Peer;
use crate::proxy::{Flow, Proxy};

async fn through_a_proxy() -> (Peer, Peer, Proxy) {
    let (mut listener, mut dialler) = (Peer::open(1), Peer::open(2));
    let proxy = Proxy::before(listener.listen().await).await;
    dialler.dial(proxy.address).await;
    listener.until_established().await;
    dialler.until_established().await;
    (listener, dialler, proxy)
}

/// Loses what `flow` loses, cuts the link, and waits for the session after it.
async fn say_into_a_dying_link(there: Flow, back: Flow) -> (Peer, Peer) {
    let (mut listener, mut dialler, proxy) = through_a_proxy().await;
    dialler.say(&listener, "before").await;
    listener.until_text("before").await;
    dialler.until_delivered(Delivery::Acked, 1).await;
    proxy.set(there, back);
    for number in 0..3 {
        dialler.say(&listener, &format!("during {number}")).await;
    }
    dialler.until_delivered(Delivery::Written, 4).await;
    if there == Flow::Open {
        listener.until_text("during 2").await;
    }
    proxy.cut();
    let Event::Closed { retry_in: Some(_), .. } = dialler.until_closed().await else {
        panic!("a dial lasts");
    };
    dialler.say(&listener, "between").await;
    dialler.until_established().await;
    listener.say(&dialler, "from the listener").await;
    dialler.until_text("from the listener").await;
    dialler.until_delivered(Delivery::Acked, 5).await;
    (listener, dialler)
}

const ALL: [&str; 5] = ["before", "during 0", "during 1", "during 2", "between"];

#[tokio::test]
async fn texts_that_the_network_lost_arrive_by_the_next_session() {
    let (mut listener, _dialler) = say_into_a_dying_link(Flow::Lost, Flow::Lost).await;
    listener.until_text("between").await;
    assert_eq!(listener.bodies(), ALL);
}

#[tokio::test]
async fn texts_whose_receipts_were_lost_are_shown_once() {
    let (mut listener, _dialler) = say_into_a_dying_link(Flow::Open, Flow::Lost).await;
    listener.until_text("between").await;
    assert_eq!(listener.bodies(), ALL);
}

#[tokio::test]
async fn texts_of_the_listener_wait_for_the_dialler_to_come_back() {
    let (mut listener, mut dialler, proxy) = through_a_proxy().await;
    proxy.set(Flow::Lost, Flow::Lost);
    listener.say(&dialler, "lost at first").await;
    listener.until_delivered(Delivery::Written, 1).await;
    proxy.cut();
    listener.until_closed().await;
    listener.say(&dialler, "held").await;
    listener.until_delivered(Delivery::Acked, 2).await;
    dialler.until_text("held").await;
    assert_eq!(dialler.bodies(), ["lost at first", "held"]);
}

#[tokio::test]
async fn a_dial_lasts_until_its_peer_listens() {
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    drop(socket);
    let mut dialler = Peer::open(2);
    dialler.dial(address).await;
    let retry_in = dialler
        .until("failed dial", |event| match event {
            Event::DialFailed { retry_in, .. } => Some(*retry_in),
            _ => None,
        })
        .await;
    assert!(retry_in.is_some());
    let mut listener = Peer::open(1);
    listener.tell(Command::Listen(address.to_string().parse().unwrap())).await;
    dialler.until_established().await;
    listener.until_established().await;
}

#[tokio::test]
async fn dials_are_answered_in_the_order_in_which_they_were_asked_for() {
    let (mut alice, mut bob) = (Peer::open(1), Peer::open(2));
    let there = bob.listen().await;
    let deaf: Vec<_> = (0..8).map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    for one in &deaf {
        alice.say(&bob, "nobody is known yet, which is told behind what is kept").await;
        alice.tell(Command::Dial("nosuch".parse().unwrap())).await;
        alice.dial(one.local_addr().unwrap()).await;
    }
    alice.dial(there).await;
    let taken = |event: &Event| match event {
        Event::DialTaken { dial } => Some(Some(*dial)),
        Event::CommandFailed { command: "connect", .. } => Some(None),
        _ => None,
    };
    let mut answers = Vec::new();
    while answers.len() < 17 {
        answers.push(alice.until("answer", taken).await);
    }
    let refused: Vec<bool> = answers.iter().map(Option::is_none).collect();
    let expected: Vec<bool> = (0..17).map(|at| at < 16 && at % 2 == 0).collect();
    assert_eq!(refused, expected);
    let last = answers.last().copied().flatten();
    let reached = |event: &Event| match event {
        Event::DialReached { dial, .. } => Some(*dial),
        _ => None,
    };
    assert_eq!(Some(alice.until("dial that reached somebody", reached).await), last);
    alice.tell(Command::Hangup(PeerRef::Id(bob.id))).await;
    let ended = |event: &Event| match event {
        Event::DialEnded { dial } => Some(*dial),
        _ => None,
    };
    assert_eq!(Some(alice.until("end of the dial", ended).await), last);
}

#[tokio::test]
async fn who_was_dialled_is_told_apart_from_who_calls_first() {
    let (mut alice, mut bob, mut carol) = (Peer::open(1), Peer::open(2), Peer::open(3));
    let (here, there) = (alice.listen().await, bob.listen().await);
    bob.shut_down().await;
    alice.dial(there).await;
    alice.until("failed dial", |event| matches!(event, Event::DialFailed { .. }).then_some(())).await;
    carol.dial(here).await;
    assert_eq!(carol.until_reached().await, alice.id);
    carol.say(&alice, "it is only me").await;
    alice.until_text("it is only me").await;
    assert!(
        !alice.seen.iter().any(|event| matches!(event, Event::DialReached { .. })),
        "she was not dialled"
    );
    let bob = Peer::open(2);
    bob.tell(Command::Listen(there.to_string().parse().unwrap())).await;
    assert_eq!(alice.until_reached().await, bob.id);
}

#[tokio::test]
async fn who_was_dialled_counts_as_reached_when_it_calls_itself() {
    let (mut alice, mut bob) = (Peer::open(1), Peer::open(2));
    let here = alice.listen().await;
    bob.dial(here).await;
    alice.until_established().await;
    let unheard = alice.seen.len();
    assert_eq!(bob.until_reached().await, alice.id);
    let nowhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("{}#{}", nowhere.local_addr().unwrap(), bob.id.0);
    drop(nowhere);
    alice.tell(Command::Dial(to.parse().unwrap())).await;
    bob.shut_down().await;
    alice.until_closed().await;
    assert!(!alice.seen[unheard..].iter().any(|event| matches!(event, Event::Established { .. })));
    let bob = Peer::open(2);
    bob.dial(here).await;
    assert_eq!(alice.until_reached().await, bob.id);
}

#[tokio::test]
async fn garbage_at_the_door_disturbs_nobody() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut listener = Peer::open(1);
    let address = listener.listen().await;
    // Connects and says nothing at all.
    let _idle = tokio::net::TcpStream::connect(address).await.unwrap();
    for garbage in [&b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..], &[0x16; 600], &[0; 20]] {
        let mut stranger = tokio::net::TcpStream::connect(address).await.unwrap();
        stranger.write_all(garbage).await.unwrap();
        let mut answer = Vec::new();
        let _ = stranger.read_to_end(&mut answer).await;
        assert!(answer.is_empty(), "nothing is sent back before there are keys");
    }
    let mut dialler = Peer::open(2);
    dialler.dial(address).await;
    dialler.until_established().await;
    dialler.say(&listener, "through").await;
    listener.until_text("through").await;
}
