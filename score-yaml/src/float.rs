//! Floating-point numbers as Go prints them.

/// Go's `%g` with the shortest digits: an exponent below 10⁻⁴ and from 10⁶ on.
pub(crate) fn general(value: f64) -> String {
    special(value).unwrap_or_else(|| {
        let (digits, exponent) = shortest(value);
        if (-4..6).contains(&exponent) { format!("{value}") } else { scientific(value, &digits, exponent) }
    })
}

/// As Go's `encoding/json` prints it: an exponent below 10⁻⁶ and from 10²¹ on, without a leading zero.
pub(crate) fn json(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let (digits, exponent) = shortest(value);
    Some(if value == 0.0 || (-6..21).contains(&exponent) {
        format!("{value}")
    } else {
        scientific(value, &digits, exponent).replace("e-0", "e-")
    })
}

fn special(value: f64) -> Option<String> {
    if value.is_nan() {
        Some(".nan".to_owned())
    } else if value.is_infinite() {
        Some(if value > 0.0 { ".inf" } else { "-.inf" }.to_owned())
    } else if value == 0.0 {
        Some(if value.is_sign_negative() { "-0" } else { "0" }.to_owned())
    } else {
        None
    }
}

/// The shortest digits that read back as the value, and the decimal exponent of the first.
fn shortest(value: f64) -> (String, i32) {
    let printed = format!("{:e}", value.abs());
    let (digits, exponent) = printed.split_once('e').unwrap_or((&printed, "0"));
    (digits.to_owned(), exponent.parse().unwrap_or(0))
}

fn scientific(value: f64, digits: &str, exponent: i32) -> String {
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{digits}e{exponent_sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_print_as_in_go() {
        for (value, yaml, in_json) in [
            (0.25, "0.25", "0.25"),
            (100_000.0, "100000", "100000"),
            (1_000_000.0, "1e+06", "1000000"),
            (1_234_567.0, "1.234567e+06", "1234567"),
            (1e21, "1e+21", "1e+21"),
            (1e-5, "1e-05", "0.00001"),
            (1e-7, "1e-07", "1e-7"),
            (-1.5e300, "-1.5e+300", "-1.5e+300"),
            (1e-10, "1e-10", "1e-10"),
            (0.0, "0", "0"),
        ] {
            assert_eq!(general(value), yaml);
            assert_eq!(json(value).as_deref(), Some(in_json));
        }
        assert_eq!(general(f64::NEG_INFINITY), "-.inf");
        assert_eq!(json(f64::NAN), None);
    }
}
