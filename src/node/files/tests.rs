//! Pure parts of transfers: the window and the pace.

use std::time::Duration;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::KeptStanding;
use crate::transfer::{Earlier, SafeName};
use crate::wire::{FileCause, FileOffer};

use super::pace::Pace;
use super::snapshot::{FileState, Who};
use super::table::restored;
use super::transfer::{Arriving, Transfer, Way};
use super::window::Window;

const CHUNK: u64 = 65_495;

/// Sends as much as the window takes, from here on; where it stops.
fn fill(window: &mut Window, mut offset: u64, now: Duration) -> u64 {
    while window.has_room(offset) {
        offset += CHUNK;
        window.sent(offset, now);
    }
    offset
}

#[test]
fn a_window_grows_while_it_is_answered_soon_and_never_beyond_what_a_receiver_takes() {
    let (mut window, mut now) = (Window::new(0), Duration::ZERO);
    let mut sent = fill(&mut window, 0, now);
    assert_eq!(sent, 4 * CHUNK, "it begins with 256 KiB");
    for _ in 0..200 {
        now += Duration::from_millis(50);
        let written = sent;
        window.heard(written, now);
        sent = fill(&mut window, sent, now);
        assert!(sent - written <= 4 << 20);
    }
    let written = sent;
    window.heard(written, now + Duration::from_millis(50));
    assert_eq!(fill(&mut window, sent, now) - written, (4 << 20) / CHUNK * CHUNK);
}

#[test]
fn a_window_is_as_wide_to_a_peer_far_away_as_to_one_nearby() {
    for link in [1, 50, 250, 1_000] {
        let (mut window, mut now, mut sent) = (Window::new(0), Duration::ZERO, 0);
        for _ in 0..100 {
            sent = fill(&mut window, sent, now);
            now += Duration::from_millis(link);
            window.heard(sent, now);
        }
        assert_eq!(fill(&mut window, sent, now) - sent, (4 << 20) / CHUNK * CHUNK, "{link} ms");
    }
}

#[test]
fn one_long_wait_is_forgotten_however_far_away_the_peer_is() {
    let (mut window, link) = (Window::new(0), 250);
    let (mut sent, mut written, mut answers) = (0, 0, std::collections::VecDeque::new());
    for now in (0..40_000).step_by(5) {
        let at = Duration::from_millis(now);
        while window.has_room(sent) {
            sent += CHUNK;
            window.sent(sent, at);
            // One answer in the middle of it comes late, and those behind it with it.
            let late = if (5_000..5_005).contains(&now) { 300 } else { 0 };
            answers.push_back((now + link + late, sent));
        }
        while let Some((_, end)) = answers.pop_front_if(|(when, _)| *when <= now) {
            written = written.max(end);
            window.heard(written, at);
        }
    }
    assert!(sent - written >= (4 << 20) - 2 * CHUNK, "{}", sent - written);
}

#[test]
fn a_window_shrinks_once_for_each_wait_that_was_long_and_never_to_nothing() {
    let (mut window, mut now) = (Window::new(0), Duration::ZERO);
    let mut sent = 0;
    for _ in 0..100 {
        sent = fill(&mut window, sent, now);
        now += Duration::from_millis(50);
        window.heard(sent, now);
    }
    let before = sent;
    sent = fill(&mut window, sent, now);
    let wide = sent - before;
    now += Duration::from_millis(400);
    window.heard(sent, now);
    let before = sent;
    sent = fill(&mut window, sent, now);
    assert!(sent - before >= wide / 2 - CHUNK, "many chunks waited together, and that was one wait");
    for _ in 0..100 {
        now += Duration::from_millis(400);
        window.heard(sent, now);
        let before = sent;
        sent = fill(&mut window, sent, now);
        assert!(sent - before >= 3 * CHUNK);
    }
}

#[test]
fn a_pace_says_what_is_left_and_nothing_before_it_knows() {
    let mut pace = Pace::default();
    pace.note(Duration::ZERO, 1_000);
    assert_eq!((pace.rate(), pace.time_for(1)), (None, None));
    pace.note(Duration::from_millis(100), 2_000);
    assert_eq!(pace.rate(), None, "too short to be measured");
    pace.note(Duration::from_secs(1), 11_000);
    assert_eq!((pace.rate(), pace.time_for(25_000)), (Some(10_000), Some(Duration::from_secs(3))));
    pace.note(Duration::from_secs(2), 11_000);
    assert_eq!(pace.rate(), Some(7_500), "it slows down");
    for second in 3..100 {
        pace.note(Duration::from_secs(second), 11_000);
    }
    assert_eq!(pace.time_for(25_000), None, "what stands still takes no time that could be said");
}

#[test]
fn what_came_whole_is_kept_so_until_it_has_its_name_whatever_happens_before() {
    let peer = SigningKey::from_seed(Secret::new([9; 32])).verifying_key();
    let offer =
        FileOffer { transfer: [1; 16], size: 5, digest: [2; 32], name: "plan.txt".try_into().unwrap() };
    let way = Way::In(Arriving::default());
    let name = SafeName::of_peer(offer.name.text());
    let mut transfer = Transfer::new(peer, offer, name, way);
    let mut kept = |state| {
        transfer.state = state;
        let standing = transfer.kept().map(|kept| kept.standing);
        transfer.came_whole();
        (standing, transfer.kept().map(|kept| kept.standing))
    };
    assert_eq!(kept(FileState::Moving), (Some(KeptStanding::Open), Some(KeptStanding::Whole)));
    let states = [FileState::Checking, FileState::Waiting, FileState::Accepted, FileState::Paused(Who::Them)];
    for state in states {
        assert_eq!(kept(state).0, Some(KeptStanding::Whole), "{state:?}");
    }
    assert_eq!(kept(FileState::Paused(Who::Us)).0, Some(KeptStanding::WholePaused));
    assert_eq!(kept(FileState::Verified).0, Some(KeptStanding::Done));
    assert_eq!(kept(FileState::Stopped(FileCause::Differs, Who::Us)).0, None);

    transfer.state = FileState::Paused(Who::Us);
    let again = restored(&transfer.kept().unwrap(), None).unwrap();
    let earlier = matches!(&again.way, Way::In(Arriving { earlier: Earlier::Whole, .. }));
    assert_eq!((again.state, earlier), (FileState::Paused(Who::Us), true), "a restart ends no pause");
}
