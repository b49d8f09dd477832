//! `--build`: images that are built instead of pulled.

use score_core::document::Document;
use score_core::{Mapping, SourceId, Value};
use score_yaml::Limits;

use crate::changes::{Flag, split_address, unknown, workload_name};
use crate::exit::Failure;

/// What is built for containers, as the flags say.
#[derive(Debug)]
pub(crate) struct Builds {
    builds: Vec<Flag<Build>>,
    workloads: Vec<String>,
}

#[derive(Debug)]
struct Build {
    container: String,
    /// A build object of Compose.
    object: Value,
}

impl Builds {
    /// Reads `[WORKLOAD/]CONTAINER=CONTEXT` and `[WORKLOAD/]CONTAINER={…}`. `files` is how many score files they are
    /// for.
    pub(crate) fn read(flags: &[String], files: usize) -> Result<Builds, Failure> {
        let builds = flags.iter().map(|text| build(text, files)).collect::<Result<_, _>>()?;
        Ok(Builds { builds, workloads: Vec::new() })
    }

    /// The builds of a workload by container. Of several for one container the last counts.
    pub(crate) fn of(&self, document: &Document) -> Result<Mapping, Failure> {
        let mut found = Mapping::default();
        if self.builds.is_empty() {
            return Ok(found);
        }
        let name = workload_name(document);
        let containers =
            document.root.get("containers").and_then(|node| node.as_mapping()).unwrap_or_default();
        let containers: Vec<String> =
            containers.iter().filter_map(|entry| entry.key.text().map(str::to_owned)).collect();
        for flag in self.builds.iter().filter(|flag| flag.is_for(name.as_deref())) {
            let Build { container, object } = &flag.says;
            if !containers.contains(container) {
                return Err(unknown(&flag.typed, "container", container, &containers));
            }
            found.insert(container.clone(), object.clone());
        }
        Ok(found)
    }

    /// Notes that the flags for a workload have been used.
    pub(crate) fn seen(&mut self, workload: &str) {
        self.builds.iter_mut().for_each(|flag| flag.seen(Some(workload)));
        self.workloads.push(workload.to_owned());
    }

    /// Refuses flags that name a workload which is none of those given.
    pub(crate) fn all_used(&self) -> Result<(), Failure> {
        self.builds.iter().try_for_each(|flag| flag.must_be_used(&self.workloads))
    }
}

fn build(text: &str, files: usize) -> Result<Flag<Build>, Failure> {
    let typed = format!("--build {text}");
    let usage = |problem: String, help: &str| Err(Failure::Usage { problem, help: help.to_owned() });
    let Some((address, context)) = text.split_once('=') else {
        return usage(
            format!("`{typed}` has no `=`"),
            "write `--build CONTAINER=CONTEXT`, such as `--build web=.`",
        );
    };
    let (workload, container) = split_address(address);
    match (files, &workload) {
        (0, _) => {
            return usage(
                "`--build` is for a score file, and none is given".to_owned(),
                "name the score file; the project remembers earlier builds",
            );
        }
        (1, _) | (_, Some(_)) => {}
        (several, None) => {
            return usage(
                format!("`{typed}` does not say which of {several} score files it is meant for"),
                "name the workload: `--build WORKLOAD/CONTAINER=CONTEXT`",
            );
        }
    }
    let says = Build { container, object: object(context, &typed)? };
    Ok(Flag { typed, workload, says, used: false })
}

/// A folder, or a build object in YAML or JSON.
fn object(context: &str, typed: &str) -> Result<Value, Failure> {
    let failed = |why: String| Failure::Usage {
        problem: format!("`{typed}` holds no build object of Compose: {why}"),
        help: "write a folder, or an object such as `{context: ., dockerfile: Dockerfile.dev}`".to_owned(),
    };
    let value = if context.starts_with('{') {
        let documents = score_yaml::read(SourceId::NONE, context, &Limits::default());
        let documents = documents.map_err(|error| failed(error.to_string()))?;
        documents.first().map_or(Value::Null, |node| node.to_value())
    } else {
        Value::Mapping([("context".to_owned(), context.into())].into_iter().collect())
    };
    score_compose::build_object(value).map_err(failed)
}
