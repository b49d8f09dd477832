//! What a provisioner adds takes the form Compose writes it in, on any thread.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use score_core::diagnostic::{Code, Diagnostic};
use score_core::host::join_path;
use score_core::provision::{ResolvedResource, Sections};
use score_core::target::Artifact;
use score_yaml::{Mapping, Value};

use crate::document::Namespace;
use crate::options::Options;
use crate::schema::{Converter, MODEL, NETWORK, Object, Problem, SERVICE, VOLUME};

/// The sections of the Compose file, in the order they are looked at.
const PARTS: [(&str, Namespace, &Object); 4] = [
    ("networks", Namespace::Networks, &NETWORK),
    ("services", Namespace::Services, &SERVICE),
    ("volumes", Namespace::Volumes, &VOLUME),
    ("models", Namespace::Models, &MODEL),
];

/// What a resource adds, in the form Compose writes it.
pub(crate) struct Converted {
    pub(super) beside: Vec<Beside>,
    /// Resources that share a part have the same one.
    pub(super) parts: Vec<Arc<Part>>,
}

/// What a resource adds to a section of the Compose file.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) namespace: Namespace,
    pub(super) entries: Mapping,
    pub(super) problems: Vec<Problem>,
}

/// What a resource wants beside the Compose file.
pub(super) enum Beside {
    /// A folder.
    Folder(String),
    /// What is there is removed.
    Nothing(String),
    /// A file.
    File(String, Artifact),
    /// A mistake.
    Refused(Box<Diagnostic>),
}

/// Converts what resources add.
pub(crate) struct Conversion<'a> {
    options: &'a Options,
    /// What became of values that resources share, by the address of the value.
    shared: Mutex<BTreeMap<usize, Shared>>,
}

struct Shared {
    part: Arc<Part>,
    /// Kept, so that no other value comes to its address.
    _value: Arc<Value>,
}

impl<'a> Conversion<'a> {
    pub(crate) fn new(options: &'a Options) -> Conversion<'a> {
        Conversion { options, shared: Mutex::default() }
    }

    /// Converts the sections of a resource.
    pub(crate) fn of_resource(&self, resource: &ResolvedResource, mut sections: Sections) -> Converted {
        let mut entries = |section: &str| match sections.shift_remove(section).map(Arc::unwrap_or_clone) {
            Some(Value::Mapping(map)) => map,
            _ => Mapping::default(),
        };
        let beside = self.beside(resource, entries("directories"), entries("files"));
        let mut parts = Vec::new();
        for (section, namespace, object) in PARTS {
            if let Some(value) = sections.shift_remove(section) {
                parts.push(self.part(section, namespace, object, value));
            }
        }
        Converted { beside, parts }
    }

    fn part(&self, section: &str, namespace: Namespace, object: &Object, value: Arc<Value>) -> Arc<Part> {
        let convert = |value: Value| {
            let mut converter = Converter::new(self.options.short_forms, self.options.left_out_keys);
            let entries = converter.table(section, object, value);
            Arc::new(Part { namespace, entries, problems: converter.problems })
        };
        match Arc::try_unwrap(value) {
            Ok(value) => convert(value),
            Err(shared) => {
                let mut known = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
                let address = Arc::as_ptr(&shared) as usize;
                let shared = known
                    .entry(address)
                    .or_insert_with(|| Shared { part: convert(Value::clone(&shared)), _value: shared });
                shared.part.clone()
            }
        }
    }

    /// Folders and files under the folder of mounted files. Folders come first, as provisioners expect.
    fn beside(&self, resource: &ResolvedResource, folders: Mapping, files: Mapping) -> Vec<Beside> {
        let root = self.options.mounts_directory.as_str();
        let refused = |mistake| Beside::Refused(Box::new(mistake));
        if root.is_empty() {
            let path = folders.keys().chain(files.keys()).next();
            return path.map(|path| refused(without_folder(resource, path))).into_iter().collect();
        }
        let folders = folders.into_iter().map(|(path, value)| match (local(root, &path), value) {
            (None, _) => refused(wrong_entry(resource, "directories", &path, INSIDE)),
            (Some(folder), Value::Bool(true)) => Beside::Folder(folder),
            (Some(folder), Value::Bool(false) | Value::Null) => Beside::Nothing(folder),
            _ => refused(wrong_entry(resource, "directories", &path, "`true` or `false`")),
        });
        let files = files.into_iter().map(|(path, value)| match (local(root, &path), value) {
            (None, _) => refused(wrong_entry(resource, "files", &path, INSIDE)),
            (Some(file), Value::String(text)) => {
                Beside::File(file, Artifact { content: text.into(), mode: 0o644 })
            }
            (Some(file), Value::Null) => Beside::Nothing(file),
            _ => refused(wrong_entry(resource, "files", &path, "text or `null`")),
        });
        folders.chain(files).collect()
    }
}

/// What the path of an entry must be.
const INSIDE: &str = "a path inside the folder of mounted files";

/// A path inside a folder; never the folder itself.
fn local(folder: &str, path: &str) -> Option<String> {
    let joined = join_path("", path);
    let is_inside = !path.is_empty()
        && !joined.starts_with('/')
        && joined != "."
        && joined.split('/').next() != Some("..");
    is_inside.then(|| format!("{folder}/{joined}"))
}

fn without_folder(resource: &ResolvedResource, path: &str) -> Diagnostic {
    let message = format!("resource `{}` adds `{path}`, but there is no folder for files", resource.uid);
    of_provisioner(resource, message)
}

fn wrong_entry(resource: &ResolvedResource, section: &str, path: &str, wanted: &str) -> Diagnostic {
    let message = format!("resource `{}` adds `{path}` under `{section}`: expected {wanted}", resource.uid);
    of_provisioner(resource, message)
}

fn of_provisioner(resource: &ResolvedResource, message: String) -> Diagnostic {
    Diagnostic::error(Code::InvalidSection, message)
        .at(resource.declared, "provisioned here")
        .related(resource.provisioner_span, "this provisioner adds it")
}
