//! The suite against the published vectors: what `selftest` runs, and the tests of this layer.
//!
//! Every file is built into the program. Its check reads each value that the suite can answer for and compares;
//! the digest of the file then covers what no computation does, such as comments and the rows of other groups.

mod agreement;
mod cipher;
mod derivation;
mod file;
mod json;
mod signature;

pub use file::{FILES, VectorFile};
pub use json::{Case, Fault, hex};
