//! Resources that are the environment of whoever runs the output.

use std::sync::Arc;

use score_core::host::Host;
use score_core::model::ResourceUid;
use score_core::provision::{Description, Outputs, Provisioned, Provisioner, Request};
use score_core::{Code, Diagnostic, Diagnostics, Span};

use crate::header::Header;

/// Serves `${resources.<name>.<VARIABLE>}` for any variable. Keeps no state and takes no params.
#[derive(Debug)]
pub(crate) struct LocalEnvironment {
    header: Header,
    /// Whether it leaves resources with an explicit id to others.
    scope: Scope,
}

#[derive(Debug, PartialEq, Eq)]
enum Scope {
    Declared,
    /// Class `default`, and ids of the form `<workload>.<name>`.
    OwnResources,
}

/// The one that serves resources of type `environment` when no other does: class `default`, of one workload.
pub fn builtin_environment() -> Arc<dyn Provisioner> {
    let header = Header {
        uri: "builtin://environment".to_owned(),
        span: Span::NONE,
        kind: "environment".to_owned(),
        class: Some("default".to_owned()),
        id: None,
        description: "The environment of whoever runs the output.".to_owned(),
        supported_params: None,
        expected_outputs: None,
    };
    Arc::new(LocalEnvironment { header, scope: Scope::OwnResources })
}

impl LocalEnvironment {
    /// One that a file declares.
    pub(crate) fn declared(header: Header) -> LocalEnvironment {
        LocalEnvironment { header, scope: Scope::Declared }
    }
}

impl Provisioner for LocalEnvironment {
    fn describe(&self) -> Description<'_> {
        self.header.describe()
    }

    fn matches(&self, resource: &ResourceUid) -> bool {
        self.header.matches(resource) && (self.scope == Scope::Declared || resource.id().contains('.'))
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn provision(&self, request: &Request<'_>, _: &dyn Host, log: &mut Diagnostics) -> Option<Provisioned> {
        if request.params.is_some_and(|params| !params.is_empty()) {
            let message =
                format!("resource `{}` stands for the environment and takes no params", request.uid);
            log.push(
                Diagnostic::error(Code::ProvisionerFailed, message)
                    .at(request.declared, "this resource has params")
                    .related(self.header.span, "this provisioner serves it")
                    .help("remove `params`; each variable is looked up as `${resources.<name>.<VARIABLE>}`"),
            );
            return None;
        }
        Some(Provisioned { outputs: Outputs::Environment, ..Provisioned::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_one_serves_the_own_environment_of_a_workload() {
        let environment = builtin_environment();
        for (uid, wanted) in [
            ("environment.default#shop.env", true),
            ("environment.other#shop.env", false),
            ("environment.default#shared", false),
            ("redis.default#shop.env", false),
        ] {
            assert_eq!(environment.matches(&ResourceUid::from_text(uid)), wanted, "{uid}");
        }
    }
}
