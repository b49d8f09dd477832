//! Flow collections whose scalars are each on one line.

use super::{DEEPEST, Reader, keys_are_unique};
use crate::node::{Entry, Node, NodeData, Scalar, ScalarStyle};
use crate::scalar::resolve;

impl Reader<'_> {
    /// `[…]` or `{…}`. Its further lines stand deeper than `column`.
    pub(super) fn flow(&mut self, column: usize) -> Option<Node> {
        self.depth += 1;
        self.nodes += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let data =
            if self.peek(0) == Some(b'[') { self.flow_list(column)? } else { self.flow_mapping(column)? };
        self.depth -= 1;
        Some(Node { span: self.span(start, self.at), data })
    }

    fn flow_list(&mut self, column: usize) -> Option<NodeData> {
        let first = self.items.len();
        self.at += 1;
        self.skip_to_next(column)?;
        while self.peek(0)? != b']' {
            let item = self.flow_value(column)?;
            self.items.push(item);
            self.separator(b']', column)?;
        }
        self.at += 1;
        Some(NodeData::Sequence(self.items.split_off(first)))
    }

    fn flow_mapping(&mut self, column: usize) -> Option<NodeData> {
        let first = self.entries.len();
        self.at += 1;
        self.skip_to_next(column)?;
        while self.peek(0)? != b'}' {
            let (key, is_quoted) = match self.peek(0)? {
                b'"' => (self.double_quoted()?, true),
                b'\'' => (self.single_quoted()?, true),
                _ => (self.flow_plain()?, false),
            };
            // Behind a quoted key the value may follow its colon at once, as in JSON.
            if self.peek(0) != Some(b':') || !(is_quoted || self.peek(1) == Some(b' ')) {
                return None;
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.flow_value(column)?;
            self.entries.push(Entry { key, value });
            self.separator(b'}', column)?;
        }
        self.at += 1;
        let entries = self.entries.split_off(first);
        keys_are_unique(&entries).then_some(NodeData::Mapping(entries))
    }

    fn flow_value(&mut self, column: usize) -> Option<Node> {
        match self.peek(0)? {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            b'[' | b'{' => self.flow(column),
            _ => self.flow_plain(),
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

    fn flow_plain(&mut self) -> Option<Node> {
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
        let (text, value) = (text.to_owned(), resolve(text));
        let scalar = Scalar { text, style: ScalarStyle::Plain, value };
        Some(Node { span: self.span(start, behind), data: NodeData::Scalar(scalar) })
    }
}
