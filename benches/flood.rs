//! What a flood costs those who talk: a node of its own process with an established chat, 200 bogus handshakes
//! a second and 500 idle dials against it, and the figures before, during and after.
//!
//! `cargo bench --bench flood`, about two minutes; it fails when a figure is not what was promised. All traffic
//! stays on loopback; strangers dial from other addresses of 127.0.0.0/8, which is why this needs Linux.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on has to fail loudly")]
#![expect(clippy::print_stdout, reason = "the figures are what the bench is for")]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this bench reads /proc and dials from 127.x.y.z: it needs Linux");
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{BufRead as _, BufReader};
    use std::net::{IpAddr, Ipv4Addr, SocketAddr};
    use std::process::{Child, Command as Program, ExitCode, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, Instant};

    use peerscope::crypto::{OsRandom, SigningKey};
    use peerscope::node::{
        AcceptPolicy, Command, Delivery, Event, Limits, Node, NodeConfig, PeerId, PeerRef, Target,
    };
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
    use tokio::net::{TcpListener, TcpSocket, TcpStream};
    use tokio::task::JoinSet;
    use tokio::time::{interval, sleep_until, timeout};

    /// Bogus handshakes begin so often.
    const BOGUS_EVERY: Duration = Duration::from_millis(5);
    const IDLE_DIALS: u32 = 500;
    /// An idle dial that was closed is repeated after this.
    const IDLE_AGAIN: Duration = Duration::from_secs(1);
    /// Between two texts, and between two honest dials.
    const TEXT_EVERY: Duration = Duration::from_millis(10);
    const DIAL_EVERY: Duration = Duration::from_secs(2);

    /// Promised: what a text and its receipt take, and what a dial takes.
    const CHAT_MAX: Duration = Duration::from_millis(100);
    const DIAL_MAX: Duration = Duration::from_secs(2);
    /// Promised: what the flood adds to the memory of the node, and all that it has open: 384 links that others
    /// dialled, a few dials of its own, and what it runs on.
    const GROWTH_MAX_KIB: u64 = 16 * 1024;
    const DESCRIPTORS_MAX: usize = 420;

    /// An address that had a session before the flood.
    const SEEN: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);

    /// Addresses of which none was ever used, one for each dial.
    fn fresh(number: u32) -> Ipv4Addr {
        Ipv4Addr::from_bits(0x7f03_0001 + number)
    }

    /// Where the parts of the flood come from.
    struct Flood {
        name: &'static str,
        /// Whose dials have to get in.
        promised: Promised,
        bogus: fn(u32) -> Ipv4Addr,
        idle: fn(u32) -> Ipv4Addr,
    }

    /// Whose dials have to get in, though strangers crowd the door.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Promised {
        /// Everybody's.
        Fresh,
        /// Those from where there was a session: addresses never seen may be crowded out.
        Seen,
    }

    const FLOODS: [Flood; 2] = [
        Flood {
            name: "from two addresses",
            promised: Promised::Fresh,
            bogus: |_| Ipv4Addr::new(127, 0, 0, 3),
            idle: |_| Ipv4Addr::new(127, 0, 0, 4),
        },
        Flood {
            name: "from 700 addresses",
            promised: Promised::Seen,
            bogus: |number| Ipv4Addr::from_bits(0x7f01_0001 + number % 200),
            idle: |number| Ipv4Addr::from_bits(0x7f02_0001 + number),
        },
    ];

    pub(crate) fn main() -> ExitCode {
        // `cargo test` runs this bench once: a short run shows that it works, and promises nothing.
        let full = std::env::args().any(|argument| argument == "--bench");
        let lasts = Duration::from_secs(if full { 24 } else { 1 });
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let missed: usize = FLOODS.iter().map(|flood| runtime.block_on(measure(flood, lasts))).sum();
        if full && missed > 0 {
            println!("{missed} figures are not what was promised");
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }

    /// Measures one flood, and gives the number of promises that were not kept.
    async fn measure(flood: &Flood, lasts: Duration) -> usize {
        let home = tempfile::tempdir().unwrap();
        let (hub, address) = start_hub(home.path());
        let mut friend = dial(address).await.0;
        println!("200 bogus handshakes a second and 500 idle dials {}, for {lasts:?}", flood.name);
        let calm = talk(&mut friend, lasts / 4).await;
        print_times("  chat before (p50, p99)", &calm, 99);
        dial_through(address, SEEN).await.unwrap();
        let before = Footprint::of(&hub);

        let refused = Arc::new(AtomicU64::new(0));
        let mut strangers = JoinSet::new();
        strangers.spawn(bogus_handshakes(address, flood.bogus));
        for number in 0..IDLE_DIALS {
            strangers.spawn(idle_dial(address, (flood.idle)(number), refused.clone()));
        }
        let (chat, new, seen, peak) = tokio::join!(
            talk(&mut friend, lasts),
            honest_dials(address, fresh, lasts),
            honest_dials(address, |_| SEEN, lasts),
            watch(&hub, lasts)
        );
        print_times("  chat during (p50, p99)", &chat, 99);
        new.print("addresses never seen");
        seen.print("one that had a session");
        println!("{:<60} {}", "  idle dials closed by the node", refused.load(Ordering::Relaxed));
        strangers.shutdown().await;
        // Longer than the deadline of the handshake, so that nothing half-open is left.
        let after = now() + lasts;
        sleep_until(after.into()).await;
        let left = Footprint::of(&hub);
        Footprint::print(&[("before", before), ("peak", peak), ("after", left)]);
        let (whose, dials) = match flood.promised {
            Promised::Fresh => ("addresses never seen", &new),
            Promised::Seen => ("an address that had a session", &seen),
        };
        let growth = peak.rss_kib.saturating_sub(before.rss_kib);
        let promises = [
            ("chat: p99 under 100 ms".to_owned(), !chat.is_empty() && part(&chat, 99) < CHAT_MAX),
            (format!("honest dials from {whose} under 2 s"), dials.all_in_time()),
            (format!("memory grows by at most {} MiB", GROWTH_MAX_KIB / 1024), growth <= GROWTH_MAX_KIB),
            (format!("at most {DESCRIPTORS_MAX} descriptors"), peak.descriptors <= DESCRIPTORS_MAX),
            ("no descriptor is left over".to_owned(), left.descriptors <= before.descriptors),
        ];
        for (promise, kept) in &promises {
            println!("  promised: {promise:<60} {}", if *kept { "met" } else { "MISSED" });
        }
        println!();
        promises.iter().filter(|(_, kept)| !kept).count()
    }

    /// The program itself, as people run it; it ends with this.
    struct Hub(Child);

    impl Drop for Hub {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    fn start_hub(home: &std::path::Path) -> (Hub, SocketAddr) {
        let mut hub = Program::new(env!("CARGO_BIN_EXE_peerscope"))
            .args([
                "--json",
                "--no-passphrase",
                "--name",
                "hub",
                "--accept",
                "any",
                "--listen",
                "127.0.0.1:0",
            ])
            .arg("--home")
            .arg(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(hub.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map(Result::unwrap).find_map(|line| {
            let event: serde_json::Value = serde_json::from_str(&line).unwrap();
            (event["event"] == "listening").then(|| event["port"].as_u64().unwrap())
        });
        // Somebody reads what it prints, or it would stop.
        std::thread::spawn(move || lines.map_while(Result::ok).count());
        let port = u16::try_from(port.unwrap()).unwrap();
        (Hub(hub), (Ipv4Addr::LOCALHOST, port).into())
    }

    /// A fresh node with a fresh identity, and how long it took to its session.
    async fn dial(address: SocketAddr) -> (Talker, Duration) {
        let identity = Arc::new(SigningKey::generate(&mut OsRandom).unwrap());
        let limits = Limits::default();
        let config = NodeConfig { accept: AcceptPolicy::Any, limits, ..NodeConfig::new(identity, "friend") };
        let mut node = Node::spawn(config).unwrap();
        let began = now();
        node.handle.send(Command::Dial(address.to_string().parse().unwrap())).await;
        loop {
            match node.events.recv().await {
                Some(Event::Established { info, .. }) => {
                    return (Talker { node, hub: info.peer }, began.elapsed());
                }
                Some(_) => {}
                None => panic!("the node has ended"),
            }
        }
    }

    struct Talker {
        node: Node,
        hub: PeerId,
    }

    /// Round trips of a text and its receipt.
    async fn talk(talker: &mut Talker, lasts: Duration) -> Vec<Duration> {
        let (mut times, began, mut pace) = (Vec::new(), now(), interval(TEXT_EVERY));
        while began.elapsed() < lasts {
            pace.tick().await;
            let sent = now();
            let to = Target::One(PeerRef::Id(talker.hub));
            let body = "are you still there?".to_owned();
            talker.node.handle.send(Command::SendText { to, body, action: false }).await;
            loop {
                match talker.node.events.recv().await {
                    Some(Event::Delivery { state: Delivery::Acked, .. }) => break,
                    Some(Event::Closed { error, .. }) => panic!("the chat was lost: {error:?}"),
                    Some(_) => {}
                    None => panic!("the node has ended"),
                }
            }
            times.push(sent.elapsed());
        }
        times
    }

    /// The times of dials that got in, and the number of those that did not within two seconds.
    #[derive(Default)]
    struct Dials {
        times: Vec<Duration>,
        late: usize,
    }

    impl Dials {
        /// Whether there were any, and none took too long.
        fn all_in_time(&self) -> bool {
            self.late == 0 && !self.times.is_empty() && self.times.iter().all(|took| *took < DIAL_MAX)
        }

        fn print(&self, whose: &str) {
            print_times(&format!("  honest dials from {whose} (p50, slowest)"), &self.times, 100);
            let all = self.times.len() + self.late;
            println!("{:<60} {} of {all}", "    not through in 2 s", self.late);
        }
    }

    /// Fresh peers with fresh identities from addresses that have done nothing wrong.
    async fn honest_dials(hub: SocketAddr, from: impl Fn(u32) -> Ipv4Addr, lasts: Duration) -> Dials {
        let (mut dials, began, mut pace) = (Dials::default(), now(), interval(DIAL_EVERY));
        // The first one comes when the flood has settled.
        pace.tick().await;
        for number in 0.. {
            if began.elapsed() + DIAL_EVERY >= lasts {
                break;
            }
            pace.tick().await;
            match dial_through(hub, from(number)).await {
                Some(took) => dials.times.push(took),
                None => dials.late += 1,
            }
        }
        dials
    }

    /// One dial that the node sees as coming from this address; `None` if it takes more than two seconds.
    async fn dial_through(hub: SocketAddr, from: Ipv4Addr) -> Option<Duration> {
        let relay = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let through = relay.local_addr().unwrap();
        let relaying = tokio::spawn(async move {
            while let Ok((mut dialler, _)) = relay.accept().await {
                let Ok(mut link) = dial_from(from, hub).await else { continue };
                let _ = copy_bidirectional(&mut dialler, &mut link).await;
            }
        });
        let dialled = timeout(DIAL_MAX, dial(through)).await;
        relaying.abort();
        dialled.ok().map(|(_talker, took)| took)
    }

    async fn dial_from(from: Ipv4Addr, to: SocketAddr) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((IpAddr::V4(from), 0).into())?;
        socket.connect(to).await
    }

    /// Requests that cost their receiver two exponentiations, if it lets them in, and never finish.
    async fn bogus_handshakes(hub: SocketAddr, from: fn(u32) -> Ipv4Addr) {
        let (mut links, mut pace) = (JoinSet::new(), interval(BOGUS_EVERY));
        for number in 0.. {
            pace.tick().await;
            links.spawn(async move {
                let Ok(mut link) = dial_from(from(number), hub).await else { return };
                let _ = link.write_all(&bogus_request()).await;
                until_closed(link).await;
            });
            while links.try_join_next().is_some() {}
        }
    }

    fn bogus_request() -> Vec<u8> {
        let header = [&b"PSCP\x01\x02\0\0\0\0\x01\x44"[..], &[0; 8], &[1, 1, 0, 1]].concat();
        // The public value is 4, which passes every check.
        [&header[..], &[7; 32], &[0; 255], &[4], &[9; 32]].concat()
    }

    async fn idle_dial(hub: SocketAddr, from: Ipv4Addr, refused: Arc<AtomicU64>) {
        loop {
            if let Ok(link) = dial_from(from, hub).await {
                until_closed(link).await;
                refused.fetch_add(1, Ordering::Relaxed);
            }
            let again = now() + IDLE_AGAIN;
            sleep_until(again.into()).await;
        }
    }

    async fn until_closed(mut link: TcpStream) {
        let mut bytes = [0; 1024];
        while link.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
    }

    /// What the node takes of the machine.
    #[derive(Clone, Copy, Default)]
    struct Footprint {
        rss_kib: u64,
        descriptors: usize,
    }

    impl Footprint {
        fn of(Hub(hub): &Hub) -> Self {
            let status = std::fs::read_to_string(format!("/proc/{}/status", hub.id())).unwrap();
            let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
            let rss_kib = rss.trim().trim_end_matches(" kB").parse().unwrap();
            let descriptors = std::fs::read_dir(format!("/proc/{}/fd", hub.id())).unwrap().count();
            Self { rss_kib, descriptors }
        }

        fn print(all: &[(&str, Self)]) {
            let memory: Vec<_> =
                all.iter().map(|(when, it)| format!("{when} {} MiB", it.rss_kib / 1024)).collect();
            let open: Vec<_> = all.iter().map(|(when, it)| format!("{when} {}", it.descriptors)).collect();
            println!("{:<60} {}", "  memory of the node", memory.join(", "));
            println!("{:<60} {}", "  open descriptors of the node", open.join(", "));
        }
    }

    /// The most it takes while the flood lasts.
    async fn watch(hub: &Hub, lasts: Duration) -> Footprint {
        let (mut most, began, mut pace) = (Footprint::default(), now(), interval(Duration::from_millis(100)));
        while began.elapsed() < lasts {
            pace.tick().await;
            let it = Footprint::of(hub);
            most.rss_kib = most.rss_kib.max(it.rss_kib);
            most.descriptors = most.descriptors.max(it.descriptors);
        }
        most
    }

    fn part(times: &[Duration], percent: usize) -> Duration {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
    }

    fn print_times(what: &str, times: &[Duration], percent: usize) {
        if times.is_empty() {
            println!("{what:<60} none");
        } else {
            println!("{what:<60} {:.2?}, {:.2?} of {}", part(times, 50), part(times, percent), times.len());
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    fn now() -> Instant {
        Instant::now()
    }
}
