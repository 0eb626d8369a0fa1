//! Bad input at the door: what strangers may cost before they have proved anything (H1, H2, H18).

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use num_bigint::BigUint;
use peerscope::{
    admission::{Admission, Fault, Limits, Refusal, Source},
    defence::Defences,
    lab::Jobs,
    protocol::{Config, Gate},
};

use super::{evil::Request, scene::Scene};

cases! {
    "H1", "200 requests a second from one address" => Fine, || flood(1);
    "H1", "200 requests a second from five addresses" => Fine, || flood(5);
    "H1", "200 requests a second from 1,000 addresses" => Fine, || flood(1_000);
    "H1", "a request when sixteen wait for an exponentiation" => Refused(RateLimited), turned_away;
    "H2", "500 links that say nothing" => Fine, silent_crowd;
    "H18", "a request without the gate, beside a link that says nothing" => Refused(GateRefused), same_deadline;
}

fn source(number: u32) -> Source {
    IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + number)).into()
}

/// The door, with links that end as `handshake_timeout` after ten seconds.
struct Door {
    admission: Admission,
    now: Duration,
    open: Vec<(Duration, Source)>,
    random: u8,
}

impl Door {
    fn new() -> Self {
        let admission = Admission::new(Limits::default(), Defences::default());
        Self { admission, now: Duration::ZERO, open: Vec::new(), random: 0 }
    }

    fn dial(&mut self, source: Source) -> Result<(), Refusal> {
        // Any sequence that visits every byte will do.
        self.random = self.random.wrapping_add(101);
        self.admission.admit(self.now, source, self.open.len(), self.random)?;
        self.open.push((self.now + Duration::from_secs(10), source));
        Ok(())
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        for (_, source) in self.open.extract_if(.., |(deadline, _)| *deadline <= self.now) {
            self.admission.ended(self.now, source, Fault::Late);
        }
    }
}

/// A minute of bogus requests; an honest dialler tries once a second.
fn flood(addresses: u32) -> Scene {
    let mut door = Door::new();
    let (mut admitted, mut honest) = (0, 0);
    for dial in 0..60 * 200 {
        door.pass(Duration::from_millis(5));
        admitted += u32::from(door.dial(source(dial % addresses)).is_ok());
        assert!(door.open.len() <= 32, "half-open links are bounded");
        if dial % 200 == 0 && door.dial(source(99_999)).is_ok() {
            door.admission.ended(door.now, source(99_999), Fault::Ours);
            door.open.retain(|(_, other)| *other != source(99_999));
            honest += 1;
        }
    }
    // Four at once from each address, ten seconds for each, and later its penalties.
    assert!(admitted <= 4 * 7 * addresses.min(8), "{admitted} of 12,000 cost an exponentiation");
    if addresses <= 5 {
        assert!(honest >= 50, "{honest} of 60 honest dials got in");
    }
    Scene::listening_session()
}

fn turned_away() -> Scene {
    let mut scene = Scene::listener(Config::default());
    scene.victim.jobs = Jobs::Held;
    scene.mark();
    scene.feed(&Request::honest(&scene.exponent).frame());
    scene.victim.turn_away(scene.now);
    assert_eq!(scene.jobs_since_mark(), 0, "no exponentiation");
    scene
}

fn silent_crowd() -> Scene {
    let mut door = Door::new();
    let refused: Vec<_> = (0..500).filter_map(|_| door.dial(source(1)).err()).collect();
    assert_eq!((door.open.len(), refused.len()), (4, 496), "sockets of one address");
    assert!(refused.iter().all(|why| matches!(why, Refusal::SourceFull | Refusal::SourceRate)));
    door.pass(Duration::from_secs(10));
    assert_eq!(door.open.len(), 0, "the deadline of the handshake ends them");
    assert_eq!(door.dial(source(1)), Err(Refusal::Penalty));
    assert_eq!(door.dial(source(2)), Ok(()), "another source does not pay");
    Scene::listening_session()
}

/// Whoever guesses at the gate learns no more than whoever says nothing, and learns it at the same time.
fn same_deadline() -> Scene {
    let gated = || Config { gate: Gate::Required, ..Config::default() };
    let (mut silent, mut refused) = (Scene::listener(gated()), Scene::listener(gated()));
    refused.mark();
    let request = Request::honest(&BigUint::from(3_u32)).frame();
    for scene in [&mut silent, &mut refused] {
        scene.advance(Duration::from_secs(3));
    }
    refused.feed(&request);
    refused.feed(&[0; 400]);
    assert_eq!(refused.jobs_since_mark(), 0, "no exponentiation");
    for scene in [&mut silent, &mut refused] {
        scene.advance(Duration::from_millis(6_999));
        assert_eq!(scene.victim.closed, None, "both are kept");
        assert!(scene.victim.connection.wants_read(), "and read");
        scene.advance(Duration::from_millis(1));
        assert!(scene.victim.closed.is_some(), "both end at the deadline");
        assert!(scene.victim.outgoing.is_empty(), "without a word");
    }
    refused
}
