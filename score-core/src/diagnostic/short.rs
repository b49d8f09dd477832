//! One line each: `score.yaml:10:5: error[unknown-field]: unknown field …`.

use std::fmt::Write;

use super::{Diagnostics, severity_name};
use crate::source::Sources;

/// Draws every diagnostic on one line.
pub fn render(log: &Diagnostics, sources: &Sources) -> String {
    let mut out = String::new();
    for item in log.iter() {
        if let Some(label) = &item.primary {
            let at = sources.line_column(label.span.source, label.span.start as usize);
            // Writing to a string cannot fail.
            let _ = write!(out, "{}:{}:{}: ", sources.name(label.span.source), at.line, at.column);
        }
        let message = item.message.replace('\n', " ");
        let _ = writeln!(out, "{}[{}]: {message}", severity_name(item.severity), item.code.as_str());
    }
    out
}
