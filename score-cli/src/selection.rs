//! Which score files a run is about, and their texts.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::document::overlay::overlay;
use score_core::document::property::override_property;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::link::SourcedWorkload;
use score_core::{SourceId, Sources, Span};

use crate::args::InputArgs;
use crate::exit::Failure;

/// Files larger than this are refused before they are read.
const LARGEST_FILE: u64 = 100 * 1024 * 1024;

/// Reads, overlays, upgrades and checks everything that was asked for. Mistakes are in `log`; workloads without one
/// come back.
pub fn workloads(
    input: &InputArgs,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<SourcedWorkload>, Failure> {
    let files = score_files(&input.paths)?;
    let layers = layers(input, &files)?;
    let mut workloads = Vec::new();
    for file in &files {
        let name = shown(file);
        let Some(id) = read_source(file, sources, log)? else { continue };
        let Some(document) = parse(sources, id, log) else { continue };
        let Some(document) = lay_over(document, &layers, sources, log)? else { continue };
        let document = upgrade(document, sources, log);
        if let Some(workload) = score_core::check::check(&document, sources, log) {
            workloads.push(SourcedWorkload { workload, file: name });
        }
    }
    Ok(workloads)
}

/// What is laid over the score file.
struct Layers<'a> {
    file: Option<&'a Path>,
    properties: &'a [String],
}

fn layers<'a>(input: &'a InputArgs, files: &[PathBuf]) -> Result<Layers<'a>, Failure> {
    let used = input.overrides_file.is_some() || !input.override_property.is_empty();
    if used && files.len() > 1 {
        return Err(Failure::Usage {
            problem: format!("overrides are for one score file, and {} were given", files.len()),
            help: "name the score file they are meant for".to_owned(),
        });
    }
    Ok(Layers { file: input.overrides_file.as_deref(), properties: &input.override_property })
}

fn lay_over(
    mut document: Document,
    layers: &Layers<'_>,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Option<Document>, Failure> {
    if let Some(path) = layers.file {
        let Some(id) = read_source(path, sources, log)? else { return Ok(None) };
        if !is_blank(sources.text(id)) {
            let Some(layer) = parse(sources, id, log) else { return Ok(None) };
            document = overlay(document, layer);
        }
    }
    for property in layers.properties {
        let id = sources.add("--override-property", property.as_str());
        let Some(changed) = override_property(document, sources, id, log) else { return Ok(None) };
        document = changed;
    }
    Ok(Some(document))
}

/// An overrides file without content changes nothing.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// Reads a file as a source. A file that is not UTF-8 text is a diagnostic.
pub fn read_source(path: &Path, sources: &mut Sources, log: &mut Diagnostics) -> Result<Option<SourceId>, Failure> {
    let bytes = read_file(path)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(sources.add(shown(path), text))),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // What follows the bad byte is shown with replacement characters, so that the place can be.
            let id = sources.add(shown(path), String::from_utf8_lossy(error.as_bytes()).into_owned());
            log.push(
                Diagnostic::error(Code::InvalidUtf8, format!("`{}` is not UTF-8 text", shown(path)))
                    .at(Span::new(id, at, at + '\u{FFFD}'.len_utf8()), format!("byte {at} is no part of a character"))
                    .help("save the file as UTF-8"),
            );
            Ok(None)
        }
    }
}

/// Reads a file of a bounded size.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = fs::File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(std::io::Error::other("it is a folder"));
        }
        file.by_ref().take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(std::io::Error::other("it is larger than 100 MiB"));
        }
        Ok(bytes)
    };
    read().map_err(|source| Failure::Read { path: path.to_owned(), source })
}

/// The score files that the arguments name, sorted and each once. Folders are searched in depth, hidden ones left out.
pub fn score_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
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
        if kind.is_dir() && !name.starts_with('.') {
            search(&entry.path(), files)?;
        } else if is_score_file(&name) && !entry.path().is_dir() {
            files.push(tidy(&entry.path()));
        }
    }
    Ok(())
}

fn is_score_file(name: &str) -> bool {
    name == "score.yaml" || name.ends_with(".score.yaml")
}

/// Without `.` components, so that a file is one file and one name however it was reached.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

/// A path as diagnostics show it.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
