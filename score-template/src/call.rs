//! What a function gets when it is called: its arguments, the surroundings, and what is left of the limits.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::regex::{Compiled, Regexes};
use crate::surroundings::{Limits, Notice, NoticeKind, Surroundings, Timestamp};
use crate::text::lossy;
use crate::time::Time;
use crate::value::{List, ListKind, Map, Value};

/// Why a function gave no value.
#[derive(Debug)]
pub(crate) enum Fault {
    /// What is wrong. It follows "error calling NAME: ".
    Message(String),
    /// The template called `fail` with this text.
    Failed(String),
    /// A limit was passed.
    Limit(String),
}

impl From<String> for Fault {
    fn from(message: String) -> Fault {
        Fault::Message(message)
    }
}

impl From<&str> for Fault {
    fn from(message: &str) -> Fault {
        Fault::Message(message.to_owned())
    }
}

/// What one rendering may still use, and what it has noticed.
pub(crate) struct Context<'s> {
    surroundings: &'s Surroundings<'s>,
    steps: Cell<u64>,
    bytes: Cell<usize>,
    notices: RefCell<Vec<Notice>>,
    /// Place of the running call, for notices.
    pub(crate) place: Cell<(u32, u32)>,
    /// Expressions that this rendering has used, by their text.
    pub(crate) regexes: RefCell<BTreeMap<String, Compiled>>,
    /// Those that the template has compiled in earlier renderings.
    pub(crate) kept_regexes: &'s Regexes,
}

impl<'s> Context<'s> {
    pub(crate) fn new(surroundings: &'s Surroundings<'s>, kept_regexes: &'s Regexes) -> Context<'s> {
        Context {
            surroundings,
            steps: Cell::new(surroundings.limits.steps),
            bytes: Cell::new(surroundings.limits.values),
            notices: RefCell::default(),
            place: Cell::default(),
            regexes: RefCell::default(),
            kept_regexes,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.surroundings.limits
    }

    /// Counts steps.
    #[inline]
    pub(crate) fn step(&self, count: u64) -> Result<(), Fault> {
        match self.steps.get().checked_sub(count) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => Err(self.out_of_steps()),
        }
    }

    #[cold]
    fn out_of_steps(&self) -> Fault {
        Fault::Limit(format!("the template takes more than {} steps", self.limits().steps))
    }

    /// Bytes that values may still take.
    pub(crate) fn bytes_left(&self) -> usize {
        self.bytes.get()
    }

    /// Counts bytes that a value takes, best before it is made.
    pub(crate) fn charge(&self, bytes: usize) -> Result<(), Fault> {
        match self.bytes.get().checked_sub(bytes) {
            Some(left) => {
                self.bytes.set(left);
                Ok(())
            }
            None => Err(self.out_of_bytes()),
        }
    }

    pub(crate) fn out_of_bytes(&self) -> Fault {
        Fault::Limit(format!("the template makes values of more than {} bytes", self.limits().values))
    }

    /// Notes something at a place, once for each place and kind.
    pub(crate) fn notice(&self, kind: NoticeKind, span: (u32, u32), detail: impl FnOnce() -> String) {
        let span = span.0 as usize..span.1 as usize;
        let mut notices = self.notices.borrow_mut();
        if !notices.iter().any(|notice| notice.kind == kind && notice.span == span) {
            notices.push(Notice { kind, span, detail: detail() });
        }
    }

    pub(crate) fn into_notices(self) -> Vec<Notice> {
        self.notices.into_inner()
    }

    /// The time, or the start of 1970 and a notice.
    pub(crate) fn now(&self, asking: &str) -> Timestamp {
        self.surroundings.now.unwrap_or_else(|| {
            self.notice(NoticeKind::Clock, self.place.get(), || asking.to_owned());
            Timestamp::default()
        })
    }

    /// A variable of the environment, or nothing and a notice.
    pub(crate) fn variable(&self, name: &str, asking: &str) -> Option<String> {
        match self.surroundings.environment {
            Some(environment) => environment(name),
            None => {
                self.notice(NoticeKind::Environment, self.place.get(), || asking.to_owned());
                None
            }
        }
    }

    /// Fills the slice with random bytes.
    pub(crate) fn random(&self, bytes: &mut [u8]) {
        (self.surroundings.random)(bytes);
    }

    /// Counts the bytes of a text and makes it a value.
    pub(crate) fn text(&self, text: impl Into<Rc<str>> + AsRef<str>) -> Result<Value, Fault> {
        self.charge(text.as_ref().len())?;
        Ok(Value::String(text.into()))
    }

    /// Counts the bytes of a text that may not be UTF-8 and makes it a value.
    pub(crate) fn bytes(&self, bytes: Vec<u8>) -> Result<Value, Fault> {
        self.charge(bytes.len())?;
        Ok(Value::from_bytes(bytes))
    }

    /// Counts a list and makes it a value.
    pub(crate) fn list(&self, kind: ListKind, items: Vec<Value>) -> Result<Value, Fault> {
        self.charge(items.len() * size_of::<Value>())?;
        Ok(Value::List(List::new(kind, items)))
    }
}

/// The arguments of a call, which have the types that the table of functions says.
pub(crate) struct Arguments<'a> {
    pub(crate) name: &'static str,
    pub(crate) values: &'a [Value],
    pub(crate) context: &'a Context<'a>,
}

impl<'a> Arguments<'a> {
    /// An argument. One that is not there is `nil`.
    pub(crate) fn value(&self, index: usize) -> &'a Value {
        self.values.get(index).unwrap_or(&Value::Null)
    }

    /// The arguments from `index` on.
    pub(crate) fn rest(&self, index: usize) -> &'a [Value] {
        self.values.get(index..).unwrap_or_default()
    }

    /// A text. Bytes that are not UTF-8 are replaced.
    pub(crate) fn text(&self, index: usize) -> std::borrow::Cow<'a, str> {
        match self.value(index) {
            Value::String(text) => (&**text).into(),
            Value::Binary(bytes) => lossy(bytes).into(),
            _ => "".into(),
        }
    }

    /// The bytes of a text.
    pub(crate) fn bytes(&self, index: usize) -> &'a [u8] {
        self.value(index).as_bytes().unwrap_or_default()
    }

    /// An `int`.
    pub(crate) fn int(&self, index: usize) -> i64 {
        self.value(index).as_i64().unwrap_or_default()
    }

    /// A `bool`.
    pub(crate) fn bool(&self, index: usize) -> bool {
        self.value(index).as_bool().unwrap_or_default()
    }

    /// A map. `nil` is an empty one, and an object is copied.
    pub(crate) fn map(&self, index: usize) -> Map {
        as_map(self.value(index)).unwrap_or_else(|| Map::new(crate::object::Element::Any, BTreeMap::new()))
    }

    /// A time.
    pub(crate) fn time(&self, index: usize) -> Rc<Time> {
        match self.value(index) {
            Value::Time(time) => time.clone(),
            _ => Rc::default(),
        }
    }
}

/// The value as a map, when it is one of values of any kind.
pub(crate) fn as_map(value: &Value) -> Option<Map> {
    match value {
        Value::Map(map) => Some(map.clone()),
        Value::Object(object) => match object.to_map() {
            Value::Map(map) => Some(map),
            _ => None,
        },
        _ => None,
    }
}
