//! `containers.<name>.files.<target>`.

use super::Located;
use crate::placeholder::Template;

/// A file mounted into a container.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Permissions; the target's default when absent.
    pub mode: Option<Located<FileMode>>,
    /// Where the bytes come from.
    pub origin: FileOrigin,
    /// Whether placeholders in `content` and in the file at `source` are filled. False is written `noExpand: true`.
    pub expand: bool,
}

/// Where the bytes of a file come from: exactly one.
#[derive(Debug, Clone, PartialEq)]
pub enum FileOrigin {
    /// `content`: text in the score file. Not expanded when [`File::expand`] is false.
    Content(Template),
    /// `source`: a path relative to the folder of the score file, at least one character.
    Source(Located<String>),
    /// `binaryContent`: bytes, written in base64.
    Binary(Located<Vec<u8>>),
}

/// Permissions of a file, 0 to 0o777. Written as three octal digits, with or without a leading zero; printed as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMode {
    bits: u16,
    text: String,
}
