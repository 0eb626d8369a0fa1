//! Two people talk and send each other files while their programs are killed again and again: no text that was said to be
//! held is lost, none is told as new twice, the order is kept, what was said to be acked is there, and so is every file
//! that was said to be offered, whole.
//!
//! `PEERSCOPE_KILLS` says how often at least, `PEERSCOPE_SEED` when; the same seed gives the same plan, and the machine
//! decides how far each program is by then. So the run goes on until enough of the kills had something in flight. What
//! was in flight is what the program had told by then and what its store holds behind that; a line that it may never
//! have read does not count. `PEERSCOPE_KILLS_VERBOSE` prints it for each kill.

#![cfg(all(feature = "net", target_os = "linux"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod side;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use peerscope::crypto::{Label, SecureRandom as _, SeededRandom, VerifyingKey};
use peerscope::keystore::{Keyfile, Passphrase, make_private_dir, open_database};
use peerscope::store::{FileMedium, Store, Whose};

use side::{Phase, Side, content};

/// Texts that each person types before a kill, at least, and how many more at most.
const BURST: (usize, usize) = (4, 12);
/// One kill of so many is soon after a start, in less than so many milliseconds.
const EARLY: usize = 8;
const EARLY_MS: usize = 400;

/// The run goes on for so many times the kills that were asked for, as long as too few of them hit something.
const PATIENCE: u64 = 5;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

struct Chance(SeededRandom);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        let mut byte = [0; 2];
        self.0.fill(&mut byte).unwrap();
        usize::from(u16::from_be_bytes(byte)) % bound
    }
}

/// What a side's store holds of one of them, in order. A copy is opened, so that the next run finds what was left.
fn kept(home: &Path, name: &str, peer: &str, whose: Whose) -> Vec<String> {
    let folder = home.join("keystore");
    let unlocked = |name: &str| {
        let file = Keyfile::read(&folder.join(name).join("identity.key")).unwrap().unwrap();
        file.unlock(&Passphrase::None).unwrap()
    };
    let peer: VerifyingKey = unlocked(peer).identity.verifying_key();
    let aside = home.join("aside");
    make_private_dir(&aside).unwrap();
    let path = aside.join("messages");
    std::fs::copy(folder.join(name).join("messages"), &path).unwrap();
    let medium = FileMedium::new(&path, open_database(&path).unwrap());
    let key = unlocked(name).derive(Label::KeystoreStorage);
    let mut store = Store::open(Box::new(medium), key).unwrap().store;
    let lines = store.from(&peer, 0).unwrap().into_iter().filter(|line| line.entry.whose == whose);
    lines.map(|line| line.entry.body.text().as_sent().to_owned()).collect()
}

/// Kills a side, and says what was in flight.
fn kill(home: &Path, sides: &mut [Side; 2], which: usize) -> Phase {
    let mut phase = sides[which].kill();
    let (name, peer) = (sides[which].name, sides[1 - which].name);
    phase.commits = sides[which].untold_own(kept(home, name, peer, Whose::Own));
    phase.arrivals = sides[which].untold_theirs(kept(home, name, peer, Whose::Theirs));
    sides[1 - which].expect_another_session();
    phase
}

fn is_in_order(texts: &[String]) -> bool {
    texts.is_sorted() && texts.windows(2).all(|two| two[0] != two[1])
}

/// Every file that has its name is whole and came once, and those that were said to be there are.
fn check_files(home: &Path, sender: &Side, receiver: &Side) {
    let folder = home.join("keystore").join(receiver.name).join("downloads");
    let names =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let came: BTreeSet<String> = names.filter(|name| !name.starts_with('.')).collect();
    assert_eq!(came, sender.verified, "{} has these, {} was told of those", receiver.name, sender.name);
    for name in came {
        assert!(std::fs::read(folder.join(&name)).unwrap() == content(&name), "{name} is whole");
    }
}

/// What was told of the texts of one side is so at the other.
fn check(home: &Path, sender: &Side, receiver: &Side) {
    let kept = kept(home, receiver.name, sender.name, Whose::Theirs);
    assert!(is_in_order(&kept), "{}: kept once each and in order: {kept:#?}", receiver.name);
    assert!(
        is_in_order(&receiver.told),
        "{}: told once each and in order: {:#?}",
        receiver.name,
        receiver.told
    );
    let lacks =
        |texts: &[String]| texts.iter().filter(|text| !kept.contains(text)).cloned().collect::<Vec<_>>();
    assert_eq!(lacks(&sender.held), [""; 0], "{} was told that these are held", sender.name);
    assert_eq!(lacks(&sender.acked), [""; 0], "{} was told that these are acked", sender.name);
    assert_eq!(lacks(&receiver.told), [""; 0], "{} was shown these", receiver.name);
}

/// Both talk and send files for a while; gives who is to be killed, and whether the other one is, too.
fn talk(sides: &mut [Side; 2], chance: &mut Chance) -> (usize, bool) {
    for side in &mut *sides {
        side.until_connected();
    }
    for side in &mut *sides {
        side.send_file();
    }
    let texts = BURST.0 + chance.below(BURST.1);
    for _ in 0..texts {
        for side in &mut *sides {
            side.type_next();
        }
    }
    // While a text goes its way its program writes a few lines about it: held, written, acked.
    let (first, both) = (chance.below(2), chance.below(3) == 0);
    for _ in 0..chance.below(2 * texts) {
        if !sides[first].read_soon() {
            break;
        }
    }
    (first, both)
}

/// Lets the programs run for so long, whatever they say meanwhile.
fn let_run(time: Duration) {
    let (_silent, nothing) = channel::<()>();
    let _timed_out = nothing.recv_timeout(time);
}

/// Past the capture of the test harness: it is a figure.
fn tell(said: &str) {
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

fn count(phases: &[Phase], is_it: fn(&Phase) -> bool) -> usize {
    phases.iter().filter(|phase| is_it(phase)).count()
}

/// How many kills hit what.
fn hits(phases: &[Phase]) -> String {
    format!(
        "{} had, in {} a text in the store that was not told yet, in {} a text in a frame or its receipt, in {} chunks of a \
         file; {} were before there was a session",
        count(phases, Phase::is_in_flight),
        count(phases, |phase| phase.commits + phase.arrivals > 0),
        count(phases, |phase| phase.frames > 0),
        count(phases, |phase| phase.files > 0),
        count(phases, |phase| !phase.had_session)
    )
}

#[test]
fn programs_that_are_killed_at_any_moment_lose_nothing_double_nothing_and_promise_nothing_that_is_not_so() {
    let (kills, seed) = (number("PEERSCOPE_KILLS", 20), number("PEERSCOPE_SEED", 7));
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let mut chance = Chance(SeededRandom::new(seed));
    let mut sides = [Side::new("alice", home), Side::new("bob", home)];
    sides[0].start(&["--listen", "127.0.0.1:0"]);
    let port = sides[0].until("its port", |line| line["event"] == "listening")["port"].to_string();
    sides[1].start(&["--connect", &format!("127.0.0.1:{port}")]);
    sides[0].restart_with(&["--listen", &format!("127.0.0.1:{port}")]);
    let (mut phases, mut both_at_once) = (Vec::new(), 0);
    let mut fresh = 1;
    // Of few kills fewer may hit something by chance.
    let least = if kills < 100 { kills / 2 } else { kills / 4 * 3 };
    for kill_number in 1..=kills * PATIENCE {
        if kill_number > kills && count(&phases, Phase::is_in_flight) as u64 >= least {
            break;
        }
        // Some are killed while they open their files, dial, shake hands or go on with a file.
        let phase = if chance.below(EARLY) == 0 {
            let_run(Duration::from_millis(chance.below(EARLY_MS) as u64));
            kill(home, &mut sides, fresh)
        } else {
            let (first, both) = talk(&mut sides, &mut chance);
            fresh = first;
            let mut phase = kill(home, &mut sides, first);
            if both {
                both_at_once += 1;
                phase.and(&kill(home, &mut sides, 1 - first));
                sides[1 - first].restart();
            }
            phase
        };
        sides[fresh].restart();
        if std::env::var_os("PEERSCOPE_KILLS_VERBOSE").is_some() {
            tell(&format!("kill {kill_number}: {phase}\n"));
        }
        phases.push(phase);
    }
    for side in &mut sides {
        side.until_connected();
    }
    let [last_of_alice, last_of_bob] = [0, 1].map(|side| sides[side].type_next());
    sides[0].until_told(&last_of_bob);
    sides[1].until_told(&last_of_alice);
    for side in &mut sides {
        side.until_verified();
    }
    let [alice, bob] = sides.map(Side::quit);
    tell(&format!(
        "{} kills, {both_at_once} of them of both programs at once, seed {seed}; {kills} were asked for, and as many as it \
         takes until {least} had something in flight by what the programs had told and stored: {}; {} texts, {} files\n",
        phases.len(),
        hits(&phases),
        alice.held.len() + bob.held.len(),
        alice.verified.len() + bob.verified.len()
    ));
    let said: Vec<String> = phases.iter().map(Phase::to_string).collect();
    assert!(
        count(&phases, Phase::is_in_flight) as u64 >= least,
        "kills that hit nothing show nothing: {said:#?}"
    );
    check(home, &alice, &bob);
    check(home, &bob, &alice);
    check_files(home, &alice, &bob);
    check_files(home, &bob, &alice);
}
