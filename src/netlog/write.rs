//! The writing end: a layer of `tracing-subscriber` over one file.

use std::fmt::{self, Write as _};
use std::io;
use std::path::Path;

use time::OffsetDateTime;
use time::macros::format_description;
use tokio::sync::watch;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter, Layer, SubscriberExt as _};

use crate::capture::FileHealth;
use crate::net::Clock;
use crate::text::{Logged, is_bare};
use crate::wire::UnixMillis;

use super::file::Rotation;
use super::seal::LogKey;
use super::tail::{Tail, Tails};
use super::writer::{Lines, Writer};

/// An open net.log; dropping it writes what is left.
#[derive(Debug)]
pub struct NetLog {
    dispatch: Dispatch,
    writer: Writer,
    tails: Tails,
}

impl NetLog {
    /// Opens the log for appending, its folder made if there is none; nobody but its owner can read either.
    /// With a key its lines are chained.
    ///
    /// # Errors
    /// Another process writes it. What cannot be opened for another reason is a fault in [`Self::state`] as soon as
    /// there is a line for it.
    pub fn open(
        path: &Path,
        level: LevelFilter,
        rotation: Rotation,
        key: Option<LogKey>,
    ) -> io::Result<Self> {
        let (writer, lines) = Writer::start(path, rotation, key)?;
        let tails = Tails::new();
        let layer = LogLayer { lines, clock: Clock::start(), tails: tails.clone() };
        let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer.with_filter(Own(level))));
        Ok(Self { dispatch, writer, tails })
    }

    /// The subscriber, for a whole program or for single tasks: a test has one for each node.
    pub fn dispatch(&self) -> Dispatch {
        self.dispatch.clone()
    }

    /// What is logged from now on, for somebody who looks on.
    pub fn tail(&self) -> Tail {
        self.tails.tail()
    }

    /// How the log does, now and later.
    pub fn state(&self) -> watch::Receiver<FileHealth> {
        self.writer.state.clone()
    }
}

/// Our own events up to a level: those of libraries say nothing about the network.
struct Own(LevelFilter);

impl<S> Filter<S> for Own {
    fn enabled(&self, metadata: &Metadata<'_>, _context: &Context<'_, S>) -> bool {
        metadata.target().starts_with("peerscope") && *metadata.level() <= self.0
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0)
    }
}

struct LogLayer {
    lines: Lines,
    clock: Clock,
    tails: Tails,
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let (time, level) = (timestamp(self.clock.now().wall), event.metadata().level());
        let line = format!("{time} {level} {}{}", fields.event, fields.rest);
        self.tails.show(&line);
        self.lines.put(line);
    }
}

/// UTC time with milliseconds.
pub fn timestamp(time: UnixMillis) -> String {
    let shape = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(time.0) * 1_000_000).ok();
    time.and_then(|time| time.format(&shape).ok()).unwrap_or_else(|| "9999-12-31T23:59:59.999Z".to_owned())
}

/// The name of an event, and its fields as they are written.
#[derive(Default)]
struct Fields {
    event: String,
    rest: String,
}

impl Fields {
    fn add(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.event = value.chars().map(|c| if is_bare(c) { c } else { '_' }).collect();
            return;
        }
        let name = field.name().trim_start_matches("r#");
        // Writing to a string cannot fail.
        let _ = write!(self.rest, " {name}={}", Logged::new(value));
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match inside {
            // The quotes and escapes that `Debug` put around a string come back in our own form.
            Some(inside) => self.add(field, &inside.replace("\\\"", "\"").replace("\\\\", "\\")),
            None => self.add(field, &text),
        }
    }
}
