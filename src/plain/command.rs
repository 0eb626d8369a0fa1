//! The slash commands: one entry each, for help, for parsing and for the nearest name.

use crate::node::{Command, ListenAddr, PeerAddr, PeerRef, Target};

/// A command as `/help` shows it.
#[derive(Debug)]
pub struct CommandHelp {
    /// With the slash.
    pub name: &'static str,
    /// Other spellings.
    pub aliases: &'static [&'static str],
    /// What comes after it.
    pub arguments: &'static str,
    /// One sentence.
    pub help: &'static str,
}

/// Shortens the table below.
const fn entry(
    name: &'static str,
    aliases: &'static [&'static str],
    arguments: &'static str,
    help: &'static str,
) -> CommandHelp {
    CommandHelp { name, aliases, arguments, help }
}

/// Every command.
pub const COMMANDS: &[CommandHelp] = &[
    entry("/help", &["/?", "/h"], "[command]", "this list, or one command"),
    entry(
        "/connect",
        &["/dial"],
        "ADDR",
        "dial, and dial again when the link is lost: 127.0.0.1:5000, host:port#FINGERPRINT, a name",
    ),
    entry("/disconnect", &["/hangup"], "[name]", "end the session and stop dialling"),
    entry("/listen", &[], "ADDR", "listen here: 5000, 127.0.0.1:5000, 0 for any free port"),
    entry("/peers", &["/contacts", "/names"], "", "everybody known, waiting or connected"),
    entry("/msg", &["/m", "/query"], "name [text]", "talk to this peer from now on; with a text, send it"),
    entry("/all", &[], "text", "send to every connected peer, sealed separately for each"),
    entry("/me", &[], "action", "say what you do"),
    entry("/nick", &[], "name", "call yourself something else"),
    entry("/whois", &[], "name", "all that is known about a peer"),
    entry(
        "/verify",
        &[],
        "[name] [same|differ]",
        "the 60 digits to compare aloud; same remembers that they were equal",
    ),
    entry("/trust", &["/accept"], "name", "accept an unknown identity, or a changed key"),
    entry("/reject", &[], "name", "refuse an unknown identity once, or keep the old key"),
    entry("/block", &[], "name", "never talk to this identity again"),
    entry("/rekey", &[], "[name]", "begin a new key epoch"),
    entry("/ping", &[], "[name]", "round trip and clock skew"),
    entry("/packets", &["/raw"], "on|off", "print each frame as it is seen"),
    entry("/quit", &["/exit", "/q"], "", "say goodbye and end"),
];

/// What a typed line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Nothing,
    /// A text to the current peer.
    Text {
        body: String,
        action: Action,
    },
    Node(Command),
    /// Talk to this peer from now on, and perhaps say something.
    TalkTo {
        name: String,
        body: Option<String>,
    },
    Help(Option<String>),
    Packets(Shown),
    /// The safety number of this peer, or of the current one.
    Verify {
        name: Option<String>,
        answer: Answer,
    },
    /// Something about the peer that is talked to.
    Current(ForCurrent),
    Quit,
    Error(String),
}

/// Whether a text is an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    No,
    Yes,
}

/// Whether packets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    No,
    Yes,
}

/// What came of comparing safety numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    NotYet,
    Same,
    Differ,
}

/// Commands that go to the current peer when no name is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForCurrent {
    Hangup,
    Rekey,
    Ping,
}

impl ForCurrent {
    pub(super) const fn command(self, peer: PeerRef) -> Command {
        match self {
            Self::Hangup => Command::Hangup(peer),
            Self::Rekey => Command::Rekey(peer),
            Self::Ping => Command::Ping(peer),
        }
    }
}

/// Reads one line. A line whose first visible character is a slash is never sent as a message.
pub(super) fn parse(line: &str) -> Wish {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        return Wish::Nothing;
    }
    if let Some(literal) = trimmed.strip_prefix("//") {
        return Wish::Text { body: format!("/{literal}"), action: Action::No };
    }
    if !trimmed.starts_with('/') {
        return Wish::Text { body: line.to_owned(), action: Action::No };
    }
    let (word, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    let word = word.to_lowercase();
    let found = COMMANDS.iter().find(|entry| entry.name == word || entry.aliases.contains(&word.as_str()));
    found.map_or_else(|| Wish::Error(unknown(&word)), |entry| arguments(entry, rest.trim()))
}

fn arguments(entry: &CommandHelp, rest: &str) -> Wish {
    let usage = || Wish::Error(format!("usage: {} {}", entry.name, entry.arguments));
    let name = || PeerRef::Name(rest.to_owned());
    let for_peer = |wish: ForCurrent| {
        if rest.is_empty() { Wish::Current(wish) } else { Wish::Node(wish.command(name())) }
    };
    match entry.name {
        "/help" => Wish::Help((!rest.is_empty()).then(|| rest.to_lowercase())),
        "/peers" => Wish::Node(Command::Describe(None)),
        "/disconnect" => for_peer(ForCurrent::Hangup),
        "/rekey" => for_peer(ForCurrent::Rekey),
        "/ping" => for_peer(ForCurrent::Ping),
        "/verify" => verify(rest),
        "/quit" => Wish::Quit,
        "/packets" => match rest.to_lowercase().as_str() {
            "on" => Wish::Packets(Shown::Yes),
            "off" => Wish::Packets(Shown::No),
            _ => usage(),
        },
        _ if rest.is_empty() => usage(),
        "/connect" => rest
            .parse::<PeerAddr>()
            .map_or_else(|error| Wish::Error(error.to_string()), |to| Wish::Node(Command::Dial(to))),
        "/listen" => rest
            .parse::<ListenAddr>()
            .map_or_else(|error| Wish::Error(error.to_string()), |at| Wish::Node(Command::Listen(at))),
        "/msg" => {
            let (name, body) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            Wish::TalkTo { name: name.to_owned(), body: (!body.is_empty()).then(|| body.to_owned()) }
        }
        "/all" => {
            Wish::Node(Command::SendText { to: Target::Everybody, body: rest.to_owned(), action: false })
        }
        "/me" => Wish::Text { body: rest.to_owned(), action: Action::Yes },
        "/nick" => Wish::Node(Command::Nick(rest.to_owned())),
        "/whois" => Wish::Node(Command::Describe(Some(name()))),
        "/trust" => Wish::Node(Command::Accept(name())),
        "/reject" => Wish::Node(Command::Refuse(name())),
        "/block" => Wish::Node(Command::Block(name())),
        _ => usage(),
    }
}

fn verify(rest: &str) -> Wish {
    let mut name = None;
    let mut answer = Answer::NotYet;
    for word in rest.split_whitespace() {
        match word.to_lowercase().as_str() {
            "same" => answer = Answer::Same,
            "differ" => answer = Answer::Differ,
            _ if name.is_none() => name = Some(word.to_owned()),
            _ => return Wish::Error("usage: /verify [name] [same|differ]".to_owned()),
        }
    }
    Wish::Verify { name, answer }
}

fn unknown(word: &str) -> String {
    let nearest = COMMANDS
        .iter()
        .flat_map(|entry| core::iter::once(&entry.name).chain(entry.aliases))
        .map(|name| (distance(word, name), *name))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    let hint =
        nearest.map_or_else(|| "/help lists all".to_owned(), |(_, name)| format!("did you mean {name}?"));
    format!("no command {word}: {hint}; nothing was sent")
}

/// How many letters have to be added, left out or changed to come from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let mut previous = index;
        let mut next = vec![index + 1];
        for (above, other) in row.iter().skip(1).zip(&to) {
            let changed = previous + usize::from(letter != *other);
            previous = *above;
            let left = next.last().copied().unwrap_or_default();
            next.push(changed.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Action, ForCurrent, Shown, Wish, parse};

    #[test]
    fn a_line_that_begins_with_a_slash_is_never_sent() {
        for line in ["/conect x", "  /quti", "/", "/secret plan", "\t/MSG"] {
            assert!(!matches!(parse(line), Wish::Text { .. }), "{line}");
        }
        assert_eq!(parse("//etc"), Wish::Text { body: "/etc".to_owned(), action: Action::No });
    }

    #[test]
    fn an_unknown_command_names_the_nearest_one() {
        let Wish::Error(said) = parse("/conect 127.0.0.1:5000") else { panic!("it was understood") };
        assert!(said.contains("did you mean /connect?"), "{said}");
    }

    #[test]
    fn commands_are_read_in_any_case_and_by_their_other_names() {
        assert_eq!(parse("/PACKETS On"), Wish::Packets(Shown::Yes));
        assert_eq!(parse("/q"), Wish::Quit);
        assert_eq!(parse("/rekey"), Wish::Current(ForCurrent::Rekey));
        assert_eq!(parse("/me waves"), Wish::Text { body: "waves".to_owned(), action: Action::Yes });
    }

    #[test]
    fn a_command_without_its_argument_says_how_it_is_used() {
        for line in ["/connect", "/all", "/nick", "/trust", "/packets maybe"] {
            let Wish::Error(said) = parse(line) else { panic!("{line} was understood") };
            assert!(said.starts_with("usage: /"), "{said}");
        }
    }
}
