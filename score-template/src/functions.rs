//! The functions a template may call: what they are called, what they take, and what runs.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::builtins;
use crate::call::{Arguments, Fault};
use crate::print::Writer;
use crate::sprig;
use crate::value::Value;

/// The functions a template may call. Names are resolved when a template is parsed.
#[derive(Clone, Debug, Default)]
pub struct Functions {
    sprig: bool,
    added: Vec<Arc<Added>>,
}

impl Functions {
    /// Those of `text/template` itself.
    pub fn builtin() -> Functions {
        Functions::default()
    }

    /// Those of `text/template` and of sprig 3.3. sprig's `slice` replaces the built-in one.
    ///
    /// Functions that make certificates or keys or ask the network are known by name, so that templates which mention
    /// them parse; calling one is an error.
    pub fn sprig() -> Functions {
        Functions { sprig: true, added: Vec::new() }
    }

    /// Adds one, or replaces the one of that name. It takes as many arguments as `arity` says, of any kind; what is
    /// missing arrives as [`Value::Null`]. An error's text follows "error calling NAME: " in the message.
    pub fn add(
        &mut self,
        name: &'static str,
        arity: RangeInclusive<usize>,
        call: impl Fn(&[Value]) -> Result<Value, String> + Send + Sync + 'static,
    ) {
        self.added.retain(|added| added.name != name);
        self.added.push(Arc::new(Added { name, arity, call: Box::new(call) }));
    }

    /// The function of a name.
    pub(crate) fn find(&self, name: &str) -> Option<Function> {
        if let Some(added) = self.added.iter().find(|added| added.name == name) {
            return Some(Function::Added(added.clone()));
        }
        let sprig = if self.sprig { find_entry(sprig::TABLE, name) } else { None };
        sprig.or_else(|| find_entry(builtins::TABLE, name)).map(Function::Known)
    }

    /// The names of all functions, in no particular order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let sprig = if self.sprig { sprig::TABLE } else { &[] };
        let added = self.added.iter().map(|added| added.name);
        added.chain(sprig.iter().chain(builtins::TABLE).map(|entry| entry.name))
    }
}

fn find_entry(table: &'static [Entry], name: &str) -> Option<&'static Entry> {
    table.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|index| &table[index])
}

/// A function that a template calls.
#[derive(Clone, Debug)]
pub(crate) enum Function {
    Known(&'static Entry),
    Added(Arc<Added>),
}

impl Function {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Function::Known(entry) => entry.name,
            Function::Added(added) => added.name,
        }
    }
}

/// What runs of a function of a caller.
type Call = dyn Fn(&[Value]) -> Result<Value, String> + Send + Sync;

/// A function of a caller.
pub(crate) struct Added {
    pub(crate) name: &'static str,
    pub(crate) arity: RangeInclusive<usize>,
    pub(crate) call: Box<Call>,
}

impl std::fmt::Debug for Added {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}({:?} arguments)", self.name, self.arity)
    }
}

/// A row of a table of functions.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [Type],
    /// The type of any further arguments, when there may be some.
    pub(crate) rest: Option<Type>,
    pub(crate) run: Run,
}

/// What runs.
#[derive(Debug)]
pub(crate) enum Run {
    /// `and`: stops at the first false argument.
    And,
    /// `or`: stops at the first true argument.
    Or,
    /// A function of its evaluated arguments.
    Plain(fn(&Arguments<'_>) -> Result<Value, Fault>),
    /// A function whose result is a text. It writes the text where it is needed: often that is the output.
    Writer(Write),
    /// `call`, whose messages name what was to be called.
    Call,
    /// Known by name only; the text says why.
    Refused(&'static str),
}

/// Writes the text that a function gives.
pub(crate) type Write = fn(&Arguments<'_>, &mut Writer) -> Result<(), Fault>;

/// The type of a parameter. Arguments arrive checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Anything. What is missing arrives as `nil`.
    Any,
    /// Anything, and a missing value stays one.
    Raw,
    Text,
    Int,
    Float,
    Bool,
    /// A map with values of any kind.
    Map,
    Time,
    Semver,
    Duration,
    /// A constant only: no value has this type.
    Uint32,
}

impl Type {
    /// The name of Go's type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Type::Any => "interface {}",
            Type::Raw => "reflect.Value",
            Type::Text => "string",
            Type::Int => "int",
            Type::Float => "float64",
            Type::Bool => "bool",
            Type::Map => "map[string]interface {}",
            Type::Time => "time.Time",
            Type::Semver => "*semver.Version",
            Type::Duration => "time.Duration",
            Type::Uint32 => "uint32",
        }
    }
}

/// A row for a function with a fixed number of parameters.
pub(crate) const fn entry(
    name: &'static str,
    parameters: &'static [Type],
    run: fn(&Arguments<'_>) -> Result<Value, Fault>,
) -> Entry {
    Entry { name, parameters, rest: None, run: Run::Plain(run) }
}

/// A row for a function that takes any number of arguments after its parameters.
pub(crate) const fn variadic(
    name: &'static str,
    parameters: &'static [Type],
    rest: Type,
    run: fn(&Arguments<'_>) -> Result<Value, Fault>,
) -> Entry {
    Entry { name, parameters, rest: Some(rest), run: Run::Plain(run) }
}

/// A row for a function with a fixed number of parameters that writes a text.
pub(crate) const fn writer(name: &'static str, parameters: &'static [Type], write: Write) -> Entry {
    Entry { name, parameters, rest: None, run: Run::Writer(write) }
}

/// A row for a function that takes any number of arguments after its parameters and writes a text.
pub(crate) const fn variadic_writer(
    name: &'static str,
    parameters: &'static [Type],
    rest: Type,
    write: Write,
) -> Entry {
    Entry { name, parameters, rest: Some(rest), run: Run::Writer(write) }
}

/// A row for a function that is known by name only.
pub(crate) const fn refused(name: &'static str, why: &'static str) -> Entry {
    Entry { name, parameters: &[], rest: Some(Type::Any), run: Run::Refused(why) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_so_that_names_are_found() {
        for table in [builtins::TABLE, sprig::TABLE] {
            assert!(table.is_sorted_by(|a, b| a.name < b.name));
        }
        for name in ["and", "slice", "upper", "urlquery", "abbrev"] {
            assert!(Functions::sprig().find(name).is_some(), "{name}");
        }
        assert!(Functions::builtin().find("upper").is_none());
    }

    #[test]
    fn an_added_function_replaces_one_of_its_name() {
        let mut functions = Functions::sprig();
        functions.add("upper", 1..=1, |_| Ok("mine".into()));
        assert!(matches!(functions.find("upper"), Some(Function::Added(_))));
    }
}
