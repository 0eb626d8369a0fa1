//! `peerscope [chat]`: unlock the profile, start the node, run the line mode.

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::config::Profile;
use crate::crypto::{Argon2Params, Label, OsRandom};
use crate::keystore::{Keyfile, KnownPeers, OwnNick, Passphrase, ProfileLock, Unlocked, make_private_dir};
use crate::net::PeerHost;
use crate::node::{self, AcceptPolicy, Command, ListenAddr, LogFrames, Node, NodeConfig, PeerAddr};
use crate::plain::{self, Format, Line, Printer, Typist};
use crate::protocol::Gate;
use crate::recording::Live;
use crate::settings;
use crate::tui::{Made, Start};

use super::capture::{self, Capture};
use super::disclose::Disclosing;
use super::downloads::Downloads;
use super::error::Error;
use super::keeping::Keeping;
use super::passphrase::{Purpose, Source};
use super::place::{Place, Scripts, hear_scripts, open_log};
use super::screen::{self, Look};
use super::unlock::{open, say};

/// What the chat is told.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    place: Place,
    /// Wait for calls: 5000 (every interface), 127.0.0.1:5000, `[::1]:5000`, 0 (any free port)
    #[arg(long, value_name = "ADDR")]
    listen: Option<ListenAddr>,
    /// Dial: 5000, host:5000, [v6]:5000, host:5000#FINGERPRINT or a known name; may be repeated
    #[arg(long, value_name = "ADDR")]
    connect: Vec<PeerAddr>,
    /// What happens to unknown peers [default: ask at a terminal, else known]
    #[arg(long, value_name = "WHO")]
    accept: Option<Accept>,
    #[command(flatten)]
    wire: Wire,
    #[command(flatten)]
    disclosing: Disclosing,
    #[command(flatten)]
    passphrase: Source,
    #[command(flatten)]
    keeping: Keeping,
    #[command(flatten)]
    downloads: Downloads,
    #[command(flatten)]
    capture: Capture,
    #[command(flatten)]
    look: Look,
}

impl Options {
    /// What has to be seen before the process is hardened.
    pub(super) fn note_position(&mut self) {
        self.passphrase.note_position();
    }
}

/// How lines are printed.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Clone, Copy, Debug, Args)]
struct Output {
    /// Line mode: one event a line, commands on stdin; the default where there is no terminal
    #[arg(long)]
    plain: bool,
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

impl Output {
    const fn format(self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }
}

/// What the network is told.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Clone, Copy, Debug, Args)]
struct Wire {
    /// Stay silent towards callers that do not know this identity
    #[arg(long)]
    gate: bool,
    /// Write frames of more than 512 bytes to net.log whole, not as their SHA-256
    #[arg(long)]
    log_frames: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Accept {
    /// You decide, with /accept, /reject or /block
    Ask,
    /// Only those who are known
    Known,
    /// Anybody, unverified; a changed key never
    Any,
}

/// Runs the chat.
pub(super) fn run(options: Options) -> Result<ExitCode, Error> {
    let profile = options.place.profile()?;
    make_private_dir(&profile.keystore())?;
    let _lock = ProfileLock::take(&profile.keystore(), &profile.name)?;
    let at_terminal = io::stdin().is_terminal();
    let mut printer = Printer::stdout(options.output.format());
    let chosen = options.look.chosen();
    let (unlocked, made) = unlock(&profile, &options.passphrase, &mut printer)?;
    let transfers_key = unlocked.derive(Label::KeystoreTransfers);
    let (mut config, log_key) = options.keeping.node(&profile, unlocked)?;
    config.gate = if options.wire.gate { Gate::Required } else { Gate::Open };
    let usual = if at_terminal { AcceptPolicy::Ask } else { AcceptPolicy::Known };
    config.accept = accept(options.accept, chosen.settings.accept, usual);
    config.log_frames = if options.wire.log_frames { LogFrames::Whole } else { LogFrames::Short };
    config.listen = options.listen;
    config.nick_file = Some(profile.nick_file());
    config.files = Some(options.downloads.config(&profile, &chosen.settings, transfers_key)?);
    if let Some(nick) = kept_nick(&profile, &mut printer)? {
        config.nick = nick;
    }
    for to in &options.connect {
        can_be_dialled(&config.known_peers, to)?;
    }
    let disclosed = options.disclosing.apply(&mut config)?;
    let first = options.connect.into_iter().map(Command::Dial).collect();
    let live = options.capture.start()?.map(|(live, copies)| {
        config.copies = Some(copies);
        live
    });
    if !options.output.plain && !options.output.json && screen::is_possible() {
        let log = open_log(&profile, &chosen.settings, Some(log_key))?;
        let start = Start { made, disclosed, ..screen::start(&config, &options.look, chosen, first) };
        return screen::run((&profile, &log, live), (config, Scripts::Heard), start);
    }
    for complaint in &chosen.complaints {
        printer.print(&plain::note(complaint.clone())).map_err(Error::io("print"))?;
    }
    welcome(&mut printer, &profile, &config, options.listen)?;
    if let Some(live) = &live {
        let text = format!("every frame is captured in {}", live.state().borrow().file);
        printer.print(&plain::note(text)).map_err(Error::io("print"))?;
    }
    for said in disclosed {
        printer.print(&plain::note(said)).map_err(Error::io("print"))?;
    }
    let typist = if at_terminal { Typist::Person } else { Typist::Program };
    let log = open_log(&profile, &chosen.settings, Some(log_key))?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let ending = runtime.block_on(async {
        let node = Node::spawn(config)?;
        let serving = hear_scripts(&profile, &node);
        if let Err(why) = &serving {
            printer.print(&plain::note(why.as_str())).map_err(Error::io("print"))?;
        }
        let lines = (plain::stdin_lines(), typist);
        let files = (log.state(), live.as_ref().map(Live::state));
        plain::run(node, first, lines, (printer, files)).await.map_err(Error::io("catch signals"))
    })?;
    // Its tasks are the last that put frames into the capture.
    drop(runtime);
    if let Some(live) = live {
        say(&capture::last_words(live));
    }
    Ok(ExitCode::from(ending.code()))
}

/// The nick that was chosen last. Without a good one the profile's name does, and the person is told why.
pub(super) fn kept_nick(profile: &Profile, printer: &mut Printer) -> Result<Option<String>, Error> {
    OwnNick::load(&profile.nick_file()).or_else(|error| {
        let said = format!("{error}; you are called {} meanwhile, /nick sets it anew", profile.name);
        printer.print(&plain::error("nick", &said)).map_err(Error::io("print"))?;
        Ok(None)
    })
}

/// A name that nobody has is a mistake of the command line, and not somebody to wait for.
fn can_be_dialled(book: &KnownPeers, to: &PeerAddr) -> Result<(), Error> {
    let PeerHost::Petname(name) = &to.host else { return Ok(()) };
    match book.meant_by(name)[..] {
        [known] if known.address.is_some() => Ok(()),
        [known] => Err(node::Error::NoAddress(known.petname.clone()).into()),
        [] => Err(Error::Nobody(name.clone())),
        _ => Err(node::Error::Ambiguous(name.clone()).into()),
    }
}

/// What happens to unknown peers: the command line says, else the file, else what is usual here.
const fn accept(said: Option<Accept>, chosen: settings::Accept, usual: AcceptPolicy) -> AcceptPolicy {
    match (said, chosen) {
        (Some(Accept::Any), _) | (None, settings::Accept::Any) => AcceptPolicy::Any,
        (Some(Accept::Ask), _) | (None, settings::Accept::Ask) => AcceptPolicy::Ask,
        (Some(Accept::Known), _) | (None, settings::Accept::Known) => AcceptPolicy::Known,
        (None, settings::Accept::Auto) => usual,
    }
}

/// Who we are, and what can be done first.
fn welcome(
    printer: &mut Printer,
    profile: &Profile,
    config: &NodeConfig,
    listen: Option<ListenAddr>,
) -> Result<(), Error> {
    let print = config.identity.verifying_key().fingerprint();
    let mut lines: Vec<Line> = vec![
        plain::note(format!("you are {}, fingerprint {print}", config.nick)),
        plain::note(format!("net.log is {}", profile.net_log().display())),
    ];
    if listen.is_none() {
        lines.push(plain::note("nobody can call: this one only dials; /listen PORT changes that"));
    }
    if printer.format() == Format::Text && io::stdin().is_terminal() {
        lines.push(plain::note("lines are sent, /help lists the commands, /quit ends"));
    }
    lines.iter().try_for_each(|line| printer.print(line)).map_err(Error::io("print"))
}

/// The identity of a profile, and what became of it if it was made on this first use.
pub(super) fn unlock(
    profile: &Profile,
    source: &Source,
    printer: &mut Printer,
) -> Result<(Unlocked, Option<Made>), Error> {
    let path = profile.key_file();
    if let Some(file) = Keyfile::read(&path)? {
        return Ok((open(&file, source, &profile.name)?, None));
    }
    let passphrase = source.read(Purpose::Create, &profile.name)?;
    if source.is_person() {
        say("making the identity, and locking it with your passphrase...");
    }
    let unlocked = Keyfile::create(&path, &passphrase, Argon2Params::default(), &mut OsRandom)?;
    let how = match passphrase {
        Passphrase::Text(_) => "locked by your passphrase",
        Passphrase::None => "NOT locked: whoever reads the file has it",
    };
    let made = Made { file: path.display().to_string(), how };
    let line = plain::note(format!("a new identity was made in {}, {how}", made.file));
    printer.print(&line).map_err(Error::io("print"))?;
    Ok((unlocked, Some(made)))
}
