//! A page as Markdown. Each block of commands is marked `sh`, and what it prints follows, marked `text`.

use core::fmt::Write as _;

use super::page::{Block, Derivation, Field, Page};

/// The page as a file.
pub fn markdown(page: &Page) -> String {
    let mut text = format!("# {}\n", plain(&page.title));
    for block in &page.blocks {
        // Writing to a string cannot fail.
        let _ = add(&mut text, block);
    }
    text
}

fn add(text: &mut String, block: &Block) -> core::fmt::Result {
    match block {
        Block::Heading(heading) => write!(text, "\n## {}\n", plain(heading)),
        Block::Text(words) => write!(text, "\n{}\n", plain(words)),
        Block::Warning(words) => write!(text, "\n> **{}**\n", plain(words)),
        Block::Lines(lines) => fenced(text, "", lines),
        Block::Fields(fields) => table(text, fields),
        Block::Value(made) => value(text, made),
        Block::Script(script) => fenced(text, "sh", &script.lines().collect::<Vec<_>>()),
    }
}

fn table(text: &mut String, fields: &[Field]) -> core::fmt::Result {
    write!(text, "\n| bytes | field | value | says |\n| --- | --- | --- | --- |\n")?;
    for Field { range, name, bytes, note } in fields {
        writeln!(text, "| {range} | {} | `{bytes}` | {} |", plain(name), plain(note))?;
    }
    Ok(())
}

fn value(text: &mut String, made: &Derivation) -> core::fmt::Result {
    write!(text, "\n**{}** = `{}`: {}.\n", plain(&made.symbol), made.formula, plain(made.says))?;
    if let Some(id) = made.key_id() {
        write!(text, "\nkey `{id}`\n")?;
    }
    if let Some(command) = &made.command {
        fenced(text, "sh", &command.lines().collect::<Vec<_>>())?;
    }
    let result = made.result();
    if result.is_empty() { Ok(()) } else { fenced(text, "text", &result) }
}

fn fenced(text: &mut String, language: &str, lines: &[impl AsRef<str>]) -> core::fmt::Result {
    write!(text, "\n```{language}\n")?;
    for line in lines {
        writeln!(text, "{}", line.as_ref())?;
    }
    writeln!(text, "```")
}

/// Words in which nothing is markup.
fn plain(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        if "\\`*_{}[]<>()#+!|&~".contains(c) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
