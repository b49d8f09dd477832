//! `$` in texts. Compose interpolates every text of its file, so a dollar that a container should see has to be doubled
//! where Compose would act on it; elsewhere it may stay, and does, as people write it.

use std::borrow::Cow;

use score_core::placeholder::{Part, Template};
use score_core::text::{Segment, Text};

use crate::options::CommandDollars;

/// Whether Compose acts on a dollar before this character. Its pattern ignores case, by which two characters beyond
/// ASCII count as `s` and `k`.
fn acts_before(next: char) -> bool {
    matches!(next, '$' | '{' | '_' | '\u{17f}' | '\u{212a}') || next.is_ascii_alphabetic()
}

/// A text that Compose turns back into `text`.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains('$') {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    escape_into(text, None, &mut escaped);
    Cow::Owned(escaped)
}

/// The same, followed by a character.
fn escape_into(text: &str, behind: Option<char>, out: &mut String) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        out.push(character);
        if character == '$' && characters.peek().copied().or(behind).is_some_and(acts_before) {
            out.push('$');
        }
    }
}

/// What a container gets of a text, environment variables aside; `None` when Compose would replace or refuse more.
fn read(text: &str) -> Option<Text> {
    let mut read = Text::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        read.push(Segment::Text(before.to_owned()));
        rest = match behind.chars().next() {
            Some('{') => {
                let (name, behind) = behind[1..].split_once('}')?;
                read.push(Segment::Environment(name.to_owned()));
                behind
            }
            Some('$') => {
                read.push(Segment::Text("$".to_owned()));
                &behind[1..]
            }
            Some(next) if acts_before(next) => return None,
            _ => {
                read.push(Segment::Text("$".to_owned()));
                behind
            }
        };
    }
    read.push(Segment::Text(rest.to_owned()));
    Some(read)
}

/// Text for Compose. Secrets must have been refused before: they are left out.
pub(crate) fn text(text: &Text) -> String {
    let pieces: Vec<Piece<'_>> = text.segments().iter().filter_map(Piece::of).collect();
    join(&pieces)
}

/// The text of a variable. Dollars that were typed twice stay doubled although Compose would not need it.
pub(crate) fn variable(template: &Template, filled: &Text) -> String {
    let as_typed = template.raw.value.contains("$$").then(|| as_typed(&template.raw.value, filled)).flatten();
    as_typed.filter(|typed| read(typed).as_ref() == Some(filled)).unwrap_or_else(|| text(filled))
}

/// A word of a command.
pub(crate) fn command_word(word: &str, dollars: CommandDollars) -> Cow<'_, str> {
    if !word.contains('$') {
        return Cow::Borrowed(word);
    }
    match dollars {
        CommandDollars::AsTyped => escape(word),
        CommandDollars::PairsAreOne => {
            let meant = word.replace("$$", "$");
            let customary = customary(word);
            match read(&customary).as_ref().and_then(Text::as_literal) {
                Some(read) if read == meant => Cow::Owned(customary),
                _ => Cow::Owned(escape(&meant).into_owned()),
            }
        }
    }
}

/// As `score-compose` doubles dollars of commands: only those that begin the text or have two characters before them, of
/// which the first is visible and the second no dollar.
fn customary(word: &str) -> String {
    let acts = |next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '+' | '|' | '{' | '?');
    let characters: Vec<char> = word.chars().collect();
    let mut escaped = String::with_capacity(word.len() + 8);
    for (at, character) in characters.iter().enumerate() {
        let seen_before = match characters[..at] {
            [] => true,
            [.., visible, before] => visible.is_ascii_graphic() && before != '$',
            _ => false,
        };
        if *character == '$' && seen_before && characters.get(at + 1).copied().is_some_and(acts) {
            escaped.push('$');
        }
        escaped.push(*character);
    }
    escaped
}

/// A part of a text for Compose.
#[derive(Clone, Copy)]
enum Piece<'a> {
    /// In the words of Compose already.
    Ready(&'a str),
    /// Literal text.
    Literal(&'a str),
    /// The name of an environment variable.
    Environment(&'a str),
}

impl<'a> Piece<'a> {
    fn of(segment: &'a Segment) -> Option<Piece<'a>> {
        match segment {
            Segment::Text(text) => Some(Piece::Literal(text)),
            Segment::Environment(name) => Some(Piece::Environment(name)),
            Segment::Secret(_) => None,
        }
    }

    fn first(self) -> Option<char> {
        match self {
            Piece::Ready(text) | Piece::Literal(text) => text.chars().next(),
            Piece::Environment(_) => Some('$'),
        }
    }
}

fn join(pieces: &[Piece<'_>]) -> String {
    let mut joined = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Ready(text) => joined.push_str(text),
            Piece::Literal(text) => {
                escape_into(text, pieces.get(at + 1).and_then(|next| next.first()), &mut joined);
            }
            Piece::Environment(name) => {
                joined.push_str("${");
                joined.push_str(name);
                joined.push('}');
            }
        }
    }
    joined
}

/// The filled text with its literal parts as they were typed. A guess where a value holds the same text as a literal part.
fn as_typed(raw: &str, filled: &Text) -> Option<String> {
    let mut pieces = Vec::new();
    let mut segments = filled.segments().iter();
    let mut rest = "";
    for typed in literal_parts(raw) {
        let typed_alone = Template::from_text(typed);
        let literal = typed_alone.parts().find_map(|part| match part {
            Part::Text(text) => Some(text),
            Part::Reference(_) => None,
        })?;
        loop {
            if let Some(at) = rest.find(literal) {
                pieces.extend([Piece::Literal(&rest[..at]), Piece::Ready(typed)]);
                rest = &rest[at + literal.len()..];
                break;
            }
            pieces.push(Piece::Literal(rest));
            rest = match segments.next()? {
                Segment::Text(text) => text,
                segment => {
                    pieces.extend(Piece::of(segment));
                    ""
                }
            };
        }
    }
    pieces.push(Piece::Literal(rest));
    pieces.extend(segments.filter_map(Piece::of));
    pieces.retain(|piece| !matches!(piece, Piece::Literal("")));
    Some(join(&pieces))
}

/// What stands between the placeholders of a template, escapes kept.
fn literal_parts(raw: &str) -> Vec<&str> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(dollar) = raw[at..].find('$').map(|offset| at + offset) {
        let behind = &raw[dollar + 1..];
        at = match behind.find('}').filter(|_| behind.starts_with('{')) {
            Some(end) => {
                parts.push(&raw[start..dollar]);
                start = dollar + 1 + end + 1;
                start
            }
            None => dollar + 1 + usize::from(behind.starts_with('$')),
        };
    }
    parts.push(&raw[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_is_doubled_where_compose_would_act_on_it() {
        for (text, escaped) in [
            ("plain", "plain"),
            ("$HOME", "$$HOME"),
            ("${A:-b}", "$${A:-b}"),
            ("$$", "$$$"),
            ("$$x", "$$$$x"),
            ("$5 $(date) $@ $", "$5 $(date) $@ $"),
            ("é$_a", "é$$_a"),
            ("$ſ", "$$ſ"),
        ] {
            assert_eq!(escape(text), escaped);
            assert_eq!(read(escaped).unwrap().as_literal(), Some(text), "Compose gives it back");
        }
        assert_eq!(read("$HOME"), None);
        assert_eq!(read("a${"), None);
    }

    /// Fills every placeholder: `${x}` by a literal, `${env.NAME}` by an environment variable.
    fn filled(raw: &str, value: &str) -> String {
        let template = Template::from_text(raw);
        let mut text = Text::new();
        for part in template.parts() {
            text.push(match part {
                Part::Text(text) => Segment::Text(text.to_owned()),
                Part::Reference(reference) => match reference.body.strip_prefix("env.") {
                    Some(name) => Segment::Environment(name.to_owned()),
                    None => Segment::Text(value.to_owned()),
                },
            });
        }
        let printed = variable(&template, &text);
        assert_eq!(read(&printed).as_ref(), Some(&text), "Compose gives it back");
        printed
    }

    #[test]
    fn variables_keep_the_dollars_people_typed() {
        for (raw, value, printed) in [
            ("$$", "", "$$"),
            ("$${a}", "", "$${a}"),
            ("$$5", "", "$$5"),
            ("$5", "", "$5"),
            ("$HOME", "", "$$HOME"),
            ("a${", "", "a$${"),
            ("$$${x}", "v", "$$v"),
            ("$$5 for ${x}", "pa$$w${Y}", "$$5 for pa$$$$w$${Y}"),
            ("${x}$$1${x}", "v$5", "v$5$$1v$5"),
            ("${env.A}$$-${env.B}", "", "${A}$$-${B}"),
            ("$$$${x}", "v", "$$$${x}"),
            ("a$${env.A}", "", "a$${env.A}"),
            ("$-${env.A}$", "", "$-${A}$"),
            ("${x}{b}", "a$", "a$${b}"),
            ("${x}${env.A}", "$", "$$${A}"),
        ] {
            assert_eq!(filled(raw, value), printed, "{raw}");
        }
    }

    #[test]
    fn words_of_commands() {
        use CommandDollars::{AsTyped, PairsAreOne};
        for (word, typed, pairs) in [
            ("$A ${B} x $C", "$$A $${B} x $$C", "$$A $${B} x $$C"),
            ("$$A", "$$$$A", "$$A"),
            ("x$A", "x$$A", "x$$A"),
            ("echo \"$A\"", "echo \"$$A\"", "echo \"$$A\""),
            ("a  $B", "a  $$B", "a  $$B"),
            ("$(date) $@ $! $?", "$(date) $@ $! $?", "$(date) $@ $! $$?"),
            ("$1$2", "$1$2", "$$1$$2"),
            ("if x\n  echo $VAR\nfi", "if x\n  echo $$VAR\nfi", "if x\n  echo $$VAR\nfi"),
            ("echo \"$A\" $$B", "echo \"$$A\" $$$$B", "echo \"$$A\" $$B"),
            ("kill $$", "kill $$$", "kill $$"),
            ("$é", "$é", "$é"),
        ] {
            assert_eq!(command_word(word, AsTyped), typed, "{word} as typed");
            assert_eq!(command_word(word, PairsAreOne), pairs, "{word}, pairs being one");
        }
    }
}
