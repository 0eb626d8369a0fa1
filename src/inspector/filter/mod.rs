//! The display filter: which packets or lines of net.log to show, in the language of Wireshark's (its manual page `wireshark-filter`).
//!
//! ```text
//! expression := xor { ("||" | "or") xor }
//! xor        := and { ("^^" | "xor") and }
//! and        := not { ("&&" | "and") not }
//! not        := ("!" | "not") not | "(" expression ")" | test
//! test       := "words in quotes"                                  some text of the packet says it
//!             | operand                                            the packet has it
//!             | operand ("==" | "!=" | "<" | "<=" | ">" | ">=") operand   also eq ne lt le gt ge, === and !==
//!             | operand ("contains" | "matches" | "~") value       matches takes a regular expression
//!             | operand ["not"] "in" "{" value [".." value] { "," .. } "}"
//! operand    := field [ "[" slice "]" ] | ("len" | "lower" | "upper") "(" operand ")" | value
//! slice      := from ":" length | from "-" last | from ":" | ":" length | place     from the end when negative
//! ```
//!
//! Fields are those of the wire definitions and of net.log, under the same names. A comparison with what a packet
//! or a line does not have is false, also with `!=`. An unknown word is an error and never a search.

mod about;
mod complete;
mod error;
mod eval;
mod examples;
mod expr;
mod lex;
mod line;
mod naming;
mod operand;
mod packet;
mod parse;
mod schema;

#[cfg(test)]
mod tests;

pub use about::about;
pub use complete::{Completion, complete};
pub use error::{ParseError, ParseState};
pub use examples::EXAMPLES;
pub use expr::{Filter, Named};
pub use line::LogFields;
pub use parse::TEXT_MAX;
pub use schema::{FieldType, FilterField, Subject, fields, find};
