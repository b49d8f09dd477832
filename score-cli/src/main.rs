//! The `score` command: arguments, the real world behind [`Host`](score_core::host::Host), the drawing of diagnostics
//! and the writing of files. Everything else is the libraries' business.

mod args;
mod commands;
mod exit;
mod host;
mod output;
mod report;
mod seed_file;
mod selection;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::exit::Exit;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version come this way too, and are no failure.
            let code = if error.use_stderr() { Exit::NotTried } else { Exit::Done };
            let _ = error.print();
            return code.into();
        }
    };
    let result = match cli.command {
        Command::Generate(args) => commands::generate::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Explain { code } => commands::explain::run(code.as_deref()),
        Command::Schema { name } => commands::schema::run(name),
        Command::Completions { shell } => commands::completions::run(shell),
        Command::Version => commands::version::run(),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            report::failure(&failure);
            Exit::NotTried.into()
        }
    }
}
