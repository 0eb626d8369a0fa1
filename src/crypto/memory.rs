//! In builds of the fuzzer alone: computations that were done before are remembered.
//!
//! A fuzzer repeats one handshake with one seed a million times, and under its instruments an exponentiation
//! takes longer than all the rest. The results are the same; that secrets stay in memory is what no other build
//! may do.

use std::cell::RefCell;
use std::collections::HashMap;

use crypto_bigint::{JacobiSymbol, Odd, U256, U2048};

use super::dh;

/// Values of bent messages come once and never again: when there are too many, all are forgotten.
const ENTRIES_MAX: usize = 256;

thread_local! {
    static POWERS: RefCell<HashMap<Vec<u8>, [u8; 256]>> = RefCell::default();
    static SYMBOLS: RefCell<HashMap<Vec<u8>, i8>> = RefCell::default();
}

pub(super) fn power(base: &U2048, exponent: &U256, out: &mut [u8; 256]) {
    let key = [base.to_be_bytes().as_ref(), exponent.to_be_bytes().as_ref()].concat();
    *out = remember(&POWERS, key, || {
        let mut power = [0; 256];
        dh::power(base, exponent, &mut power);
        power
    });
}

pub(super) fn symbol(value: &U2048, prime: &Odd<U2048>) -> JacobiSymbol {
    let compute = || match value.jacobi_symbol_vartime(prime) {
        JacobiSymbol::One => 1,
        JacobiSymbol::Zero => 0,
        JacobiSymbol::MinusOne => -1,
    };
    match remember(&SYMBOLS, value.to_be_bytes().as_ref().to_vec(), compute) {
        1 => JacobiSymbol::One,
        0 => JacobiSymbol::Zero,
        _ => JacobiSymbol::MinusOne,
    }
}

fn remember<T: Copy>(
    memory: &'static std::thread::LocalKey<RefCell<HashMap<Vec<u8>, T>>>,
    key: Vec<u8>,
    compute: impl FnOnce() -> T,
) -> T {
    if let Some(known) = memory.with_borrow(|memory| memory.get(&key).copied()) {
        return known;
    }
    let result = compute();
    memory.with_borrow_mut(|memory| {
        if memory.len() >= ENTRIES_MAX {
            memory.clear();
        }
        memory.insert(key, result);
    });
    result
}
