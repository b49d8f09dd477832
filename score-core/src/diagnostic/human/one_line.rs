//! Draws the most frequent kind of diagnostic without the library: one label in one line of plain text, no escape codes.
//! A run over a thousand workloads can have thousands of them, which then take a tenth of it. Whatever is not as plain is
//! left to the library, and a property test holds the two equal.

use std::fmt::Write;

use super::{Window, line_end, line_start};
use crate::diagnostic::{Diagnostic, severity_name};
use crate::source::{LineColumn, Sources};

/// The library cuts what is wider than a terminal. In bytes, of the line of the source and the label together.
const WIDEST: usize = 100;

/// The drawing, if the diagnostic is one of these.
pub(super) fn draw(item: &Diagnostic, sources: &Sources) -> Option<String> {
    let label = item.primary.as_ref().filter(|_| item.related.is_empty())?;
    if item.hints.iter().any(|hint| !hint.edits.is_empty()) {
        return None;
    }
    let window = Window::around(sources, label.span.source, &[label.span]);
    let visible = window.visible(label.span);
    let start = line_start(window.text, visible.start, 0);
    let line = window.text.get(start..line_end(window.text, visible.end, 0))?;
    let line = line.strip_suffix('\n').unwrap_or(line);
    let notes = item.notes.iter().map(|text| ("note", text));
    let helps = item.hints.iter().map(|hint| ("help", &hint.text));
    let is_one_plain_line = visible.start < visible.end
        && line.len() + label.text.len() <= WIDEST
        && !line.ends_with(' ')
        && [line, window.name, &item.message, &label.text].into_iter().all(is_plain)
        && notes.clone().chain(helps.clone()).all(|(_, text)| is_plain(text));
    if !is_one_plain_line {
        return None;
    }

    let LineColumn { line: number, column } =
        sources.line_column(label.span.source, window.start + visible.start);
    let margin = " ".repeat(number.to_string().len());
    let (before, marked) = (visible.start - start, visible.len());
    let mut drawn = String::with_capacity(item.message.len() + 4 * WIDEST);
    let _ = writeln!(drawn, "{}[{}]: {}", severity_name(item.severity), item.code.as_str(), item.message);
    let _ = writeln!(drawn, "{margin}--> {}:{number}:{column}", window.name);
    let _ = write!(drawn, "{margin} |\n{number} | {line}\n{margin} | {:before$}{:^<marked$}", "", "");
    if !label.text.is_empty() {
        let _ = write!(drawn, " {}", label.text);
    }
    for (index, (kind, text)) in notes.chain(helps).enumerate() {
        if index == 0 {
            let _ = write!(drawn, "\n{margin} |");
        }
        let _ = write!(drawn, "\n{margin} = {kind}: {text}");
    }
    Some(drawn)
}

/// Whether every character is as wide as any other and is drawn as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use annotate_snippets::Renderer;
    use proptest::prelude::*;
    use score_yaml::{SourceId, Span};

    use super::super::draw_any;
    use super::*;
    use crate::diagnostic::Code;

    /// Texts as they come, some with characters that the library treats in its own way.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![12 => "[ -~]{0,40}", 1 => "[a-z |\n\t\r→é]{0,12}"]
    }

    fn diagnostic() -> impl Strategy<Value = (String, Diagnostic)> {
        let source = "([a-z: \\-]{0,30}\n){0,120}[a-z: →]{0,110}";
        let texts =
            (text(), text(), prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..2));
        (source, any::<prop::sample::Index>(), 0..12usize, any::<bool>(), texts).prop_map(
            |(source, place, length, is_error, (message, label, notes, helps))| {
                let floor = |at: usize| (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap();
                let start = floor(place.index(source.len() + 1));
                let end = floor((start + length).min(source.len()));
                let span = Span::new(SourceId(0), start, end);
                let new = if is_error { Diagnostic::error } else { Diagnostic::warning };
                let item = new(Code::UnknownParam, message).at(span, label);
                let item = notes.into_iter().fold(item, |item, note| item.note(note));
                (source, helps.into_iter().fold(item, |item, help| item.help(help)))
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn it_is_drawn_as_the_library_draws_it((source, item) in diagnostic()) {
            let mut sources = Sources::new();
            sources.add("a/score.yaml", source);
            if let Some(drawn) = draw(&item, &sources) {
                prop_assert_eq!(drawn, draw_any(&item, &sources, &Renderer::plain()));
            }
        }
    }

    #[test]
    fn plain_ones_are_drawn_here() {
        let mut sources = Sources::new();
        let source = sources.add("score.yaml", "a: 1\nbcd: 2\n");
        let item = Diagnostic::warning(Code::UnknownParam, "no such param")
            .at(Span::new(source, 5, 8), "has no effect")
            .note("it reads no params");
        let drawn = draw(&item, &sources).unwrap();
        assert_eq!(drawn.lines().nth(4), Some("  | ^^^ has no effect"));
        assert_eq!(drawn, draw_any(&item, &sources, &Renderer::plain()));
        assert_eq!(draw(&item.note("two\nlines"), &sources), None);
    }
}
