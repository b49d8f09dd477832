//! The values of pipelines, commands, fields and variables.

use std::ops::Range;

use super::{At, Held, Ran, Run};
use crate::call::Fault;
use crate::object::{Element, Shape};
use crate::syntax::tree::{Command, Content, Expression, Literal, Pipe, Variable};
use crate::value::Value;

/// What a command gives to its first word: the arguments after it, and the value piped into it, which is taken out of where
/// it lies rather than moved from call to call.
pub(super) struct Given<'t, 'p> {
    pub(super) arguments: &'t [Expression],
    pub(super) piped: Option<&'p mut Held>,
}

impl Given<'_, '_> {
    pub(super) fn nothing() -> Self {
        Given { arguments: &[], piped: None }
    }

    fn is_nothing(&self) -> bool {
        self.arguments.is_empty() && self.piped.is_none()
    }
}

impl<'t> Run<'t> {
    pub(super) fn pipe(&mut self, dot: &Held, pipe: &'t Pipe) -> Ran<Held> {
        self.at = At::Pipe(pipe);
        let held = self.commands(dot, &pipe.commands)?.unwrap_or_else(Held::absent);
        for target in &pipe.targets {
            self.set(target, held.clone())?;
        }
        Ok(held)
    }

    /// The value of the last of some commands, of which each is given that of the one before.
    pub(super) fn commands(&mut self, dot: &Held, commands: &'t [Command]) -> Ran<Option<Held>> {
        let mut piped: Option<Held> = None;
        for command in commands {
            piped = Some(self.command(dot, command, piped.as_mut())?);
        }
        Ok(piped)
    }

    fn command(&mut self, dot: &Held, command: &'t Command, piped: Option<&mut Held>) -> Ran<Held> {
        self.step(1)?;
        let given = Given { arguments: &command.arguments, piped };
        let mut held = match &command.first {
            Expression::Pipe(pipe) => {
                self.takes_nothing(&command.first, &given)?;
                self.nested(|run| run.pipe(dot, pipe))?
            }
            Expression::Function(_, function) => {
                self.at = At::Expression(&command.first);
                self.call(dot, function, At::Command(command), given)?
            }
            first => self.expression(dot, first, given)?,
        };
        // A value out of something that holds any kind is taken out of it; nil is then no value.
        if matches!(held.value, Value::Null) {
            held.value = Value::Absent;
        }
        held.any = false;
        Ok(held)
    }

    /// The value of an expression that is no literal, or one that is used as a command.
    pub(super) fn expression(
        &mut self,
        dot: &Held,
        expression: &'t Expression,
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        self.at = At::Expression(expression);
        match expression {
            Expression::Field(_, names) => self.fields(dot, dot, expression, names, given),
            Expression::Variable(_, variable) => self.variable(dot, expression, variable, given),
            Expression::Chain(_, chain) => {
                let (inner, names) = &**chain;
                if matches!(inner, Expression::Nil(_)) {
                    return Err(self.error(format!("indirection through explicit nil in {expression}")));
                }
                self.at = At::Expression(inner);
                let receiver = match inner {
                    Expression::Pipe(pipe) => self.nested(|run| run.pipe(dot, pipe))?,
                    other => self.expression(dot, other, Given::nothing())?,
                };
                self.fields(dot, &receiver, expression, names, given)
            }
            Expression::Function(_, function) => self.call(dot, function, At::Expression(expression), given),
            Expression::Pipe(pipe) => self.nested(|run| run.pipe(dot, pipe)),
            Expression::Nil(_) => {
                self.takes_nothing(expression, &given)?;
                Err(self.error("nil is not a command".to_owned()))
            }
            Expression::Dot(_) => {
                self.takes_nothing(expression, &given)?;
                Ok(dot.clone())
            }
            Expression::Bool(..) | Expression::Number(..) | Expression::String(..) => {
                self.takes_nothing(expression, &given)?;
                Ok(Held::plain(self.literal(expression)?))
            }
        }
    }

    fn takes_nothing(&self, first: &Expression, given: &Given<'_, '_>) -> Ran<()> {
        match given.is_nothing() {
            true => Ok(()),
            false => Err(self.error(format!("can't give argument to non-function {first}"))),
        }
    }

    /// The value of a literal where any kind will do.
    pub(super) fn literal(&self, expression: &Expression) -> Ran<Value> {
        Ok(match expression {
            Expression::Bool(_, value) => Value::Bool(*value),
            Expression::String(_, literal) => text(literal),
            Expression::Number(_, number) => {
                let hexadecimal = number.text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"))
                    && !number.text.contains(['p', 'P']);
                let looks_like_float = !hexadecimal
                    && !number.text.starts_with('\'')
                    && number.text.contains(['.', 'e', 'E', 'p', 'P']);
                match (number.complex, number.float, number.int) {
                    (Some(parts), ..) => Value::Complex(std::rc::Rc::new(parts)),
                    (None, Some(float), _) if looks_like_float => Value::Float(float),
                    (None, _, Some(int)) => Value::Int(int),
                    _ => return Err(self.error(format!("{} overflows int", number.text))),
                }
            }
            _ => Value::Absent,
        })
    }

    fn variable(
        &mut self,
        dot: &Held,
        expression: &'t Expression,
        variable: &'t Variable,
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        let held = variable.slot.and_then(|slot| self.variables[self.frame + slot as usize].clone());
        let Some(held) = held else {
            return Err(self.error(format!("undefined variable: {}", variable.name)));
        };
        if variable.fields.is_empty() {
            self.takes_nothing(expression, &given)?;
            return Ok(held);
        }
        self.fields(dot, &held, expression, &variable.fields, given)
    }

    /// `.a.b.c` of a receiver. What is given goes to the last, which only a method takes.
    fn fields(
        &mut self,
        dot: &Held,
        receiver: &Held,
        expression: &'t Expression,
        names: &'t [Box<str>],
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        let Some((last, before)) = names.split_last() else { return Ok(receiver.clone()) };
        let mut current = None;
        for name in before {
            let receiver = current.as_ref().unwrap_or(receiver);
            current = Some(self.field(dot, receiver, expression, name, Given::nothing())?);
        }
        self.field(dot, current.as_ref().unwrap_or(receiver), expression, last, given)
    }

    fn field(
        &mut self,
        dot: &Held,
        receiver: &Held,
        expression: &'t Expression,
        name: &'t str,
        given: Given<'t, '_>,
    ) -> Ran<Held> {
        let no_arguments = |run: &Self, kind: &str| match given.is_nothing() {
            true => Ok(()),
            false => Err(run.error(format!("{name} {kind}"))),
        };
        const NO_METHOD: &str = "is not a method but has arguments";
        match &receiver.value {
            Value::Absent => Ok(Held::absent()),
            Value::Null => Err(self.error(format!("nil pointer evaluating interface {{}}.{name}"))),
            Value::Map(map) => {
                no_arguments(self, NO_METHOD)?;
                let any = matches!(map.element(), Element::Any);
                Ok(map.get(name).map_or_else(Held::absent, |value| Held { value, any }))
            }
            Value::Object(object) => match object.shape() {
                Shape::Map { element } => {
                    no_arguments(self, NO_METHOD)?;
                    let any = matches!(element, Element::Any);
                    Ok(object.get(name).map_or_else(Held::absent, |value| Held { value, any }))
                }
                Shape::Struct { .. } => match object.get(name) {
                    Some(value) => {
                        no_arguments(self, "has arguments but cannot be invoked as function")?;
                        Ok(Held::plain(value))
                    }
                    None => {
                        let mut error = self.no_field(receiver, name);
                        let keys = object.keys();
                        error.suggestion = crate::text::closest(name, keys.iter().map(|key| &**key));
                        // Go names what it looked at last, which of a chain is not where the field stands.
                        let written = expression.place().span();
                        error.span = field_in(self.text, &written, name).unwrap_or(written);
                        Err(error)
                    }
                },
            },
            value => match crate::methods::find(value, name) {
                Some(method) => {
                    let receiver = value.clone();
                    self.call_method(dot, receiver, method, At::Expression(expression), given)
                }
                None => Err(self.no_field(receiver, name)),
            },
        }
    }

    fn no_field(&self, receiver: &Held, name: &str) -> Box<crate::error::Error> {
        let type_name = if receiver.any { "interface {}".to_owned() } else { receiver.value.type_name() };
        self.fault(Fault::Message(format!("can't evaluate field {name} in type {type_name}")))
    }
}

/// The place of a field in an expression that has it, the last one of its name.
fn field_in(text: &str, expression: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let written = text.get(expression.clone())?;
    let is_whole = |at: &usize| {
        let behind = written.get(at + 1 + name.len()..).and_then(|rest| rest.chars().next());
        !behind.is_some_and(|it| it.is_alphanumeric() || it == '_')
    };
    let at = written.match_indices('.').map(|(at, _)| at);
    let mut of_name = at.filter(|at| written.get(at + 1..).is_some_and(|rest| rest.starts_with(name)));
    let start = expression.start + of_name.rfind(is_whole)? + 1;
    Some(start..start + name.len())
}

/// The value of a text constant.
pub(super) fn text(literal: &Literal) -> Value {
    match &literal.text {
        Content::Text(text) => Value::String((&**text).into()),
        Content::Binary(bytes) => Value::Binary((&**bytes).into()),
    }
}
