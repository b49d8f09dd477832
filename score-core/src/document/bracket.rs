//! The bracket that was not closed. Parsers notice far behind it, where something does not fit any more.

use score_yaml::{Error, ErrorKind, Span};

/// A bracket without its other half.
pub(super) struct Bracket {
    pub(super) span: Span,
    pub(super) closing: char,
}

/// The innermost bracket that is open where a text stopped being YAML.
pub(super) fn left_open(error: &Error, text: &str) -> Option<Bracket> {
    if error.kind != ErrorKind::Syntax {
        return None;
    }
    let (at, closing) = innermost(text.get(..error.span.start as usize)?)?;
    Some(Bracket { span: Span::new(error.span.source, at, at + 1), closing })
}

/// Reads as much of YAML as brackets need: quotes, comments, and where outside of brackets one may begin.
fn innermost(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    let mut may_begin = true;
    let mut before = '\n';
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match (quote, character) {
            (Some('"'), '\\') => {
                let _ = characters.next();
            }
            (Some(mark), _) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if may_begin => quote = Some(character),
            (None, '#') if before.is_whitespace() => {
                characters.by_ref().find(|(_, character)| *character == '\n');
                may_begin = true;
                before = '\n';
                continue;
            }
            (None, '[') if may_begin => open.push((at, ']')),
            (None, '{') if may_begin => open.push((at, '}')),
            (None, ']' | '}') => {
                let _ = open.pop_if(|(_, closing)| *closing == character);
            }
            _ => {}
        }
        may_begin = match character {
            '\n' | '[' | '{' | ',' => true,
            ':' | '-' | '?' => true,
            _ => may_begin && character.is_whitespace(),
        };
        before = character;
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_open_bracket() {
        for (text, found) in [
            ("a: {b: c\nd: e", Some((3, '}'))),
            ("a: [b, {c: d}, e\nf:", Some((3, ']'))),
            ("a: [b, {c: d\n", Some((7, '}'))),
            ("a: [b]\nc: {}", None),
            ("a: b [c\nd: 'x [y", None),
            ("a: \"[\\\"[\"\nb: # [\nc: d", None),
            ("- [é, 'it''s [', b", Some((2, ']'))),
        ] {
            assert_eq!(innermost(text), found, "{text}");
        }
    }
}
