//! What `generate` and `check` share: provisioners, options and the call of each target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::link::{SourcedWorkload, State};
use score_core::provision::Provisioner;
use score_core::seed::Seed;
use score_core::target::{Generated, Input};
use score_core::{Sources, target};
use score_provisioners::LoadOptions;
use score_provisioners::patch::PatchTemplate;

use crate::args::{InputArgs, Target, TargetArgs};
use crate::exit::Failure;
use crate::host::SystemHost;
use crate::selection;
use crate::workloads::Selected;

/// What all targets of a run share.
pub(crate) struct Run<'a> {
    /// The checked workloads, and what is built for them.
    pub(crate) selected: Selected,
    /// Which files are read, and how.
    pub(crate) input: &'a InputArgs,
    /// What a target needs to know.
    pub(crate) target: &'a TargetArgs,
    /// Where passwords come from.
    pub(crate) seed: &'a Seed,
    /// How provisioners are loaded.
    pub(crate) load: LoadOptions,
}

/// Translates for every target. What was noticed is in `log`; a target with an error gives nothing.
pub(crate) fn all(
    run: Run<'_>,
    targets: &[Target],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<(Target, Generated)>, Failure> {
    if let ([Target::K8s], [build, ..]) = (targets, run.target.build.as_slice()) {
        return Err(Failure::Usage {
            problem: format!("`--build {build}` has no effect: Kubernetes builds nothing"),
            help: "build and push the image, and name it with `--image`".to_owned(),
        });
    }
    let variables = selection::variables(&run.target.variables)?;
    let mut ready = Vec::new();
    for target in targets {
        let provisioners = provisioners(run.target, *target, &run.load, sources, log)?;
        let patches = patches(run.target, &run.load, sources, log)?;
        ready.push((*target, provisioners, patches));
    }
    let Run { selected: Selected { workloads, builds }, input, target: args, seed, .. } = run;
    let mut workloads = Some(workloads);
    let mut made = Vec::new();
    for (index, (target, provisioners, patches)) in ready.iter().enumerate() {
        // The last one may have them.
        let mine = if index + 1 == ready.len() { workloads.take() } else { workloads.clone() };
        let input_of_target = Input {
            sources,
            workloads: mine.unwrap_or_default(),
            provisioners,
            state: State::default(),
            seed,
            variables: variables.clone(),
        };
        let reported = match target {
            Target::Compose => {
                let mut options = compose_options(input, args, patches);
                options.builds = builds.clone();
                score_compose::generate(input_of_target, &options, &SystemHost)
            }
            Target::K8s => {
                score_k8s::generate(input_of_target, &k8s_options(input, args, patches), &SystemHost)
            }
        };
        log.append(reported.diagnostics);
        made.extend(reported.output.map(|generated| (*target, generated)));
    }
    Ok(made)
}

fn compose_options(
    input: &InputArgs,
    args: &TargetArgs,
    patches: &[Arc<PatchTemplate>],
) -> score_compose::Options {
    let mut options = score_compose::Options::native();
    options.project_name = args.project.clone();
    options.patches = patches.to_vec();
    options.strict = input.strict;
    options
}

fn k8s_options(input: &InputArgs, args: &TargetArgs, patches: &[Arc<PatchTemplate>]) -> score_k8s::Options {
    let mut options = score_k8s::Options::native();
    options.namespace = args.namespace.clone();
    options.patches = patches.to_vec();
    options.generate_namespace = match args.generate_namespace {
        true => score_k8s::GenerateNamespace::Yes,
        false => score_k8s::GenerateNamespace::No,
    };
    options.strict = input.strict;
    options
}

/// Provisioners in the order they are tried: those given, then the built-in ones, then the environment.
fn provisioners(
    args: &TargetArgs,
    target: Target,
    load: &LoadOptions,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<dyn Provisioner>>, Failure> {
    let mut provisioners = given_provisioners(&args.provisioners, target, load, sources, log)?;
    if !args.no_default_provisioners {
        let files = target.default_provisioners();
        provisioners.extend(score_provisioners::load_builtin(files, target.description(), load));
    }
    let defers = target.description().environment == target::EnvironmentVariables::Deferred;
    if defers && !provisioners.iter().any(|provisioner| provisioner.kind() == "environment") {
        provisioners.push(score_provisioners::builtin_environment());
    }
    Ok(provisioners)
}

/// The provisioners of what was named: files, folders and addresses.
pub(crate) fn given_provisioners(
    paths: &[PathBuf],
    target: Target,
    load: &LoadOptions,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<dyn Provisioner>>, Failure> {
    let mut provisioners = Vec::new();
    for path in paths {
        for id in selection::read_given(path, sources, log)? {
            let description = target.description();
            provisioners.extend(score_provisioners::load_with(sources, id, description, load, log));
        }
    }
    Ok(provisioners)
}

fn patches(
    args: &TargetArgs,
    load: &LoadOptions,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<PatchTemplate>>, Failure> {
    let mut patches = Vec::new();
    for path in &args.patch_templates {
        for id in selection::read_given(path, sources, log)? {
            patches.extend(PatchTemplate::parse(sources, id, load, log).map(Arc::new));
        }
    }
    Ok(patches)
}

/// Without a target, what concerns several files at once: names used twice.
pub(crate) fn join(workloads: &[SourcedWorkload], log: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for sourced in workloads {
        let name = &sourced.workload.metadata.name;
        if let Some(first) = seen.insert(name.as_str().to_owned(), name.span) {
            log.push(
                Diagnostic::error(
                    Code::DuplicateWorkload,
                    format!("workload name `{}` is used twice", name.as_str()),
                )
                .path("metadata.name")
                .at(name.span, "used again here")
                .related(first, "first used here"),
            );
        }
    }
}

/// Whether a path is in the current folder or below.
pub(crate) fn shown_in(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    selection::shown(path.strip_prefix("./").unwrap_or(&path))
}
