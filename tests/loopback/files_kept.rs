//! What is said about a file to its other end is on this disk before.

use peerscope::node::{Delivery, Event, FileState, FileStep, Who};

use crate::peer::Peer;
use crate::place::{Place, bytes, joined};

impl Place {
    /// Where others may enter nothing is written of what a node keeps.
    fn open_to(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(self.0.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[tokio::test]
async fn nothing_of_a_file_is_offered_or_asked_for_before_that_is_on_the_disk() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    let failed = |event: &Event| matches!(event, Event::CommandFailed { command: "save", .. }).then_some(());
    let path = here.file(&bytes(100_000));
    here.open_to(0o755);
    alice.send(&bob, &path).await;
    alice.until("that it is not saved", failed).await;
    talk(&mut alice, &bob).await;
    bob.until_text("the last").await;
    assert!(!bob.seen.iter().any(|event| matches!(event, Event::File(_))));
    // What is kept next is kept with all before.
    here.open_to(0o700);
    alice.send(&bob, &path).await;
    for _ in 0..2 {
        bob.until_state(FileState::Offered).await;
    }

    there.open_to(0o755);
    bob.step(FileStep::Receive).await;
    bob.until("that it is not saved", failed).await;
    talk(&mut bob, &alice).await;
    alice.until_text("the last").await;
    let asked = |event: &Event| matches!(event, Event::File(info) if info.state == FileState::Accepted);
    assert!(!alice.seen.iter().any(asked) && !there.downloads().exists());
    there.open_to(0o700);
    bob.step(FileStep::Pause).await;
    bob.until_state(FileState::Paused(Who::Us)).await;
    bob.step(FileStep::Resume).await;
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
}

/// A conversation takes far longer than something that waits for nothing.
async fn talk(one: &mut Peer, other: &Peer) {
    for count in 1..=40 {
        one.say(other, if count < 40 { "meanwhile" } else { "the last" }).await;
        one.until_delivered(Delivery::Acked, count).await;
    }
}

#[tokio::test]
async fn a_file_gets_its_name_only_when_it_is_kept_that_all_of_it_came() {
    let ((here, mut alice), (there, mut bob)) = joined().await;
    alice.send(&bob, &here.file(&bytes(16 << 20))).await;
    bob.until_state(FileState::Offered).await;
    bob.step(FileStep::Receive).await;
    bob.until_state(FileState::Moving).await;
    there.open_to(0o755);
    bob.until_state(FileState::Checking).await;
    talk(&mut bob, &alice).await;
    alice.until_text("the last").await;
    let names = there.names();
    assert!(matches!(names.as_slice(), [part] if part.starts_with('.')), "{names:?}");
    there.open_to(0o700);
    bob.until_state(FileState::Verified).await;
    alice.until_state(FileState::Verified).await;
}
