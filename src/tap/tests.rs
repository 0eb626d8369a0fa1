//! A tapped link without sockets: what goes in, what comes out, and what is said about it.

use core::time::Duration;
use std::sync::Arc;

use crate::capture::PacketStore;
use crate::link::Origin;
use crate::protocol::Now;
use crate::wire::{Epoch, FrameHeader, Sequence, UnixMillis};

use super::{Desk, Errand, Intercept, Link, News, Order, Over, Rule, Stand, Task, Told, Weather, duration};

use Origin::{Initiator, Responder};

const fn at(millis: u64) -> Now {
    Now { monotonic: Duration::from_millis(millis), wall: UnixMillis(1_795_000_000_000 + millis) }
}

/// A sealed frame of this number, with a body that nobody can open.
fn frame(seq: u64) -> Vec<u8> {
    let header = FrameHeader::message(Epoch(1), Sequence(seq), 96);
    [&header.to_bytes()[..], &[0xee; 96]].concat()
}

fn flipped(frame: &[u8], at: usize) -> Vec<u8> {
    let mut frame = frame.to_vec();
    frame[at] ^= 1;
    frame
}

fn link(rules: &[&str], weather: Weather) -> Link {
    let rules: Vec<Rule> = rules.iter().map(|rule| Rule::parse(rule).unwrap()).collect();
    Link::new(1, None, Arc::from(rules), weather)
}

/// Everything that has come out for the listener so far.
fn out(link: &mut Link) -> Vec<u8> {
    let bytes = link.out(Initiator).to_vec();
    link.wrote(Initiator, bytes.len());
    bytes
}

/// What became of every frame, by its number.
fn stands(link: &mut Link) -> Vec<(u64, Stand)> {
    let mut all = Vec::new();
    while let Some(news) = link.news() {
        match news {
            News::Frame { caught, .. } => all.push((caught.id, caught.stand)),
            News::Stands { id, stand, .. } => all.push((id, stand)),
            _ => {}
        }
    }
    all
}

#[test]
fn a_rule_does_what_it_says_and_nothing_to_other_frames() {
    let (zero, one, two) = (frame(0), frame(1), frame(2));
    let last = one.len() - 1;
    let cases: [(&[&str], Vec<Vec<u8>>); 9] = [
        (&[], vec![zero.clone(), one.clone(), two.clone()]),
        (&["seq == 1: drop"], vec![zero.clone(), two.clone()]),
        (&["seq == 1: duplicate"], vec![zero.clone(), one.clone(), one.clone(), two.clone()]),
        (&["seq == 1: flip -1"], vec![zero.clone(), flipped(&one, last), two.clone()]),
        (&["seq == 1: flip 40, flip 41"], vec![zero.clone(), flipped(&flipped(&one, 40), 41), two.clone()]),
        (&["seq == 1: flip 4000"], vec![zero.clone(), one.clone(), two.clone()]),
        (&["type == message && seq == 1: hold"], vec![zero.clone()]),
        (&["seq == 1: cut"], vec![zero.clone()]),
        // What is sealed is not there for whoever has no key.
        (&["kind == text: drop"], vec![zero.clone(), one.clone(), two.clone()]),
    ];
    for (rules, expected) in cases {
        let mut link = link(rules, Weather::default());
        for written in [&zero, &one, &two] {
            link.arrived(at(0), Initiator, written);
        }
        assert_eq!(out(&mut link), expected.concat(), "{rules:?}");
        assert!(link.out(Responder).is_empty());
    }
}

#[test]
fn frames_are_cut_alike_however_they_arrive() {
    let stream = [frame(0), frame(1), frame(2)].concat();
    for size in [1, 7, 115, 116, 117, stream.len()] {
        let mut link = link(&["seq == 1: drop"], Weather::default());
        for piece in stream.chunks(size) {
            link.arrived(at(0), Initiator, piece);
        }
        assert_eq!(out(&mut link), [frame(0), frame(2)].concat(), "{size}");
    }
}

#[test]
fn what_is_no_frame_passes_all_the_same() {
    let mut link = link(&[], Weather::default());
    link.arrived(at(0), Initiator, b"GET / HTTP/1.1\r\n\r\n");
    link.arrived(at(0), Initiator, &frame(0)[..50]);
    assert_eq!(out(&mut link), b"GET / HTTP/1.1\r\n\r\n");
    link.ended(at(0), Initiator);
    assert_eq!(out(&mut link), &frame(0)[..50], "also the half of a frame that was written last");
    assert!(link.is_done(Initiator) && !link.is_done(Responder));
}

#[test]
fn what_is_held_holds_up_its_direction_until_a_person_lets_it_go() {
    let mut link = link(&[], Weather::default());
    link.carry_out(at(0), Task::Intercept(Some(Intercept::parse("seq == 0").unwrap())));
    for seq in 0..3 {
        link.arrived(at(0), Initiator, &frame(seq));
    }
    assert!(out(&mut link).is_empty());
    assert_eq!(stands(&mut link), [(1, Stand::Held), (2, Stand::Waits), (3, Stand::Waits)]);
    link.carry_out(at(1), Task::Release(2));
    assert_eq!(out(&mut link), frame(1), "a later one may go first");
    link.carry_out(at(2), Task::ReleaseAll);
    assert_eq!(out(&mut link), [frame(0), frame(2)].concat());
    assert_eq!(stands(&mut link), [(2, Stand::Passed), (1, Stand::Passed), (3, Stand::Passed)]);
}

#[test]
fn a_held_frame_is_changed_made_again_what_it_was_doubled_and_dropped() {
    let mut link = link(&["seq == 0: hold"], Weather::default());
    link.arrived(at(0), Initiator, &frame(0));
    link.carry_out(at(0), Task::Edit { id: 1, at: 114, bytes: vec![1, 2, 3] });
    assert_eq!(stands(&mut link), [(1, Stand::Changed), (2, Stand::Held)]);
    link.carry_out(at(0), Task::Revert(2));
    assert_eq!(stands(&mut link), [(2, Stand::Dropped), (1, Stand::Held)]);
    link.carry_out(at(0), Task::Edit { id: 1, at: 40, bytes: Vec::new() });
    link.carry_out(at(0), Task::Duplicate(3));
    link.carry_out(at(0), Task::Release(3));
    assert_eq!(out(&mut link), [&frame(0)[..40], &frame(0)[..40]].concat());
    link.arrived(at(0), Initiator, &frame(0));
    let (id, _) = *stands(&mut link).last().unwrap();
    link.carry_out(at(0), Task::Drop(id));
    link.carry_out(at(0), Task::Inject { origin: Responder, bytes: b"x".to_vec() });
    assert_eq!((out(&mut link), link.out(Responder)), (Vec::new(), &b"x"[..]));
    assert_eq!(stands(&mut link), [(id, Stand::Dropped), (id + 1, Stand::Passed)]);
}

#[test]
fn weather_delays_slows_and_cuts() {
    let second = Duration::from_secs(1);
    let mut slow = link(&[], Weather { delay: second, rate: Some(116), cut_after: Some(2) });
    slow.arrived(at(0), Initiator, &[frame(0), frame(1)].concat());
    assert_eq!((out(&mut slow), slow.due()), (Vec::new(), Some(second)));
    slow.tick(at(1_000));
    assert_eq!((out(&mut slow), slow.due()), (frame(0), Some(2 * second)), "the line is busy for a second");
    slow.tick(at(2_000));
    assert_eq!((out(&mut slow), slow.over()), (frame(1), None));
    slow.arrived(at(2_000), Initiator, &frame(2));
    assert_eq!(slow.over(), Some(Over::Weather));
}

#[test]
fn the_weather_turns_for_what_is_written_from_then_on() {
    let mut link = link(&[], Weather { delay: Duration::from_hours(1), ..Weather::default() });
    link.arrived(at(0), Initiator, &frame(0));
    let turned = Weather { delay: Duration::from_millis(300), rate: None, cut_after: Some(1) };
    link.carry_out(at(0), Task::Weather(turned));
    link.arrived(at(0), Responder, &frame(0));
    link.tick(at(300));
    assert_eq!((out(&mut link), link.out(Responder)), (Vec::new(), &frame(0)[..]), "each by its own weather");
    link.arrived(at(300), Responder, &frame(1));
    assert_eq!(link.over(), Some(Over::Weather), "one more frame, counted from when it turned");
}

#[test]
fn a_rate_that_is_over_holds_nothing_up() {
    let mut link = link(&[], Weather { rate: Some(1), ..Weather::default() });
    link.arrived(at(0), Initiator, &[frame(0), frame(1)].concat());
    assert_eq!((out(&mut link), link.due()), (frame(0), Some(Duration::from_secs(116))));
    link.carry_out(at(10), Task::Weather(Weather::default()));
    link.tick(at(10));
    assert_eq!(out(&mut link), frame(1));
}

#[test]
fn a_slow_reader_stops_its_writer_and_nobody_else() {
    let mut link = link(&[], Weather::default());
    let mut count = 0;
    while link.has_room(Initiator) {
        link.arrived(at(0), Initiator, &frame(count));
        count += 1;
    }
    assert!((4_000..6_000).contains(&count) && link.has_room(Responder), "{count}");
    out(&mut link);
    assert!(link.has_room(Initiator));
}

#[test]
fn orders_are_read_or_told_how_they_go() {
    let held = Intercept::parse("seq > 3").unwrap();
    let cases = [
        ("intercept seq > 3", Ok(Order::Intercept(Some(held)))),
        ("intercept off", Ok(Order::Intercept(None))),
        ("resume all", Ok(Order::ResumeAll)),
        ("edit 4 0x10 ff:00", Ok(Order::Edit { packet: 4, at: 16, bytes: vec![0xff, 0] })),
        ("replay 4 2", Ok(Order::Replay { packet: 4, conn: Some(2) })),
        ("inject 1 sent 50 53", Ok(Order::Inject { conn: 1, origin: Initiator, bytes: vec![0x50, 0x53] })),
        ("cut", Ok(Order::Cut(None))),
        ("weather", Ok(Order::Weather(Weather::default()))),
        (
            "weather rate 2000 delay 300ms cut 20",
            Ok(Order::Weather(Weather {
                delay: Duration::from_millis(300),
                rate: Some(2_000),
                cut_after: Some(20),
            })),
        ),
        ("weather rate 0", Err("\"0\" is no number above 0")),
        ("weather delay", Err("weather is delay TIME")),
        ("weather bad", Err("weather is delay TIME")),
        ("drop", Err("drop N: let a frame never arrive")),
        ("drop x", Err("\"x\" is no number")),
        ("inject 1 up 50", Err("\"up\" is no direction")),
        ("edit 4 0 fff", Err("bytes are pairs of hex digits")),
        ("intercept seqq", Err("unknown field")),
        ("steal", Err("\"steal\" is none of intercept, resume, drop")),
    ];
    for (text, expected) in cases {
        match (Order::parse(text), expected) {
            (Ok(order), Ok(expected)) => assert_eq!(order, expected, "{text}"),
            (Err(why), Err(expected)) => assert!(why.starts_with(expected), "{text}: {why}"),
            (got, _) => panic!("{text}: {got:?}"),
        }
    }
    for wrong in
        ["seq == 1", "seq ==: drop", "seq == 1: explode", "seq == 1: delay 3", "seq == 1: flip x", ""]
    {
        assert!(Rule::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
    assert!(["", "5", "s", "-1s", "9999999s", "1h"].iter().all(|text| duration(text).is_err()));
}

#[test]
fn the_desk_knows_what_can_still_be_done_with_a_frame() {
    let mut link = link(&["seq == 1: hold"], Weather::default());
    let (mut desk, mut packets) = (Desk::default(), PacketStore::default());
    let ends = ("127.0.0.1:1".parse().unwrap(), "127.0.0.1:2".parse().unwrap());
    desk.take(News::Opened { conn: 1, dialler: ends.0, listener: ends.1 });
    link.arrived(at(0), Initiator, &[frame(0), frame(1)].concat());
    while let Some(news) = link.news() {
        if let Told::Packet(packet, _) = desk.take(news) {
            packets.push(*packet);
        }
    }
    assert_eq!((desk.told(1), desk.told(2), desk.held()), ("passed".to_owned(), "held".to_owned(), 1));
    let gone = desk.errand(Order::Drop(1), &packets);
    assert_eq!(gone, Err("packet 1 is not here any more: passed".to_owned()));
    let again = desk.errand(Order::Duplicate(1), &packets);
    let inject = Task::Inject { origin: Initiator, bytes: frame(0) };
    assert_eq!(again, Ok(Errand { conn: Some(1), task: inject }), "its bytes are still known");
    let twice = desk.errand(Order::Duplicate(2), &packets);
    assert_eq!(twice, Ok(Errand { conn: Some(1), task: Task::Duplicate(2) }));
    assert!(desk.errand(Order::Replay { packet: 1, conn: Some(7) }, &packets).is_err());
    desk.take(News::Closed { conn: 1, why: "cut by the tap" });
    assert_eq!((desk.told(2), desk.held()), ("dropped".to_owned(), 0));
    assert!(desk.errand(Order::Cut(None), &packets).is_err());
}

#[test]
fn what_is_ordered_of_a_changed_frame_is_done_to_what_goes_in_its_place() {
    let mut link = link(&["seq == 0: hold"], Weather::default());
    let (mut desk, mut packets) = (Desk::default(), PacketStore::default());
    link.arrived(at(0), Initiator, &frame(0));
    for bytes in [vec![1], vec![2]] {
        let told = |link: &mut Link, desk: &mut Desk, packets: &mut PacketStore| {
            while let Some(news) = link.news() {
                if let Told::Packet(packet, _) = desk.take(news) {
                    packets.push(*packet);
                }
            }
        };
        told(&mut link, &mut desk, &mut packets);
        let edit = desk.errand(Order::Edit { packet: 1, at: 50, bytes }, &packets).unwrap();
        link.carry_out(at(0), edit.task);
        told(&mut link, &mut desk, &mut packets);
    }
    assert_eq!((desk.told(1), desk.told(2)), ("changed".to_owned(), "changed, in place of 1".to_owned()));
    assert_eq!(desk.told(3), "held, in place of 2");
    let tasks = [
        (Order::Resume(1), Task::Release(3)),
        (Order::Drop(1), Task::Drop(3)),
        (Order::Revert(2), Task::Revert(3)),
        (Order::Duplicate(1), Task::Duplicate(3)),
    ];
    for (order, task) in tasks {
        assert_eq!(desk.errand(order, &packets), Ok(Errand { conn: Some(1), task }));
    }
    link.carry_out(at(0), Task::Revert(3));
    while let Some(news) = link.news() {
        desk.take(news);
    }
    assert_eq!((desk.told(1), desk.told(3)), ("held".to_owned(), "dropped, in place of 2".to_owned()));
    for number in 1..=3 {
        let errand = desk.errand(Order::Resume(number), &packets);
        assert_eq!(errand, Ok(Errand { conn: Some(1), task: Task::Release(1) }), "{number}");
    }
}
