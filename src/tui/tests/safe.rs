//! The safe screen: no word of a name, an address, a text, a draft or a path comes out of it, wherever one looks.

use crate::capture::{Endpoints, FileHealth, PacketStore, Recorded};
use crate::node::{Event, Packet};
use crate::settings::{Chosen, Settings};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::log::{LogLevel, LogLine, LogNews};
use crate::tui::model_talk::Voice;
use crate::tui::msg::Msg;
use crate::tui::overlay::Overlay;
use crate::tui::replay::Replay;

use super::cast::{
    VERIFIED, connected, info, listening, packets_with_a_bad_mac, peer_id, says, stranger_calls,
};
use super::stage::{NOW, app, app_with, enter, press, screen, write};
use super::tap::tapped;
use super::trust::number;

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

/// What must not be seen: each canary begins alike, so that one that was cut off is found too.
const CANARY: &str = "canar";
/// Real places and names in the scene that are no canaries.
const PRIVATE: [&str; 6] = ["127.0.0.1", "52110", "10.66.6", "7777", "7f3a", "line 1"];

/// Alice, who is called a canary, after everything that can happen to her.
fn scene() -> App {
    let mut app = app_with([listening(), connected("canarypet", VERIFIED), connected("twocanary", VERIFIED)]);
    "canarynick".clone_into(&mut app.model.own.name);
    let ends =
        Endpoints { local: "10.66.6.1:7777".parse().unwrap(), remote: "10.66.6.2:52110".parse().unwrap() };
    let label = peer_id("canarypet").0.short();
    let of_peer = |packet: Packet| Packet { peer: label.clone(), endpoints: Some(ends), ..packet };
    app.update(Msg::Packets(packets_with_a_bad_mac(3).into_iter().map(of_peer).collect(), 0));
    app.update(Msg::Node(Box::new(says("canarypet", 1, "canarytext, twice: canarytext")), NOW));
    enter(&mut app, "canaryown words");
    app.update(Msg::Node(Box::new(stranger_calls()), NOW));
    app.update(Msg::Failed("/home/canarypath/net.log: no room".to_owned()));
    let about = Event::Peers(vec![info("canarypet", VERIFIED)]);
    enter(&mut app, "/whois canarypet");
    app.update(Msg::Node(Box::new(about), NOW));
    let fields =
        [("peer", label.as_str()), ("from", "10.66.6.2:52110"), ("error", "canaryerror"), ("seq", "9")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let line = LogLine {
        time: "2026-11-21T10:42:12.123Z".to_owned(),
        level: LogLevel::Info,
        event: "dialling".to_owned(),
        fields,
    };
    let health = FileHealth { fault: Some("/home/canarypath".to_owned()), ..FileHealth::default() };
    app.update(Msg::Log(LogNews { lines: vec![line], missed: 0, health }));
    enter(&mut app, "/filter peer != \"canarypeer\"");
    write(&mut app, "canarydraft");
    app
}

pub(super) fn safe() -> App {
    let mut app = scene();
    press(&mut app, "Alt+S");
    app
}

/// Fails where something private stands in `shown`.
fn nothing_private(shown: &str, place: &str) {
    let low = shown.to_lowercase();
    let ids = ["canarypet", "twocanary", "mallory"].map(|name| peer_id(name).0.short());
    let short = ids.iter().map(|id| id.get(..4).unwrap());
    for private in [CANARY].into_iter().chain(PRIVATE).chain(short) {
        assert!(!low.contains(private), "{private} in {place}:\n{shown}");
    }
}

#[test]
fn no_canary_is_seen_in_any_pane_with_any_eyes_at_any_size() {
    for (width, height) in SIZES {
        let mut app = safe();
        for eyes in ["mine", "peer", "eve"] {
            for key in ["F2", "F3", "F4", "F5", "F6", "F7", "Esc"] {
                press(&mut app, key);
                for step in ["Home", "End", "Up", "Enter"] {
                    if key != "Esc" {
                        press(&mut app, step);
                    }
                    let place = format!("{key} {step}, {eyes}, {width}x{height}");
                    nothing_private(&screen(&mut app, width, height), &place);
                }
            }
            press(&mut app, "Alt+E");
        }
    }
}

/// A capture of two peers.
fn captured() -> App {
    let (file, filter) = ("/home/canaryfile.pcapng".to_owned(), String::new());
    let mut packets = PacketStore::default();
    packets.extend(scene().model.packets.window(0..usize::MAX).cloned(), 0);
    let mut app = app();
    app.replay(Replay { file, packets, words: vec!["canaryword".to_owned()], filter });
    app
}

#[test]
fn a_tap_and_a_capture_have_pseudonyms_and_show_no_canary() {
    for (mut app, whose) in [(tapped(), "[2001:db8::"), (captured(), "peer A")] {
        press(&mut app, "Alt+S");
        for (width, height) in SIZES {
            for key in ["F3", "F5", "F6", "F4"] {
                press(&mut app, key);
                nothing_private(&screen(&mut app, width, height), &format!("{key} at {width}x{height}"));
            }
        }
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains(whose), "{shown}");
        for row in 0..app.model.packets.len() {
            let packet = app.public(app.model.packets.get(row).unwrap());
            let ends = packet.endpoints.unwrap();
            assert_ne!(ends.local, ends.remote);
            assert!(packet.peer.starts_with(whose), "{}", packet.peer);
        }
    }
}

#[test]
fn no_canary_is_seen_over_the_panes() {
    for (width, height) in SIZES {
        for keys in ["F1", "F9", "F8", "Ctrl+F", "F4 h", "Ctrl+R", "Alt+L", "F1 /", "Alt+N", "Ctrl+C"] {
            let mut app = safe();
            press(&mut app, keys);
            nothing_private(&screen(&mut app, width, height), &format!("{keys} at {width}x{height}"));
            write(&mut app, "canary");
            nothing_private(&screen(&mut app, width, height), &format!("{keys}, typed, at {width}x{height}"));
        }
        let mut app = safe();
        let digits =
            Event::SafetyNumber { name: "canarypet".to_owned(), number: number(), trust: VERIFIED.unwrap() };
        app.update(Msg::Node(Box::new(digits), NOW));
        assert!(matches!(app.overlays.last(), Some(Overlay::Verify(_))));
        nothing_private(&screen(&mut app, width, height), "digits");
        for line in [
            "/connect canaryhost:5000",
            "/nick canarynick2",
            "/canary",
            "/search canary",
            "/wins",
            "/explain",
        ] {
            let mut app = safe();
            press(&mut app, "Ctrl+C");
            write(&mut app, line);
            nothing_private(&screen(&mut app, width, height), line);
            press(&mut app, "Enter");
            nothing_private(&screen(&mut app, width, height), line);
        }
    }
}

#[test]
fn no_canary_is_copied_or_stands_in_the_title_or_in_what_is_exported() {
    let mut app = safe();
    nothing_private(&app.window_title(), "the title");
    for key in ["F3", "F4", "F5", "F6", "F7"] {
        press(&mut app, key);
        for _ in 0..40 {
            for effect in press(&mut app, "Up y") {
                let Effect::Copy(text) = effect else { continue };
                nothing_private(&text, key);
            }
        }
    }
    for row in 0..app.model.packets.len() {
        let packet = app.public(app.model.packets.get(row).unwrap());
        assert_eq!((packet.peer.as_str(), &packet.inner), ("peer A", &None));
        let ends = packet.endpoints.unwrap();
        nothing_private(&format!("{ends:?}"), "an export");
        assert_ne!(ends.local, ends.remote);
    }
}

#[test]
fn no_canary_stands_in_a_file_that_a_safe_screen_writes() {
    for form in ["pcapng", "json"] {
        let mut app = safe();
        press(&mut app, "Ctrl+C");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("safe");
        for effect in enter(&mut app, &format!("/export {} all {form}", path.display())) {
            let Effect::ExportPackets(order) = effect else { continue };
            app.update(app.export_job(order).carry_out());
        }
        let file = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&file).to_lowercase();
        // Of the short ones a few digits stand among those of the frames by chance.
        let ids = ["canarypet", "twocanary", "mallory"].map(|name| peer_id(name).0.short());
        let ids = ids.iter().map(String::as_str);
        for private in [CANARY, "127.0.0.1", "10.66.6", ":7777", ":52110", "line 1"].into_iter().chain(ids) {
            assert!(!text.contains(private), "{private} in {form}:\n{text}");
        }
        assert!(text.contains("\"peer a\""), "{form}");
        nothing_private(&screen(&mut app, 140, 42), "what is said of it");
        assert!(enter(&mut app, &format!("/export {} opened", path.display())).is_empty());
        assert!(app.overlays.is_empty(), "a safe screen gives no texts away");
    }
}

#[test]
fn the_spec_is_read_on_a_safe_screen_and_what_is_looked_for_in_it_only_if_it_stands_there() {
    let mut app = safe();
    press(&mut app, "F4 Home K");
    assert!(screen(&mut app, 140, 42).contains("Spec: "));
    press(&mut app, "/");
    write(&mut app, "sealed");
    assert!(screen(&mut app, 140, 42).contains("search: sealed_"));
    write(&mut app, " canary");
    nothing_private(&screen(&mut app, 140, 42), "a search in the spec");
    press(&mut app, "Enter");
    nothing_private(&screen(&mut app, 140, 42), "a search in the spec that found nothing");
}

#[test]
fn the_lab_is_seen_on_a_safe_screen_and_what_is_looked_for_in_it_only_if_it_stands_there() {
    let mut app = safe();
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/lab");
    press(&mut app, "/");
    write(&mut app, "replay");
    assert!(screen(&mut app, 140, 42).contains("search: replay_"));
    write(&mut app, " canary");
    nothing_private(&screen(&mut app, 140, 42), "a search in the lab");
}

#[test]
fn a_capture_that_goes_on_is_said_when_the_screen_turns_safe() {
    let mut app = scene();
    app.update(Msg::Recorded(Recorded { file: "/home/canarypath".to_owned(), ..Recorded::default() }));
    press(&mut app, "Alt+S");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("--capture goes on with real"), "{shown}");
    nothing_private(&shown, "the notice");
}

#[test]
fn bytes_of_the_wire_sizes_and_verdicts_stay() {
    let mut app = safe();
    press(&mut app, "F4 Home");
    let shown = screen(&mut app, 140, 42);
    for kept in [
        "SAFE",
        "peer A",
        "peer B",
        "BAD MAC",
        "50 53 43 50",
        "hidden, 29 B",
        "handshake_request",
        "a filter",
    ] {
        assert!(shown.contains(kept), "{kept}:\n{shown}");
    }
}

#[test]
fn of_a_long_conversation_no_more_is_masked_than_may_be_in_view() {
    let mut app = safe();
    for number in 0..3_000 {
        app.model.say(Voice::Program, &format!("canary {number}"));
    }
    for keys in ["Esc", "F3 Up", "PgUp", "End"] {
        press(&mut app, keys);
        let shown = screen(&mut app, 140, 42);
        nothing_private(&shown, keys);
        assert!(shown.matches("words of the program, hidden").count() > 10, "{keys}\n{shown}");
        assert!(app.presented(|app| app.model.talk().iter().count()) < 1_000, "{keys}");
    }
    press(&mut app, "Home");
    nothing_private(&screen(&mut app, 140, 42), "the oldest");
}

#[test]
fn what_was_hidden_comes_back_as_it_was() {
    let mut app = scene();
    press(&mut app, "F3");
    let before = SIZES.map(|(width, height)| screen(&mut app, width, height));
    press(&mut app, "Alt+S");
    for (width, height) in SIZES {
        screen(&mut app, width, height);
    }
    press(&mut app, "Alt+S F3");
    app.notice = None;
    let after = SIZES.map(|(width, height)| screen(&mut app, width, height));
    assert!(before[0].contains("canaryown"), "{}", before[0]);
    assert_eq!(before, after);
}

#[test]
fn the_setting_and_the_command_turn_it_on() {
    let mut app = scene();
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/safe on");
    assert!(app.is_safe());
    enter(&mut app, "/set safe off");
    assert!(!app.is_safe());
    app.update(Msg::Recorded(Recorded::default()));
    enter(&mut app, "/set safe off");
    enter(&mut app, "/set safe on");
    let shown = screen(&mut app, 140, 42);
    nothing_private(&shown, "the setting");
    assert!(shown.contains("--capture goes on with real"), "{shown}");

    enter(&mut app, "/set safe off");
    press(&mut app, "F4 c");
    assert!(matches!(app.overlays.last(), Some(Overlay::Copy(_))));
    let settings = Settings { safe: true, ..app.choice.settings.clone() };
    app.chosen(Chosen { settings, ..Chosen::default() });
    assert!(app.overlays.is_empty() && screen(&mut app, 140, 42).contains("--capture goes on with real"));
}
