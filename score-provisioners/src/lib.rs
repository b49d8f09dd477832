//! The kinds of provisioners and the loader of provisioner files.
//!
//! A provisioner file is a list of entries; the scheme of an entry's `uri` says what kind it is:
//!
//! - `template://`: Go templates that render YAML ([`load`] reads them, sprig is there);
//! - `cmd://`: a program that reads and writes JSON;
//! - `local-env://`: the environment of whoever runs the output.
//!
//! Each becomes a [`Provisioner`](score_core::provision::Provisioner), whatever the target: what an entry may add to the
//! output is what the [`TargetDescription`](score_core::target::TargetDescription) declares. [`load`] reads a file that a
//! person gave, [`load_builtin`] a set that comes with a target, each entry when it is first needed.
//!
//! For people who write provisioners there are [`listing`], [`trace`] and [`trial`].

mod builtin;
mod command;
mod convert;
mod environment;
mod fields;
mod file;
mod header;
pub mod listing;
mod mask;
mod options;
mod origin;
pub mod patch;
mod shape;
mod template;
pub mod trace;
pub mod trial;
mod uri;

pub use builtin::load_builtin;
pub use environment::builtin_environment;
pub use file::{load, load_with};
pub use options::{LoadOptions, TemplateParsing};

#[cfg(test)]
#[path = "../tests/targets/mod.rs"]
mod targets;
#[cfg(test)]
mod tests;
