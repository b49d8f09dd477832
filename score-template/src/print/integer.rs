//! Integers in any base.

use super::verbs::Flags;

/// The number with its sign, its prefix and the zeros that precision or width ask for.
pub(super) fn format(bits: u64, signed: bool, base: u64, verb: char, flags: &Flags) -> String {
    let negative = signed && (bits as i64) < 0;
    let magnitude = if negative { (bits as i64).unsigned_abs() } else { bits };
    let least = match (flags.precision, flags.width) {
        (Some(0), _) if magnitude == 0 => return String::new(),
        (Some(precision), _) => precision,
        (None, Some(width)) if flags.zero && !flags.minus => {
            width.saturating_sub(usize::from(negative || flags.plus || flags.space))
        }
        _ => 0,
    };
    let mut digits = match (base, verb) {
        (2, _) => format!("{magnitude:b}"),
        (8, _) => format!("{magnitude:o}"),
        (16, 'X') => format!("{magnitude:X}"),
        (16, _) => format!("{magnitude:x}"),
        _ => magnitude.to_string(),
    };
    if digits.len() < least {
        digits.insert_str(0, &"0".repeat(least - digits.len()));
    }
    let prefix = match (base, verb) {
        (8, 'O') if flags.sharp && !digits.starts_with('0') => "0o0",
        (8, 'O') => "0o",
        (2, _) if flags.sharp => "0b",
        (8, _) if flags.sharp && !digits.starts_with('0') => "0",
        (16, 'X') if flags.sharp => "0X",
        (16, _) if flags.sharp => "0x",
        _ => "",
    };
    let sign = match () {
        () if negative => "-",
        () if flags.plus => "+",
        () if flags.space => " ",
        () => "",
    };
    format!("{sign}{prefix}{digits}")
}
