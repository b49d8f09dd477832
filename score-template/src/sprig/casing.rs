//! Upper and lower case, and the names that programs use: `snake_case`, `kebab-case`, `CamelCase`.

use crate::call::{Arguments, Fault};
use crate::value::Value;

pub(super) fn upper(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.text(0).chars().map(upper_char).collect::<String>())
}

pub(super) fn lower(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(arguments.text(0).chars().map(lower_char).collect::<String>())
}

/// One character for one character, as Go does: what would become several stays.
fn upper_char(char: char) -> char {
    let mut upper = char.to_uppercase();
    let above = |distance| char::from_u32(char as u32 + distance).unwrap_or(char);
    match (upper.next(), upper.next()) {
        (Some(upper), None) => upper,
        // Greek vowels with an iota below, of which there are capitals.
        _ => match char {
            '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => above(8),
            '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => above(9),
            _ => char,
        },
    }
}

fn lower_char(char: char) -> char {
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        // A dotted capital I.
        (Some(lower), Some(_)) => lower,
        _ => char,
    }
}

fn is_separator(char: char) -> bool {
    match char {
        '_' => false,
        _ if char.is_alphanumeric() => false,
        _ if char.is_ascii() => true,
        _ => char.is_whitespace(),
    }
}

/// The character at the start of a capitalised word. Letters that are written with two have a form for that, and Georgian
/// has none.
fn title_char(char: char) -> char {
    match char {
        'Ǆ'..='ǆ' => 'ǅ',
        'Ǉ'..='ǉ' => 'ǈ',
        'Ǌ'..='ǌ' => 'ǋ',
        'Ǳ'..='ǳ' => 'ǲ',
        '\u{10d0}'..='\u{10ff}' => char,
        _ => upper_char(char),
    }
}

pub(super) fn title(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut previous = ' ';
    let titled = |char| {
        let starts = is_separator(std::mem::replace(&mut previous, char));
        if starts { title_char(char) } else { char }
    };
    arguments.context.text(arguments.text(0).chars().map(titled).collect::<String>())
}

pub(super) fn untitle(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut starts = true;
    let untitled = |char: char| {
        let first = !char.is_whitespace() && starts;
        starts = char.is_whitespace();
        if first { lower_char(char) } else { char }
    };
    arguments.context.text(arguments.text(0).chars().map(untitled).collect::<String>())
}

pub(super) fn swapcase(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let swapped = |char: char| {
        if char.is_lowercase() { upper_char(char) } else { lower_char(char) }
    };
    arguments.context.text(arguments.text(0).chars().map(swapped).collect::<String>())
}

/// The first byte of each word, as a character of its own.
pub(super) fn initials(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let mut after_space = true;
    let mut initials = String::new();
    for byte in arguments.bytes(0) {
        let char = char::from(*byte);
        if !char.is_whitespace() && after_space {
            initials.push(char);
        }
        after_space = char.is_whitespace();
    }
    arguments.context.text(initials)
}

/// Without space. Where there is some, each byte becomes a character of its own, as in Go.
pub(super) fn nospace(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let bytes = arguments.bytes(0);
    let is_space = |byte: &u8| char::from(*byte).is_whitespace();
    if !bytes.iter().any(is_space) {
        return Ok(arguments.value(0).clone());
    }
    let kept = bytes.iter().filter(|byte| !is_space(byte)).map(|byte| char::from(*byte));
    arguments.context.text(kept.collect::<String>())
}

fn is_connector(char: char) -> bool {
    char == '-' || char == '_' || char.is_whitespace()
}

fn is_punctuation(char: char) -> bool {
    match char {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        _ if char.is_ascii() => char.is_ascii_punctuation(),
        _ => matches!(char, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '‐'..='‧' | '‰'..='⁞' | '、'..='〃'),
    }
}

pub(super) fn camelcase(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    let text = arguments.text(0);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    let mut current = None;
    let mut first_upper = false;
    for char in chars.by_ref() {
        if !is_connector(char) {
            first_upper = char.is_uppercase();
            current = Some(upper_char(char));
            break;
        }
        out.push(char);
        current = None;
    }
    let Some(mut current) = current else { return arguments.context.text(connectors_only(&text)) };
    for char in chars {
        let previous = std::mem::replace(&mut current, char);
        match (is_connector(char), is_connector(previous)) {
            (true, true) => out.push(previous),
            (_, true) => {
                first_upper = char.is_uppercase();
                current = upper_char(char);
            }
            _ => {
                if first_upper {
                    if char.is_uppercase() {
                        current = lower_char(char);
                    } else {
                        first_upper = false;
                    }
                }
                out.push(previous);
            }
        }
    }
    out.push(current);
    arguments.context.text(out)
}

/// A text of nothing but connectors ends with its last one twice.
fn connectors_only(text: &str) -> String {
    let mut out = text.to_owned();
    out.extend(text.chars().next_back());
    out
}

pub(super) fn snakecase(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(connected(&arguments.text(0), '_'))
}

pub(super) fn kebabcase(arguments: &Arguments<'_>) -> Result<Value, Fault> {
    arguments.context.text(connected(&arguments.text(0), '-'))
}

/// A run of characters of one kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    None,
    Number,
    Upper,
    Letters,
    Connector,
    Punctuation,
    Other,
}

/// The first word of a text and the rest.
fn next_word(text: &str) -> (Word, &str, &str) {
    let Some(first) = text.chars().next() else { return (Word::None, "", "") };
    let run = |is_in: fn(char) -> bool| text.find(|char| !is_in(char)).unwrap_or(text.len());
    let is_small = |char: char| char.is_alphabetic() && !char.is_uppercase();
    let (kind, length) = match first {
        _ if is_connector(first) => (Word::Connector, run(is_connector)),
        _ if is_punctuation(first) => (Word::Punctuation, run(is_punctuation)),
        _ if first.is_uppercase() => {
            let upper = run(char::is_uppercase);
            let after = text[upper..].chars().next();
            let length = match text[..upper].chars().count() {
                1 => upper + text[upper..].find(|char| !is_small(char)).unwrap_or(text.len() - upper),
                // The last capital belongs to the word that it starts.
                _ if after.is_some_and(char::is_alphabetic) => {
                    upper - text[..upper].chars().next_back().map_or(0, char::len_utf8)
                }
                _ => upper,
            };
            (Word::Upper, length)
        }
        _ if first.is_alphabetic() => {
            (Word::Letters, run(|char| char.is_alphabetic() && !char.is_uppercase()))
        }
        _ if first.is_numeric() => (Word::Number, run(char::is_numeric)),
        _ => {
            let is_other =
                |char: char| !(is_connector(char) || char.is_alphanumeric() || is_punctuation(char));
            (Word::Other, run(is_other))
        }
    };
    (kind, &text[..length], &text[length..])
}

fn push_lower(out: &mut String, kind: Word, word: &str, connector: char) {
    match kind {
        Word::Upper => out.extend(word.chars().map(lower_char)),
        Word::Connector => {
            out.extend(word.chars().map(|char| if is_connector(char) { connector } else { char }))
        }
        _ => out.push_str(word),
    }
}

/// Words in lower case with connectors between them. A number stays with the letters around it.
fn connected(text: &str, connector: char) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let starts_new = |kind: Word| !matches!(kind, Word::None | Word::Punctuation | Word::Connector);
    let (mut kind, mut word, mut rest) = next_word(text);
    while !rest.is_empty() {
        if kind != Word::Connector {
            push_lower(&mut out, kind, word, connector);
        }
        let (before, last) = (kind, word);
        (kind, word, rest) = next_word(rest);
        match before {
            Word::Number => {
                while matches!(kind, Word::Letters | Word::Number) {
                    push_lower(&mut out, kind, word, connector);
                    (kind, word, rest) = next_word(rest);
                }
                if starts_new(kind) {
                    out.push(connector);
                }
            }
            Word::Connector => push_lower(&mut out, before, last, connector),
            Word::Punctuation => {}
            _ if kind != Word::Number => {
                if !matches!(kind, Word::Connector | Word::Punctuation) {
                    out.push(connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word, rest) = next_word(rest);
                if kind != Word::Letters {
                    out.push_str(number);
                    if !matches!(kind, Word::Connector | Word::Punctuation) {
                        out.push(connector);
                    }
                    continue;
                }
                out.push(connector);
                out.push_str(number);
                while matches!(kind, Word::Letters | Word::Number) {
                    push_lower(&mut out, kind, word, connector);
                    (kind, word, rest) = next_word(rest);
                }
                if starts_new(kind) {
                    out.push(connector);
                }
            }
        }
    }
    push_lower(&mut out, kind, word, connector);
    out
}
