//! Everything that crosses the wire is searched for what was said, as it is and opened with keys that need no secret.

use crate::lab::attack::{Attack, Attacker, Stop};
use crate::lab::evil::Exchange;
use crate::lab::play::{BODY, NoPeer, Play, Seen, say};
use crate::link::Origin;
use crate::protocol::Defence;
use num_bigint::BigUint;

pub(super) const ATTACK: Attack = Attack {
    id: "eavesdrop",
    title: "Looks for what alice says in everything that crosses the wire",
    attacker: Attacker::Listener,
    stops: &[Stop::silent(Defence::Exchange)],
    noise: &[],
    spec: "Key schedule",
    row: "G1",
    not_shown: "an attacker who can compute discrete logarithms in group 14",
    play,
};

fn play(play: &mut Play) -> Result<Seen, NoPeer> {
    let mut arena = play.session()?;
    let frame = say(&mut arena, Origin::Initiator, BODY)?;
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let honest = arena.responder.texts() == [(1, BODY.to_owned())];
    let mut found = false;
    if play.acts() {
        play.note("records every frame and searches it", &frame, &frame);
        let heard = |bytes: &Vec<u8>| bytes.windows(BODY.len()).any(|window| window == BODY.as_bytes());
        found = arena.delivered.iter().any(|(_, bytes)| heard(bytes)) || opened(play, &arena.delivered);
    }
    Ok(Seen::by_both(arena, honest, found))
}

/// Whether the keys follow from what was said in the clear.
fn opened(play: &Play, wire: &[(Origin, Vec<u8>)]) -> bool {
    let by = |origin| wire.iter().filter(move |(from, _)| *from == origin).map(|(_, frame)| frame);
    let mut alice = by(Origin::Initiator);
    let (Some(request), Some(response), Some(finish)) =
        (alice.next(), by(Origin::Responder).next(), alice.next())
    else {
        return false;
    };
    let (plain, sealed) = response.split_at(response.len() - 160);
    let exchange = Exchange::within(play.defences, request, plain, &BigUint::ZERO);
    let Some((_, th_2)) = exchange.open_response(sealed) else { return false };
    let mut channel = exchange.open_finish(&th_2, finish);
    alice.filter_map(|frame| channel.open(frame)).any(|(_, payload)| payload.ends_with(BODY.as_bytes()))
}
