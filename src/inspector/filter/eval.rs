//! Asking a filter about something that has fields.

use core::cmp::Ordering;
use std::borrow::Cow;

use regex::bytes::Regex;

use crate::inspector::clock_text::time_text;
use crate::wire::UnixMillis;

use super::expr::{Comparison, Expr, Extent, Filter, Operand, Set, Slice, Value};
use super::schema::FilterField;

impl Filter {
    /// Whether it matches everything.
    pub const fn is_empty(&self) -> bool {
        self.expr.is_none()
    }

    /// Whether this is one of those asked for.
    pub(super) fn holds(&self, asked: &impl Asked) -> bool {
        self.expr.as_ref().is_none_or(|expr| test(asked, expr))
    }
}

/// What a filter can be asked about.
pub(super) trait Asked {
    /// What it has under a name.
    fn field(&self, field: &FilterField) -> Option<Found<'_>>;

    /// Whether some text of it says this.
    fn says(&self, words: &Regex) -> bool;
}

/// What there is under a name.
pub(super) enum Found<'a> {
    Number(u64),
    Time(u64),
    Bytes(Cow<'a, [u8]>),
    Present,
}

fn test(asked: &impl Asked, expr: &Expr) -> bool {
    match expr {
        Expr::Or(one, other) => test(asked, one) || test(asked, other),
        Expr::Xor(one, other) => test(asked, one) != test(asked, other),
        Expr::And(one, other) => test(asked, one) && test(asked, other),
        Expr::Not(inside) => !test(asked, inside),
        Expr::Says(words) => asked.says(words),
        Expr::Has(operand) => found(asked, operand).is_some(),
        Expr::Compare(left, comparison, right) => {
            let ordering = found(asked, left).and_then(|found| compare(asked, &found, right));
            ordering.is_some_and(|ordering| comparison.holds(ordering))
        }
        Expr::Contains(operand, needle) => {
            bytes_of(asked, operand).is_some_and(|bytes| needle.find(&bytes).is_some())
        }
        Expr::Matches(operand, regex) => bytes_of(asked, operand).is_some_and(|bytes| regex.is_match(&bytes)),
        Expr::In(operand, set) => {
            found(asked, operand).is_some_and(|found| set.iter().any(|set| is_in(&found, set)))
        }
    }
}

fn compare(asked: &impl Asked, one: &Found<'_>, right: &Operand) -> Option<Ordering> {
    match right {
        Operand::Value(value) => against(one, value),
        operand => match (one, found(asked, operand)?) {
            (Found::Number(one), Found::Number(other)) | (Found::Time(one), Found::Time(other)) => {
                Some(one.cmp(&other))
            }
            (Found::Bytes(one), Found::Bytes(other)) => Some(one.as_ref().cmp(other.as_ref())),
            _ => None,
        },
    }
}

fn found<'a>(asked: &'a impl Asked, operand: &Operand) -> Option<Found<'a>> {
    match operand {
        Operand::Field(field) => asked.field(field),
        Operand::Slice(inside, slice) => {
            let bytes = bytes_of(asked, inside)?;
            cut(&bytes, *slice).map(|cut| Found::Bytes(Cow::Owned(cut.to_vec())))
        }
        Operand::Length(inside) => {
            bytes_of(asked, inside).map(|bytes| Found::Number(u64::try_from(bytes.len()).unwrap_or(u64::MAX)))
        }
        Operand::Lower(inside) => cased(asked, inside, str::to_lowercase),
        Operand::Upper(inside) => cased(asked, inside, str::to_uppercase),
        Operand::Value(_) => None,
    }
}

fn cased<'a>(
    asked: &'a impl Asked,
    inside: &Operand,
    change: impl FnOnce(&str) -> String,
) -> Option<Found<'a>> {
    let bytes = bytes_of(asked, inside)?;
    Some(Found::Bytes(Cow::Owned(change(&String::from_utf8_lossy(&bytes)).into_bytes())))
}

fn bytes_of<'a>(asked: &'a impl Asked, operand: &Operand) -> Option<Cow<'a, [u8]>> {
    match found(asked, operand)? {
        Found::Bytes(bytes) => Some(bytes),
        Found::Number(_) | Found::Time(_) | Found::Present => None,
    }
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// How what was found stands to a value; none where the two cannot be compared.
fn against(found: &Found<'_>, value: &Value) -> Option<Ordering> {
    match (found, value) {
        (Found::Number(found) | Found::Time(found), Value::Number(value)) => Some(found.cmp(value)),
        (Found::Time(found), Value::Time(value)) => {
            let found = time_text(UnixMillis(*found));
            // A clock alone is compared with the clock of any day, and a beginning with as much of the time.
            let found = if value.get(2..3) == Some(":") { found.split_once(' ')?.1 } else { &found };
            Some(found.get(..value.len()).unwrap_or(found).cmp(value))
        }
        (Found::Bytes(found), Value::Text(value)) => Some(found.as_ref().cmp(value.as_bytes())),
        (Found::Bytes(found), Value::Word(value)) => Some(found.as_ref().cmp(value.as_bytes())),
        (Found::Bytes(found), Value::Bytes(value)) => Some(found.as_ref().cmp(value.as_slice())),
        _ => None,
    }
}

fn is_in(found: &Found<'_>, set: &Set) -> bool {
    let from = against(found, &set.from);
    match &set.to {
        None => from.is_some_and(Ordering::is_eq),
        Some(to) => from.is_some_and(Ordering::is_ge) && against(found, to).is_some_and(Ordering::is_le),
    }
}

/// The bytes of a slice; none where it begins beyond them.
fn cut(bytes: &[u8], slice: Slice) -> Option<&[u8]> {
    let place = |from: i64| {
        let length = i64::try_from(bytes.len()).ok()?;
        usize::try_from(if from < 0 { length.checked_add(from)? } else { from }).ok()
    };
    let from = place(slice.from)?;
    let to = match slice.extent {
        Extent::Bytes(count) => from.checked_add(count)?,
        Extent::Last(last) => place(last)?.checked_add(1)?,
        Extent::Rest => bytes.len(),
    };
    bytes.get(from..to).filter(|cut| !cut.is_empty())
}
