//! Score workloads to Docker Compose.
//!
//! [`generate`] takes checked workloads to a Compose file and the files its containers mount; [`Options`] holds every
//! choice, in two presets. [`target`] is what provisioners need to know of Compose, and [`default_provisioners`] those
//! that are built in.

mod build;
mod document;
mod emit;
mod fields;
mod lower;
mod options;
mod patch;
mod provisioners;
mod publish;
mod schema;
mod target;

pub use build::build_object;
pub use options::{
    CommandDollars, ContainerResources, HttpProbes, ImageVariables, LeftOutKeys, Options, ServicePorts,
    ShortForms, UnknownKeys, Waiting,
};
pub use provisioners::default_provisioners;
pub use publish::{InvalidPublish, PORTS, Publish, Published};
pub use target::{FILE_NAME, target};

use score_core::diagnostic::{Code, Diagnostics};
use score_core::host::Host;
use score_core::link::{LinkOptions, link};
use score_core::provision::{ProvisionOptions, Resolved, ResolvedResource, Sections, provision_with};
use score_core::target::{Artifact, Generated, Input, Reported};
use score_yaml::Value;

/// Takes checked workloads to a Compose file, [`FILE_NAME`], and the files its containers mount.
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

fn stages(input: Input<'_>, options: &Options, host: &dyn Host, log: &mut Diagnostics) -> Option<Generated> {
    let mut link_options = LinkOptions::default();
    link_options.file_sources = options.file_sources;
    link_options.binary_sources = options.binary_sources;
    link_options.ambiguous_ids = options.ambiguous_ids;
    link_options.threads = options.threads;
    let project = link(input.workloads, input.state, &link_options, host, log)?;

    let project_name = options.project_name.as_deref().unwrap_or_default();
    let provision_options = ProvisionOptions {
        target_facts: [
            (target::PROJECT_NAME.to_owned(), Value::from(project_name)),
            (target::MOUNTS_DIRECTORY.to_owned(), Value::from(options.mounts_directory.as_str())),
        ]
        .into_iter()
        .collect(),
        variables: input.variables,
        missing_values: options.missing_values,
        port_keys: options.port_keys,
        changed_provisioners: options.changed_provisioners,
        next_state: options.next_state,
        threads: options.threads,
        ..ProvisionOptions::new(input.seed)
    };
    let conversion = lower::Conversion::new(options);
    let keep = move |resource: &ResolvedResource, sections: Sections, _: &mut Diagnostics| {
        conversion.of_resource(resource, sections)
    };
    let (resolved, added) =
        provision_with(project, input.provisioners, target(), &provision_options, host, keep, log)?;

    let Resolved { workloads, resources, state, environment_variables } = resolved;
    let variables = &provision_options.variables;
    let (content, services, mut artifacts, patched) = if options.patches.is_empty()
        && options.publish.is_empty()
    {
        let lowered = lower::lower(&workloads, &resources, added, options, variables, emit::service, log);
        let services = lowered.document.services.len() + lowered.services.len();
        let content = emit::print_with(lowered.document, lowered.services, options);
        (content, services, lowered.artifacts, Vec::new())
    } else {
        let lowered = lower::lower(&workloads, &resources, added, options, variables, |_, keys| keys, log);
        let mut document = lowered.document;
        document.services.extend(lowered.services);
        let mut file = document.into_value();
        let patched = patch::apply(&mut file, options, &workloads, input.seed, log);
        emit::publish(&mut file, options, &workloads, &resources, log);
        let services = emit::count_services(&file);
        let content = emit::print(&file, options.threads);
        options.leftovers.take(file);
        (content, services, lowered.artifacts, patched)
    };
    let summary = emit::summary(services, workloads.len());
    artifacts.insert(FILE_NAME, Artifact { content, mode: 0o644 });
    let of_resources = resources.iter().flat_map(|resource| {
        resource.notices.iter().map(move |notice| format!("{}: {notice}", resource.uid))
    });
    let notices = of_resources.chain(patched).collect();
    options.leftovers.take((workloads, resources));
    Some(Generated { artifacts, state, summary, notices, environment_variables })
}

#[cfg(test)]
mod tests;
