//! The small languages inside scalars: durations, amounts of bytes, command lines.

use score_yaml::Number;

/// Nanoseconds of a duration such as `1h30m`, `250ms` or `2d`. Without a unit only `0` is one.
pub(crate) fn parse_duration(text: &str) -> Result<i64, String> {
    let problem = || format!("`{text}` is not a duration such as `10s` or `1m30s`");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(problem());
    }
    let mut nanoseconds = 0_i128;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, behind) = rest.split_at(number_end);
        let unit_end = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit_end);
        if unit.is_empty() && !number.is_empty() {
            return Err(format!("`{text}` has no unit: write `{text}s` for seconds"));
        }
        nanoseconds += scaled(number, unit_nanoseconds(unit).ok_or_else(problem)?).ok_or_else(problem)?;
        rest = behind;
    }
    i64::try_from(if negative { -nanoseconds } else { nanoseconds }).map_err(|_| problem())
}

fn unit_nanoseconds(unit: &str) -> Option<i128> {
    const SECOND: i128 = 1_000_000_000;
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "h" => 3_600 * SECOND,
        "d" => 86_400 * SECOND,
        "w" => 604_800 * SECOND,
        _ => return None,
    })
}

/// A decimal number times a factor, rounded down.
fn scaled(number: &str, factor: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i128>().ok() };
    let fraction = fraction.get(..18).unwrap_or(fraction);
    let power = 10_i128.pow(fraction.len() as u32);
    digits(whole)?.checked_mul(factor)?.checked_add(digits(fraction)?.checked_mul(factor)? / power)
}

/// A duration as Go prints it: `1h0m0s`, `1m30s`, `1.5s`, `20ms`.
pub(crate) fn go_duration(nanoseconds: i64) -> String {
    let (sign, amount) = (if nanoseconds < 0 { "-" } else { "" }, nanoseconds.unsigned_abs());
    let decimal = |unit: u64, name: &str| {
        let width = unit.ilog10() as usize;
        let fraction = format!("{:0width$}", amount % unit);
        let fraction = fraction.trim_end_matches('0');
        let dot = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{}{dot}{fraction}{name}", amount / unit)
    };
    match amount {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{amount}ns"),
        1_000..1_000_000 => decimal(1_000, "µs"),
        1_000_000..1_000_000_000 => decimal(1_000_000, "ms"),
        _ => {
            let (minutes, below) = (amount / 60_000_000_000, amount % 60_000_000_000);
            let seconds = go_seconds(below);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{sign}{seconds}"),
                (0, minutes) => format!("{sign}{minutes}m{seconds}"),
                (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}"),
            }
        }
    }
}

fn go_seconds(nanoseconds: u64) -> String {
    let fraction = format!("{:09}", nanoseconds % 1_000_000_000);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{}{dot}{fraction}s", nanoseconds / 1_000_000_000)
}

/// Bytes of an amount such as `512m`, `1.5 GiB` or `1024`; units are powers of 1024.
pub(crate) fn parse_bytes(text: &str) -> Result<i64, String> {
    let problem = || format!("`{text}` is not an amount of bytes such as `512m`");
    let number_end = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |at| at + 1);
    let (number, unit) = text.split_at(number_end);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let power = match unit.as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        "p" | "pb" | "pib" => 5,
        _ => return Err(problem()),
    };
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |digits| (true, digits));
    if negative && power > 0 {
        return Err(problem());
    }
    let amount = scaled(digits, 1 << (10 * power)).ok_or_else(problem)?;
    i64::try_from(if negative { -amount } else { amount }).map_err(|_| problem())
}

/// Splits a command line into words, as a shell does with quotes and backslashes. What a shell would act on is refused.
pub(crate) fn split_words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('\'') => break,
                        Some(inside) => word.push(inside),
                        None => return Err("a quote `'` is not closed".to_owned()),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('"') => break,
                        Some('\\') => word.extend(characters.next()),
                        Some(inside) => word.push(inside),
                        None => return Err("a quote `\"` is not closed".to_owned()),
                    }
                }
            }
            '\\' => match characters.next() {
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => return Err("there is nothing behind the last `\\`".to_owned()),
            },
            '|' | '&' | ';' | '<' | '>' | '(' | ')' | '`' => {
                return Err(format!("`{character}` would need a shell: write the command as a list"));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// A number as a single-precision one, which is what Compose keeps of it, with its shortest digits.
pub(super) fn single_precision(value: f64) -> Number {
    let shortest = format!("{:e}", value as f32);
    Number::from(shortest.parse::<f64>().unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_printed_as_go_prints_them() {
        for (text, printed) in [
            ("5s", Ok("5s")),
            ("90s", Ok("1m30s")),
            ("1h", Ok("1h0m0s")),
            ("1.5s", Ok("1.5s")),
            ("1h30m", Ok("1h30m0s")),
            ("250ms", Ok("250ms")),
            ("1500us", Ok("1.5ms")),
            ("10ns", Ok("10ns")),
            ("2d", Ok("48h0m0s")),
            ("0", Ok("0s")),
            ("-3s", Ok("-3s")),
            ("1m0.25s", Ok("1m0.25s")),
            ("90", Err("`90` has no unit: write `90s` for seconds")),
            ("", Err("`` is not a duration such as `10s` or `1m30s`")),
            ("5x", Err("`5x` is not a duration such as `10s` or `1m30s`")),
            (".s", Err("`.s` is not a duration such as `10s` or `1m30s`")),
            ("99999999w", Err("`99999999w` is not a duration such as `10s` or `1m30s`")),
        ] {
            let result = parse_duration(text).map(go_duration);
            assert_eq!(result, printed.map(str::to_owned).map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn amounts_of_bytes() {
        for (text, bytes) in [
            ("1024", Some(1024)),
            ("512m", Some(512 << 20)),
            ("1.5g", Some(1536 << 20)),
            ("1 GiB", Some(1 << 30)),
            ("10MB", Some(10 << 20)),
            ("5b", Some(5)),
            ("-1", Some(-1)),
            ("", None),
            ("m", None),
            ("1x", None),
            ("-1m", None),
            ("9999999t", None),
        ] {
            assert_eq!(parse_bytes(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn command_lines_are_split_as_a_shell_splits_them() {
        for (line, words) in [
            ("a b  c", Some(&["a", "b", "c"][..])),
            ("", Some(&[])),
            ("a 'b c' \"d \\\" e\"", Some(&["a", "b c", "d \" e"])),
            (r"a\ b ''", Some(&["a b", ""])),
            ("x'y'z", Some(&["xyz"])),
            ("'a", None),
            ("a | b", None),
            ("a \\", None),
        ] {
            assert_eq!(
                split_words(line).ok(),
                words.map(|words| words.iter().map(|it| it.to_string()).collect())
            );
        }
    }
}
