//! Every derivation in its order: what it is called, what it is made of, and the command that makes it again.
//!
//! In the texts `{e}` is the epoch, `{p}` the one before it, `{own}` our exponent (x or y), `{G}` our public value
//! and `{Y}` the peer's. The functions of the commands are those of [`super::script`].

use core::ops::Range;

use crate::protocol::{Name, Role};
use crate::text::hex;

use super::account::Account;
use super::page::{Derivation, Shown};

/// A derivation.
pub(super) struct Step {
    symbol: &'static str,
    source: Source,
    formula: &'static str,
    says: &'static str,
    command: &'static str,
}

/// Where the value that the connection had is found.
enum Source {
    /// It was said under this name.
    Value(Name),
    /// It is a part of that.
    Part(Name, Range<usize>),
    /// The end of that, so many bytes.
    Tail(Name, usize),
    /// Our own public value.
    Own,
    /// A signature, which was checked.
    Signature,
}

const fn step(
    symbol: &'static str,
    source: Source,
    formula: &'static str,
    says: &'static str,
    command: &'static str,
) -> Step {
    Step { symbol, source, formula, says, command }
}

use Source::{Own, Part, Signature, Tail, Value};

#[rustfmt::skip]
pub(super) const EXCHANGE: &[Step] = &[
    step("th_0", Value(Name::Th0), "H(LP(PROTO) || frame 1)",
        "the transcript so far: name of the protocol, and flight 1", r#"H "$(LP "$PROTO")$frame_1""#),
    step("th_e", Value(Name::ThE), "H(th_0 || bytes 0..312 of frame 2)",
        "both public values are in it: every key below is bound to them", r#"H "$th_0$(part 0 312 "$frame_2")""#),
    step("{G}", Own, "Y256(2^{own} mod p)",
        "our public value, from an exponent that was used once and wiped", r#"power 02 "${own}""#),
    step("Z", Value(Name::Shared), "Y256({Y}^{own} mod p)",
        "what both sides know now and nobody else can compute", r#"power "${Y}" "${own}""#),
    step("hs", Value(Name::Extracted), "Extract(th_e, Z)",
        "the root of the key tree, wiped when the session began", r#"Extract "$th_e" "$Z""#),
];

#[rustfmt::skip]
pub(super) const RESPONDER: &[Step] = &[
    step("k_r2i", Value(Name::BoxR), r#"Expand(hs, "hs r2i", th_e, 56)"#,
        "enc 16 | mac 32 | nonce 8 for the box of flight 2", r#"Expand "$hs" "hs r2i" "$th_e" 56"#),
    step("f_r", Value(Name::FinR), r#"Expand(hs, "fin r", th_e, 32)"#,
        "ties the responder's identity to the exchange", r#"Expand "$hs" "fin r" "$th_e" 32"#),
    step("tag_R", Part(Name::Frame2, 440..472), r#"MAC(k_r2i.mac, LP("box r") || th_e || box_R)"#,
        "checked before the box is opened",
        r#"MAC "$(part 16 48 "$k_r2i")" "$(LP "$(text "box r")")$th_e$(part 312 440 "$frame_2")""#),
    step("pt_R", Value(Name::ProofR), "CTR(k_r2i.enc, k_r2i.nonce, box_R)",
        "the box opened: id_R 32 | sig_R 64 | fin_R 32",
        r#"CTR "$(part 0 16 "$k_r2i")" "$(part 48 56 "$k_r2i")" "$(part 312 440 "$frame_2")""#),
    step("sig_R", Signature, r#"Sig_R("responder", th_e || id_R)"#,
        "the responder signed its role, both public values and its own identity",
        r#"verify "$(part 0 32 "$pt_R")" responder "$th_e$(part 0 32 "$pt_R")" "$(part 32 96 "$pt_R")""#),
    step("fin_R", Part(Name::ProofR, 96..128),
        r#"MAC(f_r, LP("peerscope/1 fin responder") || th_e || id_R || sig_R)"#,
        "only who knows Z can make it: the signature belongs to this exchange",
        r#"MAC "$f_r" "$(LP "$(text "peerscope/1 fin responder")")$th_e$(part 0 96 "$pt_R")""#),
    step("th_2", Value(Name::Th2), "H(th_e || pt_R || tag_R)",
        "the transcript so far: what the responder proved is in it", r#"H "$th_e$pt_R$tag_R""#),
];

#[rustfmt::skip]
pub(super) const INITIATOR: &[Step] = &[
    step("k_i2r", Value(Name::BoxI), r#"Expand(hs, "hs i2r", th_e, 56)"#,
        "enc 16 | mac 32 | nonce 8 for the box of flight 3", r#"Expand "$hs" "hs i2r" "$th_e" 56"#),
    step("f_i", Value(Name::FinI), r#"Expand(hs, "fin i", th_e, 32)"#,
        "ties the initiator's identity to the exchange", r#"Expand "$hs" "fin i" "$th_e" 32"#),
    step("tag_I", Part(Name::Frame3, 148..180), r#"MAC(k_i2r.mac, LP("box i") || th_2 || header of frame 3 || box_I)"#,
        "checked before the box is opened",
        r#"MAC "$(part 16 48 "$k_i2r")" "$(LP "$(text "box i")")$th_2$(part 0 148 "$frame_3")""#),
    step("pt_I", Value(Name::ProofI), "CTR(k_i2r.enc, k_i2r.nonce, box_I)",
        "the box opened: id_I 32 | sig_I 64 | fin_I 32",
        r#"CTR "$(part 0 16 "$k_i2r")" "$(part 48 56 "$k_i2r")" "$(part 20 148 "$frame_3")""#),
    step("sig_I", Signature, r#"Sig_I("initiator", th_e || id_I)"#,
        "the initiator signed its role, both public values and its own identity",
        r#"verify "$(part 0 32 "$pt_I")" initiator "$th_e$(part 0 32 "$pt_I")" "$(part 32 96 "$pt_I")""#),
    step("fin_I", Part(Name::ProofI, 96..128),
        r#"MAC(f_i, LP("peerscope/1 fin initiator") || th_2 || id_I || sig_I)"#,
        "only who knows Z, and saw what the responder proved, can make it",
        r#"MAC "$f_i" "$(LP "$(text "peerscope/1 fin initiator")")$th_2$(part 0 96 "$pt_I")""#),
    step("th_f", Value(Name::ThF), "H(th_2 || bytes 0..20 of frame 3 || pt_I || tag_I)",
        "the whole transcript: the keys of the session are bound to it",
        r#"H "$th_2$(part 0 20 "$frame_3")$pt_I$tag_I""#),
];

#[rustfmt::skip]
pub(super) const SESSION: &[Step] = &[
    step("sid", Value(Name::SessionId), r#"Expand(hs, "session id", th_f, 32)"#,
        "public: names the session in logs, and stands under every tag", r#"Expand "$hs" "session id" "$th_f" 32"#),
    step("root_1", Value(Name::Root), r#"Expand(hs, "root", th_f, 32)"#,
        "the root of epoch 1", r#"Expand "$hs" root "$th_f" 32"#),
];

/// What becomes of the root of an epoch.
#[rustfmt::skip]
pub(super) const EPOCH: &[Step] = &[
    step("ck_i2r_{e}", Value(Name::ChainI2r), r#"Expand(root_{e}, "chain i2r", sid || u16({e}), 32)"#,
        "where the keys of the initiator's messages come from, one after the other",
        r#"Expand "$root_{e}" "chain i2r" "$sid$(u16 {e})" 32"#),
    step("ck_r2i_{e}", Value(Name::ChainR2i), r#"Expand(root_{e}, "chain r2i", sid || u16({e}), 32)"#,
        "where the keys of the responder's messages come from",
        r#"Expand "$root_{e}" "chain r2i" "$sid$(u16 {e})" 32"#),
    step("salt_{e}", Value(Name::RekeySalt), r#"Expand(root_{e}, "rekey salt", sid || u16({e}), 32)"#,
        "kept for the next rekey; the root is wiped now, and this opens nothing",
        r#"Expand "$root_{e}" "rekey salt" "$sid$(u16 {e})" 32"#),
];

#[rustfmt::skip]
pub(super) const FIRST_I: &[Step] = &[
    step("mk_i2r", Value(Name::MessageKeyI), "MAC(ck_i2r_1, 0x01)",
        "the key of this one message", r#"MAC "$ck_i2r_1" 01"#),
    step("block_i2r", Value(Name::BlockI), r#"Expand(mk_i2r, "msg", u8(0) || u16(1) || u64(0), 56)"#,
        "enc 16 | mac 32 | nonce 8, of direction 0, epoch 1, message 0",
        r#"Expand "$mk_i2r" msg "$(u8 0)$(u16 1)$(u64 0)" 56"#),
    step("inner_i2r", Value(Name::InnerI), "CTR(enc, nonce, c)",
        "what was sealed",
        r#"CTR "$(part 0 16 "$block_i2r")" "$(part 48 56 "$block_i2r")" "$(part 20 {c} "$message_i2r")""#),
    step("tag_i2r", Tail(Name::MessageI, 32), "MAC(mac, sid || u8(0) || header 20 || c)",
        "the end of the frame: who does not know the key cannot make it",
        r#"MAC "$(part 16 48 "$block_i2r")" "$sid$(u8 0)$(part 0 {c} "$message_i2r")""#),
];

#[rustfmt::skip]
pub(super) const FIRST_R: &[Step] = &[
    step("mk_r2i", Value(Name::MessageKeyR), "MAC(ck_r2i_1, 0x01)",
        "the key of this one message", r#"MAC "$ck_r2i_1" 01"#),
    step("block_r2i", Value(Name::BlockR), r#"Expand(mk_r2i, "msg", u8(1) || u16(1) || u64(0), 56)"#,
        "enc 16 | mac 32 | nonce 8, of direction 1, epoch 1, message 0",
        r#"Expand "$mk_r2i" msg "$(u8 1)$(u16 1)$(u64 0)" 56"#),
    step("inner_r2i", Value(Name::InnerR), "CTR(enc, nonce, c)",
        "what was sealed",
        r#"CTR "$(part 0 16 "$block_r2i")" "$(part 48 56 "$block_r2i")" "$(part 20 {c} "$message_r2i")""#),
    step("tag_r2i", Tail(Name::MessageR, 32), "MAC(mac, sid || u8(1) || header 20 || c)",
        "the end of the frame: who does not know the key cannot make it",
        r#"MAC "$(part 16 48 "$block_r2i")" "$sid$(u8 1)$(part 0 {c} "$message_r2i")""#),
];

#[rustfmt::skip]
pub(super) const REKEY: &[Step] = &[
    step("{G}_{e}", Own, "Y256(2^{own}_{e} mod p)",
        "our new public value", r#"power 02 "${own}_{e}""#),
    step("sig_I_{e}", Signature, r#"Sig_I("rekey initiator", sid || u16({e}) || gx_{e})"#,
        "the initiator signed its new public value",
        r#"verify "$(part 0 32 "$pt_I")" "rekey initiator" "$sid$(u16 {e})$gx_{e}" "$sig_I_{e}""#),
    step("sig_R_{e}", Signature, r#"Sig_R("rekey responder", sid || u16({e}) || gx_{e} || gy_{e})"#,
        "the responder signed both",
        r#"verify "$(part 0 32 "$pt_R")" "rekey responder" "$sid$(u16 {e})$gx_{e}$gy_{e}" "$sig_R_{e}""#),
    step("Z_{e}", Value(Name::Shared), "Y256({Y}_{e}^{own}_{e} mod p)",
        "what both sides know now, also when the state before was stolen", r#"power "${Y}_{e}" "${own}_{e}""#),
    step("hs_{e}", Value(Name::Extracted), "Extract(salt_{p}, Z_{e})",
        "what is kept of the epoch before is mixed in: to break one exchange is not enough",
        r#"Extract "$salt_{p}" "$Z_{e}""#),
    step("th_{e}", Value(Name::RekeyHash), "H(sid || u16({e}) || gx_{e} || gy_{e})",
        "what the new root is bound to", r#"H "$sid$(u16 {e})$gx_{e}$gy_{e}""#),
    step("root_{e}", Value(Name::Root), r#"Expand(hs_{e}, "root", th_{e}, 32)"#,
        "the root of the new epoch", r#"Expand "$hs_{e}" root "$th_{e}" 32"#),
];

impl Step {
    /// The value that the account has for this step; none if its connection did not say it.
    pub(super) fn derive(&self, account: &Account, epoch: u16) -> Option<Derivation> {
        let value = self.value(account, epoch)?;
        let command = account.is_taught().then(|| self.command(account, epoch, &value));
        Some(Derivation {
            symbol: filled(self.symbol, account, epoch),
            formula: filled(self.formula, account, epoch),
            says: self.says,
            value,
            command,
        })
    }

    fn value(&self, account: &Account, epoch: u16) -> Option<Shown> {
        let public = |bytes: &[u8]| (!bytes.is_empty()).then(|| Shown::Public(hex(bytes).to_string()));
        match &self.source {
            Value(name) => {
                let Some(id) = account.key_id(*name, epoch) else {
                    return public(account.public(*name, epoch));
                };
                Some(match account.secret(*name, epoch) {
                    Some(secret) => Shown::Secret(hex(&id).to_string(), hex(secret).to_string()),
                    None => Shown::Key(hex(&id).to_string()),
                })
            }
            Part(name, range) => public(account.public(*name, epoch).get(range.clone())?),
            Tail(name, bytes) => public(account.public(*name, epoch).rchunks(*bytes).next()?),
            Own => public(own_public(account, epoch)),
            Signature => Some(Shown::Verified),
        }
    }

    fn command(&self, account: &Account, epoch: u16, value: &Shown) -> String {
        let command = filled(self.command, account, epoch);
        if matches!(value, Shown::Verified) {
            return command;
        }
        let symbol = filled(self.symbol, account, epoch);
        format!("{symbol}=$({command})\nshow \"${symbol}\"")
    }
}

fn own_public(account: &Account, epoch: u16) -> &[u8] {
    match (account.role, epoch) {
        (Role::Initiator, 0) => account.public(Name::Frame1, 0).get(56..312).unwrap_or_default(),
        (Role::Responder, 0) => account.public(Name::Frame2, 0).get(56..312).unwrap_or_default(),
        (Role::Initiator, epoch) => account.public(Name::RekeyI, epoch),
        (Role::Responder, epoch) => account.public(Name::RekeyR, epoch),
    }
}

/// A text with its marks filled in.
fn filled(text: &str, account: &Account, epoch: u16) -> String {
    let (own, public, peers) = match account.role {
        Role::Initiator => ("x", "gx", "gy"),
        Role::Responder => ("y", "gy", "gx"),
    };
    let sealed = |name| account.public(name, 1).len().saturating_sub(32).to_string();
    let name = if text.contains("message_i2r") { Name::MessageI } else { Name::MessageR };
    text.replace("{own}", own)
        .replace("{G}", public)
        .replace("{Y}", peers)
        .replace("{c}", &sealed(name))
        .replace("{p}", &epoch.saturating_sub(1).to_string())
        .replace("{e}", &epoch.to_string())
}
