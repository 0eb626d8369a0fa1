//! Reading a vector file: every field that is missing or malformed is a fault with its place.

use num_bigint::BigUint;
use serde_json::Value;

/// Why a vector file does not pass.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// All values agree, and still a byte is not the published one.
    #[error("the values agree, but the file is not the published one")]
    Altered,
    /// The suite computes something else than the file says.
    #[error("{at}: {what}")]
    Disagrees {
        /// The case.
        at: String,
        /// What differs.
        what: &'static str,
    },
    /// The file does not parse.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// A field is not there or not of its type.
    #[error("{at}: no usable field {field:?}")]
    Unreadable {
        /// The case.
        at: String,
        /// The field.
        field: String,
    },
}

/// A JSON value and where in the file it is.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    at: String,
    value: &'a Value,
}

impl<'a> Case<'a> {
    /// The whole file.
    pub fn root(value: &'a Value) -> Self {
        Self { at: "file".to_owned(), value }
    }

    /// Agreement, or the fault that names this case.
    ///
    /// # Errors
    /// [`Fault::Disagrees`] when `agrees` is false.
    #[expect(clippy::fn_params_excessive_bools, reason = "an assertion takes what it asserts")]
    pub fn ensure(&self, agrees: bool, what: &'static str) -> Result<(), Fault> {
        if agrees { Ok(()) } else { Err(Fault::Disagrees { at: self.at.clone(), what }) }
    }

    /// What has to be there, or the fault that names this case.
    ///
    /// # Errors
    /// [`Fault::Disagrees`] when there is nothing.
    pub fn require<T>(&self, value: Option<T>, what: &'static str) -> Result<T, Fault> {
        value.ok_or_else(|| Fault::Disagrees { at: self.at.clone(), what })
    }

    fn unreadable(&self, field: &str) -> Fault {
        Fault::Unreadable { at: self.at.clone(), field: field.to_owned() }
    }

    fn get<T>(&self, field: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<T, Fault> {
        self.value.get(field).and_then(read).ok_or_else(|| self.unreadable(field))
    }

    /// The value under a field.
    ///
    /// # Errors
    /// [`Fault::Unreadable`], as for all that follow.
    pub fn inner(&self, field: &str) -> Result<Self, Fault> {
        let value = self.get(field, Some)?;
        Ok(Self { at: format!("{}.{field}", self.at), value })
    }

    /// The cases of a list, each under its `tcId` where it has one; never none.
    pub fn list(&self, field: &str) -> Result<Vec<Self>, Fault> {
        self.inner(field)?.items()
    }

    /// The cases of a file that is a list.
    pub fn items(&self) -> Result<Vec<Self>, Fault> {
        let values = self.value.as_array().filter(|values| !values.is_empty());
        let values = values.ok_or_else(|| self.unreadable("[]"))?;
        let name = |index: usize, value: &Value| match value.get("tcId").and_then(Value::as_u64) {
            Some(id) => format!("{} tcId {id}", self.at),
            None => format!("{}[{index}]", self.at),
        };
        Ok(values.iter().enumerate().map(|(index, value)| Self { at: name(index, value), value }).collect())
    }

    /// Whether the field is there and not null.
    pub fn has(&self, field: &str) -> bool {
        self.value.get(field).is_some_and(|value| !value.is_null())
    }

    /// Text.
    pub fn text(&self, field: &str) -> Result<&'a str, Fault> {
        self.get(field, Value::as_str)
    }

    /// A number.
    pub fn number(&self, field: &str) -> Result<u64, Fault> {
        self.get(field, Value::as_u64)
    }

    /// True or false.
    pub fn flag(&self, field: &str) -> Result<bool, Fault> {
        self.get(field, Value::as_bool)
    }

    /// The `result` of a Wycheproof case: whether it must be accepted.
    pub fn is_valid(&self) -> Result<bool, Fault> {
        match self.text("result")? {
            "valid" => Ok(true),
            "invalid" => Ok(false),
            _ => Err(self.unreadable("result")),
        }
    }

    /// Bytes written as pairs of hexadecimal digits.
    pub fn hex(&self, field: &str) -> Result<Vec<u8>, Fault> {
        self.get(field, |value| {
            let digits: Option<Vec<u32>> = value.as_str()?.chars().map(|digit| digit.to_digit(16)).collect();
            let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
            let pair = |pair: &[u32]| u8::try_from(pair.iter().fold(0, |byte, digit| byte << 4 | digit)).ok();
            digits.chunks(2).map(pair).collect()
        })
    }

    /// Exactly `N` bytes.
    pub fn array<const N: usize>(&self, field: &str) -> Result<[u8; N], Fault> {
        self.hex(field)?.try_into().map_err(|_other: Vec<u8>| self.unreadable(field))
    }

    /// A number in hexadecimal digits, however many.
    pub fn big(&self, field: &str) -> Result<BigUint, Fault> {
        self.get(field, |value| BigUint::parse_bytes(value.as_str()?.as_bytes(), 16))
    }
}

/// Bytes as pairs of hexadecimal digits, the way the files write them.
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}
