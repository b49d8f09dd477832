//! Keeping secrets out of what people see: traces, notices and the words of failed programs.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use score_core::text::mentions_secret;
use score_yaml::{Mapping, Value};

/// What is shown in place of a secret.
const MASK: &str = "••••";
/// Shorter texts are masked where they stand alone, but not wherever they occur inside others. In bytes.
const SHORTEST_FOUND: usize = 4;
/// Parts of the names of secrets, without `-` and `_`.
const SECRET_NAMES: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "connectionstring",
    "salt",
];

/// Texts that must not be seen.
#[derive(Default)]
pub(crate) struct Secrets {
    texts: BTreeSet<String>,
}

impl Secrets {
    /// None yet.
    pub(crate) fn new() -> Secrets {
        Secrets::default()
    }

    /// Takes every text under a name that sounds secret.
    pub(crate) fn add_named(&mut self, map: &Mapping) {
        for (name, value) in map {
            match is_secret(map, name, value) {
                true => self.add_all(value),
                false => self.add_within(value),
            }
        }
    }

    /// Takes every text under a name that sounds secret, in whatever this is.
    pub(crate) fn add_within(&mut self, value: &Value) {
        match value {
            Value::Mapping(map) => self.add_named(map),
            Value::Sequence(items) => items.iter().for_each(|item| self.add_within(item)),
            _ => {}
        }
    }

    /// Takes every text in a value.
    pub(crate) fn add_all(&mut self, value: &Value) {
        match value {
            Value::Mapping(map) => map.values().for_each(|value| self.add_all(value)),
            Value::Sequence(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::String(text) if !mentions_secret(text) && !text.is_empty() => {
                self.texts.insert(text.clone());
                self.texts.insert(STANDARD.encode(text));
            }
            Value::Number(number) => {
                self.texts.insert(number.text());
            }
            _ => {}
        }
    }

    /// Takes every text that stands at the same place in two values and is not the same.
    pub(crate) fn add_differences(&mut self, value: &Value, other: &Value) {
        match (value, other) {
            (Value::Mapping(map), Value::Mapping(others)) => {
                for (index, (name, value)) in map.iter().enumerate() {
                    // A drawn name is a different one in the other value, at the same position.
                    match others.get(name).or_else(|| others.get_index(index).map(|(_, value)| value)) {
                        Some(other) => self.add_differences(value, other),
                        None => self.add_all(value),
                    }
                }
            }
            (Value::Sequence(items), Value::Sequence(others)) => {
                let mut others = others.iter();
                for item in items {
                    match others.next() {
                        Some(other) => self.add_differences(item, other),
                        None => self.add_all(item),
                    }
                }
            }
            (value, other) if value != other => self.add_all(value),
            _ => {}
        }
    }

    /// A text in which no secret can be read.
    pub(crate) fn mask_text(&self, text: &str) -> String {
        if self.texts.contains(text) {
            return MASK.to_owned();
        }
        let mut longest_first: Vec<&String> =
            self.texts.iter().filter(|secret| secret.len() >= SHORTEST_FOUND).collect();
        longest_first.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        longest_first.into_iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
            true => text.replace(secret.as_str(), MASK),
            false => text,
        })
    }

    /// A value in which no secret can be read.
    pub(crate) fn mask_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.mask_text(text)),
            Value::Number(number) if self.texts.contains(&number.text()) => Value::from(MASK),
            Value::Sequence(items) => {
                Value::Sequence(items.iter().map(|item| self.mask_value(item)).collect())
            }
            Value::Mapping(map) => Value::Mapping(
                map.iter().map(|(name, value)| (self.mask_text(name), self.mask_value(value))).collect(),
            ),
            other => other.clone(),
        }
    }
}

/// Whether what stands under a name is secret: by the name, or as the content of a Kubernetes Secret. What says where a
/// secret is, such as a `secretKeyRef`, is none.
fn is_secret(map: &Mapping, name: &str, value: &Value) -> bool {
    if matches!(name, "data" | "stringData") && map.get("kind").and_then(Value::as_str) == Some("Secret") {
        return true;
    }
    let name: String = name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is_volume =
        name == "secret" && value.as_mapping().is_some_and(|volume| volume.contains_key("secretName"));
    if is_volume || name.ends_with("ref") || matches!(&*name, "secretname" | "imagepullsecrets") {
        return false;
    }
    name == "pass" || SECRET_NAMES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        Value::from(serde_json::from_str::<serde_json::Value>(json).unwrap())
    }

    #[test]
    fn secrets_are_found_by_name_and_masked_wherever_they_occur() {
        let mut secrets = Secrets::new();
        secrets.add_within(&value(
            r#"{"user":"app","rootPassword":"hunter2","pin_token":1234,"empty-password":"",
                "list":[{"api_key":"k-99"}],"kind":"Secret","data":{"x":"cGFzcw=="},
                "ref-password":"🔐💬pg_password💬🔐"}"#,
        ));
        let shown = secrets.mask_value(&value(
            r#"{"url":"pg://app:hunter2@pg","b64":"aHVudGVyMg==","n":1234,"k":"k-99","x":"cGFzcw==",
                "ref":"🔐💬pg_password💬🔐","other":5}"#,
        ));
        assert_eq!(
            shown,
            value(
                r#"{"url":"pg://app:••••@pg","b64":"••••","n":"••••","k":"••••","x":"••••",
                    "ref":"🔐💬pg_password💬🔐","other":5}"#
            )
        );
    }

    #[test]
    fn what_says_where_a_secret_is_can_be_seen() {
        let mut secrets = Secrets::new();
        let manifest = value(
            r#"{"env":[{"valueFrom":{"secretKeyRef":{"name":"pg-app","key":"password"}}}],
                "volumes":[{"secret":{"secretName":"pg-app"}}],"imagePullSecrets":[{"name":"registry"}]}"#,
        );
        secrets.add_within(&manifest);
        assert_eq!(secrets.mask_value(&manifest), manifest);
    }

    #[test]
    fn what_differs_between_two_draws_is_secret() {
        let mut secrets = Secrets::new();
        secrets.add_differences(
            &value(r#"{"name":"db","user":"u-abcd","list":["same","x-1234"]}"#),
            &value(r#"{"name":"db","user":"u-efgh","list":["same","x-5678"]}"#),
        );
        assert_eq!(secrets.mask_text("db u-abcd same x-1234"), "db •••• same ••••");
    }
}
