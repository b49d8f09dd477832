//! Names of workloads, containers, ports and resources; types, classes and ids of resources.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A text that is not the name it should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{rule}")]
pub struct InvalidName {
    /// The whole rule, as a sentence without a full stop.
    pub rule: &'static str,
}

/// What a [`Name`] is made of.
pub const NAME_RULE: &str =
    "names have 2 to 63 characters out of a-z, 0-9 and `-`, and neither start nor end with `-`";
/// What a [`ResourceType`] is made of.
pub const TYPE_RULE: &str = "types and classes have 2 to 63 characters out of letters, 0-9 and `-`, and neither start nor end with `-`";
/// What a [`ResourceId`] is made of.
pub const ID_RULE: &str =
    "ids have 2 to 63 characters: words out of a-z, 0-9 and inner `-`, joined by single dots";

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $rule:ident, $accepts:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks a text.
            ///
            /// # Errors
            /// When it breaks the rule, which the error states in full.
            pub fn new(text: impl Into<String>) -> Result<$name, InvalidName> {
                let text = text.into();
                if $accepts(&text) { Ok($name(text)) } else { Err(InvalidName { rule: $rule }) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<$name, InvalidName> {
                $name::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
    };
}

text_type!(
    /// The name of a workload, container, port or resource: 2 to 63 characters out of `a-z`, `0-9` and `-`, neither
    /// starting nor ending with `-`.
    Name,
    NAME_RULE,
    is_name
);
text_type!(
    /// The type or class of a resource: 2 to 63 characters out of letters, digits and `-`, neither starting nor ending
    /// with `-`.
    ResourceType,
    TYPE_RULE,
    is_type
);
text_type!(
    /// The id of a shared resource: 2 to 63 characters, lower-case words with inner `-`, joined by single dots.
    ResourceId,
    ID_RULE,
    is_id
);

fn is_name(text: &str) -> bool {
    has_label_shape(text, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn is_type(text: &str) -> bool {
    has_label_shape(text, |byte| byte.is_ascii_alphanumeric())
}

fn is_id(text: &str) -> bool {
    (2..=63).contains(&text.len())
        && text.split('.').all(|word| {
            let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            !word.is_empty()
                && word.bytes().all(|byte| byte == b'-' || inner(byte))
                && !word.starts_with('-')
                && !word.ends_with('-')
        })
}

fn has_label_shape(text: &str, is_end: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    (2..=63).contains(&bytes.len())
        && is_end(*first)
        && is_end(*last)
        && bytes.iter().all(|byte| *byte == b'-' || is_end(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_types_and_ids_follow_their_rules() {
        for (text, name, kind, id) in [
            ("ab", true, true, true),
            ("a", false, false, false),
            ("Ab", false, true, false),
            ("a-b", true, true, true),
            ("a--b", true, true, true),
            ("-ab", false, false, false),
            ("ab-", false, false, false),
            ("a.b", false, false, true),
            ("a..b", false, false, false),
            ("a.-b", false, false, false),
            ("a_b", false, false, false),
            ("", false, false, false),
        ] {
            assert_eq!(Name::new(text).is_ok(), name, "name {text}");
            assert_eq!(ResourceType::new(text).is_ok(), kind, "type {text}");
            assert_eq!(ResourceId::new(text).is_ok(), id, "id {text}");
        }
        assert!(Name::new("a".repeat(63)).is_ok());
        assert!(Name::new("a".repeat(64)).is_err());
    }
}
