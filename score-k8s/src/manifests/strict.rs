//! Reading a value as a type of Kubernetes, noticing every key that the type does not have, and where a value is of the
//! wrong type. What is read is only looked at, so texts are borrowed.
//!
//! Lenient where Kubernetes is: nothing stands for an empty value, a quantity may be a bare number, and `2.0` is whole.

use std::cell::RefCell;
use std::fmt;

use score_yaml::{Mapping, Number, Value};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};

use crate::lower::quantity::canonical;

/// Something that a type of Kubernetes does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Keys joined by dots, with indices in brackets: `spec.ports[0].port`.
    pub(crate) path: String,
    pub(crate) kind: MisfitKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MisfitKind {
    /// The last key of the path is not one of these.
    UnknownField { known: &'static [&'static str] },
    /// What was expected and what was found. Never shows the value, which may be secret.
    WrongType(String),
}

/// Reads a value. Unknown fields do not hinder it.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(value: &Value) -> (Option<T>, Vec<Misfit>) {
    let misfits = RefCell::new(Vec::new());
    let read =
        T::deserialize(Strict { value, place: &Place { parent: None, step: Step::Root }, misfits: &misfits });
    let mut found = misfits.into_inner();
    match read {
        Ok(read) => (Some(read), found),
        Err(Failure { message, path }) => {
            found.push(Misfit { path, kind: MisfitKind::WrongType(message) });
            (None, found)
        }
    }
}

/// Where a value stands, from the inside out.
struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(formatter)?;
        match self.step {
            Step::Root => Ok(()),
            Step::Key(key) if parent.parent.is_none() => formatter.write_str(key),
            Step::Key(key) => write!(formatter, ".{key}"),
            Step::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}

/// Why a value cannot be read. The path is filled in by the first collection on the way out.
#[derive(Debug)]
struct Failure {
    message: String,
    path: String,
}

impl Failure {
    fn expected(what: &str) -> Failure {
        Failure { message: format!("expected {what}"), path: String::new() }
    }

    fn at(mut self, place: &Place<'_>) -> Failure {
        if self.path.is_empty() {
            self.path = place.to_string();
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    /// What the types say themselves may show a part of the value.
    fn custom<T: fmt::Display>(_: T) -> Failure {
        Failure::expected("text of another form, as base64 in a Secret")
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Failure {
        let found = match found {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
            Unexpected::Float(_) => "a number with a fraction",
            Unexpected::Char(_) | Unexpected::Str(_) => "text",
            Unexpected::Unit | Unexpected::Option => "nothing",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a mapping",
            _ => "something else",
        };
        Failure::expected(&format!("{}, found {found}", in_words(expected)))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Failure {
        Failure::expected(&in_words(expected))
    }
}

/// What the types say they expect, for people.
fn in_words(expected: &dyn Expected) -> String {
    match expected.to_string().as_str() {
        "i32" => "a whole number of at most 32 bits".to_owned(),
        "i64" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        "a string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a map" => "a mapping".to_owned(),
        "a sequence" => "a list".to_owned(),
        "IntOrString" => "a whole number or text".to_owned(),
        other => other.to_owned(),
    }
}

struct Strict<'de, 'p> {
    value: &'de Value,
    place: &'p Place<'p>,
    misfits: &'p RefCell<Vec<Misfit>>,
}

const EMPTY: &Value = &Value::Null;

impl<'de> Strict<'de, '_> {
    fn mapping<V: Visitor<'de>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.value {
            Value::Mapping(map) => {
                visitor.visit_map(Entries { of: &self, map: map.iter(), value: EMPTY, key: "", fields })
            }
            Value::Null => visitor.visit_map(Entries {
                of: &self,
                map: Default::default(),
                value: EMPTY,
                key: "",
                fields,
            }),
            other => Err(de::Error::invalid_type(unexpected(other), &"a mapping")),
        }
    }

    fn whole<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Number(number) => visit_whole(number, visitor),
            Value::Null => visitor.visit_i64(0),
            other => Err(de::Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::String(text) | Value::Timestamp(text) => visitor.visit_borrowed_str(text),
            Value::Null => visitor.visit_borrowed_str(""),
            other => Err(de::Error::invalid_type(unexpected(other), &visitor)),
        }
    }
}

fn visit_whole<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Failure> {
    let float = number.as_f64();
    match (number.as_i64(), number.as_u64()) {
        (Some(whole), _) => visitor.visit_i64(whole),
        (None, Some(whole)) => visitor.visit_u64(whole),
        (None, None) if float.fract() == 0.0 && float.abs() < 1e15 => visitor.visit_i64(float as i64),
        (None, None) => Err(de::Error::invalid_type(Unexpected::Float(float), &visitor)),
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(number) if number.is_float() => Unexpected::Float(number.as_f64()),
        Value::Number(_) => Unexpected::Signed(0),
        Value::String(_) | Value::Timestamp(_) => Unexpected::Str(""),
        Value::Sequence(_) => Unexpected::Seq,
        Value::Mapping(_) => Unexpected::Map,
    }
}

macro_rules! forward {
    ($to:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            self.$to(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Strict<'de, '_> {
    type Error = Failure;

    forward! { whole: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    forward! { text: deserialize_str deserialize_string deserialize_char deserialize_identifier }
    forward! { deserialize_any: deserialize_bytes deserialize_byte_buf }
    forward! { deserialize_f64: deserialize_f32 }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) if number.is_float() => visitor.visit_f64(number.as_f64()),
            Value::Number(number) => visit_whole(number, visitor),
            Value::String(text) | Value::Timestamp(text) => visitor.visit_borrowed_str(text),
            Value::Sequence(_) => self.deserialize_seq(visitor),
            Value::Mapping(_) => self.mapping(None, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Null => visitor.visit_bool(false),
            other => Err(de::Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Number(number) => visitor.visit_f64(number.as_f64()),
            Value::Null => visitor.visit_f64(0.0),
            other => Err(de::Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if name != "Quantity" {
            return visitor.visit_newtype_struct(self);
        }
        let amount = match self.value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            other => return Err(de::Error::invalid_type(unexpected(other), &QUANTITY)),
        };
        if canonical(&amount).is_none() {
            return Err(de::Error::invalid_value(Unexpected::Str(""), &QUANTITY));
        }
        let text: StrDeserializer<'_, Failure> = amount.as_str().into_deserializer();
        visitor.visit_newtype_struct(text)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.value {
            Value::Sequence(items) => visitor.visit_seq(Items { of: &self, items: items.iter().enumerate() }),
            Value::Null => visitor.visit_seq(Items { of: &self, items: [].iter().enumerate() }),
            other => Err(de::Error::invalid_type(unexpected(other), &"a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.mapping(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.mapping(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.value {
            Value::String(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            other => Err(de::Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }
}

const QUANTITY: &str = "an amount such as `500m` or `1Gi`";

struct Entries<'de, 's, 'p> {
    of: &'s Strict<'de, 'p>,
    map: <&'de Mapping as IntoIterator>::IntoIter,
    key: &'de str,
    value: &'de Value,
    fields: Option<&'static [&'static str]>,
}

impl Entries<'_, '_, '_> {
    fn place(&self) -> Place<'_> {
        Place { parent: Some(self.of.place), step: Step::Key(self.key) }
    }
}

impl<'de> MapAccess<'de> for Entries<'de, '_, '_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        let Some((key, value)) = self.map.next() else { return Ok(None) };
        (self.key, self.value) = (key, value);
        if let Some(known) = self.fields.filter(|fields| !fields.contains(&key.as_str())) {
            let path = self.place().to_string();
            self.of.misfits.borrow_mut().push(Misfit { path, kind: MisfitKind::UnknownField { known } });
        }
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let place = self.place();
        let inner = Strict { value: self.value, place: &place, misfits: self.of.misfits };
        seed.deserialize(inner).map_err(|failure| failure.at(&place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.map.len())
    }
}

fn is_mapping(value: &Value) -> bool {
    matches!(value, Value::Mapping(_))
}

struct Items<'de, 's, 'p> {
    of: &'s Strict<'de, 'p>,
    items: std::iter::Enumerate<std::slice::Iter<'de, Value>>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_, '_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        let Some((index, value)) = self.items.next() else { return Ok(None) };
        let place = Place { parent: Some(self.of.place), step: Step::Index(index) };
        let inner = Strict { value, place: &place, misfits: self.of.misfits };
        // Nothing stands for an empty text, but not for an object.
        if *value == Value::Null
            && self.of.value.as_sequence().is_some_and(|items| items.iter().any(is_mapping))
        {
            return Err(Failure::expected("a mapping, found nothing").at(&place));
        }
        seed.deserialize(inner).map(Some).map_err(|failure| failure.at(&place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::apps::v1::Deployment;
    use k8s_openapi::api::core::v1::{PersistentVolumeClaimSpec, Secret, Service};

    use super::*;

    fn value(text: &str) -> Value {
        let documents = score_yaml::read(score_yaml::SourceId::NONE, text, &score_yaml::Limits::default());
        documents.unwrap()[0].to_value()
    }

    fn misfits<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<(String, String)> {
        let shown = |misfit: Misfit| match misfit.kind {
            MisfitKind::UnknownField { known } => (misfit.path, format!("not one of {}", known.len())),
            MisfitKind::WrongType(message) => (misfit.path, message),
        };
        read::<T>(&value(text)).1.into_iter().map(shown).collect()
    }

    #[test]
    fn misfits_are_named_with_their_place() {
        let one = |path: &str, what: &str| vec![(path.to_owned(), what.to_owned())];
        assert_eq!(
            misfits::<Service>(
                "{apiVersion: v1, kind: Service, spec: {ports: [{port: 80, targetPort: web}]}}"
            ),
            []
        );
        assert_eq!(misfits::<Service>("{spec: {nonsense: 1}}"), one("spec.nonsense", "not one of 20"));
        assert_eq!(
            misfits::<Service>("{spec: {ports: [{port: 80}, {port: x}]}}"),
            one("spec.ports[1].port", "expected a whole number of at most 32 bits, found text")
        );
        assert_eq!(
            misfits::<Secret>("{data: {a: YQ==}, stringData: {b: 5}}"),
            one("stringData.b", "expected text, found a whole number")
        );
        assert_eq!(misfits::<Secret>("[]"), one("", "expected a mapping, found a list"));
        assert_eq!(misfits::<Secret>("{metadata: {annotations: {a: null}}, data: null}"), []);
        assert_eq!(misfits::<Deployment>("{spec: {replicas: 2.0, template: {metadata: null}}}"), []);
        assert_eq!(misfits::<PersistentVolumeClaimSpec>("{resources: {requests: {storage: 1}}}"), []);
        let wrong = "{resources: {requests: {storage: 1GB}}}";
        assert_eq!(
            misfits::<PersistentVolumeClaimSpec>(wrong),
            one("resources.requests.storage", "expected an amount such as `500m` or `1Gi`")
        );
    }

    #[test]
    fn values_that_may_be_secret_are_not_shown() {
        let found = misfits::<Secret>("{data: {password: 'hunter2!'}}");
        assert_eq!(found.len(), 1);
        assert!(!found[0].1.contains("hunter2"), "{found:?}");
    }
}
