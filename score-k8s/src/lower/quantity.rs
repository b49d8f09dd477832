//! Amounts as Kubernetes reads and prints them: `0.5` is `500m`, `1024Mi` is `1Gi`.
//!
//! A text is kept as it is where Kubernetes keeps it, which is not quite where it is the canonical one (`1.250`, `007`).

use score_core::model::{Cpu, Memory};

/// Processor time as Kubernetes prints it.
pub(crate) fn of_cpu(cpu: &Cpu) -> String {
    canonical(cpu.as_str()).unwrap_or_else(|| cpu.as_str().to_owned())
}

/// Memory as Kubernetes prints it. A thousand bytes are `K` in Score and `k` in Kubernetes.
pub(crate) fn of_memory(memory: &Memory) -> String {
    let text = match memory.as_str().strip_suffix('K') {
        Some(number) => format!("{number}k"),
        None => memory.as_str().to_owned(),
    };
    canonical(&text).unwrap_or(text)
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `m`, `k`, `M` and so on.
    Decimal,
    /// `e3`.
    Exponent,
    /// `Ki`, `Mi` and so on.
    Binary,
}

/// The largest amount that has a binary suffix.
const LARGEST: u128 = i64::MAX as u128;
/// Everything is counted in billionths; what is smaller is rounded up.
const BILLION: u128 = 1_000_000_000;
/// Digits that surely fit where Kubernetes counts without big numbers.
const SURE_DIGITS: i64 = 18;

/// An amount as Kubernetes prints it; nothing when it is no amount, or one beyond 10^29.
pub(crate) fn canonical(text: &str) -> Option<String> {
    if text == "0" {
        return Some(text.to_owned());
    }
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let end = unsigned.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let (form, exponent) = suffix_of(suffix)?;
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    if is_kept(whole, fraction, form, exponent) {
        return Some(text.to_owned());
    }
    let amount = billionths(whole, fraction, form, exponent)?;
    let printed = print(amount, form);
    Some(if negative && amount > 0 { format!("-{printed}") } else { printed })
}

/// The form of a suffix and its exponent, to the base 2 or 10.
fn suffix_of(suffix: &str) -> Option<(Form, i64)> {
    const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if let Some(at) = DECIMAL.iter().position(|it| *it == suffix) {
        return Some((Form::Decimal, at as i64 * 3 - 9));
    }
    if let Some(at) = BINARY.iter().position(|it| *it == suffix) {
        return Some((Form::Binary, at as i64 * 10 + 10));
    }
    let exponent: i64 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    (-99..=99).contains(&exponent).then_some((Form::Exponent, exponent))
}

/// Whether Kubernetes keeps the text.
fn is_kept(whole: &str, fraction: &str, form: Form, exponent: i64) -> bool {
    match form {
        Form::Binary => {
            let sure = 15 - whole.len() as i64 - exponent * 3 / 10 - 1;
            fraction.is_empty() && sure >= 0 && whole.parse::<u64>().is_ok_and(|value| value % 8 != 0)
        }
        Form::Decimal | Form::Exponent => {
            let scale = exponent - fraction.len() as i64;
            SURE_DIGITS - (whole.len() + fraction.len()) as i64 >= 0
                && scale >= -9
                && scale % 3 == 0
                && !whole.starts_with('0')
                && !format!("{whole}{fraction}").ends_with("000")
        }
    }
}

/// The amount in billionths, rounded up, so that something never becomes nothing.
fn billionths(whole: &str, fraction: &str, form: Form, exponent: i64) -> Option<u128> {
    let fraction = fraction.trim_end_matches('0');
    // Digits that cannot count any more.
    let (fraction, rest) = fraction.split_at(fraction.len().min(18));
    let mut digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let mut power = 9 - fraction.len() as i64;
    match form {
        Form::Binary => digits = digits.checked_mul(1 << exponent)?,
        Form::Decimal | Form::Exponent => power += exponent,
    }
    if !rest.is_empty() && power < 0 {
        digits = digits.checked_add(1)?;
    }
    let factor = 10u128.checked_pow(u32::try_from(power.abs()).ok()?)?;
    let amount = if power < 0 { digits.div_ceil(factor) } else { digits.checked_mul(factor)? };
    Some(if form == Form::Binary { amount.min(LARGEST * BILLION) } else { amount })
}

/// Without fractions, and with the largest suffix that allows for it.
fn print(amount: u128, form: Form) -> String {
    if form == Form::Binary && amount >= 1024 * BILLION && amount.is_multiple_of(BILLION) {
        let (mut number, mut at) = (amount / BILLION, 0);
        while number % 1024 == 0 && at < 6 {
            number /= 1024;
            at += 1;
        }
        return format!("{number}{}", ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][at]);
    }
    let (mut number, mut at) = (amount, 0);
    while number != 0 && number % 1000 == 0 && at < 9 {
        number /= 1000;
        at += 1;
    }
    match (number, form, at) {
        (0, ..) => "0".to_owned(),
        (_, Form::Exponent, 3) => number.to_string(),
        (_, Form::Exponent, _) => format!("{number}e{}", at as i64 * 3 - 9),
        _ => format!("{number}{}", ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"][at]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_as_kubernetes_prints_them() {
        for (text, printed) in [
            ("250m", Some("250m")),
            ("0.5", Some("500m")),
            ("0.250", Some("250m")),
            ("1000m", Some("1")),
            ("2000m", Some("2")),
            ("1.5", Some("1500m")),
            ("1.250", Some("1.250")),
            ("2", Some("2")),
            ("10.25", Some("10250m")),
            ("0.001", Some("1m")),
            ("0.0001", Some("100u")),
            ("0.123456789", Some("123456789n")),
            ("0.1234567891", Some("123456790n")),
            ("0.0000000000000000000001", Some("1n")),
            ("128Mi", Some("128Mi")),
            ("1024Mi", Some("1Gi")),
            ("2048Ki", Some("2Mi")),
            ("1536Mi", Some("1536Mi")),
            ("1.5Gi", Some("1536Mi")),
            ("0.5Gi", Some("512Mi")),
            ("0.5Ki", Some("512")),
            ("0.1Ki", Some("102400m")),
            ("1.10Gi", Some("1181116006400m")),
            ("1.999999999Gi", Some("2147483646926258176n")),
            ("16Ei", Some("9223372036854775807")),
            ("1000", Some("1k")),
            ("1024", Some("1024")),
            ("1000000", Some("1M")),
            ("0.1M", Some("100k")),
            ("1.5M", Some("1500k")),
            ("1E", Some("1E")),
            ("0", Some("0")),
            ("00", Some("0")),
            ("007", Some("007")),
            ("-5", Some("-5")),
            ("1e3", Some("1e3")),
            ("1000e3", Some("1e6")),
            ("128K", None),
            ("1GB", None),
            ("", None),
            ("Mi", None),
            ("1.2.3", None),
        ] {
            assert_eq!(canonical(text).as_deref(), printed, "{text}");
        }
    }

    #[test]
    fn a_thousand_bytes_have_a_small_letter() {
        assert_eq!(of_memory(&Memory::new("128K").unwrap()), "128k");
        assert_eq!(of_memory(&Memory::new("1.5K").unwrap()), "1500");
        assert_eq!(of_cpu(&Cpu::new("0.5").unwrap()), "500m");
    }
}
