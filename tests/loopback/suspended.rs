//! A process that is stopped in the middle of a session, as by Ctrl+Z or a debugger, and goes on later; and a
//! node that the machine gave no time for longer than its deadlines.

use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use peerscope::node::{AcceptPolicy, Delivery, Event, NodeConfig, Packet, Reason};
use peerscope::protocol::Timeouts;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use crate::peer::Peer;
use crate::process::Process;

/// The built program, for anybody, with its events as JSON; the arguments say who dials.
fn program(home: &Path, arguments: &[&str]) -> Process {
    let mut command = Program::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(["--json", "--name", "hub", "--no-passphrase", "--accept", "any", "--home"]).arg(home);
    Process::spawn(command.args(arguments).stderr(Stdio::null()))
}

impl Process {
    fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Stops it; when this returns, not one instruction of it runs any more.
    fn stop(&self) {
        kill_process(self.id(), Signal::STOP).unwrap();
        let (_, status) = waitpid(Some(self.id()), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped(), "{status:?}");
    }

    fn go_on(&self) {
        kill_process(self.id(), Signal::CONT).unwrap();
    }

    /// The first event of this name that is still to come.
    fn event(&mut self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.until(&format!("{{\"event\":\"{name}\""))).unwrap()
    }

    fn texts(&self) -> Vec<String> {
        let events = self.seen.iter().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        events
            .filter(|event| event["event"] == "message")
            .map(|event| event["text"].as_str().unwrap().to_owned())
            .collect()
    }

    fn until_text(&mut self, text: &str) {
        while self.event("message")["text"] != text {}
    }
}

fn numbered(who: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{who} {number}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_to_a_stopped_process_and_by_its_person_arrives_in_the_same_session_when_it_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut hub = program(home.path(), &["--listen", "127.0.0.1:0"]);
    let port = hub.event("listening")["port"].as_u64().unwrap();
    let mut friend = Peer::open(2);
    friend.dial(([127, 0, 0, 1], u16::try_from(port).unwrap()).into()).await;
    let session = friend.until_established().await.session_id;
    let hub_id = friend.node_of_the_session();
    hub.event("connected");
    for round in 1..=3 {
        hub.stop();
        for number in 0..10 {
            friend.say_to_id(hub_id, &format!("friend {}", (round - 1) * 10 + number)).await;
        }
        friend.until_delivered(Delivery::Written, round * 10).await;
        assert_eq!(friend.delivered(Delivery::Acked), (round - 1) * 10, "nobody is there who could ack");
        hub.say(&format!("hub {}", round - 1));
        hub.go_on();
        friend.until_delivered(Delivery::Acked, round * 10).await;
        hub.until_text(&format!("friend {}", round * 10 - 1));
        friend.until_text(&format!("hub {}", round - 1)).await;
    }
    assert_eq!(hub.texts(), numbered("friend", 30), "each once and in order");
    assert_eq!(friend.bodies(), numbered("hub", 3));
    assert!(!friend.seen.iter().any(|event| matches!(event, Event::Closed { .. })));
    assert_eq!(friend.about(hub_id).await.session_id, session, "the same session went on");
    friend.shut_down().await;
    hub.event("closed");
    assert!(hub.end().0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_stopped_for_longer_than_its_peer_waits_comes_back_and_loses_nothing() {
    // The program itself would wait for a minute and a half.
    let timeouts =
        Timeouts { ping: Duration::from_millis(500), silence: Duration::from_secs(4), ..Timeouts::default() };
    for hub_dials in [true, false] {
        let home = tempfile::tempdir().unwrap();
        let accept = AcceptPolicy::Any;
        let mut friend = Peer::with(2, |config| NodeConfig { accept, timeouts, ..config });
        let mut hub = if hub_dials {
            let to = friend.listen().await.to_string();
            program(home.path(), &["--connect", &to])
        } else {
            let mut hub = program(home.path(), &["--listen", "127.0.0.1:0"]);
            let port = hub.event("listening")["port"].as_u64().unwrap();
            friend.dial(([127, 0, 0, 1], u16::try_from(port).unwrap()).into()).await;
            hub
        };
        let session = friend.until_established().await.session_id;
        let hub_id = friend.node_of_the_session();
        hub.event("connected");
        friend.say_to_id(hub_id, "friend 0").await;
        hub.until_text("friend 0");
        friend.until_delivered(Delivery::Acked, 1).await;
        hub.stop();
        for number in 1..20 {
            friend.say_to_id(hub_id, &format!("friend {number}")).await;
        }
        hub.say("hub 0");
        let Event::Closed { reason, established: true, retry_in, .. } = friend.until_closed().await else {
            panic!("there was a session");
        };
        assert_eq!(reason, Some(Reason::PingTimeout), "the friend's own deadline has run out");
        assert_eq!(retry_in.is_some(), !hub_dials, "who dialled dials again");
        assert_eq!(friend.delivered(Delivery::Acked), 1);
        friend.say_to_id(hub_id, "friend 20").await;
        hub.go_on();
        assert_eq!(hub.event("closed")["established"], true);
        let next = friend.until_established().await.session_id;
        assert_ne!(session, next, "another session");
        friend.until_delivered(Delivery::Acked, 21).await;
        hub.until_text("friend 20");
        friend.until_text("hub 0").await;
        assert_eq!(hub.texts(), numbered("friend", 21), "each once and in order, hub dials: {hub_dials}");
        assert_eq!(friend.bodies(), numbered("hub", 1));
        friend.shut_down().await;
    }
}

impl Peer {
    /// Whom the last session that was established is with.
    fn node_of_the_session(&self) -> peerscope::node::PeerId {
        let established = |event: &Event| match event {
            Event::Established { info, .. } => Some(info.peer),
            _ => None,
        };
        self.seen.iter().rev().find_map(established).unwrap()
    }

    async fn say_to_id(&self, to: peerscope::node::PeerId, body: &str) {
        self.say_to(peerscope::node::Target::One(peerscope::node::PeerRef::Id(to)), body).await;
    }
}

/// A node with a runtime of its own, which stands still from each sender that is given until it is used.
fn on_a_runtime_that_can_stand_still(
    settle: impl FnOnce(NodeConfig) -> NodeConfig + Send + 'static,
) -> (Peer, tokio::sync::mpsc::Sender<Stall>) {
    let (made, peer) = channel();
    let (stalls, mut stall) = tokio::sync::mpsc::channel::<Stall>(1);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            made.send(Peer::with(1, settle)).unwrap();
            while let Some(Stall { begun, over }) = stall.recv().await {
                begun.send(()).unwrap();
                over.recv().unwrap();
            }
        });
    });
    (peer.recv().unwrap(), stalls)
}

/// Nothing else runs on the runtime between the two.
struct Stall {
    begun: Sender<()>,
    over: std::sync::mpsc::Receiver<()>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_had_no_time_for_longer_than_its_deadlines_reads_before_it_judges() {
    let silence = Duration::from_secs(3);
    let patient = Timeouts { ping: Duration::from_millis(100), ..Timeouts::default() };
    let timeouts = Timeouts { silence, ..patient };
    let accept = AcceptPolicy::Any;
    let (mut busy, stalls) =
        on_a_runtime_that_can_stand_still(move |config| NodeConfig { accept, timeouts, ..config });
    let address = busy.listen().await;
    let mut friend = Peer::with(2, |config| NodeConfig { accept, timeouts: patient, ..config });
    friend.dial(address).await;
    friend.until_established().await;
    let session = busy.until_established().await.session_id;
    // Which of the deadline and the bytes the node looks at first is left to chance.
    for round in 0..3 {
        let (begun, has_begun) = channel();
        let (end, over) = channel();
        stalls.send(Stall { begun, over }).await.unwrap();
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        friend.packets.clear();
        let pinged_for = |packets: &[Packet]| {
            let pings =
                || packets.iter().filter(|packet| packet.kind == Some("ping")).map(|packet| packet.time.0);
            pings().max().zip(pings().min()).map_or(0, |(last, first)| last - first)
        };
        let longer = u64::try_from(silence.as_millis()).unwrap() + 500;
        friend.until_packets("PINGs", |packets| pinged_for(packets) > longer).await;
        end.send(()).unwrap();
        friend.say(&busy, &format!("text {round}")).await;
        busy.until_text(&format!("text {round}")).await;
    }
    let closed = busy.seen.iter().find(|event| matches!(event, Event::Closed { .. }));
    assert!(closed.is_none(), "{closed:?}");
    assert_eq!(busy.about(friend.id).await.session_id, session, "the same session went on");
}
