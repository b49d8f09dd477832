//! Why a text could not be read.

use crate::span::{SourceId, Span};

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// It is not YAML.
    Syntax,
    /// A key stands twice in one mapping; `related` is the first.
    DuplicateKey,
    /// `*name` without a `&name` before it.
    UnknownAnchor,
    /// An alias to a node that holds it.
    RecursiveAlias,
    /// Nested deeper than [`Limits::depth`](crate::Limits::depth).
    TooDeep,
    /// More than [`Limits::nodes`](crate::Limits::nodes), aliases counted each time.
    TooManyNodes,
    /// More than [`Limits::bytes`](crate::Limits::bytes).
    TooLarge,
    /// A character that YAML does not allow.
    ControlCharacter,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A tag such as `!!int` on something that is none.
    BadTag,
    /// `<<` with something that is no mapping.
    BadMerge,
    /// A mapping or list as a key.
    InvalidKey,
}

/// Why a text could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where.
    pub span: Span,
    /// Another place that explains it.
    pub related: Option<Span>,
    /// A phrase, lower-case start, no full stop.
    pub message: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, span: Span, message: impl Into<String>) -> Error {
        Error { kind, span, related: None, message: message.into() }
    }
}

/// The text of some bytes.
///
/// # Errors
/// With the place of the first byte that is not UTF-8.
pub fn decode_utf8(source: SourceId, bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let length = error.error_len().unwrap_or(bytes.len() - at);
        Error::new(ErrorKind::InvalidUtf8, Span::new(source, at, at + length), "the text is not UTF-8")
    })
}

/// Refuses the characters that YAML does not allow anywhere, as yaml.v3 does.
pub(crate) fn check_characters(source: SourceId, text: &str) -> Result<(), Error> {
    let bytes = text.as_bytes();
    let suspicious = |byte: &u8| {
        (*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || matches!(byte, 0x7f | 0xc2 | 0xef)
    };
    // Without a way out, so that it looks at many bytes at once. Nearly all texts end here.
    if !bytes.iter().fold(false, |any, byte| any | suspicious(byte)) {
        return Ok(());
    }
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(suspicious).map(|at| at + from) {
        let Some(character) = text[at..].chars().next() else { break };
        let allowed = !matches!(character, '\0'..='\u{1f}' | '\u{7f}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
        from = at + character.len_utf8();
        if !allowed {
            let message = format!("the character U+{:04X} is not allowed in YAML", u32::from(character));
            return Err(Error::new(ErrorKind::ControlCharacter, Span::new(source, at, from), message));
        }
    }
    Ok(())
}
