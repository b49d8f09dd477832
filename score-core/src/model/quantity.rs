//! Amounts of processor time and memory: `resources.limits` and `resources.requests` of a container.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is not the amount it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{rule}")]
pub struct InvalidQuantity {
    /// The whole rule, as a sentence without a full stop.
    pub rule: &'static str,
}

/// What a [`Cpu`] is made of.
pub const CPU_RULE: &str =
    "processor time is a number of cores such as `2` or `0.25`, or of thousandths of a core such as `250m`";
/// What a [`Memory`] is made of.
pub const MEMORY_RULE: &str = "memory is a number above 0 with an optional suffix: K M G T P E (powers of 1000) or \
                               Ki Mi Gi Ti Pi Ei (powers of 1024)";

/// Processor time. Written `2`, `0.5` or `250m`, one core being 1000m; printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cpu {
    text: String,
}

/// Memory in bytes. Written as a number with an optional suffix: K M G T P E (powers of 1000) or Ki Mi Gi Ti Pi Ei
/// (powers of 1024). Fractions are allowed and round down to whole bytes; printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Memory {
    text: String,
}

impl Cpu {
    /// Reads an amount.
    ///
    /// # Errors
    /// When it is not of the form of [`CPU_RULE`].
    pub fn new(text: impl Into<String>) -> Result<Cpu, InvalidQuantity> {
        let text = text.into();
        let number = text.strip_suffix('m').unwrap_or(&text);
        let allows_fraction = number.len() == text.len();
        match split_decimal(number) {
            Some((_, None)) => Ok(Cpu { text }),
            Some((_, Some(_))) if allows_fraction => Ok(Cpu { text }),
            _ => Err(InvalidQuantity { rule: CPU_RULE }),
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Thousandths of a core, rounded up so that a small amount never becomes none. At most [`u64::MAX`].
    pub fn millis(&self) -> u64 {
        match self.text.strip_suffix('m') {
            Some(number) => scaled(number, 1, Rounding::Up),
            None => scaled(&self.text, 1000, Rounding::Up),
        }
    }
}

impl Memory {
    /// Reads an amount.
    ///
    /// # Errors
    /// When it is not of the form of [`MEMORY_RULE`].
    pub fn new(text: impl Into<String>) -> Result<Memory, InvalidQuantity> {
        let text = text.into();
        let (number, _) = split_suffix(&text);
        let leading_zero = number.starts_with('0');
        match split_decimal(number) {
            Some((whole, fraction)) if !leading_zero || (whole == "0" && fraction.is_some()) => {
                Ok(Memory { text })
            }
            _ => Err(InvalidQuantity { rule: MEMORY_RULE }),
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whole bytes, rounded down. At most [`u64::MAX`].
    pub fn bytes(&self) -> u64 {
        let (number, factor) = split_suffix(&self.text);
        scaled(number, factor, Rounding::Down)
    }
}

/// Digits, and digits behind an optional dot.
fn split_decimal(text: &str) -> Option<(&str, Option<&str>)> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => (digits(whole) && digits(fraction)).then_some((whole, Some(fraction))),
        None => digits(text).then_some((text, None)),
    }
}

/// The number and what its suffix multiplies it by.
fn split_suffix(text: &str) -> (&str, u128) {
    const SUFFIXES: [(&str, u128); 12] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("Pi", 1 << 50),
        ("Ei", 1 << 60),
        ("K", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("P", 1_000_000_000_000_000),
        ("E", 1_000_000_000_000_000_000),
    ];
    let found = SUFFIXES.iter().find_map(|(suffix, factor)| Some((text.strip_suffix(suffix)?, *factor)));
    found.unwrap_or((text, 1))
}

#[derive(Clone, Copy, PartialEq)]
enum Rounding {
    Up,
    Down,
}

/// A decimal number times a factor, exact but for the rounding. Digits behind the 18th of a fraction do not count.
fn scaled(number: &str, factor: u128, rounding: Rounding) -> u64 {
    let (whole, fraction) = split_decimal(number).unwrap_or(("0", None));
    let fraction: String = fraction.unwrap_or("").chars().take(18).collect();
    let power = 10u128.pow(fraction.len() as u32);
    let parse = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u128>().ok() };
    let exact = || -> Option<u128> {
        let whole = parse(whole)?.checked_mul(factor)?;
        let part = parse(&fraction)?.checked_mul(factor)?;
        let rounded = if rounding == Rounding::Up { part.div_ceil(power) } else { part / power };
        whole.checked_add(rounded)
    };
    exact().and_then(|amount| u64::try_from(amount).ok()).unwrap_or(u64::MAX)
}

macro_rules! text_conversions {
    ($($type:ident),*) => {
        $(impl TryFrom<String> for $type {
            type Error = InvalidQuantity;

            fn try_from(text: String) -> Result<$type, InvalidQuantity> {
                $type::new(text)
            }
        }

        impl From<$type> for String {
            fn from(amount: $type) -> String {
                amount.text
            }
        })*
    };
}

text_conversions!(Cpu, Memory);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time() {
        for (text, millis) in [
            ("2", Some(2000)),
            ("0.25", Some(250)),
            ("250m", Some(250)),
            ("0.0001", Some(1)),
            ("00", Some(0)),
            (".5", None),
            ("1.5m", None),
            ("1.", None),
            ("", None),
            ("m", None),
            ("-1", None),
        ] {
            assert_eq!(Cpu::new(text).ok().map(|cpu| cpu.millis()), millis, "{text}");
        }
    }

    #[test]
    fn memory() {
        for (text, bytes) in [
            ("128Mi", Some(128 << 20)),
            ("1.5Gi", Some(1536 << 20)),
            ("1000", Some(1000)),
            ("128K", Some(128_000)),
            ("0.5M", Some(500_000)),
            ("1.0001Ki", Some(1024)),
            ("16Ei", Some(u64::MAX)),
            ("0", None),
            ("0M", None),
            ("01M", None),
            ("1k", None),
            ("64m", None),
            ("128MB", None),
            ("", None),
        ] {
            assert_eq!(Memory::new(text).ok().map(|memory| memory.bytes()), bytes, "{text}");
        }
    }
}
