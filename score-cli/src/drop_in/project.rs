//! The project folder of a reference tool: its state and its provisioner files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use score_core::diagnostic::Diagnostics;
use score_core::provision::Provisioner;
use score_core::{SourceId, Sources};
use score_provisioners::{LoadOptions, TemplateParsing};

use crate::args::Target;
use crate::exit::Failure;
use crate::output::{self, Lock};
use crate::selection::{self, read_source};
use crate::state::{self, ProjectState};

/// What the names of provisioner files end in.
pub(crate) const PROVISIONERS: &str = ".provisioners.yaml";
/// The file of the default provisioners, which sorts behind all others.
pub(crate) const DEFAULT_PROVISIONERS: &str = "zz-default.provisioners.yaml";

/// What was found in place of a state.
#[derive(Debug)]
pub(crate) enum Found {
    /// There is none.
    Nothing,
    /// One that cannot be used; the log says why.
    Broken,
    /// The state.
    Project(Box<ProjectState>),
}

/// Holds the working folder, and with it the project, for one run at a time.
pub(crate) fn lock(target: Target) -> Result<Lock, Failure> {
    let lock = output::lock(Path::new("."))?;
    output::clear_unfinished(Path::new(target.project_folder()));
    Ok(lock)
}

/// Reads the state, whatever is there.
pub(crate) fn find(target: Target, sources: &mut Sources, log: &mut Diagnostics) -> Result<Found, Failure> {
    let path = target.state_file();
    if !path.exists() {
        return Ok(Found::Nothing);
    }
    let Some(id) = read_source(&path, sources, log)? else { return Ok(Found::Broken) };
    Ok(state::read(sources, id, target, log)
        .map_or(Found::Broken, |project| Found::Project(Box::new(project))))
}

/// Reads the state of a project that must be there. `None`: the log says what is wrong with it.
pub(crate) fn open(
    target: Target,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Option<ProjectState>, Failure> {
    let id = text(target, sources, log)?;
    Ok(id.and_then(|id| state::read(sources, id, target, log)))
}

/// The text of the state of a project that must be there. `None`: the log says why it is no text.
pub(crate) fn text(
    target: Target,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Option<SourceId>, Failure> {
    let path = target.state_file();
    if !path.exists() {
        return Err(Failure::NoProject { path, init: format!("{} init", target.tool()) });
    }
    read_source(&path, sources, log)
}

/// The provisioner files of the project, in the order they are tried: by name.
pub(crate) fn provisioner_files(target: Target) -> Result<Vec<PathBuf>, Failure> {
    selection::provisioner_files(Path::new(target.project_folder()))
}

/// Loads every provisioner of the project, in the order they are tried.
pub(crate) fn provisioners(
    target: Target,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<Arc<dyn Provisioner>>, Failure> {
    let options = load_options();
    let mut provisioners = Vec::new();
    for path in provisioner_files(target)? {
        // The built-in set is read entry by entry, as each is needed.
        let is_default = path.file_name().is_some_and(|name| name == DEFAULT_PROVISIONERS);
        if is_default && selection::read_file(&path)? == default_provisioners(target).as_bytes() {
            let files = target.default_provisioners();
            provisioners.extend(score_provisioners::load_builtin(files, target.description(), &options));
        } else if let Some(id) = read_source(&path, sources, log)? {
            let description = target.description();
            provisioners.extend(score_provisioners::load_with(sources, id, description, &options, log));
        }
    }
    Ok(provisioners)
}

/// As the reference tools load them: a mistake in a template counts when the template is used, and templates may ask
/// for the time and for variables of the environment.
pub(crate) fn load_options() -> LoadOptions {
    let mut options = LoadOptions::new();
    options.templates = TemplateParsing::WhenUsed;
    options.now = Some(now());
    options.environment = Some(selection::environment());
    options
}

/// The time of this run.
pub(crate) fn now() -> score_template::Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    score_template::Timestamp { seconds, nanoseconds: since.subsec_nanos() }
}

/// The text of the default provisioners: the built-in files, one behind the other.
pub(crate) fn default_provisioners(target: Target) -> String {
    let mut text =
        String::from("# The default provisioners. Files whose name sorts before this one are tried first.\n");
    for (_, file) in target.default_provisioners() {
        text.push('\n');
        text.push_str(file.trim_end());
        text.push('\n');
    }
    text
}
