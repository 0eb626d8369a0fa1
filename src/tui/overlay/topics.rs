//! What `/help NAME` says: how a command is written, what its words mean, an example, and what is near to it.

use ratatui::text::{Line, Span};

use crate::tui::command::{self, Known};
use crate::tui::theme::{Role, Theme};

/// An example of each command, and the commands that go with it.
#[rustfmt::skip]
const EXAMPLES: &[(&str, &str, &[&str])] = &[
    ("help", "/help connect", &["set"]),
    ("connect", "/connect 192.168.1.5:5000", &["listen", "disconnect", "peers"]),
    ("disconnect", "/disconnect bob", &["connect", "quit"]),
    ("listen", "/listen 127.0.0.1:7777", &["connect"]),
    ("peers", "/peers", &["whois", "msg"]),
    ("msg", "/msg bob are you there?", &["all", "peers"]),
    ("all", "/all the server is back", &["msg"]),
    ("me", "/me waves", &["nick"]),
    ("send", "/send ~/report.pdf", &["transfers", "cancel"]),
    ("receive", "/receive 2", &["transfers", "cancel"]),
    ("cancel", "/cancel 2", &["pause", "transfers"]),
    ("pause", "/pause 2", &["resume", "transfers"]),
    ("resume", "/resume 2", &["pause", "transfers"]),
    ("transfers", "/transfers", &["send", "receive"]),
    ("nick", "/nick alice", &["rename", "whois"]),
    ("rename", "/rename bob bob-at-work", &["nick", "whois"]),
    ("whois", "/whois bob", &["peers", "verify"]),
    ("fingerprint", "/fingerprint", &["verify", "whois"]),
    ("verify", "/verify bob", &["trust", "whois"]),
    ("trust", "/trust log bob", &["block", "verify"]),
    ("untrust", "/untrust bob", &["verify", "trust"]),
    ("reject", "/reject", &["trust", "block"]),
    ("block", "/block mallory", &["trust", "reject"]),
    ("ignore", "/ignore bob", &["unignore", "block"]),
    ("unignore", "/unignore bob", &["ignore", "unread"]),
    ("read", "/read bob", &["unread", "history"]),
    ("words", "/words bob", &["verify", "history"]),
    ("rekey", "/rekey bob", &["explain"]),
    ("ping", "/ping bob", &["whois"]),
    ("explain", "/explain bob session.html", &["handshake", "spec"]),
    ("packets", "/packets on", &["filter", "layout"]),
    ("why", "/why 12", &["spec", "handshake"]),
    ("spec", "/spec bad_tag", &["why"]),
    ("history", "/history bob 200", &["search", "clear"]),
    ("search", "/search draft", &["history"]),
    ("quit", "/quit see you tomorrow", &["disconnect"]),
    ("demo", "/demo", &["connect"]),
    ("clear", "/clear", &["history", "close"]),
    ("win", "/win 2", &["wins", "close"]),
    ("wins", "/wins", &["win", "peers"]),
    ("close", "/close", &["wins", "clear"]),
    ("unread", "/unread", &["read", "win"]),
    ("away", "/away back at three", &["unread", "ignore"]),
    ("handshake", "/handshake bob", &["explain", "why"]),
    ("ack", "/ack", &["why", "packets"]),
    ("layout", "/layout packets", &["set", "bare"]),
    ("filter", "/filter kind == text && dir == received", &["follow", "log"]),
    ("raw", "/raw", &["filter", "eyes"]),
    ("mark", "/mark", &["comment", "export"]),
    ("eyes", "/eyes eve", &["safe"]),
    ("log", "/log level == warn || event == dial", &["filter"]),
    ("follow", "/follow bob", &["filter", "stats"]),
    ("export", "/export talk.pcapng shown", &["filter", "safe"]),
    ("report", "/report ~/odd-frame.txt", &["why", "export", "safe"]),
    #[cfg(feature = "lab")]
    ("lab", "/lab matrix 7", &["spec"]),
    ("compromise", "/compromise machine", &["explain", "rekey"]),
    #[cfg(feature = "lab")]
    ("tap", "/tap drop 12", &["filter", "export"]),
    ("stats", "/stats", &["filter", "follow"]),
    ("comment", "/comment the first one after the rekey", &["filter", "follow"]),
    ("safe", "/safe on", &["eyes", "export"]),
    ("mouse", "/mouse off", &["bare"]),
    ("bare", "/bare", &["mouse", "layout"]),
    ("theme", "/theme light", &["set"]),
    ("set", "/set bell on", &["reload", "layout"]),
    ("bind", "/bind Alt+Z zoom", &["save", "reload"]),
    ("alias", "/alias gm /all good morning", &["unalias", "save"]),
    ("unalias", "/unalias gm", &["alias", "save"]),
    ("save", "/save", &["changes", "reload"]),
    ("changes", "/changes", &["set", "save"]),
    ("reload", "/reload", &["set", "save"]),
];

/// What the words behind a command stand for.
const WORDS: [(&str, &str); 9] = [
    ("NAME", "what you call a peer, or the first digits of its fingerprint: /peers lists them"),
    ("ADDR", "5000, host:5000, [::1]:5000 or host:5000#FINGERPRINT; to dial, also the name of a peer"),
    ("TEXT", "what is said, to the end of the line"),
    ("COMMAND", "the name of a command, with or without its slash"),
    ("EXPRESSION", "a filter: the help of F1 has examples at its end"),
    ("WORD", "what is looked for"),
    ("PATH", "the file to send; ~/ is your own folder"),
    ("FILE", "a new file, in quotes if its name has blanks; ~/ is your own folder, and none is written over"),
    ("N", "a number"),
];

/// Whether there is such a command.
pub(super) fn find(name: &str) -> Option<Known> {
    command::known(name.trim_start_matches('/').to_lowercase().as_str())
}

/// The lines about one command.
pub(super) fn lines(theme: Theme, known: Known) -> Vec<(Line<'static>, String)> {
    let mut lines = vec![heading(theme, &format!("/{} {}", known.name, known.arguments))];
    lines.push(entry(theme, "does", known.help));
    let words: Vec<&str> = known.arguments.split(|c: char| !c.is_ascii_alphabetic()).collect();
    for (word, meaning) in WORDS.iter().filter(|(word, _)| words.contains(word)) {
        lines.push(entry(theme, word, meaning));
    }
    if known.arguments.contains('|') {
        lines.push(entry(theme, "|", "one of these"));
    }
    if known.arguments.contains('[') {
        lines.push(entry(theme, "[ ]", "may be left out"));
    }
    if !known.aliases.is_empty() {
        let aliases: Vec<String> = known.aliases.iter().map(|alias| format!("/{alias}")).collect();
        lines.push(entry(theme, "also", &aliases.join("  ")));
    }
    if let Some((_, example, near)) = EXAMPLES.iter().find(|(name, ..)| *name == known.name) {
        let near: Vec<String> = near.iter().map(|name| format!("/{name}")).collect();
        lines.push(entry(theme, "example", example));
        lines.push(entry(theme, "see also", &near.join("  ")));
    }
    lines.push((Line::default(), String::new()));
    lines
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
