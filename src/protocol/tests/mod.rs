//! What only the inside of the protocol can show; the rest is tested from outside in `tests/`.

mod defence;
#[cfg(feature = "lab")]
mod dropped;
mod exhaustion;
mod matrix;
mod pair;
mod state;
