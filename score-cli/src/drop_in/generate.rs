//! `generate`: score files join the project, and all its workloads are written again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use score_core::check::check;
use score_core::diagnostic::Diagnostics;
use score_core::link::SourcedWorkload;
use score_core::model::Located;
use score_core::parallel::{self, Leftovers};
use score_core::provision::{ChangedProvisioners, Provisioner};
use score_core::seed::Seed;
use score_core::target::{Generated, Input, Reported};
use score_core::{Sources, Span};
use score_provisioners::patch::PatchTemplate;

use super::args::{ComposeGenerateArgs, GenerateArgs, K8sGenerateArgs, ManifestFormat};
use super::log::Log;
use super::project;
use crate::args::Target;
use crate::builds::Builds;
use crate::changes::{Changes, Flags};
use crate::exit::{Exit, Failure, Outcome};
use crate::host::{self, SystemHost};
use crate::output::Staged;
use crate::state::{self, ProjectState};
use crate::workloads::{self, Checked};
use crate::{report, seed_file, selection};

/// `score-compose generate`.
pub(crate) fn compose(args: &ComposeGenerateArgs, log: Log) -> Outcome {
    let output = Output::read(&args.output)?;
    let _lock = project::lock(Target::Compose)?;
    let mut run = Run::new(Target::Compose, log);
    let mut publish = Vec::new();
    for text in &args.publish {
        let id = run.sources.add("--publish", text.as_str());
        let located = Located::new(text.clone(), Span::new(id, 0, text.len()));
        publish.push(
            score_compose::Publish::parse(&located).map_err(|error| Failure::Usage {
                problem: format!("`--publish {text}`: {error}"),
                help: "write `--publish 8080:WORKLOAD:80`, or `--publish 5432:TYPE.CLASS#ID.OUTPUT:5432`"
                    .to_owned(),
            })?,
        );
    }
    let Some(ready) = run.prepare(&args.generate, &args.build)? else { return Ok(Exit::InputHasErrors) };

    let mut options = score_compose::Options::reference();
    let compose = ready.project.compose.clone().unwrap_or_default();
    options.project_name = Some(compose.name).filter(|name| !name.is_empty());
    // The POSIX null device stands for no folder.
    options.mounts_directory =
        Some(compose.mounts_directory).filter(|path| path != "/dev/null").unwrap_or_default();
    options.builds = ready.builds();
    options.publish = publish;
    options.patches = ready.patches.clone();
    options.changed_provisioners = changed_provisioners(&args.generate);
    options.threads = host::threads(ready.workloads.len());
    options.leftovers = Leftovers::LeftToProcess;
    let folder = options.mounts_directory.clone();
    run.finish(
        ready,
        |input| score_compose::generate(input, &options, &SystemHost),
        |generated, staged| {
            if !folder.is_empty() {
                staged.add_folder(&folder);
            }
            output.stage(Target::Compose, generated, staged)?;
            if let Some(path) = &args.env_file {
                let lines: String =
                    generated.environment_variables.iter().map(|name| format!("{name}=\n")).collect();
                require_folder(path)?;
                staged.add_file(path, lines, 0o644)?;
            }
            Ok(())
        },
    )
    .and_then(|generated| output.print(Target::Compose, generated, log))
}

/// `score-k8s generate`.
pub(crate) fn k8s(args: &K8sGenerateArgs, log: Log) -> Outcome {
    let output = Output::read(&args.output)?;
    if args.generate_namespace && args.namespace.is_none() {
        return Err(Failure::Usage {
            problem: "`--generate-namespace` needs `--namespace`".to_owned(),
            help: "name the namespace: `--namespace NAME --generate-namespace`".to_owned(),
        });
    }
    let _lock = project::lock(Target::K8s)?;
    let mut run = Run::new(Target::K8s, log);
    let Some(ready) = run.prepare(&args.generate, &[])? else { return Ok(Exit::InputHasErrors) };

    let mut options = score_k8s::Options::reference();
    options.namespace = args.namespace.clone();
    options.generate_namespace = match args.generate_namespace {
        true => score_k8s::GenerateNamespace::Yes,
        false => score_k8s::GenerateNamespace::No,
    };
    options.format = match args.format {
        ManifestFormat::Yaml => score_k8s::Format::Yaml,
        ManifestFormat::Kyaml => score_k8s::Format::Kyaml,
    };
    options.patches = ready.patches.clone();
    options.changed_provisioners = changed_provisioners(&args.generate);
    options.threads = host::threads(ready.workloads.len());
    options.leftovers = Leftovers::LeftToProcess;
    run.finish(
        ready,
        |input| score_k8s::generate(input, &options, &SystemHost),
        |generated, staged| output.stage(Target::K8s, generated, staged),
    )
    .and_then(|generated| output.print(Target::K8s, generated, log))
}

fn changed_provisioners(args: &GenerateArgs) -> ChangedProvisioners {
    match args.accept_changed_provisioners {
        true => ChangedProvisioners::StartAnew,
        false => ChangedProvisioners::Refused,
    }
}

/// The workloads of the state, checked.
pub(crate) fn stored_workloads(
    project: &ProjectState,
    sources: &Sources,
    log: &mut Diagnostics,
) -> Option<Vec<SourcedWorkload>> {
    let stored = project.workloads.values().map(|stored| {
        let workload = check(&stored.document, sources, log)?;
        Some(SourcedWorkload { workload, file: stored.file.clone() })
    });
    let checked: Vec<Option<SourcedWorkload>> = stored.collect();
    checked.into_iter().collect()
}

/// A run, and everything it notices.
struct Run {
    target: Target,
    log: Log,
    sources: Sources,
    found: Diagnostics,
}

/// Everything that generating needs.
struct Ready {
    project: ProjectState,
    workloads: Vec<SourcedWorkload>,
    provisioners: Vec<Arc<dyn Provisioner>>,
    patches: Vec<Arc<PatchTemplate>>,
    variables: BTreeMap<String, String>,
    seed: Seed,
}

impl Ready {
    fn builds(&self) -> BTreeMap<(String, String), score_core::Value> {
        let builds = self.project.workloads.iter().flat_map(|(workload, stored)| {
            stored
                .builds
                .iter()
                .map(|(container, build)| ((workload.clone(), container.clone()), build.clone()))
        });
        builds.collect()
    }
}

impl Run {
    fn new(target: Target, log: Log) -> Run {
        Run { target, log, sources: Sources::new(), found: Diagnostics::new() }
    }

    /// Reads the project and the score files. `None`: mistakes were reported.
    fn prepare(&mut self, args: &GenerateArgs, builds: &[String]) -> Result<Option<Ready>, Failure> {
        let Run { target, log, sources, found } = self;
        let target = *target;
        // No word order on the command line changes anything.
        let mut files = args.files.clone();
        files.sort();
        files.dedup();
        let flags = Flags {
            overrides_file: &args.overrides_file,
            override_property: &args.override_property,
            image: &args.image,
        };
        let mut changes = Changes::read(flags, files.len(), sources, found)?;
        let mut builds = Builds::read(builds, files.len())?;
        let Some(state) = project::text(target, sources, found)? else { return Ok(self.failed()) };
        let texts = workloads::add(&files, sources, found)?;
        let with_builds = |checked: Checked| Ok((builds.of(&checked.document)?, checked));
        let ((project, noticed), done) = parallel::both(
            host::threads(files.len()),
            || {
                let mut noticed = Diagnostics::new();
                (state::read(sources, state, target, &mut noticed), noticed)
            },
            || workloads::check_all(texts, &changes, sources, with_builds),
        );
        found.append(noticed);
        let Some(mut project) = project else { return Ok(self.failed()) };
        match &project.compose {
            Some(compose) => log.info(format!("Loaded the state of project '{}'", compose.name)),
            None => log.info("Loaded the state of the project"),
        }

        let read = workloads::kept(done, &mut changes, found)?;
        let mut given = Vec::with_capacity(read.len());
        for (of_document, Checked { sourced, document }) in read {
            let name = sourced.workload.name().to_string();
            builds.seen(&name);
            log.debug(format!("Read workload '{name}' from {}", sourced.file));
            project.put(name, document, sourced.file.clone(), of_document);
            given.push(sourced);
        }
        if found.has_errors() {
            return Ok(self.failed());
        }
        changes.all_used()?;
        builds.all_used()?;
        if project.workloads.is_empty() {
            return Err(Failure::Usage {
                problem: "the project has no workloads yet".to_owned(),
                help: format!("name a score file: `{} generate score.yaml`", target.tool()),
            });
        }
        let workloads = self.with_stored(given, &project);
        let provisioners = self.provisioners()?;
        let patches = self.patches(&project);
        if self.found.has_errors() {
            return Ok(self.failed());
        }
        let mut variables = selection::environment();
        variables.extend(selection::variables(&args.variables)?);
        let seed = seed_file::for_stateful_run()?;
        Ok(Some(Ready { project, workloads, provisioners, patches, variables, seed }))
    }

    /// The workloads given now and, behind them, those the project has besides.
    fn with_stored(
        &mut self,
        mut given: Vec<SourcedWorkload>,
        project: &ProjectState,
    ) -> Vec<SourcedWorkload> {
        let names: std::collections::BTreeSet<String> =
            given.iter().map(|sourced| sourced.workload.name().to_string()).collect();
        for (name, stored) in &project.workloads {
            if !names.contains(name) {
                let workload = check(&stored.document, &self.sources, &mut self.found);
                given
                    .extend(workload.map(|workload| SourcedWorkload { workload, file: stored.file.clone() }));
            }
        }
        given
    }

    fn provisioners(&mut self) -> Result<Vec<Arc<dyn Provisioner>>, Failure> {
        let mut provisioners = project::provisioners(self.target, &mut self.sources, &mut self.found)?;
        self.log.info(format!("Loaded {} provisioners", provisioners.len()));
        if self.target == Target::Compose && !provisioners.iter().any(|it| it.kind() == "environment") {
            provisioners.push(score_provisioners::builtin_environment());
        }
        Ok(provisioners)
    }

    fn patches(&mut self, project: &ProjectState) -> Vec<Arc<PatchTemplate>> {
        let mut patches = Vec::new();
        for (at, text) in project.patch_templates.iter().enumerate() {
            let id = self.sources.add(format!("patch template {} of the project", at + 1), text.as_str());
            let options = project::load_options();
            patches.extend(PatchTemplate::parse(&self.sources, id, &options, &mut self.found).map(Arc::new));
        }
        patches
    }

    /// Reports what was found; there is an error among it.
    fn failed<T>(&mut self) -> Option<T> {
        self.log.diagnostics(std::mem::take(&mut self.found), &self.sources);
        None
    }

    /// Generates, and writes what comes out; the state is last. `None`: mistakes were reported.
    fn finish(
        mut self,
        ready: Ready,
        generate: impl FnOnce(Input<'_>) -> Reported<Generated>,
        stage: impl FnOnce(&Generated, &mut Staged) -> Result<(), Failure>,
    ) -> Result<Option<Generated>, Failure> {
        let Ready { mut project, workloads, provisioners, patches: _, variables, seed } = ready;
        let reported = generate(Input {
            sources: &self.sources,
            workloads,
            provisioners: &provisioners,
            state: std::mem::take(&mut project.state),
            seed: &seed,
            variables,
        });
        self.found.append(reported.diagnostics);
        let Some(mut generated) = reported.output else { return Ok(self.failed()) };
        self.log.diagnostics(std::mem::take(&mut self.found), &self.sources);
        generated.notices.iter().for_each(|notice| self.log.info(notice));
        project.state = std::mem::take(&mut generated.state);
        let mut staged = Staged::default();
        let threads = host::threads(project.workloads.len());
        let (state, rest) =
            parallel::both(threads, || state::write(&project), || stage(&generated, &mut staged));
        rest?;
        staged.add_file(&self.target.state_file(), state, 0o600)?;
        staged.commit()?;
        Leftovers::LeftToProcess.take((project, provisioners));
        Ok(Some(generated))
    }
}

/// Where the main file goes.
struct Output {
    /// Absent: standard output.
    path: Option<PathBuf>,
}

impl Output {
    fn read(text: &str) -> Result<Output, Failure> {
        match text {
            "" => Err(Failure::Usage {
                problem: "`--output` is empty".to_owned(),
                help: "name a file or `-`, or leave it out".to_owned(),
            }),
            "-" => Ok(Output { path: None }),
            path => {
                require_folder(Path::new(path))?;
                Ok(Output { path: Some(path.into()) })
            }
        }
    }

    /// Every artifact in its place: the main file where it is wanted, the rest relative to the working folder.
    fn stage(&self, target: Target, generated: &Generated, staged: &mut Staged) -> Result<(), Failure> {
        let main = (target.main_file(), self.path.as_deref());
        staged.add_artifacts(&generated.artifacts, Path::new(""), main)
    }

    fn print(&self, target: Target, generated: Option<Generated>, log: Log) -> Outcome {
        let Some(generated) = generated else { return Ok(Exit::InputHasErrors) };
        match &self.path {
            Some(path) => log.info(format!("Wrote {}: {}", path.display(), generated.summary)),
            None => {
                if let Some(artifact) = generated.artifacts.get(target.main_file()) {
                    report::pieces_to_stdout(artifact.content.pieces())?;
                }
                log.info(format!("Wrote standard output: {}", generated.summary));
            }
        }
        Leftovers::LeftToProcess.take(generated);
        Ok(Exit::Done)
    }
}

/// A file is not written into a folder that does not exist: it would be a mistyped one.
fn require_folder(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(Failure::Usage {
            problem: format!(
                "`{}` cannot be written: there is no folder `{}`",
                path.display(),
                folder.display()
            ),
            help: format!("make it first: `mkdir -p {}`", folder.display()),
        }),
        _ => Ok(()),
    }
}
