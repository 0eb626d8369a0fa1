//! The loop of the line mode: stdin, events, packets, signals.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::node::{Command, Delivery, Event, ListenAddr, Node, PeerAddr, PeerId, PeerRef, Reason, Target};

use super::command::{Action, Answer, COMMANDS, Shown, Wish, parse};
use super::line::{Format, Line, Printer};
use super::render;
use super::stdin::{self, Typed};

/// Lines kept until the first session, when one was asked for.
const WAITING_MAX: usize = 100;
/// How long texts may take to arrive after stdin has ended.
const OUTGOING_TIMEOUT: Duration = Duration::from_secs(10);

/// What the line mode is told.
#[derive(Debug)]
pub struct Options {
    /// Where to listen.
    pub listen: Option<ListenAddr>,
    /// Whom to dial.
    pub connect: Vec<PeerAddr>,
    /// How to print.
    pub format: Format,
}

/// How the line mode ended, as an exit code (`README.md`, "Exit codes").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All went as asked.
    Done,
    /// No peer that was asked for could be reached, or all refused.
    NotReached,
    /// A key has changed, or nobody could decide about an unknown one.
    NotTrusted,
    /// Texts are left that no peer has acked.
    Held,
    /// A peer broke the protocol.
    Violation,
    /// A signal.
    Signal(u8),
}

impl Ending {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotReached => 3,
            Self::NotTrusted => 4,
            Self::Held => 5,
            Self::Violation => 6,
            Self::Signal(number) => 128 + number,
        }
    }
}

struct Session {
    node: Node,
    printer: Printer,
    current: Option<(PeerId, String)>,
    waiting: Vec<(String, Action)>,
    dials: usize,
    packets: Shown,
    unacked: usize,
    worst: Option<Ending>,
    reached: Reached,
}

/// Whether any session was established.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    Nobody,
    Somebody,
}

/// What to do after a step.
enum Next {
    Go,
    End(Ending),
}

/// Runs until stdin ends, `/quit`, or a signal.
///
/// # Errors
/// stdout is gone.
pub async fn run(node: Node, options: Options) -> io::Result<Ending> {
    let mut session = Session {
        node,
        printer: Printer::new(options.format),
        current: None,
        waiting: Vec::new(),
        dials: options.connect.len(),
        packets: Shown::No,
        unacked: 0,
        worst: None,
        reached: Reached::Nobody,
    };
    match options.listen {
        Some(address) => session.node.handle.send(Command::Listen(address)).await,
        None => session.say("not listening: nobody can call; --listen PORT or /listen PORT opens a port")?,
    }
    for to in options.connect {
        session.node.handle.send(Command::Dial(to)).await;
    }
    let ending = session.talk().await?;
    session.finish().await?;
    Ok(ending)
}

impl Session {
    fn say(&self, sentence: &str) -> io::Result<()> {
        self.printer.print(&Line::new("note").say(sentence).field("text", sentence))
    }

    fn refuse(&self, sentence: &str) -> io::Result<()> {
        self.printer.print(&Line::new("error").say(sentence).field("error", sentence))
    }

    async fn talk(&mut self) -> io::Result<Ending> {
        let mut lines = stdin::lines();
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hangup = signal(SignalKind::hangup())?;
        loop {
            let next = tokio::select! {
                biased;
                _ = interrupt.recv() => Next::End(Ending::Signal(2)),
                _ = terminate.recv() => Next::End(Ending::Signal(15)),
                _ = hangup.recv() => Next::End(Ending::Signal(1)),
                event = self.node.events.recv() => match event {
                    Some(event) => self.event(event).await?,
                    None => Next::End(Ending::Done),
                },
                (packets, _) = self.node.packets.next() => self.show(&packets)?,
                typed = lines.recv() => match typed {
                    Some(Typed::Line(line)) => self.typed(&line).await?,
                    Some(Typed::Refused(why)) => { self.refuse(why)?; Next::Go }
                    None => Next::End(self.outgoing().await?),
                },
            };
            if let Next::End(ending) = next {
                return Ok(ending);
            }
        }
    }

    fn show(&self, packets: &[crate::node::Packet]) -> io::Result<Next> {
        if self.packets == Shown::Yes {
            for packet in packets {
                self.printer.print(&render::packet(packet))?;
            }
        }
        Ok(Next::Go)
    }

    async fn event(&mut self, event: Event) -> io::Result<Next> {
        for line in render::lines(&event) {
            self.printer.print(&line)?;
        }
        match event {
            Event::Established { info, .. } => {
                self.reached = Reached::Somebody;
                if self.current.is_none() {
                    self.current = Some((info.peer, info.name));
                    for (body, action) in std::mem::take(&mut self.waiting) {
                        self.send(body, action).await?;
                    }
                }
            }
            Event::Text { peer, number, .. } => self.node.handle.send(Command::Shown { peer, number }).await,
            Event::Delivery { state: Delivery::Held, .. } => self.unacked += 1,
            Event::Delivery { state: Delivery::Acked, .. } => self.unacked = self.unacked.saturating_sub(1),
            Event::KeyChanged { .. } | Event::TrustNeeded { .. } => self.worst = Some(Ending::NotTrusted),
            Event::Closed { reason: Some(reason), error: Some(_), .. } => self.note(reason),
            _ => {}
        }
        Ok(Next::Go)
    }

    fn note(&mut self, reason: Reason) {
        let ending = match reason {
            Reason::IdMismatch => Some(Ending::NotTrusted),
            Reason::NotAccepted => Some(Ending::NotReached),
            Reason::Truncated
            | Reason::Goodbye
            | Reason::PingTimeout
            | Reason::HandshakeTimeout
            | Reason::DuplicateSession
            | Reason::Superseded => None,
            _ => Some(Ending::Violation),
        };
        self.worst = ending.or(self.worst);
    }

    async fn typed(&mut self, line: &str) -> io::Result<Next> {
        match parse(line) {
            Wish::Nothing => {}
            Wish::Quit => return Ok(Next::End(Ending::Done)),
            Wish::Error(why) => self.refuse(&why)?,
            Wish::Text { body, action } => self.send(body, action).await?,
            Wish::Node(command) => self.node.handle.send(command).await,
            Wish::Help(about) => self.help(about.as_deref())?,
            Wish::Packets(shown) => {
                self.packets = shown;
                self.say(if shown == Shown::Yes {
                    "packets are printed"
                } else {
                    "packets are not printed"
                })?;
            }
            Wish::TalkTo { name, body } => self.talk_to(name, body).await?,
            Wish::Verify { name, answer } => self.verify(name, answer).await?,
            Wish::Current(wish) => match &self.current {
                Some((peer, _)) => self.node.handle.send(wish.command(PeerRef::Id(*peer))).await,
                None => self.refuse("nobody is talked to: give a name")?,
            },
        }
        Ok(Next::Go)
    }

    async fn send(&mut self, body: String, action: Action) -> io::Result<()> {
        match &self.current {
            Some((peer, _)) => {
                let to = Target::One(PeerRef::Id(*peer));
                self.node.handle.send(Command::SendText { to, body, action: action == Action::Yes }).await;
                Ok(())
            }
            None if self.dials > 0 && self.waiting.len() < WAITING_MAX => {
                self.waiting.push((body, action));
                Ok(())
            }
            None if self.dials > 0 => {
                self.refuse("100 lines are waiting for a session already; this one was not taken")
            }
            None => self.refuse("nobody is connected: not sent; /connect ADDR dials, /msg NAME picks a peer"),
        }
    }

    async fn talk_to(&mut self, name: String, body: Option<String>) -> io::Result<()> {
        self.node.handle.send(Command::Describe(Some(PeerRef::Name(name)))).await;
        // The answer names the identity; events before it are printed as they come.
        while let Some(event) = self.node.events.recv().await {
            let found = match &event {
                Event::Peers(infos) => infos.first().map(|info| (info.peer, info.name.clone())),
                _ => None,
            };
            let failed = matches!(event, Event::CommandFailed { .. });
            if found.is_none() {
                self.event(event).await?;
            }
            if let Some(found) = found {
                self.say(&format!("talking to {}", found.1))?;
                self.current = Some(found);
                break;
            }
            if failed {
                return Ok(());
            }
        }
        match body {
            Some(body) => self.send(body, Action::No).await,
            None => Ok(()),
        }
    }

    async fn verify(&self, name: Option<String>, answer: Answer) -> io::Result<()> {
        let peer = match (name, &self.current) {
            (Some(name), _) => PeerRef::Name(name),
            (None, Some((peer, _))) => PeerRef::Id(*peer),
            (None, None) => return self.refuse("nobody is talked to: give a name"),
        };
        let command = match answer {
            Answer::NotYet => Command::SafetyNumber(peer),
            Answer::Same => Command::Verified(peer),
            Answer::Differ => {
                self.say("different numbers mean that somebody else holds the other end: the session is ended; /block makes that last")?;
                Command::Hangup(peer)
            }
        };
        self.node.handle.send(command).await;
        Ok(())
    }

    fn help(&self, about: Option<&str>) -> io::Result<()> {
        let wanted = about.map(|about| format!("/{}", about.trim_start_matches('/')));
        let mut found = COMMANDS
            .iter()
            .filter(|entry| {
                wanted
                    .as_ref()
                    .is_none_or(|name| entry.name == name || entry.aliases.contains(&name.as_str()))
            })
            .peekable();
        if found.peek().is_none() {
            return self.refuse("no such command: /help lists all");
        }
        for entry in found {
            let line = Line::new("help")
                .say(format!("{} {} - {}", entry.name, entry.arguments, entry.help))
                .field("command", entry.name)
                .field("arguments", entry.arguments)
                .field("help", entry.help);
            self.printer.print(&line)?;
        }
        Ok(())
    }

    /// stdin has ended: waits a while for what is on its way.
    async fn outgoing(&mut self) -> io::Result<Ending> {
        let waits = async {
            while self.unacked > 0 || !self.waiting.is_empty() {
                let Some(event) = self.node.events.recv().await else { break };
                self.event(event).await?;
            }
            io::Result::Ok(())
        };
        if let Ok(printed) = timeout(OUTGOING_TIMEOUT, waits).await {
            printed?;
        }
        let left = self.unacked + self.waiting.len();
        Ok(match (self.worst, self.reached) {
            (Some(worst), _) => worst,
            (None, Reached::Nobody) if self.dials > 0 => Ending::NotReached,
            (None, _) if left > 0 => Ending::Held,
            (None, _) => Ending::Done,
        })
    }

    /// Says goodbye and prints what still comes.
    async fn finish(&mut self) -> io::Result<()> {
        self.node.handle.send(Command::Shutdown).await;
        let (_closed, empty) = mpsc::channel(1);
        let mut events = std::mem::replace(&mut self.node.events, empty);
        while let Some(event) = events.recv().await {
            for line in render::lines(&event) {
                self.printer.print(&line)?;
            }
        }
        Ok(())
    }
}
