//! Why the program could not do what it was asked, and the exit code that says so.

use std::io;
use std::path::PathBuf;

use crate::config::Profile;
use crate::inspector::counted;
use crate::protocol::KeyLogError;
use crate::text::escape;
use crate::{config, crypto, keystore, net, node, store};

/// A failure of the program as a whole. Its text is one line and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The profile has no name or no place.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// A capture cannot be read or written.
    #[error("cannot use the capture {}: {source}", path.display())]
    Capture {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not to be written over.
    #[error("{} is there already: give another name, or move it away", path.display())]
    FileExists {
        /// Which file.
        path: PathBuf,
    },
    /// No randomness for an identity in memory.
    #[error("cannot make an identity: {0}")]
    Crypto(#[from] crypto::Error),
    /// The demo came to no end.
    #[error("the demo did not go as it should: {0}")]
    Demo(&'static str),
    /// No key of the key log is one of the capture.
    #[error(
        "{}: no line of it opens a frame of this capture: from line {line} on, {} of other sessions",
        path.display(), counted(*lines, "line")
    )]
    ForeignKeys {
        /// The key log.
        path: PathBuf,
        /// Its first key.
        line: usize,
        /// How many keys it has.
        lines: usize,
    },
    /// The key log cannot be read.
    #[error("cannot read the key log {}: {source}", path.display())]
    KeyLogUnread {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key log is none.
    #[error("{}: {error}", path.display())]
    KeyLog {
        /// Which file.
        path: PathBuf,
        /// Which line of it, and what is wrong there.
        error: KeyLogError,
    },
    /// `--keylog` without its variable.
    #[error(
        "--keylog needs the environment variable {0} as well: set it to 1 if keys are to leave the program"
    )]
    KeyLogVariable(&'static str),
    /// The variable of the key log without `--keylog`.
    #[error("{0} is set, and --keylog FILE is not given: unset it, or say where the keys are to go")]
    KeyLogFlag(&'static str),
    /// The profile's files.
    #[error(transparent)]
    Keystore(#[from] keystore::Error),
    /// net.log cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Log {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What was said cannot be used.
    #[error("{0}{hint}", hint = if .0.is_passing() { "; --no-history starts without it" } else { "" })]
    Store(#[from] store::Error),
    /// A socket.
    #[error(transparent)]
    Net(#[from] net::Error),
    /// The node did not start.
    #[error(transparent)]
    Node(#[from] node::Error),
    /// The catalogue has no such attack.
    #[error("there is no attack {0:?}: peerscope lab list names all")]
    NoAttack(String),
    /// There is no such exhibit.
    #[error("there is no exhibit {0:?}: peerscope lab show names all")]
    NoExhibit(String),
    /// The tap is to reach beyond this machine.
    #[error("{0} is not on loopback: --not-only-loopback allows it, for peers who agreed to be tapped")]
    NotLoopback(std::net::SocketAddr),
    /// There is no such profile and this command makes none.
    #[error("there is no profile {name} in {}: {}", home.display(), others(all))]
    NoProfile {
        /// What was given, or the login name.
        name: String,
        /// Where it would be.
        home: PathBuf,
        /// Those that are there.
        all: Vec<String>,
    },
    /// Nobody has given a text.
    #[error("there is no text: write it behind the name, or pipe it in")]
    NoText,
    /// What came from stdin is longer than a text.
    #[error("a text has 1 to 16,384 bytes, this one has more than that")]
    TextTooLong,
    /// What came from stdin is no text.
    #[error("a text is UTF-8, and what came from stdin is not")]
    TextNotUtf8,
    /// A text is to be held, and nothing is to be kept.
    #[error(
        "--wait held says that a text is kept here until the peer is there, and with --no-history nothing is kept: leave \
         out one of the two"
    )]
    HeldNowhere,
    /// No program runs the profile, and nobody could call this one.
    #[error(
        "no program runs this profile, so that no text can come: start peerscope, or give --listen ADDR to wait \
         for calls here"
    )]
    NobodyRuns,
    /// The program that runs has ended, or has left this script behind.
    #[error("the program that runs this profile has ended, or its answers were not read in time")]
    ProgramGone,
    /// The program that runs the profile is there, and does nothing.
    #[error(
        "{} does not answer: is it suspended? fg in its terminal, or kill -CONT, lets it go on",
        running(*process)
    )]
    Silent {
        /// The number of the process, if it could be read.
        process: Option<u32>,
    },
    /// What a script asked was not done.
    #[error("{why}")]
    Refused {
        /// What the program says.
        why: String,
        /// The exit code.
        code: u8,
    },
    /// A text did not come as far as it should in time.
    #[error("the text for {name} is {last} after {seconds} s: {then}{}", self::last(why.as_deref()))]
    NotSoFar {
        /// For whom.
        name: String,
        /// How long that was waited for.
        seconds: u64,
        /// How far it came.
        last: &'static str,
        /// What becomes of it.
        then: &'static str,
        /// Why the last try to reach the peer failed, if one did.
        why: Option<String>,
    },
    /// The program that a text was given to has ended before it came as far as it should.
    #[error(
        "the program that runs this profile has ended, and the text for {name} is {last}: what has not arrived waits \
         for the next run, unless nothing is kept"
    )]
    LeftBehind {
        /// For whom.
        name: String,
        /// How far it came.
        last: &'static str,
    },
    /// A text was given up on the way.
    #[error("the text for {0} was given up: the peer was blocked, or has another key now")]
    GivenUp(String),
    /// A peer was not reached in time.
    #[error("{name} was not reached within {seconds} s{}", last(why.as_deref()))]
    NotReached {
        /// Whom.
        name: String,
        /// How long that was tried.
        seconds: u64,
        /// Why the last try failed, if one did.
        why: Option<String>,
    },
    /// A peer was reached whose digits nobody compared.
    #[error("{0} is there, and not verified: peerscope id verify {0} compares the 60 digits")]
    NotVerified(String),
    /// Another key answered for a peer.
    #[error("another key answers for {0}: it is not known to be the same peer; decide about it in the chat")]
    OtherKey(String),
    /// There is no folder of vectors.
    #[error("there is no folder {}", path.display())]
    NoFolder {
        /// Where it would be.
        path: PathBuf,
    },
    /// There is no log to print.
    #[error("there is no log {} yet: it is written when peerscope runs with this name", path.display())]
    NoLog {
        /// Where it would be.
        path: PathBuf,
    },
    /// A passphrase is needed and nobody can be asked.
    #[error(
        "a passphrase is needed and there is no terminal to ask at: give --passphrase-fd N, \
         --passphrase-command CMD, or --no-passphrase to keep a new identity without one"
    )]
    NobodyToAsk,
    /// The passphrase is empty.
    #[error(
        "the passphrase is empty; --no-passphrase keeps an identity without one, readable by whoever has the file"
    )]
    PassphraseEmpty,
    /// The two typed at first use are not the same.
    #[error("the two passphrases are not the same, nothing was made: start again")]
    PassphraseMismatch,
    /// Where the passphrase was to come from gave none.
    #[error("cannot read the passphrase from {from}: {why}")]
    PassphraseSource {
        /// The file descriptor or command.
        from: String,
        /// What went wrong.
        why: String,
    },
    /// Terminal, pipe or runtime.
    #[error("cannot {operation}: {source}")]
    Io {
        /// What was tried.
        operation: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// What is to be dialled is neither a place nor a name.
    #[error(
        "{0:?} is neither an address nor the name of a known peer: write 5000, host:5000, [v6]:5000, \
         host:5000#FINGERPRINT, or a name that peerscope id peers lists"
    )]
    Nobody(String),
    /// What has to be decided about a peer before it can be verified.
    #[error("{0}, in the chat; nothing was remembered")]
    NotNow(node::Error),
    /// What was compared is not what stands there now.
    #[error(
        "the key of {0:?} has changed, or was replaced, while the number was compared; nothing was remembered"
    )]
    NotTheSameKey(String),
    /// Nobody has this name.
    #[error("no peer is called {0:?}; peerscope id peers lists all")]
    UnknownPeer(String),
}

impl Error {
    /// The exit code: 2 when the command line has to be another one, 3 when a peer was not reached, 4 when a key is not to
    /// be trusted, 5 when a text waits, else 1.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Config(_)
            | Self::HeldNowhere
            | Self::Nobody(_)
            | Self::NobodyRuns
            | Self::NobodyToAsk
            | Self::NoAttack(_)
            | Self::NoExhibit(_)
            | Self::NoFolder { .. }
            | Self::NoText
            | Self::TextTooLong
            | Self::TextNotUtf8
            | Self::NotLoopback(_)
            | Self::NoProfile { .. }
            | Self::Node(node::Error::NoAddress(_) | node::Error::Ambiguous(_))
            | Self::UnknownPeer(_) => 2,
            Self::NotReached { .. } => 3,
            Self::NotNow(_)
            | Self::NotTheSameKey(_)
            | Self::NotVerified(_)
            | Self::OtherKey(_)
            | Self::GivenUp(_) => 4,
            Self::NotSoFar { .. } | Self::LeftBehind { .. } => 5,
            Self::Refused { code, .. } => *code,
            _ => 1,
        }
    }

    /// There is no such profile.
    pub(super) fn no_profile(profile: &Profile) -> Self {
        Self::NoProfile { name: profile.name.clone(), home: profile.home.clone(), all: profile.all() }
    }

    /// Whether another process has what is wanted.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Log { source, .. } if source.kind() == io::ErrorKind::ResourceBusy)
    }

    /// The error of an operation on the terminal, a pipe or the runtime.
    pub(super) const fn io(operation: &'static str) -> impl Fn(io::Error) -> Self + use<> {
        move |source| Self::Io { operation, source }
    }
}

/// The program that runs the profile, by its number if that is known.
fn running(process: Option<u32>) -> String {
    let named = |id| format!("process {id}, which runs this profile,");
    process.map_or_else(|| "the program that runs this profile".to_owned(), named)
}

/// Why the last of several tries failed.
fn last(why: Option<&str>) -> String {
    why.map_or_else(String::new, |why| format!("; the last try: {}", escape(why)))
}

/// Profiles that are named; of more the first ones say enough.
const NAMED_MAX: usize = 20;

fn others(all: &[String]) -> String {
    if all.is_empty() {
        return "nor any other; one is made when peerscope is first started with its name".to_owned();
    }
    let named: Vec<&str> = all.iter().take(NAMED_MAX).map(String::as_str).collect();
    let more = if all.len() > NAMED_MAX { " and more" } else { "" };
    format!("--name is one of {}{more}", named.join(", "))
}
