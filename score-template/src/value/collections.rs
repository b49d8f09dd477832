//! Lists and maps.

use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Value;
use crate::object::Element;

/// How deep a value may be nested for the functions that go through all of it.
pub(crate) const MAX_VALUE_DEPTH: usize = 200;

/// The type of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListKind {
    Any,
    Text,
    Int,
    /// Lists of anything.
    Lists,
}

impl ListKind {
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            ListKind::Any => "[]interface {}",
            ListKind::Text => "[]string",
            ListKind::Int => "[]int",
            ListKind::Lists => "[][]interface {}",
        }
    }
}

/// A list, which never changes once made.
#[derive(Clone)]
pub struct List(Rc<Items>);

struct Items {
    kind: ListKind,
    /// Go's nil slice: as an empty list, but `null` in JSON.
    is_nil: bool,
    items: Vec<Value>,
}

impl List {
    pub(crate) fn new(kind: ListKind, items: Vec<Value>) -> List {
        List(Rc::new(Items { kind, is_nil: false, items }))
    }

    pub(crate) fn nil(kind: ListKind) -> List {
        List(Rc::new(Items { kind, is_nil: true, items: Vec::new() }))
    }

    pub(crate) fn kind(&self) -> ListKind {
        self.0.kind
    }

    pub(crate) fn is_nil(&self) -> bool {
        self.0.is_nil
    }

    /// The items in order.
    pub fn items(&self) -> &[Value] {
        &self.0.items
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.0.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }
}

type Entries = BTreeMap<Rc<str>, Value>;

/// A map from text to values, shared by all that hold it and sorted bytewise.
#[derive(Clone)]
pub struct Map(Rc<Content>);

struct Content {
    element: Element,
    entries: RefCell<Entries>,
}

impl Map {
    pub(crate) fn new(element: Element, entries: Entries) -> Map {
        Map(Rc::new(Content { element, entries: RefCell::new(entries) }))
    }

    pub(crate) fn element(&self) -> Element {
        self.0.element
    }

    /// The entries, for reading. Nothing may change the map meanwhile.
    pub(crate) fn borrow(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.borrow().get(key).cloned()
    }

    /// Puts an entry in place for all that hold the map. The caller sees to it that no map comes to contain itself.
    pub(crate) fn insert(&self, key: Rc<str>, value: Value) {
        self.0.entries.borrow_mut().insert(key, value);
    }

    /// Takes an entry away for all that hold the map.
    pub(crate) fn remove(&self, key: &str) {
        self.0.entries.borrow_mut().remove(key);
    }

    /// The keys in order.
    pub fn keys(&self) -> Vec<Rc<str>> {
        self.borrow().keys().cloned().collect()
    }

    /// The entries in the order of their keys, as they are now.
    pub fn entries(&self) -> Vec<(Rc<str>, Value)> {
        self.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.borrow().len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.borrow().is_empty()
    }

    /// Whether both are one map, so that a change of one is a change of the other.
    pub(crate) fn is_same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl FromIterator<(Rc<str>, Value)> for Map {
    /// A map of values of any kind. Of two entries with one key the later stays.
    fn from_iter<I: IntoIterator<Item = (Rc<str>, Value)>>(entries: I) -> Map {
        Map::new(Element::Any, entries.into_iter().collect())
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if self.items.iter().any(holds_others) {
            drop_flat(std::mem::take(&mut self.items));
        }
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        let entries = self.entries.get_mut();
        if entries.values().any(holds_others) {
            drop_flat(std::mem::take(entries).into_values().collect());
        }
    }
}

fn holds_others(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

/// Drops values one after the other instead of one within the other, since a template can nest them as deep as it
/// likes and the stack is only so large.
fn drop_flat(mut values: Vec<Value>) {
    while let Some(value) = values.pop() {
        match value {
            Value::List(mut list) => {
                if let Some(list) = Rc::get_mut(&mut list.0) {
                    values.append(&mut list.items);
                }
            }
            Value::Map(mut map) => {
                if let Some(map) = Rc::get_mut(&mut map.0) {
                    values.extend(std::mem::take(map.entries.get_mut()).into_values());
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_nested_a_million_deep_is_dropped_without_using_the_stack() {
        let mut value = Value::Null;
        for depth in 0..1_000_000 {
            value = if depth % 2 == 0 { Value::list([value]) } else { Value::map([("k".to_owned(), value)]) };
        }
        drop(value);
    }

    #[test]
    fn a_map_is_shared_by_its_clones() {
        let map = Map::new(Element::Any, Entries::new());
        map.clone().insert("a".into(), Value::Int(1));
        assert_eq!(map.keys(), ["a".into()]);
    }
}
