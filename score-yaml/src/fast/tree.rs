//! What is made of a text: nodes, which know their places, or values, which are made in less time.

use std::borrow::Cow;

use crate::node::{Entry, Node, NodeData, Scalar, ScalarStyle, ScalarValue};
use crate::scalar::resolve;
use crate::span::Span;
use crate::value::{Mapping, Value, map_with_capacity};

/// Mappings with more keys look for equal ones by sorting.
const FEW_KEYS: usize = 16;

/// How a scalar becomes a key or a value.
pub(crate) type Make<M> = fn(Span, Cow<'_, str>, ScalarStyle) -> M;

/// A part of the tree, made when its parts are there.
pub(crate) trait Tree: Sized {
    type Key;
    /// A key and its value.
    type Entry;

    fn key(span: Span, text: Cow<'_, str>, style: ScalarStyle) -> Self::Key;
    fn scalar(span: Span, text: Cow<'_, str>, style: ScalarStyle) -> Self;
    /// What is not there.
    fn nothing(span: Span) -> Self;
    fn entry(key: Self::Key, value: Self) -> Self::Entry;
    /// Of the items behind the first so many, which are taken.
    fn sequence(span: Span, items: &mut Vec<Self>, first: usize) -> Self;
    /// Of the entries behind the first so many, which are taken; none when two keys are the same.
    fn mapping(span: Span, entries: &mut Vec<Self::Entry>, first: usize) -> Option<Self>;
    /// Where it ends, if that is known.
    fn end(&self) -> u32;
    fn end_of(entry: &Self::Entry) -> u32;
}

fn value_of(text: &str, style: ScalarStyle) -> ScalarValue {
    if style == ScalarStyle::Plain { resolve(text) } else { ScalarValue::String }
}

impl Tree for Node {
    type Key = Node;
    type Entry = Entry;

    fn key(span: Span, text: Cow<'_, str>, style: ScalarStyle) -> Node {
        Node::scalar(span, text, style)
    }

    fn scalar(span: Span, text: Cow<'_, str>, style: ScalarStyle) -> Node {
        let value = value_of(&text, style);
        Node { span, data: NodeData::Scalar(Scalar { text: text.into_owned(), style, value }) }
    }

    fn nothing(span: Span) -> Node {
        Node::scalar(span, Cow::Borrowed("~"), ScalarStyle::Plain)
    }

    fn entry(key: Node, value: Node) -> Entry {
        Entry { key, value }
    }

    fn sequence(span: Span, items: &mut Vec<Node>, first: usize) -> Node {
        Node { span, data: NodeData::Sequence(items.split_off(first)) }
    }

    fn mapping(span: Span, entries: &mut Vec<Entry>, first: usize) -> Option<Node> {
        let entries = entries.split_off(first);
        keys_are_unique(&entries).then_some(Node { span, data: NodeData::Mapping(entries) })
    }

    fn end(&self) -> u32 {
        self.span.end
    }

    fn end_of(entry: &Entry) -> u32 {
        entry.value.span.end
    }
}

fn keys_are_unique(entries: &[Entry]) -> bool {
    if entries.len() <= FEW_KEYS {
        return entries.iter().enumerate().all(|(at, entry)| {
            let key = entry.key.text();
            entries[..at].iter().all(|earlier| earlier.key.text() != key)
        });
    }
    let mut keys: Vec<&str> = entries.iter().filter_map(|entry| entry.key.text()).collect();
    keys.sort_unstable();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}

impl Tree for Value {
    type Key = String;
    type Entry = (String, Value);

    fn key(_: Span, text: Cow<'_, str>, _: ScalarStyle) -> String {
        text.into_owned()
    }

    fn scalar(_: Span, text: Cow<'_, str>, style: ScalarStyle) -> Value {
        value_of(&text, style).into_value(text)
    }

    fn nothing(_: Span) -> Value {
        Value::Null
    }

    fn entry(key: String, value: Value) -> (String, Value) {
        (key, value)
    }

    fn sequence(_: Span, items: &mut Vec<Value>, first: usize) -> Value {
        Value::Sequence(items.split_off(first))
    }

    fn mapping(_: Span, entries: &mut Vec<(String, Value)>, first: usize) -> Option<Value> {
        let count = entries.len() - first;
        let mut mapping: Mapping = map_with_capacity(count);
        mapping.extend(entries.drain(first..));
        (mapping.len() == count).then_some(Value::Mapping(mapping))
    }

    fn end(&self) -> u32 {
        0
    }

    fn end_of(_: &(String, Value)) -> u32 {
        0
    }
}
