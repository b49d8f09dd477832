//! The order of keys. Types have theirs in the order of the alphabet; people look for what a thing is and how it is
//! called before what it has.

use score_yaml::{Mapping, Value};

/// Puts the `metadata` of a manifest behind its `kind`, and every `name` first.
pub(super) fn sort(manifest: &mut Value) {
    if let Value::Mapping(map) = manifest {
        map.values_mut().for_each(names_first);
        if let (Some(kind), Some(metadata)) = (map.get_index_of("kind"), map.get_index_of("metadata")) {
            map.move_index(metadata, if metadata > kind { kind + 1 } else { kind });
        }
    }
}

fn names_first(value: &mut Value) {
    match value {
        Value::Mapping(map) => {
            map.values_mut().for_each(names_first);
            name_first(map);
        }
        Value::Sequence(items) => items.iter_mut().for_each(names_first),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Timestamp(_) => {}
    }
}

fn name_first(map: &mut Mapping) {
    if let Some(at) = map.get_index_of("name").filter(|at| *at > 0) {
        map.move_index(at, 0);
    }
}
