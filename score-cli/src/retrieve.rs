//! What a URI stands for: files out of a path, a folder or standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::selection;

/// A file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetched {
    /// What messages call it.
    pub(crate) name: String,
    /// What it is known by when it is fetched again.
    pub(crate) source: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// Files larger than this are refused. In bytes.
const LARGEST: u64 = 100 * 1024 * 1024;

/// The files that a URI stands for: one, or those of a folder by name.
pub(crate) fn fetch(uri: &str) -> Result<Vec<Fetched>, Failure> {
    if uri == "-" {
        return Ok(vec![stdin()?]);
    }
    let path = match uri.split_once("://") {
        None => PathBuf::from(uri),
        Some(("file", path)) => PathBuf::from(path),
        Some((scheme, _)) => {
            return Err(Failure::Usage {
                problem: format!("`{uri}` has the scheme `{scheme}`, which is not known"),
                help: "name a file, a folder or `-`".to_owned(),
            });
        }
    };
    if path.is_dir() { folder(&path) } else { Ok(vec![file(&path)?]) }
}

fn file(path: &Path) -> Result<Fetched, Failure> {
    let name = selection::shown(path);
    Ok(Fetched { source: name.clone(), name, bytes: selection::read_file(path)? })
}

fn folder(path: &Path) -> Result<Vec<Fetched>, Failure> {
    let failed = |source| Failure::Read { path: path.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| file(path)).collect()
}

fn stdin() -> Result<Fetched, Failure> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(LARGEST);
    input.read_to_end(&mut bytes).map_err(|source| Failure::Read { path: "-".into(), source })?;
    let name = "from-stdin.provisioners.yaml".to_owned();
    Ok(Fetched { source: name.clone(), name, bytes })
}
