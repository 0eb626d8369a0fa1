//! The tap between two real peers, each a process of its own: what is done by hand, by rules and by the weather ends
//! on the victims' own screens with the verdict that the threat model names.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/process.rs"]
mod process;

use std::path::Path;
use std::process::{Command, Stdio};

use process::Process;

fn peerscope(home: &Path, arguments: &[&str]) -> Process {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(arguments).env("PEERSCOPE_HOME", home).env("LOGNAME", "tester").stderr(Stdio::piped());
    Process::spawn(&mut command)
}

/// Bob dials the tap, and the tap dials alice; both have shown the session.
struct Scene {
    alice: Process,
    tap: Process,
    bob: Process,
    _home: tempfile::TempDir,
}

impl Scene {
    fn begin(flags: &[&str]) -> Self {
        let mut scene = Self::dialled(flags);
        scene.alice.until("connected bob");
        scene.bob.until("connected alice");
        // Both READYs have passed: the next frame of each is a text.
        for _ in 0..2 {
            scene
                .tap
                .until_one(|line| line.starts_with("packet ") && line.contains(" epoch=1 seq=0 "), "a READY");
        }
        scene
    }

    fn dialled(flags: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let common = ["--plain", "--no-passphrase", "--accept", "any", "--no-history", "--name"];
        let mut alice =
            peerscope(home.path(), &[&common[..], &["alice", "--listen", "127.0.0.1:0"]].concat());
        let port = alice.until("listening on port ");
        let port = port.strip_prefix("listening on port ").unwrap().split(',').next().unwrap().to_owned();
        let tap = ["tap", "--plain", "--listen", "127.0.0.1:0", "--to", &port];
        let mut tap = peerscope(home.path(), &[&tap[..], flags].concat());
        let place = tap.until("note LAB (TAP) taps ");
        let place = place.strip_prefix("note LAB (TAP) taps ").unwrap().split(',').next().unwrap().to_owned();
        let bob = peerscope(home.path(), &[&common[..], &["bob", "--connect", &place]].concat());
        Self { alice, tap, bob, _home: home }
    }

    /// Bob says something; the number of the packet that the tap has caught of it.
    fn caught(&mut self, seq: u64, body: &str) -> u64 {
        self.bob.say(body);
        let packet = format!(" epoch=1 seq={seq} ");
        let line = self.tap.until_one(|line| line.contains(" sent ") && line.contains(&packet), &packet);
        line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Alice refuses a frame for this reason.
    fn refused(&mut self, reason: &str) {
        let line = self.alice.until("rejected ");
        assert!(line.contains(&format!("({reason})")), "{reason}: {line}");
    }
}

#[test]
fn what_passes_unchanged_is_read_as_if_there_were_no_tap() {
    let mut scene = Scene::begin(&["--delay", "20ms", "--rate", "100000"]);
    scene.bob.say("hello");
    scene.alice.until("message bob: hello");
    scene.alice.say("and back");
    scene.bob.until("message alice: and back");
    assert!(
        !scene.tap.seen.iter().any(|line| line.contains("hello") || line.contains("kind=")),
        "it has no key"
    );
    scene.tap.say("quit");
    scene.alice.until("closed bob");
    assert!(scene.tap.end().0.success());
}

#[test]
fn a_frame_that_is_held_arrives_when_it_is_let_go() {
    let mut scene = Scene::begin(&["--intercept", "type == message && dir == sent && seq == 1"]);
    let number = scene.caught(1, "hold on");
    scene.tap.until(&format!("tap {number} held"));
    scene.tap.say(&format!("resume {number}"));
    scene.alice.until("message bob: hold on");
}

#[test]
fn an_order_to_hold_is_answered_once_it_is_in_force() {
    let mut scene = Scene::begin(&[]);
    scene.tap.say("intercept dir == sent");
    scene.tap.until("note link 1 holds: dir == sent");
    let number = scene.caught(1, "not yet");
    scene.tap.until(&format!("tap {number} held"));
    scene.tap.say("intercept off");
    scene.tap.until("note link 1 holds: nothing");
    scene.tap.say("resume all");
    scene.alice.until("message bob: not yet");
}

#[test]
fn before_anybody_has_dialled_an_order_to_hold_is_for_the_next_link() {
    let mut tap = peerscope(Path::new("."), &["tap", "--plain", "--listen", "127.0.0.1:0", "--to", "1"]);
    tap.say("intercept");
    tap.until("note the next link holds: every frame");
}

#[test]
fn each_thing_that_is_done_to_a_frame_is_refused_for_the_reason_that_the_threat_model_names() {
    let cases: [(&[&str], &str); 6] = [
        (&["edit N 30 ff", "resume all"], "bad_tag"),
        (&["edit N 19 07", "resume all"], "gap"),
        (&["edit N 0 58", "resume all"], "bad_protocol_id"),
        (&["duplicate N", "resume all"], "replay"),
        (&["replay 4", "resume all"], "replay"),
        (&["inject 1 sent 50534350 0101 0001 ffffffff 0000000000000001"], "frame_too_long"),
    ];
    for (orders, reason) in cases {
        let mut scene = Scene::begin(&["--rule", "type == message && dir == sent && seq == 1: hold"]);
        let number = scene.caught(1, "as you like it");
        scene.tap.until(&format!("tap {number} held"));
        let sent = scene
            .tap
            .seen
            .iter()
            .position(|line| line.contains(" sent ") && line.contains(" epoch=1 seq=0 "));
        let first = scene.tap.seen[sent.unwrap()].split(' ').nth(1).unwrap().to_owned();
        for order in orders {
            let order =
                order.replace("replay 4", &format!("replay {first}")).replace('N', &number.to_string());
            scene.tap.say(&order);
        }
        scene.refused(reason);
    }
}

#[test]
fn what_is_missing_or_comes_too_early_is_a_gap() {
    let mut scene = Scene::begin(&["--rule", "type == message && dir == sent && seq == 1: drop"]);
    scene.caught(1, "never arrives");
    scene.tap.until_one(|line| line.ends_with(" dropped"), "dropped");
    scene.bob.say("arrives");
    scene.refused("gap");

    let mut scene = Scene::begin(&["--rule", "type == message && dir == sent && seq == 1: hold"]);
    scene.caught(1, "first");
    let second = scene.caught(2, "second");
    scene.tap.until(&format!("tap {second} waits"));
    scene.tap.say(&format!("resume {second}"));
    scene.refused("gap");
}

#[test]
fn a_frame_that_is_changed_and_made_again_what_it_was_is_read() {
    let mut scene = Scene::begin(&["--intercept", "type == message && dir == sent && seq == 1"]);
    let number = scene.caught(1, "word for word");
    scene.tap.say(&format!("edit {number} 30 ff"));
    scene.tap.until_one(|line| line.ends_with(&format!(" held, in place of {number}")), "the changed one");
    scene.tap.say(&format!("revert {number}"));
    scene.tap.until(&format!("tap {number} held"));
    scene.tap.say("resume all");
    scene.alice.until("message bob: word for word");
}

#[test]
fn the_weather_turns_on_links_that_are_there_and_on_the_next() {
    let mut scene = Scene::begin(&[]);
    scene.tap.say("weather delay 150ms");
    scene.tap.until("note link 1: the weather is every frame takes 150 ms");
    scene.bob.say("slowly");
    scene.tap.until_one(|line| line.ends_with(" waits"), "a frame on its way");
    scene.alice.until("message bob: slowly");
    scene.tap.say("weather cut 1");
    scene.tap.until("note link 1: the weather is cut after 1 more frames");
    scene.bob.say("the last word");
    scene.bob.say("and one more");
    scene.tap.until("note link 1 closed: cut by the weather");
    assert!(scene.alice.until("closed bob").contains("did not say goodbye"));
    let mut tap = peerscope(Path::new("."), &["tap", "--plain", "--listen", "127.0.0.1:0", "--to", "1"]);
    tap.say("weather rate 1000");
    tap.until("note the next link: the weather is 1000 bytes a second");
}

#[test]
fn a_link_that_is_cut_is_no_goodbye() {
    for flags in [&[][..], &["--cut-after", "6"]] {
        let mut scene = Scene::begin(flags);
        if flags.is_empty() {
            scene.tap.say("cut");
        } else {
            scene.bob.say("one more frame than there may be");
        }
        scene.tap.until("note link 1 closed: cut by the ");
        let line = scene.alice.until("closed bob");
        assert!(line.contains("did not say goodbye"), "{line}");
    }
}

#[test]
fn a_handshake_in_which_a_bit_is_changed_ends_before_anybody_is_believed() {
    let mut scene = Scene::dialled(&["--rule", "type == handshake_response: flip -1"]);
    let line = scene.bob.until_any(&["rejected ", "connected "]);
    assert!(line.contains("(hs_bad_tag)"), "{line}");
}

#[test]
fn the_tap_stays_on_loopback_unless_it_is_told_otherwise() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    let output = command.args(["tap", "--plain", "--listen", "0.0.0.0:0", "--to", "5000"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("--not-only-loopback"), "{said}");
}
