//! The located tree.

use std::borrow::Cow;

use crate::number::Number;
use crate::span::Span;
use crate::value::{Mapping, Value};

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// From the first to the last byte, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub data: NodeData,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeData {
    /// A text, number or the like.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text; keys are unique.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key, a scalar.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// A text and what it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// The text, escapes undone and lines folded.
    pub text: String,
    /// How it was written.
    pub style: ScalarStyle,
    /// What it stands for.
    pub value: ScalarValue,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// What a scalar stands for, as yaml.v3 resolves it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScalarValue {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above [`i64::MAX`].
    UInt(u64),
    /// Any other number.
    Float(f64),
    /// A date or a point in time; the text says which.
    Timestamp,
    /// The text itself.
    String,
}

impl Node {
    /// The value of a key, when it is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key and its value, when it is a mapping that has it. Takes time in proportion to the number of keys.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.as_mapping()?.iter().find(|entry| entry.key.text() == Some(key))
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        match &mut self.data {
            NodeData::Mapping(entries) => {
                entries.iter_mut().find(|entry| entry.key.text() == Some(key)).map(|entry| &mut entry.value)
            }
            NodeData::Scalar(_) | NodeData::Sequence(_) => None,
        }
    }

    /// The text of a scalar of any kind.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            NodeData::Scalar(scalar) => Some(&scalar.text),
            NodeData::Sequence(_) | NodeData::Mapping(_) => None,
        }
    }

    /// Like [`text`](Node::text), without a copy.
    pub fn into_text(self) -> Option<String> {
        match self.data {
            NodeData::Scalar(scalar) => Some(scalar.text),
            NodeData::Sequence(_) | NodeData::Mapping(_) => None,
        }
    }

    /// The text of a scalar that stands for text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            NodeData::Scalar(Scalar { text, value: ScalarValue::String, .. }) => Some(text),
            _ => None,
        }
    }

    /// The entries of a mapping.
    pub fn as_mapping(&self) -> Option<&[Entry]> {
        match &self.data {
            NodeData::Mapping(entries) => Some(entries),
            NodeData::Scalar(_) | NodeData::Sequence(_) => None,
        }
    }

    /// The items of a list.
    pub fn as_sequence(&self) -> Option<&[Node]> {
        match &self.data {
            NodeData::Sequence(items) => Some(items),
            NodeData::Scalar(_) | NodeData::Mapping(_) => None,
        }
    }

    /// Whether it stands for nothing.
    pub fn is_null(&self) -> bool {
        matches!(&self.data, NodeData::Scalar(Scalar { value: ScalarValue::Null, .. }))
    }

    /// What it is, as a person would call it.
    pub fn kind(&self) -> &'static str {
        match &self.data {
            NodeData::Mapping(_) => "a mapping",
            NodeData::Sequence(_) => "a list",
            NodeData::Scalar(scalar) => match scalar.value {
                ScalarValue::Null => "nothing",
                ScalarValue::Bool(_) => "true or false",
                ScalarValue::Int(_) | ScalarValue::UInt(_) => "a whole number",
                ScalarValue::Float(_) => "a number",
                ScalarValue::Timestamp => "a date",
                ScalarValue::String => "text",
            },
        }
    }

    /// The value without its place. Keys become their text.
    pub fn to_value(&self) -> Value {
        match &self.data {
            NodeData::Scalar(scalar) => scalar.to_value(),
            NodeData::Sequence(items) => Value::Sequence(items.iter().map(Node::to_value).collect()),
            NodeData::Mapping(entries) => Value::Mapping(
                entries
                    .iter()
                    .map(|entry| (entry.key.text().unwrap_or_default().to_owned(), entry.value.to_value()))
                    .collect::<Mapping>(),
            ),
        }
    }

    /// Like [`to_value`](Node::to_value), without a copy of the texts.
    pub fn into_value(self) -> Value {
        match self.data {
            NodeData::Scalar(Scalar { text, value, .. }) => value.into_value(Cow::Owned(text)),
            NodeData::Sequence(items) => Value::Sequence(items.into_iter().map(Node::into_value).collect()),
            NodeData::Mapping(entries) => Value::Mapping(
                entries
                    .into_iter()
                    .map(|Entry { key, value }| (key.into_text().unwrap_or_default(), value.into_value()))
                    .collect::<Mapping>(),
            ),
        }
    }

    /// A value that was written nowhere.
    pub fn from_value(value: Value) -> Node {
        let scalar =
            |text: String, value| NodeData::Scalar(Scalar { text, style: ScalarStyle::Plain, value });
        let data = match value {
            Value::Null => scalar("null".to_owned(), ScalarValue::Null),
            Value::Bool(value) => scalar(value.to_string(), ScalarValue::Bool(value)),
            Value::Number(number) => scalar(number.to_string(), number.to_scalar()),
            Value::String(text) => scalar(text, ScalarValue::String),
            Value::Timestamp(text) => scalar(text, ScalarValue::Timestamp),
            Value::Sequence(items) => NodeData::Sequence(items.into_iter().map(Node::from_value).collect()),
            Value::Mapping(map) => NodeData::Mapping(
                map.into_iter()
                    .map(|(key, value)| Entry {
                        key: Node { span: Span::NONE, data: scalar(key, ScalarValue::String) },
                        value: Node::from_value(value),
                    })
                    .collect(),
            ),
        };
        Node { span: Span::NONE, data }
    }
}

impl Scalar {
    fn to_value(&self) -> Value {
        self.value.into_value(Cow::Borrowed(&self.text))
    }
}

impl ScalarValue {
    /// The value of a scalar with this text.
    pub(crate) fn into_value(self, text: Cow<'_, str>) -> Value {
        match self {
            ScalarValue::Null => Value::Null,
            ScalarValue::Bool(value) => Value::Bool(value),
            ScalarValue::Int(value) => Value::Number(Number::from(value).written(&text)),
            ScalarValue::UInt(value) => Value::Number(Number::from(value).written(&text)),
            ScalarValue::Float(value) => Value::Number(Number::from(value).written(&text)),
            ScalarValue::Timestamp => Value::Timestamp(crate::timestamp::canonical(&text)),
            ScalarValue::String => Value::String(text.into_owned()),
        }
    }
}
