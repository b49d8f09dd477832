//! The one place that knows which parser gives the events. Another parser is put in by rewriting this file.

use std::borrow::Cow;

use granit_parser as granit;

use crate::error::{Error, ErrorKind};
use crate::node::ScalarStyle;
use crate::span::{SourceId, Span};

/// An event of a stream.
pub(crate) enum Event<'a> {
    DocumentStart,
    DocumentEnd,
    Scalar { text: Cow<'a, str>, style: ScalarStyle, anchor: Anchor, tag: Option<String> },
    SequenceStart { anchor: Anchor },
    MappingStart { anchor: Anchor },
    CollectionEnd,
    Alias(Anchor),
}

/// The number of an anchor; 0 is none.
pub(crate) type Anchor = usize;

/// The events of a text with their places.
pub(crate) fn events(source: SourceId, text: &str) -> impl Iterator<Item = Result<(Event<'_>, Span), Error>> {
    let mut options = granit::Options::default();
    options.flow_nesting_limit = 1_000;
    options.block_nesting_limit = 1_000;
    options.block_scalar_eof_without_line_feed = true;
    granit::Parser::new_from_str_with_options(text, options).filter_map(move |next| match next {
        Ok((event, span)) => event_of(event).map(|event| Ok((event, place(source, text, &span)))),
        Err(error) => Some(Err(error_of(source, text, &error))),
    })
}

fn event_of(event: granit::Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        granit::Event::DocumentStart(..) => Event::DocumentStart,
        granit::Event::DocumentEnd => Event::DocumentEnd,
        granit::Event::Scalar(text, style, anchor, tag) => {
            Event::Scalar { text, style: style_of(style), anchor, tag: tag.as_deref().map(tag_of) }
        }
        granit::Event::SequenceStart(_, anchor, _) => Event::SequenceStart { anchor },
        granit::Event::MappingStart(_, anchor, _) => Event::MappingStart { anchor },
        granit::Event::SequenceEnd | granit::Event::MappingEnd => Event::CollectionEnd,
        granit::Event::Alias(anchor) => Event::Alias(anchor),
        _ => return None,
    })
}

fn style_of(style: granit::ScalarStyle) -> ScalarStyle {
    match style {
        granit::ScalarStyle::Plain => ScalarStyle::Plain,
        granit::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        granit::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        granit::ScalarStyle::Literal => ScalarStyle::Literal,
        granit::ScalarStyle::Folded => ScalarStyle::Folded,
    }
}

/// The name of a tag of YAML's own; any other tag says nothing about the value, so it is the empty name.
fn tag_of(tag: &granit::Tag) -> String {
    tag.suffix_in_namespace("tag:yaml.org,2002:").unwrap_or_default().into_owned()
}

fn place(source: SourceId, text: &str, span: &granit::Span) -> Span {
    let (start, end) = (offset(text, &span.start), offset(text, &span.end));
    Span::new(source, start, end.max(start))
}

fn offset(text: &str, marker: &granit::Marker) -> usize {
    marker.byte_offset().unwrap_or(text.len()).min(text.len())
}

fn error_of(source: SourceId, text: &str, error: &granit::ScanError) -> Error {
    let kind = match error.kind() {
        granit::ErrorKind::UnknownAnchor => ErrorKind::UnknownAnchor,
        granit::ErrorKind::RecursionLimitExceeded => ErrorKind::TooDeep,
        _ => ErrorKind::Syntax,
    };
    let start = offset(text, error.marker());
    let rest = text.get(start..).unwrap_or_default();
    if kind == ErrorKind::UnknownAnchor {
        let name =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len());
        let message =
            format!("there is no anchor `&{}` before this alias", rest[..name].trim_start_matches('*'));
        return Error::new(kind, Span::new(source, start, start + name), message);
    }
    let end = rest.chars().next().map_or(start, |c| start + c.len_utf8());
    Error::new(kind, Span::new(source, start, end), error.info())
}
