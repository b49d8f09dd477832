//! Runs every folder below `fixtures/cases`, a test each. `SCORE_BLESS=1` accepts what comes out; the review is to read it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use score_core::diagnostic::Code;
use score_tests::case::{Case, folders};
use score_tests::expected::{accept, differences, read};
use score_tests::run::{Arrangement, run};
use score_tests::shared::workspace;

/// Codes that no case can have, and why.
const WITHOUT_A_CASE: &[(Code, &str)] = &[
    (Code::InvalidState, "cases have no state"),
    (Code::ProvisionerChanged, "cases have no state"),
    (Code::UnsupportedField, "both targets carry every field, files only where there is a folder for them"),
];

fn main() -> ExitCode {
    let root = workspace().join("fixtures/cases");
    let trials = match folders(&root) {
        Ok(folders) => {
            let every = folders.clone();
            let codes = Trial::test("every code has a case", move || every_code_has_a_case(&every));
            folders.into_iter().map(|folder| trial(&root, folder)).chain([codes]).collect()
        }
        Err(error) => vec![Trial::test("cases are found", move || Err(error.into()))],
    };
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn every_code_has_a_case(folders: &[PathBuf]) -> Result<(), Failed> {
    let text = |folder: &PathBuf| std::fs::read_to_string(folder.join("expect/diagnostics.txt")).ok();
    let expected: String = folders.iter().filter_map(text).collect();
    let mut wrong = String::new();
    for code in Code::ALL {
        let has_a_case = expected.contains(&format!("[{code}]"));
        let excused = WITHOUT_A_CASE.iter().any(|(other, _)| other == code);
        match (has_a_case, excused) {
            (false, false) => wrong.push_str(&format!("`{code}` has no case\n")),
            (true, true) => wrong.push_str(&format!("`{code}` has a case: strike it from the list\n")),
            _ => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

fn trial(root: &Path, folder: PathBuf) -> Trial {
    let name = folder.strip_prefix(root).unwrap_or(&folder).to_string_lossy().into_owned();
    let root = root.to_owned();
    Trial::test(name, move || check(&root, &folder))
}

fn check(root: &Path, folder: &Path) -> Result<(), Failed> {
    let case = Case::read(root, folder)?;
    let first = run(&case, Arrangement::Plain)?;
    for arrangement in Arrangement::OTHERS {
        let other = run(&case, arrangement)?;
        differences(&first, &other).map_err(|text| {
            format!("what must not matter does: {arrangement:?} gives something else\n{text}")
        })?;
    }
    let expected = folder.join("expect");
    if bless()? {
        accept(&expected, &first)?;
    }
    differences(&read(&expected)?, &first).map_err(|differences| {
        format!("{differences}\nread it, and accept it with: SCORE_BLESS=1 cargo test -p score-tests --test cases -- {}\n", case.name).into()
    })
}

/// Whether what comes out is accepted. Never where nobody reads it.
fn bless() -> Result<bool, Failed> {
    let asked = std::env::var_os("SCORE_BLESS").is_some();
    if asked && std::env::var_os("CI").is_some() {
        return Err("SCORE_BLESS is set, but nobody reads the files that CI accepts".into());
    }
    Ok(asked)
}
