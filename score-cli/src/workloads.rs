//! From score files to checked workloads.

use std::collections::BTreeMap;
use std::path::Path;

use score_core::check::check;
use score_core::diagnostic::Diagnostics;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::link::SourcedWorkload;
use score_core::{Sources, Value};

use crate::args::InputArgs;
use crate::builds::Builds;
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

/// Everything that was asked for.
#[derive(Debug)]
pub(crate) struct Selected {
    /// The workloads without a mistake.
    pub(crate) workloads: Vec<SourcedWorkload>,
    /// What is built instead of pulled, by workload and container.
    pub(crate) builds: BTreeMap<(String, String), Value>,
}

/// Reads, changes and checks everything that was asked for. Mistakes are in `log`.
pub(crate) fn selected(
    input: &InputArgs,
    builds: &[String],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Selected, Failure> {
    let files = selection::score_files(&input.paths)?;
    let flags = Flags {
        overrides_file: &input.overrides_file,
        override_property: &input.override_property,
        image: &input.image,
    };
    let mut changes = Changes::read(flags, files.len(), sources, log)?;
    let mut flags = Builds::read(builds, files.len())?;
    let (mut workloads, mut builds) = (Vec::with_capacity(files.len()), BTreeMap::new());
    for file in &files {
        let Some(Checked { sourced, document }) = read(file, &mut changes, sources, log)? else { continue };
        let name = sourced.workload.name().to_string();
        let of_workload = flags.of(&document)?;
        builds.extend(of_workload.into_iter().map(|(container, build)| ((name.clone(), container), build)));
        workloads.push(sourced);
    }
    if !log.has_errors() {
        changes.all_used()?;
        flags.all_used()?;
    }
    Ok(Selected { workloads, builds })
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
