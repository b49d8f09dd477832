//! One file a subcommand.

pub mod check;
pub mod completions;
pub mod explain;
pub mod generate;
pub mod schema;
pub mod translate;
pub mod version;
