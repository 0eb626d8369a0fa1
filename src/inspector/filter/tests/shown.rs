//! Which packets a filter shows.

use super::packets::packets;
use crate::capture::Packet;
use crate::inspector::filter::{Filter, Named};

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

#[test]
fn a_sealed_message_is_found_by_the_kind_that_a_capture_says() {
    let sealed = Packet { inner: None, ..packets()[1].clone() };
    assert!(Filter::parse("kind == text").unwrap().matches(&sealed));
    assert!(
        Filter::parse("text").unwrap().matches(&sealed) && !Filter::parse("ping").unwrap().matches(&sealed)
    );
    assert!(!Filter::parse("kind == ping || kind > 2").unwrap().matches(&sealed));
    let unknown = Packet { kind: None, ..sealed };
    assert!(!Filter::parse("kind").unwrap().matches(&unknown));
}

#[test]
fn a_peer_may_stand_under_its_name_where_that_is_known() {
    let named = |links: &[u64]| {
        let bob = Named { digits: "ea01d274".to_owned(), links: Some(links.to_vec()) };
        move |name: &str| (name == "bob").then(|| bob.clone())
    };
    for text in ["peer == bob", "peer in {bob, carol}", "seq > 0 && !(peer != bob)"] {
        let filter = Filter::parse(text).unwrap();
        assert!(filter.clone().naming(&named(&[])).matches(&packets()[1]), "{text}");
        assert!(!filter.matches(&packets()[1]), "{text}");
        // Before its identity is proved a frame has an address there: what says whose it is is the link.
        let first = Packet { peer: "127.0.0.1:5000".to_owned(), conn: 77, ..packets()[1].clone() };
        let (one, other) = (filter.clone().naming(&named(&[])), filter.naming(&named(&[3, 77])));
        assert!(!one.matches(&first) && other.matches(&first), "{text}");
        assert!(!one.is_named_as(&other) && one.is_named_as(&one.clone()), "{text}");
    }
}
