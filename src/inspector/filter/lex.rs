//! The words of a filter, read one at a time, each with its place.

use core::ops::Range;
use core::str::CharIndices;

use super::error::ParseError;
use super::operand::in_digits;

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, digits and `_ . : - # %`: a name, a number, bytes, an address.
    Word(String),
    /// What stood in quotes.
    Quoted(String),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

/// Longer signs first, so that none is taken for the beginning of another.
const SIGNS: [&str; 22] = [
    "===", "!==", "==", "!=", "<=", ">=", "&&", "||", "^^", "..", "<", ">", "!", "~", "(", ")", "{", "}",
    "[", "]", ",", "=",
];

/// Reads a filter from left to right.
#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Where the next token begins.
    pub(super) fn place(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    /// The next token and its place.
    pub(super) fn next(&mut self) -> Result<(Token, Range<usize>), ParseError> {
        let from = self.place();
        let token = self.token()?;
        Ok((token, from..self.at))
    }

    /// The next token, which stays.
    pub(super) fn peek(&self) -> Result<(Token, Range<usize>), ParseError> {
        self.clone().next()
    }

    fn token(&mut self) -> Result<Token, ParseError> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Token::End) };
        if first == '"' {
            self.at += 1;
            return self.quoted(Escapes::Read);
        }
        if rest.starts_with("r\"") || rest.starts_with("R\"") {
            self.at += 2;
            return self.quoted(Escapes::Keep);
        }
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let word = word(rest);
        if word.is_empty() {
            let at = self.at..self.at + first.len_utf8();
            return Err(ParseError::wrong(at, format!("no filter holds {}", first.escape_debug())));
        }
        self.at += word.len();
        Ok(Token::Word(word.to_owned()))
    }

    fn quoted(&mut self, escapes: Escapes) -> Result<Token, ParseError> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, char)) = chars.next() {
            match (char, escapes) {
                ('"', _) => {
                    self.at += offset + 1;
                    return Ok(Token::Quoted(text));
                }
                ('\\', Escapes::Read) => {
                    let Some((place, meant)) = chars.next() else { break };
                    text.push(match (meant, escaped(meant, &mut chars)) {
                        (_, Some(char)) => char,
                        (meant, None) => {
                            let at = self.at + offset..self.at + place + meant.len_utf8();
                            let error =
                                ParseError::wrong(at, format!("\\{} is no escape", meant.escape_debug()));
                            return Err(
                                error.or(Some("r\"..\" keeps what stands in it, \\\\ is a backslash"))
                            );
                        }
                    });
                }
                (other, _) => text.push(other),
            }
        }
        Err(ParseError::incomplete(self.text.len(), "\" expected"))
    }

    /// What stands before the `]` that closes a slice, and its place.
    pub(super) fn slice(&mut self) -> Result<(&'a str, Range<usize>), ParseError> {
        let rest = self.rest();
        let Some(length) = rest.find(']') else {
            return Err(ParseError::incomplete(self.text.len(), "] expected"));
        };
        let at = self.at..self.at + length;
        self.at = at.end + 1;
        Ok((rest.get(..length).unwrap_or_default(), at))
    }
}

/// What `\` and a character mean, with the digits behind them, if they mean something.
fn escaped(meant: char, chars: &mut CharIndices<'_>) -> Option<char> {
    let rest = chars.as_str();
    match meant {
        '\\' | '"' | '\'' => Some(meant),
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        '0' if !rest.starts_with(|next: char| next.is_ascii_digit()) => Some('\0'),
        'u' => numbered(rest.strip_prefix('{')?.split_once('}')?.0, 2, chars),
        // A byte that is no ASCII is no character: bytes are written without quotes.
        'x' => numbered(rest.get(..2)?, 0, chars).filter(char::is_ascii),
        _ => None,
    }
}

/// The character of these hexadecimal digits; they and so many brackets are taken.
fn numbered(digits: &str, brackets: usize, chars: &mut CharIndices<'_>) -> Option<char> {
    let char = char::from_u32(u32::try_from(in_digits(digits, 16)?).ok()?)?;
    chars.nth(digits.chars().count() + brackets - 1)?;
    Some(char)
}

/// Whether `\` means something in quotes.
#[derive(Clone, Copy)]
enum Escapes {
    Read,
    Keep,
}

/// The word at the beginning; two dots end it, since they stand between the ends of a range.
fn word(text: &str) -> &str {
    let end = text.find(|char| !is_part(char)).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    word.split("..").next().unwrap_or(word)
}

/// Whether a word may hold it.
pub(super) fn is_part(char: char) -> bool {
    char.is_alphanumeric() || "_.:-#%".contains(char)
}
