//! All stages over a case, as the command puts them together: read, lay over, upgrade, check, and each target.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use score_core::check::check;
use score_core::diagnostic::human::{self, Color};
use score_core::document::overlay::overlay;
use score_core::document::property::override_property;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, diagnostic_of, parse};
use score_core::host::{Command, CommandOutput, Host, HostError, MemoryHost};
use score_core::link::{SourcedWorkload, State};
use score_core::parallel::Threads;
use score_core::provision::Provisioner;
use score_core::seed::Seed;
use score_core::target::{EnvironmentVariables, Generated, Input, Reported};
use score_core::{Diagnostics, SourceId, Sources};
use score_provisioners::patch::PatchTemplate;
use score_provisioners::{LoadOptions, builtin_environment, load, load_builtin};
use score_yaml::decode_utf8;

use crate::case::{Case, Preset, Target};

/// What came out: contents by path, and what was noticed as `diagnostics.txt` when there is anything.
pub type Outcome = BTreeMap<String, Vec<u8>>;

/// What must not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Files by name, in the folder where the run is.
    Plain,
    /// Files in the opposite order.
    Reversed,
    /// Files in a folder somewhere else.
    Elsewhere,
    /// Several threads.
    Threaded,
}

impl Arrangement {
    /// All that give the same as [`Arrangement::Plain`].
    pub const OTHERS: [Arrangement; 3] =
        [Arrangement::Reversed, Arrangement::Elsewhere, Arrangement::Threaded];

    fn threads(self) -> Threads {
        let count = if self == Arrangement::Threaded { 4 } else { 1 };
        NonZeroUsize::new(count).map_or(Threads::ONE, Threads::new)
    }

    fn folder(self) -> &'static str {
        match self {
            Arrangement::Elsewhere => "some/where/else/",
            _ => "",
        }
    }
}

/// The seed that all cases draw their passwords from.
const SEED: &str = "the seed of all cases";

/// Runs a case.
///
/// # Errors
/// When something in its folder has no part in it.
pub fn run(case: &Case, arrangement: Arrangement) -> Result<Outcome, String> {
    let host = Watched { host: case.host(arrangement.folder()), read: Mutex::default() };
    let mut run = Run { case, arrangement, host: &host, sources: Sources::new(), log: Diagnostics::new() };
    let workloads = run.workloads();
    let mut outcome = Outcome::new();
    if !run.log.has_errors() {
        // Each file is a source once, whatever it is loaded for.
        let provisioners = run.all_sources(case.ending(".provisioners.yaml"));
        let patches = run.all_sources(case.ending(".tpl"));
        let patches = run.patches(&patches);
        for target in case.targets() {
            let provisioners = run.provisioners(*target, &provisioners);
            if let Some(generated) = run.target(*target, workloads.clone(), &provisioners, &patches) {
                let files = generated.artifacts.iter();
                outcome.extend(files.map(|(path, artifact)| (path.to_owned(), artifact.content.to_vec())));
            }
        }
    }
    run.log.sort();
    if run.log.has_errors() {
        outcome.clear();
    }
    if !run.log.is_empty() {
        let drawn = human::render(&run.log, &run.sources, Color::Never, Threads::ONE);
        let drawn = drawn.trim_end().replace(arrangement.folder(), "");
        outcome.insert("diagnostics.txt".to_owned(), format!("{drawn}\n").into_bytes());
    }
    host.read_all_of(case, arrangement)?;
    Ok(outcome)
}

/// A host that knows which files were asked for.
struct Watched {
    host: MemoryHost,
    read: Mutex<BTreeSet<String>>,
}

impl Watched {
    fn read_all_of(&self, case: &Case, arrangement: Arrangement) -> Result<(), String> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let unread = |file: &&str| !read.contains(&format!("{}{file}", arrangement.folder()));
        match case.other_files().find(unread) {
            Some(file) => Err(format!("`{file}` is in the folder of the case, but nothing reads it")),
            None => Ok(()),
        }
    }
}

impl Host for Watched {
    fn read(&self, path: &str) -> Result<Vec<u8>, HostError> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        self.host.read(path)
    }

    fn run(&self, command: &Command) -> Result<CommandOutput, HostError> {
        self.host.run(command)
    }
}

/// The built-in provisioners of a target, loaded once for all cases.
fn default_provisioners(target: Target) -> &'static [Arc<dyn Provisioner>] {
    static COMPOSE: OnceLock<Vec<Arc<dyn Provisioner>>> = OnceLock::new();
    static K8S: OnceLock<Vec<Arc<dyn Provisioner>>> = OnceLock::new();
    let loaded = match target {
        Target::Compose => &COMPOSE,
        Target::K8s => &K8S,
    };
    loaded.get_or_init(|| {
        load_builtin(target.default_provisioners(), target.description(), &LoadOptions::new())
    })
}

struct Run<'a> {
    case: &'a Case,
    arrangement: Arrangement,
    host: &'a Watched,
    sources: Sources,
    log: Diagnostics,
}

impl Run<'_> {
    fn workloads(&mut self) -> Vec<SourcedWorkload> {
        let layer = self.source("overrides.yaml").and_then(|id| parse(&self.sources, id, &mut self.log));
        let case = self.case;
        let flag = |text: &String| self.sources.add("--override-property", text.as_str());
        let properties: Vec<SourceId> = case.settings.override_properties.iter().map(flag).collect();
        let mut files: Vec<&str> = case.score_files().collect();
        // Mistakes are told in the order in which files are read, so theirs stays.
        let sources: BTreeMap<&str, Option<SourceId>> =
            files.iter().map(|file| (*file, self.source(file))).collect();
        if self.arrangement == Arrangement::Reversed {
            files.reverse();
        }
        let workload = |file: &&str| self.workload(file, (*sources.get(file)?)?, layer.clone(), &properties);
        files.iter().filter_map(workload).collect()
    }

    fn workload(
        &mut self,
        file: &str,
        id: SourceId,
        layer: Option<Document>,
        properties: &[SourceId],
    ) -> Option<SourcedWorkload> {
        let document = parse(&self.sources, id, &mut self.log)?;
        let document = match layer {
            Some(layer) => overlay(document, layer),
            None => document,
        };
        let document = properties.iter().try_fold(document, |document, property| {
            override_property(document, &self.sources, *property, &mut self.log)
        })?;
        let document = upgrade(document, &mut self.log);
        let workload = check(&document, &self.sources, &mut self.log)?;
        Some(SourcedWorkload { workload, file: format!("{}{file}", self.arrangement.folder()) })
    }

    /// Adds a file to the sources; `None` when there is none, or it is not text, which is reported.
    fn source(&mut self, file: &str) -> Option<SourceId> {
        let bytes = self.case.files.get(file)?;
        let name = format!("{}{file}", self.arrangement.folder());
        let id = self.sources.add(name, String::from_utf8_lossy(bytes));
        match decode_utf8(id, bytes) {
            Ok(_) => Some(id),
            Err(error) => {
                self.log.push(diagnostic_of(&error, self.sources.text(id)));
                None
            }
        }
    }

    fn all_sources<'a>(&mut self, files: impl Iterator<Item = &'a str>) -> Vec<SourceId> {
        files.filter_map(|file| self.source(file)).collect()
    }

    fn target(
        &mut self,
        target: Target,
        workloads: Vec<SourcedWorkload>,
        provisioners: &[Arc<dyn Provisioner>],
        patches: &[Arc<PatchTemplate>],
    ) -> Option<Generated> {
        let seed = Seed::from_text(SEED);
        let input = Input {
            sources: &self.sources,
            workloads,
            provisioners,
            state: State::default(),
            seed: &seed,
            variables: self.case.settings.variables.clone(),
        };
        let Reported { output, diagnostics } = match target {
            Target::Compose => score_compose::generate(input, &self.compose(patches), self.host),
            Target::K8s => score_k8s::generate(input, &self.k8s(patches), self.host),
        };
        self.log.append(diagnostics);
        output
    }

    fn provisioners(&mut self, target: Target, given: &[SourceId]) -> Vec<Arc<dyn Provisioner>> {
        let load = |id: &SourceId| load(&self.sources, *id, target.description(), &mut self.log);
        let mut provisioners: Vec<_> = given.iter().flat_map(load).collect();
        if !self.case.settings.no_default_provisioners {
            provisioners.extend_from_slice(default_provisioners(target));
        }
        let defers = target.description().environment == EnvironmentVariables::Deferred;
        if defers && !provisioners.iter().any(|provisioner| provisioner.kind() == "environment") {
            provisioners.push(builtin_environment());
        }
        provisioners
    }

    fn patches(&mut self, given: &[SourceId]) -> Vec<Arc<PatchTemplate>> {
        let parse =
            |id: &SourceId| PatchTemplate::parse(&self.sources, *id, &LoadOptions::new(), &mut self.log);
        given.iter().filter_map(parse).map(Arc::new).collect()
    }

    fn compose(&self, patches: &[Arc<PatchTemplate>]) -> score_compose::Options {
        let settings = &self.case.settings;
        let mut options = match settings.preset {
            Preset::Native => score_compose::Options::native(),
            Preset::Reference => score_compose::Options::reference(),
        };
        options.project_name = settings.project.clone();
        options.strict = settings.strict;
        options.threads = self.arrangement.threads();
        options.patches = patches.to_vec();
        options
    }

    fn k8s(&self, patches: &[Arc<PatchTemplate>]) -> score_k8s::Options {
        use score_k8s::{Format, GenerateNamespace, Options};
        let settings = &self.case.settings;
        let mut options = match settings.preset {
            Preset::Native => Options::native(),
            Preset::Reference => Options::reference(),
        };
        options.namespace = settings.namespace.clone();
        options.strict = settings.strict;
        options.threads = self.arrangement.threads();
        options.patches = patches.to_vec();
        if settings.generate_namespace {
            options.generate_namespace = GenerateNamespace::Yes;
        }
        if settings.kyaml {
            options.format = Format::Kyaml;
        }
        options
    }
}
