//! Files between two nodes: whole or not at all, whatever is stopped, cut, killed or planted meanwhile.

use std::path::PathBuf;
use std::time::Duration;

use peerscope::node::{Event, FileCause, FileState, FileStep, Rate, Who};

use super::peer::Peer;
use super::place::{NAME, Place, bytes, joined, names};
use super::proxy::Proxy;

#[tokio::test]
async fn a_file_is_offered_accepted_written_and_verified_and_both_sides_say_so() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let content = bytes(1_000_000);
    alice.send(&bob, &here.file(&content)).await;
    let offered = bob.until_state(FileState::Offered).await;
    assert_eq!((offered.name.as_str(), offered.size), (NAME, 1_000_000));
    alice.until_state(FileState::Offered).await;
    assert!(!there.downloads().exists(), "nothing is written before a person has said yes");
    bob.step(FileStep::Receive).await;
    let came = bob.until_state(FileState::Verified).await;
    let went = alice.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(came.path.unwrap()).unwrap(), content);
    assert_eq!(there.names(), [NAME]);
    assert_eq!(alice.states(went.id), ["preparing", "offered", "accepted", "moving", "checking", "verified"],);
    assert_eq!(bob.states(came.id), ["offered", "accepted", "moving", "checking", "verified"]);
}

#[tokio::test]
async fn a_file_of_no_bytes_and_one_of_a_chunk_arrive_and_twins_get_numbers() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    for count in [0, 65_495, 1] {
        alice.send(&bob, &here.file(&bytes(count))).await;
        bob.until_state(FileState::Offered).await;
        bob.step(FileStep::Receive).await;
        let came = bob.until_state(FileState::Verified).await;
        alice.until_state(FileState::Verified).await;
        assert_eq!(std::fs::read(came.path.unwrap()).unwrap(), bytes(count));
    }
    assert_eq!(there.names(), ["report (2).bin", "report (3).bin", NAME]);
}

#[tokio::test]
async fn texts_pass_while_a_large_file_goes_both_ways() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let content = bytes(32 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.send(&alice, &there.file(&content)).await;
    for peer in [&mut alice, &mut bob] {
        peer.until_file("offer", |info| info.state == FileState::Offered && info.path.is_none()).await;
        peer.step(FileStep::Receive).await;
    }
    for number in 0..50 {
        alice.say(&bob, &format!("there {number}")).await;
        bob.until_text(&format!("there {number}")).await;
        bob.say(&alice, &format!("back {number}")).await;
        alice.until_text(&format!("back {number}")).await;
    }
    for (peer, place) in [(&mut alice, &here), (&mut bob, &there)] {
        let is_done = |event: &Event| matches!(event, Event::File(info) if info.state == FileState::Verified && info.path.as_ref().is_some_and(|path| path.contains("downloads")));
        if !peer.seen.iter().any(is_done) {
            peer.until("file", |event| is_done(event).then_some(())).await;
        }
        assert_eq!(std::fs::read(place.downloads().join(NAME)).unwrap(), content);
    }
}

#[tokio::test]
async fn a_file_that_was_asked_for_is_no_flood_on_either_side() {
    let (here, there) = (Place::new(), Place::new());
    // What is counted beyond this would come after the end of any test.
    let frames = Rate { every: Duration::from_hours(1), burst: 64 };
    let (mut alice, mut bob) = (here.paced(1, frames), there.paced(2, frames));
    bob.dial(alice.listen().await).await;
    bob.until_established().await;
    alice.until_established().await;
    let content = bytes(20 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
}

#[tokio::test]
async fn a_link_that_is_cut_again_and_again_costs_a_file_nothing() {
    let (here, there) = (Place::new(), Place::new());
    let (mut alice, mut bob) = (here.node(1), there.node(2));
    let proxy = Proxy::before(alice.listen().await).await;
    bob.dial(proxy.address).await;
    bob.until_established().await;
    alice.until_established().await;
    let content = bytes(24 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    for cut in 1..=3_u64 {
        let far = cut * (5 << 20);
        bob.until_file("progress", |info| info.written > far).await;
        proxy.cut();
        bob.until_state(FileState::Waiting).await;
        bob.until_state(FileState::Accepted).await;
    }
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
    assert_eq!(there.names(), [NAME]);
}

#[tokio::test]
async fn a_restart_of_either_side_goes_on_with_what_is_there() {
    let (here, there) = (Place::new(), Place::new());
    let (mut alice, mut bob) = (here.node(1), there.node(2));
    let address = alice.listen().await;
    bob.dial(address).await;
    bob.until_established().await;
    let content = bytes(24 << 20);
    alice.until_established().await;
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_file("progress", |info| info.written > 4 << 20).await;
    bob.step(FileStep::Pause).await;
    bob.until_state(FileState::Paused(Who::Us)).await;
    bob.shut_down().await;

    let mut bob = there.node(2);
    let waits = bob.until_state(FileState::Paused(Who::Us)).await;
    assert_eq!(waits.written, there.bytes_there(), "what is there is told when the program starts");
    assert!(waits.written > 4 << 20);
    bob.dial(address).await;
    bob.until_established().await;
    bob.step(FileStep::Resume).await;
    let again = bob.until_file("progress", |info| info.state == FileState::Moving).await;
    assert!(again.written > 4 << 20, "it began anew");
    bob.until_file("progress", |info| info.written > 12 << 20).await;
    alice.shut_down().await;

    let mut alice = here.node(1);
    let address = alice.listen().await;
    bob.dial(address).await;
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
    assert_eq!(there.names(), [NAME]);
    alice.shut_down().await;
    assert_eq!(here.kept().iter().count(), 0);
}

#[tokio::test]
async fn a_file_that_had_its_name_before_a_kill_is_found_whole_and_said_to_be_verified() {
    let (here, there) = (Place::new(), Place::new());
    let (mut alice, mut bob) = (here.node(1), there.node(2));
    let address = alice.listen().await;
    bob.dial(address).await;
    bob.until_established().await;
    alice.until_established().await;
    let content = bytes(24 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    bob.shut_down().await;
    // As a kill leaves it that comes right after the name was made.
    let names = there.names();
    let [part] = names.as_slice() else { panic!("{names:?}") };
    std::fs::write(there.downloads().join(part), &content).unwrap();
    std::fs::hard_link(there.downloads().join(part), there.downloads().join(NAME)).unwrap();

    let mut bob = there.node(2);
    bob.dial(address).await;
    let found = bob.until_state(FileState::Verified).await;
    assert_eq!((found.written, found.size), (24 << 20, 24 << 20));
    assert_eq!(there.names(), [NAME]);
    assert!(!bob.states(found.id).contains(&"moving"), "{:?}", bob.states(found.id));
    alice.until_state(FileState::Verified).await;
}

#[tokio::test]
async fn a_pause_of_either_side_holds_until_that_side_resumes() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let content = bytes(24 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    bob.step(FileStep::Pause).await;
    bob.until_state(FileState::Paused(Who::Us)).await;
    alice.until_state(FileState::Paused(Who::Them)).await;
    alice.step(FileStep::Resume).await;
    alice
        .until("refusal", |event| {
            matches!(event, Event::CommandFailed { command: "resume", .. }).then_some(())
        })
        .await;
    bob.step(FileStep::Resume).await;
    alice.until_state(FileState::Moving).await;
    alice.step(FileStep::Pause).await;
    bob.until_state(FileState::Paused(Who::Them)).await;
    alice.step(FileStep::Resume).await;
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
}

#[tokio::test]
async fn whoever_begins_anew_hears_that_the_other_side_has_paused() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    alice.send(&bob, &here.file(&bytes(24 << 20))).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    bob.step(FileStep::Pause).await;
    alice.until_state(FileState::Paused(Who::Them)).await;
    alice.shut_down().await;

    let mut alice = here.node(1);
    bob.dial(alice.listen().await).await;
    alice.until_state(FileState::Paused(Who::Them)).await;
    bob.step(FileStep::Resume).await;
    alice.until_state(FileState::Moving).await;
    alice.step(FileStep::Pause).await;
    bob.until_state(FileState::Paused(Who::Them)).await;
    bob.shut_down().await;

    let mut bob = there.node(2);
    alice.dial(bob.listen().await).await;
    bob.until_state(FileState::Paused(Who::Them)).await;
    bob.step(FileStep::Resume).await;
    let why = bob.until("refusal", |event| match event {
        Event::CommandFailed { command: "resume", error } => Some(error.to_string()),
        _ => None,
    });
    assert!(why.await.contains(": only "));
}

#[tokio::test]
async fn a_sender_that_pauses_and_goes_on_takes_no_decision_of_the_receiver() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    alice.send(&bob, &here.file(&bytes(1 << 20))).await;
    let offered = bob.until_state(FileState::Offered).await;
    alice.until_state(FileState::Offered).await;
    alice.step(FileStep::Pause).await;
    alice.until_state(FileState::Paused(Who::Us)).await;
    alice.step(FileStep::Resume).await;
    // An offer of another file comes behind what was said of this one.
    alice.send(&bob, &here.file(&bytes(2 << 20))).await;
    bob.until_file("the other offer", |info| info.id != offered.id).await;
    assert_eq!(bob.states(offered.id), ["offered"]);
    assert!(!there.downloads().exists(), "nothing was taken");
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Verified).await;
}

#[tokio::test]
async fn a_part_that_somebody_removed_is_said_to_be_gone_and_its_file_begins_anew() {
    let ((here, alice), (there, mut bob)) = joined().await;
    let content = bytes(24 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    let [part] = there.names().try_into().unwrap();
    std::fs::remove_file(there.downloads().join(&part)).unwrap();
    let paused = bob.until_state(FileState::Paused(Who::Us)).await;
    assert_eq!(paused.written, 0);
    assert!(paused.error.unwrap().contains(&format!("{part} is gone")));
    bob.step(FileStep::Resume).await;
    bob.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
}

#[tokio::test]
async fn a_file_that_is_declined_cancelled_or_not_taken_at_all_leaves_nothing() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let path = here.file(&bytes(24 << 20));
    alice.send(&bob, &path).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Cancel).await;
    alice.until_state(FileState::Stopped(FileCause::Declined, Who::Them)).await;

    alice.send(&bob, &path).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    alice.step(FileStep::Cancel).await;
    bob.until_state(FileState::Stopped(FileCause::Cancelled, Who::Them)).await;
    there.until_empty().await;

    let mut none = Peer::open(3);
    let address = none.listen().await;
    alice.dial(address).await;
    alice.until_established().await;
    none.until_established().await;
    alice.send(&none, &path).await;
    alice.until_state(FileState::Stopped(FileCause::Declined, Who::Them)).await;
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_is_not_sent_as_another() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let path = here.file(&bytes(24 << 20));
    alice.send(&bob, &path).await;
    bob.until_state(FileState::Offered).await;
    std::fs::write(&path, b"another").unwrap();
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Stopped(FileCause::Changed, Who::Them)).await;
    let said = alice.until_state(FileState::Stopped(FileCause::Changed, Who::Us)).await;
    assert!(said.error.unwrap().contains("has changed since it was offered"));
    there.until_empty().await;
}

#[tokio::test]
async fn a_folder_that_is_replaced_meanwhile_gets_nothing_until_a_person_resumes() {
    let ((here, alice), (there, mut bob)) = joined().await;
    let content = bytes(24 << 20);
    alice.send(&bob, &here.file(&content)).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    let before = there.0.path().join("before");
    std::fs::rename(there.downloads(), &before).unwrap();
    std::fs::create_dir(there.downloads()).unwrap();
    let paused = bob.until_state(FileState::Paused(Who::Us)).await;
    assert!(paused.error.unwrap().contains("no longer the folder"));
    assert!(there.names().is_empty());
    bob.step(FileStep::Resume).await;
    bob.until_state(FileState::Verified).await;
    assert_eq!(std::fs::read(there.downloads().join(NAME)).unwrap(), content);
    assert_eq!(names(&before).len(), 1, "what came first is kept where it was put");
}

#[tokio::test]
async fn what_cannot_be_sent_is_said_at_once() {
    let ((here, mut alice), (_there, bob)) = joined().await;
    for path in [here.0.path().to_owned(), here.0.path().join("none"), PathBuf::from("/dev/zero")] {
        alice.send(&bob, &path).await;
        let error = refusal(&mut alice).await;
        assert!(
            error.contains(path.to_str().unwrap()) && error.ends_with(": nothing was offered"),
            "{error}"
        );
    }
    assert!(!alice.seen.iter().any(|event| matches!(event, Event::File(_))), "there is no transfer of them");
    let path = here.file(b"x");
    for _ in 0..17 {
        alice.send(&bob, &path).await;
    }
    let error = refusal(&mut alice).await;
    assert!(error.contains("16 files"), "{error}");
}

async fn refusal(peer: &mut Peer) -> String {
    peer.until("refusal", |event| match event {
        Event::CommandFailed { command: "send", error } => Some(error.to_string()),
        _ => None,
    })
    .await
}
