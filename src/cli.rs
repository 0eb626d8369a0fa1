//! The command line: what can be asked, and who answers.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing::level_filters::LevelFilter;
use zeroize::Zeroizing;

use crate::config::Profile;
use crate::crypto::{Argon2Params, OsRandom, SigningKey};
use crate::keystore::{Keyfile, KnownPeers, Passphrase, ProfileLock, make_private_dir};
use crate::node::{AcceptPolicy, ListenAddr, LogFrames, Node, NodeConfig, PeerAddr};
use crate::plain::{self, Format};
use crate::protocol::Gate;
use crate::{demo, identity_command, log_command, netlog, selftest};

/// End-to-end encrypted peer-to-peer chat that shows every byte it sends and receives.
#[derive(Debug, Parser)]
#[command(name = "peerscope", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    chat: Chat,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Chat with peers (this is what happens without a subcommand).
    Chat(Chat),
    /// Watch two peers in this process talk over loopback TCP.
    Demo(demo::Options),
    /// Show or change who is known.
    Id(identity_command::Options),
    /// Print net.log.
    Log(log_command::Options),
    /// Run the published vectors: PASS or FAIL for each file.
    Selftest {
        /// Take the files from this folder instead of those built in
        #[arg(long, value_name = "DIR")]
        vectors: Option<PathBuf>,
    },
}

/// Which profile, and where it is kept.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// Profile: keystore/NAME and logs/NAME [default: the login name]
    #[arg(long)]
    pub name: Option<String>,
    /// Folder that holds keystore/ and logs/; without it `PEERSCOPE_HOME`, else here if both are here, else the
    /// platform's data folder
    #[arg(long, value_name = "DIR")]
    pub home: Option<PathBuf>,
}

impl Place {
    /// The profile that is meant.
    ///
    /// # Errors
    /// A bad name, or no place.
    pub fn profile(&self) -> anyhow::Result<Profile> {
        Ok(Profile::resolve(self.name.as_deref(), self.home.as_deref())?)
    }
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct Chat {
    #[command(flatten)]
    place: Place,
    /// Line mode: one event a line, commands on stdin (the only mode of this version)
    #[arg(long)]
    plain: bool,
    /// Each line is a JSON object
    #[arg(long)]
    json: bool,
    /// Listen here: 5000, 127.0.0.1:5000, `[::1]:5000`, 0 for any free port
    #[arg(long, value_name = "ADDR")]
    listen: Option<ListenAddr>,
    /// Dial: 5000, host:5000, [v6]:5000, host:5000#FINGERPRINT or a known name; may be repeated
    #[arg(long, value_name = "ADDR")]
    connect: Vec<PeerAddr>,
    /// What happens to unknown peers [default: ask in a terminal, else known]
    #[arg(long, value_name = "WHO")]
    accept: Option<Accept>,
    /// Answer only dialers that know our identity
    #[arg(long)]
    gate: bool,
    /// Write long frames to net.log whole
    #[arg(long)]
    log_frames: bool,
    #[command(flatten)]
    passphrase: PassphraseSource,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Accept {
    /// A person decides.
    Ask,
    /// Only peers that are known.
    Known,
    /// Anybody; a changed key never.
    Any,
}

/// Where the passphrase comes from; never from an argument or the environment.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
pub struct PassphraseSource {
    /// Read the passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<u32>,
    /// Run this command and take its first line as the passphrase
    #[arg(long, value_name = "CMD")]
    passphrase_command: Option<String>,
    /// Keep the identity without a passphrase: whoever reads the file has it
    #[arg(long)]
    no_passphrase: bool,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever keeps it from being done; the chain of causes is for people.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.task {
            None => chat(self.chat),
            Some(Task::Chat(options)) => chat(options),
            Some(Task::Demo(options)) => demo::run(&options),
            Some(Task::Id(options)) => identity_command::run(&options),
            Some(Task::Log(options)) => log_command::run(&options),
            Some(Task::Selftest { vectors }) => run_selftest(vectors.as_deref()),
        }
    }
}

fn chat(options: Chat) -> anyhow::Result<ExitCode> {
    let profile = options.place.profile()?;
    make_private_dir(&profile.keystore())?;
    let _lock = ProfileLock::take(&profile.keystore(), &profile.name)?;
    let identity = unlock(&profile, &options.passphrase)?;
    let known_peers = KnownPeers::load(&profile.known_peers())?;
    let log = open_log(&profile)?;
    tracing::dispatcher::set_global_default(log).context("net.log is open already")?;

    let mut config = NodeConfig::new(Arc::new(identity), &profile.name);
    config.known_peers = known_peers;
    config.gate = if options.gate { Gate::Required } else { Gate::Open };
    config.log_frames = if options.log_frames { LogFrames::Whole } else { LogFrames::Short };
    config.accept = match options.accept {
        Some(Accept::Ask) => AcceptPolicy::Ask,
        Some(Accept::Any) => AcceptPolicy::Any,
        None if io::stdin().is_terminal() => AcceptPolicy::Ask,
        Some(Accept::Known) | None => AcceptPolicy::Known,
    };
    let format = if options.json { Format::Json } else { Format::Text };
    let options = plain::Options { listen: options.listen, connect: options.connect, format };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let ending = runtime.block_on(async {
        let node = Node::spawn(config)?;
        anyhow::Ok(plain::run(node, options).await?)
    })?;
    runtime.shutdown_background();
    Ok(ExitCode::from(ending.code()))
}

fn run_selftest(vectors: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let outcome = match vectors {
        Some(folder) => selftest::run(&selftest::from_folder(folder), &mut out)?,
        None => selftest::run(&selftest::embedded, &mut out)?,
    };
    Ok(if outcome.is_pass() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Opens `logs/NAME/net.log` for this profile.
///
/// # Errors
/// The system's, with the path.
pub fn open_log(profile: &Profile) -> anyhow::Result<tracing::Dispatch> {
    let path = profile.net_log();
    if let Some(folder) = path.parent() {
        make_private_dir(folder)?;
    }
    netlog::open(&path, LevelFilter::DEBUG).with_context(|| format!("cannot open {}", path.display()))
}

/// The identity of a profile, made on first use.
fn unlock(profile: &Profile, source: &PassphraseSource) -> anyhow::Result<SigningKey> {
    let path = profile.key_file();
    let unlocked = match Keyfile::read(&path)? {
        Some(file) if !file.needs_passphrase() => file.unlock(&Passphrase::None)?,
        Some(file) => file.unlock(&source.read(Purpose::Unlock)?)?,
        None => {
            let passphrase = source.read(Purpose::Create)?;
            Keyfile::create(&path, &passphrase, Argon2Params::default(), &mut OsRandom)?
        }
    };
    Ok(unlocked.identity)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Unlock,
    Create,
}

impl PassphraseSource {
    fn read(&self, purpose: Purpose) -> anyhow::Result<Passphrase> {
        if self.no_passphrase {
            return Ok(Passphrase::None);
        }
        if let Some(number) = self.passphrase_fd {
            let file = std::fs::File::open(format!("/dev/fd/{number}"))
                .with_context(|| format!("cannot read file descriptor {number}"))?;
            return first_line(file);
        }
        if let Some(command) = &self.passphrase_command {
            let output = std::process::Command::new("sh").args(["-c", command]).output()?;
            if !output.status.success() {
                bail!("the passphrase command failed: {}", output.status);
            }
            return first_line(Zeroizing::new(output.stdout).as_slice());
        }
        if !io::stdin().is_terminal() {
            bail!(
                "a passphrase is needed and there is no terminal to ask at: give --passphrase-fd N, \
                 --passphrase-command CMD or --no-passphrase"
            );
        }
        ask(purpose)
    }
}

fn first_line(source: impl io::Read) -> anyhow::Result<Passphrase> {
    let mut line = Zeroizing::new(String::new());
    io::BufReader::new(source.take(4096)).read_line(&mut line)?;
    let text = Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
    if text.is_empty() {
        bail!("the passphrase is empty; an identity without one takes --no-passphrase");
    }
    Ok(Passphrase::Text(text))
}

fn ask(purpose: Purpose) -> anyhow::Result<Passphrase> {
    let prompt = match purpose {
        Purpose::Unlock => "Passphrase: ",
        Purpose::Create => "A new identity is made. Passphrase to keep it under: ",
    };
    let text = Zeroizing::new(rpassword::prompt_password(prompt)?);
    if text.is_empty() {
        bail!("the passphrase is empty; an identity without one takes --no-passphrase");
    }
    if purpose == Purpose::Create {
        let again = Zeroizing::new(rpassword::prompt_password("The same again: ")?);
        if *again != *text {
            bail!("the two are different: nothing was made, start again");
        }
    }
    Ok(Passphrase::Text(text))
}
