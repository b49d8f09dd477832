//! What a target declares of itself, and the shapes of its result.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::content::Content;
use crate::diagnostic::Diagnostics;
use crate::link::{SourcedWorkload, State};
use crate::model::Workload;
use crate::provision::Provisioner;
use crate::seed::Seed;
use crate::source::Sources;

/// A target as provisioners see it.
#[derive(Debug)]
pub struct TargetDescription {
    /// Short lower-case name, such as `compose`.
    pub name: &'static str,
    /// What a provisioner may add to the output, in the order the fields of a template provisioner are rendered.
    pub sections: &'static [Section],
    /// Facts of a run that templates see as fields and programs as keys.
    pub facts: &'static [Fact],
    /// Whether container variables may be left to the environment of whoever runs the output.
    pub environment: EnvironmentVariables,
    /// Whether outputs may refer to a secret instead of carrying its value.
    pub secrets: SecretReferences,
    /// The service name others reach a workload by.
    pub service_name: fn(&Workload) -> String,
}

/// Who fills the variables of environment resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvironmentVariables {
    /// The platform, when the output runs.
    Deferred,
    /// The run that generates: a value must be given.
    Given,
}

/// Whether the outputs of a resource may refer to a secret, which is looked up when the output runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretReferences {
    /// They may; templates have the function `encodeSecretRef`.
    Allowed,
    /// The target has nothing that a reference could mean.
    None,
}

/// Something a provisioner may add to the output.
#[derive(Debug)]
pub struct Section {
    /// The field of a template provisioner, and the key in
    /// [`Provisioned::sections`](crate::provision::Provisioned::sections).
    pub name: &'static str,
    /// The key in the answer of a program.
    pub command_key: &'static str,
    /// What it must be.
    pub shape: Shape,
}

/// The shape of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A mapping by name.
    Mapping,
    /// A list of mappings.
    MappingList,
    /// Lines of text for a person.
    Lines,
}

/// The fact that is the stable id of the resource, [`Request::guid`](crate::provision::Request::guid). A target lists it
/// when its templates and programs see it.
pub const GUID: &str = "Guid";

/// The fact that is the metadata of the workload whose definition counts,
/// [`Request::workload_metadata`](crate::provision::Request::workload_metadata). A target lists it when its templates and
/// programs see it.
pub const WORKLOAD_METADATA: &str = "WorkloadMetadata";

/// A fact of a run. Its value is in [`Request::target_facts`](crate::provision::Request::target_facts), but for [`GUID`]
/// and [`WORKLOAD_METADATA`], which every request has.
#[derive(Debug)]
pub struct Fact {
    /// The field in templates, such as `ComposeProjectName`.
    pub field: &'static str,
    /// The key programs read, such as `compose_project_name`; absent when programs do not see it.
    pub command_key: Option<&'static str>,
}

/// Everything a target translates in one call.
pub struct Input<'a> {
    /// Every text that diagnostics may point into.
    pub sources: &'a Sources,
    /// The checked workloads, in any order.
    pub workloads: Vec<SourcedWorkload>,
    /// Provisioners in the order they are tried.
    pub provisioners: &'a [Arc<dyn Provisioner>],
    /// What an earlier run left behind; empty in native mode.
    pub state: State,
    /// Where random values come from.
    pub seed: &'a Seed,
    /// Values for `${NAME}` in images and for environment resources.
    pub variables: BTreeMap<String, String>,
}

/// What a target made.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The files to write.
    pub artifacts: Artifacts,
    /// What the next run starts from; without new resources when the options leave them out.
    pub state: State,
    /// What was made, in a few words, such as `7 objects from 2 workloads`.
    pub summary: String,
    /// What provisioners want a person to know, without secrets.
    pub notices: Vec<String>,
    /// Every environment variable that placeholders look up, filled or not.
    pub environment_variables: BTreeSet<String>,
}

/// What to do with the output folder, in this order: remove paths, make folders, write files. Paths are relative to
/// the output folder, sorted, and joined by `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Artifacts {
    removed: BTreeSet<String>,
    directories: BTreeSet<String>,
    files: BTreeMap<String, Artifact>,
}

/// One file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its bytes.
    pub content: Content,
    /// Permissions, 0 to 0o777.
    pub mode: u32,
}

impl Artifacts {
    /// Nothing to write.
    pub fn new() -> Artifacts {
        Artifacts::default()
    }

    /// Adds a file and returns what was there at this path.
    pub fn insert(&mut self, path: impl Into<String>, artifact: Artifact) -> Option<Artifact> {
        self.files.insert(path.into(), artifact)
    }

    /// Every file by path, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.files.iter().map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// A file.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.files.get(path)
    }

    /// Adds a folder to make. Those of files need not be added.
    pub fn make_directory(&mut self, path: impl Into<String>) {
        self.directories.insert(path.into());
    }

    /// Adds a path to remove with all that is below it, here and where the output goes. What is added later stays.
    pub fn remove(&mut self, path: impl Into<String>) {
        let path = path.into();
        // All that is below stands together, in front of what continues with the character behind `/`.
        let below = format!("{path}/")..format!("{path}0");
        let directories: Vec<String> = self.directories.range(below.clone()).cloned().collect();
        let files: Vec<String> = self.files.range(below).map(|(file, _)| file.clone()).collect();
        for directory in directories.iter().chain([&path]) {
            self.directories.remove(directory);
        }
        for file in files.iter().chain([&path]) {
            self.files.remove(file);
        }
        self.removed.insert(path);
    }

    /// The folders to make, also when they stay empty.
    pub fn directories(&self) -> impl Iterator<Item = &str> {
        self.directories.iter().map(String::as_str)
    }

    /// The paths to remove before anything is made: files, and folders with all that is below them.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.removed.iter().map(String::as_str)
    }
}

/// A result with everything noticed on the way. `output` is present exactly when there is no error.
#[derive(Debug, Clone)]
pub struct Reported<T> {
    /// The result.
    pub output: Option<T>,
    /// What was noticed, in the order of output.
    pub diagnostics: Diagnostics,
}

impl<T> Reported<T> {
    /// Puts a result and what was noticed together: an error takes the result away.
    pub fn new(output: Option<T>, mut diagnostics: Diagnostics) -> Reported<T> {
        diagnostics.sort();
        Reported { output: output.filter(|_| !diagnostics.has_errors()), diagnostics }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_removed_is_gone_until_it_is_added_again() {
        let file = || Artifact { content: Content::default(), mode: 0o644 };
        let mut artifacts = Artifacts::new();
        artifacts.insert("a/b.txt", file());
        artifacts.insert("a", file());
        artifacts.insert("a.txt", file());
        artifacts.insert("ab.txt", file());
        artifacts.make_directory("a");
        artifacts.remove("a");
        artifacts.insert("a/c.txt", file());
        assert_eq!(artifacts.removed().collect::<Vec<_>>(), ["a"]);
        assert_eq!(artifacts.directories().count(), 0);
        assert_eq!(
            artifacts.iter().map(|(path, _)| path).collect::<Vec<_>>(),
            ["a.txt", "a/c.txt", "ab.txt"]
        );
    }
}
