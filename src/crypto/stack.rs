//! What computations with secrets leave on the stack.
//!
//! Libraries wipe what they keep. What a compiler put beside it for a while (a spilled register, the place that a
//! result was moved from) stays below the frame of the caller until something else is written there.

use core::cell::Cell;
use core::hint::black_box;

/// Frames are larger where less is optimised away. `tests/memory.rs` passes with these in both kinds of build.
const fn of_build(optimised: usize, other: usize) -> usize {
    if cfg!(debug_assertions) { other } else { optimised }
}

/// Covers hashes, MACs and key derivation.
pub(super) const SHALLOW: usize = of_build(2 * 1024, 8 * 1024);
/// Covers the cipher, which works on many blocks at a time.
pub(super) const CIPHER: usize = of_build(4 * 1024, 32 * 1024);
/// Covers exponentiation, signatures and Argon2id.
pub(super) const DEEP: usize = 64 * 1024;

/// Covers the sealing or opening of a whole frame: the cipher, and the frames of those who call it.
const FRAME: usize = CIPHER + SHALLOW;

thread_local! {
    /// The bytes below this frame that somebody further up will write zeros over.
    static COVERED: Cell<usize> = const { Cell::new(0) };
}

/// Does the work and then writes zeros over `BYTES` of the stack that it used, unless a caller will. What it gives
/// back should be small or on the heap, since that is moved through the frame of the caller.
pub(super) fn wiped<const BYTES: usize, T>(work: impl FnOnce() -> T) -> T {
    if BYTES <= COVERED.get() {
        return work();
    }
    let done = apart(work);
    wipe::<BYTES>();
    done
}

/// Does all that a frame needs, ciphers and MACs, and wipes the stack once: zeros after each of them would cost
/// more than the computations.
pub(crate) fn wiped_once<T>(work: impl FnOnce() -> T) -> T {
    let done = apart(|| {
        let _covered = Covered(COVERED.replace(CIPHER));
        work()
    });
    wipe::<FRAME>();
    done
}

/// What was covered before; so again when this goes, even when the work panics.
struct Covered(usize);

impl Drop for Covered {
    fn drop(&mut self) {
        COVERED.set(self.0);
    }
}

/// A frame of its own, below that of the caller.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn wipe<const BYTES: usize>() {
    let mut zeros = [0_u8; BYTES];
    black_box(&mut zeros);
}
