//! The clipboard of the person's terminal, also through tmux and over SSH (OSC 52).

/// Bytes of the longest text: many terminals drop longer sequences in silence.
pub(super) const COPY_MAX: usize = 74_994;

/// What stands between us and the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Between {
    /// Nothing that takes sequences for itself.
    #[default]
    Nothing,
    /// tmux.
    Tmux,
}

/// What is written to the terminal so that this text is on its clipboard.
///
/// tmux takes the plain sequence where `set-clipboard` is on, and hands the wrapped one through where
/// `allow-passthrough` is: which of both is on cannot be asked, and twice the same text harms nobody.
pub(super) fn sequence(text: &str, between: Between) -> Vec<u8> {
    through(&format!("\x1b]52;c;{}\x07", base64(text.as_bytes())), between)
}

/// A sequence for the terminal, as it gets through what stands between.
pub(super) fn through(plain: &str, between: Between) -> Vec<u8> {
    match between {
        Between::Nothing => plain.as_bytes().to_vec(),
        Between::Tmux => {
            let wrapped = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{wrapped}\x1b\\").into_bytes()
        }
    }
}

/// What is said after a copy, and whether there is one.
///
/// # Errors
/// The text is too long, in words.
pub(super) fn told(text: &str) -> Result<String, String> {
    let bytes = text.len();
    if bytes > COPY_MAX {
        return Err(format!(
            "{bytes} B are more than the {COPY_MAX} B that terminals take: nothing was copied"
        ));
    }
    Ok(format!("{bytes} B were given to the terminal's clipboard (OSC 52)"))
}

/// Bytes as OSC 52 carries them (RFC 4648).
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |value: u32| DIGITS.get(value as usize & 63).map_or('=', |digit| char::from(*digit));
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let value =
            chunk.iter().fold(0_u32, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() { digit(value >> (18 - 6 * place)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Between, COPY_MAX, sequence, told};

    #[test]
    fn texts_are_as_rfc_4648_has_them() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("\u{e9}\u{6f22}", "w6nmvKI="),
        ] {
            let expected = format!("\x1b]52;c;{expected}\x07");
            assert_eq!(sequence(text, Between::Nothing), expected.as_bytes(), "{text}");
        }
    }

    #[test]
    fn tmux_gets_it_for_itself_and_to_hand_through() {
        let expected = "\x1b]52;c;Zg==\x07\x1bPtmux;\x1b\x1b]52;c;Zg==\x07\x1b\\";
        assert_eq!(sequence("f", Between::Tmux), expected.as_bytes());
    }

    #[test]
    fn what_a_terminal_would_drop_in_silence_is_refused_in_words() {
        assert!(told(&"x".repeat(COPY_MAX)).is_ok());
        let why = told(&"x".repeat(COPY_MAX + 1)).unwrap_err();
        assert!(
            why.starts_with("74995 B are more than the 74994 B") && why.ends_with("nothing was copied"),
            "{why}"
        );
    }
}
