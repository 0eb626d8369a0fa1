//! How long texts are kept: told once the older ones are gone, and not where they could not be removed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use peerscope::node::{Command, Event, Keep, PeerRef};

use crate::hindered::Hindrance;
use crate::peer::Peer;
use crate::recalled::{runs, talk, talk_on};

async fn keep(peer: &Peer, of: &Peer, keep: Keep) {
    peer.tell(Command::Keep(PeerRef::Id(of.id), keep)).await;
}

async fn until_kept(peer: &mut Peer, wanted: Keep) {
    let is_it = |event: &Event| matches!(event, Event::KeptFor { keep, .. } if *keep == wanted).then_some(());
    peer.until("how long", is_it).await;
}

#[tokio::test]
async fn how_long_texts_are_kept_is_told_when_older_ones_are_in_no_file_any_more() {
    let text = "said before ".repeat(100);
    let (home, listener, mut dialler) = talk((25, 26), &[text.as_str(); 8]).await;
    let before = std::fs::read(home.path("messages")).unwrap();
    keep(&dialler, &listener, Keep::Days(0)).await;
    until_kept(&mut dialler, Keep::Days(0)).await;
    let left = runs(&before).intersection(&runs(&std::fs::read(home.path("messages")).unwrap())).count();
    assert!(left < 1_000, "{left} runs of sealed bytes are still there");
}

#[tokio::test]
async fn older_texts_that_could_not_be_removed_are_not_said_to_be_and_the_command_has_failed() {
    let hindrance = Arc::new(Hindrance::default());
    let (_home, listener, mut dialler) = talk_on(&hindrance, (27, 28), &["said before"]).await;
    hindrance.is_full.store(true, Ordering::Relaxed);
    keep(&dialler, &listener, Keep::Days(0)).await;
    let failure = |event: &Event| match event {
        Event::CommandFailed { command, error } => Some((*command, error.to_string())),
        _ => None,
    };
    let (command, why) = dialler.until("failure", failure).await;
    assert_eq!(command, "history", "{why}");
    let is_told = |event: &Event| matches!(event, Event::KeptFor { .. });
    assert!(!dialler.seen.iter().any(is_told), "{:?}", dialler.seen);
    hindrance.is_full.store(false, Ordering::Relaxed);
    keep(&dialler, &listener, Keep::Days(0)).await;
    until_kept(&mut dialler, Keep::Days(0)).await;
}

/// What was told about how long texts are kept.
fn told(peer: &Peer) -> Vec<Keep> {
    let told = peer.seen.iter().filter_map(|event| match event {
        Event::KeptFor { keep, .. } => Some(*keep),
        _ => None,
    });
    told.collect()
}

/// What is told at once, once all that was asked before is taken.
async fn answer(peer: &mut Peer) {
    peer.tell(Command::Files).await;
    peer.until("files", |event| matches!(event, Event::Files(_)).then_some(())).await;
}

#[tokio::test]
async fn each_wish_is_answered_in_its_turn_also_where_another_one_follows_at_once() {
    let hindrance = Arc::new(Hindrance::default());
    let (_home, listener, mut dialler) = talk_on(&hindrance, (29, 30), &["said before"]).await;
    // As long as a text is being kept, nothing else is asked of the file.
    hindrance.hold();
    dialler.say(&listener, "said now").await;
    let wishes = [Keep::Days(7), Keep::Days(3), Keep::Forever];
    for wish in wishes {
        keep(&dialler, &listener, wish).await;
    }
    answer(&mut dialler).await;
    hindrance.let_go();
    until_kept(&mut dialler, Keep::Forever).await;
    assert_eq!(told(&dialler), wishes);
}

#[tokio::test]
async fn whoever_wishes_otherwise_while_old_texts_are_removed_is_answered_last() {
    let (_home, listener, mut dialler) = talk((33, 34), &["said before"]).await;
    for answers in 0..40 {
        keep(&dialler, &listener, Keep::Days(7)).await;
        for _ in 0..answers {
            answer(&mut dialler).await;
        }
        keep(&dialler, &listener, Keep::Forever).await;
        until_kept(&mut dialler, Keep::Forever).await;
        assert_eq!(told(&dialler), [Keep::Days(7), Keep::Forever], "after {answers} answers");
        dialler.seen.clear();
    }
}
