//! A parsed template: blocks of nodes, whose expressions have functions and variables already resolved.

use std::ops::Range;

use super::number::Number;
use crate::functions::Function;

/// A named template of the text. The first one is the text itself and has no name.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: Box<str>,
    pub(crate) body: Vec<Node>,
    /// The number of variables to make room for; the first is `$`.
    pub(crate) slots: usize,
}

#[derive(Debug)]
pub(crate) enum Node {
    Text(Box<str>),
    Action(Pipe),
    /// `if`, with its `else if`s.
    If(Box<Branch>),
    /// `with`, with its `else with`s.
    With(Box<Branch>),
    Range(Box<Loop>),
    Template(Box<Call>),
    Break,
    Continue,
}

/// Arms tried in order, and what runs when none is true.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) arms: Vec<(Pipe, Vec<Node>)>,
    pub(crate) otherwise: Vec<Node>,
}

#[derive(Debug)]
pub(crate) struct Loop {
    pub(crate) pipe: Pipe,
    pub(crate) body: Vec<Node>,
    pub(crate) otherwise: Vec<Node>,
}

/// `{{template "name" pipe}}`, also left behind by `block`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) place: Place,
    pub(crate) name: Box<str>,
    pub(crate) pipe: Option<Pipe>,
    /// Which definition, if there is one of that name.
    pub(crate) definition: Option<usize>,
}

/// Where something stands, in bytes of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Where Go says it is: of `.a.b`, the second dot.
    pub(crate) position: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Place {
    pub(crate) fn span(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// `$x, $y := command | command`
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) place: Place,
    pub(crate) targets: Vec<Target>,
    /// `=` instead of `:=`.
    pub(crate) assigns: bool,
    pub(crate) commands: Vec<Command>,
}

/// A variable that is declared or assigned.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) name: Box<str>,
    pub(crate) slot: Slot,
}

/// The place of a variable among those of its template. `None`: the name is known but nothing declared it here,
/// which is an error when it runs.
pub(crate) type Slot = Option<u32>;

/// A first word and its arguments.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) place: Place,
    pub(crate) first: Expression,
    pub(crate) arguments: Vec<Expression>,
}

#[derive(Debug)]
pub(crate) enum Expression {
    Dot(Place),
    Nil(Place),
    Bool(Place, bool),
    Number(Place, Box<Number>),
    String(Place, Box<Literal>),
    /// `.a.b`
    Field(Place, Vec<Box<str>>),
    /// `$x.a.b`
    Variable(Place, Box<Variable>),
    Function(Place, Function),
    /// `(pipe).a.b`
    Chain(Place, Box<(Expression, Vec<Box<str>>)>),
    Pipe(Box<Pipe>),
}

/// A text constant.
#[derive(Debug)]
pub(crate) struct Literal {
    /// As it stands in the template, with its quotes.
    pub(crate) source: Box<str>,
    pub(crate) text: Content,
}

/// The content of a text constant, which escapes can make other than UTF-8.
#[derive(Debug)]
pub(crate) enum Content {
    Text(Box<str>),
    Binary(Box<[u8]>),
}

#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: Box<str>,
    pub(crate) slot: Slot,
    pub(crate) fields: Vec<Box<str>>,
}

impl Expression {
    pub(crate) fn place(&self) -> Place {
        match self {
            Expression::Dot(place)
            | Expression::Nil(place)
            | Expression::Bool(place, _)
            | Expression::Number(place, _)
            | Expression::String(place, _)
            | Expression::Field(place, _)
            | Expression::Variable(place, _)
            | Expression::Function(place, _)
            | Expression::Chain(place, _) => *place,
            Expression::Pipe(pipe) => pipe.place,
        }
    }
}
