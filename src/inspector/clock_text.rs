//! Wall-clock times as people read them. UTC, so that two ends of a link show the same.

use crate::wire::UnixMillis;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// How long a text may be on its way, and clocks apart, before anything is said of it.
const AT_ONCE_MS: u64 = 60_000;
/// 9999-12-31 23:59:59.999, the last time with a year of four digits.
const LAST: u64 = 253_402_300_799_999;

/// `10:42:11.482`
pub fn clock_text(time: UnixMillis) -> String {
    let ms = time.0 % DAY_MS;
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// `2026-11-19 10:42:11.482`; a peer may claim any time, so what has no year of four digits is said so.
pub fn time_text(time: UnixMillis) -> String {
    if time.0 > LAST {
        return format!("after the year 9999 ({} ms)", time.0);
    }
    let (year, month, day) = civil(time.0 / DAY_MS);
    format!("{year:04}-{month:02}-{day:02} {}", clock_text(time))
}

/// The time that is written `2026-11-19T10:42:11.482Z`, with `T` or a blank, or as much of it as a second has.
pub fn read_time(text: &str) -> Option<UnixMillis> {
    let number = |at: core::ops::Range<usize>| text.get(at)?.parse::<u64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hours, minutes, seconds) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let ms = number(20..23).unwrap_or_default();
    let day = days(year, month, day).filter(|_| (1..=12).contains(&month))?;
    Some(UnixMillis(day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms))
}

/// The sender's clock less ours, the way of the frame included. It saturates instead of wrapping.
pub fn skew_ms(sent_at: UnixMillis, seen: UnixMillis) -> i64 {
    let difference = i128::from(sent_at.0) - i128::from(seen.0);
    i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
}

/// `written 14:18`, on another day `written 2026-11-18 14:18`: what is said of a text that came long after its sender
/// says that it was written.
pub fn written_text(sent_at: UnixMillis, came: UnixMillis) -> Option<String> {
    if came.0.saturating_sub(sent_at.0) <= AT_ONCE_MS {
        return None;
    }
    let is_same_day = sent_at.0 / DAY_MS == came.0 / DAY_MS;
    let clock: String = clock_text(sent_at).chars().take(5).collect();
    let whole = time_text(sent_at);
    let day = whole.split_once(' ').filter(|_| !is_same_day).map(|(day, _)| format!("{day} "));
    Some(format!("written {}{clock}", day.unwrap_or_default()))
}

/// `+3 ms`, `-2.5 s`, `+40 min`, `+3 h`, `-800 d`
pub fn skew_text(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    let size = ms.unsigned_abs();
    match size {
        0..1_000 => format!("{sign}{size} ms"),
        1_000..120_000 => format!("{sign}{}.{} s", size / 1_000, size % 1_000 / 100),
        120_000..7_200_000 => format!("{sign}{} min", size / 60_000),
        7_200_000..172_800_000 => format!("{sign}{} h", size / 3_600_000),
        _ => format!("{sign}{} d", size / DAY_MS),
    }
}

/// Year, month and day of a day since 1970-01-01 in the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last of its year; 400 years have 146,097 days.
const fn civil(day: u64) -> (u64, u64, u64) {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_month)
}

/// Days from 1970-01-01 to this one: the other way round.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, from_march) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * from_march + 2) / 5 + day.checked_sub(1)?;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).checked_sub(719_468)
}
