//! `containers.<name>.files.<target>`.

use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, Engine};
use score_yaml::{Node, NodeData, Scalar, ScalarValue};

use super::Check;
use super::object::{Object, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{File, FileMode, FileOrigin, Located};
use crate::placeholder::Template;

/// The keys that say where the bytes come from.
const ORIGINS: [&str; 3] = ["content", "source", "binaryContent"];

impl Check<'_> {
    pub(super) fn file(&mut self, target: &str, node: &Node, path: Path<'_>) -> Option<File> {
        let what = format!("file `{target}`");
        let fields = &["mode", "source", "content", "binaryContent", "noExpand"];
        let object = Object::read(node, path, what, fields, self)?;
        let mode = object.optional("mode").and_then(|node| self.file_mode(node, path.key("mode")));
        let no_expand = object.optional("noExpand").map(|node| self.boolean(node, path.key("noExpand")));
        let expand = !no_expand.flatten().is_some_and(|it| it.value);
        let given: Vec<&'static str> =
            ORIGINS.into_iter().filter(|field| object.optional(field).is_some()).collect();
        if let [first, second, ..] = given.as_slice() {
            self.log.push(
                Diagnostic::error(
                    Code::ConflictingFields,
                    format!("file `{target}` has {} origins", given.len()),
                )
                .path(path.to_string())
                .at(object.key_span(second), format!("another origin: `{second}`"))
                .related(object.key_span(first), format!("an origin: `{first}`"))
                .help("keep exactly one of `content`, `source` and `binaryContent`"),
            );
            return None;
        }
        let Some(field) = given.first() else {
            // A misspelt origin is reported as such already.
            if node.as_mapping().is_some_and(|entries| {
                entries.iter().all(|it| it.key.text().is_some_and(|key| fields.contains(&key)))
            }) {
                let place =
                    node.as_mapping().and_then(<[_]>::first).map_or(node.span, |entry| entry.key.span);
                self.log.push(
                    Diagnostic::error(Code::MissingField, format!("file `{target}` has no content"))
                        .path(path.to_string())
                        .at(place, "one of `content`, `source` and `binaryContent` is required here"),
                );
            }
            return None;
        };
        let value = object.optional(field)?;
        let here = path.key(field);
        let origin = match *field {
            "content" => {
                let text = self.text(value, here)?;
                FileOrigin::Content(match expand {
                    true => self.template_of(text, value),
                    false => Template::verbatim(text),
                })
            }
            "source" => FileOrigin::Source(self.filled_text(value, here)?),
            _ => FileOrigin::Binary(self.base64(value, here)?),
        };
        Some(File { mode, origin, expand })
    }

    fn file_mode(&mut self, node: &Node, path: Path<'_>) -> Option<Located<FileMode>> {
        // `mode: 0644` is the number 420 by now; as text it is what was meant.
        if let NodeData::Scalar(Scalar { value: ScalarValue::Int(_), text, .. }) = &node.data
            && FileMode::new(text.as_str()).is_ok()
        {
            self.log.push(
                Diagnostic::error(Code::WrongType, "`mode` is a whole number, not text")
                    .path(path.to_string())
                    .at(node.span, "expected three octal digits in quotes")
                    .fix("put it in quotes", node.span, format!("\"{text}\"")),
            );
            return None;
        }
        self.formed(node, path, Code::InvalidFileMode, FileMode::new, |text| {
            let digits = text.strip_prefix("0o").or(text.strip_prefix("00"))?;
            Some(digits.to_owned())
        })
    }

    fn base64(&mut self, node: &Node, path: Path<'_>) -> Option<Located<Vec<u8>>> {
        let text = self.text(node, path)?;
        match STANDARD.decode(text.value.as_bytes()) {
            Ok(bytes) => Some(Located::new(bytes, node.span)),
            Err(error) => {
                self.log.push(
                    Diagnostic::error(Code::InvalidBase64, "`binaryContent` is not base64")
                        .path(path.to_string())
                        .at(node.span, what_is_wrong(&error, &text))
                        .help("encode the bytes with `base64 -w0`, or use `content` for text"),
                );
                None
            }
        }
    }
}

/// Why bytes cannot be read from base64, in a few words.
fn what_is_wrong(error: &DecodeError, text: &str) -> String {
    match error {
        DecodeError::InvalidByte(at, _) => match text.get(*at..).and_then(|rest| rest.chars().next()) {
            Some(character) => format!("{character:?} is no character of base64"),
            None => "there is a character that is none of base64".to_owned(),
        },
        DecodeError::InvalidPadding => {
            "it does not end with the `=` that make its length a multiple of 4".to_owned()
        }
        DecodeError::InvalidLength(_) | DecodeError::InvalidLastSymbol { .. } => "it is cut off".to_owned(),
    }
}
