//! Patch templates change the list of all manifests. What they make of it has to be manifests still.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use score_core::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use score_core::provision::{MissingValues, PlaceholderValues, Resolved, ResolvedWorkload};
use score_core::seed::Seed;
use score_provisioners::patch::{PatchInputs, PatchTemplate, Substitute};
use score_yaml::{Value, map_with_capacity};

use crate::manifests::kinds;
use crate::manifests::path_of_secret;
use crate::manifests::strict::{Misfit, MisfitKind};
use crate::options::{ManifestChecks, Options};
use crate::target::{NAMESPACE, target};

/// The field under which templates see the manifests.
const DOCUMENT_FIELD: &str = "Manifests";

/// The manifests as patches leave them.
pub(crate) struct Patched {
    pub(crate) manifests: Vec<Value>,
    /// A line for each change.
    pub(crate) lines: Vec<String>,
}

/// Applies the patch templates in order, each to what the ones before it made of the manifests. `None` means that an
/// error was reported: `invalid-patch`, `unresolved-secret`, and those of templates.
pub(crate) fn apply(
    manifests: Vec<Value>,
    options: &Options,
    resolved: &Resolved,
    variables: &BTreeMap<String, String>,
    seed: &Seed,
    log: &mut Diagnostics,
) -> Option<Patched> {
    if options.patches.is_empty() {
        return Some(Patched { manifests, lines: Vec::new() });
    }
    let (failures, failed) = channel();
    let substitutes = options.patches.iter().any(|patch| patch.substitutes());
    let values =
        substitutes.then(|| PlaceholderValues::of(resolved, target().environment, variables.clone()));
    let namespace = options.namespace.as_deref().unwrap_or_default();
    let inputs = PatchInputs {
        document_field: DOCUMENT_FIELD,
        workloads: Rc::new(specifications(&resolved.workloads, log)),
        facts: &[(NAMESPACE, Value::from(namespace))],
        substitute: values.map(|values| substitute(values, options.missing_values, failures)),
        seed,
        missing_values: options.missing_values,
    };
    let mut document = Value::Sequence(manifests);
    let mut lines = Vec::new();
    for patch in &options.patches {
        let errors = log.error_count();
        let applied = patch.apply(&mut document, &inputs, log);
        failed.try_iter().for_each(|why| log.push(unfilled(patch, &why)));
        lines.extend(applied?.iter().map(ToString::to_string));
        check(&document, patch, options.manifest_checks, log);
        if log.error_count() > errors {
            return None;
        }
    }
    match document {
        Value::Sequence(manifests) => Some(Patched { manifests, lines }),
        _ => None,
    }
}

/// The workloads as they are written in score files.
fn specifications(workloads: &BTreeMap<String, ResolvedWorkload>, log: &mut Diagnostics) -> Value {
    let mut specifications = map_with_capacity(workloads.len());
    for (name, resolved) in workloads {
        let workload = &resolved.linked.workload;
        match score_yaml::to_value(workload) {
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

/// What `substituteValue` does. Where missing values are no error, a text that cannot be filled becomes one that says so.
fn substitute(values: PlaceholderValues, missing: MissingValues, failures: Sender<String>) -> Substitute {
    Arc::new(move |workload, text| match (values.fill(workload, text), missing) {
        (Ok(text), _) => Ok(text.encode()),
        (Err(why), MissingValues::Error) => Err(why),
        (Err(why), MissingValues::Warning) => {
            // Whoever listens outlives the template.
            let _ = failures.send(why);
            Ok(format!("failed to substitute placeholders with:{text}"))
        }
    })
}

fn unfilled(patch: &PatchTemplate, why: &str) -> Diagnostic {
    let message = format!("patch template `{}` has text that cannot be filled: {why}", patch.name());
    Diagnostic::warning(Code::MissingTemplateValue, message)
        .note("the output says `failed to substitute placeholders` in its place")
}

/// Reports what a patch made of the manifests that is none any more.
fn check(manifests: &Value, patch: &PatchTemplate, checks: ManifestChecks, log: &mut Diagnostics) {
    let Value::Sequence(manifests) = manifests else {
        log.push(broken(patch, "something else than a list of manifests"));
        return;
    };
    for (index, manifest) in manifests.iter().enumerate() {
        if !matches!(manifest, Value::Mapping(_)) {
            log.push(broken(patch, &format!("a manifest that is no mapping, at `{index}`")));
        } else if checks == ManifestChecks::EveryKind {
            check_manifest(manifest, index, patch, log);
        }
    }
}

fn broken(patch: &PatchTemplate, what: &str) -> Diagnostic {
    Diagnostic::error(Code::InvalidPatch, format!("patch template `{}` leaves {what}", patch.name()))
        .help("a patch may change, add and remove manifests, each of which is a mapping")
}

fn check_manifest(manifest: &Value, index: usize, patch: &PatchTemplate, log: &mut Diagnostics) {
    let text = |key: &str| manifest.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(api_version), Some(kind)) = (text("apiVersion"), text("kind")) else {
        let missing = if text("kind").is_none() { "kind" } else { "apiVersion" };
        log.push(broken(patch, &format!("a manifest without `{missing}`, at `{index}`")));
        return;
    };
    for Misfit { path, kind: what } in
        kinds::known(api_version, kind).map(|known| (known.misfits)(manifest)).unwrap_or_default()
    {
        let refused = |why: &str| {
            let message = format!(
                "patch template `{}` makes Kubernetes refuse `{index}.{path}` of {api_version} `{kind}`: {why}",
                patch.name()
            );
            Diagnostic::error(Code::InvalidPatch, message)
        };
        log.push(match what {
            MisfitKind::WrongType(why) => refused(&why),
            MisfitKind::UnknownField { known } => {
                let last = path.rsplit('.').next().unwrap_or(&path);
                let found = refused("there is no such field");
                match suggest::closest(last, known.iter().copied()) {
                    Some(near) => found.help(format!("there is `{near}`")),
                    None => found,
                }
            }
        });
    }
    if let Some(path) = path_of_secret(manifest) {
        let message = format!("patch template `{}` puts a secret into `{index}.{path}`", patch.name());
        log.push(
            Diagnostic::error(Code::UnresolvedSecret, message).help(
                "name the Secret and its key where Kubernetes reads them, as in `valueFrom.secretKeyRef`",
            ),
        );
    }
}
