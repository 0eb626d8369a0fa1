//! Admission, counted refusals and slowed reading, with a clock that only the test moves.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::defence::Defences;
use crate::protocol::Error;
use crate::wire::Reason;

use super::bucket::Rate;
use super::door::{Admission, Fault, Refusal, Source};
use super::intake::Intake;
use super::limits::Limits;
use super::places::{Acquaintance, Taken};
use super::rejects::{CallerLog, Note, RejectLog, Rest};

/// A byte that no early drop takes, and one that every early drop takes.
const LUCKY: u8 = 255;
const UNLUCKY: u8 = 0;

const fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn source(number: u32) -> Source {
    IpAddr::V4(Ipv4Addr::from_bits(0x7f00_0000 + number)).into()
}

/// A door, with the links that were let in counted as they would be by its owner.
struct Door {
    admission: Admission,
    accepted: usize,
}

impl Door {
    fn new(limits: &Limits) -> Self {
        Self { admission: Admission::new(*limits, Defences::default()), accepted: 0 }
    }

    fn dial(&mut self, now: Duration, from: u32) -> Result<(), Refusal> {
        self.dial_with(now, from, LUCKY)
    }

    fn dial_with(&mut self, now: Duration, from: u32, random: u8) -> Result<(), Refusal> {
        let admitted = self.admission.admit(now, source(from), self.accepted, random);
        self.accepted += usize::from(admitted.is_ok());
        admitted
    }

    fn end(&mut self, now: Duration, from: u32, fault: Fault) {
        self.accepted -= 1;
        self.admission.ended(now, source(from), fault);
    }
}

#[test]
fn a_source_is_one_ipv4_address_or_64_bits_of_ipv6() {
    let cases = [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
    ];
    for (address, shown) in cases {
        assert_eq!(Source::from(address.parse::<IpAddr>().unwrap()).to_string(), shown, "{address}");
    }
}

#[test]
fn a_source_dials_five_times_at_once_and_then_once_a_second() {
    let mut door = Door::new(&Limits::default());
    let mut admitted = Vec::new();
    for millis in (0..10_000).step_by(100) {
        if door.dial(at(millis), 1).is_ok() {
            admitted.push(millis);
            door.admission.proved(source(1));
        }
    }
    assert_eq!(admitted[..5], [0, 100, 200, 300, 400], "the burst");
    assert_eq!(admitted.len(), 5 + 9, "one for each second after: {admitted:?}");
    assert_eq!(door.dial(at(9_950), 1), Err(Refusal::SourceRate));
    assert_eq!(door.dial(at(9_950), 2), Ok(()), "another source has tokens of its own");
}

#[test]
fn a_source_has_at_most_four_half_open_links() {
    let mut door = Door::new(&Limits::default());
    for _ in 0..4 {
        assert_eq!(door.dial(at(0), 1), Ok(()));
    }
    assert_eq!(door.dial(at(0), 1), Err(Refusal::SourceFull));
    assert_eq!(door.dial(at(0), 2), Ok(()));
    door.admission.proved(source(1));
    assert_eq!(door.dial(at(2_000), 1), Ok(()), "whoever is proved is not half-open");
    assert_eq!(door.admission.half_open(), 5);
}

/// How many of 256 random bytes let this source in, beside so many half-open links of as many others.
fn let_in(half_open: u32, own: u32) -> usize {
    let random = (0..=255).filter(|random| {
        let mut door = Door::new(&Limits::default());
        for from in (own..half_open).chain((0..own).map(|_| 1_000)) {
            door.dial(at(0), from).unwrap();
        }
        door.dial_with(at(0), 1_000, *random).is_ok()
    });
    random.count()
}

#[test]
fn the_more_links_are_half_open_the_likelier_a_new_one_is_dropped() {
    // A source that has a half-open link already, and one that has none.
    for (own, from) in [(1, 8), (0, 16)] {
        let counts: Vec<usize> = (own..32).map(|half_open| let_in(half_open, own)).collect();
        let (safe, risky) = counts.split_at(from - usize::try_from(own).unwrap());
        assert!(safe.iter().all(|count| *count == 256), "{counts:?}");
        assert!(risky.windows(2).all(|pair| pair[0] > pair[1]), "{counts:?}");
        assert!((1..16).contains(counts.last().unwrap()), "{counts:?}");
    }
    let mut door = Door::new(&Limits::default());
    for from in 0..32 {
        door.dial(at(0), from).unwrap();
    }
    assert_eq!(door.dial_with(at(0), 1_000, UNLUCKY), Err(Refusal::Full));
    assert_eq!(door.dial_with(at(0), 1_000, LUCKY), Err(Refusal::Full), "at 32 chance has no say");
}

#[test]
fn two_sources_that_crowd_the_door_keep_no_third_one_waiting() {
    let mut door = Door::new(&Limits::default());
    for from in [1, 1, 1, 1, 2, 2, 2, 2] {
        door.dial(at(0), from).unwrap();
    }
    for from in 3..11 {
        assert_eq!(door.dial_with(at(0), from, UNLUCKY), Ok(()), "whatever chance says");
    }
}

#[test]
fn places_are_kept_for_those_who_had_a_session() {
    let mut door = Door::new(&Limits::default());
    door.admission.established(at(0), source(1));
    for from in 100..132 {
        door.dial(at(0), from).unwrap();
    }
    assert_eq!(door.dial(at(0), 99), Err(Refusal::Full));
    for _ in 0..4 {
        assert_eq!(door.dial_with(at(0), 1, UNLUCKY), Ok(()), "neither chance nor the crowd keeps it out");
    }
    assert_eq!(door.dial(at(0), 1), Err(Refusal::SourceFull), "its own limits do");
    assert_eq!(door.dial(at(0), 99), Err(Refusal::Full), "what is kept is not for others");
    for _ in 0..4 {
        door.end(at(0), 1, Fault::Left);
    }
    assert_eq!(door.dial(at(3_600_000), 1), Err(Refusal::Full), "an hour later it is a stranger again");
}

#[test]
fn sockets_of_any_standing_are_bounded() {
    let limits = Limits { accepted_max: 40, ..Limits::default() };
    let mut door = Door::new(&limits);
    for from in 0..40 {
        assert_eq!(door.dial(at(0), from), Ok(()));
        door.admission.proved(source(from));
    }
    assert_eq!(door.dial(at(0), 99), Err(Refusal::Full));
}

#[test]
fn strangers_leave_places_for_known_peers_and_both_for_verified_ones() {
    use Acquaintance::{Known, Stranger, Verified};
    let taken = |all, strangers, of_its_like| Taken { all, strangers, of_its_like };
    let cases = [
        (taken(0, 0, 15), [Ok(()), Ok(()), Ok(())]),
        (taken(16, 16, 16), [Err(Refusal::SourceFull), Err(Refusal::SourceFull), Ok(())]),
        (taken(191, 191, 0), [Ok(()), Ok(()), Ok(())]),
        (taken(192, 192, 0), [Err(Refusal::Full), Ok(()), Ok(())]),
        (taken(255, 192, 0), [Err(Refusal::Full), Ok(()), Ok(())]),
        (taken(255, 10, 0), [Ok(()), Ok(()), Ok(())]),
        (taken(256, 192, 0), [Err(Refusal::Full), Err(Refusal::Full), Ok(())]),
        (taken(287, 0, 0), [Err(Refusal::Full), Err(Refusal::Full), Ok(())]),
        (taken(288, 0, 0), [Err(Refusal::Full); 3]),
    ];
    let limits = Limits::default();
    for (taken, expected) in cases {
        assert_eq!(
            [Stranger, Known, Verified].map(|who| limits.place_for(who, taken)),
            expected,
            "{taken:?}"
        );
    }
    let places = usize::try_from(limits.places + limits.places_for_verified).unwrap();
    let most = places + limits.half_open_max + limits.half_open_kept;
    assert!(most < limits.accepted_max, "whoever has a place is not kept out by links that linger");
}

#[test]
fn trouble_shuts_a_source_out_until_its_penalties_have_run_out() {
    let cases = [
        (Fault::Broken, 3, 15_000),
        (Fault::Late, 2, 20_000),
        (Fault::Left, 15, 15_000),
        (Fault::Ours, 100, 0),
    ];
    for (fault, times, shut_out) in cases {
        let limits = Limits { dials: Rate { every: at(0), burst: 1 }, ..Limits::default() };
        let mut door = Door::new(&limits);
        for time in 0..times {
            assert_eq!(door.dial(at(0), 1), Ok(()), "{fault:?}, {time} before");
            door.end(at(0), 1, fault);
        }
        if shut_out > 0 {
            assert_eq!(door.dial(at(shut_out - 1), 1), Err(Refusal::Penalty), "{fault:?}");
        }
        assert_eq!(door.dial(at(0), 2), Ok(()), "{fault:?}: nobody else pays");
        assert_eq!(door.dial(at(shut_out), 1), Ok(()), "{fault:?}: it is forgotten");
    }
}

#[test]
fn penalties_leave_two_links_at_a_time_to_a_source_with_which_there_was_a_session() {
    let mut door = Door::new(&Limits::default());
    door.admission.established(at(0), source(1));
    for second in 0..100 {
        if door.dial(at(second * 1_000), 1).is_ok() {
            door.end(at(second * 1_000), 1, Fault::Broken);
        }
    }
    let now = at(100_000);
    assert_eq!(door.dial(now, 1), Ok(()), "who had a session gets in at once");
    assert_eq!(door.dial(at(101_000), 1), Ok(()));
    assert_eq!(door.dial(at(102_000), 1), Err(Refusal::Penalty), "but never more than two");
    door.admission.proved(source(1));
    assert_eq!(door.dial(at(103_000), 1), Ok(()));
}

#[test]
fn penalties_run_out_while_they_add_up_and_have_a_limit() {
    let mut door = Door::new(&Limits { dials: Rate { every: at(0), burst: 1 }, ..Limits::default() });
    for second in 0..60 {
        door.dial(at(second * 1_000), 1).unwrap();
        door.end(at(second * 1_000), 1, Fault::Left);
    }
    assert_eq!(door.dial(at(60_000), 1), Ok(()), "one dial a second that is left costs nothing");
    for _ in 0..1_000 {
        door.admission.ended(at(60_000), source(1), Fault::Late);
    }
    assert_eq!(door.dial(at(60_000 + 599_999), 1), Err(Refusal::Penalty));
    assert_eq!(door.dial(at(60_000 + 600_000), 1), Ok(()));
}

#[test]
fn what_is_remembered_is_bounded_and_forgotten() {
    let limits = Limits { sources_max: 100, ..Limits::default() };
    let mut door = Door::new(&limits);
    door.dial(at(0), 1).unwrap();
    for _ in 0..3 {
        door.dial(at(0), 2).unwrap();
        door.end(at(0), 2, Fault::Broken);
    }
    for from in 1_000..11_000 {
        door.dial(at(1), from).unwrap();
        door.end(at(1), from, Fault::Left);
        assert!(door.admission.remembered() <= 100);
    }
    assert_eq!(door.dial(at(1), 2), Err(Refusal::Penalty), "who pays longest is forgotten last");
    assert_eq!(door.admission.half_open(), 1);
    door.end(at(1), 1, Fault::Left);
    assert_eq!(door.admission.half_open(), 0, "a half-open link is never forgotten");
    door.dial(at(1_000_000), 5).unwrap();
    assert_eq!(door.admission.remembered(), 1, "after a quiet time nothing is left");
}

#[test]
fn a_handshake_is_judged_by_its_end() {
    let cases = [
        (None, Fault::Left),
        (Some(Error::Cut), Fault::Left),
        (Some(Reason::BadProtocolId.into()), Fault::Broken),
        (Some(Reason::DhNotInSubgroup.into()), Fault::Broken),
        (Some(Reason::HsBadTag.into()), Fault::Broken),
        (Some(Reason::HandshakeTimeout.into()), Fault::Late),
        (Some(Reason::GateRefused.into()), Fault::Late),
        (Some(Reason::RateLimited.into()), Fault::Ours),
        (Some(Error::Internal("no randomness")), Fault::Ours),
    ];
    for (error, fault) in cases {
        assert_eq!(Fault::from(error.as_ref()), fault, "{error:?}");
    }
}

#[test]
fn refusals_have_one_line_a_second_and_source_and_then_a_number() {
    let mut log = RejectLog::default();
    assert_eq!(log.due(), None);
    for millis in 0..1_000 {
        let expected = if millis == 0 { Note::Write } else { Note::Counted };
        assert_eq!(log.note(at(millis), source(1)), expected, "{millis}");
    }
    assert_eq!(log.note(at(500), source(2)), Note::Write);
    assert_eq!(log.take(at(999)), []);
    assert_eq!(log.due(), Some(at(1_000)));
    assert_eq!(log.take(at(1_000)), [Rest { source: Some(source(1)), count: 999 }]);
    assert_eq!(log.note(at(1_000), source(1)), Note::Write);
    assert_eq!(log.take(at(9_000)), [], "a line without more has no number");
    assert_eq!(log.due(), None);
}

#[test]
fn refusals_of_very_many_sources_are_counted_together() {
    let mut log = RejectLog::default();
    let written = (0..10_000).filter(|from| log.note(at(0), source(*from)) == Note::Write).count();
    assert_eq!(written, 64);
    assert_eq!(log.take(at(1_000)), [Rest { source: None, count: 9_936 }]);
}

#[test]
fn a_flood_of_frames_is_read_at_the_rate_and_reported_now_and_then() {
    let rate = Rate { every: at(1), burst: 4_096 };
    let mut intake = Intake::new(rate, 0, Defences::default());
    let (mut now, mut reports) = (at(0), Vec::new());
    // As many frames as one read can hold, until there were a million.
    for _ in 0..1_000_000 / 141 {
        if let Some(resumes_at) = intake.resumes_at(now) {
            assert!(resumes_at <= now + at(200), "a pause is short: no deadline runs out in it");
            now = resumes_at;
        }
        for _ in 0..141 {
            intake.count(now);
        }
        reports.extend(intake.report(now));
    }
    assert!((at(995_000)..at(1_005_000)).contains(&now), "a million frames take a thousand seconds: {now:?}");
    assert!((15..=17).contains(&reports.len()), "a line a minute: {}", reports.len());
    assert!(intake.resumes_at(now + at(5_000)).is_none());
    assert_eq!(Intake::new(rate, 0, Defences::default()).report(at(0)), None, "nobody else is slowed");
}

#[test]
fn frames_that_were_asked_for_are_no_flood_and_those_beyond_are() {
    let rate = Rate { every: at(1), burst: 4 };
    let mut intake = Intake::new(rate, 10, Defences::default());
    for asked in [4, 3, 1_000] {
        intake.ask(asked);
        for _ in 0..asked.min(10) {
            intake.answered(at(0));
        }
        assert_eq!(intake.resumes_at(at(0)), None, "{asked}");
    }
    for _ in 0..4 {
        intake.answered(at(0));
    }
    assert_eq!(intake.resumes_at(at(0)), Some(at(1)), "more than was asked for");
    intake.ask(1);
    assert_eq!(intake.resumes_at(at(0)), Some(at(1)), "what is asked for does not make up for a flood");
}

#[test]
fn a_flood_of_strangers_has_few_lines_and_a_number_and_a_few_of_them_all_their_lines() {
    let mut log = CallerLog::default();
    assert!((0..64).all(|_| log.note(at(0)) == Note::Write), "as many as come at once on a good day");
    assert_eq!(log.due(), None);
    let mut written = 0;
    for millis in 1..=10_000 {
        written += u32::from(log.note(at(millis)) == Note::Write);
    }
    assert_eq!(written, 80, "eight a second");
    assert_eq!(log.due(), Some(at(1_001)));
    assert_eq!(log.take(at(1_000)), None);
    assert_eq!(log.take(at(10_000)), Some(10_000 - 80));
    assert_eq!((log.take(at(20_000)), log.due()), (None, None));
    assert_eq!(log.note(at(20_000)), Note::Write, "what is quiet again is written again");
}
