//! `peerscope inspect FILE`: a capture in the same screen, or printed. Nothing is sent anywhere.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::capture::{Packet, PacketStore, Report};
use crate::inspector::filter::Filter;
use crate::inspector::{counted, json};
use crate::plain::{self, Format};
use crate::recording::load;
use crate::text::escape;
use crate::tui::Replay;

use super::error::Error;
use super::filter::{Typed, of_packets};
use super::leaks::Leaks;
use super::opening::Opening;
use super::screen::{self, Look};

/// What is looked at.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
It reads what --capture and /export write, and captures that tcpdump, tshark or
dumpcap made, pcap or pcapng, of any TCP port:

  tcpdump -i lo -w talk.pcap port 5000
  peerscope inspect talk.pcap --filter 'kind == text || bad'")]
pub(super) struct Options {
    /// The capture; - is stdin
    file: PathBuf,
    /// Only these packets, in the language of /filter
    #[arg(long, value_name = "EXPR", value_parser = of_packets, default_value = "", hide_default_value = true)]
    filter: Typed,
    /// Open what is sealed with the keys that --keylog of a chat wrote
    #[arg(long, value_name = "KEYS")]
    keylog: Option<PathBuf>,
    /// Print one JSON object a packet, with every field, its bytes and the checks
    #[arg(long, conflicts_with = "print")]
    json: bool,
    /// Print one line a packet; the default where there is no terminal
    #[arg(long)]
    print: bool,
    /// Print what a listener learns of it without a key, SegMSG beside peerscope
    #[arg(long, conflicts_with_all = ["json", "print"])]
    leaks: bool,
    /// With --leaks: a text that may have been sent; may be repeated
    #[arg(long, value_name = "TEXT", requires = "leaks")]
    guess: Vec<String>,
    #[command(flatten)]
    look: Look,
}

/// Shows or prints the capture.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let filter = &options.filter.filter;
    let fail = |source| Error::Capture { path: options.file.clone(), source };
    let bytes = load(&options.file).map_err(fail)?;
    let mut keys = Opening::load(options.keylog.as_deref())?;
    if options.leaks {
        return leaks(options, (&bytes, &mut keys), filter);
    }
    if !options.json && !options.print && screen::is_possible() {
        return view(options, (&bytes, &mut keys));
    }
    let format = if options.json { Format::Json } else { Format::Text };
    let printed = print((&bytes, &mut keys), filter, format);
    match printed {
        // `peerscope inspect FILE --print | head` has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Error::io("print")(error)),
        Ok(report) => tell(options, &report, &keys),
    }
}

/// Shows the capture in the screen.
fn view(options: &Options, (bytes, keys): (&[u8], &mut Opening)) -> Result<ExitCode, Error> {
    let megabytes = usize::try_from(options.look.chosen().settings.packets_mib).unwrap_or(usize::MAX);
    let mut packets = PacketStore::new(megabytes.saturating_mul(1 << 20));
    let report = keys.read(bytes, |packet| packets.push(packet));
    let name = options.file.file_name().unwrap_or(options.file.as_os_str()).to_string_lossy();
    let file = escape(&name).to_string();
    if !packets.is_empty() {
        let replay = Replay { file, packets, words: words(&report), filter: options.filter.text.clone() };
        screen::view(&options.look, replay)?;
    }
    tell(options, &report, keys)
}

/// Prints what a listener learns.
fn leaks(
    options: &Options,
    (bytes, keys): (&[u8], &mut Opening),
    filter: &Filter,
) -> Result<ExitCode, Error> {
    let mut leaks = Leaks::new(&options.guess);
    let report = keys.read(bytes, |packet| {
        if filter.matches(&packet) {
            leaks.take(&packet);
        }
    });
    io::stdout().write_all(leaks.page().as_bytes()).map_err(Error::io("print"))?;
    tell(options, &report, keys)
}

/// Prints the packets of a capture that the filter lets through.
fn print((bytes, keys): (&[u8], &mut Opening), filter: &Filter, format: Format) -> io::Result<Report> {
    let mut out = io::BufWriter::new(io::stdout());
    let mut failed = None;
    let report = keys.read(bytes, |packet: Packet| {
        if failed.is_some() || !filter.matches(&packet) {
            return;
        }
        let line = match format {
            Format::Json => json(&packet),
            Format::Text => plain::packet(&packet).render(Format::Text),
        };
        failed = writeln!(out, "{line}").err();
    });
    match failed {
        Some(error) => Err(error),
        None => out.flush().map(|()| report),
    }
}

/// Says on stderr what a reader of the packets has to know, and gives the exit code.
fn tell(options: &Options, report: &Report, keys: &Opening) -> Result<ExitCode, Error> {
    let file = options.file.display().to_string();
    let complaint = if report.packets == 0 { Ok(Vec::new()) } else { keys.told() };
    for line in words(report).iter().chain(complaint.iter().flatten()) {
        // A closed stderr is nobody's loss.
        let _ = writeln!(io::stderr(), "peerscope: {}: {}", escape(&file), escape(line));
    }
    complaint?;
    let broken = report.fault.is_some() || report.packets == 0;
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What is wrong with a capture, or missing in it, a sentence each.
pub(super) fn words(report: &Report) -> Vec<String> {
    let Report { packets, others, gaps, missing, fault } = report;
    let mut lines: Vec<String> = gaps
        .iter()
        .map(|gap| {
            let (conn, direction, bytes) = (gap.conn, gap.direction.name(), counted(gap.bytes, "byte"));
            format!(
                "link {conn}, {direction}: {bytes} behind byte {} of the stream are not in the capture",
                gap.at
            )
        })
        .collect();
    let named: u64 = gaps.iter().map(|gap| gap.bytes).sum();
    if *missing > named {
        lines.push(format!("{} more are missing", counted(missing - named, "byte")));
    }
    if let Some(fault) = fault {
        let before = if *packets > 0 {
            format!("; before that: {}", counted(*packets, "packet"))
        } else {
            String::new()
        };
        lines.push(format!("{fault}{before}"));
    } else if *packets == 0 {
        lines.push(format!("no frame of peerscope is in it, and {}", counted(*others, "other record")));
    }
    lines
}
