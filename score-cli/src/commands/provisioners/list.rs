//! `score provisioners list`.

use score_core::{Mapping, Value};
use score_provisioners::listing::{self, Listed};

use super::{Loaded, origin};
use crate::args::ListFormat;
use crate::exit::{Exit, Outcome};
use crate::{print, report};

/// Prints every provisioner in the order they are tried.
pub(super) fn print(loaded: &Loaded, format: ListFormat) -> Outcome {
    let listed = listing::list(&loaded.provisioners, &loaded.sources);
    let text = match format {
        ListFormat::Table => {
            let rows: Vec<_> = listed.iter().map(|it| row(it, &listed)).collect();
            print::table(["type", "class", "id", "uri", "from", "shadowed by"], &rows)
        }
        ListFormat::Json => {
            let objects: Vec<Value> = listed.iter().map(|it| object(it, &listed)).collect();
            print::json(&objects.into()).unwrap_or_default()
        }
    };
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

fn shadow<'a>(it: &Listed<'a>, listed: &[Listed<'a>]) -> Option<&'a str> {
    Some(listed.get(it.shadowed_by?)?.description.uri)
}

fn row(it: &Listed<'_>, listed: &[Listed<'_>]) -> [String; 6] {
    let any = |text: Option<&str>| text.unwrap_or("(any)").to_owned();
    let said = &it.description;
    [
        said.kind.to_owned(),
        any(said.class),
        any(said.id),
        said.uri.to_owned(),
        origin(it.origin),
        shadow(it, listed).unwrap_or_default().to_owned(),
    ]
}

fn object(it: &Listed<'_>, listed: &[Listed<'_>]) -> Value {
    let said = &it.description;
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let names = |names: Option<&[String]>| {
        names.map_or(Value::Null, |names| {
            names.iter().map(|name| Value::from(name.as_str())).collect::<Vec<_>>().into()
        })
    };
    let object: Mapping = [
        ("type", said.kind.into()),
        ("class", text(said.class)),
        ("id", text(said.id)),
        ("uri", said.uri.into()),
        ("description", said.description.into()),
        ("params", names(said.supported_params)),
        ("outputs", names(said.expected_outputs)),
        ("file", text(it.origin.map(|(file, _)| file))),
        ("line", it.origin.map_or(Value::Null, |(_, line)| Value::from(line as u64))),
        ("shadowed_by", text(shadow(it, listed))),
    ]
    .into_iter()
    .map(|(key, value): (&str, Value)| (key.to_owned(), value))
    .collect();
    object.into()
}
