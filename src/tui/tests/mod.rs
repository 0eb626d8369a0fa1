//! Keys in, screen out: `stage` makes a screen in memory, `cast` is who appears on it, and each of the other
//! files is about one part of the screen.

mod asking;
mod attention;
mod calls;
mod cast;
mod choices;
mod clocks;
mod explained;
mod eyes;
mod files;
mod filter;
mod frame;
mod help;
mod kept;
mod known;
mod lab;
mod leaving;
mod log;
mod looks;
mod mouse;
mod packets;
mod panic;
mod pictures;
mod recalling;
mod safe;
mod sending;
mod stage;
mod talking;
mod tap;
mod trust;
mod trust_log;
mod typing;
mod watching;
mod whois;
mod whole;
mod words;
