//! `provisioners list`.

use score_core::diagnostic::Diagnostics;
use score_core::provision::Description;
use score_core::{Mapping, Sources, Value};

use super::log::Log;
use super::project;
use crate::args::Target;
use crate::exit::{Exit, Outcome};
use crate::print;
use crate::report;

/// Lists the provisioners of the project by type; those of one type in the order they are tried.
pub(crate) fn list(target: Target, format: &str, log: Log) -> Outcome {
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    project::open(target, &mut sources, &mut found)?;
    let provisioners = project::provisioners(target, &mut sources, &mut found)?;
    let failed = found.has_errors();
    log.diagnostics(found, &sources);
    if failed {
        return Ok(Exit::InputHasErrors);
    }
    let mut described: Vec<Description<'_>> =
        provisioners.iter().map(|provisioner| provisioner.describe()).collect();
    described.sort_by(|one, two| one.kind.cmp(two.kind));
    if described.is_empty() {
        log.info("There are no provisioners");
    } else if format == "json" {
        let list: Vec<Value> = described.iter().map(object).collect();
        report::to_stdout(print::json(&list.into()).unwrap_or_default().as_bytes())?;
    } else {
        let rows: Vec<_> = described.iter().map(row).collect();
        let table = print::table(["type", "class", "params", "outputs", "description"], &rows);
        report::to_stdout(table.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn row(it: &Description<'_>) -> [String; 5] {
    let joined = |names: Option<&[String]>| sorted(names.unwrap_or_default()).join(", ");
    [
        it.kind.to_owned(),
        class(it).to_owned(),
        joined(it.supported_params),
        joined(it.expected_outputs),
        it.description.split_whitespace().collect::<Vec<_>>().join(" "),
    ]
}

fn object(it: &Description<'_>) -> Value {
    let names = |names: Option<&[String]>| match names {
        None if it.uri.starts_with("local-env:") => Value::Null,
        names => sorted(names.unwrap_or_default()).into_iter().map(Value::from).collect::<Vec<_>>().into(),
    };
    let object: Mapping = [
        ("Type", it.kind.into()),
        ("Class", class(it).into()),
        ("Params", names(it.supported_params)),
        ("Outputs", names(it.expected_outputs)),
        ("Description", it.description.into()),
    ]
    .into_iter()
    .map(|(key, value): (&str, Value)| (key.to_owned(), value))
    .collect();
    object.into()
}

fn class<'a>(it: &Description<'a>) -> &'a str {
    it.class.unwrap_or("(any)")
}

fn sorted(names: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    names
}
