//! Masking text that renders YAML: keys and values are told apart where they stand.

use std::ops::Range;

use score_yaml::{Limits, Node, NodeData, Value, read_first};

use super::{MASK, Secrets};

/// What is at a place of the text.
enum Part {
    Key(Range<usize>),
    Scalar(Range<usize>, String),
}

impl Secrets {
    /// A rendered text in which no secret can be read.
    pub(crate) fn mask_rendered(&self, text: &str) -> String {
        let Ok(Some(root)) = read_first(text, &Limits::default()) else { return self.mask_text(text) };
        let mut parts = Vec::new();
        collect(&root, &mut parts);
        // What is behind an alias stands elsewhere.
        parts.sort_by_key(|part| part.range().start);
        let mut masked = String::with_capacity(text.len());
        let mut done = 0;
        for part in parts {
            let range = part.range();
            let (Some(before), Some(written)) = (text.get(done..range.start), text.get(range.clone())) else {
                continue;
            };
            match &part {
                Part::Key(_) => {
                    masked.push_str(&self.mask_text(before));
                    masked.push_str(&self.mask_key(written));
                    done = range.end;
                }
                // Short or escaped, it would not be found in the text.
                Part::Scalar(_, value) if self.is_secret(value) => {
                    masked.push_str(&self.mask_text(before));
                    masked.push_str(&mask_scalar(written));
                    done = range.end;
                }
                Part::Scalar(..) => {}
            }
        }
        masked + &self.mask_text(text.get(done..).unwrap_or_default())
    }
}

impl Part {
    fn range(&self) -> Range<usize> {
        match self {
            Part::Key(range) | Part::Scalar(range, _) => range.clone(),
        }
    }
}

fn collect(node: &Node, parts: &mut Vec<Part>) {
    match &node.data {
        NodeData::Scalar(scalar) => parts.push(Part::Scalar(node.span.range(), scalar.text.clone())),
        NodeData::Sequence(items) => items.iter().for_each(|item| collect(item, parts)),
        NodeData::Mapping(entries) => {
            for entry in entries {
                parts.push(Part::Key(entry.key.span.range()));
                collect(&entry.value, parts);
            }
        }
    }
}

/// The mask in the quotes of what it stands for.
fn mask_scalar(written: &str) -> String {
    let quote =
        written.chars().next().filter(|it| matches!(it, '"' | '\'')).map_or(String::new(), String::from);
    let end = if written.ends_with('\n') { "\n" } else { "" };
    format!("{quote}{MASK}{quote}{end}")
}

/// What can be told of a text that is not YAML: `name: value` and `name=value`, by lines and by what commas and brackets
/// part, and all lines.
pub(crate) fn guessed(text: &str) -> Value {
    let blank = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '-' | ',');
    let entry = |part: &str| {
        let (name, value) = part.split_once([':', '='])?;
        let value = Value::from(value.trim_matches(blank));
        Some(Value::Mapping(std::iter::once((name.trim_matches(blank).to_owned(), value)).collect()))
    };
    let lines = text.lines().flat_map(|line| {
        let parts = line.split([',', '{', '}', '[', ']']).filter_map(entry);
        std::iter::once(Value::from(line.trim())).chain(entry(line)).chain(parts)
    });
    Value::Sequence(lines.collect())
}
