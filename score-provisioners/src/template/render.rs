//! One resource going through the templates of its provisioner, field by field.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use score_core::provision::Request;
use score_core::seed::Seed;
use score_core::target::Shape;
use score_core::text::MalformedSecretRef;
use score_core::{Diagnostics, Value};
use score_template::{Error, ErrorKind, Limits, Rendered, Surroundings, Template};
use score_yaml::{Mapping, read_first_value};

use super::data::Data;
use super::{TemplateField, TemplateProvisioner, into_mapping, report};
use crate::shape;
use crate::trace::Recorder;

/// A field could not be rendered, and the reason was reported.
pub(super) struct Failed;

/// What came out of the template of a field, before it is read.
struct RenderedField<'a> {
    template: &'a Template,
    field: &'a TemplateField,
    text: String,
    /// Whether some of it is random.
    drawn: bool,
    /// Whether errors were reported, although there is a text.
    has_errors: bool,
}

/// What rendering the fields for one resource works with.
pub(super) struct Run<'a, 'r> {
    provisioner: &'a TemplateProvisioner,
    pub(super) request: &'a Request<'r>,
    pub(super) data: Rc<Data>,
    log: &'a mut Diagnostics,
    recorder: Option<Recorder>,
}

impl<'a, 'r> Run<'a, 'r> {
    pub(super) fn new(
        provisioner: &'a TemplateProvisioner,
        request: &'a Request<'r>,
        log: &'a mut Diagnostics,
    ) -> Run<'a, 'r> {
        let recorder = Recorder::start(provisioner.options.trace.as_ref(), &provisioner.header.uri, request);
        Run { provisioner, request, data: Rc::new(Data::new(request)), log, recorder }
    }

    /// Hands what was recorded to who watches.
    pub(super) fn finish(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            recorder.finish();
        }
    }

    /// Renders a field that must be a mapping.
    pub(super) fn mapping(&mut self, name: &str) -> Result<Option<Mapping>, Failed> {
        Ok(self.field(name, Shape::Mapping)?.map(into_mapping))
    }

    /// Renders a field. Nothing when it is not there, is blank or renders nothing.
    pub(super) fn field(&mut self, name: &str, wanted: Shape) -> Result<Option<Value>, Failed> {
        match self.text_of(name)? {
            Some(rendered) => self.read(&rendered, &rendered.text, wanted),
            None => Ok(None),
        }
    }

    /// Renders a field in which resources often say the very same as the one before.
    pub(super) fn shareable_field(
        &mut self,
        name: &str,
        wanted: Shape,
    ) -> Result<Option<Arc<Value>>, Failed> {
        let Some(mut rendered) = self.text_of(name)? else { return Ok(None) };
        let text = std::mem::take(&mut rendered.text);
        if rendered.has_errors || self.recorder.is_some() {
            return Ok(self.read(&rendered, &text, wanted)?.map(Arc::new));
        }
        rendered.field.latest.value_of(text, |text| self.read(&rendered, text, wanted))
    }

    /// Renders the text of a field. Nothing when it is not there or is blank.
    fn text_of(&mut self, name: &str) -> Result<Option<RenderedField<'a>>, Failed> {
        let provisioner = self.provisioner;
        let Some(field) = provisioner.field(name) else { return Ok(None) };
        let origin = &provisioner.origin;
        let template = match field.template(provisioner.target) {
            None => return Ok(None),
            Some(Ok(template)) => template,
            Some(Err(error)) => {
                self.log.push(report::mistake(error, field, origin, Some(self.request)));
                return Err(Failed);
            }
        };
        let drawn = Cell::new(false);
        let rendered = match self.rendered(template, field, self.request.seed, &drawn) {
            (rendered, None) => rendered,
            (rendered, Some(error)) => {
                if error.kind != ErrorKind::Limit {
                    self.record_failure(template, field, &rendered.text);
                }
                self.log.push(report::failure(&error, field, origin, self.request));
                return Err(Failed);
            }
        };
        let errors = self.log.error_count();
        for notice in &rendered.notices {
            self.log.push(report::notice(notice, field, origin, self.request));
        }
        let has_errors = self.log.error_count() > errors;
        Ok(Some(RenderedField { template, field, text: rendered.text, drawn: drawn.get(), has_errors }))
    }

    /// The value of the text of a field. Nothing when it holds nothing.
    fn read(
        &mut self,
        rendered: &RenderedField<'a>,
        text: &str,
        wanted: Shape,
    ) -> Result<Option<Value>, Failed> {
        let decoded = decode(text);
        self.record(rendered, text, &decoded);
        // The text holds `<no value>`, and what follows from that is no further mistake.
        if rendered.has_errors {
            return Err(Failed);
        }
        let (field, origin) = (rendered.field, &self.provisioner.origin);
        match decoded {
            Ok(None) => Ok(None),
            Ok(Some(value)) => match shape::mismatch(wanted, &value) {
                None => Ok(Some(value)),
                Some(why) => {
                    self.log.push(report::wrong_shape(wanted, &why, field, origin, self.request));
                    Err(Failed)
                }
            },
            Err(error) => {
                self.log.push(report::not_yaml(&error, text, field, origin, self.request));
                Err(Failed)
            }
        }
    }

    fn rendered(
        &self,
        template: &Template,
        field: &TemplateField,
        seed: &Seed,
        drawn: &Cell<bool>,
    ) -> (Rendered, Option<Error>) {
        // What resources share must not depend on which of them comes first.
        let owner = match field.name {
            "shared" => self.provisioner.header.uri.as_str(),
            _ => self.request.uid.as_str(),
        };
        let draws = seed.draws(owner, field.name);
        let options = &self.provisioner.options;
        let lookup = options.environment.as_ref().map(|known| |name: &str| known.get(name).cloned());
        let random = |bytes: &mut [u8]| {
            drawn.set(true);
            draws.fill(bytes);
        };
        let surroundings = Surroundings {
            random: &random,
            now: options.now,
            environment: match &lookup {
                Some(lookup) => Some(lookup),
                None => None,
            },
            limits: Limits::default(),
        };
        template.render_until_it_fails(&self.data.root(), &surroundings)
    }

    /// Shows a field to who watches.
    fn record(
        &mut self,
        rendered: &RenderedField<'a>,
        text: &str,
        decoded: &Result<Option<Value>, score_yaml::Error>,
    ) {
        let Some(recorder) = &mut self.recorder else { return };
        match decoded {
            Ok(value) => recorder.step(rendered.field.name, text, value.as_ref()),
            Err(_) => recorder.broken_step(rendered.field.name, text),
        }
        if !rendered.drawn {
            return;
        }
        let other = self.with_another_seed(rendered.template, rendered.field);
        let Some(recorder) = &mut self.recorder else { return };
        match (decoded, decode(&other)) {
            (Ok(Some(value)), Ok(Some(other))) => recorder.drawn(value, &other),
            _ => recorder.drawn_text(text, &other),
        }
    }

    /// Shows what a field rendered before it failed to who watches.
    fn record_failure(&mut self, template: &Template, field: &TemplateField, text: &str) {
        if self.recorder.is_none() {
            return;
        }
        let other = self.with_another_seed(template, field);
        if let Some(recorder) = &mut self.recorder {
            recorder.broken_step(&format!("{}, until it failed", field.name), text);
            recorder.drawn_text(text, &other);
        }
    }

    /// What comes out differently with another seed was drawn.
    fn with_another_seed(&self, template: &Template, field: &TemplateField) -> String {
        let other = Seed::from_text("another");
        self.rendered(template, field, &other, &Cell::new(false)).0.text
    }

    /// Reports outputs with a secret reference that is none.
    pub(super) fn bad_outputs(&mut self, error: &MalformedSecretRef) -> Failed {
        if let Some(field) = self.provisioner.field("outputs") {
            self.log.push(report::bad_outputs(error, field, &self.provisioner.origin, self.request));
        }
        Failed
    }
}

/// The value of a rendered text. Nothing when it holds nothing.
fn decode(text: &str) -> Result<Option<Value>, score_yaml::Error> {
    read_first_value(text, &score_yaml::Limits::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_of_a_text_counts() {
        for (text, wanted) in [
            ("", "nothing"),
            (" \n\t\n", "nothing"),
            ("# only words\n", "nothing"),
            ("null", "nothing"),
            ("a: 1", r#"{"a":1}"#),
            ("a: 1\n---\nb: 2\n", r#"{"a":1}"#),
            ("a: 1\n---\n[", r#"{"a":1}"#),
            ("a: &x {b: 1}\nc: *x\n", r#"{"a":{"b":1},"c":{"b":1}}"#),
            ("1: a", r#"{"1":"a"}"#),
            ("a: [1", "error"),
            ("a: 1\na: 2", "error"),
            ("a: 1\n---\nb: 1\nb: 2", r#"{"a":1}"#),
            ("a:\n\tb: 1", "error"),
        ] {
            let decoded = match decode(text) {
                Ok(Some(value)) => score_yaml::json(&value).unwrap(),
                Ok(None) => "nothing".to_owned(),
                Err(_) => "error".to_owned(),
            };
            assert_eq!(decoded, wanted, "{text:?}");
        }
    }
}
