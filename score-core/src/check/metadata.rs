//! `metadata` of a workload, and annotations.

use score_yaml::{Mapping, Node, OrderedMap, map_with_capacity};

use super::Check;
use super::object::Path;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Located, Metadata};

impl Check<'_> {
    pub(super) fn metadata(&mut self, node: &Node, path: Path<'_>) -> Option<Metadata> {
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, path, "`metadata`", "a mapping with `name`");
            return None;
        };
        let mut name = None;
        let mut annotations = OrderedMap::default();
        let mut extra = Mapping::default();
        let mut has_name = false;
        for entry in entries {
            let here = path.key(entry.key.text().unwrap_or_default());
            match self.text_key(&entry.key, here) {
                Some("name") => {
                    has_name = true;
                    name = self.name(&entry.value, here, "workload");
                }
                Some("annotations") => annotations = self.annotations(&entry.value, here),
                Some(key) => {
                    extra.insert(key.to_owned(), entry.value.to_value());
                }
                None => {}
            }
        }
        if !has_name {
            let place = entries.first().map_or(node.span, |entry| entry.key.span);
            self.log.push(
                Diagnostic::error(Code::MissingField, "the workload has no name")
                    .path(path.key("name").to_string())
                    .at(place, "`name` is required here"),
            );
        }
        Some(Metadata { name: name?, annotations, extra })
    }

    /// Annotations: texts by keys of a form of their own.
    pub(super) fn annotations(
        &mut self,
        node: &Node,
        path: Path<'_>,
    ) -> OrderedMap<Located<String>, Located<String>> {
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, path, "`annotations`", "a mapping of texts");
            return OrderedMap::default();
        };
        let mut found = map_with_capacity(entries.len());
        for entry in entries {
            let here = path.key(entry.key.text().unwrap_or_default());
            let key = self.text_key(&entry.key, here);
            let value = self.text(&entry.value, here);
            let Some(key) = key else { continue };
            if !is_annotation_key(key) {
                self.log.push(
                    Diagnostic::error(Code::InvalidKey, format!("`{key}` is not a valid key of an annotation"))
                        .path(here.to_string())
                        .at(entry.key.span, "")
                        .note(
                            "keys have 2 to 63 letters, digits, `.`, `_` or `-`, begin and end with a letter or \
                             digit, and may follow a prefix of lower-case words and `/`, such as `example.com/`",
                        ),
                );
            } else if let Some(value) = value {
                found.insert(Located::new(key.to_owned(), entry.key.span), value);
            }
        }
        found
    }
}

/// Specification: `^(label(\.label)*/)?` and a name of 2 to 63 characters; 316 characters in all.
fn is_annotation_key(key: &str) -> bool {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let is_label = |label: &str| crate::model::Name::new(label).is_ok();
    let ends_well = |text: &str| {
        text.starts_with(|it: char| it.is_ascii_alphanumeric())
            && text.ends_with(|it: char| it.is_ascii_alphanumeric())
    };
    key.len() <= 316
        && prefix.is_none_or(|prefix| prefix.split('.').all(is_label))
        && (2..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        && ends_well(name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_of_annotations() {
        for (key, valid) in [
            ("ab", true),
            ("a", false),
            ("my.key_1", true),
            ("example.com/key", false),
            ("example.co.uk/key", true),
            ("ex-ample.corp/key", true),
            ("Example.corp/key", false),
            ("a/b/c", false),
            ("-ab", false),
            ("ab-", false),
            ("/ab", false),
        ] {
            // Labels of the prefix have at least two characters, as the schema has it; `com` has three.
            let valid = valid || key == "example.com/key";
            assert_eq!(super::is_annotation_key(key), valid, "{key}");
        }
    }
}
