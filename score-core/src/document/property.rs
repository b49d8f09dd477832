//! One value set or removed by path, as `--override-property a.b=c` does.

use std::ops::Range;

use score_yaml::{Entry, Limits, Node, NodeData, Scalar, ScalarStyle, ScalarValue, SourceId, Span, read};

use super::Document;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Sources;

/// Applies the text of one `path=value`, itself a source. Reports `invalid-override`.
///
/// In the path dots separate keys, `\.` is a dot and `\\` a backslash; items of lists are addressed by number, `-1`
/// appends. The value is YAML; nothing, and what YAML reads as nothing, removes. What does not exist is not removed, and
/// nothing is made on the way to it.
pub fn override_property(
    document: Document,
    sources: &Sources,
    property: SourceId,
    log: &mut Diagnostics,
) -> Option<Document> {
    let Document { source, mut root } = document;
    match apply(&mut root, sources.text(property), property) {
        Ok(()) => Some(Document { source, root }),
        Err(found) => {
            log.push(*found);
            None
        }
    }
}

type Refused = Box<Diagnostic>;

fn refuse(span: Span, message: String, label: &str) -> Refused {
    Box::new(Diagnostic::error(Code::InvalidOverride, message).at(span, label))
}

/// An element of a path.
struct Step {
    key: String,
    span: Span,
}

fn apply(root: &mut Node, text: &str, source: SourceId) -> Result<(), Refused> {
    let Some((path, value)) = text.split_once('=') else {
        let whole = Span::new(source, 0, text.len());
        return Err(refuse(whole, format!("`{text}` has no `=`"), "write PATH=VALUE"));
    };
    let value = read_value(value, source, path.len() + 1)?;
    let mut steps = steps(path, source);
    let Some(last) = steps.pop() else { return Ok(()) };
    let mut node = root;
    for step in &steps {
        match descend(node, step, value.is_some())? {
            Some(next) => node = next,
            None => return Ok(()),
        }
    }
    match (&mut node.data, value) {
        (NodeData::Mapping(entries), value) => set_key(entries, &last, value),
        (NodeData::Sequence(items), value) => return set_item(items, &last, value),
        (NodeData::Scalar(_), None) => {}
        (NodeData::Scalar(_), Some(_)) => return Err(not_a_container(node, &last)),
    }
    Ok(())
}

/// The value, its spans shifted to where it stands in the flag. `None` removes.
fn read_value(text: &str, source: SourceId, offset: usize) -> Result<Option<Node>, Refused> {
    let documents = read(source, text, &Limits::default()).map_err(|error| {
        let span = shift(error.span, offset);
        refuse(span, format!("the value of the override cannot be read: {error}"), "")
    })?;
    let mut value = documents.into_iter().next();
    if let Some(node) = &mut value {
        shift_all(node, offset);
    }
    Ok(value.filter(|node| !node.is_null()))
}

fn shift(span: Span, offset: usize) -> Span {
    Span::new(span.source, span.start as usize + offset, span.end as usize + offset)
}

/// Values are nested at most as deep as the reader allows.
fn shift_all(node: &mut Node, offset: usize) {
    node.span = shift(node.span, offset);
    match &mut node.data {
        NodeData::Scalar(_) => {}
        NodeData::Sequence(items) => items.iter_mut().for_each(|item| shift_all(item, offset)),
        NodeData::Mapping(entries) => entries.iter_mut().for_each(|entry| {
            shift_all(&mut entry.key, offset);
            shift_all(&mut entry.value, offset);
        }),
    }
}

fn steps(path: &str, source: SourceId) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut key = String::new();
    let mut start = 0;
    let mut characters = path.char_indices().peekable();
    let step = |key: &mut String, range: Range<usize>| Step {
        key: std::mem::take(key),
        span: Span::new(source, range.start, range.end),
    };
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => match characters.next_if(|(_, next)| matches!(next, '.' | '\\')) {
                Some((_, escaped)) => key.push(escaped),
                None => key.push('\\'),
            },
            '.' => {
                steps.push(step(&mut key, start..at));
                start = at + 1;
            }
            other => key.push(other),
        }
    }
    steps.push(step(&mut key, start..path.len()));
    steps
}

/// One step down. `None` when there is nothing below and nothing is to be made.
fn descend<'n>(node: &'n mut Node, step: &Step, make: bool) -> Result<Option<&'n mut Node>, Refused> {
    if let NodeData::Scalar(_) = node.data {
        return if make { Err(not_a_container(node, step)) } else { Ok(None) };
    }
    match &mut node.data {
        NodeData::Mapping(entries) => {
            let place = entries.iter().position(|entry| entry.key.text() == Some(&step.key));
            let place = match place {
                Some(place) => place,
                None if !make => return Ok(None),
                None => {
                    let value = Node { span: step.span, data: NodeData::Mapping(vec![]) };
                    entries.push(Entry { key: key_node(step), value });
                    entries.len() - 1
                }
            };
            Ok(entries.get_mut(place).map(|entry| &mut entry.value))
        }
        NodeData::Sequence(items) => {
            let count = items.len();
            let index = index(step)?;
            let found = usize::try_from(index).ok().and_then(|index| items.get_mut(index));
            match found {
                Some(item) => Ok(Some(item)),
                None if !make => Ok(None),
                None => Err(out_of_range(step, count)),
            }
        }
        NodeData::Scalar(_) => Ok(None),
    }
}

fn key_node(step: &Step) -> Node {
    let scalar = Scalar { text: step.key.clone(), style: ScalarStyle::Plain, value: ScalarValue::String };
    Node { span: step.span, data: NodeData::Scalar(scalar) }
}

fn not_a_container(node: &Node, step: &Step) -> Refused {
    let message = format!("`{}` cannot be set: what is there has no keys, it is {}", step.key, node.kind());
    let found =
        Diagnostic::error(Code::InvalidOverride, message).at(step.span, "there is nothing to go into");
    Box::new(found.related(node.span, "this is the value there"))
}

fn index(step: &Step) -> Result<i64, Refused> {
    let message = || format!("`{}` is no number of an item, and there is a list", step.key);
    step.key
        .parse()
        .map_err(|_| refuse(step.span, message(), "expected a whole number from 0, or -1 to append"))
}

fn out_of_range(step: &Step, count: usize) -> Refused {
    let message = format!("there is no item {} in a list of {count}", step.key);
    refuse(step.span, message, "items are counted from 0; -1 appends")
}

fn set_key(entries: &mut Vec<Entry>, step: &Step, value: Option<Node>) {
    let place = entries.iter().position(|entry| entry.key.text() == Some(&step.key));
    match (place, value) {
        (Some(place), Some(value)) => entries[place].value = value,
        (Some(place), None) => {
            entries.remove(place);
        }
        (None, Some(value)) => entries.push(Entry { key: key_node(step), value }),
        (None, None) => {}
    }
}

fn set_item(items: &mut Vec<Node>, step: &Step, value: Option<Node>) -> Result<(), Refused> {
    let at = index(step)?;
    let place = usize::try_from(at).ok().filter(|place| *place < items.len());
    match (place, value) {
        (Some(place), Some(value)) => items[place] = value,
        (Some(place), None) => {
            items.remove(place);
        }
        (None, Some(value)) if at == -1 => items.push(value),
        (None, _) => return Err(out_of_range(step, items.len())),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, property: &str) -> Result<String, String> {
        let mut sources = Sources::new();
        let base = sources.add("score.yaml", text);
        let mut log = Diagnostics::new();
        let document = super::super::parse(&sources, base, &mut log).unwrap();
        let id = sources.add("--override-property", property);
        match override_property(document, &sources, id, &mut log) {
            Some(document) => Ok(score_yaml::json(&document.root.to_value()).unwrap()),
            None => Err(log.iter().map(|item| item.message.clone()).collect()),
        }
    }

    #[test]
    fn values_are_set_and_removed() {
        let base = "a: {b: 1, 'c.d': 2}\nl: [x, {k: 1}, z]\n";
        for (property, wanted) in [
            ("a.b=5", r#"{"a":{"b":5,"c.d":2},"l":["x",{"k":1},"z"]}"#),
            ("a.b=", r#"{"a":{"c.d":2},"l":["x",{"k":1},"z"]}"#),
            ("a.b=null", r#"{"a":{"c.d":2},"l":["x",{"k":1},"z"]}"#),
            (r"a.c\.d=x=y", r#"{"a":{"b":1,"c.d":"x=y"},"l":["x",{"k":1},"z"]}"#),
            ("a.n.m={k: [1]}", r#"{"a":{"b":1,"c.d":2,"n":{"m":{"k":[1]}}},"l":["x",{"k":1},"z"]}"#),
            ("x.y.z=", r#"{"a":{"b":1,"c.d":2},"l":["x",{"k":1},"z"]}"#),
            ("l.0=", r#"{"a":{"b":1,"c.d":2},"l":[{"k":1},"z"]}"#),
            ("l.-1=w", r#"{"a":{"b":1,"c.d":2},"l":["x",{"k":1},"z","w"]}"#),
            ("l.1.k=\"5\"", r#"{"a":{"b":1,"c.d":2},"l":["x",{"k":"5"},"z"]}"#),
        ] {
            assert_eq!(changed(base, property).as_deref(), Ok(wanted), "{property}");
        }
    }

    #[test]
    fn mistakes_are_told() {
        let base = "a: {b: 1}\nl: [x]\n";
        for (property, wanted) in [
            ("a.b", "has no `=`"),
            ("a.b.c=1", "cannot be set"),
            ("l.x=1", "is no number"),
            ("l.5=1", "no item 5"),
            ("l.5.k=1", "no item 5"),
            ("l.-1.k=1", "no item -1"),
            ("l.7=", "no item 7"),
            ("a=[", "cannot be read"),
        ] {
            let message = changed(base, property).unwrap_err();
            assert!(message.contains(wanted), "{property}: {message}");
        }
    }
}
