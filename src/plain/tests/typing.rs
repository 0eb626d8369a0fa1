//! What is typed.

use std::io::Cursor;

use super::sample::*;
use crate::commands::{About, COMMANDS, Wish, parse};
use crate::plain::stdin::{Typed, next, whole};

#[test]
fn a_line_that_begins_with_a_slash_is_never_sent() {
    for line in ["/conect x", "  /quti", "/", "/secret plan", "\t/MSG", "/ hello"] {
        assert!(matches!(parse(line), Wish::Error(..)), "{line}");
    }
    assert_eq!(parse("//etc"), Wish::Text { body: "/etc".to_owned(), action: false });
    assert_eq!(parse(" // x"), parse(" /x"), "a blank in front is never right");
}

#[test]
fn an_unknown_command_names_the_nearest_one() {
    let Wish::Error(_, why) = parse("/conect 127.0.0.1:5000") else { panic!("it was understood") };
    assert!(why.ends_with("did you mean /connect?"), "{why}");
}

#[test]
fn commands_are_read_in_any_case_and_by_their_other_names() {
    assert_eq!(parse("/PACKETS On"), Wish::Packets(true));
    assert_eq!(parse("/q"), Wish::Quit(None));
    assert_eq!(parse("/quit see you"), Wish::Quit(Some("see you".to_owned())));
    assert_eq!(parse("/rekey"), Wish::About(About::Rekey, None));
    assert_eq!(parse("/accept bob"), Wish::About(About::Accept, Some("bob".to_owned())));
    assert_eq!(parse("/verify same"), Wish::About(About::Same, None));
    assert_eq!(parse("/verify bob differ"), Wish::About(About::Differ, Some("bob".to_owned())));
    assert_eq!(parse("/me waves"), Wish::Text { body: "waves".to_owned(), action: true });
}

#[test]
fn a_command_without_its_argument_says_how_it_is_used() {
    for line in
        ["/connect", "/all", "/nick", "/block", "/packets maybe", "/msg", "/connect a:b:c", "/verify a b c"]
    {
        let Wish::Error(_, why) = parse(line) else { panic!("{line} was understood") };
        assert!(why.contains("; usage: /"), "{why}");
    }
}

#[test]
fn every_command_has_a_help_line_and_no_name_stands_twice() {
    let help = shown(|session| session.typed("/help").unwrap());
    assert_eq!(help.lines().count(), COMMANDS.len());
    let mut names: Vec<&str> =
        COMMANDS.iter().flat_map(|spec| std::iter::once(&spec.name).chain(spec.aliases)).copied().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn an_endless_line_is_dropped_whole_and_the_next_one_is_read() {
    assert_eq!(whole(Typed::Line("x".repeat(4_094))), Typed::Line("x".repeat(4_094)));
    assert!(matches!(whole(Typed::Line("x".repeat(4_095))), Typed::Refused(why) if why.contains("cut")));
    let mut bytes = b"one\r\n".to_vec();
    bytes.extend(vec![b'x'; 60_000]);
    bytes.extend(b"\n\xff\xfe\n\nlast");
    let mut input = Cursor::new(bytes);
    assert_eq!(next(&mut input), Some(Typed::Line("one".to_owned())));
    assert!(matches!(next(&mut input), Some(Typed::Refused(why)) if why.contains("16,384")));
    assert!(matches!(next(&mut input), Some(Typed::Refused(why)) if why.contains("UTF-8")));
    assert_eq!(next(&mut input), Some(Typed::Line(String::new())));
    assert_eq!(next(&mut input), Some(Typed::Line("last".to_owned())));
    assert_eq!(next(&mut input), None);
}
