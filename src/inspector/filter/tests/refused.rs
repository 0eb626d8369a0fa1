//! What is no filter, and where.

use super::packets::packets;
use crate::inspector::filter::{Filter, ParseState};

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
    ("seq == \"0x+4\"", 8, "seq is a number"),
    ("seq == \"0b+1\"", 8, "seq is a number"),
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
        "frame contains \"\\x+f\"",
        17,
        "\\x is no escape: r\"..\" keeps what stands in it, \\\\ is a backslash",
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
