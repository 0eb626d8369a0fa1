//! What was said is told again, found, written down, kept for as long as a person wants, and deleted for good.

use std::collections::HashSet;
use std::sync::Arc;

use peerscope::inspector::{Direction, LineId, Part, Trails};
use peerscope::node::{By, Command, Delivery, Event, Keep, Looked, PeerRef, ReadBy, Recall, Recalled, Said};

use crate::hindered::Hindrance;
use crate::kept::Home;
use crate::peer::Peer;

const CANARY: &str = "the canary sings at dawn";

/// Two who have said things; the first listened.
pub(crate) async fn talk(seeds: (u8, u8), texts: &[&str]) -> (Home, Peer, Peer) {
    talk_on(&Arc::default(), seeds, texts).await
}

/// The same where a test hinders the file of the second.
pub(crate) async fn talk_on(
    hindrance: &Arc<Hindrance>,
    seeds: (u8, u8),
    texts: &[&str],
) -> (Home, Peer, Peer) {
    let home = Home::new(seeds.1);
    let (mut listener, mut dialler) = (Peer::open(seeds.0), home.start_on(hindrance));
    let address = listener.listen().await;
    dialler.dial(address).await;
    dialler.until_established().await;
    listener.until_established().await;
    for text in texts {
        dialler.say(&listener, text).await;
    }
    dialler.until_delivered(Delivery::Acked, texts.len()).await;
    (home, listener, dialler)
}

async fn recalled(peer: &mut Peer, of: &Peer, recall: Recall) -> Vec<Said> {
    peer.tell(Command::Recall(PeerRef::Id(of.id), recall)).await;
    peer.until("history", |event| match event {
        Event::History { recalled: Recalled::AtStart(_) | Recalled::Found(_), .. } => None,
        Event::History { lines, .. } => Some(lines.clone()),
        _ => None,
    })
    .await
}

fn bodies(lines: &[Said]) -> Vec<&str> {
    lines.iter().map(|said| said.body.as_sent()).collect()
}

/// Whether any file of the profile holds these bytes.
fn holds(home: &Home, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(home.path("")).unwrap();
    // A file that is written anew has another name before, and may be gone by now.
    let mut bytes = files.filter_map(|file| std::fs::read(file.unwrap().path()).ok());
    bytes.any(|bytes| bytes.windows(needle.len()).any(|part| part == needle))
}

/// Sealed bytes look like any others: of what a row was, no run of this length comes again by chance.
pub(crate) fn runs(bytes: &[u8]) -> HashSet<Vec<u8>> {
    let runs = bytes.windows(24).filter(|run| !run.windows(2).any(|two| two == [0, 0]));
    runs.map(<[u8]>::to_vec).collect()
}

fn search(word: &str, below: u64, enough: usize) -> Command {
    Command::Search { peer: None, word: word.to_owned(), below, enough }
}

#[tokio::test]
async fn a_search_where_nothing_was_ever_said_finds_nothing() {
    let home = Home::new(15);
    let mut alone = home.start();
    alone.tell(search("anything", u64::MAX, 500)).await;
    let end = |event: &Event| match event {
        Event::Searched { found, looked, .. } => Some((*found, *looked)),
        _ => None,
    };
    assert_eq!(alone.until("the end of the search", end).await, (0, Looked::Everywhere));
}

#[tokio::test]
async fn the_last_texts_are_told_again_and_a_word_is_found_in_all_of_them() {
    let (_home, listener, mut dialler) = talk((11, 12), &["one", "two", "three", "four"]).await;
    let lines = recalled(&mut dialler, &listener, Recall::Last(2)).await;
    assert_eq!(bodies(&lines), ["three", "four"]);
    let lines = recalled(&mut dialler, &listener, Recall::Below(lines[1].place, 2)).await;
    assert_eq!(bodies(&lines), ["two", "three"]);

    dialler.tell(search("T", u64::MAX, 500)).await;
    let found = dialler
        .until("found texts", |event| match event {
            Event::History { lines, recalled: Recalled::Found(_), .. } => Some(lines.clone()),
            _ => None,
        })
        .await;
    assert_eq!(bodies(&found), ["three", "two"], "the newest first");
    let end = |event: &Event| match event {
        Event::Searched { found, looked, .. } => Some((*found, *looked)),
        _ => None,
    };
    assert_eq!(dialler.until("the end of the search", end).await, (2, Looked::Everywhere));
    dialler.tell(search("t", lines[1].place, 500)).await;
    assert_eq!(dialler.until("the end of the search", end).await, (1, Looked::Everywhere));
}

#[tokio::test]
async fn while_a_word_is_typed_only_the_last_of_it_is_found_the_newest_first() {
    let hindrance = Arc::new(Hindrance::default());
    let (_home, listener, mut dialler) =
        talk_on(&hindrance, (23, 24), &["one", "two", "three", "four"]).await;
    // As long as a text is being kept, nothing else is asked of the file.
    hindrance.hold();
    dialler.say(&listener, "five").await;
    let seek = |word: &str| Command::Seek { word: word.to_owned(), enough: 2 };
    for count in 1..=30 {
        dialler.tell(seek(&"t".repeat(count))).await;
    }
    dialler.tell(seek("O")).await;
    // What is told at once shows that all of them were taken.
    dialler.tell(Command::Files).await;
    dialler.until("files", |event| matches!(event, Event::Files(_)).then_some(())).await;
    hindrance.let_go();
    let end = |event: &Event| match event {
        Event::Sought { word, found, hits } => Some((word.clone(), *found, hits.clone())),
        _ => None,
    };
    let (word, found, hits) = dialler.until("the end of the search", end).await;
    assert_eq!(word, "o", "what was looked for before is not told any more");
    assert_eq!((found, hits.iter().map(|hit| hit.peer).collect::<Vec<_>>()), (3, vec![listener.id; 2]));
    assert_eq!(hits.iter().map(|hit| hit.said.body.as_sent()).collect::<Vec<_>>(), ["four", "two"]);
}

#[tokio::test]
async fn what_is_asked_meanwhile_is_answered_before_the_rest_of_a_search_while_typing() {
    let (hindrance, long) = (Arc::new(Hindrance::default()), "long".repeat(4_000));
    let (_home, listener, mut dialler) = talk_on(&hindrance, (31, 32), &[long.as_str(); 140]).await;
    hindrance.hold();
    dialler.say(&listener, "short").await;
    dialler.tell(Command::Seek { word: "long".to_owned(), enough: 1 }).await;
    dialler.tell(Command::Recall(PeerRef::Id(listener.id), Recall::Last(1))).await;
    dialler.tell(Command::Files).await;
    dialler.until("files", |event| matches!(event, Event::Files(_)).then_some(())).await;
    hindrance.let_go();
    let answer = |event: &Event| match event {
        Event::Sought { found, .. } => Some(*found),
        Event::History { recalled: Recalled::Asked, .. } => Some(0),
        _ => None,
    };
    assert_eq!(dialler.until("an answer", answer).await, 0, "two mebibytes are looked at in parts");
    assert_eq!(dialler.until("the end of the search", answer).await, 140);
}

#[tokio::test]
async fn what_is_told_again_leads_to_its_frames_and_is_called_what_it_was_called() {
    let (_home, listener, mut dialler) = talk((19, 20), &["one", "two"]).await;
    listener.say(&dialler, "theirs").await;
    dialler.until_text("theirs").await;
    dialler
        .until_packets("three texts", |seen| {
            seen.iter().filter(|packet| packet.kind == Some("text")).count() == 3
        })
        .await;
    let lines = recalled(&mut dialler, &listener, Recall::Last(9)).await;
    let mut trails = Trails::default();
    dialler.packets.iter().for_each(|packet| trails.saw(packet));
    let texts: Vec<u64> = {
        let texts = dialler.packets.iter().filter(|packet| packet.kind == Some("text"));
        texts.map(|packet| packet.number).collect()
    };
    let mut carried = Vec::new();
    for Said { by, stream, number, .. } in &lines {
        let direction = if matches!(by, By::Us { .. }) { Direction::Sent } else { Direction::Received };
        let frames = trails.frames(LineId::in_stream(direction, *stream, *number));
        carried.extend(frames.into_iter().find(|(_, part)| *part == Part::Carried));
    }
    carried.sort_unstable_by_key(|(packet, _)| *packet);
    assert_eq!(carried.iter().map(|(packet, _)| *packet).collect::<Vec<_>>(), texts, "{lines:?}");

    let called = |said: &Said| match said.by {
        By::Us { message, .. } => message.0,
        By::Them { .. } => 0,
    };
    // They have arrived, and that somebody has seen them may be told of them yet.
    assert_eq!(lines.iter().map(called).collect::<Vec<_>>(), [1, 2, 0]);
}

#[tokio::test]
async fn no_file_of_the_profile_shows_what_was_said_and_what_is_deleted_is_gone() {
    let (home, listener, mut dialler) = talk((13, 14), &[CANARY, "stays nowhere"]).await;
    assert!(!holds(&home, CANARY.as_bytes()));
    let before = std::fs::read(home.path("messages")).unwrap();
    dialler.tell(Command::DeleteHistory(PeerRef::Id(listener.id))).await;
    dialler.until("deletion", |event| matches!(event, Event::HistoryDeleted { .. }).then_some(())).await;
    assert_eq!(recalled(&mut dialler, &listener, Recall::Last(9)).await, []);
    dialler.shut_down().await;
    let left = runs(&before).intersection(&runs(&std::fs::read(home.path("messages")).unwrap())).count();
    // The proof of the key is sealed, too, and stays.
    assert!(left < 200, "{left} runs of sealed bytes are still there");
}

/// From now on nothing of what is said with this one is to be kept.
async fn keep_nothing(peer: &mut Peer, of: &Peer) {
    peer.tell(Command::Keep(PeerRef::Id(of.id), Keep::Days(0))).await;
    peer.until("so long", |event| matches!(event, Event::KeptFor { .. }).then_some(())).await;
}

#[tokio::test]
async fn with_nothing_to_be_kept_only_what_waits_is_kept_and_only_until_it_has_arrived() {
    let (home, mut listener, mut dialler) = talk((15, 16), &["said before"]).await;
    keep_nothing(&mut dialler, &listener).await;
    dialler.say(&listener, "ours").await;
    dialler.until_delivered(Delivery::Acked, 2).await;
    assert_eq!(recalled(&mut dialler, &listener, Recall::Last(9)).await, []);
    listener.shut_down().await;
    dialler.until_closed().await;
    dialler.say(&listener, "waits").await;
    dialler.until_delivered(Delivery::Held, 3).await;
    dialler.shut_down().await;
    let mut dialler = home.start();
    let lines = recalled(&mut dialler, &listener, Recall::Last(9)).await;
    assert_eq!(bodies(&lines), ["waits"]);
}

#[tokio::test]
async fn with_nothing_to_be_kept_what_came_is_kept_until_somebody_has_seen_it() {
    let (home, mut listener, mut dialler) = talk((21, 22), &["said before"]).await;
    listener.say(&dialler, "one").await;
    dialler.until_text("one").await;
    keep_nothing(&mut dialler, &listener).await;
    let long = "two ".repeat(600);
    listener.say(&dialler, &long).await;
    listener.until_delivered(Delivery::Acked, 2).await;
    dialler.say(&listener, "ours").await;
    dialler.until_delivered(Delivery::Acked, 2).await;
    let lines = recalled(&mut dialler, &listener, Recall::Last(9)).await;
    assert_eq!(bodies(&lines), ["one", &long], "the peer has it that they are safe here");
    dialler.shut_down().await;

    let mut dialler = home.start();
    let told = |event: &Event| match event {
        Event::History { lines, recalled: Recalled::AtStart(_), .. } => Some(lines.clone()),
        _ => None,
    };
    let lines = dialler.until("the unseen texts", told).await;
    assert_eq!(bodies(&lines), ["one", &long]);
    assert!(lines.iter().all(|said| matches!(said.by, By::Them { read_by: ReadBy::Nobody, .. })));
    let large = std::fs::read(home.path("messages")).unwrap();
    dialler.tell(Command::Shown { peer: listener.id, number: 1 }).await;
    assert_eq!(bodies(&recalled(&mut dialler, &listener, Recall::Last(9)).await), [&long]);
    dialler.tell(Command::Read(PeerRef::Id(listener.id))).await;
    assert_eq!(recalled(&mut dialler, &listener, Recall::Last(9)).await, []);
    dialler.shut_down().await;
    let left = runs(&large).intersection(&runs(&std::fs::read(home.path("messages")).unwrap())).count();
    assert!(left < 1_000, "{left} runs of sealed bytes are still there");
}

#[tokio::test]
async fn without_a_store_nothing_is_recalled_and_the_person_is_told_why() {
    let (_home, mut listener, dialler) = talk((17, 18), &["one"]).await;
    listener.tell(Command::Recall(PeerRef::Id(dialler.id), Recall::Last(1))).await;
    let why = |event: &Event| match event {
        Event::CommandFailed { command: "history", error } => Some(error.to_string()),
        _ => None,
    };
    let why = listener.until("refusal", why).await;
    assert!(why.starts_with("nothing is kept"), "{why}");
    // Of a word that is still being typed it is told which one it was.
    listener.tell(Command::Seek { word: "One".to_owned(), enough: 2 }).await;
    let why = |event: &Event| match event {
        Event::NotSought { word, error } => Some((word.clone(), error.to_string())),
        _ => None,
    };
    let (word, why) = listener.until("refusal", why).await;
    assert!(word == "one" && why.starts_with("nothing is kept"), "{word}: {why}");
}
