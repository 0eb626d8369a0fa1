//! The door to a node: of the program that runs the profile, or of this process.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};
use zeroize::Zeroizing;

use crate::cli::chat::{kept_nick, unlock};
use crate::cli::error::Error;
use crate::cli::keeping::Keeping;
use crate::cli::passphrase::Source;
use crate::cli::place::{Place, hear_scripts, open_log};
use crate::cli::unlock::say;
use crate::config::{Profile, chosen};
use crate::control::{Answers, Request, Serving, Way};
use crate::keystore::{self, ControlToken, ProfileLock};
use crate::netlog::NetLog;
use crate::node::{AcceptPolicy, Command, ListenAddr, Node, NodeHandle};
use crate::plain::{Ending, Format, Printer, Signals};

/// How often a script looks whether a profile is free that another process has, and nobody can be asked.
const LOOKS: u32 = 80;
/// How long it waits in between. A program that starts takes a moment, and one that ends takes no longer than its looks do:
/// it answers other scripts for a few seconds, and says goodbye for as many.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How long a program that runs may take for a line of an answer. One that is busy takes less than a second.
const ANSWERING_TIMEOUT: Duration = Duration::from_secs(8);

/// What every script is told.
#[derive(Debug, Args)]
pub(in crate::cli) struct Common {
    #[command(flatten)]
    pub(super) place: Place,
    /// Print JSON, one object a line, as the line mode does
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(super) passphrase: Source,
    #[command(flatten)]
    pub(super) keeping: Keeping,
}

impl Common {
    /// What has to be seen before the process is hardened.
    pub(in crate::cli) fn note_position(&mut self) {
        self.passphrase.note_position();
    }

    /// How answers are printed.
    pub(super) const fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }

    /// The profile, which has to be there: a script makes no identity.
    pub(super) fn profile(&self) -> Result<Profile, Error> {
        let profile = self.place.profile()?;
        if profile.is_made() { Ok(profile) } else { Err(Error::no_profile(&profile)) }
    }
}

/// Where requests go.
pub(super) enum Door {
    /// To the program that runs the profile.
    Running { socket: PathBuf, token: Zeroizing<String> },
    /// To a node of this process.
    Own(Own),
}

/// A node of this process.
pub(super) struct Own {
    node: NodeHandle,
    /// Takes the events that no request asked about.
    events: JoinHandle<()>,
    /// Other scripts of the profile go through this one meanwhile.
    serving: Option<Serving>,
    _lock: ProfileLock,
    _log: NetLog,
}

/// A profile, as a script finds it.
pub(super) enum Found {
    /// Some program runs it.
    Running(Door),
    /// None does, and none can until this is let go.
    Free(ProfileLock),
}

/// Opens the door, does something there, and shuts it.
///
/// # Errors
/// What kept the door shut, or what went wrong within.
pub(super) fn through(
    common: &Common,
    listen: Option<ListenAddr>,
    what: impl AsyncFnOnce(&Door) -> Result<Ending, Error>,
) -> Result<ExitCode, Error> {
    let profile = common.profile()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    runtime.block_on(async {
        let door = match Found::look(&profile).await? {
            Found::Running(door) => door,
            Found::Free(lock) => Door::Own(Own::open(&profile, lock, common, listen)?),
        };
        let mut signals = Signals::catch().map_err(Error::io("catch signals"))?;
        let done = tokio::select! {
            done = what(&door) => done,
            () = signals.next() => Ok(Ending::Interrupted),
        };
        if !matches!(done, Ok(Ending::Interrupted)) {
            tokio::select! {
                () = door.see_others_off() => {}
                // What this one was asked for is done all the same.
                () = signals.next() => {}
            }
        }
        if let Door::Own(own) = door {
            own.close().await;
        }
        done.map(|ending| ExitCode::from(ending.code()))
    })
}

impl Found {
    /// Looks who has the profile. One that is taken by a process which cannot be asked is waited for, though not for long.
    pub(super) async fn look(profile: &Profile) -> Result<Self, Error> {
        let (mut looks, mut between) = (0, interval(BETWEEN_LOOKS));
        loop {
            between.tick().await;
            let running = match Door::to_running(profile).await {
                Err(Error::Silent { .. }) => return Self::silent(profile),
                running => running?,
            };
            if let Some(door) = running {
                return Ok(Self::Running(door));
            }
            match ProfileLock::take(&profile.keystore(), &profile.name) {
                Err(keystore::Error::Locked { .. }) if looks < LOOKS => looks += 1,
                Err(keystore::Error::Locked { profile: name, process })
                    if !profile.control_socket().exists() =>
                {
                    let socket = profile.control_socket();
                    return Err(keystore::Error::Unreachable { profile: name, process, socket }.into());
                }
                taken => return Ok(Self::Free(taken?)),
            }
        }
    }
}

impl Found {
    /// The profile of a program that does not answer: it is named, unless it has ended meanwhile.
    fn silent(profile: &Profile) -> Result<Self, Error> {
        match ProfileLock::take(&profile.keystore(), &profile.name) {
            Err(keystore::Error::Locked { process, .. }) => Err(Error::Silent { process }),
            taken => Ok(Self::Free(taken?)),
        }
    }
}

impl Door {
    /// To the program that runs this profile, if one does, and does answer.
    async fn to_running(profile: &Profile) -> Result<Option<Self>, Error> {
        let Some(token) = ControlToken::load(&profile.control_token())? else { return Ok(None) };
        let socket = profile.control_socket();
        // A socket takes whoever comes while its program is suspended, and only an answer shows that it is not.
        let answered = timeout(ANSWERING_TIMEOUT, async {
            Way::Running(&socket, &token).ask(Request::List { name: None }).await?.next().await
        });
        match answered.await {
            Err(_elapsed) => Err(Error::Silent { process: None }),
            Ok(Ok(line)) => Ok(line.map(|_peers| Self::Running { socket, token })),
            // What a killed program left behind, or one that ends leaves.
            Ok(Err(error)) if is_left_behind(&error) => Ok(None),
            Ok(Err(error)) => Err(Error::io("reach the program that runs")(error)),
        }
    }

    /// Whether the node is of this process, and ends with it.
    pub(super) const fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }

    /// Lets the scripts that go through this process have their answers before it ends.
    async fn see_others_off(&self) {
        if let Self::Own(Own { serving: Some(serving), .. }) = self {
            serving.finish().await;
        }
    }

    /// Asks.
    pub(super) async fn ask(&self, request: Request) -> Result<Answers, Error> {
        let way = match self {
            Self::Running { socket, token } => Way::Running(socket, token),
            Self::Own(own) => Way::Own(&own.node),
        };
        way.ask(request).await.map_err(Error::io("ask the program that runs"))
    }

    /// Asks what has an end, and waits for all of the answer.
    pub(super) async fn ask_all(&self, request: Request) -> Result<Vec<String>, Error> {
        let mut answers = self.ask(request).await?;
        let mut lines = Vec::new();
        let next = async |answers: &mut Answers| match timeout(ANSWERING_TIMEOUT, answers.next()).await {
            Err(_elapsed) => Err(Error::Silent { process: None }),
            Ok(line) => line.map_err(Error::io("read the answer")),
        };
        while let Some(line) = next(&mut answers).await? {
            lines.push(line);
        }
        Ok(lines)
    }
}

/// Whether this is what a socket says behind which nobody is, or nobody any more.
fn is_left_behind(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionRefused, ConnectionReset, NotFound};
    matches!(error.kind(), NotFound | ConnectionRefused | ConnectionReset | BrokenPipe)
}

impl Own {
    fn open(
        profile: &Profile,
        lock: ProfileLock,
        common: &Common,
        listen: Option<ListenAddr>,
    ) -> Result<Self, Error> {
        let mut talk = Printer::new(Format::Text, io::stderr());
        let (unlocked, _) = unlock(profile, &common.passphrase, &mut talk)?;
        let (mut config, log_key) = common.keeping.node(profile, unlocked)?;
        config.accept = AcceptPolicy::Known;
        config.listen = listen;
        if let Some(nick) = kept_nick(profile, &mut talk)? {
            config.nick = nick;
        }
        let log = open_log(profile, &chosen(None).settings, Some(log_key))?;
        let node = Node::spawn(config)?;
        let serving = hear_scripts(profile, &node);
        let serving = serving.map_err(|why| say(&why)).ok();
        let Node { handle: node, mut events, packets: _ } = node;
        let events = tokio::spawn(async move { while events.recv().await.is_some() {} });
        Ok(Self { node, events, serving, _lock: lock, _log: log })
    }

    /// Says goodbye to everybody.
    async fn close(self) {
        self.node.send(Command::Shutdown).await;
        // The events end with the node.
        let _ = self.events.await;
    }
}
