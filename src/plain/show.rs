//! Printing for those who run a node without stdin, such as the demo.

use std::io;

use crate::node::{Event, Packet};

use super::line::{Line, Printer};
use super::render;

/// Prints an event as the line mode does.
///
/// # Errors
/// The system's: nobody reads any more.
pub fn print_event(printer: Printer, event: &Event) -> io::Result<()> {
    render::lines(event).iter().try_for_each(|line| printer.print(line))
}

/// Prints frames as the line mode does with `/packets on`.
///
/// # Errors
/// The system's: nobody reads any more.
pub fn print_packets(printer: Printer, packets: &[Packet]) -> io::Result<()> {
    packets.iter().try_for_each(|packet| printer.print(&render::packet(packet)))
}

/// Prints a remark of the program itself.
///
/// # Errors
/// The system's: nobody reads any more.
pub fn print_note(printer: Printer, sentence: &str) -> io::Result<()> {
    printer.print(&Line::new("note").say(sentence).field("text", sentence))
}
