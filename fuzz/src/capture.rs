//! Files that somebody says are captures.

use peerscope::capture::read_capture;
use peerscope::inspector::{dissect, json, summary};

/// Any bytes are read to the end of what is whole, numbers grow, a fault lies within the file, and whatever was found
/// can be shown: its JSON is JSON.
pub fn capture(data: &[u8]) {
    let mut last = 0;
    let report = read_capture(data, |packet| {
        assert!(packet.number > last, "{} after {last}", packet.number);
        last = packet.number;
        assert!(packet.frame.len() <= data.len());
        assert!(dissect(&packet).nodes.iter().all(|node| !node.path.is_empty()));
        assert!(summary(&packet).length == packet.frame.len());
        assert!(serde_json::from_str::<serde_json::Value>(&json(&packet)).is_ok());
    });
    assert!(report.fault.is_none_or(|fault| fault.at <= data.len() && !fault.what.is_empty()));
}
