//! Runs a tree: walks its nodes and writes the text.

mod arguments;
mod evaluate;

use crate::call::{Context, Fault};
use crate::error::{Error, ErrorKind};
use crate::functions::{Function, Run as Runs};
use crate::object::{Element, Shape};
use crate::print::{self, Writer};
use crate::surroundings::{NoticeKind, Rendered};
use crate::syntax::tree::{Call, Command, Definition, Expression, Loop, Node, Pipe, Place, Target};
use crate::value::{ListKind, Value};

/// More arguments are rarely under way at a time.
const USUAL_ARGUMENTS: usize = 16;

/// Renders the first definition, or as much of it as there is before something fails.
pub(crate) fn render(
    text: &str,
    definitions: &[Definition],
    data: &Value,
    context: Context<'_>,
) -> (Rendered, Option<Box<Error>>) {
    let mut run = Run {
        text,
        definitions,
        output: Writer::for_output(context.limits().output, text.len()),
        context,
        stack: Vec::with_capacity(USUAL_ARGUMENTS),
        variables: Vec::new(),
        frame: 0,
        definition: 0,
        at: At::Start,
        depth: 0,
    };
    let error = run.template(0, Held::plain(data.clone())).err();
    let text = String::from_utf8(run.output.into_bytes())
        .unwrap_or_else(|error| crate::text::lossy(error.as_bytes()));
    (Rendered { text, notices: run.context.into_notices() }, error)
}

struct Run<'t> {
    text: &'t str,
    definitions: &'t [Definition],
    context: Context<'t>,
    output: Writer,
    /// Arguments of the calls that are under way.
    stack: Vec<Value>,
    /// Variables of the templates that are running; those of the current one start at `frame`.
    variables: Vec<Option<Held>>,
    frame: usize,
    /// The current one.
    definition: usize,
    /// What is being looked at, which an error names.
    at: At<'t>,
    depth: usize,
}

/// A value as an expression holds it.
#[derive(Clone)]
struct Held {
    value: Value,
    /// It came out of something that holds values of any kind, which is all that Go's messages then say of it.
    any: bool,
}

impl Held {
    fn plain(value: Value) -> Held {
        Held { value, any: false }
    }

    fn absent() -> Held {
        Held::plain(Value::Absent)
    }

    /// The value, of which nothing is left behind.
    fn take(&mut self) -> Held {
        std::mem::replace(self, Held::absent())
    }
}

/// A part of the tree that an error names.
#[derive(Clone, Copy)]
enum At<'t> {
    Start,
    Expression(&'t Expression),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Call(&'t Call),
}

/// What comes after a node.
#[derive(PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

type Ran<T> = Result<T, Box<Error>>;

impl<'t> Run<'t> {
    /// Runs a definition with a dot of its own and no variables but `$`.
    fn template(&mut self, index: usize, dot: Held) -> Ran<()> {
        let definition = &self.definitions[index];
        let (frame, running) = (self.frame, self.definition);
        self.frame = self.variables.len();
        self.definition = index;
        self.variables.resize(self.frame + definition.slots, None);
        self.variables[self.frame] = Some(dot.clone());
        self.nodes(&dot, &definition.body)?;
        self.variables.truncate(self.frame);
        self.frame = frame;
        self.definition = running;
        Ok(())
    }

    fn nodes(&mut self, dot: &Held, nodes: &'t [Node]) -> Ran<Flow> {
        for node in nodes {
            match node {
                Node::Text(text) => self.output.push_str(text).map_err(|fault| self.fault(fault))?,
                Node::Action(pipe) => self.action(dot, pipe)?,
                Node::Break => return Ok(Flow::Break),
                Node::Continue => return Ok(Flow::Continue),
                other => {
                    let flow = self.nested(|run| match other {
                        Node::If(branch) | Node::With(branch) => {
                            let rebinds = matches!(other, Node::With(_));
                            for (pipe, body) in &branch.arms {
                                let value = run.pipe(dot, pipe)?;
                                if value.value.is_true() {
                                    return run.nodes(if rebinds { &value } else { dot }, body);
                                }
                            }
                            run.nodes(dot, &branch.otherwise)
                        }
                        Node::Range(range) => run.range(dot, range),
                        Node::Template(call) => run.call_template(dot, call),
                        _ => Ok(Flow::Next),
                    })?;
                    if flow != Flow::Next {
                        return Ok(flow);
                    }
                }
            }
        }
        Ok(Flow::Next)
    }

    fn action(&mut self, dot: &Held, pipe: &'t Pipe) -> Ran<()> {
        if pipe.targets.is_empty()
            && let Some((last, before)) = pipe.commands.split_last()
            && let Expression::Function(_, Function::Known(entry)) = &last.first
            && let Runs::Writer(write) = entry.run
        {
            self.at = At::Pipe(pipe);
            let mut piped = self.commands(dot, before)?;
            return self.write_command(dot, last, entry, write, piped.as_mut());
        }
        let value = self.pipe(dot, pipe)?.value;
        if !pipe.targets.is_empty() {
            return Ok(());
        }
        let printed = if value.is_missing() {
            let span = (pipe.place.start, pipe.place.end);
            self.context.notice(NoticeKind::MissingValue, span, || pipe.to_string());
            self.output.push(b"<no value>")
        } else {
            print::print(&mut self.output, &value)
        };
        printed.map_err(|fault| self.fault(fault))
    }

    fn call_template(&mut self, dot: &Held, call: &'t Call) -> Ran<Flow> {
        self.at = At::Call(call);
        let Some(index) = call.definition else {
            let message = format!("template {} not defined", crate::text::quoted(&call.name));
            let mut error = self.error(message);
            let names = self.definitions.iter().skip(1).map(|definition| &*definition.name);
            error.suggestion = crate::text::closest(&call.name, names);
            return Err(error);
        };
        let dot = match &call.pipe {
            Some(pipe) => self.pipe(dot, pipe)?,
            None => Held::absent(),
        };
        self.template(index, dot)?;
        Ok(Flow::Next)
    }

    fn range(&mut self, dot: &Held, range: &'t Loop) -> Ran<Flow> {
        let value = self.pipe(dot, &range.pipe)?.value;
        let mut empty = true;
        match &value {
            Value::Absent | Value::Null => {}
            Value::Int(_) | Value::Int64(_) | Value::Uint8(_) | Value::Uint64(_) | Value::Duration(_) => {
                if range.pipe.targets.len() > 1 {
                    let shown = self.shown(&value)?;
                    let message = format!("can't use {shown} to iterate over more than one variable");
                    return Err(self.error(message));
                }
                let count = match &value {
                    Value::Duration(nanoseconds) => u64::try_from(*nanoseconds).unwrap_or(0),
                    Value::Uint64(count) => *count,
                    other => u64::try_from(other.as_i64().unwrap_or_default()).unwrap_or(0),
                };
                for index in 0..count {
                    empty = false;
                    let item = match value {
                        Value::Int64(_) => Value::Int64(index as i64),
                        Value::Uint8(_) => Value::Uint8(index as u8),
                        Value::Uint64(_) => Value::Uint64(index),
                        Value::Duration(_) => Value::Duration(index as i64),
                        _ => Value::Int(index as i64),
                    };
                    if self.iteration(range, Value::Absent, Held::plain(item))? == Flow::Break {
                        break;
                    }
                }
            }
            Value::List(list) => {
                let any = list.kind() == ListKind::Any;
                for (index, item) in list.items().iter().enumerate() {
                    empty = false;
                    let item = Held { value: item.clone(), any };
                    if self.iteration(range, index.into(), item)? == Flow::Break {
                        break;
                    }
                }
            }
            Value::Map(map) => {
                let any = matches!(map.element(), Element::Any);
                for (key, item) in map.entries() {
                    empty = false;
                    let item = Held { value: item, any };
                    if self.iteration(range, Value::String(key), item)? == Flow::Break {
                        break;
                    }
                }
            }
            Value::Object(object) if matches!(object.shape(), Shape::Map { .. }) => {
                let any = matches!(object.shape(), Shape::Map { element: Element::Any });
                for key in object.keys() {
                    empty = false;
                    let item = Held { value: object.get(&key).unwrap_or(Value::Null), any };
                    if self.iteration(range, Value::String(key), item)? == Flow::Break {
                        break;
                    }
                }
            }
            other => {
                let message = format!("range can't iterate over {}", self.shown(other)?);
                return Err(self.error(message));
            }
        }
        if empty { self.nodes(dot, &range.otherwise) } else { Ok(Flow::Next) }
    }

    /// One turn of a loop. Gives `Break` when it was the last.
    fn iteration(&mut self, range: &'t Loop, index: Value, item: Held) -> Ran<Flow> {
        self.step(1)?;
        match &range.pipe.targets[..] {
            [] => {}
            [one] => self.set(one, item.clone())?,
            [first, second, ..] => {
                self.set(first, Held::plain(index))?;
                self.set(second, item.clone())?;
            }
        }
        self.nodes(&item, &range.body)
    }

    fn set(&mut self, target: &Target, value: Held) -> Ran<()> {
        match target.slot {
            Some(slot) => {
                self.variables[self.frame + slot as usize] = Some(value);
                Ok(())
            }
            None => Err(self.error(format!("undefined variable: {}", target.name))),
        }
    }

    /// Goes one level deeper.
    fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Ran<T>) -> Ran<T> {
        if self.depth == self.context.limits().depth {
            let message = format!("exceeded maximum template depth ({})", self.depth);
            return Err(self.fault(Fault::Limit(message)));
        }
        self.depth += 1;
        let ran = run(self);
        self.depth -= 1;
        ran
    }

    fn step(&self, count: u64) -> Ran<()> {
        self.context.step(count).map_err(|fault| self.fault(fault))
    }

    /// A value as a message shows it.
    fn shown(&self, value: &Value) -> Ran<String> {
        print::to_text(&self.context, value).map_err(|fault| self.fault(fault))
    }

    fn error(&self, message: String) -> Box<Error> {
        self.fault(Fault::Message(message))
    }

    /// The error at what is being looked at.
    fn fault(&self, fault: Fault) -> Box<Error> {
        let (kind, message) = match fault {
            Fault::Message(message) => (ErrorKind::Execution, message),
            Fault::Failed(message) => (ErrorKind::Failed, message),
            Fault::Limit(message) => (ErrorKind::Limit, message),
        };
        let (place, expression) = match self.at {
            At::Start => (Place { position: 0, start: 0, end: 0 }, String::new()),
            At::Expression(expression) => (expression.place(), expression.to_string()),
            At::Pipe(pipe) => (pipe.place, pipe.to_string()),
            At::Command(command) => (command.place, command.to_string()),
            At::Call(call) => (call.place, call.to_string()),
        };
        let before = &self.text[..place.position as usize];
        Box::new(Error {
            kind,
            message,
            span: place.span(),
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before.len() - before.rfind('\n').map_or(0, |found| found + 1),
            suggestion: None,
            running: Some(Box::new((self.definitions[self.definition].name.to_string(), expression))),
        })
    }
}
