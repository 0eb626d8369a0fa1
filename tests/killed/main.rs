//! Two people talk and send each other files while their programs are killed again and again: no text that was said to be
//! held is lost, none is told as new twice, the order is kept, what was said to be acked is there, and so is every file
//! that was said to be offered, whole.
//!
//! `PEERSCOPE_KILLS` says how often, `PEERSCOPE_SEED` when; the same seed gives the same plan, and the machine decides
//! how far each program is by then.

#![cfg(all(feature = "net", target_os = "linux"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod side;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use peerscope::crypto::{Label, SecureRandom as _, SeededRandom, VerifyingKey};
use peerscope::keystore::{Keyfile, Passphrase, open_database};
use peerscope::store::{FileMedium, Store, Whose};

use side::{Phase, Side, content};

/// Texts that each person types before a kill, at least, and how many more at most.
const BURST: (usize, usize) = (4, 12);

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

/// What one side's store holds of the other's texts, in order.
fn kept(home: &Path, name: &str, of: &str) -> Vec<String> {
    let folder = home.join("keystore").join(name);
    let unlocked = |folder: &Path| {
        Keyfile::read(&folder.join("identity.key")).unwrap().unwrap().unlock(&Passphrase::None).unwrap()
    };
    let peer: VerifyingKey = unlocked(&home.join("keystore").join(of)).identity.verifying_key();
    let path = folder.join("messages");
    let medium = FileMedium::new(&path, open_database(&path).unwrap());
    let key = unlocked(&folder).derive(Label::KeystoreStorage);
    let mut store = Store::open(Box::new(medium), key).unwrap().store;
    let lines = store.from(&peer, 0).unwrap().into_iter().filter(|line| line.entry.whose == Whose::Theirs);
    lines.map(|line| line.entry.body.text().as_sent().to_owned()).collect()
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

fn check(home: &Path, sender: &Side, receiver: &Side) {
    let kept = kept(home, receiver.name, sender.name);
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
    let (mut in_commit, mut in_frame, mut in_file, mut in_flight) = (0, 0, 0, 0);
    for _ in 0..kills {
        for side in &mut sides {
            side.until_connected();
        }
        for side in &mut sides {
            side.send_file();
        }
        let texts = BURST.0 + chance.below(BURST.1);
        for _ in 0..texts {
            for side in &mut sides {
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
        let mut phase = sides[first].kill();
        sides[1 - first].expect_another_session();
        if both {
            let other = sides[1 - first].kill();
            phase = Phase {
                commits: phase.commits + other.commits,
                frames: phase.frames + other.frames,
                files: phase.files + other.files,
            };
            sides[1 - first].restart();
        }
        sides[first].restart();
        in_commit += u64::from(phase.commits > 0);
        in_frame += u64::from(phase.frames > 0);
        in_file += u64::from(phase.files > 0);
        in_flight += u64::from(phase != Phase::default());
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
    // Past the capture of the test harness: it is a figure.
    let said = format!(
        "{kills} kills, seed {seed}: {in_flight} with something in flight, in {in_commit} a text on its way to the disk, \
         in {in_frame} in a frame or its receipt, in {in_file} chunks of a file; {} texts, {} files\n",
        alice.held.len() + bob.held.len(),
        alice.verified.len() + bob.verified.len()
    );
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    assert!(4 * in_flight >= 3 * kills, "kills that hit nothing show nothing");
    check(home, &alice, &bob);
    check(home, &bob, &alice);
    check_files(home, &alice, &bob);
    check_files(home, &bob, &alice);
}
