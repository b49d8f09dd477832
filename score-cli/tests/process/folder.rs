//! A folder to run the program in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A score file that draws a password and mounts a file.
pub(crate) const SHOP: &str = "\
apiVersion: score.dev/v1b1
metadata:
  name: shop
containers:
  web:
    image: acme/shop:1
    variables:
      DB: ${resources.db.host}
      PASSWORD: ${resources.db.password}
    files:
      /etc/shop.conf:
        content: mode=fast
resources:
  db:
    type: postgres
";

/// A second workload.
pub(crate) const WORKER: &str = "\
apiVersion: score.dev/v1b1
metadata:
  name: worker
containers:
  main:
    image: .
    variables:
      DB: ${resources.db.host}
resources:
  db:
    type: postgres
";

/// A folder of its own for each test, in which the program runs.
pub(crate) struct Folder {
    root: TempDir,
    /// Where the program runs.
    pub(crate) path: PathBuf,
}

impl Folder {
    /// A folder named `app` without anything in it.
    pub(crate) fn new() -> Folder {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("app");
        fs::create_dir(&path).unwrap();
        Folder { root, path }
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        files.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    /// The program, called by its name, in this folder and in an environment that says nothing.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_score")), arguments)
    }

    /// The program under another name.
    pub(crate) fn command_called(&self, name: &str, arguments: &[&str]) -> Command {
        let link = self.root.path().join(name);
        if !link.exists() {
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_score"), &link).unwrap();
        }
        self.command_of(&link, arguments)
    }

    fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(&self.path)
            .env_clear()
            .env("HOME", self.root.path())
            .env("SCORE_SEED", "a seed for tests");
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    /// Runs the program, which has to succeed.
    pub(crate) fn done(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.status, Some(0), "{arguments:?}: {}", run.stderr);
        run
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below, by path, with its content.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.path).unwrap().to_str().unwrap().to_owned();
                    files.push((name, fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

/// How a run ended.
pub(crate) struct Run {
    /// The exit status; absent when a signal ended it.
    pub(crate) status: Option<i32>,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it said.
    pub(crate) stderr: String,
}

impl Run {
    /// Reads the output of a process.
    pub(crate) fn of(output: Output) -> Run {
        Run {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
