//! How a file stands, in words: the same in every front end.

use std::time::Duration;

use crate::node::{FileCause, FileInfo, FileSide, FileState, Who};

/// What is said of a transfer behind its name.
pub fn sentence(info: &FileInfo) -> String {
    let FileInfo { id, peer_name, state, .. } = info;
    let number = id.0;
    let what = match (state, info.side) {
        (FileState::Preparing, _) => "is read, to be offered".to_owned(),
        (FileState::Offered, FileSide::Sending) => format!("offered to {peer_name}"),
        (FileState::Offered, FileSide::Receiving) => {
            format!("offered by {peer_name}: /receive {number} takes it, /cancel {number} declines it")
        }
        (FileState::Accepted, FileSide::Sending) => format!("accepted by {peer_name}"),
        (FileState::Accepted, FileSide::Receiving) => "accepted".to_owned(),
        (FileState::Moving, _) => speed(info),
        (FileState::Paused(Who::Us), _) => format!("paused: /resume {number} goes on"),
        (FileState::Paused(Who::Them), _) => format!("paused by {peer_name}"),
        (FileState::Waiting, _) => format!("waits for {peer_name}"),
        (FileState::Checking, _) => "all there, being checked".to_owned(),
        (FileState::Verified, FileSide::Sending) => format!("verified: {peer_name} has all of it"),
        (FileState::Verified, FileSide::Receiving) => match &info.path {
            Some(path) => format!("verified: it is {path}"),
            None => "verified".to_owned(),
        },
        (FileState::Stopped(cause, who), _) => stopped(*cause, *who, peer_name),
    };
    match &info.error {
        Some(error) => format!("{what}; {error}"),
        None => what,
    }
}

/// Who ended it, in the words of who looks; or why it ended by itself.
fn stopped(cause: FileCause, who: Who, peer_name: &str) -> String {
    let by = if who == Who::Us { "you" } else { peer_name };
    match (cause, who) {
        (FileCause::Declined, _) => format!("{by} declined it"),
        (FileCause::Cancelled, _) => format!("{by} cancelled it"),
        (_, Who::Us) => format!("stopped: {}", cause.meaning()),
        (_, Who::Them) => format!("stopped by {peer_name}: {}", cause.meaning()),
    }
}

/// `43% of 4.0 MiB`.
pub fn share(info: &FileInfo) -> String {
    format!("{}% of {}", percent(info), size(info.size))
}

/// How much of it is there, in hundredths; nothing is all there of an empty file.
pub fn percent(info: &FileInfo) -> u64 {
    let there = u128::from(info.written) * 100;
    there.checked_div(u128::from(info.size)).map_or(100, |share| u64::try_from(share).unwrap_or(100))
}

/// `1.2 MiB/s, 3 s left`.
fn speed(info: &FileInfo) -> String {
    let rate = info.rate.map(|rate| format!("{}/s", size(rate)));
    let left = info.left.map(|left| format!("{} left", time(left)));
    let known: Vec<String> = rate.into_iter().chain(left).collect();
    if known.is_empty() { "moving".to_owned() } else { known.join(", ") }
}

/// `512 B`, `4.0 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    if tenths >= 1_000 {
        format!("{} {name}", tenths / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}

/// `3 s`, `2 min 5 s`, `1 h 4 min`.
fn time(left: Duration) -> String {
    let seconds = left.as_secs();
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_that_somebody_ended_says_who_did() {
        let said = |cause, who| stopped(cause, who, "bob");
        assert_eq!(said(FileCause::Declined, Who::Us), "you declined it");
        assert_eq!(said(FileCause::Declined, Who::Them), "bob declined it");
        assert_eq!(said(FileCause::Cancelled, Who::Us), "you cancelled it");
        assert_eq!(said(FileCause::Cancelled, Who::Them), "bob cancelled it");
        assert!(said(FileCause::NoRoom, Who::Them).starts_with("stopped by bob: the disk"));
    }

    #[test]
    fn sizes_and_times_are_short_and_rounded_down() {
        let sizes = [0, 1023, 1024, 1536, 102_399, 102_400, 4 << 20, 1 << 30, 1 << 40, u64::MAX].map(size);
        let words = [
            "0 B",
            "1023 B",
            "1.0 KiB",
            "1.5 KiB",
            "99.9 KiB",
            "100 KiB",
            "4.0 MiB",
            "1.0 GiB",
            "1.0 TiB",
            "16777215 TiB",
        ];
        assert_eq!(sizes, words);
        let times = [0, 59, 125, 3_840].map(|seconds| time(Duration::from_secs(seconds)));
        assert_eq!(times, ["0 s", "59 s", "2 min 5 s", "1 h 4 min"]);
    }
}
