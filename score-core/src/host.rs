//! What the stages may ask of their surroundings: the bytes of a file and the result of a program. Everything else
//! arrives as an argument. [`MemoryHost`] answers from memory, for tests and for programs that have no disk.

use std::collections::BTreeMap;

use thiserror::Error;

/// The outside world, as far as the libraries know it.
pub trait Host: Sync {
    /// The bytes of a file. `path` is already joined to the folder of the source that mentions it.
    ///
    /// # Errors
    /// When there is no such file, it is not a file, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, HostError>;

    /// Runs a program to its end, without a shell. A non-zero exit is not an error.
    ///
    /// # Errors
    /// When the program cannot be found or started, runs out of time or prints more than its limit.
    fn run(&self, command: &Command) -> Result<CommandOutput, HostError>;
}

/// A program to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// A name looked up on the search path, or a path, `~/` at its start being the home folder.
    pub program: String,
    /// Its arguments, handed over as they are.
    pub arguments: Vec<String>,
    /// What it reads on its standard input.
    pub input: Vec<u8>,
}

/// What a program left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOutput {
    /// Exit status; 128 and the signal's number when a signal ended it.
    pub status: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// Why the outside world did not answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HostError {
    /// There is nothing at this path.
    #[error("there is no such file")]
    NotFound,
    /// Something is there but cannot be read; the system's words.
    #[error("{0}")]
    Unreadable(String),
    /// The program could not be run; why.
    #[error("{0}")]
    NotRun(String),
    /// This host does not offer it.
    #[error("not available here")]
    Unavailable,
}

/// Answers from memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryHost {
    /// Contents by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Answers by program and arguments, joined by spaces.
    pub commands: BTreeMap<String, CommandOutput>,
}

impl Host for MemoryHost {
    fn read(&self, path: &str) -> Result<Vec<u8>, HostError> {
        self.files.get(path).cloned().ok_or(HostError::NotFound)
    }

    fn run(&self, command: &Command) -> Result<CommandOutput, HostError> {
        let line = std::iter::once(&command.program).chain(&command.arguments).cloned().collect::<Vec<_>>();
        let missing = || HostError::NotRun(format!("`{}` was not found", command.program));
        self.commands.get(&line.join(" ")).cloned().ok_or_else(missing)
    }
}

/// Joins a path to the folder it is relative to and removes `.` and inner `..`. Both use `/`; an absolute path stays.
pub fn join_path(folder: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || (folder.starts_with('/') && !path.starts_with('/'));
    let whole =
        if path.starts_with('/') || folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

/// The folder part of a path; empty when the path is a bare name.
pub fn folder_of(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_without_looking_at_a_disk() {
        for (folder, path, joined) in [
            ("", "a.txt", "a.txt"),
            ("shop", "./a.txt", "shop/a.txt"),
            ("shop", "../a.txt", "a.txt"),
            ("shop", "../../a.txt", "../a.txt"),
            ("/srv/shop", "../a", "/srv/a"),
            ("shop", "/etc/a", "/etc/a"),
            ("/", "../a", "/a"),
            ("shop", "..", "."),
        ] {
            assert_eq!(join_path(folder, path), joined, "{folder} + {path}");
        }
        assert_eq!(folder_of("a/b/c.yaml"), "a/b");
        assert_eq!(folder_of("c.yaml"), "");
        assert_eq!(folder_of("/c.yaml"), "/");
    }
}
