//! The YAML of a text that a template rendered.

use score_yaml::{Error, ErrorKind, Limits, Node, SourceId, read_reporting};

/// The first document of a text. Nothing when it holds nothing.
///
/// # Errors
/// The first mistake of that document. What is wrong behind it does not matter, for nobody reads it.
pub(crate) fn first_document(text: &str, limits: &Limits) -> Result<Option<Node>, Error> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut errors = Vec::new();
    let mut documents = read_reporting(SourceId::NONE, text, limits, &mut errors).into_iter();
    let first = documents.next();
    let second = documents.next().map_or(u32::MAX, |second| second.span.start);
    let matters = |error: &Error| match error.kind {
        ErrorKind::DuplicateKey | ErrorKind::BadTag | ErrorKind::BadMerge | ErrorKind::InvalidKey => {
            error.span.start < second
        }
        _ => first.is_none(),
    };
    match errors.into_iter().find(matters) {
        Some(error) => Err(error),
        None => Ok(first.filter(|first| !first.is_null())),
    }
}
