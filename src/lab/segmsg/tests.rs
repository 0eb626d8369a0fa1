use crate::crypto::{ScriptedRandom, sha256};
use crate::text::hex;

use super::{Eavesdropper, Event, Fault, Heard, TEXT_BYTES_MAX, Talk, sealed};

const TIME: u64 = 1_700_000_000;

/// A side whose exponent is the one of the recorded frames.
fn random(name: &str) -> ScriptedRandom {
    ScriptedRandom::new(sha256(&[name.as_bytes()]).to_vec())
}

fn one(talk: &mut Talk, bytes: &[u8]) -> Heard {
    talk.feed(bytes, TIME).unwrap().unwrap().heard
}

/// Both sides with keys.
fn agreed() -> [Talk; 2] {
    let (mut alice, request) = Talk::dial(&mut random("segmsg-vector-A"), TIME).unwrap();
    let mut bob = Talk::listen(&mut random("segmsg-vector-B")).unwrap();
    let Heard::Request(response) = one(&mut bob, &request) else { panic!("a request was heard as another") };
    assert!(matches!(one(&mut alice, &response), Heard::Response));
    [alice, bob]
}

#[test]
fn frames_are_those_of_the_original_program_byte_for_byte() {
    let (_, request) = Talk::dial(&mut random("segmsg-vector-A"), TIME).unwrap();
    let begin = concat!(
        "5365674d534702000001003fa606cc7f9e14359a86817883444ab97262e4f3486d0f14ab5c21407b6e971d",
        "000000006553f100",
    );
    assert_eq!(hex(&request[..51]).to_string(), begin);
    assert_eq!(
        hex(&sha256(&[&request])).to_string(),
        "4a077a2b7de3371d230913aeec653292d8415329f55cd95baebd6cccea28bd61"
    );
    let mut bob = Talk::listen(&mut random("segmsg-vector-B")).unwrap();
    let Heard::Request(response) = one(&mut bob, &request) else { panic!("a request was heard as another") };
    assert_eq!(
        hex(&sha256(&[&response])).to_string(),
        "fb2e288bf4dcdac01370da9141f5e486423180b54ef7e2cfeafcd7cf07cdcc31"
    );
    let text = bob.say("The quick brown fox jumps over the lazy dog", TIME).unwrap();
    let known = concat!(
        "5365674d5347010000002bd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592000000006553f1",
        "0095bc379b2611b3d1b7c88cd9cda19496a7bb2a853d11b7c1afc881c4c7a4da55a9b172d9361ea372b887894e1ffae0f9b8",
        "83008b44ce61c6c1e3c7e35286c9602a7fc61b60a03ccae7b292",
    );
    assert_eq!(hex(&text).to_string(), known);
}

#[test]
fn both_sides_read_each_other_however_the_bytes_arrive() {
    let [mut alice, mut bob] = agreed();
    let said = [alice.say("one", TIME).unwrap(), alice.say("zwei \u{6f22}", TIME).unwrap()].concat();
    let mut heard = Vec::new();
    for byte in &said {
        heard.extend(bob.feed(&[*byte], TIME).unwrap());
    }
    let texts: Vec<_> = heard.into_iter().map(|Event { heard, .. }| heard).collect();
    assert!(
        matches!(&texts[..], [Heard::Text(one), Heard::Text(two)] if *one == *"one" && *two == *"zwei \u{6f22}")
    );
    let back = bob.say("three", TIME).unwrap();
    assert!(matches!(one(&mut alice, &back), Heard::Text(text) if text == *"three"));
}

#[test]
fn what_the_original_drops_is_dropped_and_what_it_cannot_take_is_not_sent() {
    let [mut alice, bob] = agreed();
    let genuine = bob.say("hello", TIME).unwrap();
    for at in [11, 43, 51, 87] {
        let mut forged = genuine.clone();
        forged[at] ^= 1;
        assert!(matches!(one(&mut alice, &forged), Heard::Dropped("its tag is wrong")), "byte {at}");
    }
    assert_eq!(alice.say(&"x".repeat(TEXT_BYTES_MAX + 1), TIME), Err(Fault::TextTooLong));
    let mut early = Talk::listen(&mut random("segmsg-vector-B")).unwrap();
    assert_eq!(early.say("hello", TIME), Err(Fault::TooEarly));
    assert!(matches!(one(&mut early, &genuine), Heard::Dropped("a text before there are keys")));
    assert_eq!(early.feed(b"GET / HTTP/1.1", TIME).err(), Some(Fault::Foreign));
    for at in [6, 7] {
        let mut foreign = genuine.clone();
        foreign[at] = 0xff;
        let mut other = Talk::listen(&mut random("segmsg-vector-B")).unwrap();
        assert_eq!(other.feed(&foreign, TIME).err(), Some(Fault::Foreign), "byte {at}");
    }
}

#[test]
fn a_value_that_gives_everybody_the_key_is_refused_here() {
    let (_, request) = Talk::dial(&mut random("segmsg-vector-A"), TIME).unwrap();
    for value in [0_u8, 1] {
        let mut degenerate = request.clone();
        degenerate[51..307].fill(0);
        degenerate[306] = value;
        let mut bob = Talk::listen(&mut random("segmsg-vector-B")).unwrap();
        assert!(matches!(bob.feed(&degenerate, TIME), Err(Fault::Keys(_))), "{value}");
    }
}

#[test]
fn whoever_knows_one_text_reads_what_both_sides_say_after_it() {
    let [alice, bob] = agreed();
    let first = alice.say("Dear colleague, ", TIME).unwrap();
    let eve = Eavesdropper::knowing(sealed(&first), b"Dear colleague, ");
    let answer = bob.say("the code is 4711", TIME).unwrap();
    assert_eq!(eve.reads(sealed(&answer)), *"the code is 4711");
    let longer = bob.say("the codes are 4711 and 4712", TIME).unwrap();
    assert_eq!(eve.reads(sealed(&longer)), *"the codes are 4711 _nd _712");
}
