//! What the primitives cost, each beside a peer that is measured in the same run.
//!
//! Peers: `num-bigint` for the group, `snow` for sealing, and OpenSSL's own `openssl speed` where it is
//! installed. The table at the end gives ratios of time, ours to theirs: below 1 we are faster. A ratio holds
//! on a noisy machine, a time does not.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has to fail loudly")]
#![expect(clippy::print_stdout, reason = "the table is what the bench is for")]

use std::{
    cell::RefCell,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use criterion::{BenchmarkId, Criterion};
use num_bigint::BigUint;
use peerscope::crypto::{
    Context, EphemeralSecret, OpenKey, PublicKey, ScriptedRandom, SealKey, Secret, SeededRandom, SigningKey,
    group14,
};

const SIZES: [usize; 6] = [64, 256, 1024, 4096, 16_384, 65_536];

/// The largest plaintext of a Noise message; stands in for 64 KiB.
const NOISE_BYTES_MAX: usize = 65_535 - 16;

/// The medians, in nanoseconds: what was done, by whom.
#[derive(Default)]
struct Board {
    times: RefCell<Vec<(String, &'static str, f64)>>,
}

impl Board {
    /// Benches one routine and keeps its median.
    fn measure(&self, criterion: &mut Criterion, what: &str, who: &'static str, mut routine: impl FnMut()) {
        let mut samples = Vec::new();
        criterion.benchmark_group(what).bench_function(BenchmarkId::from_parameter(who), |bencher| {
            bencher.iter_custom(|rounds| {
                #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
                let start = Instant::now();
                (0..rounds).for_each(|_| routine());
                let took = start.elapsed();
                samples.push(took.div_f64(f64::from(u32::try_from(rounds).unwrap())));
                took
            });
        });
        samples.sort_unstable();
        if let Some(median) = samples.get(samples.len() / 2) {
            self.note(what, who, *median);
        }
    }

    fn note(&self, what: &str, who: &'static str, time: Duration) {
        self.times.borrow_mut().push((what.to_owned(), who, time.as_secs_f64() * 1e9));
    }

    fn print(&self) {
        println!("\n{:<16} {:>12} {:>12} {:>12}  ratio", "what", "peerscope ns", "peer ns", "peer");
        let times = self.times.borrow();
        for (what, _, ours) in times.iter().filter(|(_, who, _)| *who == "peerscope") {
            for (_, who, time) in times.iter().filter(|(same, who, _)| same == what && *who != "peerscope") {
                println!("{what:<16} {ours:>12.0} {time:>12.0} {who:>12}  {:.2}", ours / time);
            }
        }
    }
}

fn main() {
    let board = Board::default();
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    group(&mut criterion, &board);
    identity(&mut criterion, &board);
    for size in SIZES {
        sealing(&mut criterion, &board, size);
    }
    criterion.final_summary();
    let measured = std::env::args().any(|argument| argument == "--bench");
    if measured && !std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        openssl(&board);
        board.print();
    }
}

fn exponent(byte: u8) -> EphemeralSecret {
    EphemeralSecret::generate(&mut ScriptedRandom::new(vec![byte; 32])).unwrap()
}

/// Key generation, and agreement with its check; `num-bigint` is not constant-time and checks by Euler's
/// criterion, since it has no Jacobi symbol.
fn group(criterion: &mut Criterion, board: &Board) {
    let (p, q, two) = (group14::prime(), group14::order(), BigUint::from(2_u8));
    let x = BigUint::from_bytes_be(&[0xc5; 32]);
    board.measure(criterion, "keygen", "peerscope", || drop(black_box(exponent(0xc5).public())));
    board.measure(criterion, "keygen", "num-bigint", || drop(black_box(two.modpow(black_box(&x), &p))));

    let peer = exponent(0xd7).public();
    let y = BigUint::from_bytes_be(peer.as_bytes());
    let received = || PublicKey::from_bytes(black_box(peer.as_bytes())).unwrap();
    let agree = || drop(black_box(exponent(0xc5).agree(&received()).unwrap()));
    board.measure(criterion, "check and agree", "peerscope", agree);
    let euler = || {
        assert_eq!(black_box(&y).modpow(&q, &p), BigUint::from(1_u8));
        drop(black_box(y.modpow(&x, &p)));
    };
    board.measure(criterion, "check and agree", "num-bigint", euler);
    let check = || received().check_subgroup().unwrap();
    board.measure(criterion, "check", "peerscope", check);
    let euler = || assert_eq!(black_box(&y).modpow(&q, &p), BigUint::from(1_u8));
    board.measure(criterion, "check", "num-bigint", euler);
}

fn identity(criterion: &mut Criterion, board: &Board) {
    let key = SigningKey::generate(&mut SeededRandom::new(1)).unwrap();
    let (public, message) = (key.verifying_key(), [7; 64]);
    let signature = key.sign(Context::Responder, &[&message]);
    let sign = || _ = black_box(key.sign(Context::Responder, &[black_box(&message)]));
    board.measure(criterion, "sign", "peerscope", sign);
    let verify = || public.verify(Context::Responder, &[black_box(&message)], &signature).unwrap();
    board.measure(criterion, "verify", "peerscope", verify);
}

/// Sealing and opening with a fresh key each, as the ratchet does; both sides copy the text once.
fn sealing(criterion: &mut Criterion, board: &Board, size: usize) {
    let context: [&[u8]; 3] = [&[1; 32], &[0], &[2; 20]];
    let block = || Secret::new([0x5a; 56]);
    let (plain, mut buffer) = (vec![9; size], vec![0; size]);

    let what = format!("seal {size}");
    let mut seal = || {
        buffer.copy_from_slice(&plain);
        black_box(SealKey::from_block(block()).seal(&context, &mut buffer));
    };
    board.measure(criterion, &what, "peerscope", &mut seal);
    let noise = noise();
    let text = &plain[..size.min(NOISE_BYTES_MAX)];
    let (mut wire, mut opened) = (vec![0; text.len() + 16], vec![0; text.len()]);
    let mut write = || _ = black_box(noise.0.write_message(0, text, &mut wire).unwrap());
    board.measure(criterion, &what, "snow", &mut write);

    let what = format!("open {size}");
    let mut sealed = plain.clone();
    let tag = SealKey::from_block(block()).seal(&context, &mut sealed);
    let mut open = || {
        buffer.copy_from_slice(&sealed);
        OpenKey::from_block(block()).open(&context, &mut buffer, black_box(&tag)).unwrap();
    };
    board.measure(criterion, &what, "peerscope", &mut open);
    let mut read = || _ = black_box(noise.1.read_message(0, &wire, &mut opened).unwrap());
    board.measure(criterion, &what, "snow", &mut read);
}

/// Both ends of a Noise session with ChaCha20-Poly1305, which keeps its key from message to message.
fn noise() -> (snow::StatelessTransportState, snow::StatelessTransportState) {
    let builder = || snow::Builder::new("Noise_NN_25519_ChaChaPoly_SHA256".parse().unwrap());
    let (mut one, mut two) = (builder().build_initiator().unwrap(), builder().build_responder().unwrap());
    let (mut wire, mut payload) = ([0; 256], [0; 256]);
    let length = one.write_message(&[], &mut wire).unwrap();
    two.read_message(&wire[..length], &mut payload).unwrap();
    let length = two.write_message(&[], &mut wire).unwrap();
    one.read_message(&wire[..length], &mut payload).unwrap();
    (one.into_stateless_transport_mode().unwrap(), two.into_stateless_transport_mode().unwrap())
}

/// The same operations by `openssl speed`: derivation only for the group (its own exponents of 225 bits and
/// no check), and the sum of cipher and MAC for sealing. Says nothing where OpenSSL is not installed.
fn openssl(board: &Board) {
    let second = Duration::from_secs(1);
    if let Some(numbers) = speed(&["ffdh2048"], "+F8:") {
        // Versions differ in the order of rate and time; the rate is always the larger.
        let rate = numbers.iter().rev().take(2).copied().fold(0.0, f64::max);
        board.note("keygen", "openssl", second.div_f64(rate));
        board.note("check and agree", "openssl", second.div_f64(rate));
    }
    if let Some([.., sign, verify]) = speed(&["ed25519"], "+F6:").as_deref() {
        board.note("sign", "openssl", second.div_f64(*sign));
        board.note("verify", "openssl", second.div_f64(*verify));
    }
    for size in SIZES {
        let bytes = size.to_string();
        let run = |algorithm: &[&str]| {
            let rate = *speed(&[&["-elapsed", "-bytes", &bytes], algorithm].concat(), "+F:")?.last()?;
            Some(Duration::from_secs_f64(f64::from(u32::try_from(size).unwrap()) / rate))
        };
        if let (Some(cipher), Some(mac)) = (run(&["-evp", "aes-128-ctr"]), run(&["-hmac", "sha256"])) {
            board.note(&format!("seal {size}"), "openssl", cipher + mac);
            board.note(&format!("open {size}"), "openssl", cipher + mac);
        }
    }
}

/// The numbers of the line that starts with `mark`.
fn speed(arguments: &[&str], mark: &str) -> Option<Vec<f64>> {
    let output =
        Command::new("openssl").args(["speed", "-mr", "-seconds", "1"]).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(mark))?;
    Some(line.split(':').filter_map(|field| field.parse().ok()).collect())
}
