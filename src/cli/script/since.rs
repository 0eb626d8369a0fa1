//! A time from which on something is wanted.

use std::str::FromStr;

use crate::inspector::read_time;
use crate::net::Clock;
use crate::netlog::timestamp;
use crate::node::UnixMillis;

/// A time as it stands in the lines of the line mode, so that earlier ones are smaller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Since(String);

/// What is left out of a time that is given is midnight.
const MIDNIGHT: &str = "0000-00-00T00:00:00.000Z";
/// So much can be given: the day, with minutes, with seconds, with milliseconds.
const LENGTHS: [usize; 4] = [10, 16, 19, 23];

impl Since {
    /// Whether a time in that form is not before it.
    pub(super) fn takes(&self, time: &str) -> bool {
        *self.0 <= *time
    }
}

impl FromStr for Since {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let since = ago(typed).or_else(|| {
            let date = typed.trim_end_matches('Z');
            let rest = LENGTHS.contains(&date.len()).then(|| MIDNIGHT.get(date.len()..)).flatten()?;
            let whole = format!("{date}{rest}");
            // A day that is not in its month comes out as another one.
            (timestamp(read_time(&whole)?) == whole).then_some(whole)
        });
        since
            .map(Self)
            .ok_or("so long ago, as 30m, 2h or 7d, or a UTC time as 2026-11-19 or 2026-11-19T10:42")
    }
}

/// `90s`, `30m`, `2h`, `7d`: so long before now.
fn ago(typed: &str) -> Option<String> {
    let unit_ms = match typed.chars().last()? {
        's' => 1_000,
        'm' => 60 * 1_000,
        'h' => 60 * 60 * 1_000,
        'd' => 24 * 60 * 60 * 1_000,
        _ => return None,
    };
    let count: u64 = typed.get(..typed.len() - 1)?.parse().ok()?;
    let now = Clock::start().now().wall.0;
    Some(timestamp(UnixMillis(now.saturating_sub(count.saturating_mul(unit_ms)))))
}

#[cfg(test)]
mod tests {
    use super::Since;

    #[test]
    fn a_time_is_a_day_as_much_of_a_clock_as_is_given_or_so_long_ago() {
        let whole = [
            ("2026-11-19", "2026-11-19T00:00:00.000Z"),
            ("2026-11-19T10:42", "2026-11-19T10:42:00.000Z"),
            ("2026-11-19T10:42:11Z", "2026-11-19T10:42:11.000Z"),
            ("2026-11-19T10:42:11.482Z", "2026-11-19T10:42:11.482Z"),
        ];
        for (typed, time) in whole {
            assert_eq!(typed.parse(), Ok(Since(time.to_owned())), "{typed}");
        }
        let hour: Since = "1h".parse().unwrap();
        let minute: Since = "1m".parse().unwrap();
        assert!(hour.takes(&minute.0) && !minute.takes(&hour.0));
        for wrong in [
            "",
            "d",
            "-1d",
            "1w",
            "2026-02-30",
            "2026-13-01",
            "2026-1-1",
            "2026-11-1",
            "2026-11-19T25:00",
            "ö",
            "2026-11-19T1",
        ] {
            assert!(wrong.parse::<Since>().is_err(), "{wrong}");
        }
    }
}
