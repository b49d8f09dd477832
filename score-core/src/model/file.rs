//! `containers.<name>.files.<target>`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Located;
use crate::placeholder::Template;

/// A file mounted into a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileMode {
    bits: u16,
    text: String,
}

/// A text that is no permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("permissions are three octal digits, with or without a leading zero")]
pub struct InvalidFileMode;

impl FileMode {
    /// Reads permissions.
    ///
    /// # Errors
    /// When they are not three octal digits, with or without a leading zero.
    pub fn new(text: impl Into<String>) -> Result<FileMode, InvalidFileMode> {
        let text = text.into();
        let digits = if text.len() == 4 { text.strip_prefix('0') } else { Some(text.as_str()) };
        let digits = digits
            .filter(|digits| digits.len() == 3 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'7')));
        let bits = digits.and_then(|digits| u16::from_str_radix(digits, 8).ok()).ok_or(InvalidFileMode)?;
        Ok(FileMode { bits, text })
    }

    /// The permissions, 0 to 0o777.
    pub fn bits(&self) -> u16 {
        self.bits
    }

    /// As they were written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for FileMode {
    type Error = InvalidFileMode;

    fn try_from(text: String) -> Result<FileMode, InvalidFileMode> {
        FileMode::new(text)
    }
}

impl From<FileMode> for String {
    fn from(mode: FileMode) -> String {
        mode.text
    }
}

/// A file as it is written in a score file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<Located<FileMode>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Located<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<Template>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    binary_content: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    no_expand: bool,
}

impl From<File> for Written {
    fn from(file: File) -> Written {
        let (source, content, binary_content) = match file.origin {
            FileOrigin::Content(content) => (None, Some(content), None),
            FileOrigin::Source(source) => (Some(source), None, None),
            FileOrigin::Binary(bytes) => (None, None, Some(STANDARD.encode(&bytes.value))),
        };
        Written { mode: file.mode, source, content, binary_content, no_expand: !file.expand }
    }
}

impl TryFrom<Written> for File {
    type Error = String;

    fn try_from(written: Written) -> Result<File, String> {
        let origin = match (written.content, written.source, written.binary_content) {
            (Some(content), None, None) => FileOrigin::Content(content),
            (None, Some(source), None) => FileOrigin::Source(source),
            (None, None, Some(text)) => {
                FileOrigin::Binary(STANDARD.decode(text).map_err(|error| error.to_string())?.into())
            }
            _ => return Err("a file has exactly one of `content`, `source` and `binaryContent`".to_owned()),
        };
        Ok(File { mode: written.mode, origin, expand: !written.no_expand })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions() {
        for (text, bits) in [
            ("644", Some(0o644)),
            ("0400", Some(0o400)),
            ("1644", None),
            ("64", None),
            ("8", None),
            ("0o644", None),
        ] {
            assert_eq!(FileMode::new(text).ok().map(|mode| mode.bits()), bits, "{text}");
        }
    }
}
