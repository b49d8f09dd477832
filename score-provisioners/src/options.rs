//! What loading needs to know besides the text.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use score_template::Timestamp;

use crate::trace::Trace;

/// Choices of a loader, kept by the provisioners it makes.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct LoadOptions {
    /// When templates are parsed, and so when a mistake in one is reported. Default: when the file is loaded.
    pub templates: TemplateParsing,
    /// What templates that ask for the time get. Default: none, which is 1970-01-01T00:00:00Z and a warning.
    pub now: Option<Timestamp>,
    /// What templates that ask for variables of the environment get. Default: none, which is empty text and a warning.
    pub environment: Option<BTreeMap<String, String>>,
    /// Who watches provisioners at work. Default: nobody.
    pub trace: Option<Arc<dyn Trace>>,
}

/// When the templates of a provisioner are parsed and its program is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TemplateParsing {
    /// When the file is loaded: every mistake is reported, also of provisioners that serve nothing.
    #[default]
    WhenLoaded,
    /// When they are first needed, as the reference tools do: what is not used may be broken.
    WhenUsed,
}

impl LoadOptions {
    /// The default of everything.
    pub fn new() -> LoadOptions {
        LoadOptions::default()
    }

    pub(crate) fn parses_now(&self) -> bool {
        self.templates == TemplateParsing::WhenLoaded
    }
}

/// The environment may hold secrets, so it is not shown.
impl fmt::Debug for LoadOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LoadOptions")
            .field("templates", &self.templates)
            .field("now", &self.now)
            .field("traced", &self.trace.is_some())
            .finish_non_exhaustive()
    }
}
