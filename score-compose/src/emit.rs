//! The last steps on the whole Compose file: ports published on demand, and printing.

use std::collections::BTreeMap;

use score_core::content::Content;
use score_core::diagnostic::Diagnostics;
use score_core::parallel::{self, Threads};
use score_core::provision::{ResolvedResource, ResolvedWorkload};
use score_yaml::{Mapping, Style, Value, natural_order};

use crate::document::Document;
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

/// The keys are in the order of output when a file is printed.
const STYLE: Style = Style::AS_GIVEN;

/// The text of a file.
pub(crate) fn print(file: &Value, threads: Threads) -> Content {
    parallel::write(threads, file, &STYLE).into_iter().collect()
}

/// The lines of a service in the file. What they are made of takes ten times the room.
pub(crate) fn service(name: &str, keys: Value) -> String {
    score_yaml::write_entries(&Mapping::from_iter([(name.to_owned(), keys)]), STYLE.indent, &STYLE)
}

/// The text of a file to which services come that are text already.
pub(crate) fn print_with(
    mut document: Document,
    printed: Vec<(String, String)>,
    options: &Options,
) -> Content {
    if printed.is_empty() {
        return print(&document.into_value(), options.threads);
    }
    let before = score_yaml::write_entries(&document.take_before_services(), 0, &STYLE) + "services:\n";

    let unprinted = std::mem::take(&mut document.services);
    let unprinted = parallel::map(options.threads, unprinted.into_iter().collect(), |(name, keys)| {
        let text = service(&name, keys);
        (name, text)
    });
    let mut services: Vec<(String, String)> = unprinted.into_iter().chain(printed).collect();
    services.sort_by(|(one, _), (two, _)| natural_order(one, two));

    let behind = document.behind_services();
    let behind = match behind.is_empty() {
        true => Vec::new(),
        false => parallel::write(options.threads, &behind.into(), &STYLE),
    };
    std::iter::once(before).chain(services.into_iter().map(|(_, text)| text)).chain(behind).collect()
}

/// How many services a file has.
pub(crate) fn count_services(file: &Value) -> usize {
    file.get("services").and_then(Value::as_mapping).map_or(0, |services| services.len())
}

/// How much was made, such as `5 services from 2 workloads`.
pub(crate) fn summary(services: usize, workloads: usize) -> String {
    let counted =
        |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    format!("{} from {}", counted(services, "service"), counted(workloads, "workload"))
}
