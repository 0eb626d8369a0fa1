//! What is asked for and what stands in a file.

use std::path::{Path, PathBuf};

use crate::node::{By, Delivery, Keep, MessageId, ReadBy, Recall, Said, UnixMillis};

use super::{Past, file, parse};

#[test]
fn what_stands_behind_the_command_is_a_number_a_file_a_time_or_the_end_of_it() {
    let last = |count| Past::Recall(Recall::Last(count));
    let to_file = |path: &str| Past::Recall(Recall::ForFile(PathBuf::from(path)));
    let bob = || Some("bob".to_owned());
    let good = [
        ("", (last(20), None)),
        ("5", (last(5), None)),
        ("1", (last(1), None)),
        ("bob", (last(20), bob())),
        ("bob 10000", (last(10_000), bob())),
        ("talk.md", (to_file("talk.md"), None)),
        ("bob Talk.JSONL", (to_file("Talk.JSONL"), bob())),
        ("bob 'my talk.md'", (to_file("my talk.md"), bob())),
        ("bob keep 30", (Past::Keep(Keep::Days(30)), bob())),
        ("bob keep forever", (Past::Keep(Keep::Forever), bob())),
        ("bob delete", (Past::Delete, bob())),
    ];
    for (typed, expected) in good {
        assert_eq!(parse(typed), Ok(expected), "{typed}");
    }
    for bad in ["delete", "keep forever", "bob keep", "bob keep soon", "bob and carol 5", "keep -1"] {
        assert!(parse(bad).is_err(), "{bad}");
    }
    let big = "99999999999999999999";
    for bad in ["-3", "bob -3", &format!("-{big}"), "0", "bob 0", "bob 10001", "20000", big] {
        let why = parse(bad).expect_err(bad);
        assert!(why.ends_with("is no number of texts: 1 to 10,000"), "{why}");
    }
}

fn said() -> Vec<Said> {
    let said = |by, number, action, body: &str| Said {
        place: number,
        at: UnixMillis(1_000 * number),
        by,
        stream: [2; 16],
        number,
        action,
        body: body.into(),
    };
    let theirs = By::Them { sent_at: UnixMillis(1), read_by: ReadBy::Person };
    let ours = By::Us { message: MessageId(0), state: Delivery::Acked };
    vec![said(theirs, 1, false, "# <b>hello</b>\n\u{1b}[2J"), said(ours, 2, true, "waves \"back\"")]
}

#[test]
fn a_file_to_read_holds_what_was_said_and_makes_nothing_of_it() {
    let text = file(Path::new("talk.md"), ("ann", "b_o_b"), &said());
    let expected = "# ann and b\\_o\\_b\n\n**b\\_o\\_b** · 1970-01-01 00:00:01.000\n\n    # <b>hello</b>\n    \\u{1b}[2J\n\n\
                    **ann** · 1970-01-01 00:00:02.000, acked\n\n    * waves \"back\"\n\n";
    assert_eq!(text, expected);
}

#[test]
fn a_text_that_came_long_after_it_was_written_says_so() {
    let [theirs, _] = said().try_into().unwrap();
    let late = |at| Said { at: UnixMillis(at), ..theirs.clone() };
    let head =
        |at| file(Path::new("talk.md"), ("ann", "bob"), &[late(at)]).lines().nth(2).unwrap().to_owned();
    assert_eq!(head(60_001), "**bob** · 1970-01-01 00:01:00.001");
    assert_eq!(head(60_002), "**bob** · 1970-01-01 00:01:00.002, written 00:00");
    assert_eq!(head(86_400_000), "**bob** · 1970-01-02 00:00:00.000, written 1970-01-01 00:00");
}

#[test]
fn a_file_for_programs_has_one_object_a_line_and_the_text_whole() {
    let text = file(Path::new("talk.jsonl"), ("ann", "bob"), &said());
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["text"], "# <b>hello</b>\n\u{1b}[2J");
    assert_eq!((lines[0]["from"].as_str(), lines[0]["sent_at_ms"].as_u64()), (Some("them"), Some(1)));
    assert_eq!((lines[1]["state"].as_str(), lines[1]["action"].as_bool()), (Some("acked"), Some(true)));
    assert!(!text.contains('\u{1b}'));
}
