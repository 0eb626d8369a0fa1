//! `peerscope demo`: two peers in one process, over real loopback TCP, in half a minute at most.

use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::time::timeout;

use crate::cli::{Place, open_log};
use crate::config::Profile;
use crate::crypto::{OsRandom, SigningKey};
use crate::node::{
    AcceptPolicy, Command, Delivery, Event, ListenAddr, Node, NodeConfig, PeerAddr, PeerRef, Target,
};
use crate::plain::{Format, Printer, print_event, print_note, print_packets};

/// Nothing in the demo takes longer.
const STEP_TIMEOUT: Duration = Duration::from_secs(20);

/// What the demo is told.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    #[command(flatten)]
    place: Place,
    /// Line mode (the only mode of this version)
    #[arg(long)]
    plain: bool,
    /// Each line is a JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the demo. It asks nothing; its identities are in memory only.
///
/// # Errors
/// No loopback, or no place for net.log.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let named = options.place.name.as_deref().unwrap_or("demo");
    let profile = Profile::resolve(Some(named), options.place.home.as_deref())?;
    let log = open_log(&profile)?;
    tracing::dispatcher::set_global_default(log).context("net.log is open already")?;
    let printer = Printer::new(if options.json { Format::Json } else { Format::Text });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut demo = Demo::start(printer, &profile.name)?;
        timeout(STEP_TIMEOUT, demo.play()).await.context("the demo did not end in time")??;
        print_note(printer, &format!("all of it is in {}", profile.net_log().display()))?;
        anyhow::Ok(ExitCode::SUCCESS)
    })
}

struct Demo {
    printer: Printer,
    own: Node,
    practice: Node,
}

fn memory(nick: &str) -> anyhow::Result<Node> {
    let identity = SigningKey::generate(&mut OsRandom)?;
    let config = NodeConfig { accept: AcceptPolicy::Any, ..NodeConfig::new(Arc::new(identity), nick) };
    Ok(Node::spawn(config)?)
}

impl Demo {
    fn start(printer: Printer, nick: &str) -> anyhow::Result<Self> {
        Ok(Self { printer, own: memory(nick)?, practice: memory("practice")? })
    }

    async fn play(&mut self) -> anyhow::Result<()> {
        print_note(self.printer, "a practice peer listens on loopback; this is what the dialling side sees")?;
        let any_port = ListenAddr::At((Ipv4Addr::LOCALHOST, 0).into());
        self.practice.handle.send(Command::Listen(any_port)).await;
        let Some(Event::Listening { bound, .. }) = self.practice.events.recv().await else {
            bail!("the practice peer cannot listen on loopback");
        };
        let to: PeerAddr = bound.to_string().parse()?;
        self.own.handle.send(Command::Dial(to)).await;
        self.until(|event| matches!(event, Event::Established { .. })).await?;

        self.say("hello, is this line safe?").await;
        self.until(|event| matches!(event, Event::Delivery { state: Delivery::Shown, .. })).await?;
        self.practice_says("it is sealed; whether it is safe you find out with /verify").await;
        self.until(|event| matches!(event, Event::Text { .. })).await?;

        print_note(self.printer, "now a fresh Diffie-Hellman exchange within the session")?;
        self.own.handle.send(Command::Rekey(PeerRef::Name("practice".to_owned()))).await;
        self.until(|event| matches!(event, Event::Rekeyed { .. })).await?;
        self.own.handle.send(Command::Ping(PeerRef::Name("practice".to_owned()))).await;
        self.until(|event| matches!(event, Event::Pong { .. })).await?;
        self.say("and this one is sealed under epoch 2").await;
        self.until(|event| matches!(event, Event::Delivery { state: Delivery::Shown, .. })).await?;

        print_note(self.printer, "goodbye, authenticated like everything else")?;
        self.own.handle.send(Command::Hangup(PeerRef::Name("practice".to_owned()))).await;
        self.until(|event| matches!(event, Event::Closed { .. })).await?;
        self.own.handle.send(Command::Shutdown).await;
        self.practice.handle.send(Command::Shutdown).await;
        while self.own.events.recv().await.is_some() {}
        while self.practice.events.recv().await.is_some() {}
        Ok(())
    }

    async fn say(&self, body: &str) {
        let to = Target::One(PeerRef::Name("practice".to_owned()));
        self.own.handle.send(Command::SendText { to, body: body.to_owned(), action: false }).await;
    }

    async fn practice_says(&self, body: &str) {
        let text = Command::SendText { to: Target::Everybody, body: body.to_owned(), action: false };
        self.practice.handle.send(text).await;
    }

    /// Prints what happens until it is what we wait for, with the packets up to then.
    async fn until(&mut self, done: impl Fn(&Event) -> bool) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                biased;
                (packets, _) = self.own.packets.next() => print_packets(self.printer, &packets)?,
                event = self.practice.events.recv() => {
                    // The practice peer shows what it gets, as a person would.
                    if let Some(Event::Text { peer, number, .. }) = event {
                        self.practice.handle.send(Command::Shown { peer, number }).await;
                    }
                }
                event = self.own.events.recv() => {
                    let Some(event) = event else { bail!("the node has ended") };
                    print_event(self.printer, &event)?;
                    if done(&event) {
                        return Ok(());
                    }
                }
            }
        }
    }
}
