//! `peerscope demo`: a talk with the practice peer of this process over real loopback TCP, in a few seconds.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::time::timeout;

use crate::config::Profile;
use crate::crypto::{OsRandom, SigningKey};
use crate::keystore::{Keyfile, Passphrase, ProfileLock};
use crate::netlog::{LogKey, NetLog};
use crate::node::{Command, Delivery, Event, Node, NodeConfig, PRACTICE_NICK, PeerRef, Practice, Target};
use crate::plain::{self, Ending, Format, Printer};
use crate::settings::Settings;
use crate::tui::Start;

use super::capture::{self, Capture};
use super::disclose::Disclosing;
use super::error::Error;
use super::place::{Place, Scripts, open_log};
use super::screen::{self, Look};
use super::unlock::log_key;

/// The whole demo takes a second or two; longer means that something is broken.
const DEMO_TIMEOUT: Duration = Duration::from_secs(20);

/// Most demos at once, each with a log of its own.
const DEMOS_MAX: u32 = 20;

/// What the demo is told.
#[derive(Debug, Args)]
#[command(
    after_help = "It asks nothing. Your identity is made in memory for it, unless --name names a profile whose \
                        identity has no passphrase. Everything is in net.log of the profile \"demo\" (\"demo-2\" \
                        for a second one at the same time), or of --name."
)]
pub(super) struct Options {
    /// Line mode: a short conversation by itself, one event a line; the default where there is no terminal
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    capture: Capture,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    disclosing: Disclosing,
}

/// Runs the demo.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let profile = options.place.profile_or(Some("demo"))?;
    let lock = lock(options, &profile)?;
    let chosen = options.look.chosen();
    let key = unasked(&profile)?;
    let identity = match &key {
        Some(key) => key.identity.clone(),
        None => Arc::new(SigningKey::generate(&mut OsRandom)?),
    };
    let (profile, log) = if key.is_none() && profile.is_made() {
        // Lines that cannot be chained are not to stand among those that are.
        another(&profile, &chosen.settings)?
    } else {
        match open_log(&profile, &chosen.settings, key) {
            Err(error) if lock.is_none() && error.is_busy() => another(&profile, &chosen.settings)?,
            opened => (profile, opened?),
        }
    };
    let (live, copies) = options.capture.start()?.unzip();
    let mut config = NodeConfig { copies, ..NodeConfig::new(identity, &profile.name) };
    let disclosed = options.disclosing.apply(&mut config)?;
    if !options.plain && screen::is_possible() {
        let start = screen::start(&config, &options.look, chosen, Vec::new());
        let start = Start { practice: true, disclosed, ..start };
        return screen::run((&profile, &log, live), (config, Scripts::Ignored), start);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    runtime.block_on(async {
        let mut demo = Demo::start(config).await?;
        for said in disclosed {
            demo.note(said)?;
        }
        timeout(DEMO_TIMEOUT, demo.play())
            .await
            .map_err(|_elapsed| Error::Demo("it did not end in time"))??;
        demo.note(&format!("everything that crossed the link is in {}", profile.net_log().display()))?;
        demo.note("now two of your own: peerscope --name alice --listen 5000, and in another terminal")?;
        demo.note("peerscope --name bob --connect 127.0.0.1:5000")?;
        demo.printer.print(&plain::ended(Ending::Done)).map_err(Error::io("print"))
    })?;
    // Its tasks are the last that put frames into the capture.
    drop(runtime);
    if let Some(live) = live {
        // A closed stderr is nobody's loss.
        let _ = writeln!(io::stderr(), "peerscope: {}", capture::last_words(live));
    }
    Ok(ExitCode::SUCCESS)
}

/// The lock of a profile that somebody named or that has been in use. The demo of nobody in particular has a log
/// only, and may run twice.
fn lock(options: &Options, profile: &Profile) -> Result<Option<ProfileLock>, Error> {
    let place = &options.place;
    let is_used = place.name.is_some() || place.home.is_some() || profile.keystore().exists();
    Ok(is_used.then(|| ProfileLock::take(&profile.keystore(), &profile.name)).transpose()?)
}

/// The log of another demo, for one that runs beside it.
fn another(profile: &Profile, settings: &Settings) -> Result<(Profile, NetLog), Error> {
    let mut last = Error::Demo("so many run already");
    for number in 2..=DEMOS_MAX {
        let other = Profile { name: format!("{}-{number}", profile.name), ..profile.clone() };
        if other.is_made() {
            continue;
        }
        match open_log(&other, settings, None) {
            Err(error) if error.is_busy() => last = error,
            opened => return Ok((other, opened?)),
        }
    }
    Err(last)
}

/// The profile's own identity and the key of its log, if they can be had without asking.
fn unasked(profile: &Profile) -> Result<Option<LogKey>, Error> {
    match Keyfile::read(&profile.key_file())? {
        Some(file) if !file.needs_passphrase() => log_key(profile, file.unlock(&Passphrase::None)?).map(Some),
        _ => Ok(None),
    }
}

struct Demo {
    printer: Printer,
    own: Node,
    practice: Practice,
}

fn practice() -> PeerRef {
    PeerRef::Name(PRACTICE_NICK.to_owned())
}

impl Demo {
    async fn start(config: NodeConfig) -> Result<Self, Error> {
        Ok(Self {
            printer: Printer::stdout(Format::Text),
            own: Node::spawn(config)?,
            practice: Practice::answering().await?,
        })
    }

    fn note(&mut self, text: &str) -> Result<(), Error> {
        self.printer.print(&plain::note(text)).map_err(Error::io("print"))
    }

    async fn play(&mut self) -> Result<(), Error> {
        self.note("a practice peer listens on loopback; you see what the dialling side sees")?;
        let dial = Command::Dial(self.practice.address());
        self.tell(dial, |event| matches!(event, Event::Established { .. })).await?;

        self.note("a text in each direction, each with a key of its own, and its receipt")?;
        self.until(|event| matches!(event, Event::Text { .. })).await?;
        self.say("hello, is this line safe?").await?;

        self.note("fresh keys by a signed Diffie-Hellman exchange within the session")?;
        self.tell(Command::Rekey(practice()), |event| matches!(event, Event::Rekeyed { .. })).await?;
        self.say("this one is sealed in epoch 2").await?;

        self.note("the way there and back, and the clocks")?;
        self.tell(Command::Ping(practice()), |event| matches!(event, Event::Pong { .. })).await?;

        self.note("goodbye, authenticated like everything else")?;
        self.tell(Command::Hangup(practice()), |event| matches!(event, Event::Closed { .. })).await?;
        self.own.handle.send(Command::Shutdown).await;
        self.until_the_end().await
    }

    async fn say(&mut self, body: &str) -> Result<(), Error> {
        self.note(&format!("you say: {body}"))?;
        let said = Command::SendText { to: Target::One(practice()), body: body.to_owned(), action: false };
        self.tell(said, |event| matches!(event, Event::Delivery { state: Delivery::Shown, .. })).await
    }

    async fn tell(&mut self, command: Command, done: impl Fn(&Event) -> bool) -> Result<(), Error> {
        self.own.handle.send(command).await;
        self.until(done).await
    }

    /// Prints frames and events until it is the one we wait for.
    async fn until(&mut self, done: impl Fn(&Event) -> bool) -> Result<(), Error> {
        loop {
            tokio::select! {
                biased;
                (packets, _) = self.own.packets.next() => {
                    for packet in &packets {
                        self.printer.print(&plain::packet(packet)).map_err(Error::io("print"))?;
                    }
                }
                event = self.own.events.recv() => {
                    let Some(event) = event else { return Err(Error::Demo("the node ended")) };
                    self.print(&event)?;
                    if done(&event) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// What is left after the goodbye.
    async fn until_the_end(&mut self) -> Result<(), Error> {
        match self.until(|_| false).await {
            Err(Error::Demo(_)) => Ok(()),
            other => other,
        }
    }

    fn print(&mut self, event: &Event) -> Result<(), Error> {
        if matches!(event, Event::Delivery { state: Delivery::Held | Delivery::Written, .. }) {
            return Ok(());
        }
        plain::event(event).iter().try_for_each(|line| self.printer.print(line)).map_err(Error::io("print"))
    }
}
