//! A page as rows of text, for a screen or for lines.

use super::page::{Block, Derivation, Field, LINE_DIGITS, Page, folded};

/// What a row is, for whoever colours it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// A title or a heading.
    Heading,
    /// Words.
    Text,
    /// Bytes and drawings: not to be wrapped between words.
    Bytes,
    /// A formula, or what a thing is called.
    Name,
    /// A command.
    Command,
    /// A secret, or a warning about secrets.
    Secret,
}

/// A row of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub shade: Shade,
    /// What it says, fit for a terminal.
    pub text: String,
}

/// The rows of a page.
pub fn rows(page: &Page) -> Vec<Row> {
    let mut rows = vec![row(Shade::Heading, &page.title)];
    for block in &page.blocks {
        add(&mut rows, block);
    }
    rows
}

fn row(shade: Shade, text: impl Into<String>) -> Row {
    Row { shade, text: text.into() }
}

fn add(rows: &mut Vec<Row>, block: &Block) {
    match block {
        Block::Heading(text) => rows.extend([row(Shade::Text, ""), row(Shade::Heading, text)]),
        Block::Text(text) => rows.push(row(Shade::Text, text)),
        Block::Warning(text) => rows.push(row(Shade::Secret, text)),
        Block::Lines(lines) => rows.extend(lines.iter().map(|line| row(Shade::Bytes, line))),
        Block::Fields(fields) => fields.iter().for_each(|field| add_field(rows, field)),
        Block::Value(made) => add_value(rows, made),
        Block::Script(script) => rows.extend(script.lines().map(|line| row(Shade::Command, line))),
    }
}

/// `8..12     length  00000144  324`, or the bytes below where they are many.
fn add_field(rows: &mut Vec<Row>, field: &Field) {
    let head = format!("{:<9} {:<12}", field.range, field.name);
    match folded(&field.bytes, LINE_DIGITS)[..] {
        [only] if only.len() <= 32 => {
            rows.push(row(Shade::Bytes, format!("{head} {only}  {}", field.note).trim_end()));
        }
        ref lines => {
            rows.push(row(Shade::Bytes, head.trim_end()));
            rows.extend(lines.iter().map(|line| row(Shade::Bytes, format!("  {line}"))));
        }
    }
}

fn add_value(rows: &mut Vec<Row>, made: &Derivation) {
    rows.push(row(Shade::Name, format!("{} = {}", made.symbol, made.formula)));
    rows.push(row(Shade::Text, format!("  {}", made.says)));
    if let Some(id) = made.key_id() {
        rows.push(row(Shade::Bytes, format!("  key {id}")));
    }
    let commands = made.command.iter().flat_map(|command| command.lines());
    rows.extend(commands.map(|line| row(Shade::Command, format!("  {line}"))));
    let shade = if made.is_secret() { Shade::Secret } else { Shade::Bytes };
    rows.extend(made.result().into_iter().map(|line| row(shade, format!("  {line}"))));
}
