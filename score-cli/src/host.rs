//! The real surroundings behind [`Host`]: the disk and programs, both with limits.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Duration;

use score_core::host::{Command, CommandOutput, Host, HostError};
use score_core::parallel::Threads;

use crate::program::{self, Limits, NotRun};

/// A program that runs longer is stopped.
const LONGEST_RUN: Duration = Duration::from_secs(120);
/// A program that prints more is stopped. In bytes, for each of its two streams.
const LARGEST_OUTPUT: u64 = 64 * 1024 * 1024;
/// A mounted file that is larger is refused. In bytes.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// With fewer workloads, files or diagnostics one thread is done before a second one has begun.
const FEW: usize = 16;

/// How many threads work on this many things: those of the machine, when there is work for them.
pub(crate) fn threads(things: usize) -> Threads {
    if things < FEW {
        return Threads::ONE;
    }
    std::thread::available_parallelism().map_or(Threads::ONE, Threads::new)
}

/// The machine the command runs on.
#[derive(Debug)]
pub(crate) struct SystemHost;

impl Host for SystemHost {
    fn read(&self, path: &str) -> Result<Vec<u8>, HostError> {
        let mut file = std::fs::File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => HostError::NotFound,
            _ => HostError::Unreadable(error.to_string()),
        })?;
        let unreadable = |error: std::io::Error| HostError::Unreadable(error.to_string());
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(HostError::Unreadable("it is a folder".to_owned()));
        }
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(HostError::Unreadable("it is larger than 256 MiB".to_owned()));
        }
        Ok(bytes)
    }

    fn run(&self, command: &Command) -> Result<CommandOutput, HostError> {
        let mut program = std::process::Command::new(program_path(&command.program));
        program.args(&command.arguments);
        let limits = Limits { time: LONGEST_RUN, output: LARGEST_OUTPUT, complaints: LARGEST_OUTPUT + 1 };
        let too_large = || HostError::NotRun("it printed more than 64 MiB".to_owned());
        let output =
            program::run(&mut program, command.input.clone(), limits).map_err(|not_run| match not_run {
                NotRun::NotFound => HostError::NotRun(format!("`{}` was not found", command.program)),
                NotRun::TooLarge => too_large(),
                NotRun::TooLong(time) => {
                    HostError::NotRun(format!("it ran longer than {} seconds", time.as_secs()))
                }
                NotRun::Failed(error) => HostError::NotRun(error.to_string()),
            })?;
        if output.stderr.len() as u64 > LARGEST_OUTPUT {
            return Err(too_large());
        }
        let code = output.status.code().or_else(|| output.status.signal().map(|signal| 128 + signal));
        Ok(CommandOutput { status: code.unwrap_or(1), stdout: output.stdout, stderr: output.stderr })
    }
}

/// A bare name is looked up on the search path; anything with a slash is a path of its own, `~` being the home folder.
fn program_path(program: &str) -> std::path::PathBuf {
    match (program.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => program.into(),
    }
}
