//! The files of the spec and their headings.

use std::sync::LazyLock;

/// The files, in the order in which they are read: name and text.
pub(super) const FILES: [(&str, &str); 6] = [
    ("README.md", include_str!("../../protocol-spec/README.md")),
    ("messages.md", include_str!("../../protocol-spec/messages.md")),
    ("states.md", include_str!("../../protocol-spec/states.md")),
    ("threat-model.md", include_str!("../../protocol-spec/threat-model.md")),
    ("attacks.md", include_str!("../../protocol-spec/attacks.md")),
    ("CHANGELOG.md", include_str!("../../protocol-spec/CHANGELOG.md")),
];

/// One section: a heading, and what stands behind it up to the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The file that it is in.
    pub file: &'static str,
    /// How many marks are in front of its heading.
    pub level: usize,
    /// Its heading, plain.
    pub title: String,
    /// What stands behind the heading, as it is in the file.
    pub text: &'static str,
}

static SECTIONS: LazyLock<Vec<Section>> =
    LazyLock::new(|| FILES.iter().flat_map(|(file, text)| cut(file, text)).collect());

/// Every section, file by file.
pub fn sections() -> &'static [Section] {
    &SECTIONS
}

fn cut(file: &'static str, text: &'static str) -> Vec<Section> {
    let mut starts = Vec::new();
    let (mut at, mut is_code) = (0, false);
    for line in text.split_inclusive('\n') {
        is_code ^= line.starts_with("```");
        if let Some((level, title)) = heading(line).filter(|_| !is_code) {
            starts.push((at, at + line.len(), level, title));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    let sections = starts.iter().zip(ends).map(|((_, from, level, title), end)| {
        let text = text.get(*from..end).unwrap_or_default();
        Section { file, level: *level, title: plain(title), text }
    });
    sections.collect()
}

/// The level and the words of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    (level > 0 && words.starts_with(' ')).then_some((level, words.trim()))
}

/// Markdown without its marks: links are their words, code and emphasis are what they hold.
pub(super) fn plain(text: &str) -> String {
    let mut rest = text;
    let mut out = String::with_capacity(text.len());
    while let Some((at, mark)) = rest.char_indices().find(|(_, c)| matches!(c, '`' | '*' | '[' | '\\')) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let behind = behind.get(1..).unwrap_or_default();
        rest = match mark {
            '`' => match behind.split_once('`') {
                Some((code, behind)) => {
                    out.push_str(&code.replace("\\|", "|"));
                    behind
                }
                None => behind,
            },
            '[' => {
                if let Some((words, behind)) = link(behind) {
                    out.push_str(&plain(words));
                    behind
                } else {
                    out.push('[');
                    behind
                }
            }
            _ => behind,
        };
    }
    out.push_str(rest);
    out
}

/// The words of a link whose bracket was opened, and what stands behind it.
fn link(text: &str) -> Option<(&str, &str)> {
    let (words, behind) = text.split_once("](")?;
    let (_, behind) = behind.split_once(')')?;
    (!words.contains('[')).then_some((words, behind))
}
