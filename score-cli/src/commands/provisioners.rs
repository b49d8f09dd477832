//! `score provisioners`: for people who write provisioners.

mod list;
mod show;
mod test;

use std::path::PathBuf;
use std::sync::Arc;

use score_core::Sources;
use score_core::diagnostic::Diagnostics;
use score_core::provision::Provisioner;
use score_provisioners::LoadOptions;

use super::translate::given_provisioners;
use crate::args::{Format, ProvisionersCommand, Target};
use crate::exit::{Exit, Failure, Outcome};
use crate::report::{self, Stdout};
use crate::selection;

/// Lists, shows or tests.
pub(crate) fn run(command: &ProvisionersCommand) -> Outcome {
    match command {
        ProvisionersCommand::List { target, provisioners, format } => {
            let Some(loaded) = load(provisioners, *target)? else { return Ok(Exit::InputHasErrors) };
            list::print(&loaded, *format)
        }
        ProvisionersCommand::Show { kind, target, provisioners } => {
            let Some(loaded) = load(provisioners, *target)? else { return Ok(Exit::InputHasErrors) };
            show::print(&loaded, *target, kind)
        }
        ProvisionersCommand::Test { file, cases, target, bless } => {
            let after = if *bless { test::After::Bless } else { test::After::Compare };
            test::run(file, cases, *target, after)
        }
    }
}

/// Provisioners in the order they are tried, and the texts they come from.
struct Loaded {
    sources: Sources,
    provisioners: Vec<Arc<dyn Provisioner>>,
}

/// The provisioners of the files that were named, then the built-in ones. `None`: mistakes were reported.
fn load(paths: &[PathBuf], target: Target) -> Result<Option<Loaded>, Failure> {
    let (mut sources, mut log) = (Sources::new(), Diagnostics::new());
    let options = LoadOptions::new();
    let given = selection::read_given(paths, &mut sources, &mut log)?;
    let mut provisioners = given_provisioners(&given, target, &options, &sources, &mut log);
    log.sort();
    report::diagnostics(&log, &sources, Format::Human, Stdout::Taken)?;
    if log.has_errors() {
        return Ok(None);
    }
    let files = target.default_provisioners();
    provisioners.extend(score_provisioners::load_builtin(files, target.description(), &options));
    Ok(Some(Loaded { sources, provisioners }))
}

/// Where a provisioner comes from.
fn origin(origin: Option<(&str, usize)>) -> String {
    origin.map_or_else(|| "built in".to_owned(), |(file, line)| format!("{file}:{line}"))
}
