//! Each block encrypted alike: a picture stays a picture.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes};
use crate::lab::play::{Acting, Play, Presence, say};
use crate::link::Origin;

use super::block::{BLOCK, Cipher};

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "ecb-picture",
    title: "AES in ECB mode: the same block is encrypted to the same bytes",
    instead: "counter mode with a key of its own for each frame: no two blocks have the same key stream",
    show,
    ours,
};

/// Digits of three by five dots, a row after the other.
const DIGITS: [&[u8; 15]; 10] = [
    b"####.##.##.####",
    b"..#..#..#..#..#",
    b"###..#####..###",
    b"###..####..####",
    b"#.##.####..#..#",
    b"####..###..####",
    b"####..####.####",
    b"###..#..#..#..#",
    b"####.#####.####",
    b"####.####..####",
];

fn show(chance: &mut Chance) -> Shown {
    let pin: Vec<usize> = (0..4).map(|_| chance.index(10)).collect();
    let cipher = Cipher::new(secret_bytes(chance));
    let encrypted: Vec<Vec<[u8; BLOCK]>> = (0..5)
        .map(|row| picture_row(&pin, row).into_iter().map(|dot| cipher.encrypt([dot; BLOCK])).collect())
        .collect();
    let seen = attacker(&encrypted);
    let read: Vec<usize> = (0..pin.len()).filter_map(|at| read_digit(&seen, at)).collect();
    let mut lines = vec![format!("a picture of {} blocks, encrypted with a key that nobody tells:", 5 * 16)];
    lines.extend(seen.iter().map(|row| format!("    {}", String::from_utf8_lossy(row))));
    lines.push(format!("the attacker reads {}", digits(&read)));
    Shown::new(read == pin, lines)
}

fn picture_row(pin: &[usize], row: usize) -> Vec<u8> {
    pin.iter().flat_map(|digit| [&DIGITS[*digit][row * 3..row * 3 + 3], b"."].concat()).collect()
}

/// Has nothing but ciphertext, and knows where one dot of the ground is: behind the first digit.
fn attacker(encrypted: &[Vec<[u8; BLOCK]>]) -> Vec<Vec<u8>> {
    let ground = encrypted[0][3];
    let dot = |block: &[u8; BLOCK]| if *block == ground { b'.' } else { b'#' };
    encrypted.iter().map(|row| row.iter().map(dot).collect()).collect()
}

fn read_digit(rows: &[Vec<u8>], at: usize) -> Option<usize> {
    let dots: Vec<u8> = rows.iter().flat_map(|row| row[at * 4..at * 4 + 3].to_vec()).collect();
    DIGITS.iter().position(|digit| digit[..] == dots)
}

fn digits(read: &[usize]) -> String {
    read.iter().map(ToString::to_string).collect()
}

/// A text of equal blocks in a frame of ours: how many of its sealed blocks are equal?
fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let frame = play.session().and_then(|mut arena| say(&mut arena, Origin::Initiator, &"#".repeat(640)));
    let Ok(frame) = frame else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let blocks: Vec<&[u8]> = frame[20..frame.len() - 32].chunks(BLOCK).collect();
    let equal = blocks.iter().enumerate().filter(|(at, block)| blocks[..*at].contains(block)).count();
    let told =
        format!("{} blocks of one letter in a frame of ours: {equal} of them are seen twice", blocks.len());
    Shown::new(equal > 0, [told])
}
