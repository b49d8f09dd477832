//! The quick way through the texts that people write every day: block mappings and lists, plain and quoted scalars on
//! one line, `|` blocks, flow collections, comments. Whatever else there is, mistakes above all, makes it
//! give up, and the full parser reads the text from the start; a property test holds the two equal.

mod flow;
mod scalar;
mod tree;

use crate::reader::Limits;
use crate::span::{SourceId, Span};
use tree::Tree;

/// Collections inside each other; deeper ones are left to the full parser.
const DEEPEST: usize = 64;

/// The one document of a text, when it is made of nothing but the common forms.
pub(crate) fn read<T: Tree>(source: SourceId, text: &str, limits: &Limits) -> Option<T> {
    let bytes = text.as_bytes();
    // Other line ends, and the mark at the start of a file, are the full parser's.
    let has_others = || text.contains(['\u{feff}', '\u{85}', '\u{2028}', '\u{2029}']);
    if memchr::memchr(b'\r', bytes).is_some() || !bytes.is_ascii() && has_others() {
        return None;
    }
    let mut reader = Reader {
        source,
        text,
        bytes,
        at: 0,
        line: 0,
        depth: 0,
        nodes: 0,
        key_ends: None,
        items: vec![],
        entries: vec![],
    };
    if text.starts_with("---\n") {
        reader.at = 4;
    }
    let column = reader.next_content()??;
    let root = reader.block(column)?;
    let complete = reader.next_content()?.is_none();
    (complete && reader.nodes <= limits.nodes && reader.depth == 0).then_some(root)
}

/// Every function gives `None` to give up. Between them `at` is behind what was read.
struct Reader<'a, T: Tree> {
    source: SourceId,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the line of `at` begins.
    line: usize,
    depth: usize,
    nodes: usize,
    /// The key that was looked at last: where it begins and ends.
    key_ends: Option<(usize, usize)>,
    /// Items of the lists that are being read, so that each is stored once and in its final size.
    items: Vec<T>,
    /// Entries of the mappings that are being read.
    entries: Vec<T::Entry>,
}

impl<T: Tree> Reader<'_, T> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Whether a blank, a line end or the end of the text is there.
    fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), None | Some(b' ' | b'\n'))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    fn skip_blanks(&mut self) {
        const BLANKS: &[u8; 8] = b"        ";
        while self.bytes.get(self.at..self.at + BLANKS.len()).is_some_and(|next| next == BLANKS) {
            self.at += BLANKS.len();
        }
        while self.peek(0) == Some(b' ') {
            self.at += 1;
        }
    }

    /// Goes to the next thing that is no blank and no comment, and gives its column; the inner `None` is the end of the
    /// text. A mapping or list that goes on at the same place finds itself there again.
    fn next_content(&mut self) -> Option<Option<usize>> {
        loop {
            self.skip_blanks();
            match self.peek(0) {
                None => return Some(None),
                Some(b'\n') => {
                    self.at += 1;
                    self.line = self.at;
                }
                Some(b'#') => {
                    // `a#` is no comment, but then the `#` was read as part of a scalar.
                    if self.at > self.line && self.bytes.get(self.at - 1) != Some(&b' ') {
                        return None;
                    }
                    self.skip_line();
                }
                Some(b'\t') => return None,
                Some(_) => return Some(Some(self.at - self.line)),
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Blanks and a comment up to the end of the line.
    fn end_of_line(&mut self) -> Option<()> {
        let start = self.at;
        self.skip_blanks();
        match self.peek(0) {
            Some(b'#') if self.at > start => self.skip_line(),
            None | Some(b'\n') => {}
            Some(_) => return None,
        }
        Some(())
    }

    /// A block mapping or list that begins here.
    fn block(&mut self, column: usize) -> Option<T> {
        self.depth += 1;
        self.nodes += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let node = match self.peek(0) {
            Some(b'-') if self.is_blank(1) => self.list(column, self.at)?,
            _ => self.mapping(column)?,
        };
        self.depth -= 1;
        Some(node)
    }

    fn list(&mut self, column: usize, start: usize) -> Option<T> {
        let first = self.items.len();
        loop {
            let dash = self.at;
            self.at += 1;
            let item = if matches!(self.peek(0), None | Some(b'\n')) {
                self.item_below(column, dash + 1)?
            } else {
                self.skip_blanks();
                self.inline_item(column)?
            };
            self.items.push(item);
            match self.next_content()? {
                Some(next) if next == column && self.peek(0) == Some(b'-') && self.is_blank(1) => {}
                Some(next) if next > column => return None,
                _ => break,
            }
        }
        let end = self.items.last()?.end().max(start as u32);
        Some(T::sequence(Span { end, ..self.span(start, start) }, &mut self.items, first))
    }

    /// What stands behind the dash of a list on the same line.
    fn inline_item(&mut self, dash: usize) -> Option<T> {
        match self.peek(0)? {
            b'-' if self.is_blank(1) => self.block(self.at - self.line),
            b'"' | b'\'' | b'[' | b'{' | b'|' => {
                // A quoted key of a mapping is rare enough.
                let item = self.value_here(dash)?;
                (self.peek(0) != Some(b':')).then_some(item)
            }
            _ if self.is_key() => self.block(self.at - self.line),
            _ => self.value_here(dash),
        }
    }

    fn mapping(&mut self, column: usize) -> Option<T> {
        let start = self.at;
        let first = self.entries.len();
        loop {
            let key = self.key()?;
            let behind_colon = self.at;
            self.nodes += 1;
            self.skip_blanks();
            let value = match self.peek(0) {
                None | Some(b'\n' | b'#') => self.value_below(column, behind_colon - 1)?,
                Some(_) => self.value_here(column)?,
            };
            self.entries.push(T::entry(key, value));
            match self.next_content()? {
                Some(next) if next == column => {}
                Some(next) if next > column => return None,
                _ => break,
            }
        }
        let end = T::end_of(self.entries.last()?);
        T::mapping(Span { end, ..self.span(start, start) }, &mut self.entries, first)
    }

    /// The value of a key at `column` with nothing behind its colon; without one it is nothing, at `nothing_at`.
    fn value_below(&mut self, column: usize, nothing_at: usize) -> Option<T> {
        match self.content_below()? {
            Some(below) if below > column => self.deeper(column, below),
            // A list may stand at the column of its key.
            Some(below) if below == column && self.peek(0) == Some(b'-') && self.is_blank(1) => {
                self.level_list(below)
            }
            _ => Some(self.nothing(nothing_at)),
        }
    }

    /// The item of a list with nothing behind its dash, which stands at `column`.
    fn item_below(&mut self, column: usize, nothing_at: usize) -> Option<T> {
        match self.content_below()? {
            Some(below) if below > column => self.deeper(column, below),
            _ => Some(self.nothing(nothing_at)),
        }
    }

    fn content_below(&mut self) -> Option<Option<usize>> {
        if self.peek(0) == Some(b'#') && self.bytes.get(self.at.wrapping_sub(1)) != Some(&b' ') {
            return None;
        }
        self.next_content()
    }

    fn deeper(&mut self, column: usize, below: usize) -> Option<T> {
        match self.peek(0)? {
            b'[' | b'{' => self.value_here(column),
            // Of a quoted scalar only a key is common here; anything else makes the mapping give up.
            b'"' | b'\'' => self.block(below),
            b'-' if self.is_blank(1) => self.block(below),
            _ if self.is_key() => self.block(below),
            _ => None,
        }
    }

    /// The place of a list at the column of its key begins with its first item.
    fn level_list(&mut self, column: usize) -> Option<T> {
        self.depth += 1;
        self.nodes += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let behind_dash = self.bytes.get(self.at + 1..)?;
        let first = self.at + 1 + behind_dash.iter().take_while(|byte| **byte == b' ').count();
        if matches!(self.bytes.get(first), None | Some(b'\n' | b'#')) {
            return None;
        }
        let list = self.list(column, first)?;
        self.depth -= 1;
        Some(list)
    }

    fn nothing(&mut self, at: usize) -> T {
        self.nodes += 1;
        T::nothing(self.span(at, at))
    }

    /// A value that begins here and ends on this line, or a `|` block. `column` is that of its key.
    fn value_here(&mut self, column: usize) -> Option<T> {
        let node = match self.peek(0)? {
            b'|' => return self.literal(column),
            b'"' => self.double_quoted(T::scalar)?,
            b'\'' => self.single_quoted(T::scalar)?,
            b'[' | b'{' => self.flow(column)?,
            _ => return self.plain(),
        };
        if self.peek(0) != Some(b':') {
            self.end_of_line()?;
        }
        Some(node)
    }
}

#[cfg(test)]
mod tests;
