//! For people: the message, the lines it is about, the fix as a difference, in the style of rustc.

mod one_line;

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use score_yaml::{SourceId, Span};

use super::{Diagnostic, Diagnostics, Hint, Label, Severity};
use crate::parallel::{self, Threads};
use crate::source::Sources;

/// Whether escape codes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// With the escape codes of a terminal.
    Always,
}

/// Places shown besides the one that is wrong.
const RELATED_PLACES: usize = 20;
/// A replacement of more bytes is not drawn.
const LONGEST_REPLACEMENT: usize = 4_000;
/// Lines shown before and behind those with a label.
const CONTEXT_LINES: usize = 2;
/// Bytes shown of a line that is longer, around its label.
const LONGEST_LINE: usize = 400;

/// Draws every diagnostic, an empty line behind each. The text does not depend on the number of threads.
pub fn render(log: &Diagnostics, sources: &Sources, color: Color, threads: Threads) -> String {
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    let drawn = parallel::map(threads, log.iter().collect(), |item| {
        let plain = (color == Color::Never).then(|| one_line::draw(item, sources)).flatten();
        let mut drawn = plain.unwrap_or_else(|| draw_any(item, sources, &renderer));
        drawn.push_str("\n\n");
        // All of them are kept until the end, and none in more room than it needs.
        drawn.as_str().to_owned()
    });
    drawn.concat()
}

fn draw_any(item: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match item.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let excerpts = excerpts(item, sources);
    let mut group = Group::with_title(level.primary_title(&item.message).id(item.code.as_str()));
    for (window, labels) in &excerpts {
        let annotations = labels.iter().map(|(label, kind)| {
            let annotation = kind.span(window.visible(label.span));
            if label.text.is_empty() { annotation } else { annotation.label(&label.text) }
        });
        group = group.element(window.snippet().annotations(annotations));
    }
    let unseen = item.related.len().saturating_sub(RELATED_PLACES);
    let unseen = (unseen > 0).then(|| format!("there are {unseen} more places"));
    for note in item.notes.iter().chain(&unseen) {
        group = group.element(Level::NOTE.message(note));
    }
    let drawn = |hint: &&Hint| {
        !hint.edits.is_empty() && hint.edits.iter().all(|edit| edit.replacement.len() <= LONGEST_REPLACEMENT)
    };
    for hint in item.hints.iter().filter(|hint| !drawn(hint)) {
        group = group.element(Level::HELP.message(&hint.text));
    }
    let mut report = vec![group];
    let patched: Vec<_> = item
        .hints
        .iter()
        .filter(drawn)
        .flat_map(|hint| hint.edits.iter().map(move |edit| (hint, edit)))
        .map(|(hint, edit)| (hint, edit, Window::around(sources, edit.span.source, &[edit.span])))
        .collect();
    for (hint, edit, window) in &patched {
        let patch = Patch::new(window.range(edit.span), &edit.replacement);
        report.push(
            Group::with_title(Level::HELP.secondary_title(&hint.text)).element(window.snippet().patch(patch)),
        );
    }
    renderer.render(&report).to_string()
}

type Annotated<'a> = Vec<(&'a Label, AnnotationKind)>;

/// The labels by source, that of the primary first, each with the lines that are shown.
fn excerpts<'a>(item: &'a Diagnostic, sources: &'a Sources) -> Vec<(Window<'a>, Annotated<'a>)> {
    let mut by_source: Vec<(SourceId, Annotated<'a>)> = Vec::new();
    let primary = item.primary.iter().map(|label| (label, AnnotationKind::Primary));
    let related = item.related.iter().take(RELATED_PLACES).map(|label| (label, AnnotationKind::Context));
    for (label, kind) in primary.chain(related) {
        match by_source.iter_mut().find(|(source, _)| *source == label.span.source) {
            Some((_, labels)) => labels.push((label, kind)),
            None => by_source.push((label.span.source, vec![(label, kind)])),
        }
    }
    let with_window = |(source, labels): (SourceId, Annotated<'a>)| {
        let spans: Vec<Span> = labels.iter().map(|(label, _)| label.span).collect();
        (Window::around(sources, source, &spans), labels)
    };
    by_source.into_iter().map(with_window).collect()
}

/// The part of a source that is shown, so that a file of any size is drawn in little time.
struct Window<'a> {
    name: &'a str,
    text: &'a str,
    first_line: usize,
    /// Byte offset of the window in the source.
    start: usize,
}

impl<'a> Window<'a> {
    fn around(sources: &'a Sources, source: SourceId, spans: &[Span]) -> Window<'a> {
        let whole = sources.text(source);
        let first = spans.iter().map(|span| span.start as usize).min().unwrap_or(0).min(whole.len());
        let last = spans.iter().map(|span| span.end as usize).max().unwrap_or(0).clamp(first, whole.len());
        let limit = LONGEST_LINE * (CONTEXT_LINES + 1);
        let start = line_start(whole, first, CONTEXT_LINES).max(floor(whole, first.saturating_sub(limit)));
        let end = line_end(whole, last, CONTEXT_LINES).min(floor(whole, (last + limit).min(whole.len())));
        // A single span of extreme length is cut; several labels keep all that lies between them.
        let end =
            if spans.len() == 1 { end.min(floor(whole, (first + 2 * limit).min(whole.len()))) } else { end };
        let text = whole.get(start..end).unwrap_or("");
        Window {
            name: sources.name(source),
            text,
            first_line: sources.line_column(source, start).line,
            start,
        }
    }

    fn snippet<T: Clone>(&self) -> Snippet<'_, T> {
        Snippet::source(self.text).path(self.name).line_start(self.first_line)
    }

    /// A span as offsets into the window, always on boundaries of characters.
    fn range(&self, span: Span) -> Range<usize> {
        let inside =
            |offset: u32| floor(self.text, (offset as usize).saturating_sub(self.start).min(self.text.len()));
        let (start, end) = (inside(span.start), inside(span.end));
        start..end.max(start)
    }

    /// The same without blanks and line ends behind: a block text ends where the next line begins, which is not about it.
    fn visible(&self, span: Span) -> Range<usize> {
        let Range { start, end } = self.range(span);
        let length = self.text.get(start..end).map_or(end - start, |text| text.trim_end().len());
        start..start + length
    }
}

fn floor(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Where the line begins that lies `lines` above an offset.
fn line_start(text: &str, offset: usize, lines: usize) -> usize {
    let mut start = floor(text, offset);
    for _ in 0..=lines {
        match text[..start].rfind('\n') {
            Some(at) => start = at,
            None => return 0,
        }
    }
    start + 1
}

/// Where the line ends that lies `lines` below an offset.
fn line_end(text: &str, offset: usize, lines: usize) -> usize {
    let mut end = floor(text, offset);
    for _ in 0..=lines {
        match text[end..].find('\n') {
            Some(at) => end += at + 1,
            None => return text.len(),
        }
    }
    end
}
