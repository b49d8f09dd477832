//! Randomness that a run can repeat: every draw is derived from the seed, the resource, the field and the index of the
//! draw, so neither order nor other resources change a value.

use std::sync::atomic::{AtomicBool, Ordering};

use hkdf::Hkdf;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// 32 secret bytes handed in by the caller. Never printed.
pub struct Seed {
    /// What every draw begins with.
    extracted: Hkdf<Sha256>,
    drawn: AtomicBool,
}

impl Seed {
    /// A seed of exactly these bytes.
    pub fn new(bytes: [u8; 32]) -> Seed {
        Seed { extracted: Hkdf::new(Some(b"score draw v1"), &bytes), drawn: AtomicBool::new(false) }
    }

    /// A seed made from text of any length, such as the content of a variable.
    pub fn from_text(text: &str) -> Seed {
        Seed::new(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether anything was drawn, so that a caller keeps a fresh seed only when it matters.
    pub fn was_drawn(&self) -> bool {
        self.drawn.load(Ordering::Relaxed)
    }

    /// The draws of one field of one resource.
    pub fn draws<'a>(&'a self, resource: &'a str, field: &'a str) -> Draws<'a> {
        Draws { seed: self, resource, field, next: std::cell::Cell::new(0) }
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Seed(..)")
    }
}

/// The draws of one field of one resource, in order.
#[derive(Debug)]
pub struct Draws<'a> {
    seed: &'a Seed,
    resource: &'a str,
    field: &'a str,
    next: std::cell::Cell<u32>,
}

impl Draws<'_> {
    /// Fills `bytes` with the next draw. A draw of any length counts as one.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.seed.drawn.store(true, Ordering::Relaxed);
        let index = self.next.get();
        self.next.set(index + 1);
        let mut info = Vec::with_capacity(self.resource.len() + self.field.len() + 12);
        for part in [self.resource, self.field] {
            info.extend_from_slice(&(part.len() as u32).to_be_bytes());
            info.extend_from_slice(part.as_bytes());
        }
        info.extend_from_slice(&index.to_be_bytes());
        let mut key = [0u8; 32];
        // 32 bytes are always within what one expansion gives.
        if self.seed.extracted.expand(&info, &mut key).is_ok() {
            ChaCha20Rng::from_seed(key).fill_bytes(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(seed: &Seed, resource: &str, field: &str, index: usize) -> [u8; 8] {
        let draws = seed.draws(resource, field);
        let mut bytes = [0; 8];
        for _ in 0..=index {
            draws.fill(&mut bytes);
        }
        bytes
    }

    #[test]
    fn a_draw_depends_on_seed_resource_field_and_index_alone() {
        let (one, two) = (Seed::from_text("one"), Seed::from_text("two"));
        assert!(!one.was_drawn());
        let first = draw(&one, "redis.default#a.b", "state", 0);
        assert_eq!(first, draw(&Seed::from_text("one"), "redis.default#a.b", "state", 0));
        assert!(one.was_drawn());
        for other in [
            draw(&two, "redis.default#a.b", "state", 0),
            draw(&one, "redis.default#a.c", "state", 0),
            draw(&one, "redis.default#a.bs", "tate", 0),
            draw(&one, "redis.default#a.b", "state", 1),
        ] {
            assert_ne!(first, other);
        }
    }
}
