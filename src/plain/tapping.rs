//! The tap in the line mode: every frame and what became of it on stdout, orders on stdin.

use std::io;

use tokio::sync::mpsc;

use crate::capture::PacketStore;
use crate::net::TapHandle;
use crate::tap::{Desk, Errand, News, Order, Told, USAGE};

use super::line::Printer;
use super::render;
use super::run::Signals;
use super::stdin::Typed;

/// Runs until `quit` or a signal. The end of stdin ends nothing: what was typed goes on.
///
/// # Errors
/// Signals cannot be caught, or nobody reads any more.
pub async fn tap(
    mut handle: TapHandle,
    mut lines: mpsc::Receiver<Typed>,
    printer: Printer,
) -> io::Result<()> {
    let mut signals = Signals::catch()?;
    let mut tapping = Tapping { desk: Desk::default(), packets: PacketStore::default(), printer };
    loop {
        tokio::select! {
            () = signals.next() => return Ok(()),
            Some(news) = handle.news.recv() => tapping.told(news)?,
            Some(typed) = lines.recv() => match typed {
                Typed::Line(line) if matches!(line.trim(), "quit" | "/quit") => return Ok(()),
                Typed::Line(line) => tapping.asked(line.trim().trim_start_matches('/'), &handle.errands)?,
                Typed::Refused(why) => tapping.printer.print(&render::error("tap", why))?,
            },
            else => return Ok(()),
        }
    }
}

struct Tapping {
    desk: Desk,
    packets: PacketStore,
    printer: Printer,
}

impl Tapping {
    fn told(&mut self, news: News) -> io::Result<()> {
        match self.desk.take(news) {
            Told::Packet(packet, stand) => {
                self.printer.print(&render::packet(&packet))?;
                self.printer.print(&render::tap(packet.number, &stand))?;
                self.packets.push(*packet);
                Ok(())
            }
            Told::Stands(number, stand) => self.printer.print(&render::tap(number, &stand)),
            Told::Said(said) => self.printer.print(&render::note(said)),
            Told::Nothing => Ok(()),
        }
    }

    fn asked(&mut self, line: &str, errands: &mpsc::Sender<Errand>) -> io::Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        if matches!(line, "help" | "tap help") {
            let mut usage = USAGE.iter().map(|(usage, what)| render::note(format!("{usage}: {what}")));
            return usage.try_for_each(|line| self.printer.print(&line));
        }
        let errand = Order::parse(line).and_then(|order| self.desk.errand(order, &self.packets));
        let given = errand
            .and_then(|errand| errands.try_send(errand).map_err(|_full| "too many orders wait".to_owned()));
        match given {
            Ok(()) => Ok(()),
            Err(why) => self.printer.print(&render::error("tap", &why)),
        }
    }
}
