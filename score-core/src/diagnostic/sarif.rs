//! One SARIF 2.1.0 document, for tools that collect results of analyses.

use std::collections::BTreeSet;

use score_yaml::Span;
use serde_json::{Value, json};

use super::{Code, Diagnostic, Diagnostics, Hint, severity_name, whole_text};
use crate::source::Sources;

/// Draws all diagnostics as one document.
pub fn render(log: &Diagnostics, sources: &Sources) -> String {
    let codes: BTreeSet<Code> = log.iter().map(|item| item.code).collect();
    let rule = |code: &Code| {
        let page = code.page();
        json!({
            "id": code.as_str(),
            "shortDescription": {"text": page.title},
            "fullDescription": {"text": page.meaning},
        })
    };
    let rules: Vec<Value> = codes.iter().map(rule).collect();
    let results: Vec<Value> = log.iter().map(|item| result(item, sources)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "score", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn result(item: &Diagnostic, sources: &Sources) -> Value {
    let place = |span: Span| json!({"physicalLocation": location(span, sources)});
    let locations: Vec<Value> = item.primary.iter().map(|label| place(label.span)).collect();
    let related: Vec<Value> = item
        .related
        .iter()
        .map(|label| json!({"physicalLocation": location(label.span, sources), "message": {"text": label.text}}))
        .collect();
    let mut result = json!({
        "ruleId": item.code.as_str(),
        "level": severity_name(item.severity),
        "message": {"text": whole_text(item)},
        "locations": locations,
        "relatedLocations": related,
    });
    let certain = item.hints.iter().filter(|hint| !hint.edits.is_empty());
    let fixes: Vec<Value> = certain.map(|hint| fix(hint, sources)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

fn location(span: Span, sources: &Sources) -> Value {
    json!({"artifactLocation": {"uri": sources.name(span.source)}, "region": region(span, sources)})
}

fn region(span: Span, sources: &Sources) -> Value {
    let from = sources.line_column(span.source, span.start as usize);
    let to = sources.line_column(span.source, span.end as usize);
    json!({
        "startLine": from.line,
        "startColumn": from.column,
        "endLine": to.line,
        "endColumn": to.column,
        "byteOffset": span.start,
        "byteLength": span.end.saturating_sub(span.start),
    })
}

fn fix(hint: &Hint, sources: &Sources) -> Value {
    let change = |edit: &super::Edit| {
        json!({
            "artifactLocation": {"uri": sources.name(edit.span.source)},
            "replacements": [{
                "deletedRegion": region(edit.span, sources),
                "insertedContent": {"text": edit.replacement},
            }],
        })
    };
    let changes: Vec<Value> = hint.edits.iter().map(change).collect();
    json!({"description": {"text": hint.text}, "artifactChanges": changes})
}
