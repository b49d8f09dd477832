//! What can be wrong with a template or its rendering.

use std::fmt;
use std::ops::Range;

/// A mistake in a template, found while parsing or while rendering.
///
/// `Display` gives the message as Go's `text/template` words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of mistake.
    pub kind: ErrorKind,
    /// What is wrong, without the place.
    pub message: String,
    /// The narrowest place, in bytes of the text given to `parse`.
    pub span: Range<usize>,
    /// The line as Go counts it, from 1.
    pub line: usize,
    /// Bytes before the place in its line, from 0, as Go counts.
    pub column: usize,
    /// A name that was probably meant.
    pub suggestion: Option<String>,
    /// Name of the running template and the text of the expression; none for what was found before running.
    pub(crate) running: Option<Box<(String, String)>>,
}

impl Error {
    /// Whether it was found before anything ran.
    pub fn is_found_by_parsing(&self) -> bool {
        self.running.is_none()
    }
}

/// What kind of mistake an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is no template.
    Syntax,
    /// A function is called that does not exist.
    UnknownFunction,
    /// An action failed.
    Execution,
    /// The template goes further than the limits allow.
    Limit,
    /// The template called `fail`.
    Failed,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.running {
            None => write!(formatter, "template: :{}: {}", self.line, self.message),
            Some(running) => write!(
                formatter,
                "template: :{}:{}: executing {} at <{}>: {}",
                self.line,
                self.column,
                crate::text::quoted(&running.0),
                running.1,
                self.message
            ),
        }
    }
}

impl std::error::Error for Error {}
