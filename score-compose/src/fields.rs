//! What becomes of every field of a score file. Nothing is lost in silence: what is carried only nearly is a warning.

use std::fmt;

use score_core::Span;
use score_core::diagnostic::Diagnostics;
use score_core::field::{FieldRow, Support, report_use};

use crate::options::{ContainerResources, HttpProbes, Options};

const ONE_CHECK: &str = "Compose has one health check a container and does not restart what fails it";
const ASKED_INSIDE: &str =
    "it is asked with `wget` or `curl` inside the container, which the image must have";
const NO_HTTP: &str = "`httpGet` probes are left out";
const NO_RESOURCES: &str = "limits and requests are left out";
const NO_MOUNTS: &str = "there is no folder for mounted files";
const NO_MAPPING: &str =
    "Compose maps no ports between services: others connect to the port in the container";

/// Every field. What depends on options stands as the native preset has it.
const ROWS: &[FieldRow] = &[
    carried("apiVersion"),
    carried("metadata.name"),
    carried("metadata.annotations.*"),
    carried("metadata.*"),
    approximated("service.ports.*.port", NO_MAPPING),
    carried("service.ports.*.protocol"),
    carried("service.ports.*.targetPort"),
    carried("containers.*.image"),
    carried("containers.*.command"),
    carried("containers.*.args"),
    carried("containers.*.variables.*"),
    carried("containers.*.files.*.mode"),
    carried("containers.*.files.*.source"),
    carried("containers.*.files.*.content"),
    carried("containers.*.files.*.binaryContent"),
    carried("containers.*.files.*.noExpand"),
    carried("containers.*.volumes.*.source"),
    carried("containers.*.volumes.*.path"),
    carried("containers.*.volumes.*.readOnly"),
    carried("containers.*.before.*.ready"),
    carried("containers.*.resources.limits.cpu"),
    carried("containers.*.resources.limits.memory"),
    carried("containers.*.resources.requests.cpu"),
    carried("containers.*.resources.requests.memory"),
    approximated("containers.*.livenessProbe.httpGet.host", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.httpGet.scheme", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.httpGet.path", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.httpGet.port", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.httpGet.httpHeaders[].name", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.httpGet.httpHeaders[].value", ASKED_INSIDE),
    approximated("containers.*.livenessProbe.exec.command", ONE_CHECK),
    approximated("containers.*.readinessProbe.httpGet.host", ASKED_INSIDE),
    approximated("containers.*.readinessProbe.httpGet.scheme", ASKED_INSIDE),
    approximated("containers.*.readinessProbe.httpGet.path", ASKED_INSIDE),
    approximated("containers.*.readinessProbe.httpGet.port", ASKED_INSIDE),
    approximated("containers.*.readinessProbe.httpGet.httpHeaders[].name", ASKED_INSIDE),
    approximated("containers.*.readinessProbe.httpGet.httpHeaders[].value", ASKED_INSIDE),
    carried("containers.*.readinessProbe.exec.command"),
    carried("resources.*.type"),
    carried("resources.*.class"),
    carried("resources.*.id"),
    carried("resources.*.metadata.annotations.*"),
    carried("resources.*.metadata.*"),
    carried("resources.*.params"),
];

const fn carried(path: &'static str) -> FieldRow {
    FieldRow { path, support: Support::Carried }
}

const fn approximated(path: &'static str, how: &'static str) -> FieldRow {
    FieldRow { path, support: Support::Approximated(how) }
}

/// The table as it is with these options.
#[derive(Debug)]
pub(crate) struct Fields {
    rows: Vec<FieldRow>,
}

impl Fields {
    pub(crate) fn new(options: &Options) -> Fields {
        let with_options = |row: &FieldRow| {
            let changed = if row.path.starts_with("containers.*.resources.") {
                (options.container_resources == ContainerResources::Ignored)
                    .then_some(Support::Approximated(NO_RESOURCES))
            } else if row.path.contains(".httpGet.") {
                (options.http_probes == HttpProbes::Ignored).then_some(Support::Approximated(NO_HTTP))
            } else if row.path.starts_with("containers.*.files.") {
                options.mounts_directory.is_empty().then_some(Support::Refused(NO_MOUNTS))
            } else {
                None
            };
            FieldRow { path: row.path, support: changed.unwrap_or(row.support) }
        };
        Fields { rows: ROWS.iter().map(with_options).collect() }
    }

    /// Reports that a field is used, as its row says. `path` is the key path with the names of the workload.
    pub(crate) fn used(&self, field: &str, path: impl fmt::Display, span: Span, log: &mut Diagnostics) {
        report_use(&self.rows, field, path, span, log);
    }
}

#[cfg(test)]
mod tests {
    use score_core::field::table_problems;

    use super::*;

    #[test]
    fn every_field_has_a_row_whatever_the_options() {
        for options in [Options::native(), Options::reference()] {
            assert_eq!(table_problems(&Fields::new(&options).rows), [""; 0]);
        }
    }
}
