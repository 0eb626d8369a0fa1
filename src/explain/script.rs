//! What the commands of a page begin with: the functions of the spec in Bash, and what crossed the wire.

use core::fmt::Write as _;

use crate::protocol::{Name, Role};
use crate::text::hex;

use super::account::Account;
use super::page::folded;

/// Hexadecimal digits of a line of a command.
const LINE_DIGITS: usize = 96;

/// The notation of the spec. All bytes are hexadecimal text, so that they can be read and joined.
pub(super) const FUNCTIONS: &str = r#"bin() { printf "$(printf %s "$1" | sed 's/../\\x&/g')"; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
text() { printf %s "$1" | hex; }
part() { printf %s "${3:$((2 * $1)):$((2 * ($2 - $1)))}"; }
u8() { printf %02x "$1"; }
u16() { printf %04x "$1"; }
u64() { printf %016x "$1"; }
LP() { u16 $((${#1} / 2)); printf %s "$1"; }
H() { bin "$1" | openssl dgst -sha256 -binary | hex; }
MAC() { bin "$2" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" -binary | hex; }
Extract() { MAC "$1" "$2"; }
Expand() {
    local info block='' out='' i
    info=$(u16 "$4")$(LP "$(text "peerscope/1 $2")")$(LP "$3")
    for ((i = 1; i <= ($4 + 31) / 32; i++)); do
        block=$(MAC "$1" "$block$info$(u8 $i)")
        out=$out$block
    done
    part 0 "$4" "$out"
}
CTR() { bin "$3" | openssl enc -aes-128-ctr -K "$1" -iv "$2$(u64 0)" | hex; }
power() {
    python3 -c 'import sys
base, exponent, p = (int(number, 16) for number in sys.argv[1:])
print(format(pow(base, exponent, p), "0512x"))' "$1" "$2" "$p"
}
verify() {
    local folder
    folder=$(mktemp -d)
    bin "302a300506032b6570032100$1" > "$folder/key"
    bin "$(LP "$(text "peerscope/1 sig $2")")$3" > "$folder/message"
    bin "$4" > "$folder/signature"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$folder/key" -rawin -in "$folder/message" \
        -sigfile "$folder/signature"
    rm -r "$folder"
}
show() { printf '%s\n' "$1" | fold -w 64; }"#;

/// What the commands of the handshake begin with: public numbers, the frames, and our exponent.
pub(super) fn handshake(account: &Account, prime: &str) -> String {
    let mut script = String::new();
    let name = "peerscope/1 SIGMA-I MODP2048-ED25519-AES128CTR-HMACSHA256";
    // Writing to a string cannot fail.
    let _ = writeln!(script, "PROTO=$(text \"{name}\")");
    assign(&mut script, "p", prime);
    for (symbol, name) in [("frame_1", Name::Frame1), ("frame_2", Name::Frame2), ("frame_3", Name::Frame3)] {
        assign(&mut script, symbol, &hex(account.public(name, 0)).to_string());
    }
    for (symbol, name) in [("message_i2r", Name::MessageI), ("message_r2i", Name::MessageR)] {
        assign(&mut script, symbol, &hex(account.public(name, 1)).to_string());
    }
    let (own, peers, frame) = match account.role {
        Role::Initiator => ("x", "gy", 2),
        Role::Responder => ("y", "gx", 1),
    };
    let _ = writeln!(script, "{peers}=$(part 56 312 \"$frame_{frame}\")");
    assign(&mut script, own, &hex(account.secret(Name::Exponent, 0).unwrap_or_default()).to_string());
    script
}

/// What both sides say in a rekey.
pub(super) const OF_REKEY: [(&str, Name); 4] =
    [("gx", Name::RekeyI), ("gy", Name::RekeyR), ("sig_I", Name::RekeySigI), ("sig_R", Name::RekeySigR)];

/// What the commands of a rekey begin with.
pub(super) fn rekey(account: &Account, epoch: u16) -> String {
    let mut script = String::new();
    let own = if account.role == Role::Initiator { "x" } else { "y" };
    for (symbol, name) in OF_REKEY {
        assign(&mut script, &format!("{symbol}_{epoch}"), &hex(account.public(name, epoch)).to_string());
    }
    let exponent = account.secret(Name::Exponent, epoch).unwrap_or_default();
    assign(&mut script, &format!("{own}_{epoch}"), &hex(exponent).to_string());
    script
}

/// The salt of an epoch of which nothing else is remembered.
pub(super) fn salt(epoch: u16, salt: &[u8]) -> String {
    let mut script = String::new();
    assign(&mut script, &format!("salt_{epoch}"), &hex(salt).to_string());
    script
}

fn assign(script: &mut String, symbol: &str, digits: &str) {
    let _ = writeln!(script, "{symbol}=\"{}\"", folded(digits, LINE_DIGITS).join("\\\n"));
}
