//! `score completions SHELL`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::exit::{Exit, Outcome};
use crate::report;

/// Prints the script.
pub(crate) fn run(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "score", &mut script);
    report::to_stdout(&script)?;
    Ok(Exit::Done)
}
