//! `${…}` in texts of a score file: reading them with their places, and what they refer to.
//! Specification: score-go's substitution rules; `$$` stands for one `$`, `$${x}` for `${x}`.

use indexmap::IndexMap;
use score_yaml::{Number, Span};

use crate::model::Located;

/// Text with placeholders, already parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// As written, before any escape is undone.
    pub raw: Located<String>,
    /// Literal and reference parts in order; escapes are undone.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text, escapes undone.
    Text(String),
    /// A placeholder.
    Reference(Reference),
}

/// What stands between `${` and `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As written, without `${` and `}`.
    pub body: String,
    /// The elements: split at `.`, `\.` being a literal dot.
    pub elements: Vec<Located<String>>,
    /// The whole placeholder, `${` and `}` included.
    pub span: Span,
}

/// A value of `params` in which every string is a template. Keys are never expanded.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplateValue {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A date, kept as text.
    Timestamp(String),
    /// A string.
    Text(Template),
    /// A list.
    Sequence(Vec<TemplateValue>),
    /// A mapping, in the order of the file.
    Mapping(IndexMap<String, TemplateValue>),
}
