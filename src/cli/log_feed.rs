//! The news of net.log on their way to the screen.

use tokio::sync::mpsc;
use tracing::Level;

use crate::netlog::{Entry, NetLog};
use crate::text::escape;
use crate::tui::{LogLevel, LogLine, LogNews};

/// News that may wait for the screen.
const NEWS_MAX: usize = 16;
/// Longest value that is shown, in characters; the file has it whole.
const VALUE_MAX: usize = 200;

/// Brings the news of the log until nobody takes them any more.
pub(super) fn feed(log: &NetLog) -> mpsc::Receiver<LogNews> {
    let (sender, news) = mpsc::channel(NEWS_MAX);
    let (mut tail, mut state) = (log.tail(), log.state());
    tokio::spawn(async move {
        let (mut lines, mut missed, mut state_lives) = (Vec::new(), 0, true);
        loop {
            let health = state.borrow_and_update().clone();
            if sender.send(LogNews { lines, missed, health }).await.is_err() {
                return;
            }
            lines = Vec::new();
            tokio::select! {
                batch = tail.next() => {
                    let Some((batch, total)) = batch else { return };
                    (lines, missed) = (batch.iter().filter_map(|text| line(text)).collect(), total);
                }
                changed = state.changed(), if state_lives => state_lives = changed.is_ok(),
            }
        }
    });
    news
}

fn line(text: &str) -> Option<LogLine> {
    let entry = Entry::parse(text.trim_end())?;
    let field = |(name, value): &(&str, String)| (escape(name).to_string(), shown(value));
    Some(LogLine {
        time: entry.time.to_owned(),
        level: level(entry.level),
        event: escape(entry.event).to_string(),
        fields: entry.fields.iter().map(field).collect(),
    })
}

fn shown(value: &str) -> String {
    let value = escape(value).to_string();
    match value.char_indices().nth(VALUE_MAX) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value,
    }
}

const fn level(level: Level) -> LogLevel {
    match level {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    }
}
