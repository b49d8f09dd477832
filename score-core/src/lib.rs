//! The Score model and the stages from a file to resolved workloads.
//!
//! The way the data goes, one public function a stage:
//!
//! 1. [`parse`](document::parse): text to a located tree, a [`Document`](document::Document);
//! 2. [`overlay`](document::overlay::overlay): an overrides file or property laid over it;
//! 3. [`upgrade`](document::upgrade::upgrade): spellings that older tools accepted, modernised;
//! 4. [`check`](check::check): the typed [`Workload`](model::Workload), or every mistake in the file;
//! 5. [`link`](link::link): workloads joined to a [`Project`](link::Project), resources in their order;
//! 6. [`provision`](provision::provision): every placeholder gets its value, a [`Resolved`](provision::Resolved).
//!
//! Lowering and emission belong to the target crates. Nothing here does IO: what comes from outside comes through
//! [`Host`](host::Host), [`Seed`](seed::Seed) and options, and what is noticed goes to
//! [`Diagnostics`](diagnostic::Diagnostics), drawn by the caller.

pub mod check;
pub mod content;
pub mod diagnostic;
pub mod document;
pub mod field;
pub mod host;
pub mod link;
pub mod model;
pub mod parallel;
pub mod placeholder;
pub mod provision;
pub mod seed;
pub mod source;
pub mod target;
pub mod text;

pub use diagnostic::{Code, Diagnostic, Diagnostics, Severity};
pub use score_yaml::{Mapping, Node, SourceId, Span, Value};
pub use source::Sources;
