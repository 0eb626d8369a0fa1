//! `peerscope lab segmsg`: a talk in SegMSG over TCP, in either role, and what it gives away as it goes on.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep_until, timeout};

use crate::crypto::OsRandom;
use crate::lab::Exhibit;
use crate::lab::segmsg::{Eavesdropper, Event, Fault, Heard, Talk, sealed};
use crate::net::{Clock, ListenAddr, Listener};
use crate::plain::{Typed, stdin_lines};
use crate::text::{PeerText, Place};
use crate::wire::SegMsgHeader;

use super::error::Error;
use super::tap::place;

const EXAMPLES: &str = "\
Two terminals:

  peerscope lab segmsg --listen 5000
  peerscope lab segmsg --connect 127.0.0.1:5000

Type texts; end with Ctrl+D. The other side may also be the original program.";

/// How long the other side may take to connect and to agree on keys.
const PATIENCE: Duration = Duration::from_secs(30);
/// The original program takes one read for one frame, so that frames need a pause between them.
const PAUSE: Duration = Duration::from_millis(50);

/// Who dials.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Options {
    /// Wait here for one call: a port on loopback, or an address; alone any free port
    #[arg(long, value_name = "ADDR", value_parser = place, default_value = "0", conflicts_with = "connect")]
    listen: SocketAddr,
    /// Call there
    #[arg(long, value_name = "ADDR", value_parser = place)]
    connect: Option<SocketAddr>,
}

/// Talks until stdin or the other side ends, and then tries the same on a session of ours.
pub(super) fn run(options: &Options, out: &mut impl Write) -> Result<ExitCode, Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    runtime.block_on(async {
        writeln!(
            out,
            "LAB  SegMSG: nobody proves who they are, and whoever listens can read. Say nothing true."
        )
        .map_err(Error::io("print"))?;
        let mut side = Side::meet(options, out).await?;
        side.talk(out).await
    })?;
    // Reading stdin cannot be called off.
    runtime.shutdown_background();
    instead(out).map_err(Error::io("print"))?;
    Ok(ExitCode::SUCCESS)
}

/// What peerscope does in place of it, and the same attack there.
fn instead(out: &mut impl Write) -> io::Result<()> {
    for exhibit in ["plaintext-hash", "row-mix-columns", "two-time-pad"].into_iter().filter_map(Exhibit::find)
    {
        writeln!(out, "here instead: {}", exhibit.instead)?;
        for line in (exhibit.ours)(1).lines {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// One end of the link.
struct Side {
    stream: TcpStream,
    talk: Talk,
    clock: Clock,
    eve: Option<Eavesdropper>,
}

impl Side {
    async fn meet(options: &Options, out: &mut impl Write) -> Result<Self, Error> {
        let clock = Clock::start();
        let (stream, talk, request) = if let Some(to) = options.connect {
            let stream = timeout(PATIENCE, TcpStream::connect(to)).await.map_err(|_elapsed| timed_out());
            let stream = stream.flatten().map_err(Error::io("reach the other side"))?;
            let (talk, request) = Talk::dial(&mut OsRandom, seconds(&clock)).map_err(ended)?;
            (stream, talk, Some(request))
        } else {
            let listener = Listener::bind(ListenAddr::At(options.listen))?;
            let bound = listener.local_addr().map_err(Error::io("listen"))?;
            writeln!(out, "listening on {bound}").map_err(Error::io("print"))?;
            let (stream, _from) = listener.accept().await.map_err(Error::io("accept a call"))?;
            (stream, Talk::listen(&mut OsRandom).map_err(ended)?, None)
        };
        stream.set_nodelay(true).map_err(Error::io("set up the link"))?;
        let mut side = Self { stream, talk, clock, eve: None };
        if let Some(request) = request {
            side.send(&request, out).await?;
        }
        Ok(side)
    }

    async fn talk(&mut self, out: &mut impl Write) -> Result<(), Error> {
        let mut typed = stdin_lines();
        let mut piece = vec![0; 8_192];
        let deadline = self.clock.instant(self.clock.now().monotonic + PATIENCE);
        loop {
            let has_keys = self.talk.has_keys();
            tokio::select! {
                read = self.stream.read(&mut piece) => {
                    let length = read.map_err(Error::io("read from the other side"))?;
                    if length == 0 {
                        return writeln!(out, "the other side closed the link").map_err(Error::io("print"));
                    }
                    self.take(piece.get(..length).unwrap_or_default(), out).await?;
                }
                line = typed.recv(), if has_keys => match line {
                    Some(Typed::Line(line)) if line.is_empty() => {}
                    Some(Typed::Line(line)) => self.say(&line, out).await?,
                    Some(Typed::Refused(why)) => writeln!(out, "{why}").map_err(Error::io("print"))?,
                    None => return Ok(()),
                },
                () = sleep_until(deadline), if !has_keys => {
                    return Err(Error::io("agree on keys")(timed_out()));
                }
            }
        }
    }

    async fn say(&mut self, text: &str, out: &mut impl Write) -> Result<(), Error> {
        match self.talk.say(text, seconds(&self.clock)) {
            Ok(frame) => {
                self.send(&frame, out).await?;
                self.overhear(&frame, &PeerText::from(text), out)
            }
            Err(fault) => writeln!(out, "not sent: {fault}").map_err(Error::io("print")),
        }
    }

    async fn take(&mut self, piece: &[u8], out: &mut impl Write) -> Result<(), Error> {
        let mut piece = piece;
        while let Some(Event { frame, heard }) = self.talk.feed(piece, seconds(&self.clock)).map_err(ended)? {
            piece = &[];
            let arrived = |out: &mut _, what: &str| line(out, "<-", &frame, what);
            match heard {
                Heard::Request(response) => {
                    arrived(out, "")?;
                    self.send(&response, out).await?;
                    agreed(out)?;
                }
                Heard::Response => {
                    arrived(out, "")?;
                    agreed(out)?;
                }
                Heard::Text(text) => {
                    arrived(out, &text.shown(Place::Message).to_string())?;
                    self.overhear(&frame, &text, out)?;
                }
                Heard::Dropped(why) => arrived(out, &format!("dropped: {why}"))?,
            }
        }
        Ok(())
    }

    /// One write a frame, and a pause behind it.
    async fn send(&mut self, frame: &[u8], out: &mut impl Write) -> Result<(), Error> {
        self.stream.write_all(frame).await.map_err(Error::io("write to the other side"))?;
        line(out, "->", frame, "")?;
        sleep_until(self.clock.instant(self.clock.now().monotonic + PAUSE)).await;
        Ok(())
    }

    /// What somebody on the wire has of a text, who guesses the first one right.
    fn overhear(&mut self, frame: &[u8], text: &PeerText, out: &mut impl Write) -> Result<(), Error> {
        let told = if let Some(eve) = &self.eve {
            format!("from the first text alone: {}", eve.reads(sealed(frame)).shown(Place::Message))
        } else {
            self.eve = Some(Eavesdropper::guessing(sealed(frame), text));
            let bytes = text.len();
            format!("{bytes} bytes; whoever guesses it can tell by the hash in the header that it is right")
        };
        writeln!(out, "   eve: {told}").map_err(Error::io("print"))
    }
}

fn agreed(out: &mut impl Write) -> Result<(), Error> {
    writeln!(out, "keys agreed, with whoever it is").map_err(Error::io("print"))
}

fn line(out: &mut impl Write, way: &str, frame: &[u8], what: &str) -> Result<(), Error> {
    let name = SegMsgHeader::from_slice(frame).map_or("unknown", |header| header.type_name());
    let gap = if what.is_empty() { "" } else { " " };
    writeln!(out, "{way} {:>4} bytes  {name}{gap}{what}", frame.len()).map_err(Error::io("print"))
}

fn seconds(clock: &Clock) -> u64 {
    clock.now().wall.0 / 1_000
}

fn ended(fault: Fault) -> Error {
    Error::io("go on in SegMSG")(io::Error::other(fault))
}

fn timed_out() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "nobody answered in 30 seconds")
}
