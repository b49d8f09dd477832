//! A case is a folder below `fixtures/cases/<area>/`. Files have the names that the command looks for: `score.yaml` and
//! `*.score.yaml`, `*.provisioners.yaml`, `overrides.yaml`, `*.tpl` for patches. `case.yaml` may say more, `expect/` is what
//! comes out, and everything else is there to be read by what is translated: a file that nobody reads fails the case.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use score_core::Value;
use score_core::host::{CommandOutput, MemoryHost};
use score_core::target::TargetDescription;
use score_yaml::{Limits, SourceId, from_value, read};
use serde::Deserialize;

/// A folder, read.
pub struct Case {
    /// `<area>/<case>`.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
    /// What `case.yaml` says.
    pub settings: Settings,
    /// Contents by path relative to the folder, but for `case.yaml` and `expect/`.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What a case may say besides its files. Unknown keys fail the case.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// One sentence: why the case exists, where its name does not say it.
    pub summary: String,
    /// What is generated. Default: both.
    pub targets: Option<Vec<Target>>,
    /// Whose behaviour. Default: our own.
    pub preset: Preset,
    /// Whether approximations are errors.
    pub strict: bool,
    /// Values for `${NAME}` in images and for environment resources.
    pub variables: BTreeMap<String, String>,
    /// Overrides of single properties, in order.
    pub override_properties: Vec<String>,
    /// The name of the Compose project.
    pub project: Option<String>,
    /// The namespace of the manifests.
    pub namespace: Option<String>,
    /// Whether a manifest of the namespace is wanted.
    pub generate_namespace: bool,
    /// Whether manifests are KYAML.
    pub kyaml: bool,
    /// Whether the built-in provisioners are left out.
    pub no_default_provisioners: bool,
    /// Programs that provisioners may run, by program and arguments.
    pub programs: BTreeMap<String, Program>,
}

/// A target by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// A Compose file.
    Compose,
    /// Kubernetes manifests.
    K8s,
}

impl Target {
    /// What provisioners see of it.
    pub fn description(self) -> &'static TargetDescription {
        match self {
            Target::Compose => score_compose::target(),
            Target::K8s => score_k8s::target(),
        }
    }

    /// The texts of its built-in provisioners.
    pub fn default_provisioners(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Target::Compose => score_compose::default_provisioners(),
            Target::K8s => score_k8s::default_provisioners(),
        }
    }
}

/// Whose behaviour is wanted where they differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Our own.
    #[default]
    Native,
    /// That of the reference tools.
    Reference,
}

/// What a program answers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Program {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Case {
    /// A case that is in no folder.
    pub fn of_files<T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (String, T)>) -> Case {
        let files = files.into_iter().map(|(path, bytes)| (path, bytes.into())).collect();
        Case { name: String::new(), folder: PathBuf::new(), settings: Settings::default(), files }
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// When a file cannot be read, `case.yaml` is wrong, or there is no score file.
    pub fn read(root: &Path, folder: &Path) -> Result<Case, String> {
        let name = folder.strip_prefix(root).unwrap_or(folder).to_string_lossy().into_owned();
        let mut files = BTreeMap::new();
        read_all(folder, folder, &mut files)?;
        let settings = match files.remove("case.yaml") {
            Some(bytes) => settings(&bytes).map_err(|error| format!("case.yaml: {error}"))?,
            None => Settings::default(),
        };
        let case = Case { name, folder: folder.to_owned(), settings, files };
        if case.score_files().next().is_none() {
            return Err("there is no `score.yaml` and no `*.score.yaml`".to_owned());
        }
        Ok(case)
    }

    /// The score files, sorted.
    pub fn score_files(&self) -> impl Iterator<Item = &str> {
        self.names().filter(|path| {
            *path == "score.yaml" || path.ends_with("/score.yaml") || path.ends_with(".score.yaml")
        })
    }

    /// The files whose names end like this, sorted.
    pub fn ending(&self, end: &str) -> impl Iterator<Item = &str> {
        self.names().filter(move |path| path.ends_with(end))
    }

    /// The files that have no part by their names, so that something must read them.
    pub fn other_files(&self) -> impl Iterator<Item = &str> {
        let named = |path: &str| {
            path == "overrides.yaml" || path.ends_with("score.yaml") || path.ends_with(".provisioners.yaml")
        };
        self.names().filter(move |path| !named(path) && !path.ends_with(".tpl"))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// What is generated.
    pub fn targets(&self) -> &[Target] {
        self.settings.targets.as_deref().unwrap_or(&[Target::Compose, Target::K8s])
    }

    /// The world of the case: its programs, and its files below a folder that ends with `/`, or is empty.
    pub fn host(&self, folder: &str) -> MemoryHost {
        let answer = |(line, program): (&String, &Program)| {
            let Program { status, stdout, stderr } = program.clone();
            (line.clone(), CommandOutput { status, stdout: stdout.into(), stderr: stderr.into() })
        };
        let file = |(path, bytes): (&String, &Vec<u8>)| (format!("{folder}{path}"), bytes.clone());
        MemoryHost {
            files: self.files.iter().map(file).collect(),
            commands: self.settings.programs.iter().map(answer).collect(),
        }
    }
}

/// Every case below a folder: `<area>/<case>`, sorted.
///
/// # Errors
/// When a folder cannot be read, or a file lies where no case is.
pub fn folders(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut cases = Vec::new();
    for area in entries(root)? {
        cases.extend(entries(&area)?);
    }
    match cases.iter().find(|path| !path.is_dir()) {
        Some(stray) => Err(format!("{} belongs to no case", stray.display())),
        None => Ok(cases),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let found: Result<Vec<_>, _> =
        fs::read_dir(folder).map_err(failed)?.map(|entry| entry.map(|it| it.path())).collect();
    let mut found = found.map_err(failed)?;
    found.sort();
    Ok(found)
}

fn read_all(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    for path in entries(folder)? {
        let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        if path.is_dir() {
            if shown != "expect" {
                read_all(root, &path, files)?;
            }
        } else {
            files.insert(shown, fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(())
}

fn settings(bytes: &[u8]) -> Result<Settings, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let documents = read(SourceId::NONE, text, &Limits::default()).map_err(|error| error.to_string())?;
    let value: Value = documents.first().ok_or("it is empty")?.to_value();
    from_value(&value).map_err(|error| error.to_string())
}
