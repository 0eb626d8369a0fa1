//! The inspector against whole sessions, the recorded scenarios and damaged frames: what it shows is what the
//! protocol decoded, and no byte is left without a name.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod agreement;
mod damage;
mod filter;
mod scene;
mod tiling;
