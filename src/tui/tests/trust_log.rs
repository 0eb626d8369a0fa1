//! The trust ledger on the screen: asked for, read, and hidden when the screen is safe.

use crate::crypto::{Secret, SigningKey};
use crate::node::{Broken, Command, Deed, Event, TrustEntry};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected};
use super::stage::{NOW, app_with, enter, press, screen};

fn told(app: &mut App, broken: Option<Broken>) {
    let key = |seed| SigningKey::from_seed(Secret::new([seed; 32])).verifying_key();
    let entry = |at, deed, other| TrustEntry { at, deed, key: key(1), other, name: "zelda".to_owned() };
    let entries = vec![entry(0, Deed::Met, None), entry(86_400_000, Deed::TookOver, Some(key(2)))];
    app.update(Msg::Node(Box::new(Event::TrustLedger { entries, broken }), NOW));
}

#[test]
fn what_became_of_keys_is_read_with_the_newest_first() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    assert_eq!(enter(&mut app, "/trust log"), [Effect::Node(Command::TrustLedger(None))]);
    let about = Command::TrustLedger(Some("bob".to_owned()));
    assert_eq!(enter(&mut app, "/trust log bob"), [Effect::Node(about)]);
    told(&mut app, None);
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let screen = screen(&mut app, width, height);
        assert!(screen.contains("Trust log") && screen.contains("as it was written"), "{screen}");
        assert!(screen.find("1970-01-02") < screen.find("1970-01-01").or(Some(usize::MAX)), "{screen}");
    }
    press(&mut app, "Esc");
    let broken = Broken { file: "trust_ledger".into(), line: 7, what: "it was changed" };
    told(&mut app, Some(broken));
    assert!(screen(&mut app, 140, 42).contains("BROKEN at line 7: it was changed"));
}

#[test]
fn a_safe_screen_shows_nothing_of_it() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    told(&mut app, None);
    assert!(screen(&mut app, 140, 42).contains("zelda"));
    press(&mut app, "Alt+S");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("zelda") && shown.contains("Hidden"), "{shown}");
}
