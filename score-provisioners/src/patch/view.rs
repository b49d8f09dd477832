//! What a patch template sees: the output as it is so far, the workloads, and facts of the target. Nothing of it is
//! converted before the template asks for it, since a project may have many thousand objects.

use std::cell::OnceCell;
use std::rc::Rc;

use score_core::Value;
use score_template::{Element, Object, Shape, Value as Seen};
use score_yaml::Mapping;

use crate::convert::seen;

/// The root value of a patch template.
pub(super) struct Root {
    fields: Vec<(&'static str, Rc<Value>, OnceCell<Seen>)>,
}

impl Root {
    /// Of fields by name.
    pub(super) fn new(fields: impl IntoIterator<Item = (&'static str, Rc<Value>)>) -> Root {
        Root { fields: fields.into_iter().map(|(name, value)| (name, value, OnceCell::new())).collect() }
    }
}

impl Object for Root {
    fn shape(&self) -> Shape {
        Shape::Struct { type_name: "Patch" }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        let (_, value, cell) = self.fields.iter().find(|(name, ..)| *name == key)?;
        Some(cell.get_or_init(|| view(value, &[], value)).clone())
    }

    fn keys(&self) -> Vec<Rc<str>> {
        self.fields.iter().map(|(name, ..)| Rc::from(*name)).collect()
    }
}

/// A mapping somewhere in a value.
struct View {
    root: Rc<Value>,
    /// The indices of entries and items that lead to it.
    at: Box<[usize]>,
}

impl View {
    fn mapping(&self) -> Option<&Mapping> {
        let inside = self.at.iter().try_fold(&*self.root, |value, index| match value {
            Value::Mapping(map) => map.get_index(*index).map(|(_, child)| child),
            Value::Sequence(items) => items.get(*index),
            _ => None,
        });
        inside.and_then(Value::as_mapping)
    }
}

impl Object for View {
    fn shape(&self) -> Shape {
        Shape::Map { element: Element::Any }
    }

    fn get(&self, key: &str) -> Option<Seen> {
        let (index, _, child) = self.mapping()?.get_full(key)?;
        Some(view(&self.root, &[&self.at[..], &[index]].concat(), child))
    }

    fn keys(&self) -> Vec<Rc<str>> {
        let mut keys: Vec<&String> = self.mapping().into_iter().flat_map(Mapping::keys).collect();
        keys.sort_unstable();
        keys.into_iter().map(|key| Rc::from(key.as_str())).collect()
    }

    fn len(&self) -> usize {
        self.mapping().map_or(0, Mapping::len)
    }
}

/// A value that `at` leads to from `root`.
fn view(root: &Rc<Value>, at: &[usize], value: &Value) -> Seen {
    match value {
        Value::Mapping(_) => Seen::object(View { root: root.clone(), at: at.into() }),
        Value::Sequence(items) => {
            let item = |(index, item)| view(root, &[at, &[index]].concat(), item);
            Seen::list(items.iter().enumerate().map(item))
        }
        scalar => seen(scalar),
    }
}
