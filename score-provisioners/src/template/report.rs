//! What to say when a template is none, fails, or renders something unexpected. The place is in the provisioner file;
//! rendered text is never shown, for it may be secret.

use std::ops::Range;

use score_core::provision::{MissingValues, Request};
use score_core::target::Shape;
use score_core::text::MalformedSecretRef;
use score_core::{Code, Diagnostic, Span};
use score_template::{Error, ErrorKind, Notice, NoticeKind};

use super::align::align;
use super::{TemplateField, params};
use crate::origin::Origin;
use crate::shape;

/// The place of a part of a field's template.
fn span(field: &TemplateField, origin: &Origin, range: &Range<usize>) -> Span {
    let (_, cut) = field.trimmed();
    origin.inside(&field.text, range.start + cut..range.end + cut)
}

/// A text that is no template; the resource that needs it, when one does.
pub(super) fn mistake(
    error: &Error,
    field: &TemplateField,
    origin: &Origin,
    request: Option<&Request<'_>>,
) -> Diagnostic {
    let needed = request.map(|request| format!(", and resource `{}` needs it", request.uid));
    let needed = needed.unwrap_or_default();
    let message = format!("the template of `{}` is wrong{needed}: {}", field.name, error.message);
    let place = span(field, origin, &error.span);
    let is_open = error.message == "unexpected EOF";
    let label = if is_open { "has no `{{ end }}`" } else { "" };
    let found = Diagnostic::error(Code::TemplateError, message).path(field.name).at(place, label);
    let found = match (error.kind, &error.suggestion) {
        (ErrorKind::UnknownFunction, None) => found
            .note("there are the functions of Go templates and of sprig; what Helm adds to them, such as `toYaml`, is not there"),
        _ => found,
    };
    let found = match place.is_none() {
        true => found.note(format!("in line {} of the built-in `{}`", origin.line(place), origin.name)),
        false => found,
    };
    let found = match request {
        Some(request) => origin.for_resource(found, request),
        None => found,
    };
    with_suggestion(found, error, field, place)
}

/// A template that failed for a resource.
pub(super) fn failure(
    error: &Error,
    field: &TemplateField,
    origin: &Origin,
    request: &Request<'_>,
) -> Diagnostic {
    let place = span(field, origin, &error.span);
    let uid = request.uid;
    if error.kind == ErrorKind::Failed {
        let words = error.message.strip_prefix("error calling fail: ").unwrap_or(&error.message);
        let message = format!("the provisioner refused resource `{uid}`: {words}");
        let param = params::only(params::mentioned(words), request);
        return origin.refusal(message, place, param, request).path(field.name);
    }
    let at = expression(error, field).map(|text| format!(" at `{text}`")).unwrap_or_default();
    let message =
        format!("the template of `{}` failed for resource `{uid}`{at}: {}", field.name, error.message);
    let found = Diagnostic::error(Code::TemplateError, message).path(field.name);
    let found = origin.place(found, place, "", request);
    let found = match params::only(params::read(field.trimmed().0, &error.span), request) {
        Some(param) => found.related(param, "from this param"),
        None => found,
    };
    with_suggestion(found, error, field, place)
}

/// What failed as it is written, unless that is long.
fn expression<'a>(error: &Error, field: &'a TemplateField) -> Option<&'a str> {
    let text = field.trimmed().0.get(error.span.clone())?;
    (!text.is_empty() && text.len() <= 60 && !text.contains('\n')).then_some(text)
}

/// Adds the name that was probably meant; as an edit when the place is just the name.
fn with_suggestion(found: Diagnostic, error: &Error, field: &TemplateField, place: Span) -> Diagnostic {
    let Some(meant) = &error.suggestion else { return found };
    let (text, _) = field.trimmed();
    let written = text.get(error.span.clone()).unwrap_or_default();
    let name = written.trim_start_matches(['.', '$']);
    let is_name = !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_');
    match is_name && !place.is_none() {
        true => {
            let before = written.strip_suffix(name).unwrap_or_default();
            let meant = meant.trim_start_matches(['.', '$']);
            found.fix(format!("use `{meant}`"), place, format!("{before}{meant}"))
        }
        false => found.help(format!("did you mean `{meant}`?")),
    }
}

/// Something that worked but is probably not meant.
pub(super) fn notice(
    notice: &Notice,
    field: &TemplateField,
    origin: &Origin,
    request: &Request<'_>,
) -> Diagnostic {
    let place = span(field, origin, &notice.span);
    let (name, uid, detail) = (field.name, request.uid, &notice.detail);
    match notice.kind {
        NoticeKind::MissingValue => {
            let message = format!(
                "the template of `{name}` prints a value that is not there for resource `{uid}`: `{detail}`"
            );
            let found = match request.missing_values {
                MissingValues::Error => Diagnostic::error(Code::MissingTemplateValue, message),
                MissingValues::Warning => Diagnostic::warning(Code::MissingTemplateValue, message)
                    .note("the text `<no value>` is printed in its place"),
            };
            let found = origin.place(found.path(name), place, "has no value", request);
            found.help("use `dig` or `default` where a value may be absent")
        }
        kind => {
            let what = match kind {
                NoticeKind::Environment => "variables of the environment, which are all empty",
                _ => "the time, which is always the start of 1970",
            };
            let message = format!("the template of `{name}` asks for {what}, for resource `{uid}`");
            let found = Diagnostic::warning(Code::UnrepeatableTemplate, message).path(name);
            origin.place(found, place, "", request)
        }
    }
}

/// Rendered text that is not YAML.
pub(super) fn not_yaml(
    error: &score_yaml::Error,
    rendered: &str,
    field: &TemplateField,
    origin: &Origin,
    request: &Request<'_>,
) -> Diagnostic {
    let before = rendered.get(..error.span.start as usize).unwrap_or(rendered);
    let number = before.matches('\n').count();
    let line = rendered.lines().nth(number).unwrap_or_default();
    let (template, _) = field.trimmed();
    let aligned = align(template, line);
    let message = format!(
        "the template of `{}` rendered text that is not YAML for resource `{}`: {}",
        field.name,
        request.uid,
        without_values(error)
    );
    let found = Diagnostic::error(Code::InvalidProvisionerOutput, message).path(field.name);
    let place = aligned.as_ref().map_or(field.key, |aligned| span(field, origin, &aligned.line));
    let number = number + 1;
    let label = match aligned {
        Some(_) => format!("renders line {number} of the text"),
        None => format!("its text is wrong in line {number}"),
    };
    let found = origin.place(found, place, label, request);
    match aligned {
        Some(aligned) => found.note(format!("the line reads `{}`", aligned.shown.trim())),
        None => found.note("the rendered text is not shown, since it may hold secrets"),
    }
    .help("put values in quotes with `quote`, and indent texts of several lines with `indent`")
}

/// The message of a YAML mistake, unless it quotes the text.
fn without_values(error: &score_yaml::Error) -> &str {
    match error.kind {
        score_yaml::ErrorKind::DuplicateKey => "a key stands twice in the same mapping",
        score_yaml::ErrorKind::BadTag => "a tag stands on a value that it does not fit",
        _ => &error.message,
    }
}

/// Rendered text that is YAML of another shape.
pub(super) fn wrong_shape(
    wanted: Shape,
    why: &str,
    field: &TemplateField,
    origin: &Origin,
    request: &Request<'_>,
) -> Diagnostic {
    let message = format!(
        "the template of `{}` must render {} and did not for resource `{}`: {why}",
        field.name,
        shape::expected(wanted),
        request.uid
    );
    let found = Diagnostic::error(Code::InvalidProvisionerOutput, message).path(field.name);
    let found =
        origin.place(found, field.key, format!("{} is needed here", shape::expected(wanted)), request);
    match wanted {
        Shape::Mapping => found.help("write `name: value`, one a line"),
        Shape::MappingList => {
            found.help("each item is a mapping: put `- ` before its first key and indent the others by two")
        }
        Shape::Lines => found.help("begin each text with `- `"),
    }
}

/// Outputs that refer to a secret without saying which.
pub(super) fn bad_outputs(
    error: &MalformedSecretRef,
    field: &TemplateField,
    origin: &Origin,
    request: &Request<'_>,
) -> Diagnostic {
    let message = format!("the outputs of resource `{}` cannot be used: {error}", request.uid);
    let found = Diagnostic::error(Code::InvalidProvisionerOutput, message).path(field.name);
    origin.place(found, field.key, "rendered here", request).help("make references with `encodeSecretRef`")
}
