//! Bytes as hexadecimal digits.

use core::fmt;

/// Bytes that are shown as digits.
#[derive(Clone, Copy)]
pub struct Hex<'a> {
    bytes: &'a [u8],
    between: &'static str,
}

/// `1f00a7`
pub const fn hex(bytes: &[u8]) -> Hex<'_> {
    Hex { bytes, between: "" }
}

impl Hex<'_> {
    /// The same with something between two bytes: `1f:00:a7`.
    #[must_use]
    pub const fn parted(self, between: &'static str) -> Self {
        Self { between, ..self }
    }
}

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.bytes.iter().enumerate() {
            let before = if index > 0 { self.between } else { "" };
            write!(f, "{before}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Hex<'_> {
    /// What stays out of debug prints as bytes stays out of them as digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn every_byte_is_two_digits() {
        let bytes = [0x1f, 0, 0xa7];
        assert_eq!(hex(&bytes).to_string(), "1f00a7");
        assert_eq!(hex(&bytes).parted(":").to_string(), "1f:00:a7");
        assert_eq!(hex(&[]).parted(":").to_string(), "");
        assert_eq!(format!("{:?}", hex(&bytes)), "Hex(3 bytes)");
    }
}
