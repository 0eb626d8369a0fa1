//! A frame that is refused changes nothing; a frame that is accepted leaves no key behind.

use core::time::Duration;
use std::collections::HashSet;

use crate::crypto::Secret;
use crate::defence::Defences;
use crate::protocol::ratchet::{Flow, RootKey};
use crate::protocol::{Error, Event};
use crate::wire::{Epoch, FrameHeader, HEADER_BYTES, Message, Reason, Sequence, Typing};

use super::pair::{Pair, ledger, text};

#[test]
fn a_forged_frame_leaves_chain_and_counter_as_they_were() {
    let mut pair = Pair::established();
    pair.initiator.connection.send(pair.now, &text(1, "genuine")).unwrap();
    pair.initiator.drain(pair.now);
    let genuine = pair.initiator.outgoing.clone();
    let header = FrameHeader::from_slice(&genuine).unwrap();
    let session = pair.responder.connection.test_session();
    for at in HEADER_BYTES..genuine.len() {
        let mut forged = genuine.clone();
        forged[at] ^= 1;
        assert!(session.open(&header, &forged, &mut ledger()).is_err(), "flipped byte {at}");
    }
    assert!(session.open(&header, &genuine, &mut ledger()).is_ok(), "the genuine frame still opens");
    assert!(session.open(&header, &genuine, &mut ledger()).is_err(), "and opens once");
}

#[test]
fn a_header_of_another_version_is_a_forgery_in_a_session_and_another_program_before_it() {
    let other = |mut pair: Pair| {
        pair.responder.feed(pair.now, b"PSCP\x02\x02aaaaaaaaaaaaaa");
        let ended = pair.responder.events.iter().rev().find_map(|event| match event {
            Event::Closing { error } => error.clone(),
            _ => None,
        });
        ended.expect("it ends")
    };
    assert_eq!(other(Pair::established()), Error::PeerMisbehaved(Reason::BadVersion));
    assert_eq!(other(Pair::fresh()), Error::PeerIncompatible(Reason::BadVersion));
}

#[test]
fn no_key_and_nonce_pair_repeats_across_messages_directions_and_epochs() {
    let flows = [Flow::InitiatorToResponder, Flow::ResponderToInitiator];
    let mut seen = HashSet::new();
    for epoch in 1..=4 {
        let root = RootKey::new(Secret::new([7; 32]));
        let keys = root.into_keys(flows, (&[9; 32], Epoch(epoch)), (Defences::default(), &mut ledger()));
        for (flow, mut chain) in flows.into_iter().zip([keys.send, keys.receive]) {
            for seq in 0..12_500 {
                let (key, next) = chain.step();
                assert!(
                    seen.insert(key.test_block(flow, Epoch(epoch), Sequence(seq))),
                    "repeat at {epoch} {seq}"
                );
                chain = next;
            }
        }
    }
    assert_eq!(seen.len(), 100_000);
}

#[test]
fn both_ends_name_the_session_alike_and_reconnecting_names_another() {
    let names = |pair: &Pair| {
        [&pair.initiator, &pair.responder].map(|end| {
            end.events.iter().find_map(|event| match event {
                Event::Established { session_id, .. } => Some(*session_id),
                _ => None,
            })
        })
    };
    let first = Pair::established();
    let [forth, back] = names(&first);
    assert!(forth.is_some());
    assert_eq!(forth, back);
}

#[test]
fn a_rekey_moves_both_ends_to_the_next_epoch_and_texts_go_on() {
    let mut pair = Pair::established();
    pair.initiator.connection.rekey(pair.now).unwrap();
    pair.run();
    pair.responder.connection.send(pair.now, &text(1, "after")).unwrap();
    pair.initiator.connection.send(pair.now, &Message::Typing(Typing { on: 1 })).unwrap();
    pair.run();
    for end in [&pair.initiator, &pair.responder] {
        assert!(end.events.iter().any(|event| matches!(event, Event::Rekeyed { epoch: 2 })));
        let last = end.observed.last().unwrap();
        assert_eq!(last.header.unwrap().epoch, Epoch(2));
        assert_eq!(end.closed, None);
    }
}

#[test]
fn the_time_of_a_rung_is_that_of_machines() {
    let mut pair = Pair::fresh();
    pair.responder.thinks = Duration::from_secs(53);
    pair.run();
    let times: Vec<_> = pair
        .responder
        .events
        .iter()
        .filter_map(|event| if let Event::HandshakeStep(step) = event { Some(step.took) } else { None })
        .collect();
    assert_eq!(times.len(), 5, "request, response, finish, and a READY each way");
    assert!(times.iter().all(Duration::is_zero), "{times:?}");
}
