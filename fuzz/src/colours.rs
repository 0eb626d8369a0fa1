//! Tables of colours in `config.toml`.

use std::sync::LazyLock;

use peerscope::capture::Packet;
use peerscope::lab::Arena;
use peerscope::settings::read;
use peerscope::tui::Colours;

/// The frames of a short session.
static PACKETS: LazyLock<Vec<Packet>> = LazyLock::new(|| Arena::established(1).responder.packets());

/// Each line of the table is a rule, or has its fault, which is said in one line that nothing in the file acts in; and
/// of at most nine rules the first that matches counts.
pub fn colours(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let said = read(&text);
    let (colours, faults) = Colours::wished(&said.colours);
    assert_eq!(colours.len() + faults.len(), said.colours.len(), "{text:?}");
    assert!(colours.len() <= 9);
    for fault in faults {
        assert!(!fault.is_empty() && !fault.contains(char::is_control), "{fault:?}");
    }
    for packet in &*PACKETS {
        let number = colours.number_of(packet);
        assert!(number.is_none_or(|number| (1..=colours.len()).contains(&number)));
    }
}
