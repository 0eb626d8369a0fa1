//! `logs/NAME/net.log`: one line an event, made from the events that the network code writes with `tracing`.
//!
//! `2026-11-21T04:27:00.123Z INFO listening host=0.0.0.0 port=5000`: UTC time in milliseconds, level, event,
//! then `key=value`. Values with anything but letters, digits and `.:-_+/` are quoted and escaped, so that no
//! text of a peer can add a line or a field.

use std::fmt::{self, Write as _};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use time::OffsetDateTime;
use time::macros::format_description;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{Layer, Registry};

use crate::escape::escape;
use crate::net::Clock;

/// Opens the log for appending, readable by its owner only.
///
/// # Errors
/// The system's.
pub fn open(path: &Path, level: LevelFilter) -> io::Result<Dispatch> {
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    let layer = NetLog { file: Mutex::new(file), clock: Clock::start() };
    Ok(Dispatch::new(Registry::default().with(layer.with_filter(Only(level)))))
}

/// Our own events up to a level; those of libraries say nothing about the network.
struct Only(LevelFilter);

impl<S> tracing_subscriber::layer::Filter<S> for Only {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _context: &Context<'_, S>) -> bool {
        metadata.target().starts_with("peerscope") && *metadata.level() <= self.0
    }
}

#[derive(Debug)]
struct NetLog {
    file: Mutex<File>,
    clock: Clock,
}

impl<S: Subscriber> Layer<S> for NetLog {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let time = timestamp(self.clock.now().wall.0);
        let line = format!("{time} {} {}{}\n", event.metadata().level(), fields.name, fields.rest);
        // A log that cannot be written must not end a conversation.
        let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    }
}

/// UTC time with milliseconds.
pub fn timestamp(unix_ms: u64) -> String {
    let nanos = i128::from(unix_ms) * 1_000_000;
    let shape = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    let time =
        OffsetDateTime::from_unix_timestamp_nanos(nanos).ok().and_then(|time| time.format(&shape).ok());
    time.unwrap_or_else(|| "9999-12-31T23:59:59.999Z".to_owned())
}

#[derive(Default)]
struct Fields {
    name: String,
    rest: String,
}

impl Fields {
    fn add(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.name = escape(value).to_string();
            return;
        }
        let name = field.name().trim_start_matches("r#");
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_' | '+' | '/');
        let _ = if !value.is_empty() && value.chars().all(plain) {
            write!(self.rest, " {name}={value}")
        } else {
            let inner = value.replace('\\', "\\\\").replace('"', "\\\"");
            write!(self.rest, " {name}=\"{}\"", escape(&inner))
        };
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, &value.to_string());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        self.add(field, unquoted.unwrap_or(&text));
    }
}

#[cfg(test)]
mod tests {
    use tracing::level_filters::LevelFilter;

    use crate::escape::escape;

    #[test]
    fn hostile_text_adds_exactly_one_line_and_no_control_character() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.log");
        let log = super::open(&path, LevelFilter::TRACE).unwrap();
        tracing::dispatcher::with_default(&log, || {
            tracing::info!(nick = "a\r\n2026 INFO forged\u{1b}[2J\u{202e} x=1", port = 5, "first");
            tracing::info!(nick = ?"\u{9b}\" y=2", "second");
        });
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.lines().all(|line| escape(line).to_string() == line), "{text}");
        assert!(text.contains(" INFO first nick=\"a\\u{d}\\u{a}2026"), "{text}");
    }

    #[test]
    fn time_is_utc_in_milliseconds_and_never_out_of_range() {
        assert_eq!(super::timestamp(1_795_000_000_123), "2026-11-18T11:06:40.123Z");
        assert_eq!(super::timestamp(u64::MAX), "9999-12-31T23:59:59.999Z");
    }
}
