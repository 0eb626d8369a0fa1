//! The line mode: one event a line on stdout, commands and texts on stdin.
//!
//! Every line begins with a stable word; with `--json` it is one object whose `event` is that word. Text of
//! peers is escaped before it is printed.

mod command;
mod line;
mod render;
mod run;
mod show;
mod stdin;

pub use command::{COMMANDS, CommandHelp};
pub use line::{Format, Line, Printer};
pub use run::{Ending, Options, run};
pub use show::{print_event, print_note, print_packets};
