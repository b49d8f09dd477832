//! `resources list` and `resources get-outputs`: what the state knows of resources.

use score_core::diagnostic::Diagnostics;
use score_core::host::{Command, CommandOutput, Host, HostError};
use score_core::link::{LinkOptions, SourcedWorkload};
use score_core::{Mapping, Sources, Value};
use score_template::{Functions, Surroundings, Template};
use score_yaml::Style;

use super::log::Log;
use super::{generate, project};
use crate::args::Target;
use crate::exit::{Exit, Failure, Outcome};
use crate::print;
use crate::report;
use crate::seed_file;

/// Lists the resources of all workloads in the order they are provisioned, with the keys of their outputs.
pub(crate) fn list(target: Target, format: &str, log: Log) -> Outcome {
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let listed = listed(target, &mut sources, &mut found)?;
    log.diagnostics(found, &sources);
    let Some(resources) = listed else { return Ok(Exit::InputHasErrors) };
    let text = match (format, resources.as_slice(), target) {
        (_, [], Target::K8s) => "No resources found\n".to_owned(),
        ("json", [], _) => "null\n".to_owned(),
        ("json", resources, _) => {
            let list: Vec<Value> = resources.iter().map(object).collect();
            print::json(&list.into()).unwrap_or_default()
        }
        (_, resources, _) => {
            let rows: Vec<_> =
                resources.iter().map(|(uid, outputs)| [uid.clone(), outputs.join(", ")]).collect();
            print::table(["uid", "outputs"], &rows)
        }
    };
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

fn object((uid, outputs): &(String, Vec<String>)) -> Value {
    let outputs: Vec<Value> = outputs.iter().map(|key| key.as_str().into()).collect();
    let object: Mapping = [("UID".to_owned(), uid.as_str().into()), ("Outputs".to_owned(), outputs.into())]
        .into_iter()
        .collect();
    object.into()
}

/// Identity and sorted keys of the outputs of every resource.
type Listed = Vec<(String, Vec<String>)>;

fn listed(target: Target, sources: &mut Sources, log: &mut Diagnostics) -> Result<Option<Listed>, Failure> {
    let Some(mut project) = project::open(target, sources, log)? else { return Ok(None) };
    let workloads: Option<Vec<SourcedWorkload>> = generate::stored_workloads(&project, sources, log);
    let Some(workloads) = workloads else { return Ok(None) };
    let mut options = LinkOptions::default();
    options.ambiguous_ids = score_core::link::AmbiguousIds::Shared;
    options.binary_sources = score_core::link::BinarySources::Verbatim;
    let state = std::mem::take(&mut project.state);
    let Some(linked) = score_core::link::link(workloads, state, &options, &NoFiles, log) else {
        return Ok(None);
    };
    let mut listed = Vec::with_capacity(linked.resources.len());
    for resource in &linked.resources {
        let Some(known) = linked.state.resources.get(&resource.uid) else {
            return Err(Failure::Usage {
                problem: format!("the resource `{}` has not been provisioned yet", resource.uid),
                help: format!("run `{} generate` first", target.tool()),
            });
        };
        let mut keys: Vec<String> = known.outputs.keys().cloned().collect();
        keys.sort_unstable();
        listed.push((resource.uid.to_string(), keys));
    }
    Ok(Some(listed))
}

/// Mounted files do not matter for a list, and may be gone.
struct NoFiles;

impl Host for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, HostError> {
        Ok(Vec::new())
    }

    fn run(&self, _: &Command) -> Result<CommandOutput, HostError> {
        Err(HostError::Unavailable)
    }
}

/// Prints the outputs of a resource as JSON, YAML or what a template makes of them.
pub(crate) fn get_outputs(target: Target, uid: &str, format: &str, log: Log) -> Outcome {
    let (mut sources, mut found) = (Sources::new(), Diagnostics::new());
    let project = project::open(target, &mut sources, &mut found)?;
    log.diagnostics(found, &sources);
    let Some(project) = project else { return Ok(Exit::InputHasErrors) };
    let Some(outputs) = project.outputs(uid) else {
        let known: Vec<String> = project.state.resources.keys().map(ToString::to_string).collect();
        return Err(crate::changes::unknown(&format!("get-outputs {uid}"), "resource", uid, &known));
    };
    let outputs = Value::from(outputs.clone());
    let text = match format {
        "json" => print::json(&outputs).map_err(|error| Failure::Usage {
            problem: format!("the outputs of `{uid}` cannot be printed: {error}"),
            help: "use `--format yaml`".to_owned(),
        })?,
        "yaml" => score_yaml::write(&outputs, &Style::SORTED.with_indent(4)),
        template => render(template, &outputs)?,
    };
    report::to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}

/// The template gets a line end when it has none.
fn render(template: &str, outputs: &Value) -> Result<String, Failure> {
    let mut text = template.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let failed = |error: score_template::Error| Failure::Usage {
        problem: format!("`--format` is no template that can be rendered: {error}"),
        help: "use `json`, `yaml`, or a Go template such as `{{ .host }}`".to_owned(),
    };
    let seed = seed_file::for_stateful_run()?;
    let draws = seed.draws("resources get-outputs", "format");
    let environment = |name: &str| std::env::var(name).ok();
    let random = |bytes: &mut [u8]| draws.fill(bytes);
    let surroundings = Surroundings {
        random: &random,
        now: Some(project::now()),
        environment: Some(&environment),
        limits: score_template::Limits::default(),
    };
    let template = Template::parse(&text, &Functions::sprig()).map_err(failed)?;
    let data = template_value(outputs);
    Ok(template.render(&data, &surroundings).map_err(failed)?.text)
}

fn template_value(value: &Value) -> score_template::Value {
    match value {
        Value::Null => score_template::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => match number.as_i64() {
            Some(value) => value.into(),
            None => number.as_f64().into(),
        },
        Value::String(text) | Value::Timestamp(text) => text.as_str().into(),
        Value::Sequence(items) => items.iter().map(template_value).collect::<Vec<_>>().into(),
        Value::Mapping(map) => {
            score_template::Value::map(map.iter().map(|(key, value)| (key.clone(), template_value(value))))
        }
    }
}
