//! Spellings that older tools accepted, rewritten to today's.

use score_yaml::{Entry, Node, NodeData, Scalar, ScalarStyle, ScalarValue, Span};

use super::Document;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Rewrites lists of files and volumes to mappings, lists of lines to text and `read_only` to `readOnly`, and warns
/// once for each with the code `outdated-syntax`. What is of another kind than expected is left for the check.
pub fn upgrade(mut document: Document, log: &mut Diagnostics) -> Document {
    let containers = document.root.get_mut("containers").map(|node| &mut node.data);
    if let Some(NodeData::Mapping(containers)) = containers {
        for container in containers {
            let path = format!("containers.{}", container.key.text().unwrap_or_default());
            for (field, prepare) in [("files", join_lines as Prepare), ("volumes", rename_read_only)] {
                if let Some(entry) = entry_mut(&mut container.value, field) {
                    upgrade_list(entry, &format!("{path}.{field}"), prepare, log);
                }
            }
        }
    }
    document
}

/// Modernises one item of a list.
type Prepare = fn(&mut Node, &str, &mut Diagnostics);

fn entry_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Entry> {
    match &mut node.data {
        NodeData::Mapping(entries) => entries.iter_mut().find(|entry| entry.key.text() == Some(key)),
        NodeData::Scalar(_) | NodeData::Sequence(_) => None,
    }
}

fn upgrade_list(entry: &mut Entry, path: &str, prepare: Prepare, log: &mut Diagnostics) {
    let NodeData::Sequence(items) = &mut entry.value.data else { return };
    let field = entry.key.text().unwrap_or_default().to_owned();
    log.push(
        outdated(entry.key.span, format!("`{field}` as a list is outdated"), "a list of items with `target`")
            .path(path)
            .help(format!("write a mapping: the target of each item becomes its key under `{field}:`")),
    );
    let mut upgraded: Vec<Entry> = Vec::with_capacity(items.len());
    let mut targets = std::collections::BTreeMap::new();
    for (index, mut item) in std::mem::take(items).into_iter().enumerate() {
        let path = format!("{path}.{index}");
        prepare(&mut item, &path, log);
        let Some(key) = take_target(&mut item, &path, log) else { continue };
        let target = key.text().unwrap_or_default().to_owned();
        if let Some(first) = targets.insert(target.clone(), key.span) {
            log.push(
                Diagnostic::error(
                    Code::DuplicateKey,
                    format!("the target `{target}` stands twice in `{field}`"),
                )
                .path(path)
                .at(key.span, "again here")
                .related(first, "first here")
                .help("remove one of the two, or give it another target"),
            );
            continue;
        }
        upgraded.push(Entry { key, value: item });
    }
    entry.value.data = NodeData::Mapping(upgraded);
}

fn outdated(span: Span, message: String, label: &str) -> Diagnostic {
    Diagnostic::warning(Code::OutdatedSyntax, message).at(span, label)
}

/// Takes `target` out of an item; an item without one cannot be placed.
fn take_target(item: &mut Node, path: &str, log: &mut Diagnostics) -> Option<Node> {
    let span = item.span;
    let NodeData::Mapping(entries) = &mut item.data else {
        log.push(
            Diagnostic::error(Code::WrongType, format!("an item of the list is {}", item.kind()))
                .path(path)
                .at(span, "expected a mapping with `target`"),
        );
        return None;
    };
    let place = entries.iter().position(|entry| entry.key.text() == Some("target"));
    let Some(place) = place else {
        let place = entries.first().map_or(span, |entry| entry.key.span);
        log.push(
            Diagnostic::error(Code::MissingField, "an item of the list has no `target`")
                .path(path)
                .at(place, "`target` is required in this item"),
        );
        return None;
    };
    let target = entries.remove(place).value;
    if target.as_str().is_none() {
        log.push(
            Diagnostic::error(Code::WrongType, format!("`target` is {}", target.kind()))
                .path(format!("{path}.target"))
                .at(target.span, "expected text"),
        );
        return None;
    }
    Some(target)
}

/// `content` as a list of lines becomes text.
fn join_lines(item: &mut Node, path: &str, log: &mut Diagnostics) {
    let Some(entry) = entry_mut(item, "content") else { return };
    let NodeData::Sequence(lines) = &entry.value.data else { return };
    log.push(
        outdated(entry.key.span, "`content` as a list of lines is outdated".to_owned(), "a list of lines")
            .path(format!("{path}.content"))
            .help("write the lines as one text behind `|`"),
    );
    let text = lines.iter().map(|line| line.text().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    entry.value.data =
        NodeData::Scalar(Scalar { text, style: ScalarStyle::Literal, value: ScalarValue::String });
}

/// `read_only` becomes `readOnly`.
fn rename_read_only(item: &mut Node, path: &str, log: &mut Diagnostics) {
    let Some(entry) = entry_mut(item, "read_only") else { return };
    if let NodeData::Scalar(Scalar { value: ScalarValue::Bool(_), .. }) = entry.value.data {
        log.push(
            outdated(entry.key.span, "`read_only` is outdated".to_owned(), "")
                .path(format!("{path}.read_only"))
                .fix("write it `readOnly`", entry.key.span, "readOnly"),
        );
        if let NodeData::Scalar(key) = &mut entry.key.data {
            "readOnly".clone_into(&mut key.text);
        }
    }
}
