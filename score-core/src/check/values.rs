//! Single values: text, numbers, names, one of a few words.

use std::cell::LazyCell;
use std::str::FromStr;

use score_yaml::{Node, NodeData, Scalar, ScalarValue};

use super::Check;
use super::object::Path;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::model::{InvalidName, Located, Name, PortNumber};
use crate::placeholder::Template;

/// Names of more bytes are not repaired.
const LONGEST_REPAIR: usize = 400;

impl Check<'_> {
    /// Text. Numbers, dates and the like are reported with the quotes that make them text.
    pub(super) fn text(&mut self, node: &Node, path: Path<'_>) -> Option<Located<String>> {
        if let Some(text) = node.as_str() {
            return Some(Located::new(text.to_owned(), node.span));
        }
        let name = last_key(path);
        let mut found = Diagnostic::error(Code::WrongType, format!("{name} is {}, not text", node.kind()))
            .path(path.to_string())
            .at(node.span, "expected text");
        if matches!(node.data, NodeData::Scalar(_)) && !node.is_null() {
            found = self.with_quotes(found, node);
        }
        self.log.push(found);
        None
    }

    /// Text of at least one character.
    pub(super) fn filled_text(&mut self, node: &Node, path: Path<'_>) -> Option<Located<String>> {
        let text = self.text(node, path)?;
        if text.value.is_empty() {
            self.log.push(
                Diagnostic::error(Code::EmptyValue, format!("{} is empty", last_key(path)))
                    .path(path.to_string())
                    .at(node.span, "expected at least one character"),
            );
            return None;
        }
        Some(text)
    }

    /// A list of texts.
    pub(super) fn text_list(&mut self, node: &Node, path: Path<'_>) -> Option<Vec<Located<String>>> {
        let Some(items) = node.as_sequence() else {
            let name = last_key(path);
            let mut found =
                Diagnostic::error(Code::WrongType, format!("{name} is {}, not a list", node.kind()))
                    .path(path.to_string())
                    .at(node.span, "expected a list of texts");
            match node.as_str() {
                // Which words were meant is not for us to say.
                Some(text) if text.contains(char::is_whitespace) => {
                    found = found.help("write a list of words: no shell takes the text apart");
                }
                Some(_) => {
                    let written = self.sources.slice(node.span);
                    found = found.fix("make it a list of one", node.span, format!("[{written}]"));
                }
                None => {}
            }
            self.log.push(found);
            return None;
        };
        let texts: Vec<_> =
            items.iter().enumerate().map(|(index, item)| self.text(item, path.item(index))).collect();
        texts.into_iter().collect()
    }

    /// Text with placeholders.
    pub(super) fn template(&mut self, node: &Node, path: Path<'_>) -> Option<Template> {
        let text = self.text(node, path)?;
        Some(self.template_of(text, node))
    }

    /// The placeholders of a text, with their places.
    pub(super) fn template_of(&self, text: Located<String>, node: &Node) -> Template {
        // Most texts have no placeholder to find the place of.
        let within = LazyCell::new(|| score_yaml::Within::new(self.sources.text(node.span.source), node));
        Template::parse(text, |range| within.span(range))
    }

    /// True or false.
    pub(super) fn boolean(&mut self, node: &Node, path: Path<'_>) -> Option<Located<bool>> {
        if let NodeData::Scalar(Scalar { value: ScalarValue::Bool(value), .. }) = node.data {
            return Some(Located::new(value, node.span));
        }
        let message = format!("{} is {}, not true or false", last_key(path), node.kind());
        let found = Diagnostic::error(Code::WrongType, message).path(path.to_string());
        let found = found.at(node.span, "expected `true` or `false`");
        self.log.push(match node.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on" | "y") => found.fix("write `true`", node.span, "true"),
            Some("false" | "no" | "off" | "n") => found.fix("write `false`", node.span, "false"),
            _ => found,
        });
        None
    }

    /// A port. `80.0` is a whole number in JSON Schema and thus here.
    pub(super) fn port(&mut self, node: &Node, path: Path<'_>) -> Option<Located<PortNumber>> {
        let number = match &node.data {
            NodeData::Scalar(Scalar { value: ScalarValue::Int(number), .. }) => Some(*number),
            NodeData::Scalar(Scalar { value: ScalarValue::UInt(_), .. }) => Some(i64::MAX),
            NodeData::Scalar(Scalar { value: ScalarValue::Float(number), .. }) if number.fract() == 0.0 => {
                // Far outside the range of ports the cast saturates, which is as far outside.
                Some(*number as i64)
            }
            _ => None,
        };
        let Some(number) = number else {
            let message = format!("{} is {}, not a whole number", last_key(path), node.kind());
            let found = Diagnostic::error(Code::WrongType, message).path(path.to_string());
            let found = found.at(node.span, "expected a whole number from 1 to 65535");
            let unquoted = node.as_str().filter(|text| text.parse::<u16>().is_ok_and(|port| port > 0));
            self.log.push(match unquoted {
                Some(text) => found.fix("leave the quotes out", node.span, text),
                None => found,
            });
            return None;
        };
        match PortNumber::new(number) {
            Ok(port) => Some(Located::new(port, node.span)),
            Err(_) => {
                let written = node.text().unwrap_or_default();
                self.log.push(
                    Diagnostic::error(Code::ValueOutOfRange, format!("port {written} is out of range"))
                        .path(path.to_string())
                        .at(node.span, "expected a whole number from 1 to 65535"),
                );
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        node: &Node,
        path: Path<'_>,
        words: &[(&str, T)],
    ) -> Option<Located<T>> {
        let text = self.text(node, path)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(Located::new(*value, node.span));
        }
        let accepted = || words.iter().map(|(word, _)| *word);
        let found = Diagnostic::error(Code::InvalidValue, format!("{} is `{}`", last_key(path), text.value))
            .path(path.to_string())
            .at(node.span, format!("expected {}", suggest::choice(accepted())));
        self.log.push(match suggest::closest(&text.value, accepted()) {
            Some(near) => found.fix(format!("write `{near}`"), node.span, self.quoted_alike(node.span, near)),
            None => found,
        });
        None
    }

    /// The name of a workload, container, port or resource.
    pub(super) fn name(&mut self, node: &Node, path: Path<'_>, what: &str) -> Option<Located<Name>> {
        let text = self.text(node, path)?;
        self.named(text, path, what, Name::new, str::to_ascii_lowercase)
    }

    /// A text that has to follow a rule of names. `repair` makes the wrong characters right where it can.
    pub(super) fn named<T>(
        &mut self,
        text: Located<String>,
        path: Path<'_>,
        what: &str,
        new: impl Fn(String) -> Result<T, InvalidName>,
        repair: impl Fn(&str) -> String,
    ) -> Option<Located<T>> {
        let rule = match new(text.value.clone()) {
            Ok(name) => return Some(Located::new(name, text.span)),
            Err(InvalidName { rule }) => rule,
        };
        let found =
            Diagnostic::error(Code::InvalidName, format!("`{}` is not a valid {what} name", text.value))
                .path(path.to_string())
                .at(text.span, reason(&text.value))
                .note(rule);
        // A repair changes characters, so what is far too long stays so.
        let short = if text.value.len() <= LONGEST_REPAIR { text.value.as_str() } else { "" };
        let repaired: String =
            repair(short).chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect();
        let repaired = repaired.trim_matches('-').to_owned();
        self.log.push(match new(repaired.clone()) {
            Ok(_) if repaired != text.value => {
                let repaired = self.quoted_alike(text.span, &repaired);
                found.fix("this name would be accepted", text.span, repaired)
            }
            _ => found,
        });
        None
    }

    /// A text of a form of its own, such as an amount of memory.
    pub(super) fn formed<T, E: std::fmt::Display>(
        &mut self,
        node: &Node,
        path: Path<'_>,
        code: Code,
        new: impl Fn(String) -> Result<T, E>,
        near: impl Fn(&str) -> Option<String>,
    ) -> Option<Located<T>> {
        // A bare number is text without its quotes.
        let text = match node.as_str() {
            Some(_) => self.text(node, path)?,
            None => return self.text(node, path).and(None),
        };
        let rule = match new(text.value.clone()) {
            Ok(value) => return Some(Located::new(value, node.span)),
            Err(error) => error.to_string(),
        };
        let found = Diagnostic::error(code, format!("{} `{}` cannot be read", last_key(path), text.value))
            .path(path.to_string())
            .at(node.span, "")
            .note(rule);
        self.log.push(match near(&text.value).filter(|near| new(near.clone()).is_ok()) {
            Some(near) => found.fix(format!("write `{near}`"), node.span, format!("\"{near}\"")),
            None => found,
        });
        None
    }
}

/// What is wrong with a name, in a few words.
fn reason(text: &str) -> String {
    let length = text.chars().count();
    if length < 2 {
        return "at least 2 characters are needed".to_owned();
    }
    if length > 63 {
        return format!("{length} characters, and 63 are allowed");
    }
    let mut problems = Vec::new();
    if text.contains(|it: char| it.is_ascii_uppercase()) {
        problems.push("capital letters".to_owned());
    }
    let mut others: Vec<char> = text.chars().filter(|it| !it.is_ascii_alphanumeric() && *it != '-').collect();
    others.sort_unstable();
    others.dedup();
    problems.extend(others.iter().take(3).map(|it| format!("`{it}`")));
    match problems.is_empty() {
        true => "a letter or digit is needed at both ends".to_owned(),
        false if problems.len() == 1 && !others.is_empty() => format!("{} is not allowed", problems.join("")),
        false => format!("{} are not allowed", problems.join(" and ")),
    }
}

/// How a message calls the value at a path: its key.
fn last_key(path: Path<'_>) -> String {
    match path {
        Path::Root => "the document".to_owned(),
        Path::Key(_, key) => format!("`{key}`"),
        Path::Item(Path::Key(_, key), index) => format!("item {index} of `{key}`"),
        Path::Item(_, index) => format!("item {index}"),
    }
}

/// A number that was written as text by mistake, and the like.
pub(super) fn parse_prefix<T: FromStr>(text: &str) -> Option<(T, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(text.len());
    Some((text.get(..end)?.parse().ok()?, text.get(end..)?))
}
