//! The session from outside: messages, pings, rekeys and the ways it ends.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::{collections::BTreeSet, time::Duration};

use peerscope::{
    lab::{Arena, End, Setup},
    link::{Direction, Origin},
    protocol::{ApiMisuse, Config, Error, Event, RekeyPolicy},
    wire::{Close, Message, Nick, Reason, Text, UnixMillis, Utf8Lp, Verdict},
};

fn text(number: u64, body: &str) -> Message {
    Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
}

fn say(arena: &mut Arena, from: Origin, number: u64, body: &str) {
    let now = arena.now();
    arena.end(from).send(now, &text(number, body)).unwrap();
    arena.run();
}

fn rekey(arena: &mut Arena, from: Origin) -> Result<(), ApiMisuse> {
    let now = arena.now();
    let asked = arena.end(from).rekey(now);
    arena.run();
    asked
}

/// Kinds of the messages that crossed the link, as this end saw them.
fn kinds(end: &End, direction: Direction) -> Vec<&'static str> {
    let seen = end.observed.iter().filter(|seen| seen.direction == direction);
    seen.filter_map(|seen| seen.opened.as_ref().map(|opened| opened.name)).collect()
}

#[test]
fn texts_arrive_once_and_in_order() {
    let mut arena = Arena::established(1);
    for number in 1..=5 {
        say(&mut arena, Origin::Initiator, number, "forth");
        say(&mut arena, Origin::Responder, number, "back");
    }
    let expected = |body: &str| (1..=5).map(|number| (number, body.to_owned())).collect::<Vec<_>>();
    assert_eq!(arena.responder.texts(), expected("forth"));
    assert_eq!(arena.initiator.texts(), expected("back"));
}

#[test]
fn both_ends_see_the_same_bytes() {
    let mut arena = Arena::established(1);
    say(&mut arena, Origin::Initiator, 1, "hello");
    let frames = |end: &End, direction| {
        let seen = end.observed.iter().filter(|seen| seen.direction == direction);
        seen.map(|seen| seen.frame.clone()).collect::<Vec<_>>()
    };
    assert_eq!(frames(&arena.initiator, Direction::Sent), frames(&arena.responder, Direction::Received));
    assert_eq!(frames(&arena.responder, Direction::Sent), frames(&arena.initiator, Direction::Received));
    let last = arena.responder.observed.last().unwrap();
    assert_eq!((last.verdict, last.reason, last.kind_name()), (Verdict::Opened, None, Some("text")));
}

#[test]
fn no_two_frames_are_alike_even_for_the_same_words() {
    let mut arena = Arena::established(1);
    for _ in 0..50 {
        say(&mut arena, Origin::Initiator, 1, "the same words");
    }
    let bodies: BTreeSet<_> = arena.delivered.iter().map(|(_, frame)| frame[20..].to_vec()).collect();
    assert_eq!(bodies.len(), arena.delivered.len());
}

#[test]
fn a_frame_shows_only_the_size_class_of_its_text() {
    let mut arena = Arena::established(1);
    for (number, size) in [1, 42, 43, 106].into_iter().enumerate() {
        say(&mut arena, Origin::Initiator, number as u64 + 1, &"x".repeat(size));
    }
    let sizes: Vec<_> = arena.delivered.iter().rev().take(4).map(|(_, frame)| frame.len()).collect();
    // 13 bytes of inner header and 9 before the body: 42 bytes of text fill the first 64.
    assert_eq!(sizes, [180, 180, 116, 116]);
}

#[test]
fn nothing_is_sent_before_both_are_ready() {
    let mut arena = Arena::new(Setup::default());
    let now = arena.now();
    assert_eq!(arena.initiator.send(now, &text(1, "too early")), Err(ApiMisuse::NotEstablished));
    arena.run();
    let close = Message::Close(Close { reason: 0, last_seq: 0 });
    assert_eq!(arena.initiator.send(now, &close), Err(ApiMisuse::NotForCallers));
    assert_eq!(arena.initiator.send(now, &text(1, "now")), Ok(()));
}

#[test]
fn a_ping_measures_the_way_and_the_clocks() {
    let mut arena = Arena::established(1);
    let now = arena.now();
    let id = arena.initiator.ping(now).unwrap();
    arena.carry(Origin::Initiator);
    let pong = arena.responder.take().unwrap();
    let mut later = now;
    later.monotonic += Duration::from_millis(80);
    arena.initiator.feed(later, &pong);
    let answer = arena.initiator.events.iter().find_map(|event| match event {
        Event::Pong { id, rtt, skew_ms } => Some((*id, *rtt, *skew_ms)),
        _ => None,
    });
    assert_eq!(answer, Some((id, Duration::from_millis(80), -40)));
}

#[test]
fn a_quiet_link_is_kept_alive() {
    let mut arena = Arena::established(1);
    arena.advance(Duration::from_hours(1));
    assert_eq!((&arena.initiator.closed, &arena.responder.closed), (&None, &None));
    assert!(kinds(&arena.initiator, Direction::Received).contains(&"pong"));
    assert_eq!(arena.initiator.epoch(), 1, "a link without words needs no new keys");
}

#[test]
fn a_rekey_moves_both_ends_to_the_next_epoch() {
    let mut arena = Arena::established(1);
    for epoch in 2..=4 {
        rekey(&mut arena, Origin::Initiator).unwrap();
        assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (epoch, epoch));
        say(&mut arena, Origin::Initiator, u64::from(epoch), "forth");
        say(&mut arena, Origin::Responder, u64::from(epoch), "back");
        arena.advance(Duration::from_secs(10));
    }
    let numbers = |end: &End| end.texts().into_iter().map(|(number, _)| number).collect::<Vec<_>>();
    assert_eq!((numbers(&arena.initiator), numbers(&arena.responder)), (vec![2, 3, 4], vec![2, 3, 4]));
}

#[test]
fn the_listener_asks_and_the_dialler_rekeys() {
    let mut arena = Arena::established(1);
    rekey(&mut arena, Origin::Responder).unwrap();
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
    assert_eq!(rekey(&mut arena, Origin::Responder), Err(ApiMisuse::TooOften));
    arena.advance(Duration::from_mins(1));
    rekey(&mut arena, Origin::Responder).unwrap();
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (3, 3));
}

#[test]
fn a_second_rekey_waits_for_its_turn() {
    let mut arena = Arena::established(1);
    rekey(&mut arena, Origin::Initiator).unwrap();
    rekey(&mut arena, Origin::Initiator).unwrap();
    assert_eq!(arena.initiator.epoch(), 2);
    arena.advance(Duration::from_millis(9_999));
    assert_eq!(arena.initiator.epoch(), 2);
    arena.advance(Duration::from_millis(1));
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (3, 3));
}

#[test]
fn sixty_four_texts_bring_new_keys() {
    for from in [Origin::Initiator, Origin::Responder] {
        let mut arena = Arena::established(1);
        for number in 1..=63 {
            say(&mut arena, from, number, "x");
        }
        assert_eq!(arena.initiator.epoch(), 1);
        say(&mut arena, from, 64, "x");
        assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
    }
}

#[test]
fn ten_minutes_with_words_bring_new_keys() {
    let mut arena = Arena::established(1);
    say(&mut arena, Origin::Responder, 1, "x");
    arena.advance(Duration::from_secs(599));
    assert_eq!(arena.initiator.epoch(), 1);
    arena.advance(Duration::from_secs(1));
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
}

/// Section "Rekey" of the spec: 2^30 bytes of frames in both directions, headers included. A gibibyte is too
/// much for a test, so this one counts to less.
#[test]
fn so_many_bytes_of_frames_bring_new_keys() {
    assert_eq!(RekeyPolicy::default().bytes, 1 << 30);
    let frame = 20 + 64 + 32;
    let rekey = RekeyPolicy { bytes: 10 * frame, ..RekeyPolicy::default() };
    let config = Config { rekey, ..Config::default() };
    let mut arena = Arena::new(Setup { initiator: config, ..Setup::default() });
    arena.run();
    for count in 1..=10 {
        assert_eq!(arena.initiator.epoch(), 1, "before frame {count}");
        let from = if count % 2 == 0 { Origin::Initiator } else { Origin::Responder };
        let now = arena.now();
        arena.end(from).send(now, &Message::Nick(Nick { nick: Utf8Lp::cut("x") })).unwrap();
        arena.run();
    }
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
}

#[test]
fn words_pass_while_a_rekey_is_on_its_way() {
    let mut arena = Arena::established(1);
    let now = arena.now();
    arena.initiator.rekey(now).unwrap();
    arena.initiator.send(now, &text(1, "after the request")).unwrap();
    arena.responder.send(now, &text(1, "before it arrives")).unwrap();
    arena.carry(Origin::Initiator);
    arena.responder.send(now, &text(2, "after the answer")).unwrap();
    arena.initiator.send(now, &text(2, "before the answer arrives")).unwrap();
    arena.run();
    let numbers = |end: &End| end.texts().into_iter().map(|(number, _)| number).collect::<Vec<_>>();
    assert_eq!((numbers(&arena.initiator), numbers(&arena.responder)), (vec![1, 2], vec![1, 2]));
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
}

#[test]
fn a_slow_pool_delays_a_rekey_and_loses_nothing() {
    let mut arena = Arena::established(1);
    arena.initiator.jobs = peerscope::lab::Jobs::Held;
    arena.responder.jobs = peerscope::lab::Jobs::Held;
    let now = arena.now();
    arena.initiator.rekey(now).unwrap();
    for number in 1..=6 {
        arena.initiator.send(now, &text(number, "x")).unwrap();
        arena.responder.send(now, &text(number, "x")).unwrap();
        arena.run();
        arena.initiator.run_job(now);
        arena.run();
        arena.responder.run_job(now);
        arena.run();
    }
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
    assert_eq!((arena.initiator.texts().len(), arena.responder.texts().len()), (6, 6));
}

#[test]
fn a_goodbye_is_answered_and_both_ends_are_content() {
    for from in [Origin::Initiator, Origin::Responder] {
        let mut arena = Arena::established(1);
        say(&mut arena, from, 1, "last words");
        let now = arena.now();
        arena.end(from).close(now, Reason::Goodbye);
        arena.run();
        assert_eq!(arena.initiator.closed, Some(Ok(())));
        assert_eq!(arena.responder.closed, Some(Ok(())));
        assert_eq!(arena.reader_of(from).texts().len(), 1);
    }
}

#[test]
fn both_say_goodbye_at_once() {
    let mut arena = Arena::established(1);
    let now = arena.now();
    arena.initiator.close(now, Reason::Goodbye);
    arena.responder.close(now, Reason::Goodbye);
    arena.run();
    assert_eq!((&arena.initiator.closed, &arena.responder.closed), (&Some(Ok(())), &Some(Ok(()))));
}

#[test]
fn a_goodbye_in_the_middle_of_a_rekey_breaks_no_rule() {
    // How many of the three rekey frames have arrived when one side wants to go.
    for arrived in 0..=3 {
        for leaves in [Origin::Initiator, Origin::Responder] {
            let mut arena = Arena::established(1);
            let now = arena.now();
            arena.initiator.rekey(now).unwrap();
            for from in [Origin::Initiator, Origin::Responder, Origin::Initiator].into_iter().take(arrived) {
                assert!(arena.carry(from));
            }
            arena.end(leaves).close(now, Reason::Goodbye);
            arena.run();
            let case = format!("{leaves:?} leaves after {arrived} rekey frames");
            for end in [&arena.initiator, &arena.responder] {
                assert_eq!(end.refused(), None, "{case}");
                assert!(end.has_finished_writing(), "{case}");
            }
            arena.cut();
            let closed = (&arena.initiator.closed, &arena.responder.closed);
            assert_eq!(closed, (&Some(Ok(())), &Some(Ok(()))), "{case}");
        }
    }
}

#[test]
fn a_frame_that_is_cut_after_our_goodbye_is_told_and_changes_nothing() {
    let mut arena = Arena::established(1);
    let now = arena.now();
    arena.responder.send(now, &text(1, "on its way")).unwrap();
    arena.initiator.close(now, Reason::Goodbye);
    let mut frame = arena.responder.take().unwrap();
    frame.truncate(50);
    arena.initiator.feed(now, &frame);
    arena.initiator.feed_end(now);
    assert_eq!(arena.initiator.closed, Some(Ok(())));
    assert_eq!(arena.initiator.refused().map(|(_, reason)| reason), Some(Reason::Truncated));
}

#[test]
fn a_peer_that_does_not_answer_a_goodbye_is_left_after_two_seconds() {
    let mut arena = Arena::established(1);
    let now = arena.now();
    arena.initiator.close(now, Reason::Goodbye);
    arena.initiator.outgoing.clear();
    // Section "Close" of the spec: the peer has 2 s, and then the session has ended as this side said.
    for (after, closed) in [(1_999, None), (2_000, Some(Ok(())))] {
        let monotonic = now.monotonic + Duration::from_millis(after);
        arena.initiator.tick(peerscope::protocol::Now { monotonic, ..now });
        assert_eq!(arena.initiator.closed, closed, "{after} ms after CLOSE");
    }
}

#[test]
fn a_pulled_cable_is_never_a_goodbye() {
    let mut arena = Arena::established(1);
    say(&mut arena, Origin::Initiator, 1, "hello");
    arena.cut();
    assert_eq!(arena.initiator.closed, Some(Err(Error::Cut)));
    assert_eq!(arena.responder.closed, Some(Err(Error::Cut)));
}

#[test]
fn what_the_clock_on_the_wall_says_changes_nothing() {
    let mut arena = Arena::established(1);
    for (number, wall) in [0, u64::MAX, 7, i64::MAX.unsigned_abs()].into_iter().enumerate() {
        arena.set_wall(UnixMillis(wall));
        say(&mut arena, Origin::Initiator, number as u64 + 1, "what time is it?");
        let now = arena.now();
        arena.responder.ping(now).unwrap();
        arena.run();
    }
    assert_eq!(arena.responder.texts().len(), 4);
    assert_eq!((&arena.initiator.closed, &arena.responder.closed), (&None, &None));
}

#[test]
fn nothing_happens_after_the_end() {
    let mut arena = Arena::established(1);
    arena.cut();
    let now = arena.now();
    let events = arena.initiator.events.len();
    assert_eq!(arena.initiator.send(now, &text(1, "anybody?")), Err(ApiMisuse::Over));
    assert_eq!(arena.initiator.rekey(now), Err(ApiMisuse::Over));
    assert_eq!(arena.initiator.ping(now), Err(ApiMisuse::Over));
    arena.initiator.close(now, Reason::Goodbye);
    arena.initiator.connection.handle_bytes(now, b"PSCP");
    arena.initiator.connection.handle_timeout(now);
    arena.initiator.drain(now);
    assert_eq!((arena.initiator.take(), arena.initiator.events.len()), (None, events));
    assert_eq!(arena.initiator.deadline, None);
}
