//! Regular expressions in Go's syntax, run by the `regex` crate.

mod translate;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

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

/// A compiled expression, or what Go says of one that cannot be read.
pub(crate) type Compiled = Result<Arc<Regex>, String>;

/// Expressions that stay compiled from one rendering of a template to the next, by their text.
#[derive(Debug, Default)]
pub(crate) struct Regexes(Mutex<BTreeMap<Box<str>, Compiled>>);

/// A template has few expressions. One that makes them up as it goes is not worth remembering.
const MOST_KEPT: usize = 32;

impl Regexes {
    fn get(&self, expression: &str) -> Option<Compiled> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(expression).cloned()
    }

    fn keep(&self, expression: &str, compiled: &Compiled) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.insert(expression.into(), compiled.clone());
        }
    }
}

/// The compiled expression. The first use in a rendering pays the steps for compiling it, whether that was done before or
/// not, so that limits do not depend on what was rendered earlier.
pub(crate) fn compile(context: &Context<'_>, expression: &str) -> Result<Compiled, Fault> {
    if let Some(known) = context.regexes.borrow().get(expression) {
        return Ok(known.clone());
    }
    let compiled = match context.kept_regexes.get(expression) {
        Some(Ok(regex)) => {
            pay(context, regex.size)?;
            Ok(regex)
        }
        Some(mistake) => mistake,
        None => {
            let compiled = match translate::translate(expression) {
                Ok(translated) => {
                    pay(context, translated.size)?;
                    regex::RegexBuilder::new(&translated.expression)
                        .size_limit(SIZE_LIMIT)
                        .build()
                        .map(|regex| Arc::new(Regex { regex, size: translated.size }))
                        .map_err(|error| match error {
                            regex::Error::CompiledTooBig(_) => "expression too large".to_owned(),
                            other => other.to_string(),
                        })
                }
                Err(message) => Err(message),
            };
            let compiled = compiled.map_err(|message| format!("error parsing regexp: {message}"));
            context.kept_regexes.keep(expression, &compiled);
            compiled
        }
    };
    context.charge(expression.len() * 2)?;
    context.regexes.borrow_mut().insert(expression.to_owned(), compiled.clone());
    Ok(compiled)
}

fn pay(context: &Context<'_>, size: usize) -> Result<(), Fault> {
    context.step(200 + 4 * size as u64)
}

impl Regex {
    /// Counts the steps of a search through a text.
    pub(crate) fn count_work(&self, context: &Context<'_>, text: &str) -> Result<(), Fault> {
        context.step((text.len().saturating_mul(self.size) / LOOKS_A_STEP) as u64)
    }
}
