//! Printing in the style of yaml.v3: two blanks of indentation, lists indented under their key, no line wrapping, quotes
//! only where a reader of YAML 1.1 or 1.2 would take the text for something else.

mod text;

use std::fmt::Write;

use indexmap::map::Slice;

use crate::order::natural_order;
use crate::value::{Mapping, Value};

/// How a value is printed.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Style {
    /// The order of keys. As given when not said otherwise.
    pub key_order: KeyOrder,
    /// How many blanks deeper the content of a mapping stands, 2 to 9. 2 when not said otherwise.
    pub indent: usize,
}

impl Style {
    /// Keys in the order given.
    pub const AS_GIVEN: Style = Style { key_order: KeyOrder::AsGiven, indent: 2 };
    /// Keys sorted as yaml.v3 sorts those of a map.
    pub const SORTED: Style = Style { key_order: KeyOrder::Natural, indent: 2 };

    /// The same with another indentation, 2 to 9 blanks.
    #[must_use]
    pub const fn with_indent(self, indent: usize) -> Style {
        Style { indent, ..self }
    }
}

impl Default for Style {
    fn default() -> Style {
        Style::AS_GIVEN
    }
}

/// The order of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrder {
    /// As they are in the mapping.
    AsGiven,
    /// By [`natural_order`].
    Natural,
}

/// One document, without `---`, with a line end.
pub fn write(value: &Value, style: &Style) -> String {
    let mut out = String::new();
    write_into(value, style, &mut out);
    out
}

/// Several documents, each behind a line `---`.
pub fn write_documents<'a>(values: impl IntoIterator<Item = &'a Value>, style: &Style) -> String {
    let mut out = String::new();
    for value in values {
        out.push_str("---\n");
        write_into(value, style, &mut out);
    }
    out
}

/// One document behind what is there already.
pub fn write_into(value: &Value, style: &Style, out: &mut String) {
    let mut writer = Writer { style, out };
    if is_block(value) {
        writer.block(value, 0, Line::Fresh);
    } else {
        writer.leaf(value, style.indent);
        writer.out.push('\n');
    }
}

/// Entries of a mapping that stands at this column of a document: a piece of its text, in no more room than it needs.
pub fn write_entries(entries: &Mapping, column: usize, style: &Style) -> String {
    let mut out = String::with_capacity(ROOM_FOR_ENTRIES);
    let mut writer = Writer { style, out: &mut out };
    match style.key_order {
        KeyOrder::AsGiven => writer.entries(entries.as_slice(), column, Line::Fresh),
        KeyOrder::Natural => writer.entries(sorted(entries), column, Line::Fresh),
    }
    // Thousands of pieces are kept until a document is whole.
    out.as_str().to_owned()
}

/// Most pieces fit into this. In bytes.
const ROOM_FOR_ENTRIES: usize = 16 * 1024;
/// How many entries stand in one part.
const ENTRIES_OF_A_PART: usize = 16;

/// A piece of a document, see [`parts`].
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    style: Style,
    piece: Piece<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    Document(&'a Value),
    /// A key of the document, its entries being in the pieces that follow.
    Opening(&'a str),
    /// Entries of a mapping that stands at this column.
    Entries(&'a Slice<String, Value>, usize),
}

/// Cuts a document into parts, so that several threads can print it: the texts of the parts in this order, one behind
/// the other, are what [`write()`] prints. A document that is small or wants its keys sorted stays in one part.
pub fn parts<'a>(value: &'a Value, style: &Style) -> Vec<Part<'a>> {
    let style = *style;
    let part = |piece| Part { style, piece };
    let Value::Mapping(root) = value else { return vec![part(Piece::Document(value))] };
    if style.key_order != KeyOrder::AsGiven || root.is_empty() {
        return vec![part(Piece::Document(value))];
    }
    let mut parts = Vec::new();
    for (at, (key, value)) in root.iter().enumerate() {
        match value {
            Value::Mapping(inner) if inner.len() > ENTRIES_OF_A_PART => {
                parts.push(part(Piece::Opening(key)));
                let starts = (0..inner.len()).step_by(ENTRIES_OF_A_PART);
                let entries = starts
                    .filter_map(|start| inner.get_range(start..inner.len().min(start + ENTRIES_OF_A_PART)));
                parts.extend(entries.map(|entries| part(Piece::Entries(entries, style.indent))));
            }
            _ => parts.extend(root.get_range(at..=at).map(|entry| part(Piece::Entries(entry, 0)))),
        }
    }
    parts
}

impl Part<'_> {
    /// The text of this part behind what is there already.
    pub fn write_into(&self, out: &mut String) {
        let mut writer = Writer { style: &self.style, out };
        match self.piece {
            Piece::Document(value) => write_into(value, &self.style, out),
            Piece::Opening(key) => {
                writer.key(key, 0);
                writer.out.push('\n');
            }
            Piece::Entries(entries, column) => writer.entries(entries, column, Line::Fresh),
        }
    }
}

/// Keys longer than this are no simple keys for yaml.v3. In bytes.
const LONGEST_SIMPLE_KEY: usize = 128;

struct Writer<'a> {
    style: &'a Style,
    out: &'a mut String,
}

/// Whether the line already has its indentation.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Fresh,
    Begun,
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Mapping(map) => !map.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        _ => false,
    }
}

impl Writer<'_> {
    /// A mapping or list that has entries, at a column.
    fn block(&mut self, value: &Value, column: usize, mut line: Line) {
        let key_order = self.style.key_order;
        match value {
            Value::Mapping(map) if key_order == KeyOrder::AsGiven => {
                self.entries(map.as_slice(), column, line);
            }
            Value::Mapping(map) => self.entries(sorted(map), column, line),
            Value::Sequence(items) => {
                for item in items {
                    self.indent(column, &mut line);
                    self.out.push('-');
                    if is_block(item) {
                        self.out.push(' ');
                        self.block(item, column + 2, Line::Begun);
                    } else {
                        self.child(item, column);
                    }
                }
            }
            _ => {}
        }
    }

    fn entries<'v>(
        &mut self,
        entries: impl IntoIterator<Item = (&'v String, &'v Value)>,
        column: usize,
        mut line: Line,
    ) {
        for (key, value) in entries {
            self.indent(column, &mut line);
            self.key(key, column);
            self.child(value, column);
        }
    }

    fn indent(&mut self, column: usize, line: &mut Line) {
        if *line == Line::Fresh {
            pad(self.out, column);
        }
        *line = Line::Fresh;
    }

    fn key(&mut self, key: &str, column: usize) {
        if key.len() > LONGEST_SIMPLE_KEY {
            self.out.push_str("? ");
            text::write_key(key, self.out);
            self.out.push('\n');
            pad(self.out, column);
        } else {
            text::write_key(key, self.out);
        }
        self.out.push(':');
    }

    /// What follows `:` or `-`. Content stands at the next column that the indentation divides.
    fn child(&mut self, value: &Value, column: usize) {
        let column = self.style.indent * (column / self.style.indent + 1);
        if is_block(value) {
            self.out.push('\n');
            self.block(value, column, Line::Fresh);
        } else {
            self.out.push(' ');
            self.leaf(value, column);
            self.out.push('\n');
        }
    }

    fn leaf(&mut self, value: &Value, column: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Number(number) => {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "{number}");
            }
            Value::Timestamp(text) => self.out.push_str(text),
            Value::String(text) => text::write_text(text, column, self.out),
            Value::Sequence(_) => self.out.push_str("[]"),
            Value::Mapping(_) => self.out.push_str("{}"),
        }
    }
}

fn sorted(map: &Mapping) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    if !entries.is_sorted_by(|(one, _), (two, _)| natural_order(one, two).is_le()) {
        entries.sort_by(|(one, _), (two, _)| natural_order(one, two));
    }
    entries
}

const BLANKS: &str = "                                                                ";

fn pad(out: &mut String, column: usize) {
    match BLANKS.get(..column) {
        Some(blanks) => out.push_str(blanks),
        None => out.extend(std::iter::repeat_n(' ', column)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(value: Value) -> String {
        write(&value, &Style::default())
    }

    #[test]
    fn texts_are_quoted_only_where_they_must_be() {
        for (text, expected) in [
            ("plain", "plain"),
            ("two words", "two words"),
            ("", "\"\""),
            ("yes", "\"yes\""),
            ("N", "\"N\""),
            ("null", "\"null\""),
            ("~", "\"~\""),
            ("12", "\"12\""),
            ("0x1F", "\"0x1F\""),
            ("1_000", "\"1_000\""),
            ("1e3", "\"1e3\""),
            ("-57457e5798", "-57457e5798"),
            ("-6288265072", "\"-6288265072\""),
            ("1:30", "\"1:30\""),
            ("22:22:22", "\"22:22:22\""),
            ("8080:80", "8080:80"),
            ("2001-01-01", "\"2001-01-01\""),
            ("1.2.3", "1.2.3"),
            ("=", "="),
            ("<<", "<<"),
            ("a: b", "'a: b'"),
            ("a:b", "a:b"),
            ("a #b", "'a #b'"),
            ("#a", "'#a'"),
            ("- a", "'- a'"),
            ("-a", "-a"),
            ("it's", "it's"),
            ("'a'", "'''a'''"),
            (" a", "' a'"),
            ("a ", "'a '"),
            ("a\tb", "\"a\\tb\""),
            ("\u{1F510}", "\"\\U0001F510\""),
            ("ünï", "ünï"),
            ("{a}", "'{a}'"),
            ("${a}", "${a}"),
            ("a\u{7f}", "\"a\\x7F\""),
            ("---", "'---'"),
        ] {
            assert_eq!(printed(Value::from(text)), format!("{expected}\n"), "{text:?}");
        }
    }

    #[test]
    fn several_lines_are_literal_blocks() {
        let map = |text: &str| Value::Mapping([("k".to_owned(), Value::from(text))].into_iter().collect());
        for (text, expected) in [
            ("a\nb\n", "k: |\n  a\n  b\n"),
            ("a\nb", "k: |-\n  a\n  b\n"),
            ("a\n\n", "k: |+\n  a\n\n"),
            ("  a\nb\n", "k: |2\n    a\n  b\n"),
            ("a \nb\n", "k: \"a \\nb\\n\"\n"),
            ("a\n\nb\n", "k: |\n  a\n\n  b\n"),
        ] {
            assert_eq!(printed(map(text)), expected, "{text:?}");
        }
    }

    #[test]
    fn the_parts_are_the_document() {
        let text = |at: usize| Value::from(format!("line {at}\nline"));
        let map = |count: usize| Value::Mapping((0..count).map(|at| (format!("k{at}"), text(at))).collect());
        let root: Mapping = [0, 1, ENTRIES_OF_A_PART, 2 * ENTRIES_OF_A_PART + 1]
            .into_iter()
            .map(|count| (format!("{} {count}", "x".repeat(count)), map(count)))
            .chain([("list".to_owned(), Value::Sequence(vec![map(1), Value::Null]))])
            .collect();
        for (value, count) in [(Value::Mapping(root), 8), (map(0), 1), (Value::from(1), 1), (map(2), 2)] {
            for style in [Style::AS_GIVEN, Style::AS_GIVEN.with_indent(4), Style::SORTED] {
                let parts = parts(&value, &style);
                let wanted = if style.key_order == KeyOrder::AsGiven { count } else { 1 };
                assert_eq!(parts.len(), wanted);
                let mut whole = String::new();
                parts.iter().for_each(|part| part.write_into(&mut whole));
                assert_eq!(whole, write(&value, &style));
            }
        }
    }

    #[test]
    fn lists_are_indented_under_their_key() {
        let inner =
            Value::Sequence(vec![Value::from("a"), Value::Sequence(vec![1.into(), 2.into()]), Value::Null]);
        let mut map = Mapping::default();
        map.insert("b".into(), inner);
        map.insert("a".into(), Value::Mapping(Mapping::default()));
        let list = Value::Sequence(vec![Value::Mapping(map)]);
        let wide = "- b:\n    - a\n    - - 1\n      - 2\n    - null\n  a: {}\n";
        assert_eq!(write(&list, &Style::AS_GIVEN.with_indent(4)), wide);
        let outer = Value::Mapping([("c".to_owned(), list.clone())].into_iter().collect());
        let wide = "c:\n    - b:\n        - a\n        - - 1\n          - 2\n        - null\n      a: {}\n";
        assert_eq!(write(&outer, &Style::AS_GIVEN.with_indent(4)), wide);
        assert_eq!(printed(list.clone()), "- b:\n    - a\n    - - 1\n      - 2\n    - null\n  a: {}\n");
        assert!(write(&list, &Style::SORTED).starts_with("- a: {}\n  b:\n"));
        assert!(write_documents([&list, &list], &Style::SORTED).starts_with("---\n- a: {}\n"));
    }
}
