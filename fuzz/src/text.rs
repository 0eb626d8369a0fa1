//! The way out of what a peer wrote.

use peerscope::text::{Escaped, PeerText, Place, Skeleton, can_be_nick, outgoing};

const PLACES: [Place; 3] = [Place::Message, Place::Name, Place::Log];

/// Characters that do something to a terminal or a reader, written down apart from the code under test.
fn acts(c: char, place: Place) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' | '\u{fe0f}' => place != Place::Message,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}' => true,
        c => c.is_control(),
    }
}

/// What is shown holds nothing that acts, is escaped once, and is at most 6 times as long; JSON loses nothing;
/// a name is cut once; what we send ourselves holds no control character.
pub fn text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for place in PLACES {
        let shown = Escaped::new(&text, place).to_string();
        assert!(!shown.contains(|c| acts(c, place)), "{place:?} {shown:?}");
        assert_eq!(Escaped::new(&shown, place).to_string(), shown, "{place:?}");
        assert_eq!(Escaped::new(&shown, Place::Message).to_string(), shown, "{place:?} in a line");
        assert!(shown.len() <= 6 * text.len());
    }
    let peer = PeerText::from(&*text);
    let json = peer.json().to_string();
    assert!(!json.contains(|c| acts(c, Place::Log)), "{json:?}");
    assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(&*text));
    assert!(peer.shown_lines().all(|line| !line.to_string().contains(|c| acts(c, Place::Message))));

    let name = peer.cut_to_name();
    assert!(name.len() <= 128 && name.cut_to_name() == name && text.starts_with(name.as_sent()));
    let skeleton = Skeleton::of(name.as_sent());
    assert!(skeleton.is_like(&Skeleton::of(name.as_sent())));

    let sent = outgoing(&text);
    assert!(!sent.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
    assert!(!can_be_nick(&text) || name.shown(Place::Name).to_string() == text);
}
