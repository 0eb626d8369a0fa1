//! What `/help NAME` says: how a command is written, what its words mean, an example, and what is near to it.

use ratatui::text::{Line, Span};

use crate::tui::command::{self, Known};
use crate::tui::theme::{Role, Theme};

/// An example of each command, and the commands that go with it.
const EXAMPLES: &[(&str, &str, &[&str])] = &[
    ("help", "/help connect", &["keys", "bind"]),
    ("connect", "/connect 192.168.1.5:5000", &["listen", "disconnect", "peers"]),
    ("disconnect", "/disconnect bob", &["connect", "quit"]),
    ("listen", "/listen 127.0.0.1:7777", &["connect"]),
    ("peers", "/peers", &["whois", "msg"]),
    ("msg", "/msg bob are you there?", &["all", "peers"]),
    ("all", "/all the server is back", &["msg"]),
    ("me", "/me waves", &["nick"]),
    ("nick", "/nick alice", &["me", "whois"]),
    ("whois", "/whois bob", &["peers", "verify"]),
    ("accept", "/accept", &["reject", "block", "verify"]),
    ("reject", "/reject", &["accept", "block"]),
    ("block", "/block mallory", &["trust", "reject"]),
    ("trust", "/trust bob", &["block", "verify"]),
    ("verify", "/verify bob", &["same", "differ", "trust"]),
    ("same", "/same bob", &["verify", "differ"]),
    ("differ", "/differ bob", &["verify", "same"]),
    ("ping", "/ping bob", &["whois"]),
    ("rekey", "/rekey bob", &["whois"]),
    ("packets", "/packets on", &["layout"]),
    ("why", "/why 12", &["spec", "handshake"]),
    ("spec", "/spec bad_tag", &["why"]),
    ("quit", "/quit see you tomorrow", &["disconnect"]),
    ("demo", "/demo", &["connect"]),
    ("layout", "/layout packets", &["packets"]),
    ("ack", "/ack", &["packets"]),
    ("filter", "/filter kind == text && dir == received", &["search", "packets"]),
    ("log", "/log level == warn || event == dial", &["filter"]),
    ("follow", "/follow bob", &["filter", "packets"]),
    ("stats", "/stats", &["filter", "follow"]),
    ("comment", "/comment the first one after the rekey", &["filter", "follow"]),
    ("clear", "/clear", &["search"]),
];

/// What the words behind a command stand for.
const WORDS: [(&str, &str); 9] = [
    ("NAME", "what you call a peer, or the first digits of its fingerprint: /peers lists them"),
    ("ADDR", "5000, host:5000, [::1]:5000 or host:5000#FINGERPRINT; to dial, also the name of a peer"),
    ("TEXT", "what is said, to the end of the line"),
    ("COMMAND", "the name of a command, with or without its slash"),
    ("on|off", "one of the two"),
    ("WORD", "what is looked for"),
    ("PATH", "a file; none that is there is written over"),
    ("N", "a number"),
    ("|", "one of these words"),
];

/// Whether there is such a command.
pub(super) fn find(name: &str) -> Option<Known> {
    command::known(name.trim_start_matches('/').to_lowercase().as_str())
}

/// The lines about one command.
pub(super) fn lines(theme: Theme, known: Known) -> Vec<(Line<'static>, String)> {
    let mut lines = vec![heading(theme, &format!("/{} {}", known.name, known.arguments))];
    lines.push(entry(theme, "does", known.help));
    for (word, meaning) in WORDS.iter().filter(|(word, _)| known.arguments.contains(word)) {
        lines.push(entry(theme, word, meaning));
    }
    if known.arguments.contains('[') {
        lines.push(entry(theme, "[ ]", "may be left out: then it is about the one you talk to"));
    }
    if !known.aliases.is_empty() {
        let aliases: Vec<String> = known.aliases.iter().map(|alias| format!("/{alias}")).collect();
        lines.push(entry(theme, "also", &aliases.join("  ")));
    }
    let told = EXAMPLES.iter().find(|(name, ..)| *name == known.name);
    lines.push(entry(
        theme,
        "example",
        &told.map_or_else(|| made(known), |(_, example, _)| (*example).to_owned()),
    ));
    if let Some((_, _, near)) = told {
        let near: Vec<String> = near
            .iter()
            .filter(|name| command::known(name).is_some())
            .map(|name| format!("/{name}"))
            .collect();
        if !near.is_empty() {
            lines.push(entry(theme, "see also", &near.join("  ")));
        }
    }
    lines.push((Line::default(), String::new()));
    lines
}

/// An example of a command that has none of its own: its words with something in their places.
fn made(known: Known) -> String {
    let words = known.arguments.split_whitespace().map(|word| {
        let word = word.trim_matches(['[', ']']);
        match word {
            "NAME" => "bob",
            "ADDR" => "192.168.1.5:5000",
            "TEXT" | "WORD" => "hello",
            "N" => "1",
            _ => word.split('|').next().unwrap_or(word),
        }
    });
    let all: Vec<&str> = words.collect();
    format!("/{} {}", known.name, all.join(" ")).trim_end().to_owned()
}

/// The title of a section.
pub(super) fn heading(theme: Theme, title: &str) -> (Line<'static>, String) {
    (Line::styled(theme.words(title).into_owned(), theme.style(Role::Focus)), String::new())
}

/// A word and what it means; the second is wrapped where it stands.
pub(super) fn entry(theme: Theme, name: &str, help: &str) -> (Line<'static>, String) {
    let name = format!("  {:<16} ", theme.words(name));
    (Line::from(Span::styled(name, theme.style(Role::Strong))), theme.words(help).into_owned())
}
