//! What stands for a text, an entry of a conversation, a line of net.log.

use crate::tui::command;
use crate::tui::log::LogLine;
use crate::tui::model_talk::{Entry, Progress, Source, Voice};

/// What stands for words that cannot be told from a name.
pub(in crate::tui) const HIDDEN: &str = "hidden";

/// Fields of net.log that say nothing of who, where or what: the others are hidden.
const PUBLIC_FIELDS: [&str; 16] = [
    "conn", "dir", "type", "kind", "epoch", "seq", "length", "verdict", "reason", "bytes", "sha256", "phase",
    "step", "took_us", "count", "lost",
];

/// What stands for an entry. Its numbers and states stay; `name` gives the pseudonym of whose it is.
pub(super) fn entry(entry: &Entry, name: impl Fn(&str) -> String) -> Entry {
    let Entry { time, voice, title, lines, progress, source, place, is_unseen } = entry;
    let lines = match (voice, source) {
        // Behind the name of a file comes how it stands, which may name its peer and where it is.
        (_, Source::File(_)) => vec!["a file, hidden".to_owned()],
        (Voice::Own | Voice::Peer, _) => vec![format!("{HIDDEN}, {} B", entry.text().len())],
        (Voice::Program | Voice::Alarm, _) => vec!["words of the program, hidden".to_owned()],
        (Voice::Refused(_), _) => lines.iter().map(|line| name(line)).collect(),
    };
    let progress = match progress {
        Progress::Rejected(_) => Progress::Rejected(HIDDEN.to_owned()),
        Progress::None | Progress::Asked(_) | Progress::At(..) => progress.clone(),
    };
    let source = match source {
        Source::Own { body: _, action, carried } => {
            Source::Own { body: String::new(), action: *action, carried: *carried }
        }
        Source::Tries(_) | Source::Ended(_) | Source::Start | Source::None => Source::None,
        Source::Peer { .. } | Source::File(_) => source.clone(),
    };
    let title = title.as_ref().map(|_| "A CARD".to_owned());
    Entry { time: *time, voice: *voice, title, lines, progress, source, place: *place, is_unseen: *is_unseen }
}

/// What stands for a line of net.log.
pub(in crate::tui) fn log_line(line: &LogLine) -> LogLine {
    let LogLine { time, level, event, fields } = line;
    let shown = |(name, value): &(String, String)| {
        let is_public = PUBLIC_FIELDS.contains(&name.as_str());
        (name.clone(), if is_public { value.clone() } else { HIDDEN.to_owned() })
    };
    LogLine {
        time: time.clone(),
        level: *level,
        event: event.clone(),
        fields: fields.iter().map(shown).collect(),
    }
}

/// How much of a line that is being typed may be seen: the name of a command, or its beginning.
pub(super) fn public_head(draft: &str) -> usize {
    let Some(typed) = draft.strip_prefix('/') else { return 0 };
    let word = typed.split(char::is_whitespace).next().unwrap_or_default();
    let is_known = command::all().any(|known| known.name.starts_with(word) || known.aliases.contains(&word));
    if is_known { 1 + word.len() } else { 0 }
}
