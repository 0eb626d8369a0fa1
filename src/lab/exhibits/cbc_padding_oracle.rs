//! Somebody who tells whether the padding is right tells the text.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes, secret_text};
use crate::lab::play::{Acting, BODY, BODY_AT, NoPeer, Play, Presence, say};
use crate::link::Origin;
use crate::wire::Reason;

use super::block::{BLOCK, Cipher};

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "cbc-padding-oracle",
    title: "AES in CBC mode with a receiver that answers another way when the padding is wrong",
    instead: "the tag is checked before anything is opened, and the session ends at the first that is wrong",
    show,
    ours,
};

fn show(chance: &mut Chance) -> Shown {
    let secret = secret_text(chance, 5);
    let cipher = Cipher::new(secret_bytes(chance));
    let sealed = cipher.cbc_encrypt(secret_bytes(chance), secret.as_bytes());
    let mut queries = 0_u32;
    let mut oracle = |blocks: &[[u8; BLOCK]]| {
        queries += 1;
        cipher.cbc_decrypt(blocks).is_some()
    };
    let found = attacker(&sealed, &mut oracle);
    let told = format!("{} blocks opened with {queries} questions and no key: {found:?}", sealed.len() - 1);
    Shown::new(found == secret, [told])
}

/// Asks nothing but whether the padding of blocks that it makes up is right.
fn attacker(sealed: &[[u8; BLOCK]], oracle: &mut impl FnMut(&[[u8; BLOCK]]) -> bool) -> String {
    let mut text: Vec<u8> = sealed.windows(2).flat_map(|pair| open_block(pair[0], pair[1], oracle)).collect();
    let pad = text.last().map_or(0, |last| usize::from(*last));
    text.truncate(text.len().saturating_sub(pad));
    String::from_utf8_lossy(&text).into_owned()
}

/// Finds what the block decrypts to, its last byte first.
fn open_block(
    before: [u8; BLOCK],
    block: [u8; BLOCK],
    oracle: &mut impl FnMut(&[[u8; BLOCK]]) -> bool,
) -> [u8; BLOCK] {
    let mut decrypted = [0; BLOCK];
    for at in (0..BLOCK).rev() {
        let pad = u8::try_from(BLOCK - at).unwrap_or_default();
        let mut made = [0; BLOCK];
        for (byte, known) in made.iter_mut().zip(decrypted).skip(at + 1) {
            *byte = known ^ pad;
        }
        for guess in 0..=u8::MAX {
            made[at] = guess;
            if oracle(&[made, block]) && is_this_pad(made, block, at, oracle) {
                decrypted[at] = guess ^ pad;
                break;
            }
        }
    }
    core::array::from_fn(|at| decrypted[at] ^ before[at])
}

/// Whether the padding is as long as was meant: a longer one depends on the byte in front.
fn is_this_pad(
    mut made: [u8; BLOCK],
    block: [u8; BLOCK],
    at: usize,
    oracle: &mut impl FnMut(&[[u8; BLOCK]]) -> bool,
) -> bool {
    let Some(front) = at.checked_sub(1) else { return true };
    made[front] ^= 0xff;
    oracle(&[made, block])
}

/// Asks sessions of ours what a receiver says of each changed byte of a block: one question each, since then it is over.
fn ours(seed: u64) -> Shown {
    let asked: Result<Vec<_>, NoPeer> = (0..BLOCK).map(|at| answer(seed, BODY_AT + at)).collect();
    let Ok(answers) = asked else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let alike = answers.iter().filter(|answer| **answer == Some(Reason::BadTag)).count();
    let told = format!(
        "{} questions, each the last of its session: {alike} times {}",
        answers.len(),
        Reason::BadTag
    );
    Shown::new(alike < answers.len(), [told])
}

/// What the receiver says of a frame with this byte changed; none while the session goes on.
fn answer(seed: u64, at: usize) -> Result<Option<Reason>, NoPeer> {
    let mut arena = Play::new(seed, &[], Acting::Attacker, Presence::There).session()?;
    let mut frame = say(&mut arena, Origin::Initiator, BODY)?;
    frame[at] ^= 1;
    arena.deliver(Origin::Initiator, &frame);
    arena.run();
    let ended = arena.responder.closed.is_some();
    Ok(arena.responder.refused().map(|(_, reason)| reason).filter(|_| ended))
}
