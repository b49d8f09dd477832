//! No silent loss: for every field of the Score schema a target has one row that says what becomes of it.

use std::fmt;

use score_yaml::Span;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What a target does with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It is in the output with its whole meaning.
    Carried,
    /// It is in the output, nearly; how it differs. Its use is a warning (`approximated-field`).
    Approximated(&'static str),
    /// It cannot be expressed; why. Its use is an error (`unsupported-field`).
    Refused(&'static str),
}

/// One row of a target's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldRow {
    /// One of [`SCORE_FIELDS`].
    pub path: &'static str,
    /// What becomes of it.
    pub support: Support,
}

/// Every field of a score file that holds a value: keys joined by `.`, `*` for any name and `[]` for any item of a list
/// of mappings. Lists of plain values, and mappings without a shape, are one field. Specification: `score-v1b1.json`.
pub const SCORE_FIELDS: &[&str] = &[
    "apiVersion",
    "metadata.name",
    "metadata.annotations.*",
    "metadata.*",
    "service.ports.*.port",
    "service.ports.*.protocol",
    "service.ports.*.targetPort",
    "containers.*.image",
    "containers.*.command",
    "containers.*.args",
    "containers.*.variables.*",
    "containers.*.files.*.mode",
    "containers.*.files.*.source",
    "containers.*.files.*.content",
    "containers.*.files.*.binaryContent",
    "containers.*.files.*.noExpand",
    "containers.*.volumes.*.source",
    "containers.*.volumes.*.path",
    "containers.*.volumes.*.readOnly",
    "containers.*.before.*.ready",
    "containers.*.resources.limits.cpu",
    "containers.*.resources.limits.memory",
    "containers.*.resources.requests.cpu",
    "containers.*.resources.requests.memory",
    "containers.*.livenessProbe.httpGet.host",
    "containers.*.livenessProbe.httpGet.scheme",
    "containers.*.livenessProbe.httpGet.path",
    "containers.*.livenessProbe.httpGet.port",
    "containers.*.livenessProbe.httpGet.httpHeaders[].name",
    "containers.*.livenessProbe.httpGet.httpHeaders[].value",
    "containers.*.livenessProbe.exec.command",
    "containers.*.readinessProbe.httpGet.host",
    "containers.*.readinessProbe.httpGet.scheme",
    "containers.*.readinessProbe.httpGet.path",
    "containers.*.readinessProbe.httpGet.port",
    "containers.*.readinessProbe.httpGet.httpHeaders[].name",
    "containers.*.readinessProbe.httpGet.httpHeaders[].value",
    "containers.*.readinessProbe.exec.command",
    "resources.*.type",
    "resources.*.class",
    "resources.*.id",
    "resources.*.metadata.annotations.*",
    "resources.*.metadata.*",
    "resources.*.params",
];

/// What a table says of a field; nothing when it has no row.
pub fn support(table: &[FieldRow], field: &str) -> Option<Support> {
    table.iter().find(|row| row.path == field).map(|row| row.support)
}

/// What is wrong with a table: fields without a row, rows without a field and fields with two rows. Empty when it is
/// complete.
pub fn table_problems(table: &[FieldRow]) -> Vec<String> {
    let rows = |field: &str| table.iter().filter(|row| row.path == field).count();
    let of_fields = SCORE_FIELDS.iter().filter_map(|field| match rows(field) {
        0 => Some(format!("`{field}` has no row")),
        1 => None,
        many => Some(format!("`{field}` has {many} rows")),
    });
    let is_unknown = |row: &&FieldRow| !SCORE_FIELDS.contains(&row.path);
    let of_rows = table.iter().filter(is_unknown).map(|row| format!("`{}` is no field", row.path));
    of_fields.chain(of_rows).collect()
}

/// Reports the use of a field as its row says: nothing for one that is carried. `path` is the key path with the names
/// of the workload.
pub fn report_use(
    table: &[FieldRow],
    field: &str,
    path: impl fmt::Display,
    span: Span,
    log: &mut Diagnostics,
) {
    match support(table, field) {
        Some(Support::Approximated(how)) => approximated(path, span, how, log),
        Some(Support::Refused(why)) => refused(path, span, why, log),
        Some(Support::Carried) | None => {}
    }
}

/// Reports that a field is in the output only nearly. `how` is a phrase that says what differs.
pub fn approximated(path: impl fmt::Display, span: Span, how: &str, log: &mut Diagnostics) {
    let path = path.to_string();
    let message = format!("field `{path}` is carried only nearly: {how}");
    log.push(
        Diagnostic::warning(Code::ApproximatedField, message).at(span, "carried only nearly").path(path),
    );
}

/// Reports that a field cannot be in the output. `why` is a phrase.
pub fn refused(path: impl fmt::Display, span: Span, why: &str, log: &mut Diagnostics) {
    let path = path.to_string();
    let message = format!("field `{path}` cannot be carried: {why}");
    log.push(Diagnostic::error(Code::UnsupportedField, message).at(span, "not supported here").path(path));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Collects the fields of a JSON Schema. Choices in it only say which fields go together.
    fn collect(root: &Value, node: &Value, path: &str, fields: &mut BTreeSet<String>) {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            return collect(root, root.pointer(reference.trim_start_matches('#')).unwrap(), path, fields);
        }
        let join = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let mut has_fields = false;
        for (name, field) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
            collect(root, field, &join(name), fields);
            has_fields = true;
        }
        match node.get("additionalProperties") {
            Some(any @ Value::Object(_)) => return collect(root, any, &join("*"), fields),
            Some(Value::Bool(true)) if has_fields => drop(fields.insert(join("*"))),
            _ => {}
        }
        if let Some(item) = node.get("items") {
            let mut of_item = BTreeSet::new();
            collect(root, item, &format!("{path}[]"), &mut of_item);
            has_fields = of_item.len() > 1;
            fields.extend(of_item.into_iter().filter(|_| has_fields));
        }
        if !has_fields {
            fields.insert(path.to_owned());
        }
    }

    #[test]
    fn the_fields_are_those_of_the_schema() {
        let default = || concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared").to_owned();
        let shared = std::env::var("SCORE_SHARED").unwrap_or_else(|_| default());
        let path = format!("{shared}/schemas/score-v1b1.upstream-for-validation.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let schema: Value = serde_json::from_str(&text).unwrap();
        let mut fields = BTreeSet::new();
        collect(&schema, &schema, "", &mut fields);
        let known: BTreeSet<String> = SCORE_FIELDS.iter().map(|field| (*field).to_owned()).collect();
        assert_eq!(known, fields);
        assert_eq!(known.len(), SCORE_FIELDS.len());
    }

    #[test]
    fn a_table_is_complete_or_says_what_is_missing() {
        let carried = |path: &&'static str| FieldRow { path, support: Support::Carried };
        let mut table: Vec<FieldRow> = SCORE_FIELDS.iter().map(carried).collect();
        assert_eq!(table_problems(&table), [""; 0]);
        table[0].path = "apiVersionn";
        table[1].path = "metadata.*";
        assert_eq!(
            table_problems(&table),
            [
                "`apiVersion` has no row",
                "`metadata.name` has no row",
                "`metadata.*` has 2 rows",
                "`apiVersionn` is no field"
            ]
        );
    }

    #[test]
    fn a_use_is_reported_as_the_row_says() {
        let table = [
            FieldRow { path: "metadata.name", support: Support::Carried },
            FieldRow { path: "metadata.*", support: Support::Approximated("it becomes a label") },
            FieldRow { path: "apiVersion", support: Support::Refused("there is no place for it") },
        ];
        let mut log = Diagnostics::new();
        for (field, path) in
            [("metadata.name", "metadata.name"), ("metadata.*", "metadata.x"), ("apiVersion", "apiVersion")]
        {
            report_use(&table, field, path, Span::NONE, &mut log);
        }
        let found: Vec<(Code, &str)> = log.iter().map(|found| (found.code, found.message.as_str())).collect();
        let approximated = "field `metadata.x` is carried only nearly: it becomes a label";
        let refused = "field `apiVersion` cannot be carried: there is no place for it";
        assert_eq!(found, [(Code::ApproximatedField, approximated), (Code::UnsupportedField, refused)]);
        assert_eq!(log.error_count(), 1);
        log.promote(Code::ApproximatedField);
        assert_eq!(log.error_count(), 2);
    }
}
