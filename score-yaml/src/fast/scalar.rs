//! Keys and scalars of the common forms.

use std::borrow::Cow;

use super::Reader;
use super::tree::{Make, Tree};
use crate::node::ScalarStyle;

/// Longer keys are left to the full parser. In bytes.
const LONGEST_KEY: usize = 128;

/// The bytes that may end a plain scalar.
static STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b'\n' as usize] = true;
    stops[b'\t' as usize] = true;
    stops[b':' as usize] = true;
    stops[b'#' as usize] = true;
    stops
};

/// Where the first of them is.
fn stop(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| STOPS[*byte as usize])
}

impl<T: Tree> Reader<'_, T> {
    /// Whether a plain key and its colon stand here.
    pub(super) fn is_key(&mut self) -> bool {
        self.starts_plain() && self.key_end().is_some()
    }

    /// Whether a plain scalar can begin here. `?` could as well, but rarely does.
    pub(super) fn starts_plain(&self) -> bool {
        match self.peek(0) {
            None | Some(b'?' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|') => false,
            Some(b'>' | b'\'' | b'"' | b'%' | b'@' | b'`' | b'\t' | b'\n' | b' ' | b'<') => false,
            Some(b'-') => !self.is_blank(1) && self.peek(1) != Some(b'\t') && !self.is_marker(),
            Some(b'.') => !self.is_marker(),
            // As in `:8080`.
            Some(b':') => self.peek(1).is_some_and(|next| next.is_ascii_alphanumeric()),
            Some(_) => true,
        }
    }

    /// `---` and `...` at the start of a line end a document.
    fn is_marker(&self) -> bool {
        self.at == self.line && matches!(self.bytes.get(self.at..self.at + 3), Some(b"---" | b"..."))
    }

    /// Where the plain key that begins here ends: the place of its colon.
    fn key_end(&mut self) -> Option<usize> {
        if let Some((_, end)) = self.key_ends.filter(|(start, _)| *start == self.at) {
            return Some(end);
        }
        let end = self.find_key_end()?;
        self.key_ends = Some((self.at, end));
        Some(end)
    }

    fn find_key_end(&self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        let rest = rest.get(..LONGEST_KEY + 1).unwrap_or(rest);
        let mut at = 0;
        loop {
            at += stop(rest.get(at..)?)?;
            match rest[at] {
                b':' if at == LONGEST_KEY => return None,
                b':' if matches!(rest.get(at + 1), None | Some(b' ' | b'\n')) => {
                    let blank_before = at == 0 || rest[at - 1] == b' ';
                    return (!blank_before).then_some(self.at + at);
                }
                b'#' if at > 0 && rest[at - 1] == b' ' => return None,
                b':' | b'#' => at += 1,
                _ => return None,
            }
        }
    }

    /// A key and its colon.
    pub(super) fn key(&mut self) -> Option<T::Key> {
        let key = match self.peek(0)? {
            b'"' => self.double_quoted(T::key)?,
            b'\'' => self.single_quoted(T::key)?,
            _ => {
                if !self.starts_plain() {
                    return None;
                }
                let (start, end) = (self.at, self.key_end()?);
                self.at = end;
                T::key(self.span(start, end), Cow::Borrowed(self.text.get(start..end)?), ScalarStyle::Plain)
            }
        };
        if self.peek(0) != Some(b':') || !self.is_blank(1) {
            return None;
        }
        self.at += 1;
        Some(key)
    }

    /// A plain scalar up to the end of the line or a comment. That it does not go on below is seen by the caller, for
    /// what goes on stands deeper.
    pub(super) fn plain(&mut self) -> Option<T> {
        if !self.starts_plain() {
            return None;
        }
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        let mut end = 0;
        loop {
            let Some(length) = stop(rest.get(end..)?) else {
                end = rest.len();
                break;
            };
            end += length;
            match rest[end] {
                b':' if matches!(rest.get(end + 1), None | Some(b' ' | b'\n')) => return None,
                b'#' if end > 0 && rest[end - 1] == b' ' => break,
                b':' | b'#' => end += 1,
                b'\t' => return None,
                _ => break,
            }
        }
        let text = self.text.get(start..start + end)?.trim_end_matches(' ');
        self.at = start + end;
        if self.peek(0) == Some(b'#') {
            self.skip_line();
        }
        self.nodes += 1;
        let span = self.span(start, start + text.len());
        Some(T::scalar(span, Cow::Borrowed(text), ScalarStyle::Plain))
    }

    /// `'…'` on one line.
    pub(super) fn single_quoted<M>(&mut self, make: Make<M>) -> Option<M> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..)?;
        let mut at = 0;
        let mut doubled = false;
        loop {
            match rest.get(at)? {
                b'\n' => return None,
                b'\'' if rest.get(at + 1) == Some(&b'\'') => {
                    doubled = true;
                    at += 2;
                }
                b'\'' => break,
                _ => at += 1,
            }
        }
        let inside = self.text.get(start + 1..start + 1 + at)?;
        let text = if doubled { Cow::Owned(inside.replace("''", "'")) } else { Cow::Borrowed(inside) };
        self.at = start + at + 2;
        self.nodes += 1;
        Some(make(self.span(start, self.at), text, ScalarStyle::SingleQuoted))
    }

    /// `"…"` on one line with the escapes of everyday.
    pub(super) fn double_quoted<M>(&mut self, make: Make<M>) -> Option<M> {
        let start = self.at;
        let rest = self.bytes.get(start + 1..)?;
        let mut text = String::new();
        let mut from = 0;
        let at = loop {
            let at = from + memchr::memchr3(b'"', b'\\', b'\n', rest.get(from..)?)?;
            match rest.get(at)? {
                b'"' => break at,
                b'\\' => {
                    text.push_str(self.text.get(start + 1 + from..start + 1 + at)?);
                    let (character, digits) = match rest.get(at + 1)? {
                        b'n' => ('\n', 0),
                        b't' => ('\t', 0),
                        b'"' => ('"', 0),
                        b'\\' => ('\\', 0),
                        b'x' => (self.escaped(start + 1 + at + 2, 2)?, 2),
                        b'u' => (self.escaped(start + 1 + at + 2, 4)?, 4),
                        b'U' => (self.escaped(start + 1 + at + 2, 8)?, 8),
                        _ => return None,
                    };
                    text.push(character);
                    from = at + 2 + digits;
                }
                _ => return None,
            }
        };
        let last = self.text.get(start + 1 + from..start + 1 + at)?;
        let text = if from == 0 { Cow::Borrowed(last) } else { Cow::Owned(text + last) };
        self.at = start + at + 2;
        self.nodes += 1;
        Some(make(self.span(start, self.at), text, ScalarStyle::DoubleQuoted))
    }

    /// The character with the code that stands here in hexadecimal digits.
    fn escaped(&self, at: usize, digits: usize) -> Option<char> {
        let digits = self.text.get(at..at + digits)?;
        let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32))?
    }

    /// `|` or `|-` and the lines below, which stand deeper than `column`.
    pub(super) fn literal(&mut self, column: usize) -> Option<T> {
        let strip = self.peek(1) == Some(b'-');
        self.at += 1 + usize::from(strip);
        if self.peek(0) != Some(b'\n') {
            return None;
        }
        self.at += 1;
        self.line = self.at;
        let (mut indentation, mut start) = (None, self.at);
        let mut text = String::new();
        let mut line_ends = 0;
        while self.at < self.bytes.len() {
            let rest = self.bytes.get(self.at..)?;
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
            let is_empty = blanks == length;
            match indentation {
                None if is_empty && blanks > 0 => return None,
                None if is_empty => {}
                None => {
                    if blanks <= column || rest.get(blanks) == Some(&b'\t') {
                        return None;
                    }
                    indentation = Some(blanks);
                    start = self.at + blanks;
                }
                Some(least) if blanks < least && !is_empty => {
                    // As the full parser has it, the place goes up to what ends the block.
                    self.at += blanks;
                    break;
                }
                Some(_) => {}
            }
            let begin = indentation.map_or(length, |least| least.min(length));
            let content = self.text.get(self.at + begin..self.at + length)?;
            if !content.is_empty() {
                text.extend(std::iter::repeat_n('\n', line_ends));
                line_ends = 0;
                text.push_str(content);
            }
            if length == rest.len() && length > 0 {
                // Without a line end behind the last line.
                self.at += length;
                break;
            }
            line_ends += 1;
            self.at += length + 1;
            self.line = self.at;
        }
        indentation?;
        if !strip && line_ends > 0 {
            text.push('\n');
        }
        self.nodes += 1;
        Some(T::scalar(self.span(start, self.at), Cow::Owned(text), ScalarStyle::Literal))
    }
}
