//! `score schema`: the JSON Schemas that come with the program.

use crate::args::SchemaName;
use crate::exit::{Exit, Outcome};
use crate::report;

/// Prints one.
pub(crate) fn run(name: SchemaName) -> Outcome {
    report::to_stdout(text(name).as_bytes())?;
    Ok(Exit::Done)
}

/// The text of a schema.
pub(crate) fn text(name: SchemaName) -> &'static str {
    match name {
        SchemaName::Score => include_str!("../../../schemas/score-v1b1.json"),
        SchemaName::Provisioners => include_str!("../../../schemas/provisioners.json"),
        SchemaName::Diagnostics => include_str!("../../../schemas/diagnostics.json"),
        SchemaName::State => include_str!("../../../schemas/state.json"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn schema(name: SchemaName) -> Value {
        serde_json::from_str(text(name)).unwrap()
    }

    fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
        names.into_iter().map(str::to_owned).collect()
    }

    fn properties(schema: &Value, pointer: &str) -> BTreeSet<String> {
        let object = schema.pointer(pointer).and_then(Value::as_object);
        object.unwrap_or_else(|| panic!("no object at {pointer}")).keys().cloned().collect()
    }

    /// Whether a path of keys, with `*` for any name and `[]` for items, leads to something that is described.
    fn leads_somewhere(root: &Value, node: &Value, path: &[&str]) -> bool {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            let target = root.pointer(reference.trim_start_matches('#'));
            return target.is_some_and(|target| leads_somewhere(root, target, path));
        }
        let Some((key, rest)) = path.split_first() else { return true };
        let forms = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|key| node.get(key)?.as_array());
        if forms.flatten().any(|form| leads_somewhere(root, form, path)) {
            return true;
        }
        let (key, is_list) = key.strip_suffix("[]").map_or((*key, false), |key| (key, true));
        let child = match key {
            "*" => node
                .get("additionalProperties")
                .or_else(|| node.get("patternProperties")?.as_object()?.values().next()),
            key => node.get("properties").and_then(|properties| properties.get(key)),
        };
        let child = if is_list { child.and_then(|child| child.get("items")) } else { child };
        child.is_some_and(|child| leads_somewhere(root, child, rest))
    }

    #[test]
    fn every_field_of_a_score_file_is_described() {
        let schema = schema(SchemaName::Score);
        for field in score_core::field::SCORE_FIELDS {
            let path: Vec<&str> = field.split('.').collect();
            assert!(leads_somewhere(&schema, &schema, &path), "{field}");
        }
        assert!(!leads_somewhere(&schema, &schema, &["service", "ports", "*", "prot"]));
    }

    #[test]
    fn every_field_of_a_provisioner_is_described() {
        let schema = schema(SchemaName::Provisioners);
        let everywhere = ["uri", "type", "class", "description", "supported_params", "expected_outputs"];
        let mut template = names(everywhere);
        template.extend(names(["id", "init", "state", "shared", "outputs"]));
        for target in [score_compose::target(), score_k8s::target()] {
            template.extend(names(target.sections.iter().map(|section| section.name)));
        }
        let mut command = names(everywhere);
        command.extend(names(["id", "args", "params", "outputs"]));
        assert_eq!(properties(&schema, "/$defs/template/properties"), template);
        assert_eq!(properties(&schema, "/$defs/command/properties"), command);
        assert_eq!(properties(&schema, "/$defs/environment/properties"), names(everywhere));
    }

    #[test]
    fn every_field_of_a_diagnostic_is_described() {
        use score_core::diagnostic::{Code, Diagnostic, Diagnostics, json};
        use score_core::{Sources, Span};

        let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
        let id = sources.add("score.yaml", "a\n");
        let span = Span::new(id, 0, 1);
        log.push(Diagnostic::error(Code::UnknownField, "m").at(span, "").note("n").fix("f", span, "b"));
        let line: Value = serde_json::from_str(&json::render(&log, &sources)).unwrap();
        let schema = schema(SchemaName::Diagnostics);
        assert_eq!(properties(&schema, "/properties"), properties(&line, ""));
        assert_eq!(properties(&schema, "/$defs/span/properties"), properties(&line, "/spans/0"));
        assert_eq!(properties(&schema, "/properties/hints/items/properties"), properties(&line, "/hints/0"));
        assert_eq!(properties(&schema, "/$defs/edit/properties"), properties(&line, "/hints/0/edits/0"));
    }
}
