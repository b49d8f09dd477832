//! Watching a provisioner at work: what it was asked, what each field rendered, what was understood. Secrets are masked
//! before anyone sees them.

use std::fmt::Write;
use std::sync::Arc;

use score_core::Value;
use score_core::model::ResourceUid;
use score_core::provision::Request;
use score_yaml::{Style, write};

use crate::command;
use crate::mask::{Secrets, guessed};

/// Someone who watches, handed in with [`LoadOptions::trace`](crate::LoadOptions::trace).
pub trait Trace: Send + Sync {
    /// Whether this resource is of interest.
    fn wants(&self, resource: &ResourceUid) -> bool;

    /// Takes what was recorded, when the provisioner is done with the resource or has failed.
    fn record(&self, record: Record);
}

/// What a provisioner did for one resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The identity of the resource.
    pub uid: String,
    /// The URI of the provisioner.
    pub provisioner: String,
    /// What it was asked, in the form that programs read.
    pub request: Value,
    /// What it did, in order. The last step is where it failed, if it did.
    pub steps: Vec<Step>,
}

/// A field that was rendered, or a stream of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The name of the field, or of the stream; of a field that failed with `, until it failed` behind it.
    pub name: String,
    /// The text.
    pub text: String,
    /// What it was understood to be; absent when it was nothing or could not be understood.
    pub value: Option<Value>,
}

impl Record {
    /// As text for people: the request, then each step with its text and its value as YAML.
    pub fn render(&self) -> String {
        let mut out = format!("resource {}\nprovisioner {}\n\nrequest:\n", self.uid, self.provisioner);
        indent(&mut out, &write(&self.request, &Style::default()));
        for step in &self.steps {
            // Writing to a string cannot fail.
            let _ = write!(out, "\n{}:\n", step.name);
            indent(&mut out, &step.text);
            if let Some(value) = &step.value {
                let _ = writeln!(out, "\n{}, as understood:", step.name);
                indent(&mut out, &write(value, &Style::default()));
            }
        }
        out
    }
}

fn indent(out: &mut String, text: &str) {
    for line in text.lines() {
        if !line.trim().is_empty() {
            out.push_str("  ");
            out.push_str(line.trim_end());
        }
        out.push('\n');
    }
}

/// Gathers one record. Masking waits for the end, since a secret is often told by what comes later.
pub(crate) struct Recorder {
    trace: Arc<dyn Trace>,
    record: Record,
    secrets: Secrets,
}

impl Recorder {
    /// Begins a record, when someone wants it.
    pub(crate) fn start(
        trace: Option<&Arc<dyn Trace>>,
        provisioner: &str,
        request: &Request<'_>,
    ) -> Option<Recorder> {
        let trace = trace.filter(|trace| trace.wants(request.uid))?.clone();
        let asked = command::input(request);
        let mut secrets = Secrets::new();
        secrets.add_named(&asked);
        secrets.add_state(request.state);
        secrets.add_state(request.shared);
        let record = Record {
            uid: request.uid.to_string(),
            provisioner: provisioner.to_owned(),
            request: Value::Mapping(asked),
            steps: vec![],
        };
        Some(Recorder { trace, record, secrets })
    }

    /// Adds a step.
    pub(crate) fn step(&mut self, name: &str, text: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.secrets.add_within(value);
        }
        let step = Step { name: name.to_owned(), text: text.to_owned(), value: value.cloned() };
        self.record.steps.push(step);
    }

    /// Adds a step whose text should be a value and is none.
    pub(crate) fn broken_step(&mut self, name: &str, text: &str) {
        self.secrets.add_within(&guessed(text));
        self.step(name, text, None);
    }

    /// Takes what differs from what another seed gave as drawn.
    pub(crate) fn drawn(&mut self, value: &Value, with_another_seed: &Value) {
        self.secrets.add_drawn(value, with_another_seed);
    }

    /// Takes what differs from what another seed gave as drawn, in texts that are no values.
    pub(crate) fn drawn_text(&mut self, text: &str, with_another_seed: &str) {
        self.secrets.add_drawn(&guessed(text), &guessed(with_another_seed));
    }

    /// Masks the record and hands it over.
    pub(crate) fn finish(self) {
        let Recorder { trace, record, secrets } = self;
        let steps = record.steps.into_iter().map(|step| Step {
            text: secrets.mask_rendered(&step.text),
            value: step.value.map(|value| secrets.mask_value(&value)),
            name: step.name,
        });
        trace.record(Record {
            request: secrets.mask_value(&record.request),
            steps: steps.collect(),
            uid: record.uid,
            provisioner: record.provisioner,
        });
    }
}
