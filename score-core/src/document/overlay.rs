//! One document laid over another, as `--overrides-file` does.

use std::collections::BTreeMap;

use score_yaml::{Node, NodeData};

use super::Document;

/// Lays `layer` over `base`, key by key. Mappings recurse; everything else, lists and nothing included, replaces.
/// Spans keep pointing at their own source.
pub fn overlay(base: Document, layer: Document) -> Document {
    Document { source: base.source, root: overlay_node(base.root, layer.root) }
}

fn overlay_node(base: Node, layer: Node) -> Node {
    let (span, mut entries, over) = match (base.data, layer.data) {
        (NodeData::Mapping(entries), NodeData::Mapping(over)) => (base.span, entries, over),
        (_, data) => return Node { span: layer.span, data },
    };
    let places: BTreeMap<String, usize> = entries
        .iter()
        .enumerate()
        .filter_map(|(place, entry)| entry.key.text().map(|key| (key.to_owned(), place)))
        .collect();
    for entry in over {
        let place = entry.key.text().and_then(|key| places.get(key));
        match place.and_then(|place| entries.get_mut(*place)) {
            Some(below) => {
                let nothing = Node::from_value(score_yaml::Value::Null);
                let value = std::mem::replace(&mut below.value, nothing);
                below.value = overlay_node(value, entry.value);
                below.key = entry.key;
            }
            None => entries.push(entry),
        }
    }
    Node { span, data: NodeData::Mapping(entries) }
}
