//! The commands that the documentation shows do what it says: each line of a shell example that begins with `score`, or
//! with variables in front of it, is run in a folder with the files it names.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCORE_FILE: &str = "\
apiVersion: score.dev/v1b1
metadata:
  name: web
containers:
  main:
    image: acme/web:1.0
";
const OVERRIDES: &str = "containers:\n  main:\n    args: [--verbose]\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages with examples.
fn pages() -> Vec<PathBuf> {
    let guide = fs::read_dir(root().join("docs/guide")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = guide.chain([root().join("README.md")]).collect();
    pages.sort();
    pages
}

/// The first code block of a language behind a position of a text, and what follows it.
fn block<'a>(text: &'a str, language: &str) -> Option<(&'a str, &'a str)> {
    let (_, behind) = text.split_once(&format!("```{language}\n"))?;
    behind.split_once("```")
}

/// The lines to try. Those that need a network are not among them.
fn commands(page: &str) -> Vec<&str> {
    let (mut commands, mut rest) = (Vec::new(), page);
    while let Some((shell, behind)) = block(rest, "sh") {
        let is_ours = |line: &&str| line.split(' ').find(|word| !word.contains('=')) == Some("score");
        commands.extend(shell.lines().filter(is_ours).filter(|line| !line.contains("://")));
        rest = behind;
    }
    commands
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A folder with everything that examples name.
fn prepare(folder: &Path) {
    copy(&root().join("examples"), &folder.join("examples"));
    for (place, name) in [(".", "web"), ("shop", "shop"), ("deploy", "deploy")] {
        fs::create_dir_all(folder.join(place)).unwrap();
        let text = SCORE_FILE.replace("name: web", &format!("name: {name}"));
        fs::write(folder.join(place).join("score.yaml"), text).unwrap();
    }
    fs::write(folder.join("overrides.yaml"), OVERRIDES).unwrap();
    let provisioners = "examples/provisioners/bucket.provisioners.yaml";
    fs::copy(root().join(provisioners), folder.join("mine.provisioners.yaml")).unwrap();
    let page = fs::read_to_string(root().join("docs/guide/score-files.md")).unwrap();
    let patch = page.split_once("## Patching").and_then(|(_, behind)| block(behind, "yaml")).unwrap();
    fs::write(folder.join("read-only.tpl"), patch.0).unwrap();
}

fn run(command: &str, folder: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_score")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("PATH", path).env_remove("SCORE_SEED");
    shell.env("SECRET", "a secret").output().unwrap()
}

#[test]
fn commands_of_the_documentation_succeed() {
    let mut tried = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let folder = tempfile::tempdir().unwrap();
        prepare(folder.path());
        for command in commands(&text) {
            let output = run(command, folder.path());
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: `{command}`\n{said}", page.display());
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} commands were found");
}

/// The picture of the README is of this file.
#[test]
fn the_example_of_the_readme_is_the_one_to_copy() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (shown, _) = block(&readme, "yaml").unwrap();
    assert_eq!(shown, fs::read_to_string(root().join("examples/payment-service/score.yaml")).unwrap());
}
