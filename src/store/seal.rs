//! Rows that only this profile can read, each in its own place only.
//!
//! ```text
//! row    = salt 16 | ciphertext | tag 32
//! block  = Expand(storage key, "store row", name || salt, 56)            enc 16 | mac 32 | nonce 8
//! cipher = AES-128-CTR(enc, nonce || u64 0, plain), tag = MAC(mac, name || salt || ciphertext)
//! name   = LP(table) || key of the row
//! ```

use crate::crypto::{Label, OpenKey, OsRandom, SealKey, Secret, SecureRandom as _, expand, lp};

const SALT_BYTES: usize = 16;
const TAG_BYTES: usize = 32;

/// The key under which everything of a profile is kept.
#[derive(Debug)]
pub(super) struct StorageKey(Secret<32>);

impl StorageKey {
    pub(super) const fn new(secret: Secret<32>) -> Self {
        Self(secret)
    }

    fn block(&self, name: &[u8], salt: &[u8]) -> Secret<56> {
        expand(&self.0, Label::StoreRow, &[name, salt].concat())
    }

    /// Seals what stands at this place; `None` without randomness.
    pub(super) fn seal(&self, name: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let mut salt = [0; SALT_BYTES];
        OsRandom.fill(&mut salt).ok()?;
        let mut row = Vec::with_capacity(SALT_BYTES + plain.len() + TAG_BYTES);
        row.extend(salt);
        row.extend(plain);
        let sealed = row.get_mut(SALT_BYTES..)?;
        let tag = SealKey::from_block(self.block(name, &salt)).seal(&[name, &salt], sealed);
        row.extend(tag);
        Some(row)
    }

    /// Opens what was sealed for this place; `None` if it was not.
    pub(super) fn open(&self, name: &[u8], row: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = row.split_at_checked(SALT_BYTES)?;
        let (sealed, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
        let mut plain = sealed.to_vec();
        let key = OpenKey::from_block(self.block(name, salt));
        key.open(&[name, salt], &mut plain, tag).ok()?;
        Some(plain)
    }
}

/// What a row is called: its table and its key there.
pub(super) fn row_name(table: &str, key: &[u8]) -> Vec<u8> {
    [lp(table.as_bytes()), key.to_vec()].concat()
}
