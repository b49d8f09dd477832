//! From score files to checked workloads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use score_core::check::check;
use score_core::diagnostic::Diagnostics;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::link::SourcedWorkload;
use score_core::parallel;
use score_core::{Sources, Value};

use crate::args::InputArgs;
use crate::builds::Builds;
use crate::changes::{Changes, Flags};
use crate::exit::Failure;
use crate::host;
use crate::selection::{self, read_file};

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
    read(&files, &mut changes, sources, log, |Checked { sourced, document }| {
        let name = sourced.workload.name().to_string();
        let of_workload = flags.of(&document)?;
        builds.extend(of_workload.into_iter().map(|(container, build)| ((name.clone(), container), build)));
        workloads.push(sourced);
        Ok(())
    })?;
    if !log.has_errors() {
        changes.all_used()?;
        flags.all_used()?;
    }
    Ok(Selected { workloads, builds })
}

/// How many files are documents at a time, which need more room than anything else that is made of them.
const BATCH: usize = 128;

/// Reads, changes and checks files, and hands on those without a mistake, in order.
pub(crate) fn read(
    files: &[PathBuf],
    changes: &mut Changes,
    sources: &mut Sources,
    log: &mut Diagnostics,
    mut take: impl FnMut(Checked) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let threads = host::threads(files.len());
    for batch in files.chunks(BATCH) {
        let texts = parallel::map(threads, batch.iter().collect(), |file| read_file(file));
        let mut read = Vec::with_capacity(batch.len());
        for (file, bytes) in batch.iter().zip(texts) {
            let name = selection::shown(file);
            read.extend(selection::source(&name, bytes?, sources, log).map(|id| (name, id)));
        }
        let parsed = parallel::map(threads, read, |(name, id)| {
            let mut noticed = Diagnostics::new();
            (name, parse(sources, id, &mut noticed), noticed)
        });
        let mut documents = Vec::with_capacity(batch.len());
        for (name, document, noticed) in parsed {
            log.append(noticed);
            let Some(document) = document else { continue };
            let Some(document) = changes.lay_over(document, sources, log) else { continue };
            let mut document = upgrade(document, log);
            changes.fill_images(&mut document, sources)?;
            documents.push((name, document));
        }
        let checked = parallel::map(threads, documents, |(file, document)| {
            let mut noticed = Diagnostics::new();
            let workload = check(&document, sources, &mut noticed);
            let sourced = workload.map(|workload| SourcedWorkload { workload, file });
            (sourced.map(|sourced| Checked { sourced, document }), noticed)
        });
        for (checked, noticed) in checked {
            log.append(noticed);
            checked.map_or(Ok(()), &mut take)?;
        }
    }
    Ok(())
}
