//! What is wrong with a manifest. The place is where its resource or workload is declared, and the provisioner that
//! wrote it.

use score_core::diagnostic::{Code, Diagnostic, suggest};
use score_core::provision::ResolvedResource;
use score_yaml::Span;

use super::Origin;
use super::kinds::Known;
use super::strict::{Misfit, MisfitKind};
use crate::options::{Options, SameNames};
use crate::target::MANIFESTS;

impl Origin<'_> {
    fn noun(self) -> String {
        match self {
            Origin::Resource(resource, _) => format!("resource `{}`", resource.uid),
            Origin::Workload(workload) => format!("workload `{}`", workload.as_str()),
        }
    }

    fn place(self) -> Span {
        match self {
            Origin::Resource(resource, _) => resource.declared,
            Origin::Workload(workload) => workload.span,
        }
    }
}

/// A diagnostic about a manifest, whose path begins with which one it is.
fn about(code: Code, origin: Origin<'_>, path: &str, message: String) -> Diagnostic {
    let diagnostic = Diagnostic::error(code, message);
    match origin {
        Origin::Resource(resource, index) => {
            let behind = if path.is_empty() { "" } else { "." };
            diagnostic
                .path(format!("{MANIFESTS}.{index}{behind}{path}"))
                .at(resource.declared, "declared here")
                .related(resource.provisioner_span, "this provisioner writes the manifest")
        }
        Origin::Workload(workload) => diagnostic.path(path).at(workload.span, "declared here"),
    }
}

/// Which manifest it is.
fn number(origin: Origin<'_>) -> String {
    match origin {
        Origin::Resource(resource, index) => format!("manifest {index} of resource `{}`", resource.uid),
        Origin::Workload(_) => format!("a manifest of {}", origin.noun()),
    }
}

pub(super) fn not_a_list(resource: &ResolvedResource) -> Diagnostic {
    let message = format!("the manifests of resource `{}` are no list", resource.uid);
    Diagnostic::error(Code::InvalidManifest, message)
        .path(MANIFESTS)
        .at(resource.declared, "declared here")
        .related(resource.provisioner_span, "this provisioner writes them")
}

pub(super) fn unprintable(origin: Origin<'_>) -> Diagnostic {
    about(Code::InvalidManifest, origin, "", format!("{} cannot be printed", number(origin)))
}

pub(super) fn without(field: &str, origin: Origin<'_>) -> Diagnostic {
    let message = format!("{} has no `{field}`", number(origin));
    about(Code::InvalidManifest, origin, field, message)
        .note("a manifest is a mapping with `apiVersion`, `kind` and `metadata.name`")
}

pub(super) fn misfit(misfit: &Misfit, known: &Known, origin: Origin<'_>) -> Diagnostic {
    let Misfit { path, kind } = misfit;
    let manifest = format!("`{}` of {} `{}`", path, known.api_version, known.kind);
    match kind {
        MisfitKind::WrongType(why) => {
            let message = format!("{manifest} is of the wrong type: {why}");
            about(Code::InvalidManifest, origin, path, message)
        }
        MisfitKind::UnknownField { known: fields } => {
            let message = format!("{manifest} is not a field that Kubernetes knows");
            let found = about(Code::InvalidManifest, origin, path, message);
            let last = path.rsplit('.').next().unwrap_or(path);
            match suggest::closest(last, fields.iter().copied()) {
                Some(near) => found.help(format!("there is `{near}`")),
                None => found.note(format!("there are {}", suggest::list(fields.iter().copied()))),
            }
        }
    }
}

pub(super) fn secret(path: &str, origin: Origin<'_>) -> Diagnostic {
    let message = format!("{} refers to a secret in `{path}`", number(origin));
    about(Code::UnresolvedSecret, origin, path, message)
        .note("a secret can be a part of a variable of a container, and the whole content of a file")
        .help("name the Secret and its key where Kubernetes reads them, as in `valueFrom.secretKeyRef`")
}

pub(super) fn same_name(
    kind: &str,
    name: &str,
    first: Origin<'_>,
    second: Origin<'_>,
    options: &Options,
) -> Diagnostic {
    let message = match (first, second) {
        (Origin::Workload(one), Origin::Workload(two)) if one == two => {
            format!("{} has two objects that are {kind} `{name}`", second.noun())
        }
        _ => format!("{} and {} both write {kind} `{name}`, differently", first.noun(), second.noun()),
    };
    let found = match options.same_names {
        SameNames::Refused => Diagnostic::error(Code::NameCollision, message),
        SameNames::LastWins => {
            Diagnostic::warning(Code::NameCollision, message).note("only the last one is in the output")
        }
    };
    let found = found.at(second.place(), "writes it again").related(first.place(), "wrote it first");
    match (first, second) {
        (Origin::Resource(one, _), Origin::Resource(two, _)) => found
            .related(one.provisioner_span, "by this provisioner")
            .related(two.provisioner_span, "by this provisioner")
            .help("what several resources share has to be the same in each, else give it a name for each"),
        _ => found.help("give one of them another name"),
    }
}
