//! What is written on a page, before anybody knows whether it becomes a screen, lines or a file.

/// A session explained.
#[derive(Debug)]
pub struct Page {
    /// What stands over it.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A part of a page. The texts are fit for a terminal; a file escapes them in its own way.
#[derive(Debug)]
pub enum Block {
    /// What follows is about this.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph that nobody is to overlook.
    Warning(String),
    /// Lines as they are.
    Lines(Vec<String>),
    /// The fields of bytes, in their order and without gap.
    Fields(Vec<Field>),
    /// A value that was derived.
    Value(Derivation),
    /// Commands that the later ones need.
    Script(String),
}

/// A field of bytes.
#[derive(Debug)]
pub struct Field {
    /// Its first byte and the one behind its last, as `8..12`.
    pub range: String,
    /// Its name.
    pub name: &'static str,
    /// Its bytes in hexadecimal.
    pub bytes: String,
    /// What they say, where that is not plain to see.
    pub note: String,
}

/// A value and where it comes from.
#[derive(Debug)]
pub struct Derivation {
    /// What it is called.
    pub symbol: String,
    /// What it is made of, in the words of the spec.
    pub formula: String,
    /// What it is for.
    pub says: &'static str,
    /// Itself in hexadecimal, or the public name of a key.
    pub value: Shown,
    /// A command that gives the same.
    pub command: Option<String>,
}

/// How much of a value is shown.
#[derive(Debug)]
pub enum Shown {
    /// All of it, in hexadecimal.
    Public(String),
    /// Its four-byte name, in hexadecimal.
    Key(String),
    /// All of it, in hexadecimal; it is a secret that was disclosed. Its name stands before it.
    Secret(String, String),
    /// What the check of a signature says.
    Verified,
}

/// What OpenSSL says of a signature that is right.
const VERIFIED: &str = "Signature Verified Successfully";

/// Digits of a line of hexadecimal: 32 bytes.
pub(super) const LINE_DIGITS: usize = 64;

impl Derivation {
    /// The public name of the key that it is.
    pub(super) fn key_id(&self) -> Option<&str> {
        match &self.value {
            Shown::Key(id) | Shown::Secret(id, _) => Some(id),
            Shown::Public(_) | Shown::Verified => None,
        }
    }

    /// Whether the result is a secret.
    pub(super) const fn is_secret(&self) -> bool {
        matches!(self.value, Shown::Secret(..))
    }

    /// The lines that its command prints; without a command, the same value.
    pub(super) fn result(&self) -> Vec<&str> {
        match &self.value {
            Shown::Public(digits) | Shown::Secret(_, digits) => folded(digits, LINE_DIGITS),
            Shown::Verified if self.command.is_some() => vec![VERIFIED],
            Shown::Verified => vec!["verified"],
            Shown::Key(_) => Vec::new(),
        }
    }
}

/// Digits in lines of so many.
pub(super) fn folded(digits: &str, line: usize) -> Vec<&str> {
    let lines = digits.as_bytes().chunks(line);
    lines.filter_map(|line| core::str::from_utf8(line).ok()).collect()
}
