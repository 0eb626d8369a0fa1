//! A page as one HTML file that needs no other: no script, no font, no picture, and a policy that forbids them.

use core::fmt::Write as _;

use super::page::{Block, Derivation, Field, Page};

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
pre, code, td { font-family: ui-monospace, monospace; font-size: 0.85rem; }
pre { overflow-x: auto; padding: 0.5rem 0.75rem; border-left: 3px solid #8888; margin: 0.25rem 0; }
pre.command { border-color: #28c; background: #28c1; }
pre.output { border-color: #2a4; }
pre.secret, .warning { border-color: #c33; background: #c331; }
.warning { padding: 0.5rem 0.75rem; border-left: 3px solid #c33; font-weight: bold; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.1rem 0.75rem 0.1rem 0; }
td { overflow-wrap: anywhere; }
td:first-child, td:nth-child(2) { white-space: nowrap; }
.derived { margin-top: 1.25rem; }
</style>
"#;

/// The page as a file.
pub fn html(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut text = format!("{HEAD}<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n");
    for block in &page.blocks {
        // Writing to a string cannot fail.
        let _ = add(&mut text, block);
    }
    text.push_str("</body>\n</html>\n");
    text
}

fn add(text: &mut String, block: &Block) -> core::fmt::Result {
    match block {
        Block::Heading(heading) => writeln!(text, "<h2>{}</h2>", escaped(heading)),
        Block::Text(words) => writeln!(text, "<p>{}</p>", escaped(words)),
        Block::Warning(words) => writeln!(text, "<p class=\"warning\">{}</p>", escaped(words)),
        Block::Lines(lines) => preformatted(text, "tree", &lines.join("\n")),
        Block::Fields(fields) => table(text, fields),
        Block::Value(made) => value(text, made),
        Block::Script(script) => preformatted(text, "command", script.trim_end()),
    }
}

fn table(text: &mut String, fields: &[Field]) -> core::fmt::Result {
    writeln!(text, "<table>\n<tr><th>bytes</th><th>field</th><th>value</th><th>says</th></tr>")?;
    for Field { range, name, bytes, note } in fields {
        let cells = [range, *name, bytes, note].map(|cell| format!("<td>{}</td>", escaped(cell)));
        writeln!(text, "<tr>{}</tr>", cells.concat())?;
    }
    writeln!(text, "</table>")
}

fn value(text: &mut String, made: &Derivation) -> core::fmt::Result {
    let Derivation { symbol, formula, says, .. } = made;
    let (symbol, formula) = (escaped(symbol), escaped(formula));
    writeln!(text, "<p class=\"derived\"><b>{symbol}</b> = <code>{formula}</code><br>{}</p>", escaped(says))?;
    if let Some(id) = made.key_id() {
        writeln!(text, "<p>key <code>{}</code></p>", escaped(id))?;
    }
    if let Some(command) = &made.command {
        preformatted(text, "command", command)?;
    }
    let result = made.result();
    if result.is_empty() {
        return Ok(());
    }
    preformatted(text, if made.is_secret() { "output secret" } else { "output" }, &result.join("\n"))
}

fn preformatted(text: &mut String, class: &str, lines: &str) -> core::fmt::Result {
    writeln!(text, "<pre class=\"{class}\">{}</pre>", escaped(lines))
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
