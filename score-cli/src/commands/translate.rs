//! What `generate` and `check` share: provisioners, options and the call of each target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::link::{SourcedWorkload, State};
use score_core::parallel::{Leftovers, Threads};
use score_core::provision::Provisioner;
use score_core::seed::Seed;
use score_core::target::{Generated, Input};
use score_core::{SourceId, Sources, target};
use score_provisioners::LoadOptions;
use score_provisioners::patch::PatchTemplate;

use crate::args::{InputArgs, Target, TargetArgs};
use crate::exit::Failure;
use crate::host::{self, SystemHost};
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
    // Read once: standard input cannot be read again, and servers need not be asked again.
    let given = selection::read_given(&run.target.provisioners, sources, log)?;
    let patches = patches(&run.target.patch_templates, &run.load, sources, log)?;
    let mut ready = Vec::new();
    for target in targets {
        ready.push((*target, provisioners(run.target, *target, &given, &run.load, sources, log)));
    }
    let Run { selected: Selected { workloads, builds }, input, target: args, seed, .. } = run;
    let threads = host::threads(workloads.len());
    let mut workloads = Some(workloads);
    let mut made = Vec::new();
    for (index, (target, provisioners)) in ready.iter().enumerate() {
        let is_last = index + 1 == ready.len();
        // The last one may have them, and need not free what it leaves.
        let mine = if is_last { workloads.take() } else { workloads.clone() };
        let leftovers = if is_last { Leftovers::LeftToProcess } else { Leftovers::Dropped };
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
                let mut options = compose_options(input, args, &patches, threads);
                options.builds = builds.clone();
                options.leftovers = leftovers;
                score_compose::generate(input_of_target, &options, &SystemHost)
            }
            Target::K8s => {
                let mut options = k8s_options(input, args, &patches, threads);
                options.leftovers = leftovers;
                score_k8s::generate(input_of_target, &options, &SystemHost)
            }
        };
        log.append(reported.diagnostics);
        made.extend(reported.output.map(|generated| (*target, generated)));
    }
    // The process ends soon. To drop every template takes a tenth of a short run.
    Leftovers::LeftToProcess.take(ready);
    Ok(made)
}

fn compose_options(
    input: &InputArgs,
    args: &TargetArgs,
    patches: &[Arc<PatchTemplate>],
    threads: Threads,
) -> score_compose::Options {
    let mut options = score_compose::Options::native();
    options.project_name = args.project.clone();
    options.patches = patches.to_vec();
    options.strict = input.strict;
    options.threads = threads;
    options
}

fn k8s_options(
    input: &InputArgs,
    args: &TargetArgs,
    patches: &[Arc<PatchTemplate>],
    threads: Threads,
) -> score_k8s::Options {
    let mut options = score_k8s::Options::native();
    options.namespace = args.namespace.clone();
    options.patches = patches.to_vec();
    options.generate_namespace = match args.generate_namespace {
        true => score_k8s::GenerateNamespace::Yes,
        false => score_k8s::GenerateNamespace::No,
    };
    options.strict = input.strict;
    options.threads = threads;
    options
}

/// Provisioners in the order they are tried: those given, then the built-in ones, then the environment.
fn provisioners(
    args: &TargetArgs,
    target: Target,
    given: &[SourceId],
    load: &LoadOptions,
    sources: &Sources,
    log: &mut Diagnostics,
) -> Vec<Arc<dyn Provisioner>> {
    let mut provisioners = given_provisioners(given, target, load, sources, log);
    if !args.no_default_provisioners {
        let files = target.default_provisioners();
        provisioners.extend(score_provisioners::load_builtin(files, target.description(), load));
    }
    let defers = target.description().environment == target::EnvironmentVariables::Deferred;
    if defers && !provisioners.iter().any(|provisioner| provisioner.kind() == "environment") {
        provisioners.push(score_provisioners::builtin_environment());
    }
    provisioners
}

/// The provisioners of files that were given.
pub(crate) fn given_provisioners(
    given: &[SourceId],
    target: Target,
    load: &LoadOptions,
    sources: &Sources,
    log: &mut Diagnostics,
) -> Vec<Arc<dyn Provisioner>> {
    let load = |id: &SourceId| score_provisioners::load_with(sources, *id, target.description(), load, log);
    given.iter().flat_map(load).collect()
}

fn patches(
    places: &[PathBuf],
    load: &LoadOptions,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<PatchTemplate>>, Failure> {
    let given = selection::read_given(places, sources, log)?;
    let parse = |id| PatchTemplate::parse(sources, id, load, log).map(Arc::new);
    Ok(given.into_iter().filter_map(parse).collect())
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
