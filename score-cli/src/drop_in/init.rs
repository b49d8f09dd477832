//! `init`: makes the project folder, or changes what it holds. Everything is fetched and checked before anything is
//! written, and the state is written last.

use std::path::Path;
use std::time::SystemTime;

use score_core::diagnostic::Diagnostics;
use score_core::{Code, Diagnostic, Sources};

use super::args::{ComposeInitArgs, InitArgs, K8sInitArgs};
use score_provisioners::patch::PatchTemplate;

use super::install::{self, Installation};
use super::log::Log;
use super::project::{self, DEFAULT_PROVISIONERS, Found};
use super::sample::SAMPLE;
use crate::args::Target;
use crate::exit::{Exit, Failure, Outcome};
use crate::output::Staged;
use crate::retrieve::{self, Fetched};
use crate::state::{self, ComposeProject, ProjectState};

/// `score-compose init`.
pub(crate) fn compose(args: &ComposeInitArgs, log: Log) -> Outcome {
    if let Some(name) = args.project.as_deref().filter(|name| clean(name) != *name || name.is_empty()) {
        return Err(Failure::Usage {
            problem: format!("`--project {name}` is no name of a Compose project"),
            help: match clean(name).as_str() {
                "" => "use a-z, 0-9, `_` and `-`, beginning with a letter or digit".to_owned(),
                clean => format!("use a-z, 0-9, `_` and `-`, such as `{clean}`"),
            },
        });
    }
    run(Target::Compose, &args.file, &args.init, args.project.as_deref(), log)
}

/// `score-k8s init`.
pub(crate) fn k8s(args: &K8sInitArgs, log: Log) -> Outcome {
    run(Target::K8s, &args.file, &args.init, None, log)
}

fn run(target: Target, file: &Path, args: &InitArgs, project_name: Option<&str>, log: Log) -> Outcome {
    let _lock = project::lock(target)?;
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let templates = patch_templates(&args.patch_templates, &mut sources, &mut found)?;
    let existing = project::find(target, &mut sources, &mut found)?;
    let installations = provisioners(target, &args.provisioners, log, &mut sources, &mut found)?;
    // Files that are there already have to be usable too.
    project::provisioners(target, &mut sources, &mut found)?;
    let sample = wants_sample(file, args, log)?;
    let failed = found.has_errors();
    log.diagnostics(found, &sources);
    if failed {
        return Ok(Exit::InputHasErrors);
    }

    let folder = Path::new(target.project_folder());
    let mut staged = Staged::default();
    for installation in installations {
        log.info(format!("Installing {}", installation.path.display()));
        staged.add_file(&installation.path, installation.text, 0o600)?;
        installation.replaces.into_iter().for_each(|path| staged.remove_at_the_end(path));
    }
    let is_new = matches!(existing, Found::Nothing);
    let defaults = folder.join(DEFAULT_PROVISIONERS);
    let refreshes_defaults = is_new || target == Target::K8s;
    if refreshes_defaults && !args.no_default_provisioners && !defaults.exists() {
        log.info(format!("Writing the default provisioners to {}", defaults.display()));
        staged.add_file(&defaults, project::default_provisioners(target), 0o644)?;
    }
    if sample {
        log.info(format!("Writing a sample score file to {}", file.display()));
        staged.add_file(file, SAMPLE, 0o644)?;
    }
    if let Some(project) = changed(target, existing, project_name, templates, log)? {
        if let Some(compose) = project.compose.as_ref().filter(|compose| !compose.mounts_directory.is_empty())
        {
            staged.add_folder(&compose.mounts_directory);
        }
        staged.add_file(&target.state_file(), state::write(&project), 0o600)?;
    }
    staged.commit()?;
    log.info("The Score format is described at https://docs.score.dev/");
    Ok(Exit::Done)
}

/// The project as it should be; `None` when it is that already.
fn changed(
    target: Target,
    existing: Found,
    project_name: Option<&str>,
    templates: Vec<String>,
    log: Log,
) -> Result<Option<ProjectState>, Failure> {
    let folder = target.project_folder();
    let mut project = match existing {
        // It was reported, and the run ended before.
        Found::Broken => return Ok(None),
        Found::Project(mut project) => {
            log.info(format!("Found the project folder {folder}"));
            let renamed = match (&mut project.compose, project_name) {
                (Some(compose), Some(name)) if compose.name != name => {
                    compose.name = name.to_owned();
                    true
                }
                _ => false,
            };
            if !renamed && templates.is_empty() {
                return Ok(None);
            }
            *project
        }
        Found::Nothing => {
            let compose = match target {
                Target::Compose => Some(ComposeProject {
                    name: project_name.map_or_else(name_of_folder, |name| Ok(name.to_owned()))?,
                    mounts_directory: format!("{folder}/mounts"),
                }),
                Target::K8s => None,
            };
            log.info(match &compose {
                Some(compose) => format!("Making the project folder {folder} of project '{}'", compose.name),
                None => format!("Making the project folder {folder}"),
            });
            ProjectState::new(compose)
        }
    };
    if !templates.is_empty() {
        project.patch_templates = templates;
    }
    Ok(Some(project))
}

/// Whether the sample is to be made.
fn wants_sample(file: &Path, args: &InitArgs, log: Log) -> Result<bool, Failure> {
    match std::fs::metadata(file) {
        Ok(_) => {
            log.info(format!("Found the score file {}", file.display()));
            Ok(false)
        }
        Err(_) if args.no_sample => Ok(false),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(Failure::Read { path: file.to_owned(), source }),
    }
}

fn patch_templates(
    uris: &[String],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<String>, Failure> {
    let mut templates = Vec::new();
    for uri in uris {
        for (fetched, text) in texts(retrieve::fetch(uri)?, log) {
            let id = sources.add(fetched.name, text);
            PatchTemplate::parse(sources, id, &project::load_options(), log);
            templates.push(sources.text(id).to_owned());
        }
    }
    Ok(templates)
}

fn provisioners(
    target: Target,
    uris: &[String],
    log: Log,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Result<Vec<Installation>, Failure> {
    let mut fetched = Vec::new();
    for uri in uris {
        for (file, text) in texts(retrieve::fetch(uri)?, found) {
            log.debug(format!("Read {} bytes from {}", text.len(), file.name));
            let id = sources.add(file.name.as_str(), text.as_str());
            let options = project::load_options();
            score_provisioners::load_with(sources, id, target.description(), &options, found);
            fetched.push((file, text));
        }
    }
    let folder = Path::new(target.project_folder());
    let names: Vec<String> = project::provisioner_files(target)?
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    Ok(install::installations(folder, &names, &fetched, SystemTime::now()))
}

/// The texts of fetched files; one that is no text is reported.
fn texts(files: Vec<Fetched>, log: &mut Diagnostics) -> Vec<(Fetched, String)> {
    let mut texts = Vec::with_capacity(files.len());
    for mut file in files {
        match String::from_utf8(std::mem::take(&mut file.bytes)) {
            Ok(text) => texts.push((file, text)),
            Err(_) => {
                log.push(Diagnostic::error(Code::InvalidUtf8, format!("`{}` is not UTF-8 text", file.name)))
            }
        }
    }
    texts
}

/// The name of a Compose project after the working folder.
fn name_of_folder() -> Result<String, Failure> {
    let here = std::env::current_dir().map_err(|source| Failure::Read { path: ".".into(), source })?;
    let name = here.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match clean(&name) {
        clean if clean.is_empty() => Ok("project".to_owned()),
        clean => Ok(clean),
    }
}

/// A text without what may not stand in the name of a Compose project: a letter or digit, then also `_` and `-`.
fn clean(text: &str) -> String {
    let mut clean = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match character {
            'a'..='z' | '0'..='9' => clean.push(character),
            '_' | '-' if !clean.is_empty() => clean.push(character),
            _ => {}
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_projects_are_cleaned() {
        for (folder, name) in [
            ("app", "app"),
            ("-My.Project_Name 1", "myproject_name1"),
            ("--x", "x"),
            ("_a-b_", "a-b_"),
            ("01-hello", "01-hello"),
            ("Ünï", "n"),
            ("日本", ""),
        ] {
            assert_eq!(clean(folder), name, "{folder}");
        }
    }
}
