//! Those who were known before this run: where they stand, and what can be done while they are not connected.

use crate::node::{
    By, Command, DialId, Event, Hearing, PeerAddr, PeerHost, PeerInfo, PeerRef, Presence, ReadBy, Recalled,
    Said, Start, Target, Trust, UnixMillis,
};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, info, peer_id};
use super::stage::{NOW, app, enter, press, screen, write};

const MINUTE: u64 = 60_000;

/// Somebody who was here so many minutes ago.
fn away(name: &str, trust: Option<Trust>, minutes: u64) -> PeerInfo {
    let seen = Some((1_795_000_000_000, NOW.0 - minutes * MINUTE));
    PeerInfo { presence: Presence::Absent, session_id: None, seen, ..info(name, trust) }
}

fn told(app: &mut App, event: Event) -> Vec<Effect> {
    app.update(Msg::Node(Box::new(event), NOW))
}

/// What the screen is told first: what was said with bob, and who is known.
fn begun() -> App {
    let mut app = app();
    assert_eq!(app.ask_who_is_known(), Command::Describe(None));
    let by = By::Them { sent_at: UnixMillis(1_000), read_by: ReadBy::Person };
    let (at, body) = (UnixMillis(1_000), "an old text".into());
    let said = Said { place: 0, at, by, stream: [2; 16], number: 1, action: false, body };
    let start = Start { missed: 0, unseen_from: None, whole_from: 0, hearing: Hearing::Heard };
    let (peer, name, recalled) = (peer_id("bob"), "bob".to_owned(), Recalled::AtStart(start));
    told(&mut app, Event::History { peer, name, lines: vec![said], recalled });
    let infos = vec![
        away("mallory", Some(Trust::Blocked), 1),
        away("bob", KNOWN, 3 * 24 * 60),
        away("carol", VERIFIED, 4),
    ];
    told(&mut app, Event::Peers(infos));
    app
}

#[test]
fn who_is_known_is_listed_from_the_start_those_first_who_were_there_last() {
    let mut app = begun();
    let shown = screen(&mut app, 140, 42);
    let row = |name: &str| {
        let found =
            shown.lines().position(|line| line.contains(&format!(" ○ {name}")) && line.contains("offline"));
        found.unwrap_or_else(|| panic!("{name} is not listed: {shown}"))
    };
    assert!(row("carol") < row("bob"), "{shown}");
    for words in
        ["offline 4m  ✓ verified", "offline 3d  ? not verified", "✗ mallory blocked", "0 of 3 peers here"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(shown.contains("/connect carol") && !shown.contains("/demo"), "{shown}");
    let narrow = screen(&mut app, 80, 24);
    assert!(narrow.contains("F2 goes to the peers you know"), "{narrow}");
}

#[test]
fn a_peer_who_is_away_is_chosen_read_and_written_to() {
    let mut app = begun();
    press(&mut app, "F2 Down Enter");
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("an old text") && shown.contains("to bob · not connected: will be held"),
        "{shown}"
    );
    let effects = enter(&mut app, "are you there?");
    let to = Target::One(PeerRef::Id(peer_id("bob")));
    let sent = Command::SendText { to, body: "are you there?".to_owned(), action: false };
    assert!(effects.contains(&Effect::Node(sent)), "{effects:?}");
}

#[test]
fn a_key_dials_a_peer_where_it_was_last_and_says_why_not() {
    let mut app = begun();
    let to = PeerAddr { host: PeerHost::Petname("carol".to_owned()), pin: None };
    assert_eq!(press(&mut app, "F2 c"), [Effect::Node(Command::Dial(to))]);
    assert_eq!(app.model.peer().map(|peer| peer.name.as_str()), Some("carol"));
    press(&mut app, "Down Down c");
    assert!(screen(&mut app, 140, 42).contains("mallory is blocked: /trust mallory lifts it"));
    told(&mut app, connected("carol", VERIFIED));
    press(&mut app, "Home c");
    assert!(screen(&mut app, 140, 42).contains("carol is connected"));
    // Anywhere else the letter is what it was.
    press(&mut app, "Esc");
    assert_eq!(write(&mut app, "c"), []);
}

#[test]
fn who_is_called_while_nobody_is_talked_to_is_talked_to() {
    let mut app = begun();
    let to = PeerAddr { host: PeerHost::Petname("bob".to_owned()), pin: None };
    told(&mut app, Event::Dialling { dial: DialId(1), to: to.clone(), attempt: 1 });
    told(
        &mut app,
        Event::DialFailed {
            dial: DialId(1),
            to,
            error: "refused by 127.0.0.1:52110".to_owned(),
            retry_in: None,
        },
    );
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("an old text") && shown.contains("bob: refused by"), "{shown}");
}

#[test]
fn a_text_to_nobody_says_how_to_choose_somebody() {
    let mut app = begun();
    enter(&mut app, "hello");
    assert!(screen(&mut app, 140, 42).contains("nobody is talked to, this was not sent: F2"));
}

#[test]
fn a_list_longer_than_its_pane_says_so_and_keeps_who_is_talked_to_in_view() {
    let mut app = begun();
    let more = (b'n'..=b'z').map(|letter| away(&char::from(letter).to_string(), KNOWN, 60));
    told(&mut app, Event::Peers(more.collect()));
    assert!(screen(&mut app, 140, 42).contains("Peers · 3 of 16 in view"));
    press(&mut app, "Alt+9");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(">9 ○ "), "{shown}");
}
