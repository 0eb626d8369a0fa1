//! Links that die badly: each is told from a goodbye, and no text is lost or doubled by it.

use peerscope::node::{Delivery, Event, Reason};

use crate::peer::Peer;
use crate::proxy::{End, Proxy};

fn truncated(event: &Event) {
    let Event::Closed { reason, error: Some(_), established: true, .. } = event else {
        panic!("a dead link is no goodbye: {event:?}");
    };
    assert_eq!(*reason, Some(Reason::Truncated));
}

async fn dies(how: End) {
    let (mut listener, mut dialler) = (Peer::open(1), Peer::open(2));
    let proxy = Proxy::before(listener.listen().await).await;
    dialler.dial(proxy.address).await;
    listener.until_established().await;
    dialler.until_established().await;
    listener.say(&dialler, "before").await;
    listener.until_delivered(Delivery::Acked, 1).await;
    proxy.end(how);
    dialler.say(&listener, "into a dying link").await;
    truncated(&listener.until_closed().await);
    truncated(&dialler.until_closed().await);
    listener.say(&dialler, "after").await;
    listener.until_established().await;
    dialler.until_established().await;
    listener.until_text("into a dying link").await;
    listener.until_delivered(Delivery::Acked, 2).await;
    dialler.until_delivered(Delivery::Acked, 1).await;
    assert_eq!(listener.bodies(), ["into a dying link"], "{how:?}");
    assert_eq!(dialler.bodies(), ["before", "after"], "{how:?}");
}

#[tokio::test]
async fn a_link_that_is_cut_is_truncated() {
    dies(End::Cut).await;
}

#[tokio::test]
async fn a_link_that_is_reset_is_truncated() {
    dies(End::Reset).await;
}

#[tokio::test]
async fn a_link_of_which_one_half_is_closed_is_truncated() {
    dies(End::HalfClosed).await;
}

#[tokio::test]
async fn a_link_that_ends_within_a_frame_is_truncated() {
    dies(End::MidFrame).await;
}

#[tokio::test]
async fn a_goodbye_right_before_the_link_dies_stays_a_goodbye() {
    for how in [End::Cut, End::Reset, End::HalfClosed] {
        let (mut listener, mut dialler) = (Peer::open(1), Peer::open(2));
        let proxy = Proxy::before(listener.listen().await).await;
        dialler.dial(proxy.address).await;
        listener.until_established().await;
        dialler.until_established().await;
        dialler.say(&listener, "last words").await;
        dialler.until_delivered(Delivery::Acked, 1).await;
        dialler.shut_down().await;
        proxy.end(how);
        let Event::Closed { reason, error: None, .. } = listener.until_closed().await else {
            panic!("CLOSE came before the end: {how:?}");
        };
        assert_eq!(reason, Some(Reason::Goodbye));
        assert_eq!(listener.bodies(), ["last words"]);
    }
}
