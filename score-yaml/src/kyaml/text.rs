//! Texts and keys: when a key may go without quotes, escapes, and texts of several lines.

use std::fmt::Write;

use super::{NotKyaml, NotKyamlKind, indent};
use crate::timestamp::is_timestamp;

/// A text in double quotes. When it has several lines, each gets one of its own behind `level` times two blanks.
pub(super) fn write_text(text: &str, level: usize, out: &mut String) -> Result<(), NotKyaml> {
    if !text.contains('\n') {
        out.push('"');
        escape(text, '\t', out)?;
        out.push('"');
        return Ok(());
    }
    out.push_str("\"\\\n");
    for line in text.split_inclusive('\n') {
        indent(level, out);
        // A blank or tab in front would be taken for indentation. All lines get one column more for the `\`, so that
        // they stay aligned.
        out.push(if line.starts_with([' ', '\t']) { '\\' } else { ' ' });
        escape(line.strip_suffix('\n').unwrap_or(line), '\t', out)?;
        out.push_str(if line.ends_with('\n') { "\\n\\\n" } else { "\\\n" });
    }
    indent(level, out);
    out.push('"');
    Ok(())
}

/// A key, in quotes only where it must be; always on one line.
pub(super) fn write_key(key: &str, out: &mut String) -> Result<(), NotKyaml> {
    if is_plain_key(key) {
        out.push_str(key);
    } else {
        out.push('"');
        escape(key, '\0', out)?;
        out.push('"');
    }
    Ok(())
}

fn is_plain_key(key: &str) -> bool {
    let anywhere = |character: char| character.is_alphanumeric() || character == '_';
    key.starts_with(anywhere)
        && key.ends_with(anywhere)
        && key.chars().all(|character| anywhere(character) || matches!(character, '-' | '.' | '/'))
        && !is_taken_for_something_else(key)
}

/// Whether some reader of YAML 1.1 or 1.2 would not take a bare text for text. Asked only about texts that begin with a
/// letter, a digit or `_`.
fn is_taken_for_something_else(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "t", "f", "inf", "nan"];
    if WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) || is_timestamp(text) {
        return true;
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '_' | 'i' | 'I')) {
        return false;
    }
    let digits = text.replace('_', "");
    is_whole(&digits) || digits.parse::<f64>().is_ok()
}

/// With a prefix for the base.
fn is_whole(text: &str) -> bool {
    let (base, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        _ => return false,
    };
    digits.starts_with(|first: char| first.is_ascii_alphanumeric())
        && i64::from_str_radix(digits, base).is_ok()
}

/// A text without its line ends, as between double quotes. The character `kept` is not escaped.
fn escape(text: &str, kept: char, out: &mut String) -> Result<(), NotKyaml> {
    let mut from = 0;
    for (at, character) in text.char_indices() {
        if matches!(character, ' ' | '!' | '#'..='[' | ']'..='~')
            || character == kept
            || is_printable(character)
        {
            continue;
        }
        out.push_str(&text[from..at]);
        from = at + character.len_utf8();
        let short = match character {
            '"' | '\\' => character,
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                return Err(NotKyaml::new(NotKyamlKind::ControlCharacter(character)));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = match u32::from(character) {
                    code @ 0..=0x1f => write!(out, "\\x{code:02x}"),
                    code @ 0x20..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
                continue;
            }
        };
        out.push('\\');
        out.push(short);
    }
    out.push_str(&text[from..]);
    Ok(())
}

/// Whether a character beyond ASCII has a shape of its own: a letter, mark, number, sign, but neither blank nor control.
fn is_printable(character: char) -> bool {
    if character.is_ascii() || character.is_alphanumeric() {
        return !character.is_ascii();
    }
    // The standard library escapes exactly the others, when they do not stand first.
    let pair = String::from_iter(['a', character]);
    pair.escape_debug().nth(1) == Some(character)
}
