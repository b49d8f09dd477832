//! `${…}` in texts of a score file: reading them with their places, and what they refer to.
//! Specification: score-go's substitution rules; `$$` stands for one `$`, `$${x}` for `${x}`.

use std::ops::Range;

use score_yaml::{Mapping, Number, OrderedMap, Span, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::Located;

/// Text with placeholders, already parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// As written, before any escape is undone.
    pub raw: Located<String>,
    /// None when the whole text is literal as it stands, which most texts are.
    parts: Vec<Stored>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stored {
    Text(String),
    Reference(Reference),
}

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Literal text, escapes undone. Never empty.
    Text(&'a str),
    /// A placeholder.
    Reference(&'a Reference),
}

/// What stands between `${` and `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As written, without `${` and `}`.
    pub body: String,
    /// The elements: split at `.`, `\.` being a literal dot. At least one, which may be empty.
    pub elements: Vec<Located<String>>,
    /// The whole placeholder, `${` and `}` included.
    pub span: Span,
}

impl Template {
    /// Reads a text. `place` tells where a range of its bytes was written.
    pub fn parse(raw: Located<String>, place: impl Fn(Range<usize>) -> Span) -> Template {
        if !raw.value.contains('$') {
            return Template::verbatim(raw);
        }
        // Most texts have one.
        let mut parts = Vec::with_capacity(1);
        let mut text = String::new();
        let mut at = 0;
        while let Some(dollar) = raw.value[at..].find('$').map(|offset| at + offset) {
            text.push_str(&raw.value[at..dollar]);
            at = match token(&raw.value, dollar) {
                Token::Escape(end) => {
                    text.push_str(&raw.value[dollar + 1..end]);
                    end
                }
                Token::Reference(body) => {
                    if !text.is_empty() {
                        parts.push(Stored::Text(std::mem::take(&mut text)));
                    }
                    let whole = dollar..body.end + 1;
                    parts.push(Stored::Reference(Reference {
                        elements: elements(&raw.value, body.clone(), &place),
                        body: raw.value[body].to_owned(),
                        span: place(whole.clone()),
                    }));
                    whole.end
                }
                Token::Text => {
                    text.push('$');
                    dollar + 1
                }
            };
        }
        text.push_str(&raw.value[at..]);
        if !text.is_empty() {
            parts.push(Stored::Text(text));
        }
        Template { raw, parts }
    }

    /// Reads a text that was written nowhere.
    pub fn from_text(text: impl Into<String>) -> Template {
        Template::parse(text.into().into(), |_| Span::NONE)
    }

    /// A text in which nothing is a placeholder.
    pub fn verbatim(raw: Located<String>) -> Template {
        Template { raw, parts: Vec::new() }
    }

    /// Literal text and placeholders in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let is_literal = self.parts.is_empty() && !self.raw.value.is_empty();
        let literal = is_literal.then(|| Part::Text(&self.raw.value));
        literal.into_iter().chain(self.parts.iter().map(|part| match part {
            Stored::Text(text) => Part::Text(text),
            Stored::Reference(reference) => Part::Reference(reference),
        }))
    }

    /// The placeholder that is the whole text.
    pub fn as_reference(&self) -> Option<&Reference> {
        match self.parts.as_slice() {
            [Stored::Reference(reference)] => Some(reference),
            _ => None,
        }
    }

    /// The placeholders in order.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts.iter().filter_map(|part| match part {
            Stored::Reference(reference) => Some(reference),
            Stored::Text(_) => None,
        })
    }
}

enum Token {
    /// `$$` or `$${…}`: the first `$` goes; the end of the token.
    Escape(usize),
    /// `${…}`: the range of what stands inside.
    Reference(Range<usize>),
    /// A `$` that begins nothing.
    Text,
}

/// What begins at a `$`.
fn token(text: &str, dollar: usize) -> Token {
    let rest = &text.as_bytes()[dollar + 1..];
    let closed = |open: usize| text[open..].find('}').map(|offset| open + offset);
    match rest {
        [b'$', b'{', ..] => Token::Escape(closed(dollar + 3).map_or(dollar + 2, |end| end + 1)),
        [b'$', ..] => Token::Escape(dollar + 2),
        [b'{', ..] => closed(dollar + 2).map_or(Token::Text, |end| Token::Reference(dollar + 2..end)),
        _ => Token::Text,
    }
}

fn elements(text: &str, body: Range<usize>, place: &impl Fn(Range<usize>) -> Span) -> Vec<Located<String>> {
    let mut start = body.start;
    if !text[body.clone()].contains('\\') {
        let located = text[body].split('.').map(|element| {
            let end = start + element.len();
            let located = Located::new(element.to_owned(), place(start..end));
            start = end + 1;
            located
        });
        return located.collect();
    }
    let mut elements = Vec::new();
    let mut element = String::new();
    let mut characters = text[body.clone()].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' if characters.next_if(|(_, next)| *next == '.').is_some() => element.push('.'),
            '.' => {
                let end = body.start + offset;
                elements.push(Located::new(std::mem::take(&mut element), place(start..end)));
                start = end + 1;
            }
            other => element.push(other),
        }
    }
    elements.push(Located::new(element, place(start..body.end)));
    elements
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Template, D::Error> {
        String::deserialize(deserializer).map(Template::from_text)
    }
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
    Mapping(OrderedMap<String, TemplateValue>),
}

impl TemplateValue {
    /// The value as written, placeholders unfilled.
    pub fn to_value(&self) -> Value {
        match self {
            TemplateValue::Null => Value::Null,
            TemplateValue::Bool(value) => Value::Bool(*value),
            TemplateValue::Number(number) => Value::Number(number.clone()),
            TemplateValue::Timestamp(text) => Value::Timestamp(text.clone()),
            TemplateValue::Text(template) => Value::String(template.raw.value.clone()),
            TemplateValue::Sequence(items) => {
                Value::Sequence(items.iter().map(TemplateValue::to_value).collect())
            }
            TemplateValue::Mapping(map) => Value::Mapping(
                map.iter().map(|(key, value)| (key.clone(), value.to_value())).collect::<Mapping>(),
            ),
        }
    }

    /// A value that was written nowhere.
    pub fn from_value(value: &Value) -> TemplateValue {
        match value {
            Value::Null => TemplateValue::Null,
            Value::Bool(value) => TemplateValue::Bool(*value),
            Value::Number(number) => TemplateValue::Number(number.clone()),
            Value::Timestamp(text) => TemplateValue::Timestamp(text.clone()),
            Value::String(text) => TemplateValue::Text(Template::from_text(text.as_str())),
            Value::Sequence(items) => {
                TemplateValue::Sequence(items.iter().map(TemplateValue::from_value).collect())
            }
            Value::Mapping(map) => TemplateValue::Mapping(
                map.iter().map(|(key, value)| (key.clone(), TemplateValue::from_value(value))).collect(),
            ),
        }
    }

    /// Calls a function with every template inside, in order.
    pub fn for_each_template<'a>(&'a self, call: &mut impl FnMut(&'a Template)) {
        match self {
            TemplateValue::Text(template) => call(template),
            TemplateValue::Sequence(items) => items.iter().for_each(|item| item.for_each_template(call)),
            TemplateValue::Mapping(map) => map.values().for_each(|value| value.for_each_template(call)),
            TemplateValue::Null
            | TemplateValue::Bool(_)
            | TemplateValue::Number(_)
            | TemplateValue::Timestamp(_) => {}
        }
    }
}

impl Serialize for TemplateValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TemplateValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TemplateValue, D::Error> {
        Value::deserialize(deserializer).map(|value| TemplateValue::from_value(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text with every reference shown as `<body>`.
    fn shown(text: &str) -> String {
        let part = |part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Reference(reference) => format!("<{}>", reference.body),
        };
        Template::from_text(text).parts().map(part).collect()
    }

    #[test]
    fn dollars_and_placeholders() {
        for (text, wanted) in [
            ("", ""),
            ("abc", "abc"),
            ("$abc", "$abc"),
            ("a $$ b", "a $ b"),
            ("$${abc}", "${abc}"),
            ("$$${abc}", "$<abc>"),
            ("$$$${abc}", "$${abc}"),
            ("$$$$${abc}", "$$<abc>"),
            ("$${open", "${open"),
            ("${open", "${open"),
            ("${a{b}", "<a{b>"),
            ("${}", "<>"),
            ("a$", "a$"),
            ("${a}${b}", "<a><b>"),
            ("${ü.x}", "<ü.x>"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn elements_are_split_at_dots() {
        let elements = |text: &str| {
            let template = Template::parse(text.to_owned().into(), |range| {
                Span::new(score_yaml::SourceId(0), range.start, range.end)
            });
            let reference = template.references().next().cloned().unwrap();
            reference.elements.iter().map(|it| (it.value.clone(), it.span.range())).collect::<Vec<_>>()
        };
        assert_eq!(elements("${a.b}"), [("a".to_owned(), 2..3), ("b".to_owned(), 4..5)]);
        assert_eq!(elements(r"${a.b\.c/d}"), [("a".to_owned(), 2..3), ("b.c/d".to_owned(), 4..10)]);
        assert_eq!(elements(r"${a\b}"), [(r"a\b".to_owned(), 2..5)]);
        assert_eq!(elements("${}"), [(String::new(), 2..2)]);
        assert_eq!(elements("${a.}").len(), 2);
    }
}
