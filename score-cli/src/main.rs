//! The `score` command: arguments, the real world behind [`Host`](score_core::host::Host), the drawing of diagnostics
//! and the writing of files. Everything else is the libraries' business.

mod args;
mod builds;
mod changes;
mod commands;
mod drop_in;
mod exit;
mod host;
mod output;
mod print;
mod program;
mod report;
mod retrieve;
mod seed_file;
mod selection;
mod state;
mod target;
mod workloads;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::exit::Exit;

/// Reading and rendering make many small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if let Some((target, skip)) = drop_in::meant(&arguments) {
        return drop_in::run(target, &arguments, skip);
    }
    let cli = match Cli::try_parse_from(arguments) {
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
        Command::Provisioners { command } => commands::provisioners::run(&command),
        // These have been run by now; they are here for help and completions.
        Command::Compose(_) | Command::K8s(_) => Ok(Exit::NotTried),
        Command::Manual { folder } => commands::manual::run(&folder),
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
