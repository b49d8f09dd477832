//! Programs that fetch for us, with limits of time and output.

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Problem;

/// Complaints of a program longer than this are cut. In bytes.
const LONGEST_COMPLAINT: u64 = 64 * 1024;
/// How long what a program has printed is waited for after it ended. A helper of it may still hold the other end.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What a program left.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
}

/// How far a program may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) time: Duration,
    /// Bytes of standard output.
    pub(super) output: u64,
}

/// Why a program has no output.
#[derive(Debug)]
pub(super) enum NotRun {
    /// There is no such program.
    NotFound,
    /// It printed more than it may.
    TooLarge,
    Other(Problem),
}

/// Runs a program to its end.
pub(super) fn run(command: &mut Command, input: Vec<u8>, limits: Limits) -> Result<Output, NotRun> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => NotRun::NotFound,
        _ => NotRun::Other(Problem::new(format!("`{name}` could not be run: {error}"))),
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its input is free to.
        thread::spawn(move || stdin.write_all(&input));
    }
    // One byte more than allowed tells that there is more.
    let stdout = collect(child.stdout.take(), limits.output + 1);
    let stderr = collect(child.stderr.take(), LONGEST_COMPLAINT);
    let Some(status) = wait(&mut child, limits.time).map_err(failed)? else {
        let problem = format!("`{name}` ran longer than {} seconds", limits.time.as_secs_f32());
        return Err(NotRun::Other(Problem::new(problem)));
    };
    let stdout = stdout.recv_timeout(LONGEST_WAIT).unwrap_or_default();
    let stderr = stderr.recv_timeout(LONGEST_WAIT).unwrap_or_default();
    if stdout.len() as u64 > limits.output {
        return Err(NotRun::TooLarge);
    }
    Ok(Output { status, stdout, stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// Reads a stream up to a limit. Letting go of it there ends a program that goes on writing.
fn collect(stream: Option<impl Read + Send + 'static>, limit: u64) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            // What was read before a mistake is still of use.
            let _ = stream.take(limit).read_to_end(&mut bytes);
        }
        sender.send(bytes)
    });
    receiver
}

/// Waits for the end of a program; stops it when it takes too long, and returns nothing.
fn wait(child: &mut Child, longest: Duration) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > longest {
            stop(child);
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Asks a program to end, so that it can end those that it started, and makes it end when it does not.
fn stop(child: &mut Child) {
    if let Some(id) = rustix::process::Pid::from_raw(child.id().cast_signed()) {
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(500) {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, input: &[u8], output: u64) -> Result<Output, NotRun> {
        let limits = Limits { time: Duration::from_millis(500), output };
        run(Command::new("sh").args(["-c", script]), input.to_owned(), limits)
    }

    #[test]
    fn programs_are_run_within_limits() {
        let output = sh("cat; echo complaint >&2; exit 3", b"input", 5).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b"input"[..]));
        assert_eq!(output.stderr, "complaint\n");
        assert!(matches!(sh("cat", b"input", 4), Err(NotRun::TooLarge)));
        assert!(matches!(sh("yes", b"", 1000), Err(NotRun::TooLarge)));
        let limits = Limits { time: Duration::from_secs(1), output: 1 };
        assert!(matches!(run(&mut Command::new("no-such-program"), vec![], limits), Err(NotRun::NotFound)));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        for script in ["sleep 30", "trap '' TERM; sleep 30 & wait; wait; sleep 30"] {
            let start = Instant::now();
            let Err(NotRun::Other(problem)) = sh(script, b"", 10) else { panic!("{script}") };
            assert_eq!(problem.text, "`sh` ran longer than 0.5 seconds");
            assert!(start.elapsed() < Duration::from_secs(5));
        }
    }
}
