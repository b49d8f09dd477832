//! Score workloads to Kubernetes manifests.
//!
//! [`generate`] takes checked workloads to one file of manifests; [`Options`] holds every choice, in two presets.
//! [`target`] is what provisioners need to know of Kubernetes, and [`default_provisioners`] those that are built in.

mod emit;
mod fields;
mod images;
mod lower;
mod manifests;
mod options;
mod patch;
mod provisioners;
mod rules;
mod target;

pub use fields::FIELDS;
pub use lower::{Lowered, Object, lower};
pub use options::{
    ContainerPorts, ControlCharacters, Dollars, DoubleProbes, EmptyFields, FileContents, FileMounts, Format,
    GenerateNamespace, ImageVariables, InstanceLabels, KeyOrder, Labels, ManifestChecks, Options, Order,
    OwnNamespaces, SameNames, ServiceAccountTokens, VolumeNames,
};
pub use provisioners::default_provisioners;
pub use target::{FILE_NAME, target};

use std::collections::BTreeMap;

use score_core::content::Content;
use score_core::diagnostic::{Code, Diagnostics};
use score_core::host::Host;
use score_core::link::{LinkOptions, link};
use score_core::provision::{ProvisionOptions, Resolved, ResolvedResource, provision_with};
use score_core::target::{Artifact, Artifacts, Generated, Input, Reported};
use score_yaml::Value;

use crate::manifests::{Collection, Origin, Preparation};

/// Takes checked workloads to manifests, all in [`FILE_NAME`].
///
/// Everything that was noticed is reported, whatever stage noticed it; an error means that there is no output.
pub fn generate(input: Input<'_>, options: &Options, host: &dyn Host) -> Reported<Generated> {
    let mut log = Diagnostics::new();
    let output = stages(input, options, host, &mut log);
    if options.strict {
        log.promote(Code::ApproximatedField);
    }
    Reported::new(output, log)
}

fn stages(
    mut input: Input<'_>,
    options: &Options,
    host: &dyn Host,
    log: &mut Diagnostics,
) -> Option<Generated> {
    for sourced in &mut input.workloads {
        rules::check(&sourced.workload, options.manifest_checks, log);
        images::fill(&mut sourced.workload, options.image_variables, &input.variables, input.sources, log);
    }
    if let Some(namespace) = &options.namespace {
        rules::check_namespace(namespace, options.manifest_checks, log);
    }

    let mut link_options = LinkOptions::default();
    link_options.file_sources = options.file_sources;
    link_options.binary_sources = options.binary_sources;
    link_options.ambiguous_ids = options.ambiguous_ids;
    link_options.threads = options.threads;
    let project = link(input.workloads, input.state, &link_options, host, log)?;

    let namespace = options.namespace.as_deref().unwrap_or_default();
    let provision_options = ProvisionOptions {
        target_facts: [(target::NAMESPACE.to_owned(), Value::from(namespace))].into_iter().collect(),
        variables: input.variables,
        missing_values: options.missing_values,
        port_keys: options.port_keys,
        changed_provisioners: options.changed_provisioners,
        next_state: options.next_state,
        threads: options.threads,
        ..ProvisionOptions::new(input.seed)
    };
    let preparation = Preparation::new(options);
    let keep = |resource: &ResolvedResource, sections, log: &mut Diagnostics| {
        preparation.of_resource(resource, sections, log)
    };
    let (mut resolved, provisioned) =
        provision_with(project, input.provisioners, target(), &provision_options, host, keep, log)?;
    let suffixes = instance_suffixes(&mut resolved, options);

    let mut collection = Collection::new(options);
    for (resource, manifests) in resolved.resources.iter().zip(provisioned) {
        for (index, manifest) in manifests {
            collection.add(manifest, Origin::Resource(resource, index), log);
        }
    }
    let lowered = lower::prepared(&resolved, &suffixes, &preparation, options, log);
    for (workload, manifests) in &lowered {
        for manifest in manifests {
            collection.add(manifest.clone(), Origin::Workload(workload), log);
        }
    }
    let manifests = collection.finish(log)?;
    drop(lowered);
    if log.has_errors() {
        return None;
    }
    // Manifests are taken apart, and it still holds some of them.
    drop(preparation);
    let count;
    let (content, lines): (Content, _) = if options.patches.is_empty() {
        count = manifests.len();
        (manifests::texts(manifests).collect(), Vec::new())
    } else {
        let manifests = manifests::values(manifests);
        let variables = &provision_options.variables;
        let patched = patch::apply(manifests, options, &resolved, variables, input.seed, log)?;
        count = patched.manifests.len();
        (emit::documents(&patched.manifests, options, log)?.into_iter().collect(), patched.lines)
    };

    let mut artifacts = Artifacts::new();
    artifacts.insert(FILE_NAME, Artifact { content, mode: 0o644 });
    let of_resources = resolved.resources.iter().flat_map(|resource| {
        resource.notices.iter().map(move |notice| format!("{}: {notice}", resource.uid))
    });
    let notices = of_resources.chain(lines).collect();
    let summary = emit::summary(count, resolved.workloads.len());
    let Resolved { workloads, resources, state, environment_variables } = resolved;
    options.leftovers.take((workloads, resources));
    Some(Generated { artifacts, summary, notices, state, environment_variables })
}

/// The suffix of every workload's instance label, those of an earlier run kept. The state remembers new ones.
fn instance_suffixes(resolved: &mut Resolved, options: &Options) -> BTreeMap<String, String> {
    let known = &mut resolved.state.instance_suffixes;
    for name in resolved.workloads.keys() {
        if !known.contains_key(name) {
            let suffix = lower::identity::new_suffix(name, options.instance_labels);
            if !suffix.is_empty() {
                known.insert(name.clone(), suffix);
            }
        }
    }
    known.clone()
}

#[cfg(test)]
mod tests;
