//! From events to located trees: merge keys, anchors with a budget, unique keys, limits.

use std::collections::BTreeMap;

use indexmap::map::Entry as Slot;

use crate::error::{Error, ErrorKind, check_characters};
use crate::events::{Anchor, Event, events};
use crate::fast;
use crate::node::{Entry, Node, NodeData, Scalar, ScalarStyle, ScalarValue};
use crate::scalar::{resolve, resolve_tagged};
use crate::span::{SourceId, Span};
use crate::value::{OrderedMap, Value};

/// How much a text may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Mappings and lists inside each other. 200.
    pub depth: usize,
    /// Nodes, those behind an alias counted each time. 1,000,000.
    pub nodes: usize,
    /// Length in bytes. 100 MiB.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth: 200, nodes: 1_000_000, bytes: 100 * 1024 * 1024 }
    }
}

/// Reads every document of a text.
///
/// # Errors
/// The first mistake.
pub fn read(source: SourceId, text: &str, limits: &Limits) -> Result<Vec<Node>, Error> {
    let mut errors = Vec::new();
    let documents = read_reporting(source, text, limits, &mut errors);
    match errors.into_iter().next() {
        Some(error) => Err(error),
        None => Ok(documents),
    }
}

/// Reads every document of a text and goes on over mistakes in the tree, of which all are reported: of two equal keys
/// the first stays. A mistake of syntax ends the reading; documents before it come back.
pub fn read_reporting(source: SourceId, text: &str, limits: &Limits, errors: &mut Vec<Error>) -> Vec<Node> {
    let mut builder =
        Builder { limits, errors, open: vec![], anchors: BTreeMap::new(), nodes: 0, documents: vec![] };
    if let Err(error) = builder.build(source, text) {
        builder.errors.push(error);
    }
    builder.documents
}

/// The value of the first document of a text, read in less time than its nodes; nothing when the text holds nothing.
///
/// # Errors
/// The first mistake of that document. What is wrong behind it does not matter, for nobody reads it.
pub fn read_first_value(text: &str, limits: &Limits) -> Result<Option<Value>, Error> {
    let is_fit = text.len() <= limits.bytes && check_characters(SourceId::NONE, text).is_ok();
    if let Some(value) = is_fit.then(|| fast::read::<Value>(SourceId::NONE, text, limits)).flatten() {
        return Ok(Some(value).filter(|value| !value.is_null()));
    }
    Ok(read_first(text, limits)?.map(Node::into_value))
}

/// The first document of a text; nothing when the text holds nothing. Its places are in [`SourceId::NONE`].
///
/// # Errors
/// The first mistake of that document. What is wrong behind it does not matter, for nobody reads it.
pub fn read_first(text: &str, limits: &Limits) -> Result<Option<Node>, Error> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut errors = Vec::new();
    let mut documents = read_reporting(SourceId::NONE, text, limits, &mut errors).into_iter();
    let first = documents.next();
    let second = documents.next().map_or(u32::MAX, |second| second.span.start);
    let matters = |error: &Error| match error.kind {
        ErrorKind::DuplicateKey | ErrorKind::BadTag | ErrorKind::BadMerge | ErrorKind::InvalidKey => {
            error.span.start < second
        }
        _ => first.is_none(),
    };
    match errors.into_iter().find(matters) {
        Some(error) => Err(error),
        None => Ok(first.filter(|first| !first.is_null())),
    }
}

/// Reads with the full parser alone, to hold the quick way against it.
#[cfg(test)]
pub(crate) fn read_from_events(source: SourceId, text: &str) -> Result<Vec<Node>, Error> {
    let (limits, mut errors) = (Limits::default(), Vec::new());
    check_characters(source, text)?;
    let mut builder = Builder {
        limits: &limits,
        errors: &mut errors,
        open: vec![],
        anchors: BTreeMap::new(),
        nodes: 0,
        documents: vec![],
    };
    builder.build_from_events(source, text)?;
    let documents = builder.documents;
    errors.into_iter().next().map_or(Ok(documents), Err)
}

struct Builder<'a> {
    limits: &'a Limits,
    errors: &'a mut Vec<Error>,
    open: Vec<Open>,
    anchors: BTreeMap<Anchor, Anchored>,
    nodes: usize,
    documents: Vec<Node>,
}

/// A collection whose end has not come yet.
struct Open {
    span: Span,
    anchor: Anchor,
    /// Nodes read before it.
    nodes_before: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: OrderedMap<String, Entry>, merges: Vec<Node>, key: Option<Node> },
}

struct Anchored {
    node: Node,
    /// How many nodes an alias to it adds.
    weight: usize,
}

impl Builder<'_> {
    fn build(&mut self, source: SourceId, text: &str) -> Result<(), Error> {
        if text.len() > self.limits.bytes {
            let message = format!("the text has {} bytes, and {} are allowed", text.len(), self.limits.bytes);
            return Err(Error::new(ErrorKind::TooLarge, Span::new(source, 0, 0), message));
        }
        check_characters(source, text)?;
        if let Some(document) = fast::read(source, text, self.limits) {
            self.documents.push(document);
            return Ok(());
        }
        self.build_from_events(source, text)
    }

    fn build_from_events(&mut self, source: SourceId, text: &str) -> Result<(), Error> {
        for next in events(source, text) {
            let (event, span) = next?;
            match event {
                Event::DocumentStart => self.anchors.clear(),
                Event::DocumentEnd => {}
                Event::Scalar { text, style, anchor, tag } => {
                    let scalar = self.scalar(text.into_owned(), style, tag.as_deref(), span);
                    self.count(1, span)?;
                    self.finish(Node { span, data: NodeData::Scalar(scalar) }, anchor, 1)?;
                }
                Event::SequenceStart { anchor } => self.open(span, anchor, Content::Sequence(vec![]))?,
                Event::MappingStart { anchor } => {
                    let content =
                        Content::Mapping { entries: OrderedMap::default(), merges: vec![], key: None };
                    self.open(span, anchor, content)?;
                }
                Event::CollectionEnd => self.close(span)?,
                Event::Alias(anchor) => self.alias(anchor, span)?,
            }
        }
        Ok(())
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, tag: Option<&str>, span: Span) -> Scalar {
        match tag {
            None if style == ScalarStyle::Plain => {
                let value = resolve(&text);
                Scalar { text, style, value }
            }
            None | Some("") => Scalar { text, style, value: ScalarValue::String },
            Some(tag) => match resolve_tagged(tag, &text) {
                Ok((value, changed)) => Scalar { text: changed.unwrap_or(text), style, value },
                Err(message) => {
                    self.errors.push(Error::new(ErrorKind::BadTag, span, message));
                    Scalar { text, style, value: ScalarValue::String }
                }
            },
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Error> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.nodes {
            let message = format!("the document has more than {} values", self.limits.nodes);
            return Err(Error::new(ErrorKind::TooManyNodes, span, message));
        }
        Ok(())
    }

    fn open(&mut self, span: Span, anchor: Anchor, content: Content) -> Result<(), Error> {
        if self.open.len() >= self.limits.depth {
            let message = format!("values are nested deeper than {}", self.limits.depth);
            return Err(Error::new(ErrorKind::TooDeep, span, message));
        }
        let nodes_before = self.nodes;
        self.count(1, span)?;
        self.open.push(Open { span, anchor, nodes_before, content });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Error> {
        let Some(Open { span, anchor, nodes_before, content }) = self.open.pop() else { return Ok(()) };
        let data = match content {
            Content::Sequence(items) => NodeData::Sequence(items),
            Content::Mapping { mut entries, merges, key: _ } => {
                merges.into_iter().for_each(|merge| self.merge(&mut entries, merge));
                NodeData::Mapping(entries.into_values().collect())
            }
        };
        let last = match &data {
            NodeData::Sequence(items) => items.last().map(|item| item.span),
            NodeData::Mapping(entries) => entries.last().map(|entry| entry.value.span),
            NodeData::Scalar(_) => None,
        };
        // The end of a block collection is where the next token begins; it ends with its last value instead.
        let block_end =
            last.filter(|last| end.start == end.end && last.end >= span.start).map(|last| last.end);
        let span = Span { end: block_end.unwrap_or(end.end).max(span.end), ..span };
        let weight = self.nodes - nodes_before;
        self.finish(Node { span, data }, anchor, weight)
    }

    fn merge(&mut self, entries: &mut OrderedMap<String, Entry>, merge: Node) {
        let sources = match merge.data {
            NodeData::Sequence(items) => items,
            data => vec![Node { span: merge.span, data }],
        };
        for source in sources {
            let NodeData::Mapping(merged) = source.data else {
                let message = "`<<` takes a mapping or a list of mappings";
                self.errors.push(Error::new(ErrorKind::BadMerge, source.span, message));
                continue;
            };
            for entry in merged {
                entries.entry(entry.key.text().unwrap_or_default().to_owned()).or_insert(entry);
            }
        }
    }

    fn alias(&mut self, anchor: Anchor, span: Span) -> Result<(), Error> {
        if self.open.iter().any(|open| open.anchor == anchor) {
            return Err(Error::new(
                ErrorKind::RecursiveAlias,
                span,
                "the alias stands inside what it refers to",
            ));
        }
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Error::new(
                ErrorKind::UnknownAnchor,
                span,
                "there is no anchor of this name before the alias",
            ));
        };
        let (node, weight) = (anchored.node.clone(), anchored.weight);
        self.count(weight, span)?;
        self.finish(node, 0, weight)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, node: Node, anchor: Anchor, weight: usize) -> Result<(), Error> {
        if anchor != 0 {
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight });
        }
        let Some(open) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        match &mut open.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { entries, merges, key } => match key.take() {
                None => *key = Some(node),
                Some(key) if is_merge(&key) => merges.push(node),
                Some(key) => insert(entries, Entry { key, value: node }, self.errors),
            },
        }
        Ok(())
    }
}

fn is_merge(key: &Node) -> bool {
    matches!(&key.data, NodeData::Scalar(Scalar { text, style: ScalarStyle::Plain, .. }) if text == "<<")
}

fn insert(entries: &mut OrderedMap<String, Entry>, entry: Entry, errors: &mut Vec<Error>) {
    let Some(text) = entry.key.text() else {
        let message = format!("{} cannot be a key", entry.key.kind());
        errors.push(Error::new(ErrorKind::InvalidKey, entry.key.span, message));
        return;
    };
    match entries.entry(text.to_owned()) {
        Slot::Vacant(slot) => {
            slot.insert(entry);
        }
        Slot::Occupied(first) => errors.push(Error {
            kind: ErrorKind::DuplicateKey,
            span: entry.key.span,
            related: Some(first.get().key.span),
            message: format!("the key `{text}` stands twice in the same mapping"),
        }),
    }
}
