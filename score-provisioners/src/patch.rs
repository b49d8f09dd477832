//! Patch templates: Go templates that see a target's whole output and render a list of operations on it.
//!
//! ```yaml
//! {{ range $name, $service := .Compose.services }}
//! - op: set
//!   path: services.{{ $name }}.read_only
//!   value: true
//! {{ end }}
//! ```

mod change;
mod locate;
mod operation;
mod path;
mod query;
mod report;
mod view;

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use score_core::provision::MissingValues;
use score_core::seed::Seed;
use score_core::{Diagnostics, Sources, Value};
use score_template::{Functions, Rendered, Surroundings, Template};
use score_yaml::SourceId;

use self::change::Outcome;
use self::locate::Located;
pub use self::operation::Kind;
use self::operation::Operation;
use self::view::Root;
use crate::options::LoadOptions;

/// The function with which patch templates fill placeholders.
const SUBSTITUTE: &str = "substituteValue";

/// Fills the placeholders of a text as those of a workload are filled: the name of the workload, then the text. Else it
/// says why the template cannot go on.
pub type Substitute = Arc<dyn Fn(&str, &str) -> Result<String, String> + Send + Sync>;

/// A patch template, parsed.
pub struct PatchTemplate {
    name: String,
    source: SourceId,
    text: String,
    template: Template,
    options: LoadOptions,
}

/// What a patch template sees besides the output, and what it may call.
pub struct PatchInputs<'a> {
    /// The field under which templates see the output, such as `Compose`.
    pub document_field: &'static str,
    /// The specifications of the workloads by name, `.Workloads`.
    pub workloads: Rc<Value>,
    /// Further fields of the target, such as `Namespace`.
    pub facts: &'a [(&'static str, Value)],
    /// What `substituteValue` does. Absent: calling it is an error. Only templates with
    /// [`PatchTemplate::substitutes`] need it.
    pub substitute: Option<Substitute>,
    /// Where random values come from.
    pub seed: &'a Seed,
    /// What happens when the template prints a value that is not there.
    pub missing_values: MissingValues,
}

/// An operation that was applied. Shown as one line for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What it does.
    pub kind: Kind,
    /// Where, as it was written.
    pub path: String,
    /// Why, as it was written; may be empty.
    pub description: String,
    /// What came of it.
    pub effect: Effect,
}

/// What came of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Something was set or deleted.
    Changed,
    /// There was nothing to replace or to delete.
    Nothing,
}

impl fmt::Display for Applied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Applying patch to {}", self.path)?;
        if !self.description.is_empty() {
            write!(formatter, " ({})", self.description)?;
        }
        match self.effect {
            Effect::Changed => Ok(()),
            Effect::Nothing => formatter.write_str(": nothing is there"),
        }
    }
}

impl fmt::Debug for PatchTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PatchTemplate").field("name", &self.name).finish_non_exhaustive()
    }
}

impl PatchTemplate {
    /// Parses a patch template. Of the options, time and environment count.
    ///
    /// Reports `template-error`.
    pub fn parse(
        sources: &Sources,
        id: SourceId,
        options: &LoadOptions,
        log: &mut Diagnostics,
    ) -> Option<PatchTemplate> {
        let text = sources.text(id);
        match Template::parse(text, &functions(None)) {
            Ok(template) => Some(PatchTemplate {
                name: sources.name(id).to_owned(),
                source: id,
                text: text.to_owned(),
                template,
                options: options.clone(),
            }),
            Err(error) => {
                log.push(report::no_template(&error, id, text));
                None
            }
        }
    }

    /// What messages call it: the name of its source.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it may call `substituteValue`, and so needs [`PatchInputs::substitute`].
    pub fn substitutes(&self) -> bool {
        self.text.contains(SUBSTITUTE)
    }

    /// Applies the operations that the template renders, one after the other, each to what the ones before it made of
    /// the document. Whether the result is still one that the target can have is for the caller to check.
    ///
    /// On an error the document may hold the result of some of the operations.
    ///
    /// Reports `template-error`, `missing-template-value`, `unrepeatable-template` and `invalid-patch`.
    pub fn apply(
        &self,
        document: &mut Value,
        inputs: &PatchInputs<'_>,
        log: &mut Diagnostics,
    ) -> Option<Vec<Applied>> {
        let rendered = self.render(document, inputs, log)?;
        let rendered = rendered.text.trim();
        if rendered.is_empty() {
            return Some(vec![]);
        }
        let located = Located { source: self.source, template: &self.text, rendered };
        let operations = match operation::read(rendered, &yaml_limits(document)) {
            Ok(operations) => operations,
            Err(mistakes) => {
                mistakes.iter().for_each(|mistake| log.push(report::mistake(mistake, &self.name, &located)));
                return None;
            }
        };
        let mut applied = Vec::with_capacity(operations.len());
        for (index, operation) in operations.into_iter().enumerate() {
            applied.push(self.perform(index, operation, document, &located, log)?);
        }
        Some(applied)
    }

    fn render(
        &self,
        document: &mut Value,
        inputs: &PatchInputs<'_>,
        log: &mut Diagnostics,
    ) -> Option<Rendered> {
        let limits = template_limits(document);
        // The template looks at the document itself, which comes back when it is done.
        let shared = Rc::new(std::mem::take(document));
        let result = self.render_seeing(&shared, inputs, limits);
        *document = Rc::try_unwrap(shared).unwrap_or_else(|shared| (*shared).clone());
        let rendered = match result {
            Ok(rendered) => rendered,
            Err(error) => {
                log.push(report::failure(&error, self.source, &self.text));
                return None;
            }
        };
        let errors = log.error_count();
        for notice in &rendered.notices {
            log.push(report::notice(notice, self.source, inputs.missing_values));
        }
        // The text holds `<no value>`, and what follows from that is no further mistake.
        (log.error_count() == errors).then_some(rendered)
    }

    fn render_seeing(
        &self,
        document: &Rc<Value>,
        inputs: &PatchInputs<'_>,
        limits: score_template::Limits,
    ) -> Result<Rendered, score_template::Error> {
        let facts = inputs.facts.iter().map(|(name, value)| (*name, Rc::new(value.clone())));
        let fields = [(inputs.document_field, document.clone()), ("Workloads", inputs.workloads.clone())]
            .into_iter()
            .chain(facts);
        let root = score_template::Value::object(Root::new(fields));
        let draws = inputs.seed.draws("patch template", &self.text);
        let lookup = self.options.environment.as_ref().map(|known| |name: &str| known.get(name).cloned());
        let surroundings = Surroundings {
            random: &|bytes| draws.fill(bytes),
            now: self.options.now,
            environment: match &lookup {
                Some(lookup) => Some(lookup),
                None => None,
            },
            limits,
        };
        match &inputs.substitute {
            // What a function does is fixed when a template is parsed.
            Some(substitute) if self.substitutes() => {
                Template::parse(&self.text, &functions(Some(substitute.clone())))?
                    .render(&root, &surroundings)
            }
            _ => self.template.render(&root, &surroundings),
        }
    }

    fn perform(
        &self,
        index: usize,
        operation: Operation,
        document: &mut Value,
        located: &Located<'_>,
        log: &mut Diagnostics,
    ) -> Option<Applied> {
        let Operation { kind, path, value, description, place } = operation;
        let outcome = match kind {
            Kind::Set => change::set(document, &path, value),
            Kind::Delete => change::delete(document, &path),
        };
        let effect = match outcome {
            Ok(Outcome::Changed) => Effect::Changed,
            Ok(Outcome::Nothing) => Effect::Nothing,
            Ok(Outcome::Never(never)) => {
                log.push(report::without_effect(
                    &never.to_string(),
                    index,
                    &path,
                    place,
                    &self.name,
                    located,
                ));
                Effect::Nothing
            }
            Err(refused) => {
                log.push(report::refused(&refused.to_string(), index, &path, place, &self.name, located));
                return None;
            }
        };
        Some(Applied { kind, path, description, effect })
    }
}

fn functions(substitute: Option<Substitute>) -> Functions {
    let mut functions = Functions::sprig();
    functions.add(SUBSTITUTE, 2..=2, move |arguments| match (&substitute, arguments) {
        (Some(substitute), [workload, text]) => match (workload.as_str(), text.as_str()) {
            (Some(workload), Some(text)) => substitute(workload, text).map(Into::into),
            _ => Err("it takes the name of a workload and a text".to_owned()),
        },
        _ => Err("placeholders cannot be filled here".to_owned()),
    });
    functions
}

/// How many services or manifests there are, so that what a template may do grows with what it has to look at.
fn size(document: &Value) -> usize {
    match document {
        Value::Sequence(items) => items.len(),
        Value::Mapping(sections) => {
            sections.values().filter_map(Value::as_mapping).map(|section| section.len()).sum()
        }
        _ => 0,
    }
}

fn template_limits(document: &Value) -> score_template::Limits {
    let usual = score_template::Limits::default();
    let size = size(document);
    score_template::Limits {
        steps: usual.steps + 2_000 * size as u64,
        output: usual.output + 8 * 1024 * size,
        values: usual.values + 8 * 1024 * size,
        ..usual
    }
}

fn yaml_limits(document: &Value) -> score_yaml::Limits {
    let mut limits = score_yaml::Limits::default();
    limits.nodes += 1_000 * size(document);
    limits
}

#[cfg(test)]
mod tests;
