//! Calls: arguments are evaluated, checked against the types of the parameters, and handed over.

use super::evaluate::{Given, text};
use super::{At, Held, Ran, Run};
use crate::call::{Arguments, Fault};
use crate::functions::{Entry, Function, Run as Runs, Type, Write};
use crate::object::{Element, Shape};
use crate::print::Writer;
use crate::syntax::tree::{Command, Expression};
use crate::value::Value;

/// Bytes of text that count as one step when a function is given them.
const BYTES_A_STEP: usize = 64;

impl<'t> Run<'t> {
    pub(super) fn call(
        &mut self,
        dot: &Held,
        function: &'t Function,
        node: At<'t>,
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        match function {
            Function::Known(entry) => self.call_known(dot, entry, node, given, None),
            Function::Added(added) => {
                let count = given.arguments.len() + usize::from(given.piped.is_some());
                let (least, most) = (*added.arity.start(), *added.arity.end());
                if !added.arity.contains(&count) {
                    let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
                    let message =
                        format!("wrong number of args for {}: want {wanted} got {count}", added.name);
                    return Err(self.error(message));
                }
                let base = self.stack.len();
                self.evaluate(dot, &[], Some(Type::Any), given)?;
                self.count_work(base)?;
                let result = (added.call)(&self.stack[base..]);
                self.finish(base, added.name, node, result.map_err(Fault::Message)).map(Held::plain)
            }
        }
    }

    /// Calls a method: a function whose first argument is the receiver.
    pub(super) fn call_method(
        &mut self,
        dot: &Held,
        receiver: Value,
        method: &'static Entry,
        node: At<'t>,
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        self.call_known(dot, method, node, given, Some(receiver))
    }

    fn call_known(
        &mut self,
        dot: &Held,
        entry: &'static Entry,
        node: At<'t>,
        given: Given<'t, '_>,
        receiver: Option<Value>,
    ) -> Ran<Held> {
        self.count_arguments(entry, &given)?;
        let base = self.stack.len();
        let run: &dyn Fn(&Arguments<'_>) -> Result<Value, Fault> = match &entry.run {
            Runs::And => return self.until(dot, false, given),
            Runs::Or => return self.until(dot, true, given),
            Runs::Refused(why) => {
                let fault = Fault::Message((*why).to_owned());
                return self.finish(base, entry.name, node, Err(fault));
            }
            Runs::Call => {
                let callee = given.arguments.first().map(ToString::to_string);
                self.evaluate(dot, entry.parameters, entry.rest, given)?;
                let fault = crate::builtins::call(callee, &self.stack[base]);
                return self.finish(base, entry.name, node, Err(fault));
            }
            Runs::Plain(run) => run,
            Runs::Writer(write) => &|arguments| {
                let mut writer = Writer::for_value(arguments.context);
                write(arguments, &mut writer)?;
                arguments.context.bytes(writer.into_bytes())
            },
        };
        self.stack.extend(receiver);
        self.evaluate(dot, entry.parameters, entry.rest, given)?;
        self.count_work(base)?;
        self.set_place(node);
        let arguments = Arguments { name: entry.name, values: &self.stack[base..], context: &self.context };
        let result = run(&arguments);
        self.finish(base, entry.name, node, result).map(Held::plain)
    }

    /// Checks how many arguments a function is given.
    fn count_arguments(&self, entry: &Entry, given: &Given<'_, '_>) -> Ran<()> {
        let (name, fixed) = (entry.name, entry.parameters.len());
        let count = given.arguments.len() + usize::from(given.piped.is_some());
        let message = match entry.rest {
            Some(_) if count < fixed => {
                let got = given.arguments.len();
                format!("wrong number of args for {name}: want at least {fixed} got {got}")
            }
            None if count != fixed => format!("wrong number of args for {name}: want {fixed} got {count}"),
            _ => return Ok(()),
        };
        Err(self.error(message))
    }

    /// Calls a function that writes a text, which goes into the output at once.
    pub(super) fn write_command(
        &mut self,
        dot: &Held,
        command: &'t Command,
        entry: &'static Entry,
        write: Write,
        piped: Option<&mut Held>,
    ) -> Ran<()> {
        self.step(1)?;
        self.at = At::Expression(&command.first);
        let given = Given { arguments: &command.arguments, piped };
        self.count_arguments(entry, &given)?;
        let base = self.stack.len();
        self.evaluate(dot, entry.parameters, entry.rest, given)?;
        self.count_work(base)?;
        self.set_place(At::Command(command));
        let arguments = Arguments { name: entry.name, values: &self.stack[base..], context: &self.context };
        let written = write(&arguments, &mut self.output);
        self.finish(base, entry.name, At::Command(command), written)
    }

    /// `and` and `or`: the first argument of that truth, or the last.
    fn until(&mut self, dot: &Held, truth: bool, given: Given<'t, '_>) -> Ran<Held> {
        let mut last = Held::absent();
        for argument in given.arguments {
            last = self.argument(dot, Type::Raw, argument)?;
            if last.value.is_true() == truth {
                return Ok(last);
            }
        }
        Ok(given.piped.map_or(last, Held::take))
    }

    /// Puts the arguments of a call on the stack.
    fn evaluate(
        &mut self,
        dot: &Held,
        parameters: &[Type],
        rest: Option<Type>,
        given: Given<'t, '_>,
    ) -> Ran<()> {
        let expected = |index: usize| parameters.get(index).copied().or(rest).unwrap_or(Type::Any);
        for (index, argument) in given.arguments.iter().enumerate() {
            // The most frequent kind, which needs no more than this.
            if let (Expression::String(_, literal), Type::Any | Type::Text) = (argument, expected(index)) {
                self.at = At::Expression(argument);
                self.stack.push(text(literal));
                continue;
            }
            let value = self.argument(dot, expected(index), argument)?.value;
            self.stack.push(value);
        }
        if let Some(piped) = given.piped {
            let piped = self.check(piped.take(), expected(given.arguments.len()))?;
            self.stack.push(piped.value);
        }
        Ok(())
    }

    /// Counts steps for what a function is given: one, and more when that is much.
    fn count_work(&self, base: usize) -> Ran<()> {
        let mut work = 1;
        for value in &self.stack[base..] {
            work += match value {
                Value::String(text) => text.len() / BYTES_A_STEP,
                Value::Binary(bytes) => bytes.len() / BYTES_A_STEP,
                Value::List(list) => list.len() / 4,
                Value::Map(map) => map.len() / 4,
                _ => 0,
            };
        }
        self.step(work as u64)
    }

    /// Takes the arguments of a call off the stack and gives its result.
    fn finish<T>(&mut self, base: usize, name: &str, node: At<'t>, result: Result<T, Fault>) -> Ran<T> {
        self.stack.truncate(base);
        result.map_err(|fault| {
            self.at = node;
            self.fault(match fault {
                Fault::Message(message) => Fault::Message(format!("error calling {name}: {message}")),
                Fault::Failed(message) => Fault::Failed(format!("error calling {name}: {message}")),
                limit @ Fault::Limit(_) => limit,
            })
        })
    }

    fn set_place(&self, node: At<'t>) {
        let place = match node {
            At::Command(command) => command.place,
            At::Expression(expression) => expression.place(),
            At::Pipe(pipe) => pipe.place,
            At::Call(call) => call.place,
            At::Start => return,
        };
        self.context.place.set((place.start, place.end));
    }

    /// The value of an argument, as its parameter wants it.
    fn argument(&mut self, dot: &Held, expected: Type, argument: &'t Expression) -> Ran<Held> {
        self.at = At::Expression(argument);
        match argument {
            Expression::Dot(_) => self.check(dot.clone(), expected),
            Expression::Nil(_) => match expected {
                Type::Raw => Ok(Held::absent()),
                Type::Any | Type::Map | Type::Semver => Ok(Held::plain(Value::Null)),
                _ => Err(self.error(format!("cannot assign nil to {}", expected.name()))),
            },
            Expression::Field(..)
            | Expression::Variable(..)
            | Expression::Pipe(_)
            | Expression::Function(..)
            | Expression::Chain(..) => {
                let held = self.expression(dot, argument, Given::nothing())?;
                self.check(held, expected)
            }
            Expression::Bool(..) | Expression::Number(..) | Expression::String(..) => {
                self.constant(argument, expected).map(Held::plain)
            }
        }
    }

    /// A literal as its parameter wants it: the type decides which kind of number it is.
    fn constant(&self, literal: &Expression, expected: Type) -> Ran<Value> {
        let wanted = match (expected, literal) {
            (Type::Any | Type::Raw, _) => return self.literal(literal),
            (Type::Text, Expression::String(_, literal)) => return Ok(text(literal)),
            (Type::Bool, Expression::Bool(_, value)) => return Ok(Value::Bool(*value)),
            (Type::Int, Expression::Number(_, number)) if number.int.is_some() => {
                return Ok(Value::Int(number.int.unwrap_or_default()));
            }
            (Type::Duration, Expression::Number(_, number)) if number.int.is_some() => {
                return Ok(Value::Duration(number.int.unwrap_or_default()));
            }
            (Type::Uint32, Expression::Number(_, number)) if number.uint.is_some() => {
                // What does not fit wraps around.
                return Ok(Value::Int((number.uint.unwrap_or_default() as u32).into()));
            }
            (Type::Float, Expression::Number(_, number)) if number.float.is_some() => {
                return Ok(Value::Float(number.float.unwrap_or_default()));
            }
            (Type::Text, _) => "string",
            (Type::Bool, _) => "bool",
            (Type::Int | Type::Duration, _) => "integer",
            (Type::Uint32, _) => "unsigned integer",
            (Type::Float, _) => "float",
            (Type::Map | Type::Time | Type::Semver, _) => {
                let message = format!("can't handle {literal} for arg of type {}", expected.name());
                return Err(self.error(message));
            }
        };
        Err(self.error(format!("expected {wanted}; found {literal}")))
    }

    /// Checks a value against the type of its parameter.
    fn check(&self, held: Held, expected: Type) -> Ran<Held> {
        let fits = match (&held.value, expected) {
            (_, Type::Raw) => true,
            (Value::Absent, Type::Any | Type::Map | Type::Semver) => return Ok(Held::plain(Value::Null)),
            (Value::Absent, _) => {
                return Err(self.error(format!("invalid value; expected {}", expected.name())));
            }
            (_, Type::Any)
            | (Value::String(_) | Value::Binary(_), Type::Text)
            | (Value::Int(_), Type::Int)
            | (Value::Float(_), Type::Float)
            | (Value::Bool(_), Type::Bool)
            | (Value::Time(_), Type::Time)
            | (Value::Duration(_), Type::Duration)
            | (Value::Version(_), Type::Semver) => true,
            (Value::Map(map), Type::Map) => matches!(map.element(), Element::Any),
            (Value::Object(object), Type::Map) => {
                matches!(object.shape(), Shape::Map { element: Element::Any })
            }
            _ => false,
        };
        if fits {
            return Ok(held);
        }
        let got = match &held.value {
            Value::Null => "interface {}".to_owned(),
            other => other.type_name(),
        };
        Err(self.error(format!("wrong type for value; expected {}; got {got}", expected.name())))
    }
}
