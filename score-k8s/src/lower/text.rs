//! Texts on their way into manifests: dollars, and secrets where no secret can be.

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::Located;
use score_core::text::{Segment, Text, mentions_secret};
use score_yaml::Span;

use crate::options::Dollars;

/// A text of the score file that Kubernetes takes as it is. Reports `unresolved-secret` when it refers to a secret.
pub(super) fn literal(text: &Located<String>, path: &str, log: &mut Diagnostics) -> String {
    if mentions_secret(text) {
        log.push(unresolved(path, text.span));
    }
    text.value.clone()
}

/// Says that a reference to a secret would be taken for text.
pub(super) fn unresolved(path: &str, place: Span) -> Diagnostic {
    Diagnostic::error(Code::UnresolvedSecret, format!("a secret cannot be read in `{path}`"))
        .path(path)
        .at(place, "refers to a secret")
        .note("a secret can be a part of a variable, and the whole content of a file")
}

/// A text with the references to secrets in its literal parts decoded as well: people can build them out of pieces.
/// `None` when one is malformed or has no end.
pub(super) fn decoded(text: &Text) -> Option<std::borrow::Cow<'_, Text>> {
    let marked = |text: &Text| {
        text.segments().iter().any(|segment| match segment {
            Segment::Text(literal) => mentions_secret(literal),
            Segment::Secret(secret) => mentions_secret(&secret.name) || mentions_secret(&secret.key),
            Segment::Environment(_) => false,
        })
    };
    if !marked(text) {
        return Some(std::borrow::Cow::Borrowed(text));
    }
    let again = Text::decode(&text.encode()).ok()?;
    (!marked(&again)).then_some(std::borrow::Cow::Owned(again))
}

/// A text in which Kubernetes would replace `$(NAME)` and `$$`.
pub(super) fn expanded_later(text: &str, dollars: Dollars) -> String {
    match dollars {
        Dollars::LeftToKubernetes => text.to_owned(),
        Dollars::AsTyped => {
            let mut escaped = String::with_capacity(text.len());
            let mut characters = text.chars().peekable();
            while let Some(character) = characters.next() {
                escaped.push(character);
                // A single one stays what it is before a letter, a digit or a sign.
                let is_plain = |next: &char| next.is_ascii() && !matches!(next, '$' | '(');
                if character == '$' && !characters.peek().is_some_and(is_plain) {
                    escaped.push('$');
                }
            }
            escaped
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_that_kubernetes_would_replace_are_doubled() {
        for (text, escaped) in [
            ("plain", "plain"),
            ("$x costs $5", "$x costs $5"),
            ("$(HOME)", "$$(HOME)"),
            ("a$$b", "a$$$b"),
            ("$$", "$$$$"),
            ("$", "$$"),
            ("$é", "$$é"),
            ("${x}", "${x}"),
        ] {
            assert_eq!(expanded_later(text, Dollars::AsTyped), escaped, "{text}");
            assert_eq!(expanded_later(text, Dollars::LeftToKubernetes), text);
        }
    }

    #[test]
    fn references_built_out_of_pieces_are_secrets() {
        let mut text = Text::literal("pg://\u{1F510}\u{1F4AC}pg_");
        text.append(&Text::literal("password\u{1F4AC}\u{1F510}@pg"));
        assert_eq!(decoded(&text).unwrap().secrets().count(), 1);
        assert_eq!(decoded(&Text::literal("\u{1F510}\u{1F4AC}open")), None);
        assert_eq!(decoded(&Text::literal("\u{1F510}\u{1F4AC}open\u{1F4AC}\u{1F510}")), None);
        let whole = "\u{1F510}\u{1F4AC}open \u{1F510}\u{1F4AC}pg_password\u{1F4AC}\u{1F510}";
        assert_eq!(decoded(&Text::literal(whole)), None);
    }
}
