//! What provisioners share: a merge patch (RFC 7386) a resource.

use score_yaml::{Mapping, Value};

/// Merges a patch into the shared state: nothing deletes a key, mappings merge, everything else replaces. What a
/// recursion could overflow on was bounded where the patch was read.
pub fn merge_patch(state: &mut Mapping, patch: &Mapping) {
    for (key, change) in patch {
        match change {
            Value::Null => {
                state.shift_remove(key);
            }
            Value::Mapping(change) => {
                let slot = state.entry(key.clone()).or_insert(Value::Null);
                if !matches!(slot, Value::Mapping(_)) {
                    *slot = Value::Mapping(Mapping::default());
                }
                if let Value::Mapping(inner) = slot {
                    merge_patch(inner, change);
                }
            }
            other => {
                state.insert(key.clone(), other.clone());
            }
        }
    }
}

/// Whether merging a patch would change the shared state.
pub(super) fn changes(state: &Mapping, patch: &Mapping) -> bool {
    patch.iter().any(|(key, change)| match (state.get(key), change) {
        (known, Value::Null) => known.is_some(),
        (Some(Value::Mapping(inner)), Value::Mapping(change)) => changes(inner, change),
        (known, change) => known != Some(change),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn mapping(json: &str) -> Mapping {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        Value::from(value).as_mapping().unwrap().clone()
    }

    #[test]
    fn patches_merge_as_the_standard_says() {
        for (state, patch, merged) in [
            (r#"{"a":"b"}"#, r#"{}"#, r#"{"a":"b"}"#),
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, r#"{}"#),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            (r#"{"a":"b"}"#, r#"{"a":{"b":null,"c":1}}"#, r#"{"a":{"c":1}}"#),
            (r#"{}"#, r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
            (r#"{"a":{"b":{"c":1,"d":2}}}"#, r#"{"a":{"b":{"c":3}}}"#, r#"{"a":{"b":{"c":3,"d":2}}}"#),
            (r#"{"a":1}"#, r#"{"z":null}"#, r#"{"a":1}"#),
        ] {
            let mut result = mapping(state);
            assert_eq!(changes(&result, &mapping(patch)), state != merged, "{state} + {patch}");
            merge_patch(&mut result, &mapping(patch));
            assert_eq!(result, mapping(merged), "{state} + {patch}");
        }
    }
}
