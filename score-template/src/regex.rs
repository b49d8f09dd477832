//! Regular expressions in Go's syntax, run by the `regex` crate.

mod translate;

use std::rc::Rc;

use crate::call::{Context, Fault};

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Regex {
    pub(crate) regex: regex::Regex,
    /// Roughly how many states it has: what each byte of a text costs at worst.
    size: usize,
}

/// Bytes that a compiled expression may take.
const SIZE_LIMIT: usize = 1 << 20;

/// What one step pays for: states that look at a byte.
const LOOKS_A_STEP: usize = 64;

/// The compiled expression, from this rendering's cache where it was used before. The inner error is what Go says of
/// an expression that cannot be read.
pub(crate) fn compile(context: &Context<'_>, expression: &str) -> Result<Result<Rc<Regex>, String>, Fault> {
    if let Some(known) = context.regexes.borrow().get(expression) {
        return Ok(known.clone());
    }
    let compiled = match translate::translate(expression) {
        Ok(translated) => {
            context.step(200 + 4 * translated.size as u64)?;
            regex::RegexBuilder::new(&translated.expression)
                .size_limit(SIZE_LIMIT)
                .build()
                .map(|regex| Rc::new(Regex { regex, size: translated.size }))
                .map_err(|error| match error {
                    regex::Error::CompiledTooBig(_) => "expression too large".to_owned(),
                    other => other.to_string(),
                })
        }
        Err(message) => Err(message),
    };
    let compiled = compiled.map_err(|message| format!("error parsing regexp: {message}"));
    context.charge(expression.len() * 2)?;
    context.regexes.borrow_mut().insert(expression.to_owned(), compiled.clone());
    Ok(compiled)
}

impl Regex {
    /// Counts the steps of a search through a text.
    pub(crate) fn count_work(&self, context: &Context<'_>, text: &str) -> Result<(), Fault> {
        context.step((text.len().saturating_mul(self.size) / LOOKS_A_STEP) as u64)
    }
}
