//! One text: plain, in quotes, or as a literal block.

use std::fmt::Write;

use crate::node::ScalarValue;
use crate::scalar::resolve;

/// A text as a value. A literal block is indented to `column`.
pub(crate) fn write_text(text: &str, column: usize, out: &mut String) {
    if is_obviously_plain(text) {
        out.push_str(text);
    } else if text == "<<" {
        // Only a key of this name means something.
        out.push_str(text);
    } else if !text.contains('\n') {
        write_line(text, out);
    } else if is_obviously_literal(text) || analyse(text).literal {
        write_literal(text, column, out);
    } else {
        write_double_quoted(text, out);
    }
}

/// A text as a key, always on one line.
pub(crate) fn write_key(key: &str, out: &mut String) {
    if is_obviously_plain(key) {
        out.push_str(key);
    } else if key.contains('\n') {
        write_double_quoted(key, out);
    } else {
        write_line(key, out);
    }
}

fn write_line(text: &str, out: &mut String) {
    if is_taken_for_something_else(text) {
        return write_double_quoted(text, out);
    }
    match analyse(text) {
        Forms { plain: true, .. } => out.push_str(text),
        Forms { single_quoted: true, .. } => {
            out.push('\'');
            for (index, part) in text.split('\'').enumerate() {
                if index > 0 {
                    out.push_str("''");
                }
                out.push_str(part);
            }
            out.push('\'');
        }
        Forms { .. } => write_double_quoted(text, out),
    }
}

/// Printable ASCII behind a letter, `/`, `$` or `_`, without what means something inside a line, and no word that means
/// something: most texts.
fn is_obviously_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if !(first.is_ascii_alphabetic() || matches!(first, b'/' | b'$' | b'_')) || matches!(last, b' ' | b':') {
        return false;
    }
    // Without a way out, so that it looks at many bytes at once.
    let is_simple = bytes.iter().fold(true, |all, byte| all & matches!(byte, b'!'..=b'"' | b'$'..=b'~'));
    let mut before = *first;
    let is_plain = is_simple
        || bytes.iter().all(|byte| {
            let means_nothing = match byte {
                b'#' => before != b' ',
                b' ' => before != b':',
                b'!'..=b'~' => true,
                _ => false,
            };
            before = *byte;
            means_nothing
        });
    is_plain && (bytes.len() > 5 || !is_word(text))
}

/// Lines of printable ASCII without blanks at their ends: most texts of several lines.
fn is_obviously_literal(text: &str) -> bool {
    let is_simple = text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~' | b'\n'));
    is_simple && !text.ends_with(' ') && !text.contains(" \n")
}

/// The words of YAML 1.1 and 1.2 that stand for nothing, true or false.
fn is_word(text: &str) -> bool {
    matches!(
        text,
        "~" | "null"
            | "Null"
            | "NULL"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "y"
            | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
    )
}

/// Whether some reader would not take the bare text for text.
fn is_taken_for_something_else(text: &str) -> bool {
    is_word(text) || text == "<<" || is_base_60(text) || resolve(text) != ScalarValue::String
}

/// `1:30`, which YAML 1.1 reads as a number to the base 60.
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = unsigned.split(':');
    let leads = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_digit())
            && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    if !unsigned.contains(':') || !parts.next().is_some_and(leads) {
        return false;
    }
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        // Only the last part may have a fraction.
        let (part, fraction) = match part.split_once('.') {
            Some((part, fraction)) if parts.peek().is_none() => (part, fraction),
            Some(_) => return false,
            None => (part, ""),
        };
        let sixty = match part.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => (b'0'..=b'5').contains(ten) && one.is_ascii_digit(),
            _ => false,
        };
        if !sixty || !fraction.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
            return false;
        }
    }
    true
}

/// The forms that keep a text.
struct Forms {
    plain: bool,
    single_quoted: bool,
    literal: bool,
}

fn analyse(text: &str) -> Forms {
    let mut has_indicator = text.starts_with("---") || text.starts_with("...");
    let (mut line_ends, mut tabs, mut special) = (false, false, false);
    let (mut blank_before_line_end, mut blank_behind_line_end) = (false, false);
    let mut before: Option<char> = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_word = characters.peek().is_none_or(|next| matches!(next, ' ' | '\t' | '\n' | '\r'));
        has_indicator |= match (before, character) {
            (
                None,
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
                | '`',
            ) => true,
            (None, '?' | '-') | (_, ':') => ends_word,
            (Some(' ' | '\t' | '\n' | '\r'), '#') => true,
            _ => false,
        };
        match character {
            '\n' => {
                line_ends = true;
                blank_before_line_end |= before == Some(' ');
            }
            ' ' => blank_behind_line_end |= before == Some('\n'),
            '\t' => tabs = true,
            other => special |= !is_printable(other),
        }
        before = Some(character);
    }
    let blank_at_an_end = text.starts_with([' ', '\n']) || text.ends_with([' ', '\n']);
    let needs_escapes = blank_before_line_end || tabs || special;
    Forms {
        plain: !(blank_at_an_end || blank_behind_line_end || needs_escapes || line_ends || has_indicator),
        single_quoted: !(blank_behind_line_end || needs_escapes),
        // A tab where the first line begins would be taken for indentation.
        literal: !(text.ends_with(' ')
            || blank_before_line_end
            || special
            || text.trim_start_matches('\n').starts_with('\t')),
    }
}

/// What yaml.v3 writes as it is. Characters beyond the Basic Multilingual Plane are escaped.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{fffd}')
        && character != '\u{feff}'
}

fn write_literal(text: &str, column: usize, out: &mut String) {
    out.push('|');
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    if !text.ends_with('\n') {
        out.push('-');
    } else if text == "\n" || text.ends_with("\n\n") {
        out.push('+');
    }
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            super::pad(out, column);
            out.push_str(line);
        }
    }
}

fn write_double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            other if is_printable(other) => out.push(other),
            other => {
                // Writing to a string cannot fail.
                let _ = match u32::from(other) {
                    code @ 0..=0xff => write!(out, "\\x{code:02X}"),
                    code @ 0x100..=0xffff => write!(out, "\\u{code:04X}"),
                    code => write!(out, "\\U{code:08X}"),
                };
            }
        }
    }
    out.push('"');
}
