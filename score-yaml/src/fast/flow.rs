//! Flow collections whose scalars are each on one line.

use std::borrow::Cow;

use super::tree::{Make, Tree};
use super::{DEEPEST, Reader};
use crate::node::ScalarStyle;

impl<T: Tree> Reader<'_, T> {
    /// `[…]` or `{…}`. Its further lines stand deeper than `column`.
    pub(super) fn flow(&mut self, column: usize) -> Option<T> {
        self.depth += 1;
        self.nodes += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let collection =
            if self.peek(0) == Some(b'[') { self.flow_list(column)? } else { self.flow_mapping(column)? };
        self.depth -= 1;
        Some(collection)
    }

    fn flow_list(&mut self, column: usize) -> Option<T> {
        let (start, first) = (self.at, self.items.len());
        self.at += 1;
        self.skip_to_next(column)?;
        while self.peek(0)? != b']' {
            let item = self.flow_value(column)?;
            self.items.push(item);
            self.separator(b']', column)?;
        }
        self.at += 1;
        Some(T::sequence(self.span(start, self.at), &mut self.items, first))
    }

    fn flow_mapping(&mut self, column: usize) -> Option<T> {
        let (start, first) = (self.at, self.entries.len());
        self.at += 1;
        self.skip_to_next(column)?;
        while self.peek(0)? != b'}' {
            let (key, is_quoted) = match self.peek(0)? {
                b'"' => (self.double_quoted(T::key)?, true),
                b'\'' => (self.single_quoted(T::key)?, true),
                _ => (self.flow_plain(T::key)?, false),
            };
            // Behind a quoted key the value may follow its colon at once, as in JSON.
            if self.peek(0) != Some(b':') || !(is_quoted || self.peek(1) == Some(b' ')) {
                return None;
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.flow_value(column)?;
            self.entries.push(T::entry(key, value));
            self.separator(b'}', column)?;
        }
        self.at += 1;
        T::mapping(self.span(start, self.at), &mut self.entries, first)
    }

    fn flow_value(&mut self, column: usize) -> Option<T> {
        match self.peek(0)? {
            b'"' => self.double_quoted(T::scalar),
            b'\'' => self.single_quoted(T::scalar),
            b'[' | b'{' => self.flow(column),
            _ => self.flow_plain(T::scalar),
        }
    }

    /// Blanks and line ends.
    fn skip_to_next(&mut self, column: usize) -> Option<()> {
        loop {
            self.skip_blanks();
            if self.peek(0)? != b'\n' {
                let deep_enough = !self.wraps() || self.at - self.line > column;
                return deep_enough.then_some(());
            }
            self.at += 1;
            self.line = self.at;
        }
    }

    /// Whether nothing but blanks stands before this place on its line.
    fn wraps(&self) -> bool {
        self.bytes[self.line..self.at].iter().all(|byte| *byte == b' ')
    }

    /// A comma with something behind it, or the end, which stays.
    fn separator(&mut self, end: u8, column: usize) -> Option<()> {
        self.skip_to_next(column)?;
        match self.peek(0)? {
            b',' => {
                self.at += 1;
                self.skip_to_next(column)?;
                (self.peek(0)? != end).then_some(())
            }
            other => (other == end).then_some(()),
        }
    }

    fn flow_plain<M>(&mut self, make: Make<M>) -> Option<M> {
        if !self.starts_plain() {
            return None;
        }
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        let mut end = 0;
        loop {
            match rest.get(end)? {
                b',' | b']' | b'}' => break,
                b':' if matches!(rest.get(end + 1), Some(b' ')) => break,
                b'\n' | b'\t' | b'[' | b'{' | b'#' | b'"' | b'\'' | b':' => return None,
                _ => end += 1,
            }
        }
        let text = self.text.get(start..start + end)?.trim_end_matches(' ');
        let behind = start + text.len();
        if self.bytes.get(start + end) == Some(&b':') && behind < start + end {
            return None;
        }
        self.at = start + end;
        self.nodes += 1;
        Some(make(self.span(start, behind), Cow::Borrowed(text), ScalarStyle::Plain))
    }
}
