//! What `generate` and `check` share: provisioners, options and the call of each target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use score_core::Sources;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::link::{SourcedWorkload, State};
use score_core::provision::Provisioner;
use score_core::seed::Seed;
use score_core::target::{Generated, Input, TargetDescription};

use crate::args::{InputArgs, Target, TargetArgs};
use crate::exit::Failure;
use crate::host::SystemHost;
use crate::selection;

/// What all targets of a run share.
#[derive(Debug)]
pub struct Run<'a> {
    /// The checked workloads.
    pub workloads: Vec<SourcedWorkload>,
    /// Which files are read, and how.
    pub input: &'a InputArgs,
    /// What a target needs to know.
    pub target: &'a TargetArgs,
    /// Where passwords come from.
    pub seed: &'a Seed,
}

/// The file of a target that everything else belongs to.
pub fn main_file(target: Target) -> &'static str {
    match target {
        Target::Compose => "compose.yaml",
        Target::K8s => "manifests.yaml",
    }
}

/// Translates for every target. What was noticed is in `log`; a target with an error gives nothing.
pub fn all(
    run: &Run<'_>,
    targets: &[Target],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<(Target, Generated)>, Failure> {
    let variables = variables(&run.target.variables)?;
    let mut made = Vec::new();
    for target in targets {
        let (description, defaults) = match target {
            Target::Compose => (score_compose::target(), score_compose::default_provisioners()),
            Target::K8s => (score_k8s::target(), score_k8s::default_provisioners()),
        };
        let provisioners = provisioners(run.target, description, defaults, sources, log)?;
        let input = Input {
            sources,
            workloads: run.workloads.clone(),
            provisioners: &provisioners,
            state: State::default(),
            seed: run.seed,
            variables: variables.clone(),
        };
        let reported = match target {
            Target::Compose => score_compose::generate(input, &compose_options(run), &SystemHost),
            Target::K8s => score_k8s::generate(input, &k8s_options(run), &SystemHost),
        };
        log.append(reported.diagnostics);
        made.extend(reported.output.map(|generated| (*target, generated)));
    }
    Ok(made)
}

fn compose_options(run: &Run<'_>) -> score_compose::Options {
    let mut options = score_compose::Options::native();
    options.project_name = run.target.project.clone();
    options.image = run.target.image.clone();
    options.strict = run.input.strict;
    options
}

fn k8s_options(run: &Run<'_>) -> score_k8s::Options {
    let mut options = score_k8s::Options::native();
    options.namespace = run.target.namespace.clone();
    options.generate_namespace = run.target.generate_namespace;
    options.image = run.target.image.clone();
    options.strict = run.input.strict;
    options
}

/// Provisioners in the order they are tried: those given, then the built-in ones, then the environment.
fn provisioners(
    args: &TargetArgs,
    target: &'static TargetDescription,
    defaults: (&'static str, &'static str),
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<dyn Provisioner>>, Failure> {
    let mut provisioners = Vec::new();
    for path in provisioner_files(&args.provisioners)? {
        if let Some(id) = selection::read_source(&path, sources, log)? {
            provisioners.extend(score_provisioners::load(sources, id, target, log));
        }
    }
    if !args.no_default_provisioners {
        let (name, text) = defaults;
        let id = sources.add(name, text);
        provisioners.extend(score_provisioners::load(sources, id, target, log));
    }
    if !provisioners.iter().any(|provisioner| provisioner.describe().kind == "environment") {
        provisioners.push(score_provisioners::builtin_environment());
    }
    Ok(provisioners)
}

/// Files as given; folders give their `*.provisioners.yaml` in the order of their names.
fn provisioner_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let failed = |source| Failure::Read { path: path.clone(), source };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let file = entry.map_err(failed)?.path();
            if is_provisioner_file(&file) {
                inside.push(file);
            }
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn is_provisioner_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".provisioners.yaml"))
}

/// `NAME=value`, or `NAME` for the value it has in the environment.
fn variables(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut variables = BTreeMap::new();
    for text in given {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => {
                let value = std::env::var(text).map_err(|_| Failure::Usage {
                    problem: format!("`--var {text}` takes its value from the environment, where `{text}` is not set"),
                    help: format!("set it, or give the value: `--var {text}=…`"),
                })?;
                (text.as_str(), value)
            }
        };
        if name.is_empty() {
            return Err(Failure::Usage {
                problem: format!("`--var {text}` has no name"),
                help: "write `--var NAME=value`".to_owned(),
            });
        }
        variables.insert(name.to_owned(), value);
    }
    Ok(variables)
}

/// Without a target, what concerns several files at once: names used twice.
pub fn join(workloads: &[SourcedWorkload], log: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for sourced in workloads {
        let name = &sourced.workload.metadata.name;
        if let Some(first) = seen.insert(name.as_str().to_owned(), name.span) {
            log.push(
                Diagnostic::error(Code::DuplicateWorkload, format!("workload name `{}` is used twice", name.as_str()))
                    .path("metadata.name")
                    .at(name.span, "used again here")
                    .related(first, "first used here"),
            );
        }
    }
}
