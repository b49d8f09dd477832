//! `${NAME}` in images. It is no placeholder of the specification: whoever runs the tool gives the value.

use std::collections::BTreeMap;

use score_core::Sources;
use score_core::diagnostic::{Code, Diagnostic, Diagnostics};
use score_core::model::{Located, Workload};
use score_yaml::Span;

use crate::options::ImageVariables;

/// Fills the images of a workload. Reports `image-not-given`, `unfilled-variable` and `invalid-value`.
pub(crate) fn fill(
    workload: &mut Workload,
    how: ImageVariables,
    variables: &BTreeMap<String, String>,
    sources: &Sources,
    log: &mut Diagnostics,
) {
    for (container, spec) in &mut workload.containers {
        let path = format!("containers.{}.image", container.as_str());
        if spec.image.as_str() == "." {
            let message = format!("container `{}` has no image", container.as_str());
            log.push(
                Diagnostic::error(Code::ImageNotGiven, message)
                    .path(path)
                    .at(spec.image.span, "`.` means that it is given when generating")
                    .help("add `--image IMAGE`"),
            );
        } else if how == ImageVariables::Filled && spec.image.contains("${") {
            let mut problems = Diagnostics::new();
            spec.image.value = filled(&spec.image, variables, sources, &mut problems);
            problems.into_iter().for_each(|problem| log.push(problem.path(path.as_str())));
        }
    }
}

/// The image with every variable filled that has a value.
fn filled(
    image: &Located<String>,
    variables: &BTreeMap<String, String>,
    sources: &Sources,
    log: &mut Diagnostics,
) -> String {
    let mut whole = String::with_capacity(image.len());
    let mut rest = image.as_str();
    while let Some((before, behind)) = rest.split_once("${") {
        whole.push_str(before);
        let Some((name, behind)) = behind.split_once('}') else {
            whole.push_str("${");
            rest = behind;
            break;
        };
        match variables.get(name) {
            Some(value) => whole.push_str(value),
            None => log.push(unfilled(name, place_of(image, name, sources))),
        }
        rest = behind;
    }
    whole + rest
}

fn unfilled(name: &str, place: Span) -> Diagnostic {
    if !is_variable(name) {
        let message = format!("`{name}` in an image is not the name of a variable");
        return Diagnostic::error(Code::InvalidValue, message)
            .at(place, "expected `${NAME}`")
            .note("in an image, `${NAME}` stands for a value that is given when generating");
    }
    Diagnostic::error(Code::UnfilledVariable, format!("variable `{name}` of an image has no value"))
        .at(place, "a value is needed here")
        .note("this target does not fill it when the output runs")
        .help(format!("add `--var {name}=VALUE`, or `--var {name}` to take it from the environment"))
}

fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

/// The first `${name}` in the text of the image, else all of it.
fn place_of(image: &Located<String>, name: &str, sources: &Sources) -> Span {
    let text = format!("${{{name}}}");
    match sources.slice(image.span).find(&text) {
        Some(at) => {
            let start = image.span.start as usize + at;
            Span::new(image.span.source, start, start + text.len())
        }
        None => image.span,
    }
}
