//! What becomes of every field of a score file. Nothing is lost in silence: what is carried only nearly is a warning.

use score_core::field::{FieldRow, Support};

/// Every field. Kubernetes has a place for each; where a certain combination of values has none, lowering says so.
pub const FIELDS: &[FieldRow] = &[
    carried("apiVersion"),
    carried("metadata.name"),
    carried("metadata.annotations.*"),
    carried("metadata.*"),
    carried("service.ports.*.port"),
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
    carried("containers.*.livenessProbe.httpGet.host"),
    carried("containers.*.livenessProbe.httpGet.scheme"),
    carried("containers.*.livenessProbe.httpGet.path"),
    carried("containers.*.livenessProbe.httpGet.port"),
    carried("containers.*.livenessProbe.httpGet.httpHeaders[].name"),
    carried("containers.*.livenessProbe.httpGet.httpHeaders[].value"),
    carried("containers.*.livenessProbe.exec.command"),
    carried("containers.*.readinessProbe.httpGet.host"),
    carried("containers.*.readinessProbe.httpGet.scheme"),
    carried("containers.*.readinessProbe.httpGet.path"),
    carried("containers.*.readinessProbe.httpGet.port"),
    carried("containers.*.readinessProbe.httpGet.httpHeaders[].name"),
    carried("containers.*.readinessProbe.httpGet.httpHeaders[].value"),
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

#[cfg(test)]
mod tests {
    use score_core::field::table_problems;

    use super::*;

    #[test]
    fn every_field_has_a_row() {
        assert_eq!(table_problems(FIELDS), [""; 0]);
    }
}
