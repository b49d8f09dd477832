//! Files and folders of this machine, and standard input.

use std::io::{IsTerminal, Read};
use std::path::{Component, Path, PathBuf};

use super::{Fetched, Problem, Settings, too_large};

/// A file, or those of a folder by name, folders in it and hidden files left out.
pub(super) fn read(path: &Path, source: &str, settings: &Settings) -> Result<Vec<Fetched>, Problem> {
    if !path.is_dir() {
        let bytes = file(path, settings)?;
        return Ok(vec![Fetched { name: source.to_owned(), source: source.to_owned(), bytes }]);
    }
    let failed = |error: std::io::Error| Problem::new(reason(&error));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if !is_hidden && !path.join(&name).is_dir() {
            names.push(name);
        }
    }
    names.sort();
    if names.is_empty() {
        return Err(Problem::new("the folder has no files"));
    }
    let read = names.iter().map(|name| {
        let path = path.join(name);
        let bytes = file(&path, settings).map_err(|problem| Problem {
            text: format!("`{}`: {}", path.display(), problem.text),
            ..problem
        })?;
        let name = cleaned(&path).to_string_lossy().into_owned();
        Ok(Fetched { source: name.clone(), name, bytes })
    });
    read.collect()
}

/// Standard input, to its end.
pub(super) fn stdin(settings: &Settings) -> Result<Vec<u8>, Problem> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Err(Problem::new("standard input is the terminal")
            .help("pipe the text in: `… < FILE` or `PROGRAM | …`"));
    }
    match limited(&mut stdin.lock(), settings)? {
        empty if empty.is_empty() => Err(Problem::new("standard input is empty")),
        bytes => Ok(bytes),
    }
}

fn file(path: &Path, settings: &Settings) -> Result<Vec<u8>, Problem> {
    let mut file = std::fs::File::open(path).map_err(|error| Problem::new(reason(&error)))?;
    limited(&mut file, settings)
}

fn limited(from: &mut impl Read, settings: &Settings) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    from.take(settings.largest + 1).read_to_end(&mut bytes).map_err(|error| Problem::new(reason(&error)))?;
    if bytes.len() as u64 > settings.largest { Err(too_large(settings)) } else { Ok(bytes) }
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    }
}

/// A path without `.`, and without `..` where it only takes back the folder before it.
fn cleaned(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match (component, cleaned.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(cleaned.pop()),
            (component, _) => cleaned.push(component),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        for (path, wanted) in [
            ("./a//b/./c", "a/b/c"),
            ("a/../b", "b"),
            ("../a/b/..", "../a"),
            ("../../a", "../../a"),
            ("/../a", "/a"),
            ("a/..", ""),
        ] {
            assert_eq!(cleaned(Path::new(path)), Path::new(wanted), "{path}");
        }
    }
}
