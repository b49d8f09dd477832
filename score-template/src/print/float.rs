//! Floats as Go's `strconv` formats them.

/// What stands before the digits.
pub(super) enum Sign {
    Given,
    Plus,
    Space,
}

/// A float by one of `e`, `E`, `f`, `g`, `G`. Without a precision, as many digits as it takes to read the same number
/// again.
pub(crate) fn format_float(number: f64, verb: char, precision: Option<usize>) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    match verb {
        'f' => match precision {
            Some(precision) => format!("{number:.precision$}"),
            None => shortest_fixed(number),
        },
        'e' | 'E' => exponent_form(&scientific(number, precision), verb),
        _ => general(number, if verb == 'G' { 'E' } else { 'e' }, precision),
    }
}

/// The shortest digits that read the same, without an exponent.
pub(crate) fn shortest_fixed(number: f64) -> String {
    format!("{number}")
}

/// `-1.25e7`: one digit before the point, `precision` after it.
fn scientific(number: f64, precision: Option<usize>) -> String {
    match precision {
        Some(precision) => format!("{number:.precision$e}"),
        None => format!("{number:e}"),
    }
}

/// Gives the exponent a sign and two digits.
fn exponent_form(scientific: &str, letter: char) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}{letter}{sign}{digits:0>2}")
}

/// The shorter of both forms: with an exponent when that is below -4 or not below the number of digits.
fn general(number: f64, letter: char, precision: Option<usize>) -> String {
    let digits = precision.map(|precision| precision.max(1));
    let text = scientific(number, digits.map(|digits| digits - 1));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i64 = exponent.parse().unwrap_or_default();
    let mantissa =
        if mantissa.contains('.') { mantissa.trim_end_matches('0').trim_end_matches('.') } else { mantissa };
    let significant = mantissa.bytes().filter(u8::is_ascii_digit).count() as i64;
    let bound = match digits {
        None => 6,
        Some(digits) if digits as i64 > significant && significant > exponent => significant,
        Some(digits) => digits as i64,
    };
    if exponent < -4 || exponent >= bound {
        return exponent_form(&format!("{mantissa}e{exponent}"), letter);
    }
    let decimals = (significant - 1 - exponent).max(0) as usize;
    match digits {
        None => shortest_fixed(number),
        Some(_) => format!("{number:.decimals$}"),
    }
}

/// `%#g` and its kin: a point in any case, and zeros up to the precision.
pub(super) fn with_point(text: &str, verb: char, precision: Option<usize>) -> String {
    let mut missing = match verb {
        'g' | 'G' | 'x' => precision.map_or(6, |precision| precision as i64),
        _ => 0,
    };
    let exponents: &[char] = if matches!(verb, 'x' | 'X') { &['p', 'P'] } else { &['e', 'E'] };
    let (number, tail) = text.split_at(text.find(exponents).unwrap_or(text.len()));
    let mut seen_digit = false;
    for char in number.chars().skip(1).filter(|char| *char != '.') {
        seen_digit |= char != '0';
        missing -= i64::from(seen_digit);
    }
    let mut out = number.to_owned();
    if !number.contains('.') {
        if number.len() == 2 && number.ends_with('0') {
            missing -= 1;
        }
        out.push('.');
    }
    out.extend(std::iter::repeat_n('0', missing.max(0) as usize));
    out + tail
}

/// Sign, exponent of two and the 53 bits of a finite number.
fn parts(number: f64) -> (&'static str, i64, u64) {
    let bits = number.to_bits();
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) & 0x7ff {
        0 => (sign, -1074, fraction),
        exponent => (sign, exponent as i64 - 1075, fraction | 1 << 52),
    }
}

/// `%b`: the mantissa as a whole number and the exponent of two.
pub(super) fn format_binary(number: f64) -> String {
    if !number.is_finite() {
        return format_float(number, 'g', None);
    }
    let (sign, exponent, mantissa) = parts(number);
    format!("{sign}{mantissa}p{exponent:+}")
}

/// `%x`: `0x1.8p+01`.
pub(super) fn format_hexadecimal(number: f64, verb: char, precision: Option<usize>) -> String {
    if !number.is_finite() {
        return format_float(number, 'g', None);
    }
    let (sign, mut exponent, mut mantissa) = parts(number);
    if mantissa == 0 {
        exponent = 0;
    } else {
        // One bit before the point and 60 after it.
        let shift = mantissa.leading_zeros() - 3;
        mantissa <<= shift;
        exponent += 60 - i64::from(shift);
    }
    if let Some(precision) = precision.filter(|precision| *precision < 15) {
        let dropped = 4 * (15 - precision as u32);
        let half = 1u64 << (dropped - 1);
        let rest = mantissa & ((1 << dropped) - 1);
        mantissa >>= dropped;
        if rest > half || rest == half && mantissa & 1 == 1 {
            mantissa += 1;
        }
        mantissa <<= dropped;
        if mantissa >> 61 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let digits = format!("{:015x}", mantissa & ((1 << 60) - 1));
    let digits = match precision {
        None => digits.trim_end_matches('0').to_owned(),
        Some(precision) => format!("{digits:0<precision$}")[..precision].to_owned(),
    };
    let point = if digits.is_empty() { "" } else { "." };
    let (direction, exponent) = if exponent < 0 { ('-', -exponent) } else { ('+', exponent) };
    let text = format!("{sign}0x{}{point}{digits}p{direction}{exponent:02}", mantissa >> 60);
    if verb == 'X' { text.to_uppercase() } else { text }
}
