//! The language by example, for the help.

/// A filter, and what it shows or what else can be written so.
pub const EXAMPLES: [(&str, &str); 8] = [
    ("bad", "what was refused; a field alone asks whether it is there"),
    ("kind == text && dir == received", "texts that came; also and, or, not, ||, !, ( )"),
    ("seq > 9 || size >= 1000", "numbers; also ==, !=, <, <="),
    ("peer in {\"ea01d274\", \"d6a15a08\"}", "one of these"),
    ("frame[0:4] contains 50:53", "bytes, in hex; frame[4] is one of them"),
    ("text.body matches \"hel+o\"", "a regular expression; contains takes a part of the text"),
    ("len(frame) > 200", "how many bytes a field has"),
    ("\"hello\"", "a text that holds this, in any field"),
];
