//! One JSON object a line, as `schemas/diagnostics.json` describes it.

use serde_json::{Value, json};

use super::{Diagnostics, Edit, Label, severity_name};
use crate::source::Sources;

/// Draws every diagnostic as one line of JSON.
pub fn render(log: &Diagnostics, sources: &Sources) -> String {
    log.iter()
        .map(|item| {
            let primary = item.primary.iter().map(|label| span(label, true, sources));
            let related = item.related.iter().map(|label| span(label, false, sources));
            let hints = item.hints.iter().map(|hint| {
                let edits: Vec<Value> = hint.edits.iter().map(|it| edit(it, sources)).collect();
                json!({"text": hint.text, "edits": edits})
            });
            let object = json!({
                "code": item.code.as_str(),
                "severity": severity_name(item.severity),
                "message": item.message,
                "path": item.path,
                "spans": primary.chain(related).collect::<Vec<_>>(),
                "notes": item.notes,
                "hints": hints.collect::<Vec<_>>(),
            });
            format!("{object}\n")
        })
        .collect()
}

fn span(label: &Label, is_primary: bool, sources: &Sources) -> Value {
    let source = label.span.source;
    let (start, end) = (label.span.start as usize, label.span.end as usize);
    let (from, to) = (sources.line_column(source, start), sources.line_column(source, end));
    json!({
        "file": sources.name(source),
        "start": start,
        "end": end,
        "line": from.line,
        "column": from.column,
        "end_line": to.line,
        "end_column": to.column,
        "label": label.text,
        "primary": is_primary,
    })
}

fn edit(edit: &Edit, sources: &Sources) -> Value {
    json!({
        "file": sources.name(edit.span.source),
        "start": edit.span.start,
        "end": edit.span.end,
        "replacement": edit.replacement,
    })
}
