//! Printing manifests, each a document of the one file.

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_yaml::kyaml::{self, NotKyamlKind};
use score_yaml::{KeyOrder as YamlOrder, Style, Value, write_into};

use crate::options::{ControlCharacters, Format, KeyOrder, Options};

/// Most manifests fit into this. In bytes.
const ROOM_FOR_ONE: usize = 4096;

/// A manifest as one document of the file. Reports `invalid-manifest` for values that the format does not hold.
pub(crate) fn document(manifest: &Value, options: &Options, log: &mut Diagnostics) -> Option<String> {
    match options.format {
        Format::Yaml => {
            if options.control_characters == ControlCharacters::Refused
                && let Some((path, character)) = path_of_control(manifest)
            {
                log.push(not_printable(manifest, &path, &control(character)));
                return None;
            }
            let mut style = Style::AS_GIVEN;
            style.key_order = match options.key_order {
                KeyOrder::AsGiven => YamlOrder::AsGiven,
                KeyOrder::Sorted => YamlOrder::Natural,
            };
            let mut text = String::with_capacity(ROOM_FOR_ONE);
            text.push_str("---\n");
            write_into(manifest, &style, &mut text);
            // All manifests are kept until the end, and none in more room than it needs.
            Some(text.as_str().to_owned())
        }
        Format::Kyaml => match kyaml::write([manifest]) {
            Ok(text) => Some(text),
            Err(refused) => {
                let why = match refused.kind {
                    NotKyamlKind::InfiniteNumber => "an infinite number".to_owned(),
                    NotKyamlKind::ControlCharacter(character) => control(character),
                };
                log.push(not_printable(manifest, &refused.path, &why));
                None
            }
        },
    }
}

/// Several manifests, as [`document`] prints each.
pub(crate) fn documents(
    manifests: &[Value],
    options: &Options,
    log: &mut Diagnostics,
) -> Option<Vec<String>> {
    let texts: Vec<Option<String>> =
        manifests.iter().map(|manifest| document(manifest, options, log)).collect();
    texts.into_iter().collect()
}

fn control(character: char) -> String {
    format!("the control character U+{:04X}", u32::from(character))
}

fn not_printable(manifest: &Value, path: &str, why: &str) -> Diagnostic {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("?").to_owned();
    let kind = text(manifest.get("kind"));
    let name = text(manifest.get("metadata").and_then(|metadata| metadata.get("name")));
    Diagnostic::error(Code::InvalidManifest, format!("{kind} `{name}` holds {why}, which cannot be written"))
        .path(path)
        .note(format!("it is in `{path}`"))
}

/// Where the first character is that YAML has only in escaped form although others read it so.
fn path_of_control(value: &Value) -> Option<(String, char)> {
    let is_control = |character: &char| ('\u{7f}'..='\u{9f}').contains(character) && *character != '\u{85}';
    let join = |key: &str, rest: String| match rest.as_str() {
        "" => key.to_owned(),
        rest => format!("{key}.{rest}"),
    };
    match value {
        Value::String(text) if text.is_ascii() && !text.contains('\u{7f}') => None,
        Value::String(text) => text.chars().find(is_control).map(|found| (String::new(), found)),
        Value::Mapping(map) => map.iter().find_map(|(key, value)| {
            let (path, found) = path_of_control(value)?;
            Some((join(key, path), found))
        }),
        Value::Sequence(items) => items.iter().enumerate().find_map(|(index, item)| {
            let (path, found) = path_of_control(item)?;
            Some((join(&index.to_string(), path), found))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Timestamp(_) => None,
    }
}

/// What was made, in a few words.
pub(crate) fn summary(manifests: usize, workloads: usize) -> String {
    let count = |number: usize, noun: &str| match number {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    };
    format!("{} from {}", count(manifests, "object"), count(workloads, "workload"))
}
