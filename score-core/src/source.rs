//! Every text a person typed, so that a diagnostic can underline it: score files, overrides, provisioner files and
//! the text of a flag.

use std::sync::OnceLock;

use score_yaml::{SourceId, Span};

/// One text and the name it is shown under.
#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: String,
    /// Byte offset of the start of each line, the first being 0; made for those that something is said about.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect()
        })
    }
}

/// The texts of a run, in the order they were added.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    entries: Vec<Source>,
}

/// A place as people count it: both numbers start at 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Sources {
        Sources::default()
    }

    /// Adds a text and returns its id. `name` is what diagnostics show: a path as the user gave it, or the flag.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.entries.push(Source { name: name.into(), text: text.into(), lines: OnceLock::new() });
        SourceId(self.entries.len() as u32 - 1)
    }

    /// The name of a text; empty for [`SourceId::NONE`].
    pub fn name(&self, id: SourceId) -> &str {
        self.entries.get(id.0 as usize).map_or("", |source| &source.name)
    }

    /// The text; empty for [`SourceId::NONE`].
    pub fn text(&self, id: SourceId) -> &str {
        self.entries.get(id.0 as usize).map_or("", |source| &source.text)
    }

    /// The part of the text that a span covers; empty when the span is outside it.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte offset. Offsets behind the end count as the end.
    pub fn line_column(&self, id: SourceId, offset: usize) -> LineColumn {
        let Some(source) = self.entries.get(id.0 as usize) else {
            return LineColumn { line: 1, column: 1 };
        };
        let offset = offset.min(source.text.len());
        let lines = source.lines();
        let line = lines.partition_point(|start| *start as usize <= offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0) as usize;
        let column = source.text.get(start..offset).map_or(0, |before| before.chars().count());
        LineColumn { line, column: column + 1 }
    }

    /// Every id with its name, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &str)> {
        self.entries.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source.name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let mut sources = Sources::new();
        let id = sources.add("a", "ü: 1\nb: 2\n");
        assert_eq!(sources.line_column(id, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(sources.line_column(id, 4), LineColumn { line: 1, column: 4 });
        assert_eq!(sources.line_column(id, 6), LineColumn { line: 2, column: 1 });
        assert_eq!(sources.line_column(id, 99), LineColumn { line: 3, column: 1 });
    }
}
