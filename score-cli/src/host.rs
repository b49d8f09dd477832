//! The real surroundings behind [`Host`]: the disk and programs, both with limits.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use score_core::host::{Command, CommandOutput, Host, HostError};
use score_core::parallel::Threads;

/// A program that runs longer is stopped.
const LONGEST_RUN: Duration = Duration::from_secs(120);
/// A program that prints more is stopped. In bytes, for each of its two streams.
const LARGEST_OUTPUT: u64 = 64 * 1024 * 1024;
/// A mounted file that is larger is refused. In bytes.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// With fewer workloads one thread is done before a second one has begun.
const FEW_WORKLOADS: usize = 16;

/// How many threads a run over this many workloads uses: those of the machine, when there is work for them.
pub(crate) fn threads(workloads: usize) -> Threads {
    if workloads < FEW_WORKLOADS {
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
        let not_run = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => HostError::NotRun(format!("`{}` was not found", command.program)),
            _ => HostError::NotRun(error.to_string()),
        };
        let mut child = std::process::Command::new(program_path(&command.program))
            .args(&command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(not_run)?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        std::thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                // A program that does not read its input is free to.
                scope.spawn(move || stdin.write_all(&command.input));
            }
            let out = scope.spawn(move || collect(stdout));
            let err = scope.spawn(move || collect(stderr));
            let status = wait(&mut child);
            let lost = |_| HostError::NotRun("its output could not be read".to_owned());
            let stdout = out.join().map_err(lost)?;
            let stderr = err.join().map_err(lost)?;
            Ok(CommandOutput { status: status?, stdout: stdout?, stderr: stderr? })
        })
    }
}

/// A bare name is looked up on the search path; anything with a slash is a path of its own, `~` being the home folder.
fn program_path(program: &str) -> std::path::PathBuf {
    match (program.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => program.into(),
    }
}

fn wait(child: &mut Child) -> Result<i32, HostError> {
    let failed = |error: std::io::Error| HostError::NotRun(error.to_string());
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            use std::os::unix::process::ExitStatusExt;
            return Ok(status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1));
        }
        if start.elapsed() > LONGEST_RUN {
            let _ = child.kill();
            let _ = child.wait();
            return Err(HostError::NotRun(format!("it ran longer than {} seconds", LONGEST_RUN.as_secs())));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Reads a stream up to the limit. Dropping the pipe at the limit ends a program that goes on writing.
fn collect(stream: Option<impl Read>) -> Result<Vec<u8>, HostError> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        stream
            .by_ref()
            .take(LARGEST_OUTPUT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| HostError::NotRun(error.to_string()))?;
    }
    if bytes.len() as u64 > LARGEST_OUTPUT {
        return Err(HostError::NotRun("it printed more than 64 MiB".to_owned()));
    }
    Ok(bytes)
}
