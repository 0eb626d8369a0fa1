//! The practice peer talks like any other.

use std::time::Duration;

use peerscope::keystore::Transfers;
use peerscope::node::{
    Command, Event, FileSide, FileState, FileStep, FilesConfig, NodeConfig, PRACTICE_NICK, PeerRef, Practice,
    Target,
};

use crate::peer::Peer;

#[tokio::test]
async fn a_practice_peer_shows_fresh_keys_before_anybody_types_and_answers_who_does() {
    let practice = Practice::start(Duration::ZERO).await.unwrap();
    let mut alice = Peer::start(1, peerscope::node::AcceptPolicy::Known);
    alice.tell(Command::Dial(practice.address())).await;
    let info = alice.until_established().await;
    assert_eq!(info.name, PRACTICE_NICK, "its address names its identity, so nobody is asked");
    alice.until("epoch", |event| matches!(event, Event::Rekeyed { epoch: 2, .. }).then_some(())).await;
    alice.until_text("type anything, and watch your line become a frame").await;
    assert_eq!(alice.bodies().len(), 5, "it goes on by itself");
    let to = || Target::One(PeerRef::Name(PRACTICE_NICK.to_owned()));
    for text in ["one", "two", "three"] {
        alice.say_to(to(), text).await;
    }
    alice.until_text("say file, and I offer you one; /send PATH offers me one of yours, and I take it").await;
    assert_eq!(alice.bodies().len(), 8, "and answers each text");
}

#[tokio::test]
async fn a_practice_peer_takes_a_file_and_offers_one_when_it_is_asked() {
    use std::os::unix::fs::PermissionsExt as _;
    let private = std::fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().permissions(private).tempdir().unwrap();
    let files = FilesConfig { downloads: folder.path().join("downloads"), kept: Transfers::default() };
    let practice = Practice::answering().await.unwrap();
    let mut alice = Peer::with(1, |config| NodeConfig { files: Some(files), ..config });
    alice.tell(Command::Dial(practice.address())).await;
    alice.until_established().await;
    let path = folder.path().join("mine.txt");
    std::fs::write(&path, "this is mine").unwrap();
    let to = PeerRef::Name(PRACTICE_NICK.to_owned());
    alice.tell(Command::SendFile { to: to.clone(), path }).await;
    alice.until_text("your file is whole here, with the SHA-256 that you offered").await;
    alice.say_to(Target::One(to), "file").await;
    let offered = |event: &Event| matches!(event, Event::File(info) if info.side == FileSide::Receiving && info.state == FileState::Offered);
    alice.until("offer", |event| offered(event).then_some(())).await;
    alice.tell(Command::File(None, FileStep::Receive)).await;
    let whole = |event: &Event| match event {
        Event::File(info) if info.side == FileSide::Receiving && info.state == FileState::Verified => {
            Some(info.name.clone())
        }
        _ => None,
    };
    assert_eq!(alice.until("file", whole).await, "practice.txt");
}

#[tokio::test]
async fn a_practice_peer_that_is_dropped_says_goodbye() {
    let practice = Practice::start(Duration::ZERO).await.unwrap();
    let mut alice = Peer::open(1);
    alice.tell(Command::Dial(practice.address())).await;
    alice.until_established().await;
    drop(practice);
    let Event::Closed { error, .. } = alice.until_closed().await else { panic!("it is over") };
    assert_eq!(error, None);
}
