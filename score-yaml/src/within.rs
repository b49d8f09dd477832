//! Places inside a scalar: from an offset in its text, escapes undone and lines folded, to the bytes of the source.

use std::ops::Range;

use crate::node::{Node, NodeData, ScalarStyle};
use crate::span::Span;

/// Where the text of one scalar lies in its source. Made once for a scalar, asked many times.
#[derive(Debug, Clone)]
pub struct Within {
    whole: Span,
    /// In order. Empty when the text cannot be followed.
    runs: Vec<Run>,
}

/// Bytes of the source that stand for bytes of the text: as many of the same, or an escape for what it stands for.
#[derive(Debug, Clone, Copy)]
struct Run {
    text: usize,
    source: usize,
    text_length: usize,
    source_length: usize,
}

impl Run {
    /// Where a byte of the text lies in the source. Inside an escape that is its start.
    fn locate(self, offset: usize) -> usize {
        let inside = offset.saturating_sub(self.text);
        if inside >= self.text_length {
            self.source + self.source_length
        } else if self.text_length == self.source_length {
            self.source + inside
        } else {
            self.source
        }
    }
}

/// The place of a part of a scalar's text. For several parts of one scalar make a [`Within`].
pub fn span_within(source_text: &str, node: &Node, range: Range<usize>) -> Span {
    Within::new(source_text, node).span(range)
}

impl Within {
    /// Follows the text of a scalar through its source.
    pub fn new(source_text: &str, node: &Node) -> Within {
        let mut runs = Vec::new();
        if let (NodeData::Scalar(scalar), Some(raw)) = (&node.data, source_text.get(node.span.range())) {
            let mut follower = Follower { raw, text: &scalar.text, at_raw: 0, at_text: 0, runs: &mut runs };
            let followed = match scalar.style {
                ScalarStyle::Plain => follower.flow(None),
                ScalarStyle::SingleQuoted => follower.flow(Some('\'')),
                ScalarStyle::DoubleQuoted => follower.flow(Some('"')),
                ScalarStyle::Literal | ScalarStyle::Folded => {
                    let before = source_text.get(..node.span.start as usize).unwrap_or("");
                    follower.block(before.len() - before.rfind('\n').map_or(0, |end| end + 1))
                }
            };
            if followed.is_none() {
                runs.clear();
            }
        }
        for run in &mut runs {
            run.source += node.span.start as usize;
        }
        Within { whole: node.span, runs }
    }

    /// The place of a part of the text; the whole scalar when it cannot be told.
    pub fn span(&self, range: Range<usize>) -> Span {
        match (self.start(range.start), self.end(range.end)) {
            (Some(start), Some(end)) if start <= end => Span::new(self.whole.source, start, end),
            _ => self.whole,
        }
    }

    fn start(&self, offset: usize) -> Option<usize> {
        let next = self.runs.partition_point(|run| run.text + run.text_length <= offset);
        self.runs.get(next).or(self.runs.last()).map(|run| run.locate(offset))
    }

    fn end(&self, offset: usize) -> Option<usize> {
        let next = self.runs.partition_point(|run| run.text < offset);
        self.runs.get(next.checked_sub(1)?).map(|run| run.locate(offset))
    }
}

struct Follower<'a, 'r> {
    raw: &'a str,
    text: &'a str,
    at_raw: usize,
    at_text: usize,
    runs: &'r mut Vec<Run>,
}

impl<'a> Follower<'a, '_> {
    /// Records that the next bytes of the source stand for the next bytes of the text.
    fn take(&mut self, raw: usize, text: usize) {
        match self.runs.last_mut() {
            Some(run)
                if raw == text
                    && run.text_length == run.source_length
                    && run.source + run.source_length == self.at_raw
                    && run.text + run.text_length == self.at_text =>
            {
                run.source_length += raw;
                run.text_length += text;
            }
            _ => self.runs.push(Run {
                text: self.at_text,
                source: self.at_raw,
                text_length: text,
                source_length: raw,
            }),
        }
        self.at_raw += raw;
        self.at_text += text;
    }

    fn rest(&self) -> &'a str {
        self.raw.get(self.at_raw..).unwrap_or("")
    }

    fn rest_of_text(&self) -> &'a str {
        self.text.get(self.at_text..).unwrap_or("")
    }

    /// Plain and quoted scalars.
    fn flow(&mut self, quote: Option<char>) -> Option<()> {
        let quote_length = usize::from(quote.is_some());
        self.at_raw = quote_length;
        // Mostly nothing is escaped and nothing folded.
        if self.raw.get(quote_length..self.raw.len().saturating_sub(quote_length)) == Some(self.text) {
            self.take(self.text.len(), self.text.len());
            return Some(());
        }
        while let Some(wanted) = self.rest_of_text().chars().next() {
            let found = self.rest().chars().next()?;
            match (quote, found) {
                (Some('"'), '\\') => self.escape(wanted)?,
                (Some('\''), '\'') => self.take(2, 1),
                (_, ' ' | '\t' | '\r' | '\n') if self.folds() => self.fold(),
                _ if found == wanted => self.take(found.len_utf8(), found.len_utf8()),
                _ => return None,
            }
        }
        Some(())
    }

    fn escape(&mut self, wanted: char) -> Option<()> {
        let length = match self.rest().as_bytes().get(1)? {
            b'x' => 4,
            b'u' => 6,
            b'U' => 10,
            b'\n' | b'\r' => {
                // An escaped line end joins the lines without a blank.
                let blank = self.rest()[1..].find(|c: char| !c.is_ascii_whitespace()).unwrap_or(0);
                self.at_raw += 1 + blank;
                return Some(());
            }
            _ => 2,
        };
        let (end, _) = self.rest().char_indices().nth(length).unwrap_or((self.rest().len(), ' '));
        self.take(end, wanted.len_utf8());
        Some(())
    }

    /// Whether the blanks here end a line.
    fn folds(&self) -> bool {
        self.rest().trim_start_matches([' ', '\t']).starts_with(['\r', '\n'])
    }

    /// A run of blanks with line ends: one line end stands for a blank, each further one for itself.
    fn fold(&mut self) {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let line_ends = rest[..blank].matches('\n').count().max(1);
        let text = if line_ends == 1 { 1 } else { line_ends - 1 };
        self.take(blank, text);
    }

    /// Literal and folded scalars. The source begins behind the indentation of the first line with content.
    fn block(&mut self, indentation: usize) -> Option<()> {
        if !self.raw.starts_with(['\r', '\n']) {
            self.at_text = self.text.len() - self.text.trim_start_matches('\n').len();
        }
        while !self.rest_of_text().is_empty() && !self.rest().is_empty() {
            let line = self.rest().split_inclusive('\n').next().unwrap_or("");
            let content = line.trim_end_matches(['\n', '\r']).len();
            if self.rest_of_text().as_bytes().get(..content) != line.as_bytes().get(..content) {
                return None;
            }
            if content > 0 {
                self.take(content, content);
            }
            let behind = line.len() - content;
            if behind > 0 && self.rest_of_text().starts_with([' ', '\n']) {
                self.take(behind, 1);
            } else {
                self.at_raw += behind;
            }
            self.at_raw += self.rest().bytes().take(indentation).take_while(|byte| *byte == b' ').count();
        }
        Some(())
    }
}
