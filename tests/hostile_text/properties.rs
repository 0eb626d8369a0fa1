//! What holds for every text, not only for those that somebody thought of.

use peerscope::text::{Escaped, PeerText, Place, can_be_nick, outgoing};
use proptest::prelude::*;

use super::{is_allowed, is_allowed_in_message};

/// The longest form of a byte: `\u{1b}`.
const GROWTH: usize = 6;

/// Characters that do something, far more often than chance would have them.
fn hostile() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '\u{1b}',
        '\u{9b}',
        '\0',
        '\n',
        '\r',
        '\t',
        '\u{7f}',
        '\u{85}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2028}',
        '\u{2066}',
        '\u{fe0e}',
        '\u{fe0f}',
        '\u{20e3}',
        '\u{301}',
        '\u{93e}',
        '\u{94d}',
        '\u{e0041}',
        '\u{3164}',
        '\u{2800}',
        '\u{a0}',
        '\u{1f468}',
        '\u{1f3fd}',
        '\u{1f1e9}',
        '\u{e000}',
        '\u{ffff}',
        'क',
        'a',
        '1',
        ' ',
        '[',
        ']',
        '(',
        ')',
        '\\',
        '"',
        '{',
        '}',
    ]);
    let letter = prop_oneof![4 => special, 1 => any::<char>()];
    prop::collection::vec(letter, 0..60).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_holds_only_allowed_characters_and_no_tower(text in hostile()) {
        for place in [Place::Message, Place::Name, Place::Log] {
            let shown = Escaped::new(&text, place).to_string();
            let allowed = if place == Place::Message { is_allowed_in_message } else { is_allowed };
            prop_assert!(shown.chars().all(allowed), "{place:?} {text:?} {shown:?}");
            let mut marks = 4;
            for c in shown.chars() {
                let is_mark = matches!(c, '\u{301}' | '\u{93e}' | '\u{94d}' | '\u{20e3}');
                marks = if is_mark { marks + 1 } else if matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}') { marks } else { 0 };
                prop_assert!(marks <= 4, "{place:?} {text:?} {shown:?}");
            }
        }
    }

    #[test]
    fn to_escape_again_changes_nothing(text in hostile()) {
        for place in [Place::Message, Place::Name, Place::Log] {
            let once = Escaped::new(&text, place).to_string();
            prop_assert_eq!(Escaped::new(&once, place).to_string(), once.clone(), "{:?}", place);
            prop_assert_eq!(Escaped::new(&once, Place::Message).to_string(), once, "a line around it");
        }
    }

    #[test]
    fn nothing_grows_without_bound(text in hostile()) {
        for place in [Place::Message, Place::Name, Place::Log] {
            prop_assert!(Escaped::new(&text, place).to_string().len() <= GROWTH * text.len());
        }
        let text = PeerText::from(text);
        prop_assert!(text.json().to_string().len() <= 2 + GROWTH * text.len());
        prop_assert!(text.cut_to_name().shown(Place::Name).to_string().len() <= GROWTH * 128);
    }

    #[test]
    fn json_loses_nothing_and_acts_on_nothing(text in hostile()) {
        let json = PeerText::from(text.as_str()).json().to_string();
        prop_assert!(json.chars().all(is_allowed), "{json:?}");
        prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_name_is_cut_once(text in hostile()) {
        let cut = PeerText::from(text.as_str()).cut_to_name();
        prop_assert!(cut.len() <= 128 && cut.cut_to_name() == cut);
        prop_assert!(text.starts_with(cut.as_sent()));
    }

    #[test]
    fn what_we_send_ourselves_acts_on_nothing(text in hostile()) {
        let sent = outgoing(&text).into_owned();
        prop_assert!(!sent.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{sent:?}");
        let again = outgoing(&sent).into_owned();
        prop_assert_eq!(again, sent);
        let nick = PeerText::from(text.as_str());
        let same = nick.cut_to_name().shown(Place::Name).to_string() == text;
        prop_assert!(!can_be_nick(&text) || same, "others see what we call ourselves");
    }

    #[test]
    fn what_people_write_stays_as_it_is(text in "[ -~äöüßéñ日本語한국어ไทยעבריתعربىЖ👍🏽🇩🇪]{1,40}") {
        prop_assume!(!text.starts_with(['\u{e31}', '\u{e34}', '\u{e35}', '\u{e37}']));
        prop_assert_eq!(PeerText::from(text.as_str()).shown(Place::Message).to_string(), text);
    }
}
