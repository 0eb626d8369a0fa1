//! Every registered type, held to the same rules; then what frames and streams add.

mod frame;
mod inner;
mod registry;
mod stream;
mod values;
