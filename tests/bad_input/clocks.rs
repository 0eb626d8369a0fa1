//! Clocks that jump, stand still and go back, and machines that sleep (R15): only how long a thing took by the
//! steady clock ever counts.

use std::time::Duration;

use num_bigint::BigUint;
use peerscope::{protocol::Config, wire::UnixMillis};

use super::{
    evil::{self, Request},
    scene::Scene,
};

const TEXT: u8 = 0x02;
const PING: u8 = 0x05;
const PONG: u8 = 0x06;

cases! {
    "R15", "asleep for an hour, the steady clock stood still" => Fine, || asleep(Duration::ZERO, HOUR);
    "R15", "asleep for a minute, both clocks went on" => Fine, || asleep(MINUTE, MINUTE);
    "R15", "asleep for an hour, both clocks went on" => EndsAloud(PingTimeout), overslept;
    "R15", "asleep for an hour within a frame" => RefusedAloud(FrameTimeout), overslept_in_a_frame;
    "R15", "asleep for an hour within a handshake" => Ends(HandshakeTimeout), overslept_in_a_handshake;
    "R15", "the wall clock goes back ten years" => Fine, || asleep(Duration::from_secs(1), Duration::ZERO);
    "R15", "a steady clock that goes back" => Fine, unsteady;
}

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// A text that has to arrive, and a PING that has to be answered.
fn goes_on(scene: &mut Scene) {
    let before = scene.victim.texts().len();
    scene.say(TEXT, &evil::text(before as u64 + 1, "good morning"));
    assert_eq!(scene.victim.texts().len(), before + 1);
    scene.victim.ping(scene.now).unwrap();
    let (kind, id) = scene.hear();
    assert_eq!(kind, PING);
    scene.say(PONG, &id);
    assert_eq!(scene.victim.closed, None);
}

/// The steady clock moves by this, the one on the wall by that, and then the machine wakes up. No time at all
/// on the wall means ten years back.
fn asleep(steady: Duration, wall: Duration) -> Scene {
    let mut scene = Scene::listening_session();
    goes_on(&mut scene);
    let millis = u64::try_from(wall.as_millis()).unwrap();
    scene.now.wall = if millis == 0 {
        UnixMillis(scene.now.wall.0 - 10 * 365 * 24 * 3_600_000)
    } else {
        UnixMillis(scene.now.wall.0 + millis)
    };
    scene.advance(steady);
    if steady >= MINUTE {
        let (kind, id) = scene.hear();
        assert_eq!(kind, PING, "whether the peer is still there");
        scene.say(PONG, &id);
    }
    goes_on(&mut scene);
    scene
}

fn overslept() -> Scene {
    let mut scene = Scene::listening_session();
    scene.advance(HOUR);
    assert_eq!(scene.hear().0, PING, "it was due before the end");
    scene
}

fn overslept_in_a_frame() -> Scene {
    let mut scene = Scene::listening_session();
    let frame = scene.channel().seal(TEXT, &evil::text(1, "good night"));
    scene.feed(&frame[..frame.len() - 1]);
    scene.advance(HOUR);
    scene
}

fn overslept_in_a_handshake() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.request(&Request::honest(&BigUint::from(3_u32)));
    scene.advance(HOUR);
    scene
}

/// No system should do that; if one does, waits grow longer and nothing breaks.
fn unsteady() -> Scene {
    let mut scene = Scene::listening_session();
    for back in [1, 30, 900] {
        scene.now.monotonic -= Duration::from_secs(back);
        scene.advance(Duration::ZERO);
        goes_on(&mut scene);
    }
    scene
}
