use std::fs;
use std::path::Path;

use super::fixture::{folder, hex, key};
use crate::crypto::sha256;
use crate::keystore::error::Error;
use crate::keystore::known_peers::{KnownPeers, PEERS_MAX};
use crate::keystore::peers_format::{decode, encode};
use crate::keystore::trust::{ChangeDecision, Standing, Trust};
use crate::text::PeerText;

fn path() -> &'static Path {
    Path::new("keystore/alice/known_peers")
}

/// One peer of every kind.
fn sample() -> KnownPeers {
    let mut list = KnownPeers::default();
    list.remember(key(1), "bob", 10);
    list.remember(key(2), "Zoë", 11);
    list.remember(key(3), "mallory", 12);
    list.update(&key(1), |peer| {
        peer.trust = Trust::Verified { at: 13 };
        peer.last_seen = 20;
        peer.address = Some("[::1]:4000".to_owned());
    });
    list.update(&key(2), |peer| peer.ignored = true);
    list.update(&key(3), |peer| peer.trust = Trust::Blocked);
    list.note_change("bob", key(9));
    list
}

fn text(list: &KnownPeers) -> String {
    encode(&list.iter().cloned().collect::<Vec<_>>())
}

fn read(bytes: &[u8]) -> Result<KnownPeers, Error> {
    let mut list = KnownPeers::default();
    decode(bytes, path(), &mut list).map(|()| list)
}

/// The file of these lines, with the right checksum.
fn file(lines: &[&str]) -> String {
    let body = lines.join("\n") + "\n";
    let sum = hex(&sha256(&[body.as_bytes()]));
    format!("{body}sum {sum}\n")
}

fn damage(lines: &[&str]) -> (usize, &'static str) {
    match read(file(lines).as_bytes()) {
        Err(Error::Damaged { line, what, .. }) => (line, what),
        other => panic!("not damaged: {lines:?}: {other:?}"),
    }
}

#[test]
fn known_peers_come_back_as_they_were_saved() {
    let folder = folder();
    let path = folder.path().join("known_peers");
    let mut list = KnownPeers::load(&path).unwrap();
    assert_eq!(list.iter().count(), 0, "no file is an empty list");
    assert_eq!(list.remember(key(1), "bob", 10), "bob");
    assert_eq!(list.remember(key(1), "robert", 11), "bob", "a known peer keeps its name");
    list.save().unwrap();
    assert_eq!(KnownPeers::load(&path).unwrap(), list);
    assert_eq!(read(text(&sample()).as_bytes()).unwrap(), sample());
    assert_eq!(read(text(&KnownPeers::default()).as_bytes()).unwrap(), KnownPeers::default());
}

#[test]
fn the_file_reads_as_its_format_says() {
    let lines = text(&sample());
    let mut lines = lines.lines();
    assert_eq!(lines.next(), Some("peerscope known_peers 1"));
    let bob = format!(
        "peer {} bob verified:13 10 20 [::1]:4000 {}",
        hex(key(1).as_bytes()),
        hex(key(9).as_bytes())
    );
    assert_eq!(lines.next(), Some(bob.as_str()));
    let zoe = format!("peer {} Zoë known 11 11 - - ignored", hex(key(2).as_bytes()));
    assert_eq!(lines.next(), Some(zoe.as_str()));
    let mallory = format!("peer {} mallory blocked 12 12 - -", hex(key(3).as_bytes()));
    assert_eq!(lines.next(), Some(mallory.as_str()));
}

#[test]
fn every_flipped_byte_and_every_length_is_refused_and_left_as_it_is() {
    let whole = text(&sample()).into_bytes();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        assert!(read(&flipped).is_err(), "byte {at}");
        assert!(read(&whole[..at]).is_err(), "length {at}");
    }
    let folder = folder();
    let path = folder.path().join("known_peers");
    KnownPeers::load(&path).unwrap().save().unwrap();
    let mut damaged = fs::read(&path).unwrap();
    damaged.truncate(30);
    fs::write(&path, &damaged).unwrap();
    assert!(KnownPeers::load(&path).is_err());
    assert_eq!(fs::read(&path).unwrap(), damaged);
}

#[test]
fn a_wrong_line_is_named_by_its_number() {
    let first = "peerscope known_peers 1";
    let (one, two) = (hex(key(1).as_bytes()), hex(key(2).as_bytes()));
    let bob = format!("peer {one} bob known 1 2 - -");
    let cases = [
        ("", "it is no line of this format"),
        ("peer", "it is no line of this format"),
        (&format!("peer  {two} eve known 1 2 - -"), "it is no line of this format"),
        (&format!("peer {two} eve known 1 2 - - more"), "it is no line of this format"),
        (&format!("peer {} eve known 1 2 - -", two.to_uppercase()), "the identity is no good key"),
        (&format!("peer {two}00 eve known 1 2 - -"), "the identity is no good key"),
        (&format!("peer {} eve known 1 2 - -", hex(&key(2).as_bytes()[1..])), "the identity is no good key"),
        (&format!("peer {} eve known 1 2 - -", "00".repeat(32)), "the identity is no good key"),
        (&format!("peer {two} e\u{202e}ve known 1 2 - -"), "the petname is not one"),
        (&format!("peer {two} {} known 1 2 - -", "e".repeat(33)), "the petname is not one"),
        (&format!("peer {two} eve trusted 1 2 - -"), "the trust is none of known, verified:TIME, blocked"),
        (&format!("peer {two} eve verified 1 2 - -"), "the trust is none of known, verified:TIME, blocked"),
        (&format!("peer {two} eve known 01 2 - -"), "the first time seen is no number"),
        (&format!("peer {two} eve known 1 +2 - -"), "the last time seen is no number"),
        (&format!("peer {two} eve known 1 18446744073709551616 - -"), "the last time seen is no number"),
        (&format!("peer {two} eve known 2 1 - -"), "the last time seen lies before the first"),
        (&format!("peer {two} eve known 1 2 {} -", "a".repeat(301)), "the address is not one"),
        (&format!("peer {two} eve known 1 2 \u{1b}[2J -"), "the address is not one"),
        (&format!("peer {two} eve known 1 2 - x"), "the changed key is no good key"),
        (&format!("peer {one} eve known 1 2 - -"), "an identity stands twice"),
        (&format!("peer {two} eve known 1 2 - {two}"), "the changed key is the old one"),
        (&format!("peer {two} BOB known 1 2 - -"), "a petname stands twice"),
    ];
    for (line, what) in cases {
        assert_eq!(damage(&[first, &bob, line]), (3, what), "{line}");
    }
    assert_eq!(damage(&["known peers"]), (1, "it is no list of known peers"));
    assert_eq!(damage(&[&format!("{first}\r")]), (1, "it is no list of known peers"));
    assert_eq!(damage(&[first, "sum 00"]), (2, "the checksum does not match"));
    assert!(matches!(read(file(&["peerscope known_peers 2"]).as_bytes()), Err(Error::Unsupported { .. })));
}

#[test]
fn what_stands_behind_the_checksum_or_is_no_text_is_named_too() {
    let whole = text(&sample());
    let line_of = |bytes: &[u8]| match read(bytes) {
        Err(Error::Damaged { line, what, .. }) => (line, what),
        other => panic!("{other:?}"),
    };
    assert_eq!(line_of(format!("{whole}\n").as_bytes()), (6, "lines stand behind the checksum"));
    assert_eq!(line_of(whole.trim_end().as_bytes()), (5, "its end is missing"));
    let mut not_text = whole.into_bytes();
    let at = not_text.iter().position(|byte| *byte == b'\n').unwrap() + 3;
    not_text[at] = 0xff;
    assert_eq!(line_of(&not_text), (2, "it is not UTF-8"));
}

#[test]
fn a_list_longer_than_it_may_be_is_refused_and_a_full_one_takes_nobody() {
    let keys: Vec<_> = (0..=PEERS_MAX).map(|seed| key(u64::try_from(seed).unwrap())).collect();
    let mut full = KnownPeers::default();
    for key in &keys {
        full.remember(*key, "peer", 1);
    }
    assert_eq!(full.iter().count(), PEERS_MAX);
    assert_eq!(full.standing(&keys[PEERS_MAX]), Standing::Unknown);
    assert!(full.by_petname("peer-1000").is_some());

    let whole = text(&full);
    read(whole.as_bytes()).unwrap();
    let (body, _sum) = whole.rsplit_once("sum ").unwrap();
    let more = format!("{body}peer {} more known 1 2 - -", hex(keys[PEERS_MAX].as_bytes()));
    assert_eq!(damage(&[&more]), (PEERS_MAX + 2, "there are more than 1,000 peers"));
}

#[test]
fn a_petname_is_never_another_peers() {
    let mut list = KnownPeers::default();
    assert_eq!(list.remember(key(1), "bob", 1), "bob");
    assert_eq!(list.remember(key(2), "bob", 1), "bob-2");
    assert_eq!(list.remember(key(3), "BOB", 1), "BOB-3");
    assert_eq!(list.remember(key(4), "bob-2", 1), "bob-2-2");
    assert_eq!(list.remember(key(5), "\u{202e}", 1), key(5).fingerprint().short());
    assert_eq!(list.free_petname(&"bob".into(), &key(1)), "bob", "one's own name is free");
    let long = "x".repeat(40);
    assert_eq!(list.remember(key(6), long.as_str(), 1), "x".repeat(32));
    assert_eq!(list.remember(key(7), long.as_str(), 1), format!("{}-2", "x".repeat(30)));
    assert_eq!(list.by_petname("Bob").unwrap().identity, key(1));
}

#[test]
fn a_nick_is_compared_with_the_names_as_they_are_now() {
    let mut list = read(text(&sample()).as_bytes()).unwrap();
    let like = |list: &KnownPeers, nick: &str| list.lookalike(&PeerText::from(nick), &key(8));
    assert_eq!(like(&list, "b\u{43e}b"), Some("bob".to_owned()), "read from the file");
    list.rename(&key(1), "carol").unwrap();
    assert_eq!(like(&list, "b\u{43e}b"), None);
    assert_eq!(like(&list, "car\u{43e}l"), Some("carol".to_owned()), "renamed");
    list.remember(key(4), "eve", 30);
    assert_eq!(like(&list, "\u{435}v\u{435}"), Some("eve".to_owned()), "remembered");
}

#[test]
fn a_rename_takes_only_free_and_visible_names() {
    let mut list = sample();
    let at = || "known_peers".into();
    let taken = Error::PetnameTaken { path: at(), petname: "Zoë".to_owned() };
    assert_eq!(list.rename(&key(1), "zoË"), Err(taken));
    for name in ["", " ", "a b", "4000", "a:1", "-x", "e\u{200b}ve", &"x".repeat(33)] {
        assert_eq!(list.rename(&key(1), name), Err(Error::PetnameRefused { path: at() }), "{name:?}");
    }
    assert_eq!(list.rename(&key(8), "eve"), Err(Error::UnknownPeer { path: at() }));
    let like = Error::PetnameTaken { path: at(), petname: "Zoë".to_owned() };
    assert_eq!(list.rename(&key(1), "Zo\u{435}\u{308}"), Err(like), "it looks the same");
    for digits in ["beef", "7f3a-91c2"] {
        assert_eq!(list.rename(&key(1), digits), Err(Error::PetnameRefused { path: at() }), "{digits:?}");
    }
    list.rename(&key(1), "Bob").unwrap();
    assert_eq!(list.get(&key(1)).unwrap().petname, "Bob");
}

#[test]
fn an_update_changes_neither_key_nor_name_and_writes_nothing_that_cannot_be_read() {
    let mut list = sample();
    let changed = list.update(&key(1), |peer| {
        peer.identity = key(5);
        peer.petname = "a b".to_owned();
        peer.first_seen = 0;
        peer.last_seen = 1;
        peer.address = Some("two words\n".to_owned());
    });
    assert!(changed);
    assert_eq!(list, sample());
    assert!(!list.update(&key(5), |_peer| {}));
}

#[test]
fn a_changed_key_takes_the_name_only_by_decision_and_loses_the_verification() {
    let mut list = sample();
    assert_eq!(list.standing(&key(9)), Standing::Changed { petname: "bob".to_owned() });
    assert_eq!(list.standing(&key(1)), Standing::Verified { at: 13 });

    let mut kept = list.clone();
    kept.settle_change("bob", ChangeDecision::KeepOld).unwrap();
    assert_eq!((kept.change_of("bob"), kept.standing(&key(9))), (None, Standing::Unknown));
    assert_eq!(kept.by_petname("bob").unwrap().identity, key(1));

    list.settle_change("bob", ChangeDecision::TakeNew).unwrap();
    let bob = list.by_petname("bob").unwrap();
    assert_eq!((bob.identity, bob.trust, bob.changed), (key(9), Trust::Known, None));
    assert_eq!(list.standing(&key(1)), Standing::Unknown);
    list.settle_change("bob", ChangeDecision::TakeNew).unwrap();
    assert_eq!(list.by_petname("bob").unwrap().identity, key(9), "a decision is made once");
}

#[test]
fn the_old_key_is_no_change() {
    let mut list = sample();
    list.note_change("mallory", key(3));
    list.note_change("nobody", key(9));
    assert_eq!((list.change_of("mallory"), list.change_of("nobody")), (None, None));
}

#[test]
fn a_known_peer_that_answers_for_another_stays_itself_and_takes_no_name() {
    let before = sample();
    for trust in [Trust::Known, Trust::Verified { at: 5 }] {
        let mut list = before.clone();
        list.update(&key(2), |peer| peer.trust = trust);
        list.note_change("bob", key(2));
        let noted = list.clone();
        read(text(&list).as_bytes()).unwrap();
        let refused = Error::ClaimedIsKnown {
            path: "known_peers".into(),
            petname: "Zoë".to_owned(),
            name: "bob".to_owned(),
        };
        assert_eq!(list.settle_change("bob", ChangeDecision::TakeNew), Err(refused));
        assert_eq!(list, noted, "nobody is lost");
        list.settle_change("bob", ChangeDecision::KeepOld).unwrap();
        assert_eq!(list.by_petname("bob").map(|peer| (peer.identity, peer.changed)), Some((key(1), None)));
        assert_eq!(list.by_petname("Zoë").map(|peer| (peer.identity, peer.trust)), Some((key(2), trust)));
    }
}

#[test]
fn who_answered_for_another_can_be_blocked() {
    let mut list = sample();
    let name = list.remember(key(9), "innocent", 30);
    list.update(&key(9), |peer| peer.trust = Trust::Blocked);
    assert_eq!((name.as_str(), list.standing(&key(9))), ("innocent", Standing::Blocked));
    assert_eq!(list.change_of("bob"), Some(key(9)));
    read(text(&list).as_bytes()).unwrap();
}

#[test]
fn a_blocked_key_takes_nobodys_name() {
    let mut list = sample();
    list.note_change("bob", key(3));
    let before = list.clone();
    let refused = Error::ClaimedIsBlocked { path: "known_peers".into(), petname: "mallory".to_owned() };
    assert_eq!(list.settle_change("bob", ChangeDecision::TakeNew), Err(refused));
    assert_eq!(list, before);
    assert_eq!(list.standing(&key(3)), Standing::Blocked);

    let mut kept = list.clone();
    kept.settle_change("bob", ChangeDecision::KeepOld).unwrap();
    assert_eq!((kept.change_of("bob"), kept.standing(&key(3))), (None, Standing::Blocked));
    list.forget(&key(3));
    list.settle_change("bob", ChangeDecision::TakeNew).unwrap();
    assert_eq!(list.by_petname("bob").unwrap().identity, key(3), "once it is nobody's");
}

#[test]
fn a_blocked_peer_stays_blocked_until_forgotten() {
    let mut list = sample();
    list.remember(key(3), "friend", 40);
    assert_eq!(list.standing(&key(3)), Standing::Blocked);
    list.forget(&key(3));
    assert_eq!(list.standing(&key(3)), Standing::Unknown);
}

#[test]
fn whatever_strangers_call_themselves_the_list_can_be_read_again() {
    let hostile = [
        "e\u{301}\u{301}\u{301}\u{301}:\u{301}",
        "e\u{301}\u{301}\u{301}\u{301}\u{200b}\u{301}",
        "\u{3b1}\u{3c3}",
        "\u{391}\u{3a3}",
        "\u{3b1}\u{3c2}",
        "bob",
        "BOB",
        "b\u{43e}b",
        "a  --  b",
        "-",
        "\u{130}",
        "i\u{307}",
        "12345",
        "deadbeef",
        "\u{1f600}\u{200d}\u{1f600}",
    ];
    let mut list = KnownPeers::default();
    for (number, nick) in (1..).zip(hostile) {
        list.remember(key(number), nick, 1);
        assert!(read(text(&list).as_bytes()).is_ok(), "{nick:?} is written and cannot be read");
    }
    assert_eq!(list.iter().count(), hostile.len());
}

proptest::proptest! {
    #[test]
    fn two_nicks_of_any_marks_and_gaps_make_a_list_that_can_be_read(
        nicks in proptest::collection::vec("[a\u{e9}:#\u{301}\u{200b} \\-\u{3c3}\u{3a3}\u{3c2}Ii\u{130}\u{307}]{0,40}", 2),
    ) {
        let mut list = KnownPeers::default();
        for (number, nick) in (1..).zip(&nicks) {
            list.remember(key(number), nick.as_str(), 1);
        }
        proptest::prop_assert!(read(text(&list).as_bytes()).is_ok(), "{nicks:?}");
    }
}
