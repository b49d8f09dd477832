//! `score provisioners show TYPE`.

use std::fmt::Write;

use score_core::diagnostic::suggest;
use score_provisioners::listing::{self, Listed};

use super::{Loaded, origin};
use crate::args::Target;
use crate::exit::{Exit, Failure, Outcome};
use crate::report;

/// Prints what the provisioners of a type say of themselves, and their source.
pub(super) fn print(loaded: &Loaded, target: Target, kind: &str) -> Outcome {
    let listed = listing::list(&loaded.provisioners, &loaded.sources);
    let mut text = String::new();
    for it in listed.iter().filter(|it| it.description.kind == kind) {
        if !text.is_empty() {
            text.push('\n');
        }
        describe(it, &listed, &mut text);
        text.push('\n');
        text.push_str(source(it, loaded, target));
        text.push('\n');
    }
    if text.is_empty() {
        let kinds = listed.iter().map(|it| it.description.kind);
        return Err(Failure::Usage {
            problem: format!("no provisioner serves the type `{kind}`"),
            help: suggest::closest(kind, kinds).map_or_else(
                || "`score provisioners list` shows the types there are".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        });
    }
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

fn describe(it: &Listed<'_>, listed: &[Listed<'_>], text: &mut String) {
    let said = &it.description;
    let names = |names: Option<&[String]>| match names {
        None => "(not said)".to_owned(),
        Some([]) => "(none)".to_owned(),
        Some(names) => names.join(", "),
    };
    let shadow = it.shadowed_by.and_then(|at| listed.get(at)).map(|it| it.description.uri);
    let lines = [
        ("uri", Some(said.uri.to_owned())),
        ("from", Some(origin(it.origin))),
        ("class", said.class.map(str::to_owned)),
        ("id", said.id.map(str::to_owned)),
        ("params", Some(names(said.supported_params))),
        ("outputs", Some(names(said.expected_outputs))),
        ("shadowed by", shadow.map(str::to_owned)),
        ("description", Some(said.description.trim().to_owned()).filter(|it| !it.is_empty())),
    ];
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    }
}

/// The entry in its file; of a built-in one the whole file.
fn source<'a>(it: &Listed<'_>, loaded: &'a Loaded, target: Target) -> &'a str {
    let span = it.description.span;
    if !span.is_none() {
        return listing::entry_text(loaded.sources.text(span.source), span).unwrap_or_default();
    }
    let names_it = |text: &str| {
        text.lines().any(|line| line.trim_start_matches("- ") == format!("uri: {}", it.description.uri))
    };
    let file = target.default_provisioners().iter().find(|(_, text)| names_it(text));
    file.map_or("", |(_, text)| text.trim_end())
}
