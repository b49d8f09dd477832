//! Mounted files: where their bytes go, under which name, and how they appear in the container.

use std::collections::BTreeMap;
use std::fmt;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{File, FileOrigin, Located};
use score_core::provision::{FileContent, ResolvedWorkload};
use score_core::target::Artifact;
use sha2::{Digest, Sha256};

use super::report_secret;
use super::service::Mount;
use crate::fields::Fields;

/// The permissions of files that say nothing else.
const DEFAULT_MODE: u16 = 0o644;
/// The owner may read.
const OWNER_READ: u16 = 0o400;
/// The owner may write.
const OWNER_WRITE: u16 = 0o200;

/// The names of all mounted files of a project. Two files that would have one name and are not the same get longer ones.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    /// By name: whether all files that ask for it are the same.
    same: BTreeMap<String, bool>,
}

impl FileNames {
    pub(super) fn new<'a>(workloads: impl IntoIterator<Item = &'a ResolvedWorkload>) -> FileNames {
        let mut first: BTreeMap<String, (&FileContent, u16, bool)> = BTreeMap::new();
        for workload in workloads {
            let name = workload.linked.workload.name().as_str();
            for (container, resolved) in &workload.containers {
                let declared = workload.linked.workload.containers.get(container.as_str());
                for (target, content) in &resolved.files {
                    let mode =
                        declared.and_then(|it| it.files.get(target.as_str())).map_or(DEFAULT_MODE, mode_of);
                    first
                        .entry(short_name(name, target))
                        .and_modify(|(known, known_mode, same)| {
                            *same &= *known == content && *known_mode == mode;
                        })
                        .or_insert((content, mode, true));
                }
            }
        }
        FileNames { same: first.into_iter().map(|(name, (_, _, same))| (name, same)).collect() }
    }

    /// The name of one file. Names of files that differ carry a digest of the place, so that they stay when others change.
    fn of(&self, workload: &str, container: &str, target: &str) -> String {
        let name = short_name(workload, target);
        if self.same.get(&name).copied().unwrap_or(true) {
            return name;
        }
        let digest = Sha256::digest(format!("{container}\0{target}"));
        let digits: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("{workload}-files-{digits}-{}", base_name(target))
    }
}

fn mode_of(file: &File) -> u16 {
    file.mode.as_ref().map_or(DEFAULT_MODE, |mode| mode.bits())
}

fn short_name(workload: &str, target: &str) -> String {
    format!("{workload}-files-{}", base_name(target))
}

fn base_name(target: &str) -> &str {
    let target = target.trim_end_matches('/');
    target.rsplit('/').next().unwrap_or(target)
}

/// A mounted file and the bytes behind it.
pub(super) struct MountedFile {
    /// Relative to the folder of the Compose file.
    pub(super) path: String,
    pub(super) artifact: Artifact,
}

/// Where a file of a container is declared.
#[derive(Clone, Copy)]
pub(super) struct FilePlace<'a> {
    pub(super) workload: &'a str,
    pub(super) container: &'a str,
    pub(super) target: &'a Located<String>,
}

/// Mounts one file: the file itself, and how the container sees it. `None` means that an error was reported.
pub(super) fn mount(
    place: FilePlace<'_>,
    file: &File,
    content: &FileContent,
    names: &FileNames,
    mounts_directory: &str,
    fields: &Fields,
    log: &mut Diagnostics,
) -> Option<(MountedFile, Mount)> {
    let FilePlace { workload, container, target } = place;
    let path = format_args!("containers.{container}.files.{}", target.as_str());
    let origin = match &file.origin {
        FileOrigin::Content(_) => "content",
        FileOrigin::Source(_) => "source",
        FileOrigin::Binary(_) => "binaryContent",
    };
    fields.used(&format!("containers.*.files.*.{origin}"), format_args!("{path}.{origin}"), target.span, log);
    if mounts_directory.is_empty() {
        return None;
    }
    let mode = mode_of(file);
    if mode & OWNER_READ == 0 {
        log.push(unreadable(path, file, target));
        return None;
    }
    let bytes = match content {
        FileContent::Bytes(bytes) => bytes.clone(),
        FileContent::Text(text) => match text.as_literal() {
            Some(text) => text.as_bytes().to_vec(),
            None => {
                report_secret(text, path, target.span, log);
                return None;
            }
        },
    };
    let source = format!("{mounts_directory}/files/{}", names.of(workload, container, target));
    let read_only = mode & OWNER_WRITE == 0;
    let mount = Mount {
        kind: "bind",
        source: super::dollars::escape(&source).into_owned(),
        target: super::dollars::escape(target).into_owned(),
        read_only,
        details: None,
    };
    let artifact = Artifact { content: bytes.into(), mode: u32::from(mode | OWNER_WRITE) };
    Some((MountedFile { path: source, artifact }, mount))
}

fn unreadable(path: impl fmt::Display, file: &File, target: &Located<String>) -> Diagnostic {
    let (span, text) = file.mode.as_ref().map_or((target.span, ""), |mode| (mode.span, mode.as_str()));
    Diagnostic::error(
        Code::InvalidFileMode,
        format!("mode `{text}` of `{path}` keeps its owner from reading it"),
    )
    .at(span, "the owner must be able to read")
    .path(format!("{path}.mode"))
    .help("permissions of mounted files are at least `0400`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_workload_and_base_name() {
        for (target, name) in [
            ("/etc/app.conf", "shop-files-app.conf"),
            ("/dir/", "shop-files-dir"),
            ("/", "shop-files-"),
            ("app.conf", "shop-files-app.conf"),
        ] {
            assert_eq!(FileNames::default().of("shop", "web", target), name);
        }
        let names = FileNames { same: [("shop-files-app.conf".to_owned(), false)].into() };
        let (one, two) = (names.of("shop", "web", "/x/app.conf"), names.of("shop", "web", "/y/app.conf"));
        assert_ne!(one, two);
        assert!(one.starts_with("shop-files-") && one.ends_with("-app.conf"), "{one}");
    }
}
