//! What may come next where the cursor is: commands, and what can stand behind them.

use crate::inspector::filter::{Subject, complete, find};
use crate::settings::KNOBS;
use crate::text::escape;

use super::command::{self, Known};
use super::model::{Model, Question};
use super::widget::common_start;

/// One thing that may come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// What takes the place of the word.
    pub(super) word: String,
    /// The word with what may stand behind it.
    pub(super) label: String,
    /// One line about it.
    pub(super) help: String,
    /// Whether there is more to type behind it.
    pub(super) more: More,
}

/// Whether a line can be complete with an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    /// Something may or must follow.
    Follows,
    /// The word itself goes on, as the path of a folder does.
    GoesOn,
    /// The line is whole.
    Whole,
}

impl More {
    /// What stands behind the word before there can be more.
    pub(super) const fn blank(self) -> &'static str {
        match self {
            Self::Follows => " ",
            Self::GoesOn | Self::Whole => "",
        }
    }
}

/// What may take the place of the last word of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Offers {
    /// Where that word begins, in bytes.
    pub(super) from: usize,
    /// The most likely first.
    pub(super) items: Vec<Offer>,
}

impl Offers {
    /// What all of them begin with.
    pub(super) fn common(&self) -> String {
        common_start(self.items.iter().map(|item| item.word.as_str()))
    }
}

/// What may come next behind `head`, which is what stands before the cursor. Text is offered nothing.
pub(super) fn offers(head: &str, model: &Model) -> Offers {
    let Some(typed) = head.strip_prefix('/').filter(|typed| !typed.starts_with('/')) else {
        return Offers::default();
    };
    let Some((name, rest)) = typed.split_once(char::is_whitespace) else {
        return Offers { from: 1, items: commands(&typed.to_lowercase(), model) };
    };
    let Some(known) = command::known(&name.to_lowercase()) else { return Offers::default() };
    if let Some(path) = path(head) {
        return Offers { from: head.len() - path.len(), items: model.folder.paths(path) };
    }
    if let Some(subject) = filtered(known.name) {
        return filter_words(subject, rest, head.len() - rest.len());
    }
    let word = rest.rsplit(char::is_whitespace).next().unwrap_or(rest);
    let before = rest.get(..rest.len() - word.len()).unwrap_or_default().split_whitespace().count();
    let found =
        if known.name == "set" { settings(rest, more_of(before)) } else { arguments(&known, before, model) };
    let items = found.into_iter().filter(|offer| begins(&offer.word, word));
    Offers { from: head.len() - word.len(), items: items.collect() }
}

/// What a command shows only some of, by a filter.
fn filtered(command: &str) -> Option<Subject> {
    match command {
        "filter" => Some(Subject::Packets),
        "log" => Some(Subject::Lines),
        _ => None,
    }
}

/// What may come next in a filter that begins at `from`.
fn filter_words(subject: Subject, filter: &str, from: usize) -> Offers {
    let found = complete(subject, filter, filter.len());
    let help = |word: &str| find(word).map_or("", |field| field.doc).to_owned();
    let offer = |word: String| Offer { label: word.clone(), help: help(&word), word, more: More::Follows };
    Offers { from: from + found.at.start, items: found.words.into_iter().map(offer).collect() }
}

/// The path behind `/send`, which may have blanks in it.
pub(super) fn path(head: &str) -> Option<&str> {
    let (name, rest) = head.strip_prefix('/')?.split_once(char::is_whitespace)?;
    (command::known(&name.to_lowercase())?.name == "send").then_some(rest)
}

/// The name of a peer behind text, as it is addressed: `bob: ` at the start of a line.
pub(super) fn addressed(head: &str, model: &Model) -> Option<String> {
    let word = head.rsplit(char::is_whitespace).next().filter(|word| !word.is_empty())?;
    let before = head.strip_suffix(word)?;
    let names = model.peers.iter().map(|peer| peer.name.as_str()).filter(|name| begins(name, word));
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => None,
        [name] if before.is_empty() => Some(format!("{name}: ")),
        [name] => Some(format!("{before}{name} ")),
        many => {
            let common = common_start(many.iter().copied());
            (common.len() > word.len()).then(|| format!("{before}{common}"))
        }
    }
}

fn begins(name: &str, word: &str) -> bool {
    name.to_lowercase().starts_with(&word.to_lowercase())
}

fn commands(word: &str, model: &Model) -> Vec<Offer> {
    let offer = |known: Known| {
        let names = std::iter::once(known.name).chain(known.aliases.iter().copied());
        let name = names.into_iter().find(|name| name.starts_with(word))?;
        let more = if known.arguments.is_empty() { More::Whole } else { More::Follows };
        let label = format!("/{name} {}", known.arguments).trim_end().to_owned();
        Some(Offer { word: name.to_owned(), label, help: known.help.to_owned(), more })
    };
    let own = model.aliases.iter().filter(|(name, _)| name.starts_with(word)).map(|(name, line)| Offer {
        word: name.to_owned(),
        label: format!("/{name}"),
        help: escape(line).to_string(),
        more: More::Whole,
    });
    let mut found: Vec<Offer> = command::all().filter_map(offer).chain(own).collect();
    // What is typed already is what is meant first, however many longer names begin like it.
    found.sort_by_key(|offer| offer.word != word);
    found
}

/// What can stand behind `before` words: read from the usage, as a person reads it.
fn arguments(known: &Known, before: usize, model: &Model) -> Vec<Offer> {
    let usage: Vec<&str> = known.arguments.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, argument) in usage.iter().enumerate().skip(before) {
        let more = if at + 1 < usage.len() { More::Follows } else { More::Whole };
        found.extend(values(argument.trim_matches(['[', ']']), known.name, model, more));
        if !argument.starts_with('[') {
            break;
        }
    }
    found
}

fn values(argument: &str, command: &str, model: &Model, more: More) -> Vec<Offer> {
    let plain = |word: &str, help: &str| Offer {
        word: word.to_owned(),
        label: word.to_owned(),
        help: help.to_owned(),
        more,
    };
    match argument {
        "NAME" => {
            let decides = ["trust", "reject", "block"].contains(&command);
            let waiting = model.questions.iter().filter(|_| decides).map(|question| match question {
                Question::Stranger { how, .. } => plain(&question.name(), how),
                Question::Changed { .. } => plain(&question.name(), "its key has changed"),
            });
            waiting.chain(peers(model, more)).collect()
        }
        "ADDR" => {
            let dialled = model.dialled.iter().map(|address| plain(address, "dialled before"));
            let names = peers(model, more);
            let names = names.into_iter().filter(|_| command == "connect");
            dialled.filter(|_| command == "connect").chain(names).collect()
        }
        "COMMAND" => command::all().map(|known| plain(known.name, known.help)).collect(),
        "ACTION" => model.keys.all().map(|(binding, _)| plain(binding.name, binding.help)).collect(),
        "ALIAS" => model.aliases.iter().map(|(name, line)| plain(name, &escape(line).to_string())).collect(),
        "N" if command == "win" => {
            let numbered = model.peers.iter().enumerate();
            numbered.map(|(at, peer)| plain(&(at + 1).to_string(), &peer.name)).collect()
        }
        words if words.contains('|') => {
            words.split('|').flat_map(|word| values(word, command, model, more)).collect()
        }
        // What is written small stands for itself, what is written large for something that only a person knows.
        word if word.bytes().all(|byte| byte.is_ascii_lowercase()) => vec![plain(word, "")],
        _ => Vec::new(),
    }
}

/// Behind a name its values follow, behind a value nothing.
const fn more_of(before: usize) -> More {
    if before == 0 { More::Follows } else { More::Whole }
}

/// The settings, and behind the name of one what it may be.
fn settings(rest: &str, more: More) -> Vec<Offer> {
    let offer = |word: &str, help: &str| Offer {
        word: word.to_owned(),
        label: word.to_owned(),
        help: help.to_owned(),
        more,
    };
    let mut words = rest.split_whitespace();
    match (more, words.next().and_then(|name| KNOBS.iter().find(|knob| knob.name == name))) {
        (More::Follows, _) => KNOBS.iter().map(|knob| offer(knob.name, knob.help)).collect(),
        (More::Whole, Some(knob)) if rest.split_whitespace().count() <= 2 => {
            knob.words().iter().map(|word| offer(word, knob.help)).collect()
        }
        (More::Whole | More::GoesOn, _) => Vec::new(),
    }
}

fn peers(model: &Model, more: More) -> Vec<Offer> {
    let offer = |peer: &super::model::Peer| Offer {
        word: peer.name.clone(),
        label: peer.name.clone(),
        help: escape(&peer.address).to_string(),
        more,
    };
    model.peers.iter().map(offer).collect()
}
