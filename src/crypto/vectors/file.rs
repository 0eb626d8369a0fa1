//! The vector files: what each is, where it is, what it must digest to.

use serde_json::Value;

use super::json::{Fault, hex};
use super::{agreement, cipher, derivation, signature};
use crate::crypto::hash::sha256;

/// A file of published vectors.
#[derive(Clone, Copy, Debug)]
pub struct VectorFile {
    /// The path below `tests/vectors/`.
    pub path: &'static str,
    /// The standard or the collection it belongs to.
    pub standard: &'static str,
    /// The file as built into the program.
    pub embedded: &'static [u8],
    /// SHA-256 of the published file, in hexadecimal.
    pub digest: &'static str,
    /// Compares the values; gives the number of cases.
    pub values: fn(&Value) -> Result<usize, Fault>,
}

impl VectorFile {
    /// Checks a copy of the file: its values first, for a fault that names the case, then its digest.
    ///
    /// # Errors
    /// The first [`Fault`].
    pub fn check(&self, bytes: &[u8]) -> Result<usize, Fault> {
        let root = serde_json::from_slice(bytes).map_err(|error| Fault::NotJson(error.to_string()))?;
        let cases = (self.values)(&root)?;
        if hex(&sha256(&[bytes])) == self.digest { Ok(cases) } else { Err(Fault::Altered) }
    }
}

macro_rules! embedded {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/", $path))
    };
}

/// Every file that this layer answers for.
pub const FILES: &[VectorFile] = &[
    VectorFile {
        path: "rfc/rfc3526-modp2048.json",
        standard: "RFC 3526 MODP-2048",
        embedded: embedded!("rfc/rfc3526-modp2048.json"),
        digest: "384d9abcfb3fdf3004014bf0d5afe35cfbbc6cfc898604bcbc4eae658515f98e",
        values: agreement::group,
    },
    VectorFile {
        path: "acvp/safePrimes-keyGen-1.0.internalProjection.json",
        standard: "NIST ACVP safePrimes keyGen",
        embedded: embedded!("acvp/safePrimes-keyGen-1.0.internalProjection.json"),
        digest: "57319d896048b52672acbb7d23b79e3ebd15a0d3d33dad91d77c2a49e284e752",
        values: agreement::safe_primes,
    },
    VectorFile {
        path: "acvp/safePrimes-keyVer-1.0.internalProjection.json",
        standard: "NIST ACVP safePrimes keyVer",
        embedded: embedded!("acvp/safePrimes-keyVer-1.0.internalProjection.json"),
        digest: "2fd6d105483d2897a54c88587bffc69316e9fb4d5c9f58679ce29d8f73e73d3e",
        values: agreement::safe_primes,
    },
    VectorFile {
        path: "local/modp2048-dh-kat.json",
        standard: "key agreement, OpenSSL",
        embedded: embedded!("local/modp2048-dh-kat.json"),
        digest: "4f87dfd26b0314e9f29d0bfd74707008a77c9be7b8596f167c7e9058916ee22e",
        values: agreement::shared_secrets,
    },
    VectorFile {
        path: "local/modp2048-public-validation.json",
        standard: "public value validation",
        embedded: embedded!("local/modp2048-public-validation.json"),
        digest: "07f590a8cbd7e56d5a10c2a6c08a629fa356266ac121371b1e30aed132b4a56c",
        values: agreement::public_values,
    },
    VectorFile {
        path: "rfc/rfc4231-hmac-sha256.json",
        standard: "RFC 4231 HMAC-SHA-256",
        embedded: embedded!("rfc/rfc4231-hmac-sha256.json"),
        digest: "b32e83e9197063ff5354a718e7ee13e8b02ac8c1c022b5b2b23abf6a06e2580a",
        values: derivation::hmac_rfc,
    },
    VectorFile {
        path: "wycheproof/hmac_sha256_test.json",
        standard: "Wycheproof HMAC-SHA-256",
        embedded: embedded!("wycheproof/hmac_sha256_test.json"),
        digest: "2d201cfa61d1bf95e6f5d07d96634b4a348b31e8eaa277ad7c8d09677b7a743f",
        values: derivation::hmac_wycheproof,
    },
    VectorFile {
        path: "rfc/rfc5869-hkdf-sha256.json",
        standard: "RFC 5869 HKDF-SHA-256",
        embedded: embedded!("rfc/rfc5869-hkdf-sha256.json"),
        digest: "2c80b6d382330da763c621d499421559f75d93680dd36071a4ede5ba7fb26ec9",
        values: derivation::hkdf_rfc,
    },
    VectorFile {
        path: "wycheproof/hkdf_sha256_test.json",
        standard: "Wycheproof HKDF-SHA-256",
        embedded: embedded!("wycheproof/hkdf_sha256_test.json"),
        digest: "bb2b462a38b251cb52a2aede706d6d4b62b26864f4e80c95497507ddb07c5f1e",
        values: derivation::hkdf_wycheproof,
    },
    VectorFile {
        path: "rfc/rfc3686-aes-ctr.json",
        standard: "RFC 3686 AES-CTR",
        embedded: embedded!("rfc/rfc3686-aes-ctr.json"),
        digest: "b77182255fac7d82d35eb123d48cce4da55cffd0496a168fa0e908dacf2d045f",
        values: cipher::counter_mode,
    },
    VectorFile {
        path: "nist/sp800-38a-ctr.json",
        standard: "SP 800-38A AES-CTR",
        embedded: embedded!("nist/sp800-38a-ctr.json"),
        digest: "5c3f768d39e9c0d761c12eb8c2efde055914f0c5103aff5a9c6f35edec7c7389",
        values: cipher::counter_mode,
    },
    VectorFile {
        path: "rfc/rfc8032-ed25519.json",
        standard: "RFC 8032 Ed25519",
        embedded: embedded!("rfc/rfc8032-ed25519.json"),
        digest: "0354a38de05911567488ff320db2da040ccc9e65a0ec74bbec6a12fa49d9af21",
        values: signature::rfc,
    },
    VectorFile {
        path: "wycheproof/ed25519_test.json",
        standard: "Wycheproof Ed25519",
        embedded: embedded!("wycheproof/ed25519_test.json"),
        digest: "752d2ea7d7c6cf4736381b6cbacb61f8182b126ab7cd9b058f00c50084975536",
        values: signature::wycheproof,
    },
];
