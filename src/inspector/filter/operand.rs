//! What is compared: values read as the type of the field that they are compared with.

use core::ops::Range;

use super::error::ParseError;
use super::expr::{Extent, Operand, Slice, Value};
use super::lex::Token;
use super::schema::{FieldType, FilterField, Subject, fields, find, nearest};

/// A field by its name.
pub(super) fn field(
    subject: Subject,
    name: &str,
    at: Range<usize>,
) -> Result<&'static FilterField, ParseError> {
    match find(name) {
        Some(field) if subject.has(field) => return Ok(field),
        Some(field) => {
            return Err(ParseError::wrong(at, format!("only lines of net.log have {}", field.name)));
        }
        None => {}
    }
    let plain = name.strip_prefix("peerscope.").unwrap_or(name);
    if plain.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(ParseError::wrong(at, "a value cannot stand on the left").or(Some("begin with a field")));
    }
    let near = nearest(plain, fields(subject).map(|field| field.name));
    let error = ParseError::wrong(at, format!("unknown field \"{plain}\""));
    Err(error
        .or(near.map(|name| format!("did you mean {name}?")))
        .unless_begun(plain, fields(subject).map(|field| field.name)))
}

/// What stands on the right of a comparison: a value, or another field of the type of the first.
pub(super) fn compared(
    subject: Subject,
    left: &Operand,
    token: &Token,
    at: Range<usize>,
) -> Result<Operand, ParseError> {
    match meant(subject, left, token) {
        Some(field) => Ok(Operand::Field(field)),
        None => value(left, token, at).map(Operand::Value),
    }
}

/// The field that a bare word on the right names. Where words are values, only a dotted name is a field.
fn meant(subject: Subject, left: &Operand, token: &Token) -> Option<&'static FilterField> {
    let Token::Word(word) = token else { return None };
    let field = find(word).filter(|field| subject.has(field))?;
    let wanted = left.field_type();
    let is_named = left.field().is_some_and(|left| left.words.iter().any(|name| is_same(name, word)));
    let is_meant =
        field.field_type == wanted && !is_named && (wanted != FieldType::Text || word.contains('.'));
    is_meant.then_some(field)
}

/// What is looked for in something: a value, of a list also a part of one.
///
/// # Errors
/// A field is none: what a search looks for does not change from packet to packet.
pub(super) fn needle(
    subject: Subject,
    left: &Operand,
    token: &Token,
    at: Range<usize>,
) -> Result<Vec<u8>, ParseError> {
    if let Some(field) = meant(subject, left, token) {
        let error =
            ParseError::wrong(at, format!("contains looks for a value, and {} is a field", field.name));
        return Err(error.or(Some(format!("\"{}\" in quotes is text", field.name))));
    }
    if let (FieldType::Word, Token::Word(text) | Token::Quoted(text)) = (left.field_type(), token) {
        return Ok(text.as_bytes().to_vec());
    }
    Ok(match value(left, token, at)? {
        Value::Text(text) => text.into_bytes(),
        Value::Bytes(bytes) => bytes,
        Value::Word(word) => word.as_bytes().to_vec(),
        Value::Number(_) | Value::Time(_) => Vec::new(),
    })
}

/// A value of the type of what stands on the left.
pub(super) fn value(left: &Operand, token: &Token, at: Range<usize>) -> Result<Value, ParseError> {
    let (text, is_quoted) = match token {
        Token::Word(text) => (text.as_str(), false),
        Token::Quoted(text) => (text.as_str(), true),
        Token::End => return Err(ParseError::incomplete(at.start, "value expected")),
        Token::Sign(sign) => {
            return Err(ParseError::wrong(at, format!("{} expected, not {sign}", left.field_type().name())));
        }
    };
    match left.field_type() {
        FieldType::Number => number(left, text, at),
        FieldType::Time => time(text, at),
        FieldType::Text => Ok(Value::Text(text.to_owned())),
        FieldType::Word => word(left, text, at),
        FieldType::Bytes if is_quoted => Ok(Value::Bytes(text.as_bytes().to_vec())),
        FieldType::Bytes => bytes(text).map(Value::Bytes).ok_or_else(|| {
            ParseError::wrong(at, "bytes expected").or(Some("as ff:00:a7, 0xff00a7 or \"text\""))
        }),
        FieldType::Flag => {
            Err(ParseError::wrong(at, "it has no value to compare").or(Some("its name alone asks for it")))
        }
    }
}

fn number(left: &Operand, text: &str, at: Range<usize>) -> Result<Value, ParseError> {
    if let Some(number) = digits(text) {
        return Ok(Value::Number(number));
    }
    let Some(field) = left.field() else { return Err(ParseError::wrong(at, "a number expected")) };
    field.numbered(text).map(Value::Number).ok_or_else(|| unknown(field, text, at))
}

/// A number in nothing but digits: the library would take a sign.
pub(super) fn in_digits(text: &str, radix: u32) -> Option<u64> {
    let is_digits = text.chars().all(|c| c.is_digit(radix));
    u64::from_str_radix(text, radix).ok().filter(|_| is_digits)
}

/// Decimal, hexadecimal behind `0x`, binary behind `0b` or octal behind `0`, as in Wireshark.
fn digits(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let radix = |prefix, radix| lower.strip_prefix(prefix).map(|rest| in_digits(rest, radix));
    let is_plain = !lower.is_empty() && lower.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = || is_plain.then(|| lower.parse().ok());
    let is_octal = is_plain && lower.len() > 1;
    radix("0x", 16)
        .or_else(|| radix("0b", 2))
        .or_else(|| radix("0", 8).filter(|_| is_octal))
        .or_else(decimal)
        .flatten()
}

fn word(left: &Operand, text: &str, at: Range<usize>) -> Result<Value, ParseError> {
    let Some(field) = left.field() else { return Ok(Value::Text(text.to_owned())) };
    let known = field.words.iter().find(|name| is_same(name, text));
    known.map(|name| Value::Word(name)).ok_or_else(|| unknown(field, text, at))
}

fn unknown(field: &FilterField, text: &str, at: Range<usize>) -> ParseError {
    if field.words.is_empty() {
        return ParseError::wrong(at, format!("{} is {}", field.name, field.field_type.name()));
    }
    let error = ParseError::wrong(at, format!("no {} is called \"{text}\"", field.name));
    let near = nearest(text, field.words.iter().copied());
    let error = error.or(near.map(|name| format!("did you mean {}?", spelled(name))));
    error.unless_begun(text, field.words.iter().copied())
}

/// Upper and lower case are one, and so are the ways to join two words.
pub(super) fn is_same(name: &str, text: &str) -> bool {
    let plain = |char: char| if "-_ ".contains(char) { ' ' } else { char.to_ascii_lowercase() };
    name.chars().map(plain).eq(text.chars().map(plain))
}

/// As it can be typed without quotes.
pub(super) fn spelled(name: &str) -> String {
    name.replace(' ', "_").to_ascii_lowercase()
}

/// `ff:00:a7`, `ff-00-a7`, `0xff00a7` or `ff00a7`.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let digits: Vec<u8> = text.bytes().filter(|byte| !b":-".contains(byte)).collect();
    let separated = text.split([':', '-']).all(|part| part.len() == 2);
    let is_single = !text.contains([':', '-']);
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !(separated || is_single) {
        return None;
    }
    let pair = |pair: &[u8]| u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok();
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    if is_hex { digits.chunks(2).map(pair).collect() } else { None }
}

/// A whole number of milliseconds, or the beginning of a date and time or of a clock.
fn time(text: &str, at: Range<usize>) -> Result<Value, ParseError> {
    if let Some(ms) = digits(text) {
        return Ok(Value::Number(ms));
    }
    let text = text.trim_end_matches(['Z', 'z']).replace(['T', 't'], " ");
    let begins = |shape: &str| {
        let fits =
            |(digit, shape): (char, char)| if shape == '0' { digit.is_ascii_digit() } else { digit == shape };
        text.len() <= shape.len() && text.chars().zip(shape.chars()).all(fits)
    };
    if text.len() >= 4 && (begins("0000-00-00 00:00:00.000") || begins("00:00:00.000")) {
        return Ok(Value::Time(text));
    }
    let hint = "as \"2026-11-21 10:42:11\", \"10:42\" or milliseconds since 1970";
    Err(ParseError::wrong(at, "a time expected").or(Some(hint)))
}

/// What stands between the brackets of a slice.
pub(super) fn slice(text: &str, at: Range<usize>) -> Result<Slice, ParseError> {
    let read = || {
        let text = text.trim();
        if let Some((from, length)) = text.split_once(':') {
            let from = if from.trim().is_empty() { 0 } else { from.trim().parse().ok()? };
            let extent = match length.trim() {
                "" => Extent::Rest,
                length => Extent::Bytes(length.parse().ok()?),
            };
            return Some(Slice { from, extent });
        }
        // A minus in front is a sign, one behind a digit stands between two places.
        let dash = text.char_indices().skip(1).find(|(_, char)| *char == '-').map(|(place, _)| place);
        let Some((from, last)) = dash.and_then(|dash| Some((text.get(..dash)?, text.get(dash + 1..)?)))
        else {
            return Some(Slice { from: text.parse().ok()?, extent: Extent::Bytes(1) });
        };
        Some(Slice { from: from.trim().parse().ok()?, extent: Extent::Last(last.trim().parse().ok()?) })
    };
    read()
        .ok_or_else(|| ParseError::wrong(at, "no slice").or(Some("[0:4] for four bytes, [2-5], [4:], [-1]")))
}
