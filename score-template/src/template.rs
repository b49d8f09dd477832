//! A parsed template.

use crate::error::Error;
use crate::functions::Functions;
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
}

impl Template {
    /// Parses the text. Functions it calls must be among `functions`.
    pub fn parse(text: &str, functions: &Functions) -> Result<Template, Error> {
        match syntax::parse(text, functions) {
            Ok(definitions) => Ok(Template { text: text.into(), definitions }),
            Err(error) => Err(*error),
        }
    }

    /// Renders with `data` as the root value, `.` and `$`.
    pub fn render(&self, data: &Value, surroundings: &Surroundings<'_>) -> Result<Rendered, Error> {
        render::render(&self.text, &self.definitions, data, surroundings).map_err(|error| *error)
    }
}
