//! From score files to checked workloads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use score_core::check::check;
use score_core::diagnostic::Diagnostics;
use score_core::document::upgrade::upgrade;
use score_core::document::{Document, parse};
use score_core::link::SourcedWorkload;
use score_core::parallel;
use score_core::{SourceId, Sources, Value};

use crate::args::InputArgs;
use crate::builds::Builds;
use crate::changes::{Changes, Flags, Names, workload_name};
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
    let with_builds = |Checked { sourced, document }: Checked| Ok((sourced, flags.of(&document)?));
    let read = read(&files, &mut changes, sources, log, with_builds)?;
    let (mut workloads, mut builds) = (Vec::with_capacity(read.len()), BTreeMap::new());
    for (sourced, of_workload) in read {
        let name = sourced.workload.name();
        flags.seen(name.as_str());
        let keyed = |(container, build)| ((name.to_string(), container), build);
        builds.extend(of_workload.into_iter().map(keyed));
        workloads.push(sourced);
    }
    if !log.has_errors() {
        changes.all_used()?;
        flags.all_used()?;
    }
    Ok(Selected { workloads, builds })
}

/// Reads, changes and checks files. What `keep` makes of those without a mistake comes back, in order; documents need
/// more room than anything else that is made of a file, so that they are best gone by then.
pub(crate) fn read<K: Send>(
    files: &[PathBuf],
    changes: &mut Changes,
    sources: &mut Sources,
    log: &mut Diagnostics,
    keep: impl Fn(Checked) -> Result<K, Failure> + Sync,
) -> Result<Vec<K>, Failure> {
    let texts = add(files, sources, log)?;
    let done = check_all(texts, changes, sources, keep);
    kept(done, changes, log)
}

/// Reads files, and gives the name and the source of each that is text.
pub(crate) fn add(
    files: &[PathBuf],
    sources: &mut Sources,
    log: &mut Diagnostics,
) -> Result<Vec<(String, SourceId)>, Failure> {
    let contents = parallel::map(host::threads(files.len()), files.iter().collect(), |file| read_file(file));
    let mut texts = Vec::with_capacity(files.len());
    for (file, bytes) in files.iter().zip(contents) {
        let name = selection::shown(file);
        texts.extend(selection::source(&name, bytes?, sources, log).map(|id| (name, id)));
    }
    Ok(texts)
}

/// What came of one file.
pub(crate) struct Done<K> {
    names: Names,
    /// Nothing when there is a mistake.
    kept: Option<K>,
    noticed: Diagnostics,
}

/// Changes and checks texts.
pub(crate) fn check_all<K: Send>(
    texts: Vec<(String, SourceId)>,
    changes: &Changes,
    sources: &Sources,
    keep: impl Fn(Checked) -> Result<K, Failure> + Sync,
) -> Vec<Result<Done<K>, Failure>> {
    parallel::map(host::threads(texts.len()), texts, |(file, id)| {
        let mut noticed = Diagnostics::new();
        let (names, checked) = check_one(file, id, changes, sources, &mut noticed)?;
        Ok(Done { names, kept: checked.map(&keep).transpose()?, noticed })
    })
}

/// Takes together what came of all files.
pub(crate) fn kept<K>(
    done: Vec<Result<Done<K>, Failure>>,
    changes: &mut Changes,
    log: &mut Diagnostics,
) -> Result<Vec<K>, Failure> {
    let mut all = Vec::with_capacity(done.len());
    for done in done {
        let Done { names, kept, noticed } = done?;
        log.append(noticed);
        changes.seen(names);
        all.extend(kept);
    }
    Ok(all)
}

/// The names of the workload of a file, and the workload itself unless there is a mistake.
fn check_one(
    file: String,
    id: SourceId,
    changes: &Changes,
    sources: &Sources,
    log: &mut Diagnostics,
) -> Result<(Names, Option<Checked>), Failure> {
    let mut names = Names::default();
    let Some(document) = parse(sources, id, log) else { return Ok((names, None)) };
    names.written = workload_name(&document);
    let Some(document) = changes.lay_over(document, sources, log) else { return Ok((names, None)) };
    let mut document = upgrade(document, log);
    names.changed = workload_name(&document);
    changes.fill_images(&mut document, sources)?;
    let workload = check(&document, sources, log);
    let sourced = workload.map(|workload| SourcedWorkload { workload, file });
    Ok((names, sourced.map(|sourced| Checked { sourced, document })))
}
