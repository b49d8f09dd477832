//! `score provisioners test`: requests out of small files, and the answers that are expected.

use std::path::{Path, PathBuf};

use score_core::diagnostic::{Diagnostics, human, short};
use score_core::parallel::Threads;
use score_core::{Node, SourceId, Sources};
use score_provisioners::{LoadOptions, trial};
use score_yaml::{Limits, Style, read, write};

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
        let Some(Given { name, text, drawn }) = answer(file, case, target)? else {
            return Ok(Exit::InputHasErrors);
        };
        let place = case.join(name);
        let other = case.join(if name == ANSWER { REPORT } else { ANSWER });
        if after == After::Bless {
            staged.add_file(&place, text, 0o644)?;
            staged.remove_at_the_end(other);
            continue;
        }
        let expected = if place.exists() { selection::read_file(&place)? } else { Vec::new() };
        let expected = String::from_utf8_lossy(&expected);
        if is_as_expected(name, &expected, &text) && !other.exists() {
            continue;
        }
        failed += 1;
        let shown = selection::shown(&place);
        if name == REPORT && !place.exists() {
            // Nobody has seen what was reported, so it is shown in full.
            let wanted = if other.exists() { "an answer is expected" } else { "nothing is expected yet" };
            let case = selection::shown(case);
            report::to_stdout(format!("{case}: {wanted}, and this was reported:\n{drawn}\n").as_bytes())?;
            continue;
        }
        let difference = similar::TextDiff::from_lines(expected.as_ref(), text.as_str());
        let difference = difference.unified_diff().header(&shown, "answer").to_string();
        report::to_stdout(difference.as_bytes())?;
        if other.exists() {
            let other = selection::shown(&other);
            let found = if name == ANSWER {
                "there was an answer and no report"
            } else {
                "there was a report and no answer"
            };
            report::to_stdout(format!("{other}: {found}\n").as_bytes())?;
        }
    }
    staged.commit()?;
    let total = cases.len();
    report::to_stderr(&match after {
        After::Bless => format!("{total} answers written\n"),
        After::Compare => {
            let help = "help: `--bless` writes what comes now as what is expected\n";
            let help = if failed == 0 { "" } else { help };
            format!("{} of {total} cases as expected\n{help}", total - failed)
        }
    });
    Ok(if failed == 0 { Exit::Done } else { Exit::InputHasErrors })
}

/// What a provisioner gave for a case.
struct Given {
    /// The file that should hold it.
    name: &'static str,
    /// What the file should hold.
    text: String,
    /// What was reported, for people.
    drawn: String,
}

/// Whether a case holds what comes. An answer may be written in another way.
fn is_as_expected(name: &str, expected: &str, text: &str) -> bool {
    let value = |text: &str| read(SourceId::NONE, text, &Limits::default()).ok()?.first().map(Node::to_value);
    expected == text || (name == ANSWER && value(expected).is_some_and(|it| Some(it) == value(text)))
}

/// Asks for a case. `None`: the provisioner file has mistakes, which were reported.
fn answer(file: &Path, case: &Path, target: Target) -> Result<Option<Given>, Failure> {
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
    let drawn = human::render(&log, &sources, human::Color::Never, Threads::ONE);
    Ok(Some(match answer {
        Some(answer) if log.is_empty() => {
            Given { name: ANSWER, text: write(&answer.into(), &Style::SORTED), drawn }
        }
        _ => Given { name: REPORT, text: short::render(&log, &sources), drawn },
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_may_be_written_in_another_way() {
        for (name, expected, is_same) in [
            (ANSWER, "outputs:\n  a: 1\n  b: x\n", true),
            (ANSWER, "# by hand\noutputs: {b: 'x', a: 1}\n", true),
            (ANSWER, "outputs: {a: 1}\n", false),
            (ANSWER, "outputs: {a: [\n", false),
            (ANSWER, "", false),
            (REPORT, "outputs: {a: 1, b: x}\n", false),
        ] {
            assert_eq!(is_as_expected(name, expected, "outputs:\n  a: 1\n  b: x\n"), is_same, "{expected}");
        }
    }
}
