//! Annotations of a GitHub workflow: one command a line.

use std::fmt::Write;

use super::{Diagnostics, severity_name, whole_text};
use crate::source::Sources;

/// Draws every diagnostic as a workflow command.
pub fn render(log: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for item in log.iter() {
        // Writing to a string cannot fail.
        let _ = write!(out, "::{} ", severity_name(item.severity));
        if let Some(label) = &item.primary {
            let source = label.span.source;
            let from = sources.line_column(source, label.span.start as usize);
            let to = sources.line_column(source, label.span.end as usize);
            let _ = write!(
                out,
                "file={},line={},endLine={},",
                property(sources.name(source)),
                from.line,
                to.line
            );
            // Columns are only meaningful within one line.
            if from.line == to.line {
                let _ = write!(out, "col={},endColumn={},", from.column, to.column);
            }
        }
        let _ = writeln!(out, "title={}::{}", property(item.code.as_str()), data(&whole_text(item)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
