//! From text to filter, by recursive descent; every name is looked up and every value read on the way.

use core::ops::Range;

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};

use super::error::ParseError;
use super::expr::{Comparison, Expr, Filter, Operand, Set};
use super::lex::{Lexer, Token};
use super::operand::{compared, field, needle, slice, value};
use super::schema::{FieldType, Subject};

/// Bytes of the longest filter.
pub const TEXT_MAX: usize = 2_000;
/// Brackets and negations in one another.
const DEPTH_MAX: usize = 50;
/// Bytes that a compiled regular expression may take.
const REGEX_BYTES_MAX: usize = 1 << 20;

/// The names of functions.
pub(super) const FUNCTIONS: [&str; 3] = ["len", "lower", "upper"];

impl Filter {
    /// Reads a filter about packets; an empty one matches everything.
    ///
    /// # Errors
    /// [`ParseError`] names the place, and says whether more typing may help.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::about(Subject::Packets, text)
    }

    /// Reads a filter about such things; an empty one matches all of them.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn about(subject: Subject, text: &str) -> Result<Self, ParseError> {
        Self::read(subject, text).map_err(|error| error.in_text(text))
    }

    fn read(subject: Subject, text: &str) -> Result<Self, ParseError> {
        if text.len() > TEXT_MAX {
            let what = format!("a filter has at most {TEXT_MAX} bytes");
            return Err(ParseError::wrong(text.floor_char_boundary(TEXT_MAX)..text.len(), what));
        }
        let mut parser = Parser { subject, lexer: Lexer::new(text), depth: 0 };
        if parser.lexer.peek()?.0 == Token::End {
            return Ok(Self::default());
        }
        let expr = parser.or()?;
        match parser.lexer.next()? {
            (Token::End, _) => Ok(Self { expr: Some(expr), named: Vec::new() }),
            (_, at) => Err(ParseError::wrong(at, "and, or or the end expected")),
        }
    }
}

struct Parser<'a> {
    subject: Subject,
    lexer: Lexer<'a>,
    depth: usize,
}

impl Parser<'_> {
    /// Whether the next token is one of these; then it is taken.
    fn takes(&mut self, sign: &str, word: &str) -> Result<bool, ParseError> {
        let is_it = match self.lexer.peek()?.0 {
            Token::Sign(found) => found == sign,
            Token::Word(found) => found.eq_ignore_ascii_case(word),
            Token::Quoted(_) | Token::End => false,
        };
        if is_it {
            self.lexer.next()?;
        }
        Ok(is_it)
    }

    fn or(&mut self) -> Result<Expr, ParseError> {
        self.joined(("||", "or"), Self::xor, Expr::Or)
    }

    fn xor(&mut self) -> Result<Expr, ParseError> {
        self.joined(("^^", "xor"), Self::and, Expr::Xor)
    }

    fn and(&mut self) -> Result<Expr, ParseError> {
        self.joined(("&&", "and"), Self::not, Expr::And)
    }

    /// Parts with one of two spellings of an operator between them, joined from the left.
    fn joined(
        &mut self,
        (sign, word): (&str, &str),
        part: fn(&mut Self) -> Result<Expr, ParseError>,
        join: fn(Box<Expr>, Box<Expr>) -> Expr,
    ) -> Result<Expr, ParseError> {
        let mut left = part(self)?;
        while self.takes(sign, word)? {
            left = join(Box::new(left), Box::new(part(self)?));
        }
        Ok(left)
    }

    /// Reads what stands within brackets or behind a negation, unless that is too deep.
    fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.depth > DEPTH_MAX {
            let what = format!("more than {DEPTH_MAX} brackets in one another");
            let place = self.lexer.place();
            let at = self.lexer.peek().map_or(place..place, |(_, at)| at);
            return Err(ParseError::wrong(at, what));
        }
        self.depth += 1;
        let found = read(self)?;
        self.depth -= 1;
        Ok(found)
    }

    fn not(&mut self) -> Result<Expr, ParseError> {
        self.within(|parser| {
            if parser.takes("!", "not")? {
                return Ok(Expr::Not(Box::new(parser.not()?)));
            }
            if !parser.takes("(", "")? {
                return parser.test();
            }
            let inside = parser.or()?;
            parser.expect(")")?;
            Ok(inside)
        })
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), ParseError> {
        match self.lexer.next()? {
            (Token::Sign(found), _) if found == sign => Ok(()),
            (Token::End, at) => Err(ParseError::incomplete(at.start, format!("{sign} expected"))),
            (_, at) => Err(ParseError::wrong(at, format!("{sign} expected"))),
        }
    }

    fn test(&mut self) -> Result<Expr, ParseError> {
        if let (Token::Quoted(words), at) = self.lexer.peek()? {
            self.lexer.next()?;
            return regex(&regex::escape(&words), FieldType::Text, at).map(Expr::Says);
        }
        let left = self.operand()?;
        let (token, at) = self.lexer.peek()?;
        if let Some(comparison) = comparison(&token) {
            self.lexer.next()?;
            has_value(&left, &at)?;
            return Ok(Expr::Compare(left.clone(), comparison, self.right(&left)?));
        }
        match token {
            Token::Sign("=") => Err(ParseError::wrong(at, "two signs compare").or(Some("=="))),
            Token::Sign("~") => self.matches(left),
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "contains" => self.contains(left),
                "matches" => self.matches(left),
                "in" => self.in_set(left),
                "not" => {
                    self.lexer.next()?;
                    match self.lexer.peek()? {
                        (Token::Word(word), _) if word.eq_ignore_ascii_case("in") => {
                            self.in_set(left).map(|set| Expr::Not(Box::new(set)))
                        }
                        (Token::End, at) => Err(ParseError::incomplete(at.start, "in expected")),
                        (_, at) => Err(ParseError::wrong(at, "in expected")),
                    }
                }
                _ => Ok(Expr::Has(left)),
            },
            _ => Ok(Expr::Has(left)),
        }
    }

    /// What stands on the right: a function or a slice of a field, a field, or a value.
    fn right(&mut self, left: &Operand) -> Result<Operand, ParseError> {
        let mut ahead = self.lexer.clone();
        let (first, at) = ahead.next()?;
        let is_applied = matches!(ahead.next()?.0, Token::Sign("(" | "["));
        if matches!(first, Token::Word(_)) && is_applied {
            let right = self.operand()?;
            return if right.field_type() == left.field_type() {
                Ok(right)
            } else {
                let what =
                    format!("{} expected, this is {}", left.field_type().name(), right.field_type().name());
                Err(ParseError::wrong(at, what))
            };
        }
        let (token, at) = self.lexer.next()?;
        compared(self.subject, left, &token, at)
    }

    fn operand(&mut self) -> Result<Operand, ParseError> {
        let (token, at) = self.lexer.next()?;
        let name = match token {
            Token::Word(name) => name,
            Token::End => return Err(ParseError::incomplete(at.start, "field expected")),
            Token::Quoted(_) | Token::Sign(_) => return Err(ParseError::wrong(at, "field expected")),
        };
        let is_called = self.lexer.peek()?.0 == Token::Sign("(");
        let operand = match FUNCTIONS.iter().position(|function| name.eq_ignore_ascii_case(function)) {
            Some(function) if is_called => self.call(function)?,
            _ => Operand::Field(field(self.subject, &name, at.clone())?),
        };
        if self.lexer.peek()?.0 != Token::Sign("[") {
            return Ok(operand);
        }
        self.lexer.next()?;
        if !matches!(operand.field_type(), FieldType::Bytes | FieldType::Text) {
            return Err(ParseError::wrong(
                at,
                format!("it is {}: only bytes and text have slices", operand.field_type().name()),
            ));
        }
        let (between, at) = self.lexer.slice()?;
        Ok(Operand::Slice(Box::new(operand), slice(between, at)?))
    }

    fn call(&mut self, function: usize) -> Result<Operand, ParseError> {
        self.expect("(")?;
        let place = self.lexer.place();
        let inside = self.within(Self::operand)?;
        let fits = match function {
            0 => matches!(inside.field_type(), FieldType::Bytes | FieldType::Text),
            _ => matches!(inside.field_type(), FieldType::Text | FieldType::Word),
        };
        if !fits {
            let end = self.lexer.place();
            let wanted = if function == 0 { "bytes or text" } else { "text" };
            return Err(ParseError::wrong(
                place..end,
                format!("{wanted} expected, this is {}", inside.field_type().name()),
            ));
        }
        self.expect(")")?;
        let inside = Box::new(inside);
        Ok(match function {
            0 => Operand::Length(inside),
            1 => Operand::Lower(inside),
            _ => Operand::Upper(inside),
        })
    }

    fn contains(&mut self, left: Operand) -> Result<Expr, ParseError> {
        let (_, at) = self.lexer.next()?;
        searched(&left, at)?;
        let (token, at) = self.lexer.next()?;
        let needle = needle(self.subject, &left, &token, at)?;
        Ok(Expr::Contains(left, Box::new(Finder::new(&needle).into_owned())))
    }

    fn matches(&mut self, left: Operand) -> Result<Expr, ParseError> {
        let (_, at) = self.lexer.next()?;
        searched(&left, at)?;
        match self.lexer.next()? {
            (Token::Word(pattern) | Token::Quoted(pattern), at) => {
                let regex = regex(&pattern, left.field_type(), at)?;
                Ok(Expr::Matches(left, regex))
            }
            (Token::End, at) => Err(ParseError::incomplete(at.start, "regular expression expected")),
            (Token::Sign(_), at) => Err(ParseError::wrong(at, "regular expression expected, in quotes")),
        }
    }

    fn in_set(&mut self, left: Operand) -> Result<Expr, ParseError> {
        let (_, at) = self.lexer.next()?;
        has_value(&left, &at)?;
        self.expect("{")?;
        let mut set = Vec::new();
        loop {
            let (token, at) = self.lexer.next()?;
            let from = value(&left, &token, at)?;
            let to = if self.takes("..", "")? {
                let (token, at) = self.lexer.next()?;
                Some(value(&left, &token, at)?)
            } else {
                None
            };
            set.push(Set { from, to });
            match self.lexer.next()? {
                (Token::Sign(","), _) => {}
                (Token::Sign("}"), _) => return Ok(Expr::In(left, set)),
                (Token::End, at) => return Err(ParseError::incomplete(at.start, "} or , expected")),
                (_, at) => return Err(ParseError::wrong(at, "} or , expected")),
            }
        }
    }
}

fn comparison(token: &Token) -> Option<Comparison> {
    let word = match token {
        Token::Sign(sign) => (*sign).to_owned(),
        Token::Word(word) => word.to_ascii_lowercase(),
        Token::Quoted(_) | Token::End => return None,
    };
    Some(match word.as_str() {
        "==" | "===" | "eq" => Comparison::Equal,
        "!=" | "!==" | "ne" => Comparison::NotEqual,
        "<" | "lt" => Comparison::Less,
        "<=" | "le" => Comparison::LessOrEqual,
        ">" | "gt" => Comparison::Greater,
        ">=" | "ge" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// What is only there or not cannot be compared.
fn has_value(left: &Operand, at: &Range<usize>) -> Result<(), ParseError> {
    if left.field_type() == FieldType::Flag {
        let error = ParseError::wrong(at.clone(), "it has no value to compare");
        return Err(error.or(Some("its name alone asks for it")));
    }
    Ok(())
}

/// Only what is made of bytes can be searched.
fn searched(left: &Operand, at: Range<usize>) -> Result<(), ParseError> {
    match left.field_type() {
        FieldType::Text | FieldType::Word | FieldType::Bytes => Ok(()),
        other => Err(ParseError::wrong(
            at,
            format!("only text and bytes can be searched, this is {}", other.name()),
        )),
    }
}

/// In bytes a dot is any byte, and `\xff` that one, as in Wireshark; in text both are characters.
fn regex(pattern: &str, searched: FieldType, at: Range<usize>) -> Result<Regex, ParseError> {
    let mut builder = RegexBuilder::new(pattern);
    let builder = builder.case_insensitive(true).size_limit(REGEX_BYTES_MAX);
    let built = builder.unicode(searched != FieldType::Bytes).build();
    built.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        ParseError::wrong(at, "no regular expression").or(Some(reason))
    })
}
