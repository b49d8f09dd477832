//! The set that comes with a target. Its files are read and their templates parsed when they are first needed, for a run
//! uses two of fifteen.

use std::sync::{Arc, OnceLock};

use score_core::host::Host;
use score_core::model::ResourceUid;
use score_core::provision::{Description, Provisioned, Provisioner, Request};
use score_core::target::TargetDescription;
use score_core::{Diagnostics, Span};

use crate::file::Reader;
use crate::options::{LoadOptions, TemplateParsing};
use crate::origin::Origin;

/// What a file of the set is called, behind its number and its type.
const SUFFIX: &str = ".provisioners.yaml";

/// The provisioners of a set that comes with a target, in the order of its files. A file holds one entry and is named
/// `<number>-<type>.provisioners.yaml`, which is all that is read of it until a resource of this type comes along.
pub fn load_builtin(
    files: &'static [(&'static str, &'static str)],
    target: &'static TargetDescription,
    options: &LoadOptions,
) -> Vec<Arc<dyn Provisioner>> {
    files
        .iter()
        .map(|file| -> Arc<dyn Provisioner> { Arc::new(BuiltIn::new(file, target, options)) })
        .collect()
}

/// The type that the name of a file tells.
fn type_of(name: &'static str) -> &'static str {
    let name = name.strip_suffix(SUFFIX).unwrap_or(name);
    name.split_once('-').map_or(name, |(_, kind)| kind)
}

/// One file of the set.
pub(crate) struct BuiltIn {
    name: &'static str,
    text: &'static str,
    target: &'static TargetDescription,
    options: LoadOptions,
    loaded: OnceLock<Loaded>,
}

struct Loaded {
    entry: Option<Arc<dyn Provisioner>>,
    mistakes: Diagnostics,
}

impl BuiltIn {
    pub(crate) fn new(
        (name, text): &(&'static str, &'static str),
        target: &'static TargetDescription,
        options: &LoadOptions,
    ) -> BuiltIn {
        let options = LoadOptions { templates: TemplateParsing::WhenUsed, ..options.clone() };
        BuiltIn { name, text, target, options, loaded: OnceLock::new() }
    }

    /// Whether the file was needed so far.
    #[cfg(test)]
    pub(crate) fn is_read(&self) -> bool {
        self.loaded.get().is_some()
    }

    fn loaded(&self) -> &Loaded {
        self.loaded.get_or_init(|| {
            let origin = Arc::new(Origin::built_in(self.name, self.text));
            let mut mistakes = Diagnostics::new();
            let mut reader =
                Reader { origin: &origin, target: self.target, options: &self.options, log: &mut mistakes };
            let entry = reader.file().into_iter().next();
            Loaded { entry, mistakes }
        })
    }
}

impl Provisioner for BuiltIn {
    fn describe(&self) -> Description<'_> {
        match &self.loaded().entry {
            Some(entry) => entry.describe(),
            None => Description {
                uri: self.name,
                kind: type_of(self.name),
                class: None,
                id: None,
                description: "",
                supported_params: None,
                expected_outputs: None,
                span: Span::NONE,
            },
        }
    }

    fn kind(&self) -> &str {
        type_of(self.name)
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        resource.kind() == self.kind()
            && self.loaded().entry.as_ref().is_none_or(|entry| entry.matches(resource))
    }

    fn is_repeatable(&self) -> bool {
        self.loaded().entry.as_ref().is_none_or(|entry| entry.is_repeatable())
    }

    fn provision(
        &self,
        request: &Request<'_>,
        host: &dyn Host,
        log: &mut Diagnostics,
    ) -> Option<Provisioned> {
        let loaded = self.loaded();
        log.append(loaded.mistakes.clone());
        loaded.entry.as_ref()?.provision(request, host, log)
    }
}
