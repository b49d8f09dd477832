//! The content of the files that containers mount. What is beside the score file is read here, each file once.

use std::collections::BTreeMap;
use std::rc::Rc;

use score_yaml::{OrderedMap, SourceId, Span};

use super::{BinarySources, FileBytes, FileSources, LinkOptions, SourcedWorkload};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::host::{Host, HostError, folder_of, join_path};
use crate::model::{File, FileOrigin, Located};
use crate::placeholder::Template;

/// Reads files and remembers them.
pub(super) struct Reader<'a> {
    host: &'a dyn Host,
    options: &'a LinkOptions,
    read: BTreeMap<String, Result<Rc<[u8]>, HostError>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(host: &'a dyn Host, options: &'a LinkOptions) -> Reader<'a> {
        Reader { host, options, read: BTreeMap::new() }
    }

    /// The content of the files of a workload by container and target. A file that cannot be had is left out.
    pub(super) fn files_of(
        &mut self,
        sourced: &SourcedWorkload,
        log: &mut Diagnostics,
    ) -> OrderedMap<(String, String), FileBytes> {
        let mut contents = OrderedMap::default();
        for (container, spec) in &sourced.workload.containers {
            let container = container.as_str();
            for (target, file) in &spec.files {
                let content = match &file.origin {
                    FileOrigin::Content(text) if file.expand => Some(FileBytes::Template(text.clone())),
                    FileOrigin::Content(text) => {
                        Some(FileBytes::Verbatim(text.raw.value.clone().into_bytes()))
                    }
                    FileOrigin::Binary(bytes) => Some(FileBytes::Verbatim(bytes.value.clone())),
                    FileOrigin::Source(source) => {
                        let mut problems = Diagnostics::new();
                        let content = self.content_of_source(&sourced.file, file, source, &mut problems);
                        let path = format!("containers.{container}.files.{}.source", target.value);
                        problems.into_iter().for_each(|problem| log.push(problem.path(path.as_str())));
                        content
                    }
                };
                if let Some(content) = content {
                    contents.insert((container.to_owned(), target.value.clone()), content);
                }
            }
        }
        contents
    }

    fn content_of_source(
        &mut self,
        score_file: &str,
        file: &File,
        source: &Located<String>,
        log: &mut Diagnostics,
    ) -> Option<FileBytes> {
        if self.options.file_sources == FileSources::InsideFolder && leaves_its_folder(source) {
            log.push(outside_folder(source));
            return None;
        }
        let path = join_path(folder_of(score_file), source);
        let bytes = self.read(&path).map_err(|error| log.push(unreadable(source, &path, &error))).ok()?;
        if !file.expand {
            return Some(FileBytes::Verbatim(bytes.to_vec()));
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => Some(FileBytes::Template(text_of_file(text))),
            Err(_) if self.options.binary_sources == BinarySources::Verbatim => {
                Some(FileBytes::Verbatim(bytes.to_vec()))
            }
            Err(error) => {
                log.push(not_utf8(source, &bytes, error.valid_up_to()));
                None
            }
        }
    }

    fn read(&mut self, path: &str) -> Result<Rc<[u8]>, HostError> {
        if let Some(known) = self.read.get(path) {
            return known.clone();
        }
        let result = self.host.read(path).map(Rc::from);
        self.read.insert(path.to_owned(), result.clone());
        result
    }
}

/// The text of a file with its placeholders. It is not one of the sources, so its places have none and count in the
/// file itself.
fn text_of_file(text: &str) -> Template {
    Template::parse(text.to_owned().into(), |range| Span::new(SourceId::NONE, range.start, range.end))
}

/// Whether a relative path leaves the folder it starts from, or is not relative at all.
fn leaves_its_folder(path: &str) -> bool {
    let joined = join_path("", path);
    joined.starts_with('/') || joined == ".." || joined.starts_with("../")
}

fn outside_folder(source: &Located<String>) -> Diagnostic {
    let message = format!("file `{}` lies outside the folder of the score file", source.value);
    Diagnostic::error(Code::FileOutsideFolder, message)
        .at(source.span, "leads out of the folder")
        .note("here, `source` is a relative path that stays inside the folder of the score file")
        .help("move the file beside the score file, or write its text as `content`")
}

fn unreadable(source: &Located<String>, path: &str, error: &HostError) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::FileUnreadable, format!("file `{}` cannot be read: {error}", source.value));
    let diagnostic = diagnostic.at(source.span, error.to_string());
    if path == source.value { diagnostic } else { diagnostic.note(format!("it was looked for at `{path}`")) }
}

fn not_utf8(source: &Located<String>, bytes: &[u8], valid: usize) -> Diagnostic {
    let line = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
    let message = format!("file `{}` is not UTF-8, so its placeholders cannot be filled", source.value);
    Diagnostic::error(Code::InvalidUtf8, message)
        .at(source.span, format!("not UTF-8 in line {line}"))
        .help("take its bytes as they are with `noExpand: true`, or write them as `binaryContent`")
}
