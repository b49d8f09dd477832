//! Text as Go quotes and describes it, and texts that are not UTF-8.

use std::fmt::Write;

/// A table of the bytes of printable ASCII but for those that are escaped.
pub(crate) const fn plain_bytes(escaped: &[u8]) -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = true;
        byte += 1;
    }
    let mut at = 0;
    while at < escaped.len() {
        plain[escaped[at] as usize] = false;
        at += 1;
    }
    plain
}

/// `text` between double quotes with Go's escapes, as `%q` gives it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    text.chars().for_each(|char| escape_char(&mut out, char, '"', false));
    out.push('"');
    out
}

/// Writes one character of a quoted text.
pub(crate) fn escape_char(out: &mut String, char: char, quote: char, ascii_only: bool) {
    match char {
        '\\' => out.push_str("\\\\"),
        _ if char == quote => {
            out.push('\\');
            out.push(char);
        }
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        ' '..='~' => out.push(char),
        _ if !ascii_only && char as u32 >= 0x80 && is_printable(char) => out.push(char),
        _ => {
            // Writing to a string cannot fail.
            let _ = match char as u32 {
                code @ ..0x80 => write!(out, "\\x{code:02x}"),
                code @ ..0x10000 => write!(out, "\\u{code:04x}"),
                code => write!(out, "\\U{code:08x}"),
            };
        }
    }
}

/// Whether Go counts the character as printable: letters, marks, numbers, punctuation, symbols and the ASCII space.
pub(crate) fn is_printable(char: char) -> bool {
    match char {
        ' '..='~' => true,
        ..'\u{a1}' => false,
        // Letters and symbols without a gap, so that what is frequent is not looked up.
        '\u{ae}'..='\u{2ff}' | '\u{1f300}'..='\u{1f64f}' => true,
        // The standard library escapes what is not printable. It escapes a mark too, but not after a letter.
        _ => {
            let mut bytes = [b'a'; 5];
            let length = 1 + char.encode_utf8(&mut bytes[1..]).len();
            std::str::from_utf8(&bytes[..length]).is_ok_and(|pair| pair.escape_debug().count() == 2)
        }
    }
}

/// A character as `U+00E9 'é'`, as `%#U` gives it.
pub(crate) fn describe_char(char: char) -> String {
    let code = char as u32;
    if is_printable(char) { format!("U+{code:04X} '{char}'") } else { format!("U+{code:04X}") }
}

/// What stands between the quotes of a literal in Go's syntax, or nothing when an escape is wrong.
pub(crate) fn unquote(literal: &str) -> Option<Vec<u8>> {
    if let Some(raw) = literal.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.bytes().filter(|&byte| byte != b'\r').collect());
    }
    let mut rest = literal.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr3(b'\\', b'"', b'\n', rest.as_bytes()).is_none() {
        return Some(rest.as_bytes().to_vec());
    }
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let (unit, after) = unquote_char(rest, '"')?;
        match unit {
            Unit::Char(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            Unit::Byte(byte) => out.push(byte),
        }
        rest = after;
    }
    Some(out)
}

/// One character or byte of a quoted text.
pub(crate) enum Unit {
    Char(char),
    Byte(u8),
}

impl Unit {
    pub(crate) fn code(&self) -> u32 {
        match self {
            Unit::Char(char) => *char as u32,
            Unit::Byte(byte) => u32::from(*byte),
        }
    }
}

/// The first character of quoted text and what follows it.
pub(crate) fn unquote_char(text: &str, quote: char) -> Option<(Unit, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first == quote || first == '\n' {
        return None;
    }
    if first != '\\' {
        return Some((Unit::Char(first), chars.as_str()));
    }
    let escape = chars.next()?;
    let rest = chars.as_str();
    let number = |length: usize, radix: u32| {
        Some((u32::from_str_radix(digits(rest, length, radix)?, radix).ok()?, &rest[length..]))
    };
    let char = match escape {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '\\' => '\\',
        '\'' | '"' if escape == quote => quote,
        'x' => {
            let (code, rest) = number(2, 16)?;
            return Some((Unit::Byte(u8::try_from(code).ok()?), rest));
        }
        '0'..='7' => {
            let digits = digits(&text[1..], 3, 8)?;
            return Some((Unit::Byte(u8::from_str_radix(digits, 8).ok()?), &text[4..]));
        }
        'u' | 'U' => {
            let (code, rest) = number(if escape == 'u' { 4 } else { 8 }, 16)?;
            return Some((Unit::Char(char::from_u32(code)?), rest));
        }
        _ => return None,
    };
    Some((Unit::Char(char), rest))
}

fn digits(text: &str, length: usize, radix: u32) -> Option<&str> {
    text.get(..length).filter(|digits| digits.chars().all(|digit| digit.is_digit(radix)))
}

/// The name closest to `wanted`, when it is close enough to have been meant.
pub(crate) fn closest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|&(distance, _)| distance <= wanted.chars().count().div_ceil(3).min(3))
        .min()
        .map(|(_, name)| name.to_owned())
}

/// Bytes as text. Each byte that is not UTF-8 becomes a replacement character, as in Go.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('\u{fffd}', chunk.invalid().len()));
    }
    text
}
