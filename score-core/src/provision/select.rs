//! Which provisioner serves a resource.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Description, Provisioner};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::link::LinkedResource;

/// Provisioners by the type they serve, in the order they are tried.
pub(super) struct Registry<'a> {
    by_kind: BTreeMap<&'a str, Vec<&'a dyn Provisioner>>,
    loaded: usize,
}

impl<'a> Registry<'a> {
    pub(super) fn new(provisioners: &'a [Arc<dyn Provisioner>]) -> Registry<'a> {
        let mut by_kind: BTreeMap<&str, Vec<&dyn Provisioner>> = BTreeMap::new();
        for provisioner in provisioners {
            by_kind.entry(provisioner.kind()).or_default().push(&**provisioner);
        }
        Registry { by_kind, loaded: provisioners.len() }
    }

    /// The first provisioner that serves a resource.
    pub(super) fn find(&self, resource: &LinkedResource) -> Option<&'a dyn Provisioner> {
        self.of_kind(resource).iter().copied().find(|provisioner| provisioner.matches(&resource.uid))
    }

    /// The same; reports when there is none.
    pub(super) fn first_match(
        &self,
        resource: &LinkedResource,
        log: &mut Diagnostics,
    ) -> Option<&'a dyn Provisioner> {
        let found = self.find(resource);
        if found.is_none() {
            log.push(self.no_provisioner(resource, self.of_kind(resource)));
        }
        found
    }

    fn of_kind(&self, resource: &LinkedResource) -> &[&'a dyn Provisioner] {
        self.by_kind.get(resource.uid.kind()).map(Vec::as_slice).unwrap_or_default()
    }

    fn no_provisioner(&self, resource: &LinkedResource, of_kind: &[&dyn Provisioner]) -> Diagnostic {
        let uid = &resource.uid;
        let message = if of_kind.is_empty() {
            format!("no provisioner supports resource type `{}`", uid.kind())
        } else {
            format!(
                "no provisioner of type `{}` supports class `{}` with id `{}`",
                uid.kind(),
                uid.class(),
                uid.id()
            )
        };
        let span = resource.declared.first().copied().unwrap_or_default();
        let listed = "`provisioners list` shows them";
        let mut diagnostic = Diagnostic::error(Code::NoProvisioner, message)
            .at(span, format!("needed for `{uid}`"))
            .note(match self.loaded {
                0 => "no provisioners were loaded".to_owned(),
                1 => format!("1 provisioner was loaded; {listed}"),
                many => format!("{many} provisioners were loaded; {listed}"),
            });
        if !of_kind.is_empty() {
            let served: Vec<String> =
                of_kind.iter().map(|provisioner| pattern(&provisioner.describe())).collect();
            return diagnostic.note(format!(
                "those of this type support {}",
                suggest::list(served.iter().map(String::as_str))
            ));
        }
        if let Some(close) = suggest::closest(uid.kind(), self.by_kind.keys().copied()) {
            diagnostic = diagnostic.fix(format!("`{close}` has a provisioner"), span, close);
        }
        diagnostic
    }
}

/// What a provisioner serves, in the form of an identity with `*` for anything.
fn pattern(description: &Description<'_>) -> String {
    let (class, id) = (description.class.unwrap_or("*"), description.id.unwrap_or("*"));
    format!("{}.{class}#{id}", description.kind)
}
