//! Placeholders in texts that are in no score file, filled when everything is provisioned.

use std::collections::{BTreeMap, BTreeSet};

use score_yaml::{Mapping, OrderedMap};

use super::fill::Filler;
use super::scope::{Scope, Served, Site};
use super::{Resolved, ResolvedResource, Sections};
use crate::diagnostic::Diagnostics;
use crate::model::ResourceUid;
use crate::placeholder::Template;
use crate::target::EnvironmentVariables;
use crate::text::Text;

/// What the placeholders of every workload of a project stand for, kept apart from the project.
pub struct PlaceholderValues {
    workloads: BTreeMap<String, Known>,
    served: Served,
    environment: EnvironmentVariables,
    variables: BTreeMap<String, String>,
}

/// What a workload can refer to.
#[derive(Default)]
struct Known {
    metadata: Mapping,
    resources: OrderedMap<String, ResourceUid>,
}

impl PlaceholderValues {
    /// Copies what placeholders need out of a project. `environment` and `variables` are those it was provisioned with.
    pub fn of(
        resolved: &Resolved,
        environment: EnvironmentVariables,
        variables: BTreeMap<String, String>,
    ) -> PlaceholderValues {
        let known = |(name, workload): (&String, &super::ResolvedWorkload)| {
            let metadata = workload.linked.workload.metadata.to_mapping();
            (name.clone(), Known { metadata, resources: workload.linked.resources.clone() })
        };
        let mut served = Served::default();
        for resource in &resolved.resources {
            // What it adds to the output, which can be large, is nothing that a placeholder can mean.
            served.add(ResolvedResource {
                uid: resource.uid.clone(),
                guid: resource.guid.clone(),
                source_workload: resource.source_workload.clone(),
                workloads: resource.workloads.clone(),
                declared: resource.declared,
                provisioner: resource.provisioner.clone(),
                provisioner_span: resource.provisioner_span,
                outputs: resource.outputs.clone(),
                sections: Sections::default(),
                notices: Vec::new(),
            });
        }
        let workloads = resolved.workloads.iter().map(known).collect();
        PlaceholderValues { workloads, served, environment, variables }
    }

    /// Fills the placeholders of a text as those of a variable of the workload.
    ///
    /// # Errors
    /// What is wrong with the first placeholder that leads nowhere, for people.
    pub fn fill(&self, workload: &str, text: &str) -> Result<Text, String> {
        let template = Template::from_text(text);
        let nothing = Known::default();
        let known = match self.workloads.get(workload) {
            Some(known) => known,
            None if template.references().next().is_none() => &nothing,
            None => return Err(format!("there is no workload `{workload}`")),
        };
        let mut log = Diagnostics::new();
        let mut filler = Filler {
            environment: self.environment,
            variables: &self.variables,
            looked_up: BTreeSet::new(),
            log: &mut log,
        };
        let scope = Scope { metadata: &known.metadata, resources: &known.resources, served: &self.served };
        let filled = filler.text(&template, scope, Site::Elsewhere);
        filled.ok_or_else(|| log.into_iter().next().map(|problem| problem.message).unwrap_or_default())
    }
}
