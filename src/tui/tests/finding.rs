//! The search of everything that was said: what it asks and lists while one types, and where Enter goes.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::node::{
    By, Command, Delivery, Error, Event, Hit, MessageId, PeerRef, ReadBy, Recall, Recalled, Said, UnixMillis,
};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model_talk::Entry;
use crate::tui::msg::Msg;
use crate::tui::overlay::Overlay;

use super::cast::{VERIFIED, connected, packets, peer_id, says};
use super::safe::safe;
use super::searching::marked;
use super::stage::{NOW, app_with, enter, press, screen, write};
use super::talking::{after_lines, happens};

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

fn said(place: u64, at: u64, body: &str) -> Said {
    let by = By::Them { sent_at: UnixMillis(at), read_by: ReadBy::Person };
    Said {
        place,
        at: UnixMillis(at),
        by,
        stream: [0xbb; 16],
        number: place + 1,
        action: false,
        body: body.into(),
    }
}

fn hit(name: &str, said: Said) -> Hit {
    Hit { peer: peer_id(name), name: name.to_owned(), said }
}

fn sought(app: &mut App, word: &str, hits: Vec<Hit>) {
    let found = hits.len();
    happens(app, Event::Sought { word: word.to_owned(), found, hits });
}

fn not_sought(app: &mut App, word: &str, error: Error) {
    happens(app, Event::NotSought { word: word.to_owned(), error });
}

fn seek(word: &str) -> Effect {
    Effect::Node(Command::Seek { word: word.to_owned(), enough: 200 })
}

/// Two conversations with the search of both open.
fn finder() -> App {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    press(&mut app, "Ctrl+S Ctrl+S");
    app
}

/// What holds "draft", the newest first.
fn drafts() -> Vec<Hit> {
    let own = By::Us { message: MessageId(1), state: Delivery::Acked };
    vec![
        hit("carol", said(7, NOW.0 - 60_000, "is the Draft ready?")),
        hit("bob", Said { by: own, ..said(12, NOW.0 - 90_000_000, "my draft is") }),
        hit("bob", said(3, NOW.0 - 90_000_001, "another draft")),
    ]
}

/// The rows of the screen that hold this.
fn rows<'a>(shown: &'a str, part: &str) -> Vec<&'a str> {
    shown.lines().filter(|line| line.contains(part)).collect()
}

#[test]
fn each_letter_begins_a_search_of_everything_and_an_answer_for_another_word_is_none() {
    let mut app = finder();
    assert_eq!(write(&mut app, "Dr"), [seek("d"), seek("dr")]);
    sought(&mut app, "d", drafts());
    assert!(rows(&screen(&mut app, 140, 42), "looking...").len() == 1);
    assert!(rows(&screen(&mut app, 140, 42), "raft").is_empty());
    sought(&mut app, "dr", drafts());
    assert_eq!(rows(&screen(&mut app, 140, 42), "raft").len(), 3);
    // What does not hold the longer word goes at once; what does stays while it is looked for.
    assert_eq!(write(&mut app, "aft r"), ["dra", "draf", "draft", "draft r"].map(seek));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("ready?") && !shown.contains("another"), "{shown}");
    assert!(shown.contains("looking... 1 so far"), "{shown}");
    sought(&mut app, "draft", drafts());
    assert_eq!(rows(&screen(&mut app, 140, 42), "raft").len(), 2, "the typed line and what holds it");
    assert_eq!(press(&mut app, "Ctrl+U"), []);
    assert!(rows(&screen(&mut app, 140, 42), "raft").is_empty());
}

#[test]
fn what_was_found_is_listed_the_newest_first_at_every_size() {
    for (width, height) in SIZES {
        let mut app = finder();
        write(&mut app, "draft");
        sought(&mut app, "draft", drafts());
        let shown = screen(&mut app, width, height);
        let found: Vec<&str> =
            shown.lines().filter(|line| line.contains("bob") || line.contains("carol")).collect();
        let at = |part: &str| {
            found.iter().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{part}\n{shown}"))
        };
        assert!(at("Draft ready?") < at("my draft is") && at("my draft is") < at("another draft"), "{shown}");
        assert!(shown.contains("1 of 3 texts") && shown.contains("find: draft"), "{shown}");
        let own = rows(&shown, "my draft is")[0];
        assert!(own.contains(if width < 80 { "→ my" } else { "alice │ my" }), "{own}");
        assert!(rows(&shown, "Draft ready?")[0].contains("10:41"), "{shown}");
        assert!(own.contains("11-20"), "{own}");
    }
}

#[test]
fn of_more_than_are_listed_it_is_said_how_many_there_are() {
    let mut app = finder();
    write(&mut app, "draft");
    happens(&mut app, Event::Sought { word: "draft".to_owned(), found: 1_234, hits: drafts() });
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("1 of 1,234 texts; the newest 200 are here"), "{shown}");
    write(&mut app, "x");
    sought(&mut app, "draftx", Vec::new());
    assert!(screen(&mut app, 80, 24).contains("nothing that was said holds \"draftx\""));
}

/// The texts of the conversation, and which is chosen.
fn chosen(app: &App) -> Option<String> {
    app.talk.chosen.and_then(|at| app.model.talk().get(at)).map(Entry::text)
}

fn around(name: &str, below: u64, count: usize) -> Effect {
    Effect::Node(Command::Recall(PeerRef::Id(peer_id(name)), Recall::Below(below, count)))
}

#[test]
fn enter_opens_a_conversation_that_is_not_there_and_chooses_the_text_once_it_is_brought_in() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    press(&mut app, "Ctrl+S Ctrl+S");
    write(&mut app, "draft");
    sought(&mut app, "draft", vec![hit("carol", said(507, 5_000, "a draft"))]);
    assert_eq!(press(&mut app, "Enter"), [around("carol", 528, 26)]);
    assert!(app.overlays.is_empty());
    assert_eq!(app.model.peer().map(|peer| peer.name.as_str()), Some("carol"));
    // The word stands elsewhere too; what was chosen counts.
    let text = |place| said(place, 5_000, if place == 507 { "a draft" } else { "no draft" });
    let lines = (502..528).map(text).collect();
    let (peer, name, recalled) = (peer_id("carol"), "carol".to_owned(), Recalled::Below(528));
    happens(&mut app, Event::History { peer, name, lines, recalled });
    assert_eq!((chosen(&app).as_deref(), app.focus), (Some("a draft"), Pane::Conversation));
    let shown = screen(&mut app, 80, 24);
    assert!(rows(&shown, "a draft").len() == 1 && rows(&shown, "no draft").len() > 4, "{shown}");
    press(&mut app, "n");
    assert_eq!(chosen(&app).as_deref(), Some("no draft"));
}

#[test]
fn what_is_here_already_is_gone_to_without_a_question_and_its_frame_is_one_key_away() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    let frames = packets(3);
    let texts: Vec<u64> =
        frames.iter().filter(|packet| packet.kind == Some("text")).map(|packet| packet.number).collect();
    app.update(Msg::Packets(frames, 0));
    for number in 1..=3 {
        happens(&mut app, says("bob", number, &format!("line {}", number - 1)));
    }
    enter(&mut app, "/win 2");
    enter(&mut app, "/search");
    write(&mut app, "line");
    sought(
        &mut app,
        "line",
        (0..3).rev().map(|place| hit("bob", said(place, NOW.0, &format!("line {place}")))).collect(),
    );
    press(&mut app, "Down");
    assert_eq!(press(&mut app, "Enter"), []);
    assert_eq!(chosen(&app).as_deref(), Some("line 1"));
    screen(&mut app, 140, 42);
    press(&mut app, "g");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(texts[1])));
}

#[test]
fn a_text_between_what_is_here_and_what_stands_apart_is_brought_in_in_its_place() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let history = |lines: Vec<Said>, below| Event::History {
        peer: peer_id("bob"),
        name: "bob".to_owned(),
        lines,
        recalled: Recalled::Below(below),
    };
    happens(&mut app, says("bob", 901, "now"));
    let go = |app: &mut App, place| {
        press(app, "Ctrl+S Ctrl+S");
        write(app, "draft");
        sought(app, "draft", vec![hit("bob", said(place, 5_000, "a draft"))]);
        press(app, "Enter")
    };
    assert_eq!(go(&mut app, 20), [around("bob", 41, 26)]);
    happens(&mut app, history((15..41).map(|place| said(place, 5_000, "old")).collect(), 41));
    assert_eq!(go(&mut app, 500), [around("bob", 521, 26)]);
    happens(
        &mut app,
        history((495..521).map(|place| said(place, 5_000, &format!("at {place}"))).collect(), 521),
    );
    assert_eq!(chosen(&app).as_deref(), Some("at 500"));
    let bodies: Vec<String> = app.model.talk().iter().map(|(_, entry)| entry.text()).collect();
    assert!(!bodies.contains(&"old".to_owned()), "{bodies:?}");
}

#[test]
fn arrows_pages_and_the_mouse_choose_and_what_is_chosen_is_in_sight() {
    for (width, height) in SIZES {
        let mut app = finder();
        write(&mut app, "draft");
        let hits = (0..200).map(|at| hit("bob", said(900 - at, NOW.0 - at, &format!("draft {at}."))));
        sought(&mut app, "draft", hits.collect());
        let sees = |app: &mut App, text: &str| {
            let shown = screen(app, width, height);
            assert!(shown.contains(text), "{text}\n{shown}");
        };
        sees(&mut app, "1 of 200 texts");
        press(&mut app, "Down Down Up");
        sees(&mut app, "2 of 200 texts");
        for _ in 0..60 {
            press(&mut app, "PgDn");
        }
        sees(&mut app, "200 of 200 texts");
        sees(&mut app, "draft 199.");
        press(&mut app, "PgUp Up");
        for _ in 0..60 {
            press(&mut app, "PgUp");
        }
        sees(&mut app, "draft 0.");
        let mouse = |app: &mut App, kind, row| {
            app.update(Msg::Mouse(MouseEvent { kind, column: 20, row, modifiers: KeyModifiers::NONE }))
        };
        mouse(&mut app, MouseEventKind::ScrollDown, 8);
        sees(&mut app, "4 of 200 texts");
        let shown = screen(&mut app, width, height);
        let row = shown.lines().position(|line| line.contains("draft 2.")).expect("a row");
        let row = u16::try_from(row).expect("a row");
        assert_eq!(mouse(&mut app, MouseEventKind::Down(MouseButton::Left), row), []);
        sees(&mut app, "3 of 200 texts");
        let effects = mouse(&mut app, MouseEventKind::Down(MouseButton::Left), row);
        assert_eq!(effects, [around("bob", 919, 26)]);
    }
}

#[test]
fn where_nothing_is_kept_what_is_on_the_screen_is_searched() {
    let mut app = after_lines(30);
    press(&mut app, "Ctrl+S");
    write(&mut app, "line 2");
    assert_eq!(press(&mut app, "Ctrl+S"), [seek("line 2")]);
    not_sought(&mut app, "line 2", Error::NothingKept);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("nothing is kept; on this screen: 1 of 11 texts"), "{shown}");
    assert_eq!(write(&mut app, "7"), []);
    assert!(screen(&mut app, 140, 42).contains("on this screen: 1 of 1 text"));
    assert_eq!(press(&mut app, "Enter"), []);
    assert_eq!(chosen(&app).as_deref(), Some("line 27"));
}

#[test]
fn what_the_store_says_instead_of_an_answer_is_said() {
    let mut app = finder();
    write(&mut app, "a");
    not_sought(&mut app, "a", Error::TooMuchAsked);
    let shown = screen(&mut app, 140, 42);
    assert!(rows(&shown, &Error::TooMuchAsked.to_string()).len() == 1, "{shown}");
    assert_eq!(write(&mut app, "b"), [seek("ab")]);
}

#[test]
fn a_failure_that_belongs_to_an_older_word_says_nothing_about_this_one() {
    let mut app = finder();
    write(&mut app, "dr");
    sought(&mut app, "dr", drafts());
    write(&mut app, "a");
    not_sought(&mut app, "dr", Error::TooMuchAsked);
    not_sought(&mut app, "dr", Error::NothingKept);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("looking... 3 so far"), "{shown}");
    sought(&mut app, "dra", drafts());
    not_sought(&mut app, "dra", Error::TooMuchAsked);
    assert!(screen(&mut app, 140, 42).contains("1 of 3 texts"), "it was answered already");
    // What is asked beside it fails where it was asked.
    happens(&mut app, Event::CommandFailed { command: "search", error: Error::TooMuchAsked });
    assert!(screen(&mut app, 140, 42).contains("1 of 3 texts"));
}

#[test]
fn a_word_has_200_characters_at_most_however_it_comes() {
    let paste = |app: &mut App, count: usize| app.update(Msg::Paste("é".repeat(count)));
    let of = |count: usize| [seek(&"é".repeat(count))];
    let mut app = finder();
    assert_eq!(paste(&mut app, 150), of(150));
    assert_eq!(paste(&mut app, 150), of(200));
    assert_eq!(write(&mut app, "x"), []);
    // What was cut is brought back where there is room for all of it.
    press(&mut app, "Ctrl+U");
    assert_eq!(paste(&mut app, 1), of(1));
    assert_eq!(press(&mut app, "Ctrl+Y"), []);
    press(&mut app, "Ctrl+U");
    // Of a word that is taken along, too.
    press(&mut app, "Esc");
    app.open_finder(&"é".repeat(300)).unwrap();
    assert_eq!(press(&mut app, "Home"), of(200));
}

#[test]
fn esc_and_the_key_that_opened_it_close_it_and_leave_all_as_it_was() {
    for key in ["Esc", "Ctrl+S"] {
        let mut app = after_lines(30);
        let before = (app.talk.clone(), app.focus);
        press(&mut app, "Ctrl+S Ctrl+S");
        write(&mut app, "line");
        press(&mut app, key);
        sought(&mut app, "line", vec![hit("bob", said(1, 1, "line 2"))]);
        assert!(app.overlays.is_empty());
        assert_eq!((app.talk.clone(), app.focus, app.composer.input.text()), (before.0, before.1, ""));
    }
}

#[test]
fn what_others_wrote_and_what_is_pasted_acts_on_nothing() {
    let mut app = finder();
    let effects = app.update(Msg::Paste("dra\u{1b}[2J\u{202e}ft\nmore".to_owned()));
    let [Effect::Node(Command::Seek { word, .. })] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(word.starts_with("dra") && !word.chars().any(char::is_control), "{word:?}");
    assert!(!screen(&mut app, 140, 42).contains('\u{202e}'));
    let mut app = finder();
    write(&mut app, "draft");
    sought(&mut app, "draft", vec![hit("ca\u{1b}[2Jrol", said(1, 1, "a \u{1b}[2J\u{202e}draft\nof it"))]);
    for (width, height) in SIZES {
        let shown = screen(&mut app, width, height);
        assert!(
            !shown.contains('\u{1b}') && !shown.contains('\u{202e}') && shown.contains("draft"),
            "{shown}"
        );
    }
    assert!(screen(&mut app, 140, 42).contains("draft of it"));
}

#[test]
fn a_safe_screen_hides_the_word_and_what_holds_it() {
    for (width, height) in SIZES {
        let mut app = safe();
        press(&mut app, "Ctrl+C Ctrl+S Ctrl+S");
        assert!(matches!(app.overlays.last(), Some(Overlay::Finder(_))));
        write(&mut app, "canary");
        sought(&mut app, "canary", vec![hit("canarypet", said(1, 1, "canarytext"))]);
        let shown = screen(&mut app, width, height);
        assert!(!shown.to_lowercase().contains("canar") && shown.contains("Hidden"), "{shown}");
    }
    // What stands for a text is none, whatever is looked for in it.
    let mut app = safe();
    press(&mut app, "Ctrl+C");
    let before = marked(&mut app);
    write(&mut app, "/search hidden");
    assert_eq!(marked(&mut app), before);
}

#[test]
fn other_eyes_have_nothing_to_search() {
    let mut app = after_lines(3);
    press(&mut app, "Alt+E");
    enter(&mut app, "/search");
    assert!(app.overlays.is_empty());
    assert_eq!(app.fault.as_deref(), Some("/search: only your own eyes have that: /eyes mine"));
}
