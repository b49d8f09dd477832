//! Which score files a run is about, and their texts.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::{SourceId, Sources, Span};

use crate::exit::Failure;
use crate::retrieve;

/// Files larger than this are refused before they are read.
const LARGEST_FILE: u64 = 100 * 1024 * 1024;
/// How the names of provisioner files in a folder end.
const PROVISIONERS: &str = ".provisioners.yaml";

/// Reads a file as a source. A file that is not UTF-8 text is a diagnostic.
pub(crate) fn read_source(
    path: &Path,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Option<SourceId>, Failure> {
    Ok(source(&shown(path), read_file(path)?, sources, log))
}

/// Makes a source of what was read. What is not UTF-8 text is a diagnostic.
pub(crate) fn source(
    name: &str,
    bytes: Vec<u8>,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Option<SourceId> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(sources.add(name, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // What follows the bad byte is shown with replacement characters, so that the place can be.
            let id = sources.add(name, String::from_utf8_lossy(error.as_bytes()).into_owned());
            log.push(
                Diagnostic::error(Code::InvalidUtf8, format!("`{name}` is not UTF-8 text"))
                    .at(
                        Span::new(id, at, at + '\u{FFFD}'.len_utf8()),
                        format!("byte {at} is no part of a character"),
                    )
                    .help("save the file as UTF-8"),
            );
            None
        }
    }
}

/// Reads what arguments name: files, the provisioner files of folders by name, and what is behind addresses.
pub(crate) fn read_given(
    places: &[PathBuf],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<SourceId>, Failure> {
    let mut read = Vec::new();
    for place in places {
        if let Some(address) = place.to_str().filter(|place| retrieve::is_address(place)) {
            let mut files = retrieve::fetch(address)?;
            if files.len() > 1 {
                files.retain(|file| file.source.ends_with(PROVISIONERS));
            }
            read.extend(files.into_iter().filter_map(|file| source(&file.name, file.bytes, sources, log)));
            continue;
        }
        let files = if place.is_dir() { provisioner_files(place)? } else { vec![place.to_owned()] };
        for file in files {
            read.extend(read_source(&file, sources, log)?);
        }
    }
    Ok(read)
}

/// Reads a file of a bounded size.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = fs::File::open(path)?;
        let found = file.metadata()?;
        if found.is_dir() {
            return Err(std::io::Error::other("it is a folder"));
        }
        let mut bytes = Vec::with_capacity(found.len().min(LARGEST_FILE) as usize + 1);
        file.by_ref().take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(std::io::Error::other("it is larger than 100 MiB"));
        }
        Ok(bytes)
    };
    read().map_err(|source| Failure::Read { path: path.to_owned(), source })
}

/// Folders of build results, which are not searched.
const BUILD_FOLDERS: &[&str] = &["target", "node_modules"];

/// The score files that the arguments name, sorted and each once. Folders are searched in depth; hidden ones and those
/// of build results are left out.
pub(crate) fn score_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let places = if paths.is_empty() { &here[..] } else { paths };
    let mut files = Vec::new();
    for path in places {
        if path.is_dir() {
            search(path, &mut files)?;
        } else {
            files.push(tidy(path));
        }
    }
    files.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    files.dedup();
    if files.is_empty() {
        let names: Vec<String> = places.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(Failure::NothingSelected { places: names.join(", ") });
    }
    Ok(files)
}

fn search(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |source| Failure::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            if !name.starts_with('.') && !BUILD_FOLDERS.contains(&name.as_ref()) {
                search(&entry.path(), files)?;
            }
        } else if is_score_file(&name) && !(kind.is_symlink() && entry.path().is_dir()) {
            files.push(tidy(&entry.path()));
        }
    }
    Ok(())
}

fn is_score_file(name: &str) -> bool {
    name == "score.yaml" || name.ends_with(".score.yaml")
}

/// The provisioner files in a folder, in the order they are tried: by name.
pub(crate) fn provisioner_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |source| Failure::Read { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().ends_with(PROVISIONERS) && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// The environment of the process, as far as it is text.
pub(crate) fn environment() -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(text).collect()
}

/// The variables that flags give: `NAME=value`, or `NAME` for the value it has in the environment.
pub(crate) fn variables(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let mut variables = BTreeMap::new();
    for text in given {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => {
                let value = std::env::var(text).map_err(|_| Failure::Usage {
                    problem: format!(
                        "`--var {text}` takes its value from the environment, where `{text}` is not set"
                    ),
                    help: format!("set it, or give the value: `--var {text}=…`"),
                })?;
                (text.as_str(), value)
            }
        };
        if name.is_empty() {
            return Err(Failure::Usage {
                problem: format!("`--var {text}` has no name"),
                help: "write `--var NAME=value`".to_owned(),
            });
        }
        variables.insert(name.to_owned(), value);
    }
    Ok(variables)
}

/// Without `.` components, so that a file is one file and one name however it was reached.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

/// A path as diagnostics show it.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
