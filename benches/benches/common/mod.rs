//! Workloads of the generator, taken as far as a stage needs them.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::Arc;

use score_core::check::check;
use score_core::document::{Document, parse};
use score_core::host::MemoryHost;
use score_core::link::{LinkOptions, Project, SourcedWorkload, State, link};
use score_core::parallel::Threads;
use score_core::provision::{ProvisionOptions, Provisioner, Resolved, provision};
use score_core::seed::Seed;
use score_core::target::TargetDescription;
use score_core::{Diagnostics, SourceId, Sources};
use score_provisioners::{LoadOptions, load_builtin};

pub(crate) type Set = Vec<Arc<dyn Provisioner>>;

/// Each target with its built-in provisioners, which are loaded once.
pub(crate) fn targets() -> [(&'static str, &'static TargetDescription, Set); 2] {
    let options = LoadOptions::new();
    let compose = load_builtin(score_compose::default_provisioners(), score_compose::target(), &options);
    let kubernetes = load_builtin(score_k8s::default_provisioners(), score_k8s::target(), &options);
    [("compose", score_compose::target(), compose), ("k8s", score_k8s::target(), kubernetes)]
}

/// As many as the machine has.
pub(crate) fn threads() -> Threads {
    std::thread::available_parallelism().map_or(Threads::ONE, Threads::new)
}

pub(crate) fn sources(count: usize) -> (Sources, Vec<SourceId>) {
    let mut sources = Sources::new();
    let ids = score_benches::score_files(count).map(|file| sources.add(file.name, file.text)).collect();
    (sources, ids)
}

/// How many bytes they have.
pub(crate) fn bytes(sources: &Sources, ids: &[SourceId]) -> u64 {
    ids.iter().map(|id| sources.text(*id).len() as u64).sum()
}

pub(crate) fn documents(sources: &Sources, ids: &[SourceId]) -> Vec<Document> {
    let mut log = Diagnostics::new();
    ids.iter().map(|id| parse(sources, *id, &mut log).unwrap()).collect()
}

pub(crate) fn workloads(sources: &Sources, documents: &[Document]) -> Vec<SourcedWorkload> {
    let mut log = Diagnostics::new();
    let checked = documents.iter().map(|document| {
        let workload = check(document, sources, &mut log).unwrap();
        SourcedWorkload { workload, file: sources.name(document.source).to_owned() }
    });
    checked.collect()
}

pub(crate) fn project(count: usize) -> Project {
    let (sources, ids) = sources(count);
    let workloads = workloads(&sources, &documents(&sources, &ids));
    let mut log = Diagnostics::new();
    link(workloads, State::default(), &LinkOptions::default(), &MemoryHost::default(), &mut log).unwrap()
}

/// Provisioned for Kubernetes.
pub(crate) fn resolved(count: usize) -> Resolved {
    let [_, (_, target, set)] = targets();
    let (seed, mut log) = (Seed::from_text("benches"), Diagnostics::new());
    let options = ProvisionOptions::new(&seed);
    provision(project(count), &set, target, &options, &MemoryHost::default(), &mut log).unwrap()
}
