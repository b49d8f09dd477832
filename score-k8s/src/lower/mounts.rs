//! What containers mount, and the volumes of the pod behind it.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    ConfigMapProjection, KeyToPath, PersistentVolumeClaim, PersistentVolumeClaimSpec,
    PersistentVolumeClaimStatus, ProjectedVolumeSource, SecretProjection, Volume, VolumeMount,
    VolumeProjection,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Located, ResourceUid};

use super::files::folder;
use super::names::{Names, short_hash};
use crate::options::{EmptyFields, FileMounts, Options, VolumeNames};

/// Something that a container mounts.
#[derive(Debug)]
pub(super) struct Mount<'a> {
    /// The path as the score file has it.
    pub(super) target: &'a Located<String>,
    /// Where it is mounted.
    pub(super) path: String,
    /// The part of the volume that is mounted.
    pub(super) sub_path: Option<String>,
    pub(super) read_only: bool,
    pub(super) content: Content,
    /// The resource that provides it, which is one volume however often it is mounted; files have none.
    pub(super) shared: Option<&'a ResourceUid>,
}

/// What a volume holds.
#[derive(Debug)]
pub(super) enum Content {
    /// A volume without its name.
    Volume(Box<Volume>),
    /// A claim of each pod.
    Claim(Box<PersistentVolumeClaimSpec>),
}

impl Mount<'_> {
    fn is_file(&self) -> bool {
        self.shared.is_none()
    }

    fn holds_files(&self) -> bool {
        match &self.content {
            Content::Volume(volume) => volume.config_map.is_some() || volume.secret.is_some(),
            Content::Claim(_) => false,
        }
    }
}

/// The volumes of a pod.
#[derive(Debug, Default)]
pub(super) struct Volumes {
    pub(super) volumes: Vec<Volume>,
    pub(super) claims: Vec<PersistentVolumeClaim>,
    names: Names,
    of_resources: BTreeMap<ResourceUid, String>,
    projected: usize,
}

impl Volumes {
    /// The mounts of a container. `resource_names` are the names of resources in the workload. Reports two mounts at
    /// one path as `name-collision`.
    pub(super) fn mount(
        &mut self,
        container: &str,
        mut mounts: Vec<Mount<'_>>,
        resource_names: &BTreeMap<&ResourceUid, &str>,
        options: &Options,
        log: &mut Diagnostics,
    ) -> Option<Vec<VolumeMount>> {
        report_same_paths(container, &mounts, log);
        let mut mounted = Vec::with_capacity(mounts.len());
        if options.file_mounts == FileMounts::ByFolder {
            by_folder(&mut mounts);
        }
        for group in groups(mounts, options.file_mounts) {
            mounted.push(match <[Mount<'_>; 1]>::try_from(group) {
                Ok([mount]) => self.mount_one(container, mount, resource_names, options),
                Err(group) => self.project(group),
            });
        }
        (!mounted.is_empty()).then_some(mounted)
    }

    fn mount_one(
        &mut self,
        container: &str,
        mount: Mount<'_>,
        resource_names: &BTreeMap<&ResourceUid, &str>,
        options: &Options,
    ) -> VolumeMount {
        let name = match mount.shared.and_then(|uid| self.of_resources.get(uid)) {
            Some(known) => known.clone(),
            None => {
                let hash = short_hash(&[&mount.target.value]);
                let resource = mount.shared.and_then(|uid| resource_names.get(uid));
                let wanted = match (resource, options.volume_names) {
                    (Some(resource), VolumeNames::OfResource) => (*resource).to_owned(),
                    _ if mount.is_file() => format!("file-{hash}"),
                    _ => format!("vol-{hash}"),
                };
                let name = self.names.take(wanted, &[container, &mount.target.value]);
                if let Some(uid) = mount.shared {
                    self.of_resources.insert(uid.clone(), name.clone());
                }
                match mount.content {
                    Content::Volume(volume) => self.volumes.push(Volume { name: name.clone(), ..*volume }),
                    Content::Claim(claim) => self.claims.push(of_claim(&name, *claim, options)),
                }
                name
            }
        };
        VolumeMount {
            name,
            mount_path: mount.path,
            sub_path: mount.sub_path,
            read_only: mount.read_only.then_some(true),
            ..VolumeMount::default()
        }
    }

    /// Several sources of files in one folder.
    fn project(&mut self, group: Vec<Mount<'_>>) -> VolumeMount {
        let wanted = format!("proj-vol-{}", self.projected);
        self.projected += 1;
        let name = self.names.take(wanted, &[]);
        let path = group.first().map(|mount| mount.path.clone()).unwrap_or_default();
        let volumes: Vec<Volume> = group
            .into_iter()
            .filter_map(|mount| match mount.content {
                Content::Volume(volume) => Some(*volume),
                Content::Claim(_) => None,
            })
            .collect();
        let projected = projected(volumes);
        self.volumes.push(Volume { name: name.clone(), projected: Some(projected), ..Volume::default() });
        VolumeMount { name, mount_path: path, read_only: Some(true), ..VolumeMount::default() }
    }
}

fn of_claim(name: &str, spec: PersistentVolumeClaimSpec, options: &Options) -> PersistentVolumeClaim {
    let written = options.empty_fields == EmptyFields::Written;
    PersistentVolumeClaim {
        metadata: ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() },
        spec: Some(spec),
        status: written.then(PersistentVolumeClaimStatus::default),
    }
}

/// Mounts the folders of files, where something can be mounted.
fn by_folder(mounts: &mut [Mount<'_>]) {
    let taken: BTreeSet<String> = mounts
        .iter()
        .filter(|mount| !mount.holds_files() || (!mount.is_file() && mount.sub_path.is_some()))
        .map(|mount| mount.path.clone())
        .collect();
    for mount in mounts.iter_mut().filter(|mount| mount.is_file()) {
        let folder = folder(&mount.path);
        if folder != "/" && !taken.contains(folder) {
            mount.path = folder.to_owned();
            mount.sub_path = None;
        }
    }
}

/// The mounts in their order, those that share a volume together: with folders, all sources of files of one path, and
/// these behind the others, by folder.
fn groups(mounts: Vec<Mount<'_>>, how: FileMounts) -> Vec<Vec<Mount<'_>>> {
    if how == FileMounts::OneByOne {
        return mounts.into_iter().map(|mount| vec![mount]).collect();
    }
    // Files that are mounted one by one stand behind what their folder would have been.
    let mut folders: BTreeMap<(String, usize), Vec<Mount<'_>>> = BTreeMap::new();
    let mut groups = Vec::with_capacity(mounts.len());
    for (number, mount) in mounts.into_iter().enumerate() {
        let is_folder = mount.holds_files() && mount.sub_path.is_none();
        if is_folder {
            folders.entry((mount.path.clone(), 0)).or_default().push(mount);
        } else if mount.is_file() {
            folders.entry((folder(&mount.path).to_owned(), number + 1)).or_default().push(mount);
        } else {
            groups.push(vec![mount]);
        }
    }
    groups.extend(folders.into_values());
    groups
}

/// Sources of files as one volume. What a source says about permissions of all its files is said of each file.
fn projected(volumes: Vec<Volume>) -> ProjectedVolumeSource {
    let mut default_mode = None;
    let mut sources = Vec::with_capacity(volumes.len());
    for volume in volumes {
        let mut source = VolumeProjection::default();
        let (items, mode) = if let Some(map) = volume.config_map {
            let projection = source.config_map.insert(ConfigMapProjection {
                name: map.name,
                items: map.items,
                optional: map.optional,
            });
            (&mut projection.items, map.default_mode)
        } else if let Some(secret) = volume.secret {
            let projection = source.secret.insert(SecretProjection {
                name: secret.secret_name.unwrap_or_default(),
                items: secret.items,
                optional: secret.optional,
            });
            (&mut projection.items, secret.default_mode)
        } else {
            continue;
        };
        match items {
            Some(items) => items.iter_mut().for_each(|item| item.mode = item.mode.or(mode)),
            None => default_mode = default_mode.or(mode),
        }
        sources.push(source);
    }
    if default_mode.is_some() {
        sources.iter_mut().filter_map(items).flatten().for_each(|item| item.mode = item.mode.or(Some(0o644)));
    }
    ProjectedVolumeSource { default_mode, sources: Some(sources) }
}

fn items(source: &mut VolumeProjection) -> Option<&mut Vec<KeyToPath>> {
    match (&mut source.config_map, &mut source.secret) {
        (Some(map), _) => map.items.as_mut(),
        (None, Some(secret)) => secret.items.as_mut(),
        (None, None) => None,
    }
}

/// One path can be mounted only once.
fn report_same_paths(container: &str, mounts: &[Mount<'_>], log: &mut Diagnostics) {
    let mut known: BTreeMap<&str, &Located<String>> = BTreeMap::new();
    for mount in mounts {
        let path = match mount.target.trim_end_matches('/') {
            "" => "/",
            path => path,
        };
        if let Some(first) = known.insert(path, mount.target) {
            let field = if mount.is_file() { "files" } else { "volumes" };
            let message = format!("container `{container}` mounts two things at `{path}`");
            log.push(
                Diagnostic::error(Code::NameCollision, message)
                    .path(format!("containers.{container}.{field}.{}", mount.target.value))
                    .at(mount.target.span, "this path is taken")
                    .related(first.span, "by what is mounted here"),
            );
        }
    }
}
