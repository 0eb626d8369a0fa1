//! What may stand where the cursor is.

use core::ops::Range;

use super::lex::{Lexer, Token, is_part};
use super::operand::spelled;
use super::parse::FUNCTIONS;
use super::schema::{FieldType, FilterField, Subject, fields, find};

/// Words that may take the place of the one at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the word that is being typed.
    pub at: Range<usize>,
    /// What may stand there, in alphabetical order.
    pub words: Vec<String>,
}

const COMPARISONS: [&str; 12] = ["==", "!=", "<", "<=", ">", ">=", "eq", "ne", "lt", "le", "gt", "ge"];
const JOINS: [&str; 6] = ["&&", "||", "^^", "and", "or", "xor"];

/// What the next word may be.
enum Next {
    Operand,
    Value(Option<&'static FilterField>),
    Operator(&'static FilterField),
    Join,
}

/// What may stand at `cursor`, a byte offset, given what stands before it.
pub fn complete(subject: Subject, text: &str, cursor: usize) -> Completion {
    let before = text.get(..cursor).unwrap_or(text);
    let from =
        before.rfind(|char| !is_part(char)).map_or(0, |at| at + before.get(at..).map_or(1, first_bytes));
    let typed = before.get(from..).unwrap_or_default().to_ascii_lowercase();
    let mut words: Vec<String> = match next(subject, before.get(..from).unwrap_or_default()) {
        Next::Operand => {
            let calls = FUNCTIONS.iter().map(|name| format!("{name}("));
            fields(subject)
                .map(|field| field.name.to_owned())
                .chain(calls)
                .chain(["not".to_owned()])
                .collect()
        }
        Next::Value(field) => {
            field.into_iter().flat_map(|field| field.words.iter().map(|word| spelled(word))).collect()
        }
        Next::Operator(field) => operators(field).map(str::to_owned).collect(),
        Next::Join => JOINS.iter().map(|word| (*word).to_owned()).collect(),
    };
    words.retain(|word| word.starts_with(typed.as_str()) && *word != typed);
    words.sort_unstable();
    words.dedup();
    Completion { at: from..before.len(), words }
}

fn first_bytes(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

fn operators(field: &FilterField) -> impl Iterator<Item = &'static str> {
    let compared = field.field_type != FieldType::Flag;
    let searched = matches!(field.field_type, FieldType::Text | FieldType::Word | FieldType::Bytes);
    let some = |words: &'static [&'static str], which: bool| words.iter().copied().filter(move |_| which);
    let compare = some(const { &COMPARISONS }, compared).chain(some(&["in"], compared));
    compare.chain(some(&["contains", "matches"], searched)).chain(JOINS)
}

/// What is due after these words.
fn next(subject: Subject, before: &str) -> Next {
    let mut lexer = Lexer::new(before);
    let (mut due, mut about) = (Next::Operand, None);
    while let Ok((token, _)) = lexer.next() {
        due = match token {
            Token::End => break,
            Token::Sign("&&" | "||" | "^^" | "!" | "(") => Next::Operand,
            Token::Sign(")" | "]") => about.map_or(Next::Join, Next::Operator),
            Token::Sign("}") | Token::Quoted(_) => Next::Join,
            Token::Sign(_) => Next::Value(about),

            Token::Word(word) => match (word.to_ascii_lowercase().as_str(), due) {
                ("and" | "or" | "xor" | "not", _) => Next::Operand,
                (
                    "contains" | "matches" | "in" | "eq" | "ne" | "lt" | "le" | "gt" | "ge",
                    Next::Operator(_),
                ) => Next::Value(about),
                (name, Next::Operand) => {
                    about = find(name).filter(|field| subject.has(field));
                    about.map_or(Next::Join, Next::Operator)
                }
                _ => Next::Join,
            },
        };
    }
    due
}
