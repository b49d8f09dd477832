//! `score provisioners test`: requests out of small files, and the answers that are expected.

use std::path::{Path, PathBuf};

use score_core::Sources;
use score_core::diagnostic::{Diagnostics, short};
use score_provisioners::{LoadOptions, trial};
use score_yaml::{Style, write};

use super::super::translate::given_provisioners;
use crate::args::{Format, Target};
use crate::exit::{Exit, Failure, Outcome};
use crate::host::SystemHost;
use crate::output::Staged;
use crate::report::{self, Stdout};
use crate::selection;

/// The request of a case.
const REQUEST: &str = "request.yaml";
/// The answer that is expected.
const ANSWER: &str = "expected.yaml";
/// What is expected to be reported instead of an answer.
const REPORT: &str = "expected.txt";

/// What happens after a provisioner has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The answer is compared with the expected one.
    Compare,
    /// It is written as the expected one.
    Bless,
}

/// Asks the provisioners of a file for every case.
pub(super) fn run(file: &Path, cases: &[PathBuf], target: Target, after: After) -> Outcome {
    let cases = case_folders(cases)?;
    let (mut failed, mut staged) = (0, Staged::default());
    for case in &cases {
        let Some((name, text)) = answer(file, case, target)? else { return Ok(Exit::InputHasErrors) };
        let place = case.join(name);
        let other = case.join(if name == ANSWER { REPORT } else { ANSWER });
        if after == After::Bless {
            staged.add_file(&place, text.as_bytes(), 0o644)?;
            staged.remove_at_the_end(other);
            continue;
        }
        let expected = if place.exists() { selection::read_file(&place)? } else { Vec::new() };
        if expected != text.as_bytes() || other.exists() {
            failed += 1;
            let expected = String::from_utf8_lossy(&expected);
            let difference = similar::TextDiff::from_lines(expected.as_ref(), text.as_str());
            let shown = selection::shown(&place);
            let difference = difference.unified_diff().header(&shown, "answer").to_string();
            report::to_stdout(difference.as_bytes())?;
            if other.exists() {
                report::to_stdout(
                    format!("{}: not expected any more\n", selection::shown(&other)).as_bytes(),
                )?;
            }
        }
    }
    staged.commit()?;
    let total = cases.len();
    report::to_stderr(&match after {
        After::Bless => format!("{total} answers written\n"),
        After::Compare => format!("{} of {total} cases as expected\n", total - failed),
    });
    Ok(if failed == 0 { Exit::Done } else { Exit::InputHasErrors })
}

/// The file that should hold the answer, and the answer. `None`: the provisioner file has mistakes, which were reported.
fn answer(file: &Path, case: &Path, target: Target) -> Result<Option<(&'static str, String)>, Failure> {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let options = LoadOptions::new();
    let given = selection::read_given(&[file.to_owned()], &mut sources, &mut log)?;
    let provisioners = given_provisioners(&given, target, &options, &sources, &mut log);
    if log.has_errors() {
        log.sort();
        report::diagnostics(&log, &sources, Format::Human, Stdout::Taken)?;
        return Ok(None);
    }
    let id = selection::read_source(&case.join(REQUEST), &mut sources, &mut log)?;
    let request = id.and_then(|id| trial::read_request(&sources, id, &mut log));
    let answer =
        request.and_then(|it| trial::run(&it, &provisioners, target.description(), &SystemHost, &mut log));
    Ok(Some(match answer {
        Some(answer) if log.is_empty() => (ANSWER, write(&answer.into(), &Style::SORTED)),
        _ => (REPORT, short::render(&log, &sources)),
    }))
}

/// Folders with a request: those named, and those inside them.
fn case_folders(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    for path in named {
        if path.join(REQUEST).is_file() {
            folders.push(path.clone());
            continue;
        }
        let failed = |source| Failure::Read { path: path.clone(), source };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let folder = entry.map_err(failed)?.path();
            if folder.join(REQUEST).is_file() {
                inside.push(folder);
            }
        }
        if inside.is_empty() {
            return Err(Failure::Usage {
                problem: format!(
                    "there is no `{REQUEST}` in `{}`, nor in a folder inside it",
                    path.display()
                ),
                help: "name the folder of a case".to_owned(),
            });
        }
        inside.sort();
        folders.extend(inside);
    }
    Ok(folders)
}
