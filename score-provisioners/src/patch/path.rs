//! Paths of operations: keys and indices joined by `.`, or a query that only replaces what is there.

/// How many elements a path may have.
const MOST_ELEMENTS: usize = 200;

/// Where an operation goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Path<'p> {
    /// Key by key. There is at least one.
    Plain(Vec<Element>),
    /// A path with `*`, `?`, `#`, `|` or `@` that is not escaped.
    Query(&'p str),
}

/// A key of a mapping or an index of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Escapes undone.
    pub(super) text: String,
    /// Whether a `:` before it says that it is a key, although it may look like an index.
    pub(super) is_key: bool,
}

/// What an element means to a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The item of this index.
    At(usize),
    /// `-1`: behind the last item when setting, the last item when deleting.
    End,
}

/// Why a text is no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoPath {
    #[error("the path is empty")]
    Empty,
    #[error("the path has an empty element, for two `.` follow each other or one stands at an end")]
    EmptyElement,
    #[error("the path has more than {MOST_ELEMENTS} elements")]
    TooLong,
}

impl Element {
    /// Where it leads in a list that may have to be made for it; none for a key.
    pub(super) fn position(&self) -> Option<Position> {
        if self.is_key { None } else { self.position_in_list() }
    }

    /// Where it leads in a list that is there.
    pub(super) fn position_in_list(&self) -> Option<Position> {
        match self.text.as_str() {
            "-1" if !self.is_key => Some(Position::End),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().ok().map(Position::At)
            }
            _ => None,
        }
    }
}

/// Reads a path.
///
/// # Errors
/// When it is empty or has an empty element, or too many.
pub(super) fn parse(text: &str) -> Result<Path<'_>, NoPath> {
    if text.is_empty() {
        return Err(NoPath::Empty);
    }
    let mut elements = Vec::new();
    let mut characters = text.chars().peekable();
    loop {
        let is_key = characters.next_if_eq(&':').is_some();
        let mut element = Element { text: String::new(), is_key };
        let has_next = loop {
            match characters.next() {
                None => break false,
                Some('.') => break true,
                Some('*' | '?' | '#' | '|' | '@') => return Ok(Path::Query(text)),
                Some('\\') => element.text.extend(characters.next()),
                Some(other) => element.text.push(other),
            }
        };
        if element.text.is_empty() {
            return Err(NoPath::EmptyElement);
        }
        elements.push(element);
        if elements.len() > MOST_ELEMENTS {
            return Err(NoPath::TooLong);
        }
        if !has_next {
            return Ok(Path::Plain(elements));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_keys_and_indices() {
        for (text, wanted) in [
            ("a", &[("a", false)][..]),
            ("a.b-c.0", &[("a", false), ("b-c", false), ("0", false)]),
            (r"labels.a\.b/c", &[("labels", false), ("a.b/c", false)]),
            (r"a\\b\*.c", &[(r"a\b*", false), ("c", false)]),
            ("x.:0000.y", &[("x", false), ("0000", true), ("y", false)]),
            (":a:b", &[("a:b", true)]),
            (r"\:a", &[(":a", false)]),
            ("-1", &[("-1", false)]),
        ] {
            let wanted = wanted
                .iter()
                .map(|(text, is_key)| Element { text: (*text).to_owned(), is_key: *is_key })
                .collect();
            assert_eq!(parse(text), Ok(Path::Plain(wanted)), "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_path_is_a_query_or_refused() {
        for query in ["services.*.image", "a?.b", "a.#.b", "a.#(b==1)", "a|b", "@this", "a@b", r"a\.b*"] {
            assert_eq!(parse(query), Ok(Path::Query(query)));
        }
        for (text, wanted) in [
            ("", NoPath::Empty),
            (".", NoPath::EmptyElement),
            ("a.", NoPath::EmptyElement),
            ("a..b", NoPath::EmptyElement),
            ("a.:.b", NoPath::EmptyElement),
            ("\\", NoPath::EmptyElement),
        ] {
            assert_eq!(parse(text), Err(wanted), "{text}");
        }
        assert_eq!(parse(&"a.".repeat(100_000)), Err(NoPath::TooLong));
    }

    #[test]
    fn indices_are_digits_or_minus_one() {
        for (text, position, in_list) in [
            ("0", Some(Position::At(0)), Some(Position::At(0))),
            ("007", Some(Position::At(7)), Some(Position::At(7))),
            ("-1", Some(Position::End), Some(Position::End)),
            (":1", None, Some(Position::At(1))),
            (":-1", None, None),
            ("-2", None, None),
            ("1a", None, None),
            ("99999999999999999999", None, None),
        ] {
            let Ok(Path::Plain(elements)) = parse(text) else { panic!("{text}") };
            assert_eq!(
                (elements[0].position(), elements[0].position_in_list()),
                (position, in_list),
                "{text}"
            );
        }
    }
}
