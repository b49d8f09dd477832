//! One file a subcommand.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod manual;
pub(crate) mod provisioners;
pub(crate) mod schema;
mod trace;
pub(crate) mod translate;
pub(crate) mod version;
