//! A filter as it is evaluated: every name found, every value of the type that it is compared with.

use memchr::memmem::Finder;
use regex::bytes::Regex;

use super::schema::{FieldType, FilterField};

/// A display filter, ready to be asked about packets.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub(super) expr: Option<Expr>,
    /// The names of peers that were understood in it, as what they stand for.
    pub(super) named: Vec<Named>,
}

/// What frames have of a peer with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The first digits of its fingerprint, which stand in front of its frames once it is known.
    pub digits: String,
    /// Its links, whose first frames have an address in that place; none where nobody knows which are its own.
    pub links: Option<Vec<u64>>,
}

#[derive(Clone, Debug)]
pub(super) enum Expr {
    Or(Box<Self>, Box<Self>),
    Xor(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Not(Box<Self>),
    /// Some text of the packet says it, in whatever case.
    Says(Regex),
    Has(Operand),
    Compare(Operand, Comparison, Operand),
    Contains(Operand, Box<Finder<'static>>),
    Matches(Operand, Regex),
    In(Operand, Vec<Set>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One value of a set, or all from one to another.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) from: Value,
    pub(super) to: Option<Value>,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Field(&'static FilterField),
    Slice(Box<Self>, Slice),
    Length(Box<Self>),
    Lower(Box<Self>),
    Upper(Box<Self>),
    Value(Value),
}

impl Operand {
    pub(super) fn field_type(&self) -> FieldType {
        match self {
            Self::Field(field) => field.field_type,
            Self::Slice(inside, _) => inside.field_type(),
            Self::Length(_) => FieldType::Number,
            Self::Lower(_) | Self::Upper(_) => FieldType::Text,
            Self::Value(value) => value.field_type(),
        }
    }

    /// The field it is about, if it is about the field itself.
    pub(super) const fn field(&self) -> Option<&'static FilterField> {
        match self {
            Self::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// Some of the bytes: from one place up to another, counted from the end when negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) from: i64,
    pub(super) extent: Extent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Bytes(usize),
    /// The last byte that belongs to it.
    Last(i64),
    Rest,
}

/// A value in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Number(u64),
    /// As the inspector writes a time, or the beginning of it; or only the clock.
    Time(String),
    Text(String),
    /// One of a closed list, as the list spells it.
    Word(&'static str),
    Bytes(Vec<u8>),
}

impl Value {
    const fn field_type(&self) -> FieldType {
        match self {
            Self::Number(_) => FieldType::Number,
            Self::Time(_) => FieldType::Time,
            Self::Text(_) => FieldType::Text,
            Self::Word(_) => FieldType::Word,
            Self::Bytes(_) => FieldType::Bytes,
        }
    }
}
