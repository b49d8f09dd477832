//! Names that follow from other names.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use score_core::text::SecretRef;
use sha2::{Digest, Sha256};

/// Labels, and the names of services and volumes, in bytes.
pub(crate) const LONGEST_LABEL: usize = 63;

/// What the names of variables that hold a secret for other variables begin with.
pub(super) const HELPER_PREFIX: &str = "__ref_";

/// The first ten hexadecimal digits of the SHA-256 of parts, joined by a zero byte.
pub(crate) fn short_hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\0").as_bytes());
    digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// A name with something behind it, the name shortened so that both fit into a label.
pub(crate) fn with_suffix(name: &str, suffix: &str) -> String {
    let longest = LONGEST_LABEL.saturating_sub(suffix.len());
    let kept = name.get(..longest).unwrap_or(name).trim_end_matches('-');
    format!("{kept}{suffix}")
}

/// The variable that holds a secret for other variables.
pub(super) fn helper_variable(secret: &SecretRef) -> String {
    helper_of(&[&secret.name, &secret.key])
}

/// Another one, for where that name is taken.
pub(super) fn other_helper_variable(secret: &SecretRef) -> String {
    helper_of(&[&secret.name, "\0", &secret.key])
}

/// The 128-bit FNV-1 hash in base64, without its two special characters.
fn helper_of(parts: &[&str]) -> String {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.bytes());
    let hash = bytes.fold(START, |hash, byte| hash.wrapping_mul(PRIME) ^ u128::from(byte));
    format!("{HELPER_PREFIX}{}", URL_SAFE_NO_PAD.encode(hash.to_be_bytes()).replace(['_', '-'], "0"))
}

/// Names that must differ.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Takes the wanted name, or else one with a hash of the parts that tell this thing from all others.
    pub(super) fn take(&mut self, wanted: String, parts: &[&str]) -> String {
        if self.taken.insert(wanted.clone()) {
            return wanted;
        }
        let mut parts = parts.to_vec();
        loop {
            let name = with_suffix(&wanted, &format!("-{}", short_hash(&parts)));
            if self.taken.insert(name.clone()) {
                return name;
            }
            parts.push("again");
        }
    }

    /// Takes the names that others have; whether all of them were free.
    pub(super) fn take_all(&mut self, others: Names) -> bool {
        others.taken.into_iter().all(|name| self.taken.insert(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helper_variables_follow_from_the_secret() {
        for (name, key, helper) in [
            ("", "", "__ref_bGInLge7AUJiuCF1YpXFjQ"),
            ("hello", "world", "__ref_7nSlDImL8R05KcUzKJ00KQ"),
            ("default", "some-key", "__ref_0960osB2KjQY08QKfHliCg"),
        ] {
            let secret = SecretRef { name: name.to_owned(), key: key.to_owned() };
            assert_eq!(helper_variable(&secret), helper);
            assert_ne!(other_helper_variable(&secret), helper);
        }
    }

    #[test]
    fn hashes_and_shortened_names() {
        assert_eq!(short_hash(&["/mount/path"]), "274e5357eb");
        assert_eq!(short_hash(&["/some/mount"]), "53b1563f1b");
        assert_eq!(with_suffix("shop", "-1"), "shop-1");
        let cut = with_suffix(&format!("{}-b", "a".repeat(60)), "-xy");
        assert_eq!(cut, format!("{}-xy", "a".repeat(60)));
    }

    #[test]
    fn a_taken_name_gets_a_hash() {
        let mut names = Names::default();
        let (wanted, hash) = ("data".to_owned(), short_hash(&["web"]));
        assert_eq!(names.take(wanted.clone(), &["web"]), "data");
        assert_eq!(names.take(wanted.clone(), &["web"]), format!("data-{hash}"));
        assert!(names.take(wanted, &["web"]).starts_with("data-"));
    }
}
