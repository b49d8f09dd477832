//! Expressions as messages show them: as written, with spaces evened out.

use std::fmt::{Display, Formatter, Result, Write};

use super::tree::{Call, Command, Expression, Pipe};

impl Display for Pipe {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        for (index, target) in self.targets.iter().enumerate() {
            write!(formatter, "{}{}", if index > 0 { ", " } else { "" }, target.name)?;
        }
        if !self.targets.is_empty() {
            formatter.write_str(if self.assigns { " = " } else { " := " })?;
        }
        for (index, command) in self.commands.iter().enumerate() {
            write!(formatter, "{}{command}", if index > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl Display for Command {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        write!(formatter, "{}", Operand(&self.first))?;
        self.arguments.iter().try_for_each(|argument| write!(formatter, " {}", Operand(argument)))
    }
}

/// An expression in a command: a pipeline has its parentheses.
struct Operand<'e>(&'e Expression);

impl Display for Operand<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self.0 {
            Expression::Pipe(pipe) => write!(formatter, "({pipe})"),
            other => other.fmt(formatter),
        }
    }
}

impl Display for Expression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Expression::Dot(_) => formatter.write_char('.'),
            Expression::Nil(_) => formatter.write_str("nil"),
            Expression::Bool(_, value) => write!(formatter, "{value}"),
            Expression::Number(_, number) => formatter.write_str(&number.text),
            Expression::String(_, literal) => formatter.write_str(&literal.source),
            Expression::Field(_, names) => write_fields(formatter, names),
            Expression::Variable(_, variable) => {
                formatter.write_str(&variable.name)?;
                write_fields(formatter, &variable.fields)
            }
            Expression::Function(_, function) => formatter.write_str(function.name()),
            Expression::Chain(_, chain) => {
                write!(formatter, "{}", Operand(&chain.0))?;
                write_fields(formatter, &chain.1)
            }
            Expression::Pipe(pipe) => pipe.fmt(formatter),
        }
    }
}

fn write_fields(formatter: &mut Formatter<'_>, names: &[Box<str>]) -> Result {
    names.iter().try_for_each(|name| write!(formatter, ".{name}"))
}

impl Display for Call {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        write!(formatter, "{{{{template {}", crate::text::quoted(&self.name))?;
        if let Some(pipe) = &self.pipe {
            write!(formatter, " {pipe}")?;
        }
        formatter.write_str("}}")
    }
}
