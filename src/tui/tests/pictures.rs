//! Whole screens, as a person sees them at the three sizes. `INSTA_UPDATE=always cargo test` takes new ones.

use crate::tui::app::App;
use crate::tui::msg::Msg;
use crate::tui::start::Made;

use super::cast::{VERIFIED, connected, listening, packets, says, stranger_calls};
use super::stage::{NOW, app, app_with, press, screen, write};

/// The same state at 140x42, 80x24 and 60x15.
fn pictures(name: &str, app: &mut App) {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let shown = screen(app, width, height);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), shown);
    }
}

#[test]
fn first_run() {
    pictures("first_run", &mut app());
}

#[test]
fn first_run_with_a_key_made_just_now() {
    let mut app = app_with([listening()]);
    let file = "/home/alice/.local/share/peerscope/keystore/alice/identity.key".to_owned();
    app.model.own.made = Some(Made { file, how: "locked by your passphrase" });
    pictures("first_run_made", &mut app);
}

#[test]
fn first_run_while_listening() {
    pictures("first_run_listening", &mut app_with([listening()]));
}

#[test]
fn chatting() {
    let mut app = app_with([listening(), connected("bob", VERIFIED)]);
    app.update(Msg::Packets(packets(6), 0));
    app.update(Msg::Node(Box::new(says("bob", 1, "hi alice, did you get the draft?")), NOW));
    app.update(Msg::Node(Box::new(says("bob", 2, "caf\u{e9} \u{6f22}\u{5b57}")), NOW));
    write(&mut app, "yes, reading it now");
    pictures("chatting", &mut app);
}

#[test]
fn somebody_nobody_knows_calls() {
    let mut app = app_with([listening(), stranger_calls()]);
    press(&mut app, "F8");
    pictures("trust_question", &mut app);
}

#[test]
fn help() {
    let mut app = app_with([listening(), connected("bob", VERIFIED)]);
    press(&mut app, "F1");
    pictures("help", &mut app);
}
