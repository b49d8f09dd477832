//! A parsed template.

use crate::call::Context;
use crate::error::Error;
use crate::functions::Functions;
use crate::regex::Regexes;
use crate::render;
use crate::surroundings::{Rendered, Surroundings};
use crate::syntax;
use crate::syntax::tree::Definition;
use crate::value::Value;

/// A template, parsed once and rendered as often as wanted.
#[derive(Debug)]
pub struct Template {
    text: Box<str>,
    definitions: Vec<Definition>,
    regexes: Regexes,
}

impl Template {
    /// Parses the text. Functions it calls must be among `functions`.
    pub fn parse(text: &str, functions: &Functions) -> Result<Template, Error> {
        match syntax::parse(text, functions) {
            Ok(definitions) => Ok(Template { text: text.into(), definitions, regexes: Regexes::default() }),
            Err(error) => Err(*error),
        }
    }

    /// Renders with `data` as the root value, `.` and `$`.
    pub fn render(&self, data: &Value, surroundings: &Surroundings<'_>) -> Result<Rendered, Error> {
        match self.render_until_it_fails(data, surroundings) {
            (rendered, None) => Ok(rendered),
            (_, Some(error)) => Err(error),
        }
    }

    /// Renders as [`render`](Template::render) does. When something fails, what was rendered before it comes with the error.
    pub fn render_until_it_fails(
        &self,
        data: &Value,
        surroundings: &Surroundings<'_>,
    ) -> (Rendered, Option<Error>) {
        let context = Context::new(surroundings, &self.regexes);
        let (rendered, error) = render::render(&self.text, &self.definitions, data, context);
        (rendered, error.map(|error| *error))
    }
}
