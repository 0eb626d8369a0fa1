//! Keys in, screen out: `stage` makes a screen in memory, `cast` is who appears on it, and each of the other
//! files is about one part of the screen.

mod cast;
mod choices;
mod filter;
mod frame;
mod help;
mod kept;
mod leaving;
mod log;
mod looks;
mod mouse;
mod packets;
mod panic;
mod pictures;
mod stage;
mod talking;
mod trust;
mod typing;
mod whole;
mod words;
