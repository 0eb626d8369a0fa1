//! `/explain` in the line mode.

use super::sample::*;
use crate::lab::Arena;
use crate::node::Event;
use crate::plain::session::Session;
use crate::protocol;

/// Lets a session of the line mode hear of one with bob.
fn tell(session: &mut Session) {
    for event in Arena::established(1).initiator.events {
        if let protocol::Event::Derived(made) = event {
            let event = Event::Derived { peer: id(2), name: "bob".to_owned(), made };
            assert!(session.account(event).is_none(), "it prints nothing by itself");
        }
    }
}

#[test]
fn it_prints_the_page_row_by_row() {
    let said = shown(|session| {
        tell(session);
        session.typed("/explain").unwrap();
    });
    assert!(said.lines().all(|line| line.starts_with("explain")), "{said}");
    for words in ["Key tree", "th_0 = H(LP(PROTO) || frame 1)", "tag_r2i = MAC(", "  key "] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn it_writes_a_file_once_and_says_why_not_twice() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["session.md", "session.html"] {
        let line = format!("/explain bob {}", folder.path().join(name).display());
        let said = shown(|session| {
            tell(session);
            session.typed(&line).unwrap();
            session.typed(&line).unwrap();
        });
        let [first, second] = said.lines().collect::<Vec<_>>()[..] else { panic!("{said}") };
        assert!(first.starts_with("note ") && first.ends_with("is written; only you can read it"), "{first}");
        assert!(second.starts_with("error explain: ") && second.contains("is there already"), "{second}");
    }
}

#[test]
fn without_a_session_it_says_so() {
    let said = shown(|session| session.typed("/explain").unwrap());
    assert_eq!(said, "error explain: there was no session yet\n");
}
