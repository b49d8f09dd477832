//! Text whose placeholders have their values: literal parts, references to secrets, and environment variables that
//! are filled when the output runs. Secrets are typed here and never travel as marked strings.

use std::fmt;

use score_yaml::{Mapping, Number, OrderedMap, Value};

/// A key of a Secret in the namespace of the workload.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretRef {
    /// Name of the Secret. Never contains `_`.
    pub name: String,
    /// Key inside it.
    pub key: String,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Literal text.
    Text(String),
    /// The value of a secret, known only where the output runs.
    Secret(SecretRef),
    /// An environment variable that the platform fills when the output runs.
    Environment(String),
}

/// A text may carry a password, so it is never shown while debugging.
impl fmt::Debug for Segment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Segment::Text(text) => write!(formatter, "Text({} bytes)", text.len()),
            Segment::Secret(secret) => write!(formatter, "Secret({}/{})", secret.name, secret.key),
            Segment::Environment(name) => write!(formatter, "Environment({name})"),
        }
    }
}

/// Segments in order; neighbouring literals are joined.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Text {
    segments: Vec<Segment>,
}

/// What begins a secret reference inside a string of the reference tools: U+1F510 U+1F4AC.
const SECRET_START: &str = "\u{1F510}\u{1F4AC}";
/// What ends it: U+1F4AC U+1F510.
const SECRET_END: &str = "\u{1F4AC}\u{1F510}";

/// A string that starts a secret reference but does not say which key of which secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a secret reference has no `_` between the name of the secret and its key")]
pub struct MalformedSecretRef;

impl Text {
    /// No text.
    pub fn new() -> Text {
        Text::default()
    }

    /// Literal text without any reference.
    pub fn literal(text: impl Into<String>) -> Text {
        let mut whole = Text::new();
        whole.push(Segment::Text(text.into()));
        whole
    }

    /// Reads a string of a provisioner, in which `🔐💬<secret>_<key>💬🔐` stands for a secret.
    ///
    /// # Errors
    /// When a complete reference has no `_`. A start without an end is literal text.
    pub fn decode(marked: &str) -> Result<Text, MalformedSecretRef> {
        let mut text = Text::new();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(SECRET_START) {
            let Some((inside, behind)) = after.split_once(SECRET_END) else { break };
            text.push(Segment::Text(before.to_owned()));
            let (name, key) = inside.split_once('_').ok_or(MalformedSecretRef)?;
            text.push(Segment::Secret(SecretRef { name: name.to_owned(), key: key.to_owned() }));
            rest = behind;
        }
        text.push(Segment::Text(rest.to_owned()));
        Ok(text)
    }

    /// The string that [`Text::decode`] reads. Environment variables are written `${NAME}`.
    pub fn encode(&self) -> String {
        let mut marked = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Text(text) => marked.push_str(text),
                Segment::Secret(secret) => marked.push_str(&encode_secret_ref(&secret.name, &secret.key)),
                Segment::Environment(name) => {
                    marked.push_str("${");
                    marked.push_str(name);
                    marked.push('}');
                }
            }
        }
        marked
    }

    /// Adds a part; empty literals are dropped and neighbouring ones joined.
    pub fn push(&mut self, segment: Segment) {
        match (self.segments.last_mut(), segment) {
            (_, Segment::Text(text)) if text.is_empty() => {}
            (Some(Segment::Text(last)), Segment::Text(text)) => last.push_str(&text),
            (last, segment) => {
                // Most texts stay with one.
                if last.is_none() {
                    self.segments.reserve_exact(1);
                }
                self.segments.push(segment);
            }
        }
    }

    /// Adds literal text.
    pub fn push_literal(&mut self, text: &str) {
        match self.segments.last_mut() {
            Some(Segment::Text(last)) => last.push_str(text),
            _ => self.push(Segment::Text(text.to_owned())),
        }
    }

    /// Adds all parts of another text.
    pub fn append(&mut self, other: &Text) {
        for segment in &other.segments {
            match segment {
                Segment::Text(text) => self.push_literal(text),
                reference => self.push(reference.clone()),
            }
        }
    }

    /// The parts in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The whole text when it is literal throughout.
    pub fn as_literal(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [] => Some(""),
            [Segment::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The secrets in order of appearance.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretRef> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Secret(secret) => Some(secret),
            Segment::Text(_) | Segment::Environment(_) => None,
        })
    }
}

/// The string by which a template refers to a key of a secret.
pub fn encode_secret_ref(name: &str, key: &str) -> String {
    format!("{SECRET_START}{name}_{key}{SECRET_END}")
}

/// Whether a string holds the start of a secret reference.
pub fn mentions_secret(text: &str) -> bool {
    // Almost no text does, and almost all are found not to by this alone.
    !text.is_ascii() && text.contains(SECRET_START)
}

/// An output of a resource: a value whose strings are [`Text`].
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Text),
    /// A list.
    Sequence(Vec<Output>),
    /// A mapping in the order given.
    Mapping(OrderedMap<String, Output>),
}

impl Output {
    /// Reads a value of a provisioner, decoding the secret references in its strings.
    ///
    /// # Errors
    /// When a reference is malformed.
    pub fn decode(value: &Value) -> Result<Output, MalformedSecretRef> {
        Ok(match value {
            Value::Null => Output::Null,
            Value::Bool(value) => Output::Bool(*value),
            Value::Number(number) => Output::Number(number.clone()),
            Value::String(text) | Value::Timestamp(text) => Output::Text(Text::decode(text)?),
            Value::Sequence(items) => {
                Output::Sequence(items.iter().map(Output::decode).collect::<Result<_, _>>()?)
            }
            Value::Mapping(map) => Output::Mapping(decode_outputs(map)?),
        })
    }

    /// The value with its references encoded again, as states and templates carry it.
    pub fn encode(&self) -> Value {
        match self {
            Output::Null => Value::Null,
            Output::Bool(value) => Value::Bool(*value),
            Output::Number(number) => Value::Number(number.clone()),
            Output::Text(text) => Value::String(text.encode()),
            Output::Sequence(items) => Value::Sequence(items.iter().map(Output::encode).collect()),
            Output::Mapping(map) => Value::Mapping(
                map.iter().map(|(key, value)| (key.clone(), value.encode())).collect::<Mapping>(),
            ),
        }
    }
}

/// Reads the outputs of a resource.
///
/// # Errors
/// When a secret reference is malformed.
pub fn decode_outputs(map: &Mapping) -> Result<OrderedMap<String, Output>, MalformedSecretRef> {
    map.iter().map(|(key, value)| Ok((key.clone(), Output::decode(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_references_are_decoded_and_encoded() {
        let marked = "pg://app:\u{1F510}\u{1F4AC}pg-1_pass_word\u{1F4AC}\u{1F510}@pg";
        let text = Text::decode(marked).unwrap();
        assert_eq!(text.segments().len(), 3);
        assert_eq!(
            text.secrets().next().unwrap(),
            &SecretRef { name: "pg-1".into(), key: "pass_word".into() }
        );
        assert_eq!(text.encode(), marked);
    }

    #[test]
    fn a_start_without_an_end_is_text() {
        let marked = "\u{1F510}\u{1F4AC}pg-1_password";
        assert_eq!(Text::decode(marked).unwrap().as_literal(), Some(marked));
        assert_eq!(Text::decode("\u{1F510}\u{1F4AC}pg\u{1F4AC}\u{1F510}"), Err(MalformedSecretRef));
    }

    #[test]
    fn debugging_never_shows_text() {
        assert_eq!(format!("{:?}", Text::literal("hunter2")), "Text { segments: [Text(7 bytes)] }");
    }
}
