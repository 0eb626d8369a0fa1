//! Clocks on the screen: each goes on by itself, and none of them costs a frame where it cannot be seen.

use std::time::Duration;

use crate::node::{DialId, Event, Origin, UnixMillis};
use crate::protocol::Error;
use crate::tui::app::App;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, peer_id};
use super::stage::{NOW, app, app_with, press, screen};

/// The moments within so many seconds at which the screen wants a frame, in milliseconds from now.
fn ticks(app: &mut App, seconds: u64) -> Vec<u64> {
    let mut at = Vec::new();
    while let Some(next) = app.next_tick().filter(|next| next.0 <= NOW.0 + seconds * 1_000) {
        let before = screen(app, 140, 42);
        app.update(Msg::Time(next));
        assert_ne!(screen(app, 140, 42), before, "a frame without news at {}", next.0 - NOW.0);
        at.push(next.0 - NOW.0);
    }
    at
}

fn left(millis: u64) -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let closed = Event::Closed {
        name: "bob".to_owned(),
        peer: Some(peer_id("bob")),
        origin: Origin::Accepted,
        reason: None,
        error: Some(Error::Cut),
        established: true,
        retry_in: None,
        dial: None,
    };
    app.update(Msg::Node(Box::new(closed), UnixMillis(NOW.0 + millis)));
    screen(&mut app, 140, 42);
    app
}

#[test]
fn the_time_of_day_goes_on_by_itself_once_a_minute() {
    let mut app = app();
    screen(&mut app, 140, 42);
    assert_eq!(ticks(&mut app, 120), [48_000, 108_000], "10:43 and 10:44");
}

#[test]
fn an_age_goes_on_once_a_second_and_then_once_a_minute() {
    let mut app = left(300);
    let at = ticks(&mut app, 200);
    let seconds: Vec<u64> = (1..=60).map(|second| second * 1_000).collect();
    assert_eq!(at[..60], seconds, "once a second, when the clock does");
    assert_eq!(at[60..], [108_000, 120_000, 168_000, 180_000], "once a minute");
    assert!(screen(&mut app, 140, 42).contains("offline 3m"));
}

#[test]
fn a_countdown_goes_on_until_it_is_over() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let failed = Event::DialFailed {
        dial: DialId(1),
        to: "bob".parse().expect("a name"),
        error: "refused".to_owned(),
        retry_in: Some(Duration::from_millis(3_500)),
    };
    app.update(Msg::Node(Box::new(failed), NOW));
    screen(&mut app, 140, 42);
    assert!(ticks(&mut app, 40).iter().all(|at| *at <= 4_000), "it is over after 3.5 s");
}

#[test]
fn where_no_clock_is_seen_there_is_no_tick() {
    let mut app = left(0);
    press(&mut app, "F4 z");
    screen(&mut app, 30, 12);
    assert_eq!(app.next_tick(), None, "{}", screen(&mut app, 30, 12));
    assert!(app.tick_in(NOW) > Duration::from_hours(1));
}
