//! The Score model and the stages from a file to resolved workloads.

pub mod diagnostic;
pub mod source;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Severity};
pub use score_yaml::{Mapping, Node, SourceId, Span, Value};
pub use source::Sources;
