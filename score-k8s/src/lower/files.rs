//! Files of a container: a ConfigMap each, or the key of a Secret when the whole content is one.

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapVolumeSource, KeyToPath, SecretVolumeSource, Volume};
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::host::folder_of;
use score_core::model::{File, FileOrigin, Located};
use score_core::provision::FileContent;
use score_core::text::{SecretRef, Segment};
use score_yaml::Span;

use super::identity::Identity;
use super::mounts::{Content, Mount};
use super::names::{Names, short_hash};
use super::text::{decoded, unresolved};
use crate::options::{FileContents, Options};

/// The key of the content in a ConfigMap.
const KEY: &str = "file";

/// A file on its way into a pod.
pub(super) struct FileMount<'a> {
    /// Mounted one by one.
    pub(super) mount: Mount<'a>,
    /// The object that holds the content, unless it is a Secret that is there already.
    pub(super) config_map: Option<ConfigMap>,
}

/// What files need to know besides themselves.
pub(super) struct Owner<'a> {
    pub(super) identity: &'a Identity,
    pub(super) container: &'a str,
    pub(super) options: &'a Options,
}

/// A file. `None` means that an error was reported: `secret-in-text`, `unresolved-secret`.
pub(super) fn mount<'a>(
    target: &'a Located<String>,
    file: &File,
    content: &FileContent,
    owner: &Owner<'_>,
    names: &mut Names,
    log: &mut Diagnostics,
) -> Option<FileMount<'a>> {
    let (place, path) = place_of(target, file, owner.container);
    let name = base_name(target);
    let item = |key: &str| KeyToPath {
        key: key.to_owned(),
        path: name.to_owned(),
        mode: file.mode.as_ref().map(|mode| mode.bits().into()),
    };
    let (volume, config_map) = match content {
        FileContent::Text(text) => {
            let Some(text) = decoded(text) else {
                log.push(unresolved(&path, place));
                return None;
            };
            match text.segments() {
                [Segment::Secret(secret)] => (of_secret(secret, item(&secret.key)), None),
                _ => {
                    let Some(literal) = text.as_literal() else {
                        log.push(secret_in_text(target, &path, place));
                        return None;
                    };
                    of_config_map(literal.as_bytes(), target, item(KEY), owner, names)
                }
            }
        }
        FileContent::Bytes(bytes) => of_config_map(bytes, target, item(KEY), owner, names),
    };
    let mount = Mount {
        target,
        path: target.value.clone(),
        sub_path: Some(name.to_owned()),
        read_only: false,
        content: Content::Volume(Box::new(volume)),
        shared: None,
    };
    Some(FileMount { mount, config_map })
}

fn of_secret(secret: &SecretRef, item: KeyToPath) -> Volume {
    let source = SecretVolumeSource {
        secret_name: Some(secret.name.clone()),
        items: Some(vec![item]),
        ..SecretVolumeSource::default()
    };
    Volume { secret: Some(source), ..Volume::default() }
}

fn of_config_map(
    content: &[u8],
    target: &str,
    item: KeyToPath,
    owner: &Owner<'_>,
    names: &mut Names,
) -> (Volume, Option<ConfigMap>) {
    let Owner { identity, container, options } = owner;
    let wanted = format!("{}-{container}-file-{}", identity.name, short_hash(&[target]));
    let name = names.take(wanted, &[&identity.name, container, target]);
    let text = match options.file_contents {
        FileContents::Readable => std::str::from_utf8(content).ok().filter(|text| is_readable(text)),
        FileContents::Base64 => None,
    };
    let mut config_map = ConfigMap { metadata: identity.metadata_of_part(&name), ..ConfigMap::default() };
    match text {
        Some(text) => config_map.data = Some(BTreeMap::from([(KEY.to_owned(), text.to_owned())])),
        None => {
            let bytes = ByteString(content.to_vec());
            config_map.binary_data = Some(BTreeMap::from([(KEY.to_owned(), bytes)]));
        }
    }
    let source = ConfigMapVolumeSource { name, items: Some(vec![item]), ..ConfigMapVolumeSource::default() };
    (Volume { config_map: Some(source), ..Volume::default() }, Some(config_map))
}

/// Whether a person can read it: no control characters but tabs and line ends.
fn is_readable(text: &str) -> bool {
    text.chars().all(|character| !character.is_control() || matches!(character, '\n' | '\t'))
}

/// Where the content is written, and its key path.
fn place_of(target: &Located<String>, file: &File, container: &str) -> (Span, String) {
    let (span, field) = match &file.origin {
        FileOrigin::Content(text) => (text.raw.span, "content"),
        FileOrigin::Source(source) => (source.span, "source"),
        FileOrigin::Binary(bytes) => (bytes.span, "binaryContent"),
    };
    (span, format!("containers.{container}.files.{}.{field}", target.value))
}

fn secret_in_text(target: &Located<String>, path: &str, place: Span) -> Diagnostic {
    Diagnostic::error(
        Code::SecretInText,
        format!("the content of file `{}` mixes text and a secret", target.value),
    )
    .path(path)
    .at(place, "a secret is known only where the output runs")
    .note("a file is either text or exactly one secret")
    .help(
        "let the provisioner write the whole text into its Secret and return a reference to that key, or pass the \
         secret in a variable",
    )
}

/// The last part of a path.
fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a path, as it is mounted: `/` for the root, and for a bare name.
pub(super) fn folder(path: &str) -> &str {
    match folder_of(path) {
        "" | "." => "/",
        folder => folder,
    }
}
