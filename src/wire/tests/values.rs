//! Values at their limits, and those that have no meaning.

use crate::wire::limits::{NICK_BYTES_MAX, TEXT_BYTES_MAX};
use crate::wire::{
    DecodeError, DecodeErrorKind, Epoch, Message, Nick, Receipt, Sequence, SessionId, Text, Utf8Lp, Utf8Rest,
};

fn text(number: u64, flags: u8, body: &[u8]) -> Result<Message, DecodeError> {
    Message::decode_all(0x02, &[&number.to_be_bytes()[..], &[flags], body].concat())
}

fn nick(claimed: usize, bytes: &[u8]) -> Result<Message, DecodeError> {
    let claimed = u16::try_from(claimed).unwrap();
    Message::decode_all(0x07, &[&claimed.to_be_bytes()[..], bytes].concat())
}

fn refused<T>(at: usize, kind: DecodeErrorKind) -> Result<T, DecodeError> {
    Err(DecodeError { at, kind })
}

#[test]
fn a_text_has_one_byte_to_16_384() {
    let max = TEXT_BYTES_MAX;
    assert!(text(1, 0, &vec![b'x'; max]).is_ok());
    assert_eq!(
        text(1, 0, &vec![b'x'; max + 1]),
        refused(9, DecodeErrorKind::TooLong { max, length: max + 1 })
    );
    assert_eq!(text(1, 0, b""), refused(9, DecodeErrorKind::TooShort { min: 1, length: 0 }));
    assert_eq!(Utf8Rest::<1, 3>::try_from(""), Err(DecodeErrorKind::TooShort { min: 1, length: 0 }));
    assert_eq!(Utf8Rest::<1, 3>::try_from("four"), Err(DecodeErrorKind::TooLong { max: 3, length: 4 }));
    assert_eq!(Utf8Rest::<1, 3>::try_from("two").unwrap().into_text().as_sent(), "two");
}

#[test]
fn a_nick_has_no_byte_to_as_many_as_fit_a_frame() {
    let max = NICK_BYTES_MAX;
    assert!(nick(0, b"").is_ok());
    assert!(nick(max, &vec![b'x'; max]).is_ok());
    let length = max + 1;
    assert_eq!(nick(length, &vec![b'x'; length]), refused(0, DecodeErrorKind::TooLong { max, length }));
    assert_eq!(nick(3, b"al"), refused(2, DecodeErrorKind::Truncated { need: 3, have: 2 }));
    assert_eq!(nick(1, b"al"), refused(3, DecodeErrorKind::Trailing { extra: 1 }));
}

#[test]
fn text_that_is_not_utf8_is_refused_where_it_breaks() {
    assert_eq!(text(1, 0, b"ab\xff"), refused(11, DecodeErrorKind::NotUtf8));
    assert_eq!(text(1, 0, b"\xed\xa0\x80"), refused(9, DecodeErrorKind::NotUtf8));
    assert_eq!(nick(2, b"a\xc3"), refused(3, DecodeErrorKind::NotUtf8));
}

#[test]
fn values_without_a_meaning_are_refused_where_they_stand() {
    let unknown = |at, value| refused(at, DecodeErrorKind::Unknown { value });
    assert_eq!(text(0, 0, b"x"), unknown(0, 0));
    assert!(text(1, Text::ACTION, b"x").is_ok());
    for flags in 2..=u8::MAX {
        assert_eq!(text(1, flags, b"x"), unknown(8, u64::from(flags)));
    }
    for state in 0..=u8::MAX {
        let receipt = Message::decode_all(0x03, &[state, 0, 0, 0, 0, 0, 0, 0, 1]);
        match state {
            Receipt::ACKED | Receipt::SHOWN => assert!(receipt.is_ok()),
            _ => assert_eq!(receipt, unknown(0, u64::from(state))),
        }
        let typing = Message::decode_all(0x04, &[state]);
        assert!(if state <= 1 { typing.is_ok() } else { typing == unknown(0, u64::from(state)) });
    }
}

#[test]
fn a_nick_is_cut_between_characters() {
    for (text, cut) in
        [("", ""), ("bob", "bob"), ("alice", "alic"), ("ab\u{20ac}", "ab"), ("\u{1f600}x", "\u{1f600}")]
    {
        assert_eq!(Utf8Lp::<0, 4>::cut(text).text().as_sent(), cut);
    }
    assert_eq!(Utf8Lp::<0, 4>::try_from("alice"), Err(DecodeErrorKind::TooLong { max: 4, length: 5 }));
    assert_eq!(Utf8Lp::<0, 4>::try_from("bob").unwrap().into_text().as_sent(), "bob");
}

#[test]
fn debug_output_never_holds_what_people_say() {
    let said = Message::Text(Text { number: 1, flags: 0, body: "a secret".try_into().unwrap() });
    let name = Message::Nick(Nick { nick: Utf8Lp::cut("a secret") });
    for message in [said, name] {
        let shown = format!("{message:?}");
        assert!(shown.contains("[8 bytes of text]") && !shown.contains("secret"), "{shown}");
    }
}

#[test]
fn counters_end_instead_of_wrapping() {
    assert_eq!(Epoch(1).next(), Some(Epoch(2)));
    assert_eq!(Epoch(u16::MAX).next(), None);
    assert_eq!(Sequence(u64::MAX).next(), None);
    assert_eq!(SessionId([0xab; 32]).to_string(), "ab".repeat(32));
}
