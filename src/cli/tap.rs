//! `peerscope tap`: between two real peers, with the eyes and the hands of an attacker.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::net::{ListenAddr, Listener, TapHandle, Tapping, tap};
use crate::plain::{self, Format, Printer};
use crate::tap::{Errand, Intercept, Rule, Task, Weather, duration};

use super::error::Error;
use super::screen::{self, Look};

const EXAMPLES: &str = "\
Alice listens, the tap dials her, and bob dials the tap:

  peerscope --name alice --listen 127.0.0.1:5000
  peerscope tap --listen 127.0.0.1:6000 --to 127.0.0.1:5000
  peerscope --name bob --connect 127.0.0.1:6000

A rule is FILTER: ACT, in the language of /filter, about what an attacker can
see: no message kind and no text is there. Acts: hold, drop, duplicate, cut,
delay 200ms, flip -1 (a bit of that byte; below 0 from the end).

  --rule 'type == message && seq == 3: drop'";

/// Where the tap sits, and what it does by itself.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Where it waits for whoever dials
    #[arg(long, value_name = "ADDR", value_parser = place)]
    listen: SocketAddr,
    /// Whom it dials for them
    #[arg(long, value_name = "ADDR", value_parser = place)]
    to: SocketAddr,
    /// What to do with frames: FILTER: ACT; may be repeated
    #[arg(long = "rule", value_name = "RULE", value_parser = Rule::parse)]
    rules: Vec<Rule>,
    /// Hold the frames that match until you let them go
    #[arg(long, value_name = "FILTER", value_parser = Intercept::parse)]
    intercept: Option<Intercept>,
    /// Every frame is so long on its way: 250ms, 2s
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "0s", hide_default_value = true)]
    delay: Duration,
    /// Bytes a second in each direction
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    rate: Option<u64>,
    /// Cut each connection after so many frames
    #[arg(long, value_name = "N")]
    cut_after: Option<u64>,
    /// Allow addresses that are not on loopback; only for peers who agreed to it
    #[arg(long)]
    not_only_loopback: bool,
    /// Line mode: a line for each frame, orders on stdin; "help" lists them
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    look: Look,
}

/// An address, or a port on loopback.
pub(super) fn place(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    text.parse().map_err(|_no_address| {
        "it is no address: 127.0.0.1:5000, [::1]:5000, or a port on loopback".to_owned()
    })
}

/// Sits down between them.
pub(super) fn run(options: Options) -> Result<ExitCode, Error> {
    let far = [options.listen, options.to].into_iter().find(|place| !place.ip().is_loopback());
    if let Some(far) = far.filter(|_| !options.not_only_loopback) {
        return Err(Error::NotLoopback(far));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let Options { to, rules, delay, rate, cut_after, intercept, plain, look, .. } = options;
    runtime.block_on(async {
        let listener = Listener::bind(ListenAddr::At(options.listen))?;
        let bound = listener.local_addr().map_err(Error::io("listen"))?;
        let weather = Weather { delay, rate, cut_after };
        let handle = tap(listener, Tapping { to, rules: Arc::from(rules), weather });
        if intercept.is_some() {
            let errand = Errand { conn: None, task: Task::Intercept(intercept) };
            // Nothing else waits there yet.
            let _ = handle.errands.try_send(errand);
        }
        let place = format!("taps {bound}, passed on to {to}");
        if plain || !screen::is_possible() {
            lines(handle, &place).await
        } else {
            Box::pin(screen::tap(&look, handle, (place, weather))).await
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn lines(handle: TapHandle, place: &str) -> Result<(), Error> {
    let mut printer = Printer::stdout(Format::Text);
    printer.print(&plain::note(format!("LAB (TAP) {place}"))).map_err(Error::io("print"))?;
    match plain::tap(handle, plain::stdin_lines(), printer).await {
        // `peerscope tap --plain | head` has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::io("run the tap")(error)),
        _ => Ok(()),
    }
}
