//! The last steps on the whole Compose file: ports published on demand, and printing.

use std::collections::BTreeMap;

use score_core::content::Content;
use score_core::diagnostic::Diagnostics;
use score_core::parallel::{self, Threads};
use score_core::provision::{ResolvedResource, ResolvedWorkload};
use score_yaml::{Style, Value};

use crate::options::Options;
use crate::publish;

/// Publishes what the options ask for.
pub(crate) fn publish(
    file: &mut Value,
    options: &Options,
    workloads: &BTreeMap<String, ResolvedWorkload>,
    resources: &[ResolvedResource],
    log: &mut Diagnostics,
) {
    let Value::Mapping(root) = file else { return };
    let Some(Value::Mapping(services)) = root.get_mut("services") else { return };
    for publish in &options.publish {
        publish::apply(publish, services, workloads, resources, log);
    }
}

/// The text of the file. Its keys are in the order of output already.
pub(crate) fn print(file: &Value, threads: Threads) -> Content {
    parallel::write(threads, file, &Style::AS_GIVEN).into_iter().collect()
}

/// How much was made, such as `5 services from 2 workloads`.
pub(crate) fn summary(file: &Value, workloads: usize) -> String {
    let services = file.get("services").and_then(Value::as_mapping).map_or(0, |services| services.len());
    let counted =
        |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    format!("{} from {}", counted(services, "service"), counted(workloads, "workload"))
}
