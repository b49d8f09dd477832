//! One file a subcommand.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod manual;
pub(crate) mod schema;
pub(crate) mod translate;
pub(crate) mod version;
