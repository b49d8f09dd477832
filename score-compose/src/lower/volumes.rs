//! Volumes of containers: by the outputs of a resource, by name, or a folder of the host.

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Located, Volume};
use score_core::provision::{Outputs, ResolvedResource, VolumeSource};
use score_core::text::{Output, Text};
use score_yaml::{Mapping, OrderedMap, Value};

use super::dollars::{escape, text};
use super::report_secret;
use super::service::Mount;
use crate::options::{LeftOutKeys, ShortForms};
use crate::schema::{Converter, MOUNT_BIND, MOUNT_TMPFS, MOUNT_VOLUME, Object};

/// A mounted volume.
pub(super) struct MountedVolume {
    pub(super) mount: Mount,
    /// The named volume that the Compose file has to declare; absent for what is no named volume, and where the
    /// environment decides on the name.
    pub(super) named: Option<String>,
}

/// A volume of a container and where it is declared.
#[derive(Clone, Copy)]
pub(super) struct VolumePlace<'a> {
    pub(super) container: &'a str,
    pub(super) target: &'a Located<String>,
    pub(super) volume: &'a Volume,
}

impl VolumePlace<'_> {
    fn path(&self) -> String {
        format!("containers.{}.volumes.{}", self.container, self.target.as_str())
    }

    fn error(&self, message: String) -> Diagnostic {
        Diagnostic::error(Code::InvalidVolume, message)
            .at(self.volume.source.raw.span, "this cannot be mounted")
            .path(format!("{}.source", self.path()))
    }
}

/// Mounts one volume. `resource` is the one that the source refers to, if any. `None` means that an error was reported.
pub(super) fn mount(
    place: VolumePlace<'_>,
    source: &VolumeSource,
    resource: Option<&ResolvedResource>,
    left_out_keys: LeftOutKeys,
    log: &mut Diagnostics,
) -> Option<MountedVolume> {
    match source {
        VolumeSource::Named(name) => by_name(place, name, log),
        VolumeSource::Resource(_) => by_outputs(place, resource?, left_out_keys, log),
    }
}

/// Text that begins like a path is a folder of the host; any other is the name of a volume.
fn by_name(place: VolumePlace<'_>, name: &Text, log: &mut Diagnostics) -> Option<MountedVolume> {
    let span = place.volume.source.raw.span;
    if report_secret(name, format_args!("{}.source", place.path()), span, log) {
        return None;
    }
    let path = place.volume.path.as_ref().map(|path| path.as_str());
    let literal = name.as_literal();
    if literal == Some("") {
        log.push(place.error("a volume has no source".to_owned()));
        return None;
    }
    let source = text(name);
    let mount = if literal.is_some_and(|name| name.starts_with(['.', '/', '~'])) {
        mounted(place, "bind", join(&source, path), None)
    } else {
        let details = path.map(|path| entry("subpath", escape(path).into_owned()));
        mounted(place, "volume", source, details)
    };
    let named = literal.filter(|_| mount.kind == "volume").map(str::to_owned);
    Some(MountedVolume { mount, named })
}

/// The outputs of a resource say what is mounted: their `type`, and what goes with it.
fn by_outputs(
    place: VolumePlace<'_>,
    resource: &ResolvedResource,
    left_out_keys: LeftOutKeys,
    log: &mut Diagnostics,
) -> Option<MountedVolume> {
    let nothing = OrderedMap::default();
    let outputs = match &resource.outputs {
        Outputs::Values(outputs) => outputs,
        Outputs::Environment => &nothing,
    };
    let problem = |message: String| {
        place.error(message).related(resource.provisioner_span, "this provisioner makes the outputs").note(
            "a volume has the outputs `type` (`volume`, `bind` or `tmpfs`), `source`, and details under the name of its type",
        )
    };
    let uid = &resource.uid;
    let Some(kind) = literal(outputs.get("type")) else {
        log.push(problem(format!("resource `{uid}` has no text output `type`, so it is no volume")));
        return None;
    };
    let (kind, object, has_source): (_, &Object, _) = match kind {
        "volume" => ("volume", &MOUNT_VOLUME, true),
        "bind" => ("bind", &MOUNT_BIND, true),
        "tmpfs" => ("tmpfs", &MOUNT_TMPFS, false),
        other => {
            log.push(problem(format!("resource `{uid}` has the unknown volume type `{other}`")));
            return None;
        }
    };
    let is_known = |name: &str| name == "type" || name == kind || (has_source && name == "source");
    if let Some(name) = outputs.keys().find(|name| !is_known(name)) {
        log.push(problem(format!("volume type `{kind}` of resource `{uid}` has no output `{name}`")));
        return None;
    }
    let source = match outputs.get("source") {
        _ if !has_source => uid.to_string(),
        None => String::new(),
        Some(output) => match literal(Some(output)) {
            Some(source) => source.to_owned(),
            None => {
                log.push(problem(format!("output `source` of resource `{uid}` is not text")));
                return None;
            }
        },
    };
    let details = outputs.get(kind).map(|output| {
        let mut converter = Converter::new(ShortForms::Refused, left_out_keys);
        let value = converter.object(object, output.encode());
        for found in converter.problems {
            log.push(problem(format!("output `{kind}.{}` of resource `{uid}`: {}", found.path, found.text)));
        }
        value
    });
    let path = place.volume.path.as_ref();
    match (kind, path) {
        ("volume", path) => {
            let details = match path {
                Some(path) => Some(below(details, &escape(path))),
                None => details,
            };
            let named = Some(source.clone()).filter(|source| !source.is_empty() && !source.contains('$'));
            Some(MountedVolume { mount: mounted(place, kind, source, details), named })
        }
        ("bind", path) => {
            let source = join(&source, path.map(|path| path.as_str()));
            Some(MountedVolume { mount: mounted(place, kind, source, details), named: None })
        }
        (_, Some(path)) => {
            log.push(
                Diagnostic::error(
                    Code::InvalidVolume,
                    format!("`{}.path` leads into a tmpfs, which is empty", place.path()),
                )
                .at(path.span, "there is no path inside")
                .path(format!("{}.path", place.path())),
            );
            None
        }
        (_, None) => Some(MountedVolume { mount: mounted(place, kind, source, details), named: None }),
    }
}

fn mounted(place: VolumePlace<'_>, kind: &'static str, source: String, details: Option<Value>) -> Mount {
    let target = escape(place.target).into_owned();
    Mount { kind, source, target, read_only: place.volume.read_only.value, details }
}

fn literal(output: Option<&Output>) -> Option<&str> {
    match output {
        Some(Output::Text(text)) => text.as_literal(),
        _ => None,
    }
}

fn entry(name: &str, value: String) -> Value {
    Value::Mapping(Mapping::from_iter([(name.to_owned(), value.into())]))
}

/// Details of a volume with the path inside it further down.
fn below(details: Option<Value>, path: &str) -> Value {
    let mut map = match details {
        Some(Value::Mapping(map)) => map,
        _ => Mapping::default(),
    };
    let subpath = map.get("subpath").and_then(Value::as_str).unwrap_or_default();
    map.insert("subpath".to_owned(), join(subpath, Some(path)).into());
    Value::Mapping(map)
}

/// A path inside a folder, `.` and `..` resolved; the folder as it is written when there is no path.
fn join(folder: &str, path: Option<&str>) -> String {
    match path {
        None => folder.to_owned(),
        Some(path) => score_core::host::join_path(folder, path.trim_start_matches('/')),
    }
}
