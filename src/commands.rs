//! The slash commands: one entry each, for help, for parsing and for the nearest name.

use std::path::PathBuf;

use strsim::damerau_levenshtein;

use crate::blast::theft_named;
use crate::history::{self, Past};
use crate::node::{Command, FileId, FileStep, Hearing, PeerRef, Theft};
use crate::text::{is_blank, typed_path, words};

/// Letters of a mistyped name that are looked at.
const LETTERS_MAX: usize = 32;

/// A command as `/help` shows it.
#[derive(Clone, Copy, Debug)]
pub struct CommandSpec {
    /// Its name, without the slash.
    pub name: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// What comes after it.
    pub arguments: &'static str,
    /// One sentence.
    pub help: &'static str,
    parse: fn(&str) -> Result<Wish, String>,
}

/// What a typed line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// An empty line.
    Nothing,
    /// A text to the current peer.
    Text {
        /// What.
        body: String,
        /// Whether it is an action.
        action: bool,
    },
    /// A text to everybody who is connected.
    All(String),
    /// Something for the node as it is.
    Node(Command),
    /// Something about one peer; without a name, about the one that is meant.
    About(About, Option<String>),
    /// Talk to this peer from now on, and perhaps say something.
    TalkTo {
        /// Who.
        name: String,
        /// What.
        body: Option<String>,
    },
    /// Walk through a session: the one with this peer, else the newest.
    Explain {
        /// With whom.
        name: Option<String>,
        /// Where to write it; it is shown without.
        file: Option<PathBuf>,
    },
    /// A file to the current peer.
    SendFile(PathBuf),
    /// All commands, or one.
    Help(Option<String>),
    /// Why something was refused, failed or ended: a packet, a text, a peer, or what was last.
    Why(Option<String>),
    /// What the spec says about a word.
    Spec(Option<String>),
    /// Something about what was said with a peer; without a name, with the one that is talked to.
    History(Past, Option<String>),
    /// What opens of what was recorded, if this is stolen now; nothing any more if none.
    Compromise(Option<Theft>),
    /// Find a word in everything that was said.
    Search(String),
    /// Print packets or not.
    Packets(bool),
    /// Say something to everybody, if anything, and end.
    Quit(Option<String>),
    /// Not understood: which command, and why.
    Error(String, String),
}

/// What can be asked about a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Take it.
    Accept,
    /// Its numbers are not the same.
    Differ,
    /// End the session.
    Hangup,
    /// Hear nothing of it.
    Ignore,
    /// Measure.
    Ping,
    /// Do not take it.
    Refuse,
    /// Count all of it as seen.
    Read,
    /// Fresh keys.
    Rekey,
    /// Give the number to compare.
    SafetyNumber,
    /// The numbers are the same.
    Same,
    /// Hear of it again.
    Unignore,
    /// Its numbers were not compared after all.
    Untrust,
    /// Tell about it.
    Whois,
    /// Give the words of what was said.
    Words,
}

impl About {
    /// Whether the peer that is meant without a name is the one that waits for a decision.
    pub(crate) const fn is_decision(self) -> bool {
        matches!(self, Self::Accept | Self::Refuse)
    }

    pub(crate) const fn command(self, peer: PeerRef) -> Command {
        match self {
            Self::Accept => Command::Accept(peer),
            Self::Differ => Command::Differs(peer),
            Self::Hangup => Command::Hangup(peer),
            Self::Ignore => Command::Hear(peer, Hearing::Ignored),
            Self::Ping => Command::Ping(peer),
            Self::Refuse => Command::Refuse(peer),
            Self::Read => Command::Read(peer),
            Self::Rekey => Command::Rekey(peer),
            Self::SafetyNumber => Command::SafetyNumber(peer),
            Self::Same => Command::Verified(peer),
            Self::Unignore => Command::Hear(peer, Hearing::Heard),
            Self::Untrust => Command::Unverify(peer),
            Self::Whois => Command::Describe(Some(peer)),
            Self::Words => Command::SameWords(peer),
        }
    }
}

/// Every command.
#[rustfmt::skip]
pub const COMMANDS: &[CommandSpec] = &[
    CommandSpec { name: "help", aliases: &["?", "h"], arguments: "[COMMAND]",
        help: "all commands, or one", parse: |rest| Ok(Wish::Help(given(rest))) },
    CommandSpec { name: "connect", aliases: &["reconnect"], arguments: "ADDR",
        help: "dial, and again when the link is lost: 5000, host:5000, host:5000#FINGERPRINT or a name",
        parse: |rest| Ok(Wish::Node(Command::Dial(parsed(rest)?))) },
    CommandSpec { name: "disconnect", aliases: &[], arguments: "[NAME]",
        help: "say goodbye to a peer and stop dialling it", parse: |rest| about(About::Hangup, rest) },
    CommandSpec { name: "listen", aliases: &[], arguments: "ADDR",
        help: "wait for calls here and no longer elsewhere: 5000 on every interface, 127.0.0.1:5000 on one, 0 for any",
        parse: |rest| Ok(Wish::Node(Command::Listen(parsed(rest)?))) },
    CommandSpec { name: "peers", aliases: &["contacts", "names"], arguments: "",
        help: "everybody who is known, connected or waiting", parse: |_| Ok(Wish::Node(Command::Describe(None))) },
    CommandSpec { name: "msg", aliases: &["query"], arguments: "NAME [TEXT]",
        help: "talk to this peer from now on, and send the text", parse: talk_to },
    CommandSpec { name: "all", aliases: &[], arguments: "TEXT",
        help: "send to every connected peer, sealed for each", parse: |rest| Ok(Wish::All(needed(rest)?)) },
    CommandSpec { name: "me", aliases: &[], arguments: "TEXT",
        help: "say what you do", parse: |rest| Ok(Wish::Text { body: needed(rest)?, action: true }) },
    CommandSpec { name: "send", aliases: &["sendfile", "file"], arguments: "PATH",
        help: "offer a file to the peer you talk to", parse: |rest| Ok(Wish::SendFile(typed_path(&needed(rest)?))) },
    CommandSpec { name: "receive", aliases: &["savefile"], arguments: "[NUMBER]",
        help: "take a file that was offered, into the downloads folder; without a number the newest",
        parse: |rest| file(FileStep::Receive, rest) },
    CommandSpec { name: "cancel", aliases: &[], arguments: "[NUMBER]",
        help: "decline a file, or end it for good", parse: |rest| file(FileStep::Cancel, rest) },
    CommandSpec { name: "pause", aliases: &[], arguments: "[NUMBER]",
        help: "stop a file for now, in either direction", parse: |rest| file(FileStep::Pause, rest) },
    CommandSpec { name: "resume", aliases: &[], arguments: "[NUMBER]",
        help: "let a paused file go on from where it was", parse: |rest| file(FileStep::Resume, rest) },
    CommandSpec { name: "transfers", aliases: &["files"], arguments: "",
        help: "every file that is on its way or has come", parse: |_| Ok(Wish::Node(Command::Files)) },
    CommandSpec { name: "nick", aliases: &["n"], arguments: "NAME",
        help: "call yourself something else", parse: |rest| Ok(Wish::Node(Command::Nick(needed(rest)?))) },
    CommandSpec { name: "rename", aliases: &[], arguments: "NAME NEWNAME",
        help: "call a peer something else: only here, and whatever it calls itself", parse: rename },
    CommandSpec { name: "whois", aliases: &[], arguments: "[NAME]",
        help: "all that is known about a peer", parse: |rest| about(About::Whois, rest) },
    CommandSpec { name: "verify", aliases: &[], arguments: "[NAME] [same|differ]",
        help: "the 60 digits to compare; same remembers that they were equal, differ blocks the identity", parse: verify },
    CommandSpec { name: "trust", aliases: &["accept"], arguments: "[NAME|log [NAME]]",
        help: "take an unknown identity, the new key of a known one, or one that was blocked; log: every key that was seen, and who decided what",
        parse: trust },
    CommandSpec { name: "untrust", aliases: &[], arguments: "[NAME]",
        help: "take back that the digits of a peer were compared; it stays known", parse: |rest| about(About::Untrust, rest) },
    CommandSpec { name: "reject", aliases: &["decline"], arguments: "[NAME]",
        help: "do not take it now, or keep the old key", parse: |rest| about(About::Refuse, rest) },
    CommandSpec { name: "block", aliases: &[], arguments: "NAME",
        help: "never talk to this identity again; /trust takes it back",
        parse: |rest| Ok(Wish::Node(Command::Block(PeerRef::Name(needed(rest)?)))) },
    CommandSpec { name: "ignore", aliases: &[], arguments: "[NAME]",
        help: "no bell, no count and no notice for what this peer says: it is kept, and there when you look",
        parse: |rest| about(About::Ignore, rest) },
    CommandSpec { name: "unignore", aliases: &[], arguments: "[NAME]",
        help: "hear of this peer again", parse: |rest| about(About::Unignore, rest) },
    CommandSpec { name: "read", aliases: &[], arguments: "[NAME]",
        help: "count all that this peer has said as seen, told here or not; the peer hears so",
        parse: |rest| about(About::Read, rest) },
    CommandSpec { name: "rekey", aliases: &[], arguments: "[NAME]",
        help: "agree on fresh keys", parse: |rest| about(About::Rekey, rest) },
    CommandSpec { name: "ping", aliases: &[], arguments: "[NAME]",
        help: "measure the way there and back, and the other clock", parse: |rest| about(About::Ping, rest) },
    CommandSpec { name: "words", aliases: &[], arguments: "[NAME]",
        help: "four words for what was said in the session: if you both have the same, you have the same history",
        parse: |rest| about(About::Words, rest) },
    CommandSpec { name: "explain", aliases: &[], arguments: "[NAME] [FILE.md|FILE.html]",
        help: "walk through the handshake and the keys of a session, or write that to a new file", parse: explain },
    CommandSpec { name: "packets", aliases: &[], arguments: "on|off",
        help: "print each frame as it is seen", parse: packets },
    CommandSpec { name: "why", aliases: &[], arguments: "[PACKET|NAME|text ID]",
        help: "why a packet was refused, where a text is, why a session ended; alone: what went wrong last",
        parse: |rest| Ok(Wish::Why(given(rest))) },
    CommandSpec { name: "compromise", aliases: &[], arguments: "[machine|message|root|identity|off]",
        help: "what opens of all recorded frames if your memory, the next key of a message, the root of the epoch or your identity key is stolen now",
        parse: compromise },
    CommandSpec { name: "spec", aliases: &[], arguments: "[WORD]",
        help: "what the spec says about a field, a reason or a word", parse: |rest| Ok(Wish::Spec(given(rest))) },
    CommandSpec { name: "history", aliases: &[], arguments: "[NAME] [N|FILE.md|FILE.jsonl|keep DAYS|keep forever|delete]",
        help: "the last texts with a peer again, which on the screen opens that conversation; or all in a new file; how long they are kept; delete them here for good",
        parse: |rest| history::parse(rest).map(|(past, name)| Wish::History(past, name)) },
    CommandSpec { name: "search", aliases: &["lastlog"], arguments: "WORD",
        help: "find a word in everything that was said, newest first", parse: |rest| Ok(Wish::Search(needed(rest)?)) },
    CommandSpec { name: "quit", aliases: &["exit", "q"], arguments: "[TEXT]",
        help: "say goodbye to everybody and end", parse: |rest| Ok(Wish::Quit(given(rest))) },
];

/// Reads one line. A line that begins with a slash is never sent, unless it begins with two.
pub fn parse(line: &str) -> Wish {
    if line.trim().is_empty() {
        return Wish::Nothing;
    }
    if let Some(literal) = line.strip_prefix("//") {
        return Wish::Text { body: format!("/{literal}"), action: false };
    }
    let Some(typed) = line.strip_prefix('/') else {
        return if line.trim_start_matches(is_blank).starts_with('/') {
            let why = "there is a blank before the slash: not sent and not done; a text may begin with //";
            Wish::Error("line".to_owned(), why.to_owned())
        } else {
            Wish::Text { body: line.to_owned(), action: false }
        };
    };
    let (word, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let word = word.to_lowercase();
    match find(&word) {
        Some(spec) => (spec.parse)(rest.trim()).unwrap_or_else(|why| {
            let why = if why.is_empty() { "something is missing".to_owned() } else { why };
            Wish::Error(spec.name.to_owned(), format!("{why}; usage: /{} {}", spec.name, spec.arguments))
        }),
        None => Wish::Error(word.clone(), unknown(&word)),
    }
}

/// The command of this name or alias.
pub(crate) fn find(word: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| spec.name == word || spec.aliases.contains(&word))
}

fn given(rest: &str) -> Option<String> {
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn needed(rest: &str) -> Result<String, String> {
    given(rest).ok_or_else(String::new)
}

fn parsed<T: std::str::FromStr<Err: ToString>>(rest: &str) -> Result<T, String> {
    needed(rest)?.parse().map_err(|fault: T::Err| fault.to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every parser in the table")]
fn about(what: About, rest: &str) -> Result<Wish, String> {
    Ok(Wish::About(what, given(rest)))
}

fn file(step: FileStep, rest: &str) -> Result<Wish, String> {
    let id = if rest.is_empty() {
        None
    } else {
        Some(FileId(
            rest.parse().map_err(|_fault| "that is no number of a file: /transfers lists them".to_owned())?,
        ))
    };
    Ok(Wish::Node(Command::File(id, step)))
}

fn talk_to(rest: &str) -> Result<Wish, String> {
    let (name, body) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Ok(Wish::TalkTo { name: needed(name)?, body: given(body.trim_start()) })
}

fn rename(rest: &str) -> Result<Wish, String> {
    let (name, new) = rest.split_once(char::is_whitespace).ok_or_else(String::new)?;
    Ok(Wish::Node(Command::Rename(PeerRef::Name(name.to_owned()), new.trim().to_owned())))
}

fn trust(rest: &str) -> Result<Wish, String> {
    match rest.split_once(char::is_whitespace) {
        Some(("log", name)) => Ok(Wish::Node(Command::TrustLedger(given(name.trim())))),
        None if rest == "log" => Ok(Wish::Node(Command::TrustLedger(None))),
        _ => about(About::Accept, rest),
    }
}

fn verify(rest: &str) -> Result<Wish, String> {
    let (name, answer) = match rest.rsplit_once(char::is_whitespace) {
        Some((name, answer)) => (name.trim_end(), answer),
        None if ["same", "differ"].contains(&rest) => ("", rest),
        None => (rest, ""),
    };
    match answer {
        "" => about(About::SafetyNumber, name),
        "same" => about(About::Same, name),
        "differ" => about(About::Differ, name),
        other => Err(format!("the answer is same or differ, not {other}")),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every parser in the table")]
fn explain(rest: &str) -> Result<Wish, String> {
    let is_file = |word: &str| [".md", ".html"].iter().any(|end| word.to_lowercase().ends_with(end));
    let words = words(rest);
    let (name, file) = match words.as_slice() {
        [name @ .., last] if is_file(last) => (name, Some(typed_path(last))),
        name => (name, None),
    };
    Ok(Wish::Explain { name: given(&name.join(" ")), file })
}

fn compromise(rest: &str) -> Result<Wish, String> {
    Ok(Wish::Compromise(match rest {
        "" => Some(Theft::Machine),
        "off" => None,
        word => Some(theft_named(word).ok_or("it is machine, message, root, identity or off")?),
    }))
}

fn packets(rest: &str) -> Result<Wish, String> {
    match rest.to_lowercase().as_str() {
        "on" => Ok(Wish::Packets(true)),
        "off" => Ok(Wish::Packets(false)),
        "" => Err(String::new()),
        other => Err(format!("it is on or off, not {other}")),
    }
}

fn unknown(word: &str) -> String {
    if word.is_empty() {
        return "a command follows a slash: /help lists all".to_owned();
    }
    let names = COMMANDS.iter().flat_map(|spec| std::iter::once(&spec.name).chain(spec.aliases));
    let hint = match nearest(word, names.copied()) {
        Some(name) => format!("did you mean /{name}?"),
        None => "/help lists all".to_owned(),
    };
    format!("there is no such command, nothing was sent; {hint}")
}

/// The name that was most likely meant: at most two letters are wrong, missing, too many or swapped.
pub(crate) fn nearest(word: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // No command is longer, and what is typed may be.
    let word: String = word.chars().take(LETTERS_MAX).collect();
    let far = |name: &str| (damerau_levenshtein(&word, name), word.len().abs_diff(name.len()));
    names.map(|name| (far(name), name)).min().filter(|((far, _), _)| *far <= 2).map(|(_, name)| name)
}
