//! The catalogue of attacks as a test: each is stopped for the reason it names, and works where its defences are missing.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use peerscope::defence::Defence;
use peerscope::lab::{
    ATTACKS, Arena, Attack, Cell, Chance, EXHIBITS, Exhibition, Moment, Outcome, Passing, Presence, Property,
    Round, Row, Stop, Success, Toy, Trial, Victim, compromise, matrix, sandbox_meets_real,
};
use peerscope::link::{Direction, Origin};
use peerscope::protocol::{Exposed, Observation, Theft};
use peerscope::spec::sections;
use peerscope::wire::{Message, Reason, Text};

fn attacks() -> impl Iterator<Item = &'static Attack> {
    ATTACKS.iter().map(|(_, attack)| attack)
}

fn told(trial: &Trial) -> String {
    let round = |round: &Round| {
        let removed: Vec<_> = round.removed.iter().map(|defence| defence.name()).collect();
        let seen = |seen: &Result<peerscope::lab::Seen, _>| {
            seen.as_ref().map(|seen| (seen.refused, seen.honest, seen.attack)).map_err(Clone::clone)
        };
        format!(
            "\n    without [{}]: {:?}; control {:?}, attack {:?}",
            removed.join(" "),
            round.outcome,
            seen(&round.control),
            seen(&round.attack)
        )
    };
    format!(
        "{} (seed {}):{}",
        trial.attack.id,
        trial.seed,
        trial.rounds.iter().map(round).collect::<String>()
    )
}

#[test]
fn every_attack_is_stopped_and_succeeds_without_its_defences() {
    for seed in 0..3 {
        let trials = attacks().map(|attack| Trial::run(attack, seed));
        let failed: Vec<_> =
            trials.filter(|trial| !trial.is_as_expected()).map(|trial| told(&trial)).collect();
        assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), ATTACKS.len(), failed.join("\n"));
    }
}

#[test]
fn where_nobody_is_there_nothing_is_shown() {
    for attack in attacks() {
        let trial = Trial::against(attack, 1, Presence::Gone);
        let outcomes: Vec<_> = trial.rounds.iter().map(|round| round.outcome).collect();
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::NoPeer), "{}: {outcomes:?}", attack.id);
        assert!(!trial.is_shown() && !trial.is_as_expected());
    }
}

#[test]
fn a_missing_defence_turns_exactly_its_rows_red() {
    let wrong: Vec<_> = matrix(1)
        .filter_map(|row| {
            let unexpected: Vec<_> = row.unexpected().map(|defence| (defence, cell(&row, defence))).collect();
            (!unexpected.is_empty()).then(|| format!("{}: {unexpected:?}", row.attack.id))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of every check: in a build from which it was deleted the rows that depend on it go wrong, and no others.
#[test]
fn a_build_with_one_check_deleted_turns_exactly_its_rows_red() {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(deleted) = Defence::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
            for attack in attacks() {
                let trial = Trial::against(attack, 1, Presence::Lacking(*deleted));
                let is_its = attack.depends_on(*deleted);
                assert_eq!(!trial.is_as_expected(), is_its, "without {deleted:?}: {}", told(&trial));
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
}

fn cell(row: &Row, missing: Defence) -> Cell {
    let at = Defence::ALL.iter().position(|defence| *defence == missing);
    at.map_or(Cell::NotShown, |at| row.cells[at])
}

#[test]
fn each_defence_alone_stops_what_it_is_there_for() {
    for attack in attacks() {
        for stop in attack.stops {
            let others =
                attack.stops.iter().map(|other| other.by).filter(|other| *other != stop.by).collect();
            let round = Round::play(attack, 1, others, Presence::There);
            assert_eq!(round.outcome, Outcome::Stopped, "{}: with nothing but {:?}", attack.id, stop.by);
        }
    }
}

#[test]
fn every_defence_stops_some_attack() {
    let idle = Defence::ALL
        .iter()
        .filter(|defence| !attacks().any(|attack| attack.stops.iter().any(|stop| stop.by == **defence)));
    assert_eq!(idle.collect::<Vec<_>>(), Vec::<&Defence>::new());
}

#[test]
fn a_run_is_repeated_by_its_seed() {
    let frames = |attack, seed| {
        let trial = Trial::run(attack, seed);
        let seen = trial.rounds.into_iter().flat_map(|round| [round.control, round.attack]);
        seen.flat_map(|seen| seen.unwrap().frames).map(|(_, seen)| seen.frame).collect::<Vec<_>>()
    };
    for attack in attacks() {
        assert!(frames(attack, 7) == frames(attack, 7), "{}", attack.id);
        assert!(frames(attack, 7) != frames(attack, 8), "{}: the seed is not looked at", attack.id);
    }
}

#[test]
fn what_a_person_reads_is_repeated_by_its_seed() {
    for attack in attacks() {
        let page = |seed| Trial::run(attack, seed).page();
        assert!(page(7) == page(7) && page(7).ends_with("--seed 7\n"), "{}", attack.id);
    }
    for exhibit in EXHIBITS {
        let page = |seed| Exhibition::play(exhibit, seed).page();
        assert!(page(7) == page(7) && page(7) != page(8), "{}", exhibit.id);
    }
    let toy = |seed| Toy::new(seed).unwrap().page(seed);
    assert!(toy(7) == toy(7));
    let attack = Attack::find("rekey-replayed").unwrap();
    assert_eq!(Row::play(attack, 7).line(), Row::play(attack, 7).line());
}

#[test]
fn in_the_course_of_a_play_nothing_arrives_before_it_was_sent() {
    for attack in attacks() {
        let round = Round::play(attack, 3, Vec::new(), Presence::There);
        let seen = round.attack.unwrap();
        let course = seen.course(round.change.as_ref());
        let frames: Vec<_> = course
            .iter()
            .filter_map(|passing| if let Passing::At(at, seen) = passing { Some((*at, *seen)) } else { None })
            .collect();
        assert_eq!(frames.len(), seen.frames.len());
        let changes = course.iter().filter(|passing| matches!(passing, Passing::Attacker(_))).count();
        assert_eq!(changes, usize::from(round.change.is_some()), "{}", attack.id);
        for (number, (at, frame)) in frames.iter().enumerate() {
            assert!(number == 0 || frames[number - 1].1.at.monotonic <= frame.at.monotonic, "{}", attack.id);
            let sent = |(_, earlier): &(Victim, &Observation)| {
                earlier.direction == Direction::Sent && earlier.frame == frame.frame
            };
            let is_late = frames[number..].iter().any(sent) && !frames[..number].iter().any(sent);
            assert!(frame.direction == Direction::Sent || !is_late, "{}: {at:?} {number}", attack.id);
        }
    }
}

#[test]
fn every_exhibit_is_won_with_a_new_secret_each_time_and_ours_is_not() {
    for exhibit in EXHIBITS {
        let mut shown: Vec<Vec<String>> = Vec::new();
        for seed in 0..4 {
            let theirs = (exhibit.show)(&mut Chance::new(seed));
            assert_eq!(theirs.won, Success::Yes, "{} with seed {seed}: {:?}", exhibit.id, theirs.lines);
            assert!(!shown.contains(&theirs.lines), "{}: the same secret twice", exhibit.id);
            shown.push(theirs.lines);
            let ours = (exhibit.ours)(seed);
            assert_eq!(ours.won, Success::No, "{} with seed {seed}: {:?}", exhibit.id, ours.lines);
        }
    }
}

/// The text of `protocol-spec/attacks.md`.
fn catalogue() -> String {
    let mut out = String::from(INTRODUCTION);
    for property in Property::ALL {
        writeln!(out, "\n## {}\n\n{HEAD}", property.name()).unwrap();
        for (_, attack) in ATTACKS.iter().filter(|(of, _)| *of == property) {
            let title = attack.title;
            let (spec, row, id) = (attack.spec, attack.row, attack.id);
            writeln!(out, "| `{id}` | {title} | {} | {spec} | {row} |", stops(attack)).unwrap();
        }
    }
    writeln!(out, "\n## Defences\n\n| defence | what it is |\n| --- | --- |").unwrap();
    for defence in Defence::ALL {
        writeln!(out, "| `{}` | {} |", defence.name(), defence.what()).unwrap();
    }
    out
}

fn stops(attack: &Attack) -> String {
    let one = |stop: &Stop| match stop.refusal {
        Some((victim, reason)) => format!("`{}`: `{reason}` at {}", stop.by.name(), victim.name()),
        None => format!("`{}`", stop.by.name()),
    };
    let all: Vec<_> = attack.stops.iter().map(one).collect();
    if all.is_empty() { "nothing but people who compare".to_owned() } else { all.join(", then ") }
}

const HEAD: &str = "| attack | what it does | stopped by | section | row |\n| --- | --- | --- | --- | --- |";

const INTRODUCTION: &str = "\
# Attacks

Made from the catalogue in `src/lab/attacks`; do not edit. `peerscope lab run ID` plays an attack against two peers in
memory: without the attacker all ends well, with every defence it is stopped as it says here, and with the named
defences left out it succeeds. Where several are named each alone is enough. Alice dials, bob listens. Rows are those of
the [threat model](threat-model.md), sections those of [README.md](README.md). A peer that lacks a defence exists in
the lab only; its frames begin with `PSLB`, which every other peer refuses as `bad_protocol_id`. One without `group` is
the toy, which agrees on its keys modulo 263; its frames begin with `PSTY`.
";

#[test]
fn attacks_md_is_what_the_catalogue_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/attacks.md");
    if env::var_os("PEERSCOPE_BLESS").is_some() {
        fs::write(&path, catalogue()).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == catalogue(), "protocol-spec/attacks.md is stale; write it anew with PEERSCOPE_BLESS=1");
}

#[test]
fn every_attack_points_at_a_section_and_a_row_that_are_there() {
    let model =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/threat-model.md"));
    let model = model.unwrap();
    for attack in attacks() {
        assert!(
            sections().iter().any(|section| section.title == attack.spec),
            "{}: {}",
            attack.id,
            attack.spec
        );
        for row in attack.row.split(", ") {
            let listed = model.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
            let goal = model.contains(&format!("- {row} *"));
            let named = listed.map(|(ids, _)| ids).any(|ids| ids.split(", ").any(|id| id == row));
            assert!(named || goal, "{}: no row {row}", attack.id);
        }
    }
}

#[test]
fn the_spec_names_attacks_that_are_there() {
    let read = |file| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let spec = read("protocol-spec/README.md");
    let considerations =
        spec.split("## Security considerations").nth(1).unwrap().split("\n## ").next().unwrap();
    let named: Vec<&str> =
        considerations.split("lab run ").skip(1).filter_map(|rest| rest.split('`').next()).collect();
    assert!(named.len() > 5, "{named:?}");
    for id in named {
        assert!(Attack::find(id).is_some(), "{id}");
    }
}

#[test]
fn a_peer_without_a_defence_and_a_real_one_refuse_each_other() {
    for missing in Defence::ALL {
        for weakened in [Victim::Alice, Victim::Bob] {
            let ended = sandbox_meets_real(weakened, *missing, 5);
            let refused = Some((Victim::Bob, Reason::BadProtocolId));
            assert_eq!(ended, refused, "{weakened:?} is without {missing:?}");
        }
    }
}

#[test]
fn the_toy_falls_to_whoever_has_its_frames() {
    for seed in 1..=40 {
        let toy = Toy::new(seed).unwrap();
        let (tries, read) = toy.broken().unwrap();
        assert!(read == "the cake is in the blue tin", "seed {seed}: {tries} tries, {read:?}");
        assert!(toy.steps().iter().all(|step| !step.lines.is_empty() && !step.title.is_empty()));
        assert!(toy.wire.iter().all(|(_, frame)| frame.starts_with(b"PSTY")), "no real peer speaks to it");
    }
    let lines =
        |seed| Toy::new(seed).unwrap().steps().into_iter().flat_map(|step| step.lines).collect::<Vec<_>>();
    assert!(lines(3) == lines(3) && lines(1) != lines(2));
    assert!(lines(1)[0].starts_with("p = 263, q = (p - 1) / 2 = 131, g = 2"));
}

/// What a copy of the memory opens at each of three moments, by epoch and number.
fn opened(removed: &[Defence], with: Exposed) -> [Vec<(u16, u64)>; 3] {
    let opens = |moment: Moment| {
        let frames = moment.frames.into_iter().filter(|frame| frame.exposed == Some(with));
        frames.map(|frame| (frame.epoch, frame.seq)).collect::<Vec<_>>()
    };
    compromise(1, removed).unwrap().into_iter().map(opens).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn a_copy_of_the_memory_opens_nothing_from_before_unless_roots_are_kept() {
    // READY and three texts; REKEY_REQUEST and REKEY_FINISH; three texts more.
    let recorded = compromise(1, &[]).unwrap();
    assert_eq!(recorded.iter().map(|moment| moment.frames.len()).collect::<Vec<_>>(), [4, 6, 9]);
    assert!(recorded.iter().flat_map(|moment| &moment.frames).all(|frame| frame.exposed.is_none()));
    assert!(recorded.iter().all(Moment::is_closed));
    // With the root kept, a copy opens its epoch. A rekey closes what was said before it all the same.
    let kept = [vec![(1, 0), (1, 1), (1, 2), (1, 3)], vec![], vec![(2, 6), (2, 7), (2, 8)]];
    assert_eq!(opened(&[Defence::RootWipe], Exposed::Root), kept);
    let is_closed: Vec<bool> =
        compromise(1, &[Defence::RootWipe]).unwrap().iter().map(Moment::is_closed).collect();
    assert_eq!(is_closed, [false, true, false]);
}

#[test]
fn a_build_that_does_not_wipe_the_key_of_a_frame_has_it_opened() {
    let of_the_epoch = [vec![(1, 0), (1, 1), (1, 2), (1, 3)], vec![], vec![(2, 6), (2, 7), (2, 8)]];
    assert_eq!(opened(&[Defence::Ratchet], Exposed::Chain), of_the_epoch);
}

/// What is on its way and not read yet is what a theft opens: all of it, the next frame alone, or nothing.
#[test]
fn each_theft_opens_what_the_threat_model_says_of_frames_that_are_still_to_be_read() {
    let mut arena = Arena::established(5);
    let now = arena.now();
    let frames: Vec<Vec<u8>> = (1..=3)
        .map(|number| {
            let text = Message::Text(Text { number, flags: 0, body: "on its way".try_into().unwrap() });
            arena.initiator.send(now, &text).unwrap();
            arena.initiator.take().unwrap()
        })
        .collect();
    for read in 0..=3 {
        let opens = |theft| {
            let tried =
                |frame: &Vec<u8>| arena.responder.connection.exposes(theft, Direction::Received, frame);
            frames.iter().map(|frame| tried(frame).is_some()).collect::<Vec<_>>()
        };
        let (rest, next) = (|at| at >= read, |at| at == read);
        let expected = |opens: &dyn Fn(usize) -> bool| (0..3).map(opens).collect::<Vec<_>>();
        assert_eq!(opens(Theft::Machine), expected(&rest), "{read} are read");
        assert_eq!(opens(Theft::MessageKey), expected(&next), "{read} are read");
        assert_eq!(opens(Theft::Root), [false; 3], "the root is gone");
        assert_eq!(opens(Theft::Identity), [false; 3], "it signs");
        if let Some(frame) = frames.get(read) {
            arena.deliver(Origin::Initiator, frame);
        }
    }
}
