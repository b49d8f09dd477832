//! What to say of a patch template that is none, fails, or renders something that cannot be applied. Rendered text is
//! never shown but for keys and paths, for it may be secret.

use std::ops::Range;

use score_core::provision::MissingValues;
use score_core::{Code, Diagnostic, SourceId, Span};
use score_template::{Error, ErrorKind, Notice, NoticeKind};

use super::locate::Located;
use super::operation::Mistake;

/// A text that is no template.
pub(super) fn no_template(error: &Error, source: SourceId, text: &str) -> Diagnostic {
    let message = format!("the patch template is wrong: {}", error.message);
    with_suggestion(Diagnostic::error(Code::TemplateError, message), error, source, text)
}

/// A template that failed.
pub(super) fn failure(error: &Error, source: SourceId, text: &str) -> Diagnostic {
    if error.kind == ErrorKind::Failed {
        let words = error.message.strip_prefix("error calling fail: ").unwrap_or(&error.message);
        let message = format!("the patch template gave up: {words}");
        return Diagnostic::error(Code::TemplateError, message).at(span(source, &error.span), "");
    }
    let message = format!("the patch template failed: {}", error.message);
    with_suggestion(Diagnostic::error(Code::TemplateError, message), error, source, text)
}

/// Something that worked but is probably not meant.
pub(super) fn notice(notice: &Notice, source: SourceId, missing_values: MissingValues) -> Diagnostic {
    let place = span(source, &notice.span);
    let name = &notice.detail;
    match notice.kind {
        NoticeKind::MissingValue => {
            let message = format!("`{name}` has no value, and the patch template prints `<no value>` for it");
            let found = match missing_values {
                MissingValues::Error => Diagnostic::error(Code::MissingTemplateValue, message),
                MissingValues::Warning => Diagnostic::warning(Code::MissingTemplateValue, message),
            };
            found
                .at(place, "there is no such value")
                .help("say what is used in its place, with `dig` or `default`")
        }
        NoticeKind::Clock => {
            let message =
                format!("the patch template asks for the time with `{name}`, and gets the start of 1970");
            Diagnostic::warning(Code::UnrepeatableTemplate, message).at(place, "")
        }
        NoticeKind::Environment => {
            let message =
                format!("the patch template asks for the environment with `{name}`, and gets nothing");
            Diagnostic::warning(Code::UnrepeatableTemplate, message).at(place, "")
        }
        _ => Diagnostic::warning(Code::TemplateError, format!("`{name}` in the patch template is doubtful"))
            .at(place, ""),
    }
}

/// A rendered text that is no list of operations.
pub(super) fn mistake(mistake: &Mistake, template: &str, located: &Located<'_>) -> Diagnostic {
    let place = located.span(mistake.place.clone());
    let found =
        Diagnostic::error(Code::InvalidPatch, mistake.message.as_str()).at(place, mistake.label.as_str());
    let found = in_template(found, place, template);
    let is_exact = located.rendered.get(mistake.place.clone()) == located.template.get(place.range())
        && !place.is_none();
    match (&mistake.help, &mistake.replacement) {
        (Some(help), Some(replacement)) if is_exact => found.fix(help.as_str(), place, replacement.as_str()),
        (Some(help), _) => found.help(help.as_str()),
        (None, _) => found,
    }
}

/// An operation that cannot be applied.
pub(super) fn refused(
    why: &str,
    index: usize,
    path: &str,
    place: Range<usize>,
    template: &str,
    located: &Located<'_>,
) -> Diagnostic {
    let message =
        format!("operation {} of the patch template cannot be applied to `{path}`: {why}", index + 1);
    let place = located.span(place);
    in_template(Diagnostic::error(Code::InvalidPatch, message).at(place, ""), place, template)
}

/// An operation whose path leads nowhere in any document.
pub(super) fn without_effect(
    why: &str,
    index: usize,
    path: &str,
    place: Range<usize>,
    template: &str,
    located: &Located<'_>,
) -> Diagnostic {
    let message = format!("operation {} of the patch template sets nothing at `{path}`: {why}", index + 1);
    let place = located.span(place);
    in_template(Diagnostic::warning(Code::InvalidPatch, message).at(place, ""), place, template)
}

/// Names the template where no place in it can be told.
fn in_template(found: Diagnostic, place: Span, template: &str) -> Diagnostic {
    if place.is_none() { found.note(format!("in what `{template}` rendered")) } else { found }
}

fn span(source: SourceId, range: &Range<usize>) -> Span {
    Span::new(source, range.start, range.end)
}

/// Adds the name that was probably meant; as an edit when the place is just the name.
fn with_suggestion(found: Diagnostic, error: &Error, source: SourceId, text: &str) -> Diagnostic {
    let place = span(source, &error.span);
    let found = found.at(place, "");
    let Some(meant) = &error.suggestion else { return found };
    let written = text.get(error.span.clone()).unwrap_or_default();
    let name = written.trim_start_matches(['.', '$']);
    match !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_') {
        true => {
            let before = written.strip_suffix(name).unwrap_or_default();
            let meant = meant.trim_start_matches(['.', '$']);
            found.fix(format!("use `{meant}`"), place, format!("{before}{meant}"))
        }
        false => found.help(format!("did you mean `{meant}`?")),
    }
}
