//! What tells the objects of a workload from those of others: labels, annotations, selector.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use score_core::model::Workload;

use super::names::{LONGEST_LABEL, short_hash, with_suffix};
use crate::options::{InstanceLabels, Labels, Options};
use crate::target::{OWN_PREFIX, WORKLOAD_NAME};

pub(crate) const NAME: &str = "app.kubernetes.io/name";
pub(crate) const INSTANCE: &str = "app.kubernetes.io/instance";
pub(crate) const VERSION: &str = "app.kubernetes.io/version";
pub(crate) const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// The value of [`MANAGED_BY`].
pub(crate) const TOOL: &str = "score-k8s";

/// The labels and annotations of one workload.
#[derive(Debug)]
pub(super) struct Identity {
    /// The name of the workload.
    pub(super) name: String,
    /// What its pods have in common and no others have.
    pub(super) selector: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
    pod_annotations: BTreeMap<String, String>,
    version: Option<String>,
    all_objects: bool,
}

impl Identity {
    /// `suffix` is that of the instance label.
    pub(super) fn of(workload: &Workload, suffix: &str, options: &Options) -> Identity {
        let name = workload.name().to_string();
        let instance = with_suffix(&name, suffix);
        let text = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let annotations = workload.metadata.annotations.iter();
        let handed_on = annotations
            .filter(|(key, _)| !key.starts_with(OWN_PREFIX))
            .map(|(key, value)| (key.value.clone(), value.value.clone()));
        let pod_annotations = handed_on.chain([text((WORKLOAD_NAME, &name))]).collect();
        let version = workload.containers.values().next().and_then(|container| version_of(&container.image));
        Identity {
            selector: BTreeMap::from([text((INSTANCE, &instance))]),
            labels: [(NAME, name.as_str()), (INSTANCE, &instance), (MANAGED_BY, TOOL)]
                .map(text)
                .into_iter()
                .collect(),
            pod_annotations,
            version: version.filter(|_| options.labels == Labels::Recommended).map(str::to_owned),
            all_objects: options.labels == Labels::Recommended,
            name,
        }
    }

    /// Of an object that is the workload or its service.
    pub(super) fn metadata(&self, name: &str) -> ObjectMeta {
        ObjectMeta {
            name: Some(name.to_owned()),
            labels: Some(self.object_labels()),
            annotations: Some(BTreeMap::from([(WORKLOAD_NAME.to_owned(), self.name.clone())])),
            ..ObjectMeta::default()
        }
    }

    /// Of an object that only belongs to the workload.
    pub(super) fn metadata_of_part(&self, name: &str) -> ObjectMeta {
        if self.all_objects {
            return self.metadata(name);
        }
        ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() }
    }

    /// Of the pods.
    pub(super) fn pod_metadata(&self) -> ObjectMeta {
        ObjectMeta {
            labels: Some(self.labels.clone()),
            annotations: Some(self.pod_annotations.clone()),
            ..ObjectMeta::default()
        }
    }

    fn object_labels(&self) -> BTreeMap<String, String> {
        let mut labels = self.labels.clone();
        if let Some(version) = &self.version {
            labels.insert(VERSION.to_owned(), version.clone());
        }
        labels
    }
}

/// The suffix of the instance label of a workload that no earlier state knows.
pub(crate) fn new_suffix(workload: &str, labels: InstanceLabels) -> String {
    match labels {
        InstanceLabels::WorkloadName => String::new(),
        InstanceLabels::WithSuffix => format!("-{}", short_hash(&["instance label", workload])),
    }
}

/// The tag of an image, when it can be a label.
fn version_of(image: &str) -> Option<&str> {
    let (name, _digest) = image.split_once('@').unwrap_or((image, ""));
    let (_, behind) = name.rsplit_once('/').unwrap_or(("", name));
    let (_, tag) = behind.split_once(':')?;
    let is_end = |character: char| character.is_ascii_alphanumeric();
    let is_inside = |character: char| is_end(character) || matches!(character, '-' | '_' | '.');
    let is_label = tag.len() <= LONGEST_LABEL
        && tag.starts_with(is_end)
        && tag.ends_with(is_end)
        && tag.chars().all(is_inside);
    is_label.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_tag_of_the_image() {
        for (image, version) in [
            ("acme/app:1.4.2", Some("1.4.2")),
            ("host:5000/acme/app", None),
            ("host:5000/acme/app:v1", Some("v1")),
            ("app:1@sha256:00ff", Some("1")),
            ("app@sha256:00ff", None),
            ("app:_1", None),
            ("app:${TAG}", None),
        ] {
            assert_eq!(version_of(image), version, "{image}");
        }
    }

    #[test]
    fn suffixes_follow_from_the_name() {
        assert_eq!(new_suffix("shop", InstanceLabels::WorkloadName), "");
        let suffix = new_suffix("shop", InstanceLabels::WithSuffix);
        assert_eq!(suffix.len(), 11);
        assert_eq!(suffix, new_suffix("shop", InstanceLabels::WithSuffix));
        assert_ne!(suffix, new_suffix("shops", InstanceLabels::WithSuffix));
    }
}
