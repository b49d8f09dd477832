//! The files that a case expects, compared and accepted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::run::Outcome;

/// Compares: what is changed, missing or there without need is told as a difference.
///
/// # Errors
/// With the differences.
pub fn differences(expected: &Outcome, outcome: &Outcome) -> Result<(), String> {
    let paths: BTreeSet<&String> = expected.keys().chain(outcome.keys()).collect();
    let differs = |path: &&&String| expected.get(**path) != outcome.get(**path);
    let told =
        paths.iter().filter(differs).map(|path| difference(path, expected.get(*path), outcome.get(*path)));
    let told: Vec<String> = told.collect();
    if told.is_empty() { Ok(()) } else { Err(told.join("\n")) }
}

/// Makes the folder hold exactly what came out.
///
/// # Errors
/// When it cannot be written.
pub fn accept(folder: &Path, outcome: &Outcome) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    for (path, bytes) in outcome {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(&path, bytes).map_err(failed)?;
    }
    Ok(())
}

/// A file as lines that went and came.
fn difference(path: &str, old: Option<&Vec<u8>>, new: Option<&Vec<u8>>) -> String {
    let heading = match (old.is_some(), new.is_some()) {
        (true, false) => "expected, but there is no such output",
        (false, _) => "not expected",
        _ => "changed",
    };
    let text = |bytes: Option<&Vec<u8>>| bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let (old, new) = (text(old).unwrap_or_default(), text(new).unwrap_or_default());
    let difference = TextDiff::from_lines(&old, &new);
    format!("{path}: {heading}\n{}", difference.unified_diff().context_radius(3))
}

/// The files below a folder, by path; none when it is not there.
///
/// # Errors
/// When one cannot be read.
pub fn read(folder: &Path) -> Result<Outcome, String> {
    let mut found = Outcome::new();
    if folder.exists() {
        read_below(folder, folder, &mut found).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    Ok(found)
}

fn read_below(root: &Path, folder: &Path, found: &mut Outcome) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_below(root, &path, found)?;
        } else {
            let shown = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            found.insert(shown, fs::read(&path)?);
        }
    }
    Ok(())
}
