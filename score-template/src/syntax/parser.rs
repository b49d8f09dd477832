//! Builds the tree. Grammar, order of checks and wording of messages follow Go's parser.

use std::collections::BTreeMap;
use std::ops::Range;

use super::number::Number;
use super::token::{Keyword, Kind, Lexer, Token};
use super::tree::{
    Branch, Call, Command, Content, Definition, Expression, Literal, Loop, Node, Pipe, Place, Target,
    Variable,
};
use super::variables::{Lookup, Variables};
use crate::error::{Error, ErrorKind};
use crate::functions::Functions;
use crate::text::{quoted, unquote, unquote_char};

/// How deep blocks and parentheses may be nested, counted together.
const MAX_DEPTH: usize = 150;

/// Texts longer than this are refused: places are kept in 32 bits.
const MAX_LENGTH: usize = 64 << 20;

type Parsed<T> = Result<T, Box<Error>>;

/// Parses a template. The first definition is the text itself.
pub(crate) fn parse(text: &str, functions: &Functions) -> Result<Vec<Definition>, Box<Error>> {
    let mut parser = Parser {
        text,
        functions,
        lexer: Lexer::new(text),
        pushed: Vec::new(),
        newest: 0,
        action: None,
        depth: 0,
        loops: 0,
        variables: Variables::new(),
        definitions: vec![Definition { name: "".into(), body: Vec::new(), slots: 1 }],
        names: BTreeMap::from([("".into(), 0)]),
    };
    if text.len() > MAX_LENGTH {
        return Err(parser.error(0..0, format!("text of more than {MAX_LENGTH} bytes")));
    }
    parser.parse()?;
    let Parser { mut definitions, names, .. } = parser;
    definitions.iter_mut().for_each(|definition| resolve_calls(&mut definition.body, &names));
    Ok(definitions)
}

struct Parser<'t> {
    text: &'t str,
    functions: &'t Functions,
    lexer: Lexer<'t>,
    /// Tokens that were looked at and come again, last first.
    pushed: Vec<Token<'t>>,
    /// Start of the last token that was cut: where Go says an error is.
    newest: usize,
    /// Start of the running action.
    action: Option<usize>,
    depth: usize,
    /// How many loops of the same definition are open.
    loops: usize,
    variables: Variables,
    definitions: Vec<Definition>,
    /// Which definition has a name.
    names: BTreeMap<Box<str>, usize>,
}

/// What ended a block.
enum Ending {
    End,
    Else(Range<usize>),
}

/// A piece of a block.
enum Item {
    Node(Node),
    Ending(Ending),
}

impl<'t> Parser<'t> {
    fn next(&mut self) -> Token<'t> {
        self.pushed.pop().unwrap_or_else(|| {
            let token = self.lexer.next();
            self.newest = token.start;
            token
        })
    }

    fn peek(&mut self) -> Kind {
        let token = self.next();
        let kind = token.kind;
        self.pushed.push(token);
        kind
    }

    fn next_non_space(&mut self) -> Token<'t> {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    /// The next token that is no space, which comes again.
    fn peek_non_space(&mut self) -> Token<'t> {
        let token = self.next_non_space();
        self.pushed.push(token);
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Parsed<Token<'t>> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(token) } else { Err(self.unexpected(&token, context)) }
    }

    fn error(&self, span: Range<usize>, message: String) -> Box<Error> {
        let start = self.newest;
        Box::new(Error {
            kind: ErrorKind::Syntax,
            message,
            span,
            line: self.line(start),
            column: start - self.text[..start].rfind('\n').map_or(0, |found| found + 1),
            suggestion: None,
            running: None,
        })
    }

    /// The line of a place, from 1.
    fn line(&self, at: usize) -> usize {
        self.text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn unexpected(&self, token: &Token<'t>, context: &str) -> Box<Error> {
        let span = token.start..token.end();
        if token.kind != Kind::Error {
            return self.error(span, format!("unexpected {} in {context}", token.describe()));
        }
        let mut message = self.lexer.mistake.clone().unwrap_or_default();
        if let Some(start) = self.action
            && let line = self.line(start)
            && line != self.line(token.start)
        {
            let word = if message.ends_with(" action") { "" } else { " in action" };
            message.push_str(&format!("{word} started at :{line}"));
            return self.error(start..token.start.max(start), message);
        }
        self.error(span, message)
    }

    /// Goes one level deeper for what `parse` parses.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            let mut error = self.error(self.newest..self.newest, "max expression depth exceeded".to_owned());
            error.kind = ErrorKind::Limit;
            return Err(error);
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn parse(&mut self) -> Parsed<()> {
        let mut body = Vec::new();
        while self.peek() != Kind::End {
            if self.peek() == Kind::LeftDelimiter {
                let delimiter = self.next();
                let word = self.next_non_space();
                if word.kind == Kind::Keyword(Keyword::Define) {
                    self.definition(delimiter.start)?;
                    continue;
                }
                self.pushed.push(word);
                self.pushed.push(delimiter);
            }
            match self.item()? {
                Item::Node(node) => body.push(node),
                Item::Ending(Ending::End) => return Err(self.stray("end")),
                Item::Ending(Ending::Else(_)) => return Err(self.stray("else")),
            }
        }
        let slots = self.variables.slots();
        self.define("".into(), body, slots, 0..self.text.len())
    }

    fn stray(&self, word: &str) -> Box<Error> {
        let start = self.text[..self.newest].rfind("{{").unwrap_or(self.newest);
        self.error(start..(self.newest + 2).min(self.text.len()), format!("unexpected {{{{{word}}}}}"))
    }

    /// Puts a definition in place. One with nothing but space gives way to another.
    fn define(&mut self, name: Box<str>, body: Vec<Node>, slots: usize, span: Range<usize>) -> Parsed<()> {
        let Some(&index) = self.names.get(&name) else {
            self.names.insert(name.clone(), self.definitions.len());
            self.definitions.push(Definition { name, body, slots });
            return Ok(());
        };
        if is_blank(&self.definitions[index].body) {
            self.definitions[index] = Definition { name, body, slots };
        } else if !is_blank(&body) {
            let message = format!("template: multiple definition of template {}", quoted(&name));
            return Err(self.error(span, message));
        }
        Ok(())
    }

    /// `{{define "name"}} ... {{end}}`, after the word `define`.
    fn definition(&mut self, start: usize) -> Parsed<()> {
        const CONTEXT: &str = "define clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        self.expect(Kind::RightDelimiter, CONTEXT)?;
        self.own_scope(name, CONTEXT, start)
    }

    /// The body of a definition, which sees no variables or loops around it.
    fn own_scope(&mut self, name: Box<str>, context: &str, start: usize) -> Parsed<()> {
        let variables = std::mem::replace(&mut self.variables, Variables::new());
        let loops = std::mem::take(&mut self.loops);
        let (body, ending) = self.nested(|parser| parser.block(start))?;
        let slots = self.variables.slots();
        self.variables = variables;
        self.loops = loops;
        if let Ending::Else(span) = ending {
            return Err(self.error(span, format!("unexpected {{{{else}}}} in {context}")));
        }
        self.define(name, body, slots, start..self.newest)
    }

    /// Everything up to `{{end}}` or `{{else}}`. `start`: where the block was opened.
    fn block(&mut self, start: usize) -> Parsed<(Vec<Node>, Ending)> {
        let mut body = Vec::new();
        while self.peek_non_space().kind != Kind::End {
            match self.item()? {
                Item::Node(node) => body.push(node),
                Item::Ending(ending) => return Ok((body, ending)),
            }
        }
        let end = self.text[start..].find("}}").map_or(self.text.len(), |found| start + found + 2);
        Err(self.error(start..end, "unexpected EOF".to_owned()))
    }

    fn item(&mut self) -> Parsed<Item> {
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.text.into()))),
            Kind::LeftDelimiter => {
                self.action = Some(token.start);
                let item = self.action(token.start);
                self.action = None;
                item
            }
            _ => Err(self.unexpected(&token, "input")),
        }
    }

    /// What stands between delimiters; the left one, at `start`, is past.
    fn action(&mut self, start: usize) -> Parsed<Item> {
        let token = self.next_non_space();
        let Kind::Keyword(keyword) = token.kind else {
            self.pushed.push(token);
            return Ok(Item::Node(Node::Action(self.pipe("command", Kind::RightDelimiter)?)));
        };
        let node = match keyword {
            Keyword::Block => self.block_call(start)?,
            Keyword::Break => self.jump(&token, Node::Break)?,
            Keyword::Continue => self.jump(&token, Node::Continue)?,
            Keyword::Else => return self.else_word(start),
            Keyword::End => {
                self.expect(Kind::RightDelimiter, "end")?;
                return Ok(Item::Ending(Ending::End));
            }
            Keyword::If => Node::If(Box::new(self.branch(Keyword::If, start)?)),
            Keyword::With => Node::With(Box::new(self.branch(Keyword::With, start)?)),
            Keyword::Range => Node::Range(Box::new(self.range(start)?)),
            Keyword::Template => self.template_call()?,
            Keyword::Define | Keyword::Nil => {
                self.pushed.push(token);
                Node::Action(self.pipe("command", Kind::RightDelimiter)?)
            }
        };
        Ok(Item::Node(node))
    }

    fn jump(&mut self, word: &Token<'t>, node: Node) -> Parsed<Node> {
        let context = format!("{{{{{}}}}}", word.text);
        let token = self.next_non_space();
        if token.kind != Kind::RightDelimiter {
            return Err(self.unexpected(&token, &context));
        }
        if self.loops == 0 {
            return Err(self.error(word.start..word.end(), format!("{context} outside {{{{range}}}}")));
        }
        Ok(node)
    }

    /// After `else`: its closing delimiter, or the `if` or `with` that continues a chain, which comes again.
    fn else_word(&mut self, start: usize) -> Parsed<Item> {
        let kind = self.peek_non_space().kind;
        if !matches!(kind, Kind::Keyword(Keyword::If | Keyword::With)) {
            self.expect(Kind::RightDelimiter, "else")?;
        }
        Ok(Item::Ending(Ending::Else(start..self.newest)))
    }

    /// `if` or `with`, after that word.
    fn branch(&mut self, keyword: Keyword, start: usize) -> Parsed<Branch> {
        let context = if keyword == Keyword::If { "if" } else { "with" };
        let scope = self.variables.mark();
        let branch = self.nested(|parser| {
            let mut branch = Branch { arms: Vec::new(), otherwise: Vec::new() };
            loop {
                let pipe = parser.pipe(context, Kind::RightDelimiter)?;
                let inside = parser.variables.mark();
                let (body, ending) = parser.block(start)?;
                branch.arms.push((pipe, body));
                let Ending::Else(_) = ending else { return Ok(branch) };
                parser.variables.leave(inside);
                if parser.peek() == Kind::Keyword(keyword) {
                    parser.next();
                    continue;
                }
                branch.otherwise = parser.last_block(start)?;
                return Ok(branch);
            }
        })?;
        self.variables.forget(scope);
        Ok(branch)
    }

    /// The block after a last `else`.
    fn last_block(&mut self, start: usize) -> Parsed<Vec<Node>> {
        match self.block(start)? {
            (body, Ending::End) => Ok(body),
            (_, Ending::Else(span)) => Err(self.error(span, "expected end; found {{else}}".to_owned())),
        }
    }

    fn range(&mut self, start: usize) -> Parsed<Loop> {
        let scope = self.variables.mark();
        let range = self.nested(|parser| {
            let pipe = parser.pipe("range", Kind::RightDelimiter)?;
            let inside = parser.variables.mark();
            parser.loops += 1;
            let (body, ending) = parser.block(start)?;
            parser.loops -= 1;
            parser.variables.leave(inside);
            let otherwise = match ending {
                Ending::End => Vec::new(),
                Ending::Else(_) => parser.last_block(start)?,
            };
            Ok(Loop { pipe, body, otherwise })
        })?;
        self.variables.forget(scope);
        Ok(range)
    }

    /// `{{block "name" pipe}} ... {{end}}`: a definition, and a call of it.
    fn block_call(&mut self, start: usize) -> Parsed<Node> {
        const CONTEXT: &str = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let pipe = self.pipe(CONTEXT, Kind::RightDelimiter)?;
        self.own_scope(name.clone(), CONTEXT, start)?;
        Ok(call_node(&token, name, Some(pipe)))
    }

    fn template_call(&mut self) -> Parsed<Node> {
        const CONTEXT: &str = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, CONTEXT)?;
        let after = self.next_non_space();
        let pipe = if after.kind == Kind::RightDelimiter {
            None
        } else {
            self.pushed.push(after);
            Some(self.pipe(CONTEXT, Kind::RightDelimiter)?)
        };
        Ok(call_node(&token, name, pipe))
    }

    fn template_name(&mut self, token: &Token<'t>, context: &str) -> Parsed<Box<str>> {
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return Err(self.unexpected(token, context));
        }
        match unquote(token.text) {
            Some(name) => Ok(String::from_utf8_lossy(&name).into()),
            None => Err(self.error(token.start..token.end(), "invalid syntax".to_owned())),
        }
    }

    /// A pipeline up to `end`, which is taken too.
    fn pipe(&mut self, context: &str, end: Kind) -> Parsed<Pipe> {
        let start = self.peek_non_space().start;
        let (names, assigns) = self.targets(context)?;
        let mut commands: Vec<Command> = Vec::new();
        let last = loop {
            let token = self.next_non_space();
            match token.kind {
                kind if kind == end => break token.start,
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Keyword(Keyword::Nil)
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => {
                    self.pushed.push(token);
                    commands.push(self.command()?);
                }
                _ => return Err(self.unexpected(&token, context)),
            }
        };
        if commands.is_empty() {
            return Err(self.error(start..last, format!("missing value for {context}")));
        }
        for (index, command) in commands.iter().enumerate().skip(1) {
            if matches!(
                command.first,
                Expression::Bool(..)
                    | Expression::Dot(_)
                    | Expression::Nil(_)
                    | Expression::Number(..)
                    | Expression::String(..)
            ) {
                let message = format!("non executable command in pipeline stage {}", index + 1);
                return Err(self.error(command.place.span(), message));
            }
        }
        let close = commands.last().map_or(last, |command| command.place.end as usize);
        let targets = names
            .into_iter()
            .map(|name| {
                let slot = if assigns { self.variables.find(name) } else { self.variables.declare(name) };
                Target { name: name.into(), slot }
            })
            .collect();
        Ok(Pipe { place: place(start, start, close), targets, assigns, commands })
    }

    /// The variables before `:=` or `=`, which are known from here on but have no value yet.
    fn targets(&mut self, context: &str) -> Parsed<(Vec<&'t str>, bool)> {
        let mut names = Vec::new();
        while self.peek_non_space().kind == Kind::Variable {
            let variable = self.next_non_space();
            let after = self.next();
            let follows = if after.kind == Kind::Space {
                self.peek_non_space()
            } else {
                self.pushed.push(after);
                after
            };
            match follows.kind {
                Kind::Assign | Kind::Declare => {
                    self.next_non_space();
                    self.variables.mention(variable.text);
                    names.push(variable.text);
                    return Ok((names, follows.kind == Kind::Assign));
                }
                Kind::Char if follows.text == "," => {
                    self.next_non_space();
                    self.variables.mention(variable.text);
                    names.push(variable.text);
                    if context != "range" || names.len() > 1 {
                        let message = format!("too many declarations in {context}");
                        return Err(self.error(variable.start..variable.end(), message));
                    }
                    match self.peek_non_space().kind {
                        Kind::Variable | Kind::RightDelimiter | Kind::RightParen => {}
                        _ => {
                            let message = "range can only initialize variables".to_owned();
                            return Err(self.error(variable.start..self.newest, message));
                        }
                    }
                }
                _ => {
                    if after.kind == Kind::Space {
                        self.pushed.push(after);
                    }
                    self.pushed.push(variable);
                    break;
                }
            }
        }
        Ok((names, false))
    }

    /// A first word and its arguments, and the `|` after them.
    fn command(&mut self) -> Parsed<Command> {
        let start = self.peek_non_space().start;
        let mut words = Vec::new();
        loop {
            self.peek_non_space();
            words.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => {}
                Kind::RightDelimiter | Kind::RightParen => {
                    self.pushed.push(token);
                    break;
                }
                Kind::Pipe => break,
                _ => return Err(self.unexpected(&token, "operand")),
            }
        }
        let mut words = words.into_iter();
        let Some(first) = words.next() else {
            return Err(self.error(start..self.newest, "empty command".to_owned()));
        };
        let arguments: Vec<Expression> = words.collect();
        let end = arguments.last().unwrap_or(&first).place().end;
        Ok(Command { place: Place { end, ..place(start, start, start) }, first, arguments })
    }

    /// A term and the fields after it.
    fn operand(&mut self) -> Parsed<Option<Expression>> {
        let Some(term) = self.term()? else { return Ok(None) };
        if self.peek() != Kind::Field {
            return Ok(Some(term));
        }
        let mut fields: Vec<Box<str>> = Vec::new();
        let (mut position, mut end) = (None, 0);
        while self.peek() == Kind::Field {
            let field = self.next();
            position.get_or_insert(field.start);
            end = field.end();
            fields.push(field.text[1..].into());
        }
        let start = term.place().start as usize;
        let place = place(position.unwrap_or(start), start, end);
        Ok(Some(match term {
            Expression::Field(_, mut names) => {
                names.append(&mut fields);
                Expression::Field(place, names)
            }
            Expression::Variable(_, mut variable) => {
                variable.fields.append(&mut fields);
                Expression::Variable(place, variable)
            }
            Expression::Bool(..)
            | Expression::String(..)
            | Expression::Number(..)
            | Expression::Nil(_)
            | Expression::Dot(_) => {
                let message = format!("unexpected . after term {}", quoted(&term.to_string()));
                return Err(self.error(place.span(), message));
            }
            other => Expression::Chain(place, Box::new((other, fields))),
        }))
    }

    fn term(&mut self) -> Parsed<Option<Expression>> {
        let token = self.next_non_space();
        let here = place(token.start, token.start, token.end());
        Ok(Some(match token.kind {
            Kind::Identifier => match self.functions.find(token.text) {
                Some(function) => Expression::Function(here, function),
                None => return Err(self.unknown_function(&token)),
            },
            Kind::Dot => Expression::Dot(here),
            Kind::Keyword(Keyword::Nil) => Expression::Nil(here),
            Kind::Variable => {
                let slot = match self.variables.look_up(token.text) {
                    Lookup::Slot(slot) => Some(slot),
                    Lookup::Mentioned => None,
                    Lookup::Unknown => {
                        let message = format!("undefined variable {}", quoted(token.text));
                        let mut error = self.error(here.span(), message);
                        error.suggestion = self.variables.similar(token.text);
                        return Err(error);
                    }
                };
                let name = token.text.into();
                Expression::Variable(here, Box::new(Variable { name, slot, fields: Vec::new() }))
            }
            Kind::Field => Expression::Field(here, vec![token.text[1..].into()]),
            Kind::Bool => Expression::Bool(here, token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => match number(&token) {
                Ok(number) => Expression::Number(here, Box::new(number)),
                Err(message) => return Err(self.error(here.span(), message)),
            },
            Kind::LeftParen => {
                let mut pipe =
                    self.nested(|parser| parser.pipe("parenthesized pipeline", Kind::RightParen))?;
                pipe.place.start = here.start;
                pipe.place.end = self.text[pipe.place.end as usize..]
                    .find(')')
                    .map_or(pipe.place.end, |found| pipe.place.end + found as u32 + 1);
                Expression::Pipe(Box::new(pipe))
            }
            Kind::String | Kind::RawString => {
                let Some(content) = unquote(token.text) else {
                    return Err(self.error(here.span(), "invalid syntax".to_owned()));
                };
                let text = match String::from_utf8(content) {
                    Ok(text) => Content::Text(text.into()),
                    Err(error) => Content::Binary(error.into_bytes().into()),
                };
                Expression::String(here, Box::new(Literal { source: token.text.into(), text }))
            }
            _ => {
                self.pushed.push(token);
                return Ok(None);
            }
        }))
    }

    fn unknown_function(&self, token: &Token<'t>) -> Box<Error> {
        let message = format!("function {} not defined", quoted(token.text));
        let mut error = self.error(token.start..token.end(), message);
        error.kind = ErrorKind::UnknownFunction;
        error.suggestion = crate::text::closest(token.text, self.functions.names());
        error
    }
}

fn place(position: usize, start: usize, end: usize) -> Place {
    // Texts are shorter than 4 GiB, which `parse` has made sure of.
    Place { position: position as u32, start: start as u32, end: end as u32 }
}

fn call_node(name_token: &Token<'_>, name: Box<str>, pipe: Option<Pipe>) -> Node {
    let end = pipe.as_ref().map_or(name_token.end(), |pipe| pipe.place.end as usize);
    let place = place(name_token.start, name_token.start, end);
    Node::Template(Box::new(Call { place, name, pipe, definition: None }))
}

fn number(token: &Token<'_>) -> Result<Number, String> {
    match token.kind {
        Kind::CharConstant => {
            let (unit, rest) = unquote_char(&token.text[1..], '\'').ok_or("invalid syntax")?;
            if rest != "'" {
                return Err(format!("malformed character constant: {}", token.text));
            }
            Ok(Number::of_char(token.text, unit.code()))
        }
        Kind::Complex => Number::parse_complex(token.text),
        _ => Number::parse(token.text),
    }
}

/// Whether a body is nothing but space, so that another definition may take its place.
fn is_blank(body: &[Node]) -> bool {
    body.iter().all(|node| matches!(node, Node::Text(text) if text.trim().is_empty()))
}

/// Fills in which definition each `template` action calls, now that all are known.
fn resolve_calls(body: &mut [Node], names: &BTreeMap<Box<str>, usize>) {
    for node in body {
        match node {
            Node::If(branch) | Node::With(branch) => {
                branch.arms.iter_mut().for_each(|(_, body)| resolve_calls(body, names));
                resolve_calls(&mut branch.otherwise, names);
            }
            Node::Range(range) => {
                resolve_calls(&mut range.body, names);
                resolve_calls(&mut range.otherwise, names);
            }
            Node::Template(call) => call.definition = names.get(&call.name).copied(),
            Node::Text(_) | Node::Action(_) | Node::Break | Node::Continue => {}
        }
    }
}
