//! `.Shared`: what all provisioners share with the patch of this one laid over it. It may be large and grows with the
//! number of resources, so nothing is copied but what a template asks for.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use score_template::{Element, Object, Shape, Value as Seen};
use score_yaml::{Mapping, Value};

use crate::convert::seen;

/// A mapping of the shared state, as patched.
pub(super) struct Shared {
    below: Layer,
    patch: Layer,
}

/// A mapping inside a tree, or nothing.
#[derive(Clone)]
struct Layer {
    root: Option<Arc<Mapping>>,
    path: Rc<[Rc<str>]>,
}

impl Shared {
    /// The whole shared state with a patch laid over it.
    pub(super) fn new(state: Arc<Mapping>, patch: Arc<Mapping>) -> Shared {
        let whole = |root| Layer { root: Some(root), path: Rc::default() };
        Shared { below: whole(state), patch: whole(patch) }
    }
}

impl Layer {
    fn mapping(&self) -> Option<&Mapping> {
        let root = self.root.as_deref()?;
        self.path.iter().try_fold(root, |map, key| map.get(&**key)?.as_mapping())
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.mapping()?.get(key)
    }

    /// The mapping under a key; nothing when there is none.
    fn inner(&self, key: &str) -> Layer {
        match self.get(key) {
            Some(Value::Mapping(_)) => {
                let path = self.path.iter().cloned().chain([Rc::from(key)]).collect();
                Layer { root: self.root.clone(), path }
            }
            _ => Layer { root: None, path: Rc::default() },
        }
    }
}

impl Object for Shared {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Any }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        let value = match self.patch.get(key) {
            Some(Value::Null) => return None,
            Some(value) => value,
            None => self.below.get(key)?,
        };
        Some(match value {
            Value::Mapping(_) => {
                Seen::object(Shared { below: self.below.inner(key), patch: self.patch.inner(key) })
            }
            other => seen(other),
        })
    }

    fn keys(&self) -> Vec<Rc<str>> {
        let deleted = |key: &str| self.patch.get(key).is_some_and(Value::is_null);
        let below = self.below.mapping().into_iter().flat_map(Mapping::keys);
        let patch = self.patch.mapping().into_iter().flat_map(Mapping::keys);
        let keys: BTreeSet<&str> =
            below.chain(patch).map(String::as_str).filter(|key| !deleted(key)).collect();
        keys.into_iter().map(Rc::from).collect()
    }

    fn len(&self) -> usize {
        match self.patch.mapping() {
            None => self.below.mapping().map_or(0, Mapping::len),
            Some(_) => self.keys().len(),
        }
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use score_core::provision::merge_patch;

    fn mapping(json: &str) -> Mapping {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        Value::from(value).as_mapping().unwrap().clone()
    }

    /// What a template sees, as a value again.
    fn unseen(value: &Seen) -> Value {
        match value {
            Seen::Null => Value::Null,
            Seen::Int(value) => (*value).into(),
            Seen::String(text) => (&**text).into(),
            Seen::List(list) => Value::Sequence(list.items().iter().map(unseen).collect()),
            Seen::Object(object) => Value::Mapping(
                object
                    .keys()
                    .iter()
                    .map(|key| (key.to_string(), unseen(&object.get(key).unwrap())))
                    .collect(),
            ),
            other => panic!("{other:?} is not expected"),
        }
    }

    #[test]
    fn the_view_is_what_merging_gives() {
        for (state, patch) in [
            (r#"{"a":1,"e":null}"#, r#"{}"#),
            (r#"{"a":1,"b":{"c":2,"d":3}}"#, r#"{"a":null,"b":{"c":null,"e":4},"f":null}"#),
            (r#"{"a":"text"}"#, r#"{"a":{"b":1,"c":null}}"#),
            (r#"{"a":{"b":1}}"#, r#"{"a":[1,"x"]}"#),
            (r#"{}"#, r#"{"a":{"b":{"c":null}}}"#),
            (r#"{"a":{"b":{"c":1}}}"#, r#"{"a":{"b":{"d":2}}}"#),
        ] {
            let mut merged = mapping(state);
            merge_patch(&mut merged, &mapping(patch));
            let view = Shared::new(Arc::new(mapping(state)), Arc::new(mapping(patch)));
            assert_eq!(view.len(), merged.len(), "{state} + {patch}");
            assert_eq!(unseen(&Seen::object(view)), Value::Mapping(merged), "{state} + {patch}");
        }
    }
}
