//! What stands behind `/history`, and what is said about it.

use crate::inspector::counted;
use crate::node::{Command, Keep, Looked, MISSED_MAX, PeerRef, Recall};
use crate::text::{typed_path, words};

/// Texts that are told again unless another number is given.
const LINES: usize = 20;
/// Texts that can be asked for at most; a file takes them all.
const LINES_MAX: usize = 10_000;
/// Texts that hold a word of which so many are told; who looks for more gives a longer word.
const FOUND_MAX: usize = 500;

/// What is asked about what was said with one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Past {
    /// To be told again, or written to a file.
    Recall(Recall),
    /// To be kept for so long from now on.
    Keep(Keep),
    /// To be deleted.
    Delete,
}

impl Past {
    /// Whether all that was said is gone by it.
    pub const fn destroys(&self) -> bool {
        matches!(self, Self::Delete | Self::Keep(Keep::Days(0)))
    }

    /// For the node.
    pub fn command(self, peer: PeerRef) -> Command {
        match self {
            Self::Recall(recall) => Command::Recall(peer, recall),
            Self::Keep(keep) => Command::Keep(peer, keep),
            Self::Delete => Command::DeleteHistory(peer),
        }
    }
}

/// Reads `[NAME] [N | FILE.md | FILE.jsonl | keep DAYS|forever | delete]`; the peer that is meant, if one is named.
///
/// # Errors
/// What is wrong with it, in words; empty if something is missing.
pub fn parse(rest: &str) -> Result<(Past, Option<String>), String> {
    let words: Vec<&str> = words(rest);
    let (past, name) = match words.as_slice() {
        [name @ .., "delete"] => (Past::Delete, name),
        [name @ .., "keep", long] => (Past::Keep(keep(long)?), name),
        [.., "keep"] => return Err("how long: so many days, or forever".to_owned()),
        [name @ .., last] if is_file(last) => (Past::Recall(Recall::ForFile(typed_path(last))), name),
        [name @ .., last] if is_number(last) => (Past::Recall(Recall::Last(texts(last)?)), name),
        name => (Past::Recall(Recall::Last(LINES)), name),
    };
    match (name, &past) {
        ([], Past::Delete) => Err("with whom: /history NAME delete".to_owned()),
        ([], Past::Keep(_)) => Err("of whom: /history NAME keep DAYS|forever".to_owned()),
        ([], _) => Ok((past, None)),
        ([name], _) => Ok((past, Some((*name).to_owned()))),
        _ => Err(format!("{} is no name", name.join(" "))),
    }
}

fn keep(long: &str) -> Result<Keep, String> {
    match long {
        "forever" => Ok(Keep::Forever),
        days => days.parse().map(Keep::Days).map_err(|_no_number| "so many days, or forever".to_owned()),
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

fn texts(number: &str) -> Result<usize, String> {
    let count = number.parse().ok().filter(|count| (1..=LINES_MAX).contains(count));
    count.ok_or_else(|| format!("{number} is no number of texts: 1 to 10,000"))
}

fn is_file(word: &str) -> bool {
    [".md", ".jsonl"].iter().any(|end| word.to_lowercase().ends_with(end))
}

/// What is said once it is so.
pub fn kept_for(name: &str, keep: Keep) -> String {
    match keep {
        Keep::Forever => format!("what is said with {name} is kept until you delete it"),
        Keep::Days(0) => {
            format!(
                "nothing of what is said with {name} is kept, but what {name} does not have yet and what was \
                 neither seen nor printed here"
            )
        }
        Keep::Days(days) => {
            format!("what is said with {name} is kept for {}", counted(usize::from(days), "day"))
        }
    }
}

/// What is said once it is gone; so many texts still wait for the peer.
pub fn deleted(name: &str, waiting: usize) -> String {
    let stays = match waiting {
        0 => String::new(),
        1 => "; 1 text that waits stays until it is sent".to_owned(),
        waiting => format!("; {waiting} texts that wait stay until they are sent"),
    };
    format!("what was said with {name} is deleted here{stays}; {name} has its own")
}

/// What is said when older texts with a peer came, and so many of them were brought in.
pub fn brought(name: &str, came: usize, count: usize) -> String {
    match (came, count) {
        (0, _) => format!("nothing older with {name} is kept"),
        (_, 0) => format!("the older texts with {name} that you asked for are here already"),
        (_, count) => format!("{} with {name} brought in above", counted(count, "older text")),
    }
}

/// What is said when so many came for a conversation that was left meanwhile.
pub fn came_late(name: &str, count: usize) -> String {
    format!(
        "{} with {name} came when you had turned to something else: /history {name} opens that conversation",
        counted(count, "older text")
    )
}

/// What is said above the newest texts when there are more that nobody has seen.
pub fn missed(name: &str, count: u64) -> String {
    let texts = counted(usize::try_from(count).unwrap_or(usize::MAX), "text");
    let texts = if count < MISSED_MAX { texts } else { format!("{texts} or more") };
    format!(
        "{texts} that nobody has seen came before these: /history {name} N tells the last N, /read {name} counts all as seen"
    )
}

/// What is said when texts that nobody has seen had to make room.
pub fn made_room(name: &str) -> String {
    format!(
        "texts that nobody has seen had to make room for newer ones: /history {name} N brings them in where they are kept, \
         /read {name} counts all as seen"
    )
}

/// What is said when not all comes that nobody has seen.
pub fn untold(name: &str) -> String {
    format!(
        "not all that {name} has said was told here, and nothing of it is reported as read: /history {name} N tells \
         the last N as far as they are kept, /read {name} counts all as seen"
    )
}

/// What is said when all of it counts as seen.
pub fn all_read(name: &str) -> String {
    format!("all that {name} has said counts as seen")
}

/// Looks for a word in everything that was said with anybody.
pub const fn search_all(word: String) -> Command {
    Command::Search { peer: None, word, below: u64::MAX, enough: FOUND_MAX }
}

/// What is said at the end of a search.
pub fn searched(word: &str, found: usize, looked: Looked) -> String {
    let more = match looked {
        Looked::Everywhere => "",
        Looked::AtTheNewest => "; there may be more: a longer word finds fewer",
    };
    match found {
        0 => format!("nothing that was said holds \"{word}\""),
        1 => format!("1 text holds \"{word}\"{more}"),
        many => format!("{many} texts hold \"{word}\"{more}"),
    }
}
