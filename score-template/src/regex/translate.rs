//! From Go's syntax of regular expressions to that of the `regex` crate.
//!
//! What differs: `\d`, `\w`, `\s` and `\b` know ASCII only, `\Q...\E` quotes, octal escapes exist, `[` is itself inside
//! a class, a brace that is no repetition is itself, repetitions do not follow one another and end at 1,000, and
//! look-around, set operations and the flags `x`, `u` and `R` do not exist.

/// An expression for the `regex` crate.
pub(super) struct Translated {
    pub(super) expression: String,
    /// Roughly how many states it takes.
    pub(super) size: usize,
}

/// The most that repetitions, multiplied where nested, may ask for.
const MAX_REPEAT: usize = 1000;

pub(super) fn translate(expression: &str) -> Result<Translated, String> {
    let mut translator = Translator {
        source: expression,
        rest: expression,
        out: String::with_capacity(expression.len() + 8),
        groups: vec![Group::default()],
        last: None,
        after_repeat: None,
    };
    while !translator.rest.is_empty() {
        translator.term()?;
    }
    translator.end_term();
    match translator.groups.as_slice() {
        [whole] => Ok(Translated { expression: translator.out, size: whole.size + 1 }),
        _ => Err(format!("missing closing ): `{expression}`")),
    }
}

/// A group that is open: what is in it so far.
#[derive(Default)]
struct Group {
    size: usize,
    /// The most that a repetition inside asks for.
    repeat: usize,
}

struct Translator<'e> {
    source: &'e str,
    rest: &'e str,
    out: String,
    groups: Vec<Group>,
    /// Size and repetition of the last term, which a repetition would repeat.
    last: Option<(usize, usize)>,
    /// Where a repetition started, when the last thing was one.
    after_repeat: Option<&'e str>,
}

/// A class or a character that an escape stands for.
enum Escaped {
    Char(char),
    /// What stands between the brackets, and whether it is negated.
    Class(String, bool),
}

impl<'e> Translator<'e> {
    fn take(&mut self, length: usize) -> &'e str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// The last term can no longer be repeated.
    fn end_term(&mut self) {
        if let (Some((size, repeat)), Some(group)) = (self.last.take(), self.groups.last_mut()) {
            group.size = group.size.saturating_add(size);
            group.repeat = group.repeat.max(repeat);
        }
        self.after_repeat = None;
    }

    fn new_term(&mut self, size: usize) {
        self.end_term();
        self.last = Some((size, 1));
    }

    fn term(&mut self) -> Result<(), String> {
        let first = self.rest.chars().next().unwrap_or_default();
        match first {
            '(' => return self.open(),
            ')' => {
                self.take(1);
                self.end_term();
                let Some(group) = self.groups.pop().filter(|_| !self.groups.is_empty()) else {
                    return Err(format!("unexpected ): `{}`", self.source));
                };
                self.last = Some((group.size + 1, group.repeat.max(1)));
                self.out.push(')');
            }
            '|' => {
                self.end_term();
                self.copy(1);
            }
            '*' | '+' | '?' => return self.repeat(1, 1),
            '{' => {
                if let Some((length, least, most)) = counted(self.rest) {
                    let written = &self.rest[..length];
                    if least > MAX_REPEAT || most.is_some_and(|most| most > MAX_REPEAT || most < least) {
                        return Err(format!("invalid repeat count: `{written}`"));
                    }
                    return self.repeat(length, most.unwrap_or(least).max(1));
                }
                self.take(1);
                self.literal('{');
            }
            '[' => return self.class(),
            '\\' => return self.escape(),
            '^' | '$' | '.' => {
                self.new_term(1);
                self.copy(1);
            }
            other => {
                self.take(other.len_utf8());
                self.literal(other);
            }
        }
        Ok(())
    }

    /// Takes over as it is written.
    fn copy(&mut self, length: usize) {
        let taken = self.take(length);
        self.out.push_str(taken);
    }

    fn literal(&mut self, char: char) {
        self.new_term(1);
        push_literal(&mut self.out, char);
    }

    /// A repetition of so many bytes, and the `?` after it.
    fn repeat(&mut self, length: usize, count: usize) -> Result<(), String> {
        let start = self.rest;
        let written = &start[..length];
        self.copy(length);
        let mut taken = length;
        if self.rest.starts_with('?') {
            self.copy(1);
            taken += 1;
        }
        if let Some(before) = self.after_repeat {
            let both = before.len() - start.len() + taken;
            return Err(format!("invalid nested repetition operator: `{}`", &before[..both]));
        }
        let Some((size, repeat)) = self.last else {
            return Err(format!("missing argument to repetition operator: `{}`", &start[..taken]));
        };
        let repeat = repeat * count;
        if repeat > MAX_REPEAT {
            return Err(format!("invalid repeat count: `{written}`"));
        }
        self.last = Some((size.saturating_mul(count).saturating_add(1), repeat));
        self.after_repeat = Some(start);
        Ok(())
    }

    fn open(&mut self) -> Result<(), String> {
        self.end_term();
        if !self.rest.starts_with("(?") {
            self.groups.push(Group::default());
            self.copy(1);
            return Ok(());
        }
        for prefix in ["(?P<", "(?<"] {
            let Some(after) = self.rest.strip_prefix(prefix) else { continue };
            let Some(end) = after.find('>') else {
                return Err(format!("invalid named capture: `{}`", self.rest));
            };
            let name = &after[..end];
            let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
            let written = &self.rest[..prefix.len() + end + 1];
            if name.is_empty() || !name.chars().all(is_word) {
                return Err(format!("invalid named capture: `{written}`"));
            }
            // Names that start with a digit are fine in Go only.
            let marker = if name.starts_with(|first: char| first.is_ascii_digit()) { "_" } else { "" };
            self.out.push_str(&format!("(?P<{marker}{name}>"));
            self.take(written.len());
            self.groups.push(Group::default());
            return Ok(());
        }
        let unsupported = |written: &str| Err(format!("invalid or unsupported Perl syntax: `{written}`"));
        let flags = self.rest[2..].find([':', ')']).map(|found| found + 2);
        let Some(end) = flags else {
            return if self.rest[2..].chars().all(|flag| "imsU-".contains(flag)) {
                Err("missing closing ): `".to_owned() + self.source + "`")
            } else {
                unsupported(&self.rest[..3.min(self.rest.len())])
            };
        };
        let written = &self.rest[2..end];
        let well_formed = written.chars().all(|flag| "imsU-".contains(flag))
            && written.matches('-').count() <= 1
            && !written.ends_with('-');
        if !well_formed {
            let bad = written.find(|flag: char| !"imsU-".contains(flag)).unwrap_or(0);
            let length = self.rest[2 + bad..].chars().next().map_or(0, char::len_utf8);
            return unsupported(&self.rest[..2 + bad + length]);
        }
        let opens = self.rest[end..].starts_with(':');
        if written.is_empty() && !opens {
            return Err("missing argument to repetition operator: `?`".to_owned());
        }
        self.copy(end + 1);
        if opens {
            self.groups.push(Group::default());
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<(), String> {
        if let Some(quoted) = self.rest.strip_prefix("\\Q") {
            let end = quoted.find("\\E").unwrap_or(quoted.len());
            quoted[..end].chars().for_each(|char| self.literal(char));
            self.rest = quoted[end..].strip_prefix("\\E").unwrap_or_default();
            return Ok(());
        }
        let assertion = match self.rest.as_bytes().get(1) {
            Some(b'A') => "\\A",
            Some(b'z') => "\\z",
            Some(b'b') => "(?-u:\\b)",
            Some(b'B') => "(?-u:\\B)",
            _ => "",
        };
        if !assertion.is_empty() {
            self.take(2);
            self.new_term(1);
            self.out.push_str(assertion);
            return Ok(());
        }
        match self.escaped()? {
            Escaped::Char(char) => self.literal(char),
            Escaped::Class(class, negated) => {
                self.new_term(class_size(&class));
                self.out.push_str(&format!("[{}{class}]", if negated { "^" } else { "" }));
            }
        }
        Ok(())
    }

    /// An escape inside or outside a class.
    fn escaped(&mut self) -> Result<Escaped, String> {
        let start = self.rest;
        let Some(letter) = start[1..].chars().next() else {
            return Err("trailing backslash at end of expression: ``".to_owned());
        };
        self.take(1 + letter.len_utf8());
        let invalid = |length: usize| {
            let end = (0..=length).rev().find(|end| start.is_char_boundary(*end)).unwrap_or(0);
            Err(format!("invalid escape sequence: `{}`", &start[..end]))
        };
        let class = |class: &str, negated| Ok(Escaped::Class(class.to_owned(), negated));
        let char = match letter {
            'd' => return class("0-9", false),
            'D' => return class("0-9", true),
            'w' => return class("0-9A-Za-z_", false),
            'W' => return class("0-9A-Za-z_", true),
            's' => return class("\\t\\n\\x0C\\r ", false),
            'S' => return class("\\t\\n\\x0C\\r ", true),
            'p' | 'P' => return self.property(start, letter == 'P'),
            'a' => '\x07',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' => {
                let (digits, length) = match self.rest.strip_prefix('{') {
                    Some(braced) => match braced.find('}') {
                        Some(end) => (&braced[..end], end + 2),
                        None => return invalid(start.len()),
                    },
                    None => match self.rest.get(..2) {
                        Some(digits) => (digits, 2),
                        None => return invalid(start.len()),
                    },
                };
                let code = crate::number::parse_digits(digits, 16).and_then(|code| u32::try_from(code).ok());
                match code.and_then(char::from_u32) {
                    Some(char) => {
                        self.take(length);
                        char
                    }
                    None => return invalid(2 + length),
                }
            }
            '0'..='7' => {
                let is_octal = |digit: &char| ('0'..='7').contains(digit);
                let more = self.rest.chars().take(2).take_while(is_octal).count();
                if letter != '0' && more == 0 {
                    return invalid(2);
                }
                self.take(more);
                let code = u32::from_str_radix(&start[1..2 + more], 8).unwrap_or_default();
                char::from_u32(code).unwrap_or_default()
            }
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => other,
            other => return invalid(1 + other.len_utf8()),
        };
        Ok(Escaped::Char(char))
    }

    /// `\pL`, `\p{Greek}`, `\p{^Greek}`, after the letter.
    fn property(&mut self, start: &'e str, negated: bool) -> Result<Escaped, String> {
        let (name, length) = match self.rest.strip_prefix('{') {
            Some(braced) => match braced.find('}') {
                Some(end) => (&braced[..end], end + 2),
                None => return Err(format!("invalid character class range: `{start}`")),
            },
            None => {
                let length = self.rest.chars().next().map_or(0, char::len_utf8);
                (&self.rest[..length], length)
            }
        };
        let written = &start[..2 + length];
        self.take(length);
        let (name, flipped) = match name.strip_prefix('^') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let letter = if negated != flipped { 'P' } else { 'p' };
        let class = format!("\\{letter}{{{name}}}");
        // The crate knows the names; it is asked here, so that the message says which is wrong.
        if name.contains([':', '=', '!']) || regex::Regex::new(&class).is_err() {
            return Err(format!("invalid character class range: `{written}`"));
        }
        Ok(Escaped::Class(class, false))
    }

    fn class(&mut self) -> Result<(), String> {
        let start = self.rest;
        let missing = || format!("missing closing ]: `{start}`");
        self.take(1);
        let mut class = String::from("[");
        if self.rest.starts_with('^') {
            class.push_str(self.take(1));
        }
        let mut first = true;
        loop {
            let next = self.rest.chars().next().ok_or_else(missing)?;
            if next == ']' && !first {
                self.take(1);
                break;
            }
            first = false;
            if self.rest.starts_with("[:")
                && let Some(end) = self.rest.find(":]")
            {
                let name = &self.rest[..end + 2];
                if regex::Regex::new(&format!("[{name}]")).is_err() {
                    return Err(format!("invalid character class range: `{name}`"));
                }
                class.push_str(self.take(end + 2));
                continue;
            }
            let from_start = self.rest;
            let from = match self.class_char()? {
                Escaped::Char(char) => char,
                Escaped::Class(inner, negated) => {
                    class.push_str(&format!("[{}{inner}]", if negated { "^" } else { "" }));
                    continue;
                }
            };
            push_literal(&mut class, from);
            let is_range = self.rest.starts_with('-') && self.rest.len() > 1 && !self.rest.starts_with("-]");
            if is_range {
                self.take(1);
                let to = self.class_char()?;
                let written = &from_start[..from_start.len() - self.rest.len()];
                match to {
                    Escaped::Char(to) if to >= from => {
                        class.push('-');
                        push_literal(&mut class, to);
                    }
                    _ => return Err(format!("invalid character class range: `{written}`")),
                }
            }
        }
        class.push(']');
        self.new_term(class_size(&class));
        self.out.push_str(&class);
        Ok(())
    }

    fn class_char(&mut self) -> Result<Escaped, String> {
        if self.rest.starts_with('\\') {
            return self.escaped();
        }
        let char = self.rest.chars().next().unwrap_or_default();
        self.take(char.len_utf8());
        Ok(Escaped::Char(char))
    }
}

/// Length and bounds of `{2}`, `{2,}` or `{2,3}` at the start of the text.
fn counted(text: &str) -> Option<(usize, usize, Option<usize>)> {
    let inner = &text[1..text.find('}')?];
    let number = |digits: &str| match digits.len() {
        1..=9 => crate::number::parse_digits(digits, 10).map(|number| number as usize),
        0 => None,
        _ => digits.bytes().all(|digit| digit.is_ascii_digit()).then_some(usize::MAX),
    };
    let (least, most) = match inner.split_once(',') {
        None => (number(inner)?, Some(number(inner)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some((inner.len() + 2, least, most))
}

/// Writes a character that stands for itself, inside or outside a class.
fn push_literal(out: &mut String, char: char) {
    if char.is_ascii_alphanumeric() || char == '_' || !char.is_ascii() {
        out.push(char);
    } else {
        out.push_str(&format!("\\x{:02X}", char as u32));
    }
}

/// Roughly how many states a class takes: many for a class of Unicode.
fn class_size(class: &str) -> usize {
    if class.contains("\\p") || class.contains("\\P") { 300 } else { 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_match_as_in_go() {
        for (expression, text, expected) in [
            (r"^\d+$", "12", true),
            (r"^\d+$", "٣", false),
            (r"\bfoo\b", "a foo b", true),
            (r"\Qa.b\E+", "a.bbb", true),
            (r"\Qa.b\E+", "axb", false),
            (r"[[]", "[", true),
            (r"[]a]", "]", true),
            (r"[a&&b]", "&", true),
            (r"a{,2}", "a{,2}", true),
            (r"x{2,3}?", "xx", true),
            (r"\101", "A", true),
            (r"\pL+", "é", true),
            (r"\p{^Greek}", "α", false),
            (r"(?i)STRASSE", "strasse", true),
            (r"(?P<n>a)(?<m>b)", "ab", true),
            (r"[\w.-]+@[\w-]+", "a.b-c@d", true),
            (r"\<", "<", true),
            (r"[[:alpha:]]", "x", true),
            (r"\x{263a}", "☺", true),
        ] {
            let translated = translate(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
            let regex = regex::Regex::new(&translated.expression).unwrap();
            assert_eq!(regex.is_match(text), expected, "{expression} as {}", translated.expression);
        }
    }

    #[test]
    fn what_go_refuses_is_refused_in_its_words() {
        for (expression, message) in [
            ("[", "missing closing ]: `[`"),
            ("(a", "missing closing ): `(a`"),
            ("a)", "unexpected ): `a)`"),
            ("*", "missing argument to repetition operator: `*`"),
            ("a**", "invalid nested repetition operator: `**`"),
            ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
            ("(?x)a", "invalid or unsupported Perl syntax: `(?x`"),
            (r"\y", r"invalid escape sequence: `\y`"),
            (r"\1", r"invalid escape sequence: `\1`"),
            (r"\C", r"invalid escape sequence: `\C`"),
            ("\\", "trailing backslash at end of expression: ``"),
            ("a{1001}", "invalid repeat count: `{1001}`"),
            ("(a{100}){100}", "invalid repeat count: `{100}`"),
            ("[z-a]", "invalid character class range: `z-a`"),
            (r"\p{Nope}", r"invalid character class range: `\p{Nope}`"),
        ] {
            assert_eq!(translate(expression).err().as_deref(), Some(message), "{expression}");
        }
    }
}
