//! `score manual FOLDER`: the manual pages, one a command.

use std::path::Path;

use clap::CommandFactory;

use crate::args::Cli;
use crate::exit::{Exit, Failure, Outcome};

/// Writes them.
pub(crate) fn run(folder: &Path) -> Outcome {
    let failed = |source| Failure::Write { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    Ok(Exit::Done)
}
