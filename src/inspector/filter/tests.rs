//! Which packets a filter shows, and what it says when it is none.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::schema::listed;
use super::{EXAMPLES, Filter, ParseState, Subject, complete, fields};
use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{
    Described, Epoch, FrameHeader, FrameType, HandshakeRequest, Message, Nick, Position, Reason, Receipt,
    RekeyAsk, Sequence, Text, UnixMillis, Verdict, seal_inner,
};

/// 2026-11-18 11:06:40.482 UTC
const SEEN: u64 = 1_795_000_000_482;

fn frame(number: u64, direction: Direction, message: Option<&Message>) -> Packet {
    let inner = message.map(|message| seal_inner(message, UnixMillis(SEEN - 5)));
    let sealed = vec![0xaa; inner.as_ref().map_or(64, Vec::len)];
    let length = u32::try_from(sealed.len() + 32).unwrap();
    let header = FrameHeader::message(Epoch(1), Sequence(number), length);
    let frame = [header.to_bytes().as_slice(), &sealed, &[0xbb; 32]].concat();
    Packet {
        number,
        conn: 7,
        time: UnixMillis(SEEN + number * 1_000),
        peer: "ea01d274".to_owned(),
        endpoints: None,
        direction,
        frame,
        header: Some(header),
        type_name: "message",
        kind: message.map(Message::name),
        expected: None,
        key_id: message.map(|_| [1, 2, 3, 4]),
        inner,
        verdict: if direction == Direction::Sent { Verdict::Sent } else { Verdict::Opened },
        reason: None,
        comment: None,
    }
}

/// 1 a request, 2 a text sent, 3 a text received, 4 a receipt, 5 a message without fields, 6 a nick, 7 BAD MAC,
/// 8 three bytes of nothing.
fn packets() -> Vec<Packet> {
    let text = |number, body: &str| Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() });
    let (sent, received) = (Direction::Sent, Direction::Received);
    let mut request = frame(1, received, None);
    let body = HandshakeRequest::SAMPLE;
    let length = u32::try_from(body.len()).unwrap();
    let header = FrameHeader::handshake(FrameType::HandshakeRequest, Sequence(0), length);
    request.frame = [header.to_bytes().as_slice(), body].concat();
    request.header = FrameHeader::from_slice(&request.frame);
    request.peer = "127.0.0.1:4052".to_owned();
    request.type_name = "handshake_request";
    request.verdict = Verdict::Parsed;
    let mut bad = frame(7, received, None);
    bad.verdict = Verdict::BadMac;
    bad.reason = Some(Reason::BadTag);
    bad.comment = Some("odd one".to_owned());
    bad.expected = Some(Position { epoch: Epoch(1), seq: Sequence(6) });
    let mut cut = bad.clone();
    cut.comment = None;
    (cut.number, cut.frame, cut.header) = (8, vec![0x50, 0x53, 0x43], None);
    (cut.verdict, cut.reason, cut.expected) = (Verdict::CutOff, Some(Reason::Truncated), None);
    vec![
        request,
        frame(2, sent, Some(&text(1, "Hello, Bob"))),
        frame(3, received, Some(&text(1, "hello alice \u{6f22}"))),
        frame(4, received, Some(&Message::Receipt(Receipt { state: Receipt::ACKED, number: 1 }))),
        frame(5, sent, Some(&Message::RekeyAsk(RekeyAsk {}))),
        frame(6, received, Some(&Message::Nick(Nick { nick: "bob".try_into().unwrap() }))),
        bad,
        cut,
    ]
}

/// Filter, numbers of the packets that it shows.
const SHOWN: &[(&str, &[u64])] = &[
    ("", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("  ", &[1, 2, 3, 4, 5, 6, 7, 8]),
    // What is there.
    ("bad", &[7, 8]),
    ("text", &[2, 3]),
    ("receipt.state", &[4]),
    ("rekey_ask", &[5]),
    ("handshake_request", &[1]),
    ("message", &[2, 3, 4, 5, 6, 7]),
    ("header", &[1, 2, 3, 4, 5, 6, 7]),
    ("undecoded", &[8]),
    ("peerscope.text", &[2, 3]),
    // Comparisons.
    ("kind == text", &[2, 3]),
    ("kind == TEXT", &[2, 3]),
    ("kind == 2", &[2, 3]),
    ("kind eq 0x02", &[2, 3]),
    ("type == handshake_request", &[1]),
    ("kind != text", &[4, 5, 6]),
    ("!(kind == text)", &[1, 4, 5, 6, 7, 8]),
    ("kind !== text", &[4, 5, 6]),
    ("seq > 5", &[6, 7]),
    ("seq == 007", &[7]),
    ("seq == 0b110", &[6]),
    ("text.body[0:5] == Hello", &[2]),
    ("text.body[0:5] contains \"ell\"", &[2, 3]),
    ("text.body contains \"\\x48\\u{65}\"", &[2]),
    ("text.body matches r\"^\\w+,\"", &[2]),
    ("seq ge 6", &[6, 7]),
    ("packet < 3", &[1, 2]),
    ("seq <= 2 && message", &[2]),
    ("verdict == bad_mac", &[7]),
    ("verdict == \"BAD MAC\"", &[7]),
    ("reason == truncated", &[8]),
    ("dir == sent", &[2, 5]),
    ("peer == 127.0.0.1:4052", &[1]),
    ("peer == ea01d274", &[2, 3, 4, 5, 6, 7, 8]),
    ("text.body == \"Hello, Bob\"", &[2]),
    ("receipt.state == acked", &[4]),
    ("seq != expected.seq", &[7]),
    ("expected.seq == 6", &[7]),
    ("receipt.number == text.number", &[]),
    ("key_id == 01:02:03:04", &[2, 3, 4, 5, 6]),
    ("key_id == 0x01020304", &[2, 3, 4, 5, 6]),
    ("key_id < 01:02:03:05", &[2, 3, 4, 5, 6]),
    ("size > 300", &[1]),
    ("conn == 7 and not bad", &[1, 2, 3, 4, 5, 6]),
    ("comment", &[7]),
    ("comment contains one && \"ODD\"", &[7]),
    // Times.
    ("time == \"2026-11-18 11:06:42\"", &[2]),
    ("time == 2026-11-18T11:06:42", &[2]),
    ("time >= 11:06:45", &[5, 6, 7, 8]),
    ("time == 11:06", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("time < 1795000002000", &[1]),
    ("time in {11:06:42 .. 11:06:44}", &[2, 3, 4]),
    ("sent_at == \"2026-11-18 11:06:40.477\"", &[2, 3, 4, 5, 6]),
    // Searching.
    ("text.body contains ello", &[2, 3]),
    ("text.body contains Hello", &[2]),
    ("text.body contains \"\"", &[2, 3]),
    ("text.body matches \"^hello\"", &[2, 3]),
    ("text.body ~ \"^h.*(bob|alice)\"", &[2, 3]),
    ("text.body matches r\"\\p{Han}\"", &[3]),
    ("frame contains aa:aa:bb", &[2, 3, 4, 5, 6, 7]),
    ("frame matches r\"\\xaa.\\xbb\"", &[2, 3, 4, 5, 6, 7]),
    ("frame contains \"PSC\"", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("verdict contains MAC", &[7]),
    ("\"hello\"", &[2, 3]),
    ("\"BOB\"", &[2, 6]),
    ("\"bad mac\" or \"truncated\"", &[7, 8]),
    // Sets.
    ("packet in {1, 3..5, 8}", &[1, 3, 4, 5, 8]),
    ("packet not in {1, 3..5, 8}", &[2, 6, 7]),
    ("kind in {text, receipt}", &[2, 3, 4]),
    ("verdict in {bad_mac}", &[7]),
    // Functions and slices.
    ("len(frame) == 3", &[8]),
    ("len(text.body) == 10", &[2]),
    ("len(text.body) > len(nick.nick)", &[]),
    ("lower(text.body) == \"hello, bob\"", &[2]),
    ("upper(text.body) contains ALICE", &[3]),
    ("frame[0:3] == 50:53:43", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("frame[-1] == bb", &[2, 3, 4, 5, 6, 7]),
    ("frame[1-2] == \"SC\"", &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("frame[:2] == \"PS\" && frame[3:]", &[1, 2, 3, 4, 5, 6, 7]),
    ("text.body[0] == \"H\"", &[2]),
    ("message.tag[0:2] == message.tag[2:2]", &[2, 3, 4, 5, 6, 7]),
    ("len(message.tag[30:])==2", &[2, 3, 4, 5, 6, 7]),
    ("frame[9999:]", &[]),
    ("frame[2:99999999999]", &[]),
    // Joining.
    ("text || receipt", &[2, 3, 4]),
    ("text or receipt and dir == sent", &[2, 3]),
    ("(text or receipt) and dir == sent", &[2]),
    ("text xor dir == sent", &[3, 5]),
    ("text ^^ text", &[]),
    ("not text and not bad and !receipt", &[1, 5, 6]),
    ("!!text", &[2, 3]),
    ("text&&seq==2", &[2]),
];

#[test]
fn a_filter_shows_the_packets_that_it_asks_for_and_no_others() {
    let packets = packets();
    let found = |text: &str| -> Result<Vec<u64>, String> {
        let filter = Filter::parse(text).map_err(|error| error.to_string())?;
        Ok(packets.iter().filter(|packet| filter.matches(packet)).map(|packet| packet.number).collect())
    };
    let wrong: Vec<_> = SHOWN.iter().map(|(text, shown)| (text, found(text), shown.to_vec())).collect();
    let wrong: Vec<_> = wrong.into_iter().filter(|(_, found, shown)| found.as_ref() != Ok(shown)).collect();
    assert_eq!(wrong, []);
}

/// Filter, column of the fault, what is said.
const REFUSED: &[(&str, usize, &str)] = &[
    ("sq == 4", 1, "unknown field \"sq\": did you mean seq?"),
    ("bad and peerscope.sq == 4", 9, "unknown field \"sq\": did you mean seq?"),
    ("len(tag) > 1", 5, "unknown field \"tag\": did you mean message.tag?"),
    ("xyz", 1, "unknown field \"xyz\""),
    ("frame.len > 200", 1, "unknown field \"frame.len\": did you mean size?"),
    ("tcp.stream == 1", 1, "unknown field \"tcp.stream\": did you mean conn?"),
    ("漢 == 4", 1, "unknown field \"漢\""),
    ("4 == seq", 1, "a value cannot stand on the left: begin with a field"),
    ("seq = 4", 5, "two signs compare: =="),
    ("seq == text", 8, "seq is a number"),
    ("kind == txt", 9, "no kind is called \"txt\": did you mean text?"),
    ("verdict == bad_mca", 12, "no verdict is called \"bad_mca\": did you mean bad_mac?"),
    ("bad == 1", 5, "it has no value to compare: its name alone asks for it"),
    ("seq contains 1", 5, "only text and bytes can be searched, this is a number"),
    ("key_id == zz", 11, "bytes expected: as ff:00:a7, 0xff00a7 or \"text\""),
    ("key_id == fff", 11, "bytes expected: as ff:00:a7, 0xff00a7 or \"text\""),
    ("time > noon", 8, "a time expected: as \"2026-11-21 10:42:11\", \"10:42\" or milliseconds since 1970"),
    ("seq[0:1]", 1, "it is a number: only bytes and text have slices"),
    ("frame[x]", 7, "no slice: [0:4] for four bytes, [2-5], [4:], [-1]"),
    ("len(seq) > 2", 5, "bytes or text expected, this is a number"),
    ("len(frame) > len(message.tag", 29, "incomplete: ) expected"),
    ("text.body == len(frame)", 14, "text expected, this is a number"),
    (
        "text.body matches \"\\d+\"",
        20,
        "\\d is no escape: r\"..\" keeps what stands in it, \\\\ is a backslash",
    ),
    (
        "frame contains \"\\xff\"",
        17,
        "\\x is no escape: r\"..\" keeps what stands in it, \\\\ is a backslash",
    ),
    (
        "text.body contains nick.nick",
        20,
        "contains looks for a value, and nick.nick is a field: \"nick.nick\" in quotes is text",
    ),
    ("seq == 08", 8, "seq is a number"),
    ("text text", 6, "and, or or the end expected"),
    ("text )", 6, "and, or or the end expected"),
    ("text.body matches \"(\"", 19, "no regular expression: unclosed group"),
    ("text.body matches (", 19, "regular expression expected, in quotes"),
    ("seq & 1", 5, "no filter holds &"),
    ("seq == \u{1b}", 8, "no filter holds \\u{1b}"),
    ("seq not 1", 9, "in expected"),
    ("seq in {1 2}", 11, "} or , expected"),
    ("seq in 1", 8, "{ expected"),
    ("seq == 99999999999999999999", 8, "seq is a number"),
    ("se", 3, "incomplete: seq?"),
    ("kind == te", 11, "incomplete: text?"),
    ("kind == te && bad", 9, "no kind is called \"te\": did you mean text?"),
    ("not", 4, "incomplete: field expected"),
    ("seq ==", 7, "incomplete: value expected"),
    ("seq == 1 and", 13, "incomplete: field expected"),
    ("(seq", 5, "incomplete: ) expected"),
    ("seq in {1,", 11, "incomplete: value expected"),
    ("seq in {1", 10, "incomplete: } or , expected"),
    ("seq in", 7, "incomplete: { expected"),
    ("seq not", 8, "incomplete: in expected"),
    ("frame[0", 8, "incomplete: ] expected"),
    ("text.body == \"abc", 18, "incomplete: \" expected"),
    ("text.body matches", 18, "incomplete: regular expression expected"),
];

#[test]
fn what_is_no_filter_is_refused_at_its_place() {
    let said = |text: &str| {
        let error = Filter::parse(text).err()?;
        assert_eq!(
            error.state == ParseState::Incomplete,
            error.to_string().starts_with("incomplete"),
            "{text}"
        );
        Some((error.column(text), error.to_string()))
    };
    let all =
        REFUSED.iter().map(|(text, column, what)| (text, said(text), Some((*column, (*what).to_owned()))));
    let wrong: Vec<_> = all.filter(|(_, said, due)| said != due).collect();
    assert_eq!(wrong, []);
}

#[test]
fn a_filter_is_bounded_in_length_depth_and_work() {
    for (text, what) in [
        ("!".repeat(1_000) + "bad", "more than 50 brackets in one another"),
        ("(".repeat(1_000), "more than 50 brackets in one another"),
        ("lower(".repeat(300), "more than 50 brackets in one another"),
        ("bad || ".repeat(400), "a filter has at most 2000 bytes"),
        (
            "text.body matches \"(a{1000}){1000}\"".to_owned(),
            "no regular expression: Compiled regex exceeds size limit of 1048576 bytes.",
        ),
    ] {
        assert_eq!(Filter::parse(&text).unwrap_err().to_string(), what);
    }
    let long = "bad || ".repeat(280) + "bad";
    assert!(Filter::parse(&long).unwrap().matches(&packets()[6]));
}

#[test]
fn a_peer_may_stand_under_its_name_where_that_is_known() {
    let digits = |name: &str| (name == "bob").then(|| "ea01d274".to_owned());
    for text in ["peer == bob", "peer in {bob, carol}", "seq > 0 && !(peer != bob)"] {
        let filter = Filter::parse(text).unwrap();
        assert!(filter.clone().naming(&digits).matches(&packets()[1]), "{text}");
        assert!(!filter.matches(&packets()[1]), "{text}");
    }
}

#[test]
fn the_examples_of_the_help_are_filters() {
    for (example, _) in EXAMPLES {
        assert_eq!(Filter::parse(example).err(), None, "{example}");
    }
}

#[test]
fn every_field_of_the_wire_has_one_name_and_can_be_asked_for() {
    let names: BTreeSet<&str> = fields(Subject::Packets).map(|field| field.name).collect();
    assert_eq!(listed().count(), fields(Subject::Lines).count(), "no two have one name");
    for body in Message::ALL.iter().chain(crate::wire::Handshake::ALL).map(|entry| &entry.body) {
        assert!(names.contains(body.name), "{}", body.name);
        for field in body.fields {
            assert!(names.contains(field.name), "{}", field.name);
        }
    }
    for field in fields(Subject::Packets) {
        assert!(Filter::parse(field.name).is_ok(), "{}", field.name);
        assert!(!field.doc.is_empty(), "{}", field.name);
        for word in &field.words {
            assert!(
                Filter::parse(&format!("{} == {}", field.name, super::operand::spelled(word))).is_ok(),
                "{word}"
            );
        }
    }
}

#[test]
fn times_are_read_as_they_are_written() {
    use crate::inspector::clock_text::{read_time, time_text};
    for ms in [0, 951_782_399_999, 951_782_400_000, SEEN, 4_107_542_400_000, 253_402_300_799_999] {
        assert_eq!(read_time(&time_text(UnixMillis(ms))), Some(UnixMillis(ms)), "{ms}");
    }
    for wrong in ["", "2026-11-21", "1969-12-31T23:59:59Z", "2026-00-00T00:00:00Z", "9999999999999999999999"]
    {
        assert_eq!(read_time(wrong), None, "{wrong}");
    }
}

/// Text before the cursor, from where, some of the words, words that are not among them.
type Offer = (&'static str, usize, &'static [&'static str], &'static [&'static str]);

const OFFERS: [Offer; 9] = [
    ("", 0, &["seq", "kind", "text.body", "len(", "not"], &["==", "and"]),
    ("te", 0, &["text", "text.body", "text.number"], &["seq"]),
    ("kind == ", 8, &["text", "receipt"], &["seq", "=="]),
    ("verdict == b", 11, &["bad_mac"], &["opened"]),
    ("kind in {text, re", 15, &["receipt"], &["text"]),
    ("seq ", 4, &["==", "<", "in", "and"], &["contains", "seq"]),
    ("text.body co", 10, &["contains"], &["=="]),
    ("seq == 4 a", 9, &["and"], &["=="]),
    ("bad && (t", 8, &["text", "type", "time"], &["and"]),
];

#[test]
fn what_may_stand_at_the_cursor_is_offered() {
    for (text, from, some, none) in OFFERS {
        let offer = complete(Subject::Packets, text, text.len());
        assert_eq!(offer.at, from..text.len(), "{text}");
        for word in some {
            assert!(offer.words.iter().any(|offered| offered == word), "{text}: {word} in {:?}", offer.words);
        }
        for word in none {
            assert!(
                !offer.words.iter().any(|offered| offered == word),
                "{text}: {word} in {:?}",
                offer.words
            );
        }
    }
}

proptest! {
    /// What people type in the end is made of what the grammar is made of.
    #[test]
    fn no_text_makes_the_filter_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("seq"), Just("text.body"), Just("frame"), Just("=="), Just("("), Just(")"), Just("["), Just("]"),
                Just("{"), Just("}"), Just(","), Just(".."), Just("\""), Just("!"), Just("&&"), Just("in"), Just("~"),
                Just("-1"), Just("len("), Just("contains"), Just("漢"), Just("0x"), Just(":"), Just("\\"), Just(" "),
            ],
            0..24,
        ),
        any in ".{0,12}",
    ) {
        let text = words.concat() + &any;
        match Filter::parse(&text) {
            Ok(filter) => packets().iter().for_each(|packet| { filter.matches(packet); }),
            Err(error) => prop_assert!(text.get(error.at.start.min(text.len())..).is_some(), "{}", error),
        }
        for cursor in 0..=text.len() {
            complete(Subject::Lines, &text, cursor);
        }
    }
}
