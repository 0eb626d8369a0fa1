//! The page of the lines, `EVENTS.md`.

use std::fmt::Write as _;

use super::events::{EVENTS, EventSpec, SHARED};

/// What stands above the table.
const PREFACE: &str = "\
# The lines of the line mode

Every line begins with a stable word and is flushed at once. With `--json` each line is one object whose first field,
`event`, is that word; the other fields are below, always all of them, `null` where there is nothing to say. Times are
UTC in ISO 8601, digests are hexadecimal. New fields may be added; none changes its meaning.

";

/// The page of the lines as Markdown: what several lines share stands below the table, once.
pub fn events_markdown() -> String {
    let mut page = PREFACE.to_owned();
    page.push_str("| event | when | fields |\n|---|---|---|\n");
    for EventSpec { word, when, fields } in EVENTS {
        let named = |field: &(&str, &str)| {
            if SHARED.contains(field) { format!("`{}`", field.0) } else { described(field) }
        };
        let fields: Vec<String> = fields.iter().map(named).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| `{word}` | {when} | {} |", fields.join("; "));
    }
    let shared: Vec<String> = SHARED.iter().map(described).collect();
    let _ = writeln!(page, "\nIn all of them: {}.", shared.join("; "));
    page
}

fn described((name, meaning): &(&str, &str)) -> String {
    format!("`{name}` {meaning}")
}
