//! What only the inside of the protocol can show; the rest is tested from outside in `tests/`.

mod defence;
mod exhaustion;
mod matrix;
mod pair;
mod state;
