//! `template://` provisioners: each field is a Go template that renders YAML.

pub(crate) mod align;
mod data;
mod latest;
mod params;
mod render;
mod report;
mod shared;

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use score_core::host::Host;
use score_core::model::ResourceUid;
use score_core::provision::{Description, Outputs, Provisioned, Provisioner, Request, Sections};
use score_core::target::{SecretReferences, Shape, TargetDescription};
use score_core::text::{decode_outputs, encode_secret_ref};
use score_core::{Diagnostics, Node, Span};
use score_template::{Error, Functions, Template};
use score_yaml::{Entry, Mapping, Value};

use self::latest::Latest;
use self::render::{Failed, Run};
use crate::header::Header;
use crate::mask::Secrets;
use crate::options::LoadOptions;
use crate::origin::Origin;
use crate::shape;

/// A provisioner whose fields are templates.
pub(crate) struct TemplateProvisioner {
    header: Header,
    origin: Arc<Origin>,
    target: &'static TargetDescription,
    fields: Vec<TemplateField>,
    options: LoadOptions,
}

/// A field that is a template, parsed when it is first needed.
pub(crate) struct TemplateField {
    name: &'static str,
    key: Span,
    text: Node,
    parsed: OnceLock<Result<Template, Error>>,
    latest: Latest,
}

impl fmt::Debug for TemplateProvisioner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TemplateProvisioner").field("header", &self.header).finish_non_exhaustive()
    }
}

impl TemplateField {
    /// The field of an entry, whose value is a scalar.
    pub(crate) fn new(name: &'static str, entry: &Entry) -> TemplateField {
        TemplateField {
            name,
            key: entry.key.span,
            text: entry.value.clone(),
            parsed: OnceLock::new(),
            latest: Latest::default(),
        }
    }

    /// The text of the template without the blanks around it, and how much was cut off before it.
    fn trimmed(&self) -> (&str, usize) {
        let text = self.text.text().unwrap_or_default();
        let start = text.trim_start();
        (start.trim_end(), text.len() - start.len())
    }

    /// The template; none when the text is blank.
    fn template(&self, target: &TargetDescription) -> Option<&Result<Template, Error>> {
        let (text, _) = self.trimmed();
        (!text.is_empty()).then(|| self.parsed.get_or_init(|| Template::parse(text, functions(target))))
    }
}

/// What templates may call on a target.
fn functions(target: &TargetDescription) -> &'static Functions {
    static USUAL: LazyLock<Functions> = LazyLock::new(Functions::sprig);
    static WITH_SECRETS: LazyLock<Functions> = LazyLock::new(|| {
        let mut functions = Functions::sprig();
        functions.add("encodeSecretRef", 2..=2, |arguments| match arguments {
            [name, key] => match (name.as_str(), key.as_str()) {
                (Some(name), Some(_)) if name.contains('_') => {
                    Err("the name of a secret cannot contain `_`".to_owned())
                }
                (Some(name), Some(key)) => Ok(encode_secret_ref(name, key).into()),
                _ => Err("it takes the name of a secret and a key, both text".to_owned()),
            },
            _ => Err("it takes the name of a secret and a key".to_owned()),
        });
        functions
    });
    match target.secrets {
        SecretReferences::Allowed => &WITH_SECRETS,
        SecretReferences::None => &USUAL,
    }
}

impl TemplateProvisioner {
    pub(crate) fn new(
        header: Header,
        origin: Arc<Origin>,
        target: &'static TargetDescription,
        fields: Vec<TemplateField>,
        options: LoadOptions,
    ) -> TemplateProvisioner {
        TemplateProvisioner { header, origin, target, fields, options }
    }

    pub(crate) fn into_header(self) -> Header {
        self.header
    }

    /// Parses every template and reports those that are none.
    pub(crate) fn report_mistakes(&self, log: &mut Diagnostics) {
        for field in &self.fields {
            if let Some(Err(error)) = field.template(self.target) {
                log.push(report::mistake(error, field, &self.origin, None));
            }
        }
    }

    fn field(&self, name: &str) -> Option<&TemplateField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Renders the fields in their order. What a field renders is seen by those behind it.
    fn render(&self, run: &mut Run<'_, '_>) -> Result<Provisioned, Failed> {
        let init = run.mapping("init")?;
        run.data.set("Init", init.as_ref());
        let state = run.mapping("state")?.unwrap_or_default();
        run.data.set("State", Some(&state));
        let shared = run.mapping("shared")?.unwrap_or_default();
        run.data.set_shared(run.request.shared, &shared);
        let outputs = run.mapping("outputs")?.unwrap_or_default();
        let outputs = match decode_outputs(&outputs) {
            Ok(outputs) => Outputs::Values(outputs),
            Err(error) => return Err(run.bad_outputs(&error)),
        };
        let mut sections = Sections::default();
        let mut notices = Vec::new();
        for section in self.target.sections {
            match section.shape {
                Shape::Lines => notices
                    .extend(run.field(section.name, section.shape)?.map_or_else(Vec::new, shape::lines)),
                Shape::Mapping | Shape::MappingList => {
                    if let Some(value) = run.shareable_field(section.name, section.shape)? {
                        sections.insert(section.name.to_owned(), value);
                    }
                }
            }
        }
        Ok(Provisioned { state, shared, outputs, sections, notices })
    }
}

impl Provisioner for TemplateProvisioner {
    fn describe(&self) -> Description<'_> {
        self.header.describe()
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        self.header.matches(resource)
    }

    fn is_repeatable(&self) -> bool {
        // Whoever watches sees each resource once.
        self.options.trace.is_none()
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, log: &mut Diagnostics) -> Option<Provisioned> {
        let mut run = Run::new(self, request, log);
        let result = self.render(&mut run);
        run.finish();
        let mut provisioned = result.ok()?;
        if !provisioned.notices.is_empty() {
            let mut secrets = Secrets::new();
            secrets.add_named(&provisioned.state);
            secrets.add_named(&provisioned.shared);
            secrets.add_named(request.params.unwrap_or(&Mapping::default()));
            for notice in &mut provisioned.notices {
                *notice = secrets.mask_text(notice);
            }
        }
        Some(provisioned)
    }
}

/// A mapping out of a value that is one.
fn into_mapping(value: Value) -> Mapping {
    match value {
        Value::Mapping(map) => map,
        _ => Mapping::default(),
    }
}
