//! What this version does not have, asked for all the same: files of 2^63 bytes and paths as their names,
//! compression; and a session that goes on from an image of its memory.

use super::{evil, scene::Scene};

const TEXT: u8 = 0x02;
const OFFER: u8 = 0x10;
const CHUNK: u8 = 0x12;
const STOP: u8 = 0x14;
/// The first kind that is kept for files.
const KEPT: u8 = 0x15;

cases! {
    "F12", "the offer of a file of 2^63 bytes" => RefusedAloud(BadInner), || offered(1 << 63, "x");
    "F12", "the offer of a file of 2^40 bytes and one" => RefusedAloud(BadInner), || offered((1 << 40) + 1, "x");
    "F12", "the offer of a file of 2^40 bytes" => Fine, || offered(1 << 40, "x");
    "F12", "a chunk without a byte" => RefusedAloud(BadInner), || said(CHUNK, &[0; 28]);
    "F12", "a chunk that nobody asked for" => Fine, || said(CHUNK, &[0; 65_523]);
    "F12", "a stop for no known cause" => RefusedAloud(BadInner), || said(STOP, &[12; 17]);
    "F12", "the first kind kept for files" => RefusedAloud(BadInner), || said(KEPT, &[0; 65_523]);
    "F12", "the last kind kept for files" => RefusedAloud(BadInner), || said(0x1f, &[0; 65_523]);
    "F13", "a text that is a gzip bomb" => RefusedAloud(BadInner),
        || said(TEXT, &[&[0, 0, 0, 0, 0, 0, 0, 1, 0][..], GZIP_OF_ZEROS].concat());
    "F13", "a kind of its own for what is compressed" => RefusedAloud(BadInner), || said(0x08, GZIP_OF_ZEROS);
    "R14", "a session that goes on from an image of its memory" => RefusedAloud(Replay), from_an_image;
    "T10", "a file without a name" => RefusedAloud(BadInner), || offered(1, "");
    "T10", "a file named with 256 bytes" => RefusedAloud(BadInner), || offered(1, &"x".repeat(256));
    "T10", "a file named ../../x" => Fine, || offered(1, "../../x");
    "T10", "a file named with a zero" => Fine, || offered(1, "a\0b");
    "T10", "a text that is the name of a file" => Fine,
        || said(TEXT, &evil::text(1, "../../.bashrc"));
}

/// What gzip makes of very many zeros begins so; the first bytes alone are no UTF-8.
const GZIP_OF_ZEROS: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xed\xc1\x01\x0d\0\0\0\xc2\xa0\xf7Om\x0e7\xa0\0";

fn said(kind: u8, payload: &[u8]) -> Scene {
    let mut scene = Scene::listening_session();
    scene.say(kind, payload);
    scene
}

/// The offer of a file of this size and name. What becomes of a name is for the receiver of the file.
fn offered(size: u64, name: &str) -> Scene {
    let length = u16::try_from(name.len()).unwrap();
    let offer =
        [&[7; 16][..], &size.to_be_bytes(), &[0; 32], &length.to_be_bytes(), name.as_bytes()].concat();
    said(OFFER, &offer)
}

/// A peer that was put back to an earlier moment seals another text under a number that it has used: nothing
/// at its own end can know, but who receives it does.
fn from_an_image() -> Scene {
    let mut scene = Scene::listening_session();
    let image = scene.channel().send.clone();
    scene.say(TEXT, &evil::text(1, "before"));
    scene.mark();
    scene.channel().send = image;
    scene.say(TEXT, &evil::text(1, "another"));
    scene
}
