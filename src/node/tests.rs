//! The rules of a node that need no socket.

use crate::crypto::{Secret, SigningKey, VerifyingKey};
use crate::keystore::{KnownPeers, Standing};
use crate::protocol::Greeting;
use crate::store::{Fate, Streams};
use crate::text::PeerText;
use crate::wire::{Text, UnixMillis};

use super::command::PeerRef;
use super::contest::{Contest, Lower, settle};
use super::delivery::{Delivery, MessageId};
use super::dialling::{Dial, DialState, Wish, under_way};
use super::error::Error;
use super::outbox::{Arrival, Outbox};
use super::peer::Origin;
use super::peers::{Peers, Pending, STRANGERS_MAX};
use super::trust::{AcceptPolicy, Pinned, Verdict, decide};

#[test]
fn both_ends_keep_the_session_that_the_lower_key_dialled() {
    // What one end dialled the other accepted, and one end's lower key is the other's higher.
    for (older, newer) in [(Origin::Dialled, Origin::Accepted), (Origin::Accepted, Origin::Dialled)] {
        for lower in [Lower::Ours, Lower::Theirs] {
            let stays = settle(older, newer, lower);
            let lower_dialled_newer = (newer == Origin::Dialled) == (lower == Lower::Ours);
            let expected = if lower_dialled_newer { Contest::NewerStays } else { Contest::OlderIfAlive };
            assert_eq!(stays, expected, "{older:?} {newer:?} {lower:?}");
        }
    }
    assert_eq!(settle(Origin::Accepted, Origin::Accepted, Lower::Ours), Contest::Superseded);
}

#[test]
fn a_nick_is_news_only_when_it_is_another_one() {
    let identity = SigningKey::from_seed(Secret::new([9; 32])).verifying_key();
    let mut peers = Peers::new(KnownPeers::default());
    let nick = |nick: &str| PeerText::from(nick);
    assert_eq!(peers.renames_itself(identity, &nick("bob")), Some(nick("bob")));
    assert_eq!(peers.renames_itself(identity, &nick("bob")), None);
    assert_eq!(peers.renames_itself(identity, &nick("rob")), Some(nick("rob")));
    assert_eq!(peers.renames_itself(identity, &nick("bob")), Some(nick("bob")));
}

#[test]
fn nobody_unknown_is_accepted_without_a_wish_and_nobody_blocked_with_one() {
    let changed = || Standing::Changed { petname: "bob".to_owned() };
    let cases = [
        (Standing::Unknown, Origin::Accepted, Pinned::No, AcceptPolicy::Ask, Verdict::Hold),
        (Standing::Unknown, Origin::Dialled, Pinned::No, AcceptPolicy::Ask, Verdict::AskAndRedial),
        (Standing::Unknown, Origin::Dialled, Pinned::Yes, AcceptPolicy::Ask, Verdict::Accept),
        (Standing::Unknown, Origin::Accepted, Pinned::No, AcceptPolicy::Known, Verdict::Refuse),
        (Standing::Unknown, Origin::Accepted, Pinned::No, AcceptPolicy::Any, Verdict::Accept),
        (Standing::Known, Origin::Accepted, Pinned::No, AcceptPolicy::Known, Verdict::Accept),
        (Standing::Blocked, Origin::Accepted, Pinned::No, AcceptPolicy::Any, Verdict::Refuse),
        (Standing::Blocked, Origin::Dialled, Pinned::Yes, AcceptPolicy::Any, Verdict::Refuse),
        (Standing::Blocked, Origin::Accepted, Pinned::No, AcceptPolicy::Known, Verdict::Refuse),
        (Standing::Blocked, Origin::Accepted, Pinned::No, AcceptPolicy::Ask, Verdict::Ignore),
        (changed(), Origin::Accepted, Pinned::No, AcceptPolicy::Any, Verdict::Refuse),
        (changed(), Origin::Accepted, Pinned::No, AcceptPolicy::Ask, Verdict::Ignore),
        (changed(), Origin::Dialled, Pinned::No, AcceptPolicy::Ask, Verdict::Refuse),
    ];
    for (standing, origin, pinned, policy, expected) in cases {
        assert_eq!(
            decide(&standing, origin, pinned, policy),
            expected,
            "{standing:?} {origin:?} {pinned:?} {policy:?}"
        );
    }
}

fn held(count: u64) -> Outbox {
    let mut outbox = Outbox::new(Streams::new([1; 16]));
    for id in 1..=count {
        outbox.hold(MessageId(id), text(id), UnixMillis(1_000 * id));
    }
    outbox
}

fn text(id: u64) -> Text {
    Text { number: 0, flags: 0, body: format!("text {id}").as_str().try_into().unwrap() }
}

fn greeting(your_epoch: u8, highest: u64) -> Greeting {
    Greeting { outbox_epoch: [2; 16], your_epoch: [your_epoch; 16], highest, nick: PeerText::default() }
}

fn numbers(outbox: &mut Outbox) -> Vec<u64> {
    outbox.number(100, 0);
    outbox.due(100, 0).iter().map(|(_, text, _)| text.number).collect()
}

#[test]
fn texts_that_were_not_acked_go_out_again_with_their_numbers() {
    let mut outbox = held(3);
    outbox.begin_session(&greeting(0, 0));
    assert_eq!(numbers(&mut outbox), [1, 2, 3]);
    assert_eq!(outbox.acked(1), [(MessageId(1), Delivery::Acked)]);
    assert_eq!(outbox.begin_session(&greeting(1, 2)), [(MessageId(2), Delivery::Acked)]);
    assert_eq!(numbers(&mut outbox), [3]);
}

#[test]
fn a_receipt_for_more_than_was_sent_acks_nothing() {
    let mut outbox = held(2);
    outbox.begin_session(&greeting(0, 0));
    assert_eq!(numbers(&mut outbox), [1, 2]);
    assert_eq!((outbox.acked(3), outbox.shown(999)), (Vec::new(), Vec::new()));
    assert_eq!(outbox.acked(2).len(), 2);
}

#[test]
fn a_sender_restored_from_an_old_copy_goes_on_above_what_the_peer_has() {
    let mut outbox = held(1);
    outbox.begin_session(&greeting(1, 40));
    assert_eq!(numbers(&mut outbox), [41]);
}

#[test]
fn a_text_is_new_once_in_each_stream() {
    let mut outbox = held(0);
    outbox.begin_session(&greeting(0, 0));
    assert_eq!(
        [1, 1, 2].map(|number| outbox.arrived([2; 16], number)),
        [Arrival::New, Arrival::Duplicate, Arrival::New]
    );
    outbox.begin_session(&greeting(0, 0));
    assert_eq!(outbox.arrived([2; 16], 2), Arrival::Duplicate, "the same stream goes on over sessions");
    outbox.begin_session(&Greeting { outbox_epoch: [3; 16], ..greeting(0, 0) });
    assert_eq!(outbox.arrived([3; 16], 1), Arrival::New, "another stream begins anew");
    let late = [(2, Arrival::Duplicate), (3, Arrival::New), (3, Arrival::Duplicate)];
    for (number, expected) in late {
        assert_eq!(outbox.arrived([2; 16], number), expected, "{number}, late in the stream before");
    }
    assert_eq!(outbox.arrived([3; 16], 2), Arrival::New, "the streams do not count for each other");
    outbox.keeps([2; 16], 3);
    outbox.keeps([3; 16], 1);
    assert_eq!([[2; 16], [3; 16], [4; 16]].map(|stream| outbox.highest(stream)), [3, 1, 0], "what is kept");
    assert_eq!((outbox.greeting("").your_epoch, outbox.greeting("").highest), ([3; 16], 1));
}

#[test]
fn no_text_goes_before_its_number_is_kept_and_none_overtakes_another() {
    let mut outbox = held(3);
    outbox.begin_session(&greeting(0, 0));
    let written: Vec<u64> = outbox.number(2, 5).iter().map(|(_, entry)| entry.number).collect();
    assert_eq!(written, [1, 2]);
    assert!(outbox.due(2, 4).is_empty());
    outbox.number(100, 6);
    let due = |outbox: &mut Outbox, kept| -> Vec<u64> {
        outbox.due(100, kept).iter().map(|(_, text, _)| text.number).collect()
    };
    assert_eq!(due(&mut outbox, 5), [1, 2]);
    assert_eq!(due(&mut outbox, 6), [3]);
}

#[test]
fn what_was_kept_goes_on_with_its_numbers_and_what_was_given_up_does_not() {
    let mut outbox = held(4);
    outbox.begin_session(&greeting(0, 0));
    let mut written = outbox.number(3, 0);
    outbox.acked(1);
    let given_up = outbox.expire(UnixMillis(2_000));
    assert_eq!(
        given_up.iter().map(|(id, (_, entry))| (*id, entry.fate)).collect::<Vec<_>>(),
        [(MessageId(2), Fate::Expired)]
    );
    written[1] = given_up[0].1.clone();
    written.push((3, outbox.give_up().pop().unwrap().1.1));
    written[3].1.fate = Fate::OnItsWay;

    let mut again = Outbox::new(outbox.streams().clone());
    for (id, placed) in written.into_iter().enumerate() {
        again.restore(MessageId(id as u64 + 11), placed);
    }
    assert_eq!(again.len(), 2);
    again.begin_session(&greeting(1, 1));
    assert_eq!(numbers(&mut again), [3, 4]);
    let seen = again.shown(1);
    assert_eq!(seen, [(MessageId(11), Delivery::Shown)], "what was acked before may still be seen");
}

#[test]
fn a_text_that_could_not_be_kept_is_taken_back_and_its_number_is_not_given_again() {
    let mut outbox = held(3);
    outbox.begin_session(&greeting(0, 0));
    outbox.number(2, 0);
    assert_eq!(outbox.take_back(MessageId(2)), Some(1));
    assert_eq!(outbox.take_back(MessageId(2)), None);
    assert_eq!(numbers(&mut outbox), [1, 3]);
}

fn stranger(number: u64) -> VerifyingKey {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    SigningKey::from_seed(Secret::new(seed)).verifying_key()
}

#[test]
fn of_ten_thousand_strangers_twenty_wait_and_nothing_is_kept_of_the_others() {
    let mut peers = Peers::new(KnownPeers::default());
    let pending = |link, dial| Pending { link, dial, address: String::new() };
    assert!(peers.hold(stranger(0), pending(None, Some(1))).is_none());
    for number in 1..=10_000 {
        let dropped = peers.hold(stranger(number), pending(Some(number), None));
        let oldest = number.checked_sub(19).filter(|oldest| *oldest > 0);
        assert_eq!(dropped.and_then(|pending| pending.link), oldest, "stranger {number}");
    }
    assert_eq!(peers.identities().len(), 20);
    assert!(peers.identities().contains(&stranger(0)), "whom we dialled is not pushed out by who dials us");
    assert_eq!((peers.book.iter().count(), peers.active.len()), (0, 0), "nothing goes to the disk");
    let again = peers.hold(stranger(10_000), pending(Some(10_001), None));
    assert_eq!(again.and_then(|pending| pending.link), Some(10_000), "one question for each identity");

    assert!(peers.hold(stranger(0), pending(Some(7), None)).is_none(), "whom we called calls back");
    peers.drop_held_link(7);
    let ours = peers.take_pending(&stranger(0)).unwrap();
    assert_eq!((ours.link, ours.dial), (None, Some(1)), "our own call is still undecided");
}

#[test]
fn a_stranger_takes_the_place_of_no_question_that_our_own_dials_raised() {
    let mut peers = Peers::new(KnownPeers::default());
    let pending = |link, dial| Pending { link, dial, address: String::new() };
    for number in 0..=20 {
        assert!(peers.hold(stranger(number), pending(None, Some(number))).is_none(), "dial {number}");
    }
    let given_back = peers.hold(stranger(100), pending(Some(1), None)).unwrap();
    assert_eq!(given_back.link, Some(1));
    assert!((0..=20).all(|number| peers.take_pending(&stranger(number)).is_some()));
    assert!(peers.take_pending(&stranger(100)).is_none());
}

#[test]
fn where_anybody_is_let_in_the_first_idle_strangers_are_forgotten_and_nobody_who_waits_for_a_text() {
    let mut peers = Peers::new(KnownPeers::default());
    let body = "text".try_into().unwrap();
    peers.entry(stranger(0)).outbox.hold(MessageId(1), Text { number: 0, flags: 0, body }, UnixMillis(0));
    peers.entry(stranger(1)).current = Some(1);
    for number in 2..=1_000 {
        peers.entry(stranger(number));
    }
    assert_eq!(peers.active.len(), STRANGERS_MAX);
    let kept = [0, 1, 2, 700, 999, 1_000].map(|number| peers.active.contains_key(&stranger(number)));
    assert_eq!(kept, [true, true, false, false, true, true]);
}

#[test]
fn what_was_seen_is_told_once_and_only_in_the_stream_that_it_was_of() {
    let mut outbox = held(0);
    outbox.begin_session(&greeting(0, 0));
    outbox.arrived([2; 16], 1);
    outbox.arrived([2; 16], 2);
    outbox.saw(9);
    assert_eq!(outbox.unsaid([2; 16]), None, "who hears of it takes it for kept");
    outbox.keeps([2; 16], 1);
    assert_eq!(outbox.unsaid([2; 16]), Some(1));
    outbox.keeps([2; 16], 2);
    assert_eq!(
        [[2; 16], [3; 16]].map(|stream| outbox.unsaid(stream)),
        [Some(2), None],
        "no more than arrived"
    );
    outbox.saw(1);
    assert_eq!(outbox.unsaid([2; 16]), Some(2), "never less than before");
    outbox.said(2);
    assert_eq!(outbox.unsaid([2; 16]), None);
}

#[test]
fn the_beginning_of_two_fingerprints_names_nobody() {
    let mut peers = Peers::new(KnownPeers::default());
    // Of so many keys two begin with the same two bytes.
    let mut begun = std::collections::HashMap::new();
    let (one, other, beginning) = (0..)
        .find_map(|number| {
            let beginning: String = stranger(number).fingerprint().short().chars().take(4).collect();
            let before = begun.insert(beginning.clone(), number)?;
            Some((before, number, beginning))
        })
        .unwrap();
    peers.entry(stranger(one));
    assert_eq!(peers.resolve(&PeerRef::Name(beginning.clone())).unwrap(), stranger(one));
    peers.entry(stranger(other));
    assert!(matches!(peers.resolve(&PeerRef::Name(beginning)), Err(Error::Ambiguous(_))));
    let whole = PeerRef::Name(stranger(other).fingerprint().short());
    assert_eq!(peers.resolve(&whole).unwrap(), stranger(other));
}

#[test]
fn a_dial_that_has_given_up_does_not_stand_for_another_one() {
    let (bob, carol) = (stranger(1), stranger(2));
    let dial = |identity, state| {
        let mut dial = Dial::by_itself("127.0.0.1:5000".parse().unwrap(), identity, Wish::Checked);
        dial.state = state;
        dial
    };
    let later = DialState::Waiting(core::time::Duration::ZERO);
    let cases = [
        (vec![DialState::Undecided], None),
        (vec![DialState::Satisfied, DialState::Undecided], None),
        (vec![DialState::Undecided, later], Some((1, later))),
        (vec![later, DialState::Connecting], Some((1, DialState::Connecting))),
        (vec![DialState::Undecided, DialState::Linked(7), later], Some((1, DialState::Linked(7)))),
    ];
    for (states, expected) in cases {
        let dials = (0..).zip(states.iter().map(|state| dial(bob, *state))).collect();
        assert_eq!((under_way(&dials, bob), under_way(&dials, carol)), (expected, None), "{states:?}");
    }
}
