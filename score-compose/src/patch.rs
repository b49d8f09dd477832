//! Patch templates change the whole Compose file. What they make of it has to be a Compose file still.

use std::collections::BTreeMap;
use std::rc::Rc;

use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::provision::ResolvedWorkload;
use score_core::seed::Seed;
use score_provisioners::patch::{PatchInputs, PatchTemplate};
use score_yaml::{Value, map_with_capacity};

use crate::lower::command_word;
use crate::options::{CommandDollars, Options};
use crate::schema::{Converter, Problem, ROOT};

/// The field under which templates see the Compose file.
const DOCUMENT_FIELD: &str = "Compose";

/// Applies the patch templates in order, each to what the ones before it made of the file. Gives a line for each change.
pub(crate) fn apply(
    file: &mut Value,
    options: &Options,
    workloads: &BTreeMap<String, ResolvedWorkload>,
    seed: &Seed,
    log: &mut Diagnostics,
) -> Vec<String> {
    if options.patches.is_empty() {
        return Vec::new();
    }
    let inputs = PatchInputs {
        document_field: DOCUMENT_FIELD,
        workloads: Rc::new(specifications(workloads, options.command_dollars, log)),
        facts: &[],
        substitute: None,
        seed,
        missing_values: options.missing_values,
    };
    let mut lines = Vec::new();
    for patch in &options.patches {
        let Some(applied) = patch.apply(file, &inputs, log) else { break };
        lines.extend(applied.iter().map(ToString::to_string));
        let mut converter = Converter::new(options.short_forms, options.left_out_keys).of_patched();
        *file = converter.object(&ROOT, std::mem::take(file));
        let problems = converter.problems;
        let is_broken = !problems.is_empty();
        problems.into_iter().for_each(|problem| log.push(broken(patch, problem)));
        if is_broken {
            break;
        }
    }
    lines
}

/// The workloads as they are written in score files, except that the dollars of commands are escaped for Compose, so
/// that a template can set what it reads.
fn specifications(
    workloads: &BTreeMap<String, ResolvedWorkload>,
    dollars: CommandDollars,
    log: &mut Diagnostics,
) -> Value {
    let mut specifications = map_with_capacity(workloads.len());
    for (name, resolved) in workloads {
        let mut workload = resolved.linked.workload.clone();
        for container in workload.containers.values_mut() {
            let words = container.command.iter_mut().chain(container.args.iter_mut()).flatten();
            words.for_each(|word| word.value = command_word(&word.value, dollars).into_owned());
        }
        match score_yaml::to_value(&workload) {
            Ok(specification) => drop(specifications.insert(name.clone(), specification)),
            Err(error) => log.push(
                Diagnostic::error(
                    Code::InvalidPatch,
                    format!("patch templates cannot be shown workload `{name}`: {error}"),
                )
                .at(workload.metadata.name.span, "this workload"),
            ),
        }
    }
    Value::Mapping(specifications)
}

fn broken(patch: &PatchTemplate, problem: Problem) -> Diagnostic {
    let Problem { path, text, help, .. } = problem;
    let message =
        format!("patch template `{}` makes a file that Compose refuses, at `{path}`: {text}", patch.name());
    let diagnostic = Diagnostic::error(Code::InvalidPatch, message);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
