//! From a rendered text to operations.

use std::ops::Range;

use score_core::diagnostic::suggest::{closest, list};
use score_core::{Node, Value};
use score_yaml::{Limits, read_first};

/// The keys of an operation.
const KEYS: [&str; 4] = ["op", "path", "value", "description"];
/// What an operation can do.
const KINDS: [(&str, Kind); 2] = [("set", Kind::Set), ("delete", Kind::Delete)];
/// No more mistakes of one text are reported.
const MOST_MISTAKES: usize = 20;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It sets a value.
    Set,
    /// It deletes what is there.
    Delete,
}

/// An operation, and where it stands in the rendered text.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) kind: Kind,
    pub(super) path: String,
    pub(super) value: Value,
    pub(super) description: String,
    /// Bytes of the text: those of the value of `path`.
    pub(super) place: Range<usize>,
}

/// What is wrong with a rendered text.
#[derive(Debug)]
pub(super) struct Mistake {
    /// Bytes of the text.
    pub(super) place: Range<usize>,
    pub(super) message: String,
    /// A phrase; may be empty.
    pub(super) label: String,
    pub(super) help: Option<String>,
    /// What to write in place of the bytes, when that is certain.
    pub(super) replacement: Option<String>,
}

impl Mistake {
    fn new(node: &Node, message: impl Into<String>) -> Mistake {
        let place = start_of(node).span.range();
        Mistake { place, message: message.into(), label: String::new(), help: None, replacement: None }
    }
}

/// Reads the operations of a text. The text has something beside blanks.
///
/// # Errors
/// All mistakes.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Vec<Operation>, Vec<Mistake>> {
    let root = match read_first(text, limits) {
        Ok(Some(root)) => root,
        Ok(None) => return Ok(vec![]),
        Err(error) => {
            let message = format!("the patch template did not render YAML: {}", without_values(&error));
            let help = "put values in quotes with `quote`, and indent texts of several lines with `indent`";
            return Err(vec![Mistake {
                place: error.span.range(),
                message,
                label: String::new(),
                help: Some(help.to_owned()),
                replacement: None,
            }]);
        }
    };
    let Some(items) = root.as_sequence() else {
        let message = format!("a patch template renders a list of operations, and this is {}", root.kind());
        let mut mistake = Mistake::new(&root, message);
        mistake.label = "expected `- ` at the start of each operation".to_owned();
        return Err(vec![mistake]);
    };
    let (mut operations, mut mistakes) = (Vec::with_capacity(items.len()), Vec::new());
    for (index, item) in items.iter().enumerate() {
        operations.extend(operation(index, item, &mut mistakes));
        if mistakes.len() >= MOST_MISTAKES {
            break;
        }
    }
    if mistakes.is_empty() { Ok(operations) } else { Err(mistakes) }
}

fn operation(index: usize, item: &Node, mistakes: &mut Vec<Mistake>) -> Option<Operation> {
    let number = index + 1;
    let before = mistakes.len();
    let Some(entries) = item.as_mapping() else {
        let message = format!("an operation is a mapping, and operation {number} is {}", item.kind());
        mistakes.push(Mistake::new(item, message));
        return None;
    };
    for entry in entries {
        let key = entry.key.text().unwrap_or_default();
        if KEYS.contains(&key) {
            continue;
        }
        let mut mistake = Mistake::new(&entry.key, format!("unknown key `{key}` in operation {number}"));
        mistake.label = "not a key of an operation".to_owned();
        match closest(key, KEYS) {
            Some(meant) => {
                mistake.help = Some(format!("rename it to `{meant}`"));
                mistake.replacement = Some(meant.to_owned());
            }
            None => mistake.help = Some(format!("the keys are {}", list(KEYS))),
        }
        mistakes.push(mistake);
    }
    // What is missing may be what was misspelt.
    let knows_all_keys = mistakes.len() == before;
    let mut text = |key: &str| match item.get(key) {
        Some(node) if node.is_null() => Some(String::new()),
        Some(node) => match node.text() {
            Some(text) => Some(text.to_owned()),
            None => {
                let message = format!("`{key}` of operation {number} is text, and this is {}", node.kind());
                mistakes.push(Mistake::new(node, message));
                None
            }
        },
        None => Some(String::new()),
    };
    let (op, path, description) = (text("op"), text("path"), text("description"));
    let kind = op.and_then(|op| {
        let kind = KINDS.iter().find(|(name, _)| *name == op).map(|(_, kind)| *kind);
        if kind.is_none() && (knows_all_keys || item.get("op").is_some()) {
            mistakes.push(unknown_kind(number, &op, item));
        }
        kind
    });
    let place = item.get("path").unwrap_or(item);
    let operation = Operation {
        kind: kind?,
        path: path?,
        value: item.get("value").map_or(Value::Null, |value| plain(value.to_value())),
        description: description?,
        place: start_of(place).span.range(),
    };
    (mistakes.len() == before).then_some(operation)
}

fn unknown_kind(number: usize, op: &str, item: &Node) -> Mistake {
    let names = KINDS.map(|(name, _)| name);
    let Some(node) = item.get("op").filter(|_| !op.is_empty()) else {
        let mut mistake = Mistake::new(item, format!("operation {number} does not say what it does"));
        mistake.help = Some(format!("give it an `op`, one of {}", list(names)));
        return mistake;
    };
    let mut mistake = Mistake::new(node, format!("unknown operation `{op}`"));
    mistake.label = format!("expected {}", names.map(|name| format!("`{name}`")).join(" or "));
    let meant = match op {
        "add" | "replace" | "update" | "put" | "create" => Some("set"),
        "remove" | "unset" => Some("delete"),
        _ => closest(op, names),
    };
    if let Some(meant) = meant {
        mistake.help = Some(format!("use `{meant}`"));
        mistake.replacement = Some(meant.to_owned());
    }
    mistake
}

/// A value as JSON carries it: a date is text.
fn plain(value: Value) -> Value {
    match value {
        Value::Timestamp(text) => Value::String(text),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(plain).collect()),
        Value::Mapping(map) => {
            Value::Mapping(map.into_iter().map(|(key, value)| (key, plain(value))).collect())
        }
        scalar => scalar,
    }
}

/// What to point at of a value that may have many lines.
fn start_of(node: &Node) -> &Node {
    match node.as_mapping() {
        Some([first, ..]) => &first.key,
        _ => node,
    }
}

/// The message of a YAML mistake, unless it quotes the text, which may be secret.
fn without_values(error: &score_yaml::Error) -> &str {
    match error.kind {
        score_yaml::ErrorKind::DuplicateKey => "a key stands twice in the same mapping",
        score_yaml::ErrorKind::BadTag => "a tag stands on a value that it does not fit",
        _ => &error.message,
    }
}
