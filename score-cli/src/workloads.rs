//! From score files to checked workloads.

use std::path::Path;

use score_core::Sources;
use score_core::check::check;
use score_core::diagnostic::Diagnostics;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::link::SourcedWorkload;

use crate::args::InputArgs;
use crate::changes::{Changes, Flags};
use crate::exit::Failure;
use crate::selection::{self, read_source};

/// A checked workload and the document it was made from, all changes included.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The workload and its file.
    pub(crate) sourced: SourcedWorkload,
    /// Its document.
    pub(crate) document: Document,
}

/// Reads, changes and checks everything that was asked for. Mistakes are in `log`; workloads without one come back.
pub(crate) fn selected(
    input: &InputArgs,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<SourcedWorkload>, Failure> {
    let files = selection::score_files(&input.paths)?;
    let flags = Flags {
        overrides_file: &input.overrides_file,
        override_property: &input.override_property,
        image: &input.image,
    };
    let mut changes = Changes::read(flags, files.len(), sources, log)?;
    let mut workloads = Vec::with_capacity(files.len());
    for file in &files {
        workloads.extend(read(file, &mut changes, sources, log)?.map(|checked| checked.sourced));
    }
    changes.all_used()?;
    Ok(workloads)
}

/// Reads, changes and checks one file.
pub(crate) fn read(
    file: &Path,
    changes: &mut Changes,
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Option<Checked>, Failure> {
    let Some(id) = read_source(file, sources, log)? else { return Ok(None) };
    let Some(document) = parse(sources, id, log) else { return Ok(None) };
    let Some(document) = changes.lay_over(document, sources, log) else { return Ok(None) };
    let mut document = upgrade(document, log);
    changes.fill_images(&mut document, sources)?;
    let workload = check(&document, sources, log);
    Ok(workload.map(|workload| {
        let sourced = SourcedWorkload { workload, file: selection::shown(file) };
        Checked { sourced, document }
    }))
}
